//! Reading whatever the bank sends into what it says.

use quick_xml::{events::Event, Reader};

use super::{camt, pacs004, pain002};
use crate::money::{Cents, Currency};

/// The most elements of a message: a statement of 50,000 payments fits.
pub(super) fn limits() -> sepa::ParseLimits {
	sepa::ParseLimits {
		input_bytes: 256 << 20,
		nodes: 4_000_000,
		total_text_bytes: 128 << 20,
		total_attribute_bytes: 64 << 20,
		..sepa::ParseLimits::default()
	}
}

/// What the bank says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
	/// A status report (pain.002).
	Status(pain002::Report),
	/// A notice of bookings (camt.054).
	Notice(camt::Report),
	/// Statements (camt.053).
	Statement(camt::Report),
	/// Payments that come back (pacs.004).
	Return(pacs004::Returns),
}

impl Message {
	/// The bank's own name of it.
	pub fn id(&self) -> &str {
		match self {
			Self::Status(m) => &m.msg_id,
			Self::Notice(m) | Self::Statement(m) => &m.msg_id,
			Self::Return(m) => &m.msg_id,
		}
	}

	/// What it is, for people.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Status(_) => "pain.002",
			Self::Notice(_) => "camt.054",
			Self::Statement(_) => "camt.053",
			Self::Return(_) => "pacs.004",
		}
	}
}

/// The longest name a bank gives anything: ISO 20022 has 35 characters, and what banks add to it is short. PostgreSQL
/// indexes no text of some thousand.
const LONGEST_NAME: usize = 200;

impl Message {
	/// What it calls things.
	fn names(&self) -> Vec<&str> {
		let mut names = vec![self.id()];
		match self {
			Self::Status(m) => {
				names.push(&m.original);
				names.extend(m.payments.iter().filter_map(|p| p.end_to_end.as_deref()));
			},
			Self::Notice(m) | Self::Statement(m) => {
				for account in &m.accounts {
					names.push(&account.id);
					names.extend(account.iban.as_deref());
					for line in &account.lines {
						names.extend(line.reference.as_deref());
						names.extend(line.end_to_end.as_deref());
					}
				}
			},
			Self::Return(m) => {
				for payment in &m.payments {
					names.extend(payment.id.as_deref());
					names.extend(payment.end_to_end.as_deref());
				}
			},
		}
		names
	}
}

/// Why a file cannot be read. The words quote nothing of the file but element names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReadable {
	/// It is empty.
	#[error("the file is empty")]
	Empty,
	/// It is not UTF-8.
	#[error("the file is not UTF-8 text")]
	NotText,
	/// It is not XML, or has what these messages must not have.
	#[error("the file is not well-formed XML ({0})")]
	NotXml(String),
	/// It is some other message.
	#[error("the file is no message this service reads ({0})")]
	OtherMessage(String),
	/// It lacks something, or has something that makes no sense.
	#[error("the message lacks a right {0}")]
	Lacks(String),
}

/// Read a file.
pub fn read(bytes: &[u8]) -> Result<Message, NotReadable> {
	let text = std::str::from_utf8(bytes).map_err(|_| NotReadable::NotText)?;
	// A byte order mark is no part of the document.
	let text = text.strip_prefix('\u{feff}').unwrap_or(text);
	if text.trim().is_empty() {
		return Err(NotReadable::Empty);
	}
	// XML 1.0, 2.2; and PostgreSQL keeps no NUL.
	let is_none_of_xml = |c| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
	if text.contains(is_none_of_xml) {
		return Err(NotReadable::NotXml("it has control characters".into()));
	}
	let message = match root(text)?.as_str() {
		"CstmrPmtStsRpt" => pain002::read(text).map(Message::Status),
		"BkToCstmrDbtCdtNtfctn" => camt::read_notice(text).map(Message::Notice),
		"BkToCstmrStmt" => camt::read_statement(text).map(Message::Statement),
		"PmtRtr" => pacs004::read(text).map(Message::Return),
		other => Err(NotReadable::OtherMessage(
			other
				.chars()
				.filter(char::is_ascii_alphanumeric)
				.take(40)
				.collect(),
		)),
	}?;
	let names = message.names();
	// Written as references (&#27;) they are in no text of the file.
	if names.iter().any(|name| name.contains(is_none_of_xml)) {
		return Err(NotReadable::NotXml("it has control characters".into()));
	}
	match names.iter().any(|name| name.len() > LONGEST_NAME) {
		true => Err(NotReadable::Lacks(format!(
			"identification: one is longer than {LONGEST_NAME} bytes"
		))),
		false => Ok(message),
	}
}

/// The name of the message: the element inside `Document`.
fn root(text: &str) -> Result<String, NotReadable> {
	let mut reader = Reader::from_str(text);
	let mut depth = 0;
	loop {
		match reader.read_event() {
			Ok(Event::DocType(_)) => {
				return Err(NotReadable::NotXml("it has a document type".into()))
			},
			Ok(Event::Start(element) | Event::Empty(element)) => {
				let name = element.local_name().into_inner().to_owned();
				depth += 1;
				if depth == 2 || name != "Document" {
					return Ok(name);
				}
			},
			Ok(Event::Eof) => return Err(NotReadable::NotXml("it ends too early".into())),
			Ok(_) => {},
			Err(_) => return Err(NotReadable::NotXml("it cannot be taken apart".into())),
		}
	}
}

/// An amount as a bank writes it, with its currency.
pub(super) fn money(amount: &str, currency: &str) -> Option<(Cents, Currency)> {
	let amount: Cents = amount.parse().ok()?;
	let currency = currency.parse().ok()?;
	(amount.0 >= 0).then_some((amount, currency))
}

/// A day as a bank writes it, with or without a time.
pub(super) fn day(text: &str) -> Option<u32> {
	let day = sepa::IsoDate::parse_date_part(text).ok()?.to_string();
	super::calendar::number(day.parse().ok()?)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_no_message_is_refused_with_a_reason() {
		assert_eq!(read(b""), Err(NotReadable::Empty));
		assert_eq!(read(b" \n"), Err(NotReadable::Empty));
		assert_eq!(read(b"\xff\xfe<"), Err(NotReadable::NotText));
		for broken in [
			"<Document><CstmrPmtStsRpt>",
			"<Document",
			"hello",
			"<a></b>",
		] {
			assert!(
				matches!(
					read(broken.as_bytes()),
					Err(NotReadable::NotXml(_) | NotReadable::OtherMessage(_))
				),
				"{broken}"
			);
		}
		assert_eq!(
			read(b"<Document><FIToFICstmrCdtTrf/></Document>"),
			Err(NotReadable::OtherMessage("FIToFICstmrCdtTrf".into()))
		);
		assert!(matches!(
			read(b"<!DOCTYPE x [<!ENTITY a \"b\">]><Document><PmtRtr/></Document>"),
			Err(NotReadable::NotXml(_))
		));
	}
}
