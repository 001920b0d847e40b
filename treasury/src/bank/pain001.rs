//! Writing payment files: pain.001.001.09.

use jiff::Timestamp;
use sepa::{
	transliterate, validate_bic, validate_iban, BuildError, CreditTransferEntry,
	CreditTransferGroup, IsoDate, IsoDateTime, Pain001Builder, RemittanceInfo, RfReference,
	Transliteration,
};

use crate::{money::Cents, store::batches::FileFacts};

/// The longest remittance text SEPA carries.
const MAX_REMITTANCE: usize = 140;

/// A payment as it goes into a file.
#[derive(Clone)]
pub struct Instruction {
	/// What the bank is to know it by.
	pub end_to_end: String,
	/// How much.
	pub amount: Cents,
	/// Whose account it goes to.
	pub name: String,
	/// Which account.
	pub iban: String,
}

/// Why a payment cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpayable {
	/// The IBAN: AC01.
	Account,
	/// The name: BE01.
	Name,
	/// The amount: AM12.
	Amount,
}

impl Unpayable {
	/// The ISO 20022 reason it is refused with.
	pub fn code(self) -> &'static str {
		match self {
			Self::Account => "AC01",
			Self::Name => "BE01",
			Self::Amount => "AM12",
		}
	}
}

/// What stands on the payee's statement: a text of the city's and a reference with check digits
/// (ISO 11649), which a person can read out and a machine can check.
pub fn remittance(text: &str, end_to_end: &str) -> String {
	let reference = RfReference::generate(end_to_end)
		.map_or_else(|_| end_to_end.to_owned(), |rf| rf.as_str().to_owned());
	let text: String = text
		.trim()
		.chars()
		.take(MAX_REMITTANCE.saturating_sub(reference.len() + 1))
		.collect();
	format!("{text} {reference}").trim().to_owned()
}

/// How a name stands in a file: what is outside of SEPA's letters is written with those inside, or a dot.
pub fn written_name(name: &str) -> String {
	transliterate(name.trim(), Transliteration::default()).into_owned()
}

fn entry(instruction: &Instruction, text: &str) -> Result<CreditTransferEntry, Unpayable> {
	let iban = validate_iban(&instruction.iban).map_err(|_| Unpayable::Account)?;
	Ok(CreditTransferEntry::new(
		instruction.name.trim(),
		iban,
		instruction.amount.0,
		&instruction.end_to_end,
	)
	.with_remittance(RemittanceInfo::unstructured(remittance(
		text,
		&instruction.end_to_end,
	))))
}

/// Whether a payment can be written at all: asked before the chain is told of it.
pub fn check(instruction: &Instruction, facts: &FileFacts) -> Result<(), Unpayable> {
	entry(instruction, &facts.remittance)?;
	if instruction.name.trim().is_empty() || instruction.name.chars().count() > 70 {
		return Err(Unpayable::Name);
	}
	if !instruction.amount.is_positive() || instruction.amount.0 > 99_999_999_999 {
		return Err(Unpayable::Amount);
	}
	// Whatever else the rules of SEPA have against it comes from name or account.
	write("CHECK", facts, std::slice::from_ref(instruction))
		.map(|_| ())
		.map_err(|_| Unpayable::Name)
}

/// Why a file cannot be written. Says nothing of names and accounts.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
	/// A payment that [`check`] would have refused.
	#[error("payment {0} cannot be written")]
	Payment(String),
	/// The city's own account or bank.
	#[error("the city's account cannot be written")]
	Debtor,
	/// A time or day outside the calendar.
	#[error("a day outside the calendar")]
	Day,
	/// The message as a whole.
	#[error("the message cannot be written: {0}")]
	Build(#[from] BuildError),
}

/// Write the file of a message. The same facts and instructions give the same bytes.
pub fn write(
	msg_id: &str,
	facts: &FileFacts,
	instructions: &[Instruction],
) -> Result<Vec<u8>, NotWritten> {
	let debtor = validate_iban(&facts.debtor_iban).map_err(|_| NotWritten::Debtor)?;
	let day =
		IsoDate::from_epoch_days(i64::from(facts.execution_day)).map_err(|_| NotWritten::Day)?;
	let mut group = CreditTransferGroup::new(&facts.debtor_name, &debtor, day);
	if let Some(bic) = &facts.debtor_bic {
		group = group.debtor_bic(validate_bic(bic).map_err(|_| NotWritten::Debtor)?);
	}
	for instruction in instructions {
		group = group.add_entry(
			entry(instruction, &facts.remittance)
				.map_err(|_| NotWritten::Payment(instruction.end_to_end.clone()))?,
		);
	}
	let created = Timestamp::from_second(facts.created_at)
		.map_err(|_| NotWritten::Day)?
		.strftime("%Y-%m-%dT%H:%M:%SZ")
		.to_string();
	let xml = Pain001Builder::new(&facts.debtor_name, msg_id)
		.created_at(IsoDateTime::parse(&created).map_err(|_| NotWritten::Day)?)
		.add_group(group)
		.build()?;
	Ok(xml.into_bytes())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn facts() -> FileFacts {
		FileFacts {
			debtor_name: "Gemeente Voorbeeldstad".into(),
			debtor_iban: "NL41MOCK0000000001".into(),
			debtor_bic: None,
			execution_day: 20_787,
			created_at: 1_796_025_600,
			remittance: "Redeemed".into(),
		}
	}

	fn instruction() -> Instruction {
		Instruction {
			end_to_end: "CL12X1".into(),
			amount: Cents(12_345),
			name: "J. de Vries".into(),
			iban: "DE89370400440532013000".into(),
		}
	}

	#[test]
	fn the_remittance_has_a_reference_with_check_digits_and_fits() {
		let text = remittance("Civic tokens redeemed", "CL12X1");
		let reference = text.rsplit(' ').next().expect("there is a last word");
		assert!(reference.parse::<RfReference>().is_ok(), "{text}");
		assert!(reference.ends_with("CL12X1"));
		let long = remittance(&"x".repeat(500), &format!("CL{}X{}", u64::MAX, u32::MAX));
		assert!(long.chars().count() <= 140, "{long}");
		assert_eq!(remittance("", "CL12X1"), reference);
	}

	#[test]
	fn the_same_message_has_the_same_bytes() {
		let once = write("M1", &facts(), &[instruction()]).expect("it can be written");
		let twice = write("M1", &facts(), &[instruction()]).expect("it can be written");
		assert_eq!(once, twice);
		let text = String::from_utf8(once).expect("UTF-8");
		for part in [
			"pain.001.001.09",
			"<MsgId>M1</MsgId>",
			"<EndToEndId>CL12X1</EndToEndId>",
			"<InstdAmt Ccy=\"EUR\">123.45</InstdAmt>",
			"2026-11-30",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}

	#[test]
	fn what_cannot_be_paid_is_known_before() {
		let check = |change: &dyn Fn(&mut Instruction)| {
			let mut i = instruction();
			change(&mut i);
			check(&i, &facts())
		};
		assert_eq!(check(&|_| ()), Ok(()));
		assert_eq!(check(&|i| i.iban = "DE00".into()), Err(Unpayable::Account));
		assert_eq!(check(&|i| i.name = " ".into()), Err(Unpayable::Name));
		assert_eq!(check(&|i| i.name = "x".repeat(71)), Err(Unpayable::Name));
		assert_eq!(check(&|i| i.amount = Cents(0)), Err(Unpayable::Amount));
		assert_eq!(
			check(&|i| i.amount = Cents(100_000_000_000)),
			Err(Unpayable::Amount)
		);
		// Letters outside SEPA's set are written with those inside.
		assert_eq!(check(&|i| i.name = "Zoë Müller-Łukasz".into()), Ok(()));
	}

	#[test]
	fn a_name_is_said_to_be_written_as_it_is() {
		for name in [
			"J. de Vries",
			" Zoë Müller-Łukasz",
			"Ş. Ünal & 鈴木",
			"Ωmega Ж",
		] {
			let named = Instruction {
				name: name.into(),
				..instruction()
			};
			let file = write("M1", &facts(), &[named]).expect("it can be written");
			let file = String::from_utf8(file).expect("UTF-8");
			let (_, creditor) = file.split_once("<Cdtr>").expect("there is one");
			let (_, rest) = creditor.split_once("<Nm>").expect("it has a name");
			let (written, _) = rest.split_once("</Nm>").expect("it ends");
			assert_eq!(written, written_name(name), "{name}");
		}
		assert_eq!(written_name("J. de Vries"), "J. de Vries");
		assert_eq!(written_name("Zoë"), "Zoe");
	}
}
