//! Messages a bank sends, in the form mock-bank gives them.

use civic_treasury::bank::calendar;

use super::{CITY, DAY};

/// A line of a notice or a statement.
#[derive(Clone)]
pub struct Line {
	pub credit: bool,
	pub cents: i64,
	pub currency: &'static str,
	pub end_to_end: String,
	pub reference: String,
	pub reason: Option<&'static str>,
	pub day: u32,
}

pub fn debit(end_to_end: &str, cents: i64) -> Line {
	Line {
		credit: false,
		cents,
		currency: "EUR",
		end_to_end: end_to_end.into(),
		reference: format!("MB-{end_to_end}"),
		reason: None,
		day: DAY,
	}
}

pub fn credit(end_to_end: &str, cents: i64) -> Line {
	Line {
		credit: true,
		reference: format!("MB-RTR-{end_to_end}"),
		reason: Some("AC04"),
		..debit(end_to_end, cents)
	}
}

/// Money from somebody else.
pub fn paid_in(reference: &str, cents: i64) -> Line {
	Line {
		credit: true,
		end_to_end: "NOTPROVIDED".into(),
		reference: reference.into(),
		..debit("", cents)
	}
}

fn amount(cents: i64) -> String {
	format!("{}.{:02}", cents / 100, cents % 100)
}

fn date(day: u32) -> String {
	calendar::date(day).to_string()
}

fn entry(line: &Line) -> String {
	let side = if line.credit { "CRDT" } else { "DBIT" };
	let day = date(line.day);
	let (ccy, amount) = (line.currency, amount(line.cents));
	let (family, sub) = if line.credit {
		("ICDT", "RRTN")
	} else {
		("ICDT", "ESCT")
	};
	let back = line.reason.map_or(String::new(), |reason| {
		format!("<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>")
	});
	format!(
		"<Ntry><Amt Ccy=\"{ccy}\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
		 <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
		 <AcctSvcrRef>{}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>\
		 <SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>\
		 <EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"{ccy}\">{amount}</Amt>\
		 <CdtDbtInd>{side}</CdtDbtInd>{back}</TxDtls></NtryDtls></Ntry>",
		line.reference, line.end_to_end
	)
}

fn account(iban: &str) -> String {
	format!("<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>")
}

pub fn notice(id: &str, lines: &[Line]) -> String {
	notice_of(CITY, id, lines)
}

pub fn notice_of(iban: &str, id: &str, lines: &[Line]) -> String {
	let entries: String = lines.iter().map(entry).collect();
	format!(
		"<?xml version='1.0' encoding='utf-8'?>\n\
		 <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>\
		 <GrpHdr><MsgId>{id}</MsgId><CreDtTm>2026-11-30T09:00:00+01:00</CreDtTm></GrpHdr><Ntfctn>\
		 <Id>{id}</Id><CreDtTm>2026-11-30T09:00:00+01:00</CreDtTm>{}{entries}</Ntfctn>\
		 </BkToCstmrDbtCdtNtfctn></Document>",
		account(iban)
	)
}

pub fn statement(number: u32, day: u32, opening: i64, closing: i64, lines: &[Line]) -> String {
	let entries: String = lines.iter().map(entry).collect();
	let balance = |code: &str, cents: i64| {
		format!(
			"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>\
			 <CdtDbtInd>{}</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>",
			amount(cents.abs()),
			if cents < 0 { "DBIT" } else { "CRDT" },
			date(day)
		)
	};
	format!(
		"<?xml version='1.0' encoding='utf-8'?>\n\
		 <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
		 <GrpHdr><MsgId>ST-{number}</MsgId><CreDtTm>2026-12-01T09:00:00+01:00</CreDtTm></GrpHdr>\
		 <Stmt><Id>ST-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>\
		 <CreDtTm>2026-12-01T09:00:00+01:00</CreDtTm>{}{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
		account(CITY),
		balance("OPBD", opening),
		balance("CLBD", closing)
	)
}

/// A status report: of each payment its status, and a reason where it was refused.
pub fn status(id: &str, original: &str, payments: &[(&str, &str, Option<&str>)]) -> String {
	let payments: String = payments
		.iter()
		.map(|(name, status, reason)| {
			let reason = reason.map_or(String::new(), |r| {
				format!("<StsRsnInf><Rsn><Cd>{r}</Cd></Rsn></StsRsnInf>")
			});
			format!(
				"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}\
				 </TxInfAndSts>"
			)
		})
		.collect();
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
		 <GrpHdr><MsgId>{id}</MsgId><CreDtTm>2026-11-30T09:00:00+01:00</CreDtTm></GrpHdr>\
		 <OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId>\
		 <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>\
		 <OrgnlPmtInfId>{original}</OrgnlPmtInfId>{payments}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>\
		 </Document>"
	)
}

/// A status report that refuses a whole message.
pub fn refused(id: &str, original: &str, reason: &str) -> String {
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
		 <GrpHdr><MsgId>{id}</MsgId><CreDtTm>2026-11-30T09:00:00+01:00</CreDtTm></GrpHdr>\
		 <OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId>\
		 <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn>\
		 <Cd>{reason}</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
	)
}

/// A payment comes back.
pub fn returned(id: &str, end_to_end: &str, cents: i64) -> String {
	returned_to(CITY, "EUR", id, end_to_end, cents)
}

pub fn returned_to(iban: &str, ccy: &str, id: &str, end_to_end: &str, cents: i64) -> String {
	let amount = amount(cents);
	let day = date(DAY + 3);
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09\"><PmtRtr><GrpHdr>\
		 <MsgId>{id}</MsgId><CreDtTm>2026-12-03T09:00:00+01:00</CreDtTm><NbOfTxs>1</NbOfTxs>\
		 <SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr><TxInf><RtrId>RTR-{id}</RtrId>\
		 <OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId>\
		 <RtrdIntrBkSttlmAmt Ccy=\"{ccy}\">{amount}</RtrdIntrBkSttlmAmt>\
		 <IntrBkSttlmDt>{day}</IntrBkSttlmDt><RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf>\
		 <OrgnlTxRef><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInf></PmtRtr>\
		 </Document>"
	)
}
