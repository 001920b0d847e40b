//! Reading payments that come back: pacs.004. Banks send their customers this interbank message, or
//! one of its form; crate `sepa` does not read it.

use quick_xml::{events::Event, Reader};

use super::message::{day, money, NotReadable};
use crate::money::{Cents, Currency};

/// Returned payments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returns {
	/// The bank's name of the message.
	pub msg_id: String,
	/// The payments.
	pub payments: Vec<Return>,
}

/// A returned payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
	/// The bank's name of the return.
	pub id: Option<String>,
	/// What the payment is called.
	pub end_to_end: Option<String>,
	/// What comes back.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
	/// The day.
	pub day: u32,
	/// Why.
	pub reason: String,
	/// The account it was paid from, if it says one.
	pub debtor: Option<String>,
}

#[derive(Default)]
struct Parts {
	id: Option<String>,
	end_to_end: Option<String>,
	amount: Option<String>,
	currency: Option<String>,
	day: Option<String>,
	reason: Option<String>,
	debtor: Option<String>,
}

/// Deeper than this no message goes.
const MAX_DEPTH: usize = 64;

/// The longest text that is kept of an element.
const MAX_TEXT: usize = 1_024;

/// Read returned payments.
pub(super) fn read(text: &str) -> Result<Returns, NotReadable> {
	let broken = || NotReadable::NotXml("pacs.004".into());
	let mut reader = Reader::from_str(text);
	let mut path: Vec<String> = Vec::new();
	let mut value = String::new();
	let mut currency = None;
	let (mut msg_id, mut group_day) = (None, None);
	let mut parts: Option<Parts> = None;
	let mut found = Vec::new();
	loop {
		match reader.read_event().map_err(|_| broken())? {
			Event::Start(element) => {
				path.push(element.local_name().into_inner().to_owned());
				if path.len() > MAX_DEPTH {
					return Err(broken());
				}
				value.clear();
				currency = None;
				for attribute in element.attributes() {
					let attribute = attribute.map_err(|_| broken())?;
					if attribute.key.into_inner() == "Ccy" {
						currency = Some(attribute.value.to_string());
					}
				}
				if ends(&path, &["PmtRtr", "TxInf"]) {
					parts = Some(Parts::default());
				}
			},
			Event::Text(text) => push(&mut value, &text.xml10_content()),
			Event::CData(text) => push(&mut value, &text.xml10_content()),
			Event::GeneralRef(reference) => {
				let c = match reference.resolve_char_ref().map_err(|_| broken())? {
					Some(c) => c,
					None => match reference.xml10_content().as_ref() {
						"amp" => '&',
						"lt" => '<',
						"gt" => '>',
						"apos" => '\'',
						"quot" => '"',
						_ => return Err(broken()),
					},
				};
				push(&mut value, c.encode_utf8(&mut [0; 4]));
			},
			Event::End(_) => {
				let text = value.trim().to_owned();
				if let Some(parts) = &mut parts {
					keep(parts, &path, &text, &currency);
				} else if ends(&path, &["GrpHdr", "MsgId"]) {
					msg_id = Some(text);
				} else if ends(&path, &["GrpHdr", "IntrBkSttlmDt"]) {
					group_day = Some(text);
				}
				if ends(&path, &["PmtRtr", "TxInf"]) {
					if let Some(parts) = parts.take() {
						found.push(parts);
					}
				}
				path.pop();
				value.clear();
			},
			Event::DocType(_) => return Err(broken()),
			Event::Eof => break,
			_ => {},
		}
	}
	if !path.is_empty() {
		return Err(broken());
	}
	let payments = found
		.into_iter()
		.map(|p| finish(p, group_day.as_deref()))
		.collect::<Result<Vec<_>, _>>()?;
	if payments.is_empty() {
		// A return of a whole message would name no payment: a person must read it.
		return Err(NotReadable::Lacks("TxInf".into()));
	}
	Ok(Returns {
		msg_id: msg_id
			.filter(|id| !id.is_empty())
			.ok_or_else(|| NotReadable::Lacks("GrpHdr/MsgId".into()))?,
		payments,
	})
}

fn push(value: &mut String, more: &str) {
	if value.len() + more.len() <= MAX_TEXT {
		value.push_str(more);
	}
}

fn ends(path: &[String], wanted: &[&str]) -> bool {
	path.len() >= wanted.len()
		&& path
			.iter()
			.rev()
			.zip(wanted.iter().rev())
			.all(|(is, want)| is == want)
}

fn keep(parts: &mut Parts, path: &[String], text: &str, currency: &Option<String>) {
	let text = || Some(text.to_owned()).filter(|t| !t.is_empty());
	if ends(path, &["TxInf", "RtrId"]) {
		parts.id = text();
	} else if ends(path, &["TxInf", "OrgnlEndToEndId"]) {
		parts.end_to_end = text().filter(|t| t != "NOTPROVIDED");
	} else if ends(path, &["TxInf", "RtrdIntrBkSttlmAmt"]) {
		parts.amount = text();
		parts.currency = currency.clone();
	} else if ends(path, &["TxInf", "IntrBkSttlmDt"]) {
		parts.day = text();
	} else if ends(path, &["RtrRsnInf", "Rsn", "Cd"]) && parts.reason.is_none() {
		parts.reason = text();
	} else if ends(path, &["DbtrAcct", "Id", "IBAN"]) {
		parts.debtor = text();
	}
}

fn finish(parts: Parts, group_day: Option<&str>) -> Result<Return, NotReadable> {
	let lacks = |what: &str| NotReadable::Lacks(what.to_owned());
	let (amount, currency) = parts
		.amount
		.as_deref()
		.zip(parts.currency.as_deref())
		.and_then(|(amount, currency)| money(amount, currency))
		.ok_or_else(|| lacks("RtrdIntrBkSttlmAmt"))?;
	let day = parts
		.day
		.as_deref()
		.or(group_day)
		.and_then(day)
		.ok_or_else(|| lacks("IntrBkSttlmDt"))?;
	Ok(Return {
		id: parts.id,
		end_to_end: parts.end_to_end,
		amount,
		currency,
		day,
		reason: parts.reason.unwrap_or_else(|| "NARR".to_owned()),
		debtor: parts.debtor,
	})
}
