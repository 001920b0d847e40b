//! Reading status reports: pain.002.

use sepa::{pain002, PaymentStatus, ReasonCode};

use super::message::{day, limits, NotReadable};
use crate::money::{Cents, Currency};

/// What a bank says about a payment or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// It goes on.
	Accepted,
	/// The money has moved (ACSC).
	Completed,
	/// Refused, with the bank's reason.
	Rejected(String),
	/// Something this service has no use for (partly accepted, a name was checked, …).
	Other(String),
}

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
	/// The bank's name of it.
	pub msg_id: String,
	/// The day it was made.
	pub day: Option<u32>,
	/// The message it is about.
	pub original: String,
	/// What it says of the whole message.
	pub group: Option<Verdict>,
	/// What it says of all payments of a group of it.
	pub parts: Vec<Verdict>,
	/// What it says of single payments.
	pub payments: Vec<Status>,
}

/// What a status report says of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
	/// What the payment is called.
	pub end_to_end: Option<String>,
	/// What is said.
	pub verdict: Verdict,
	/// The amount, if it says one.
	pub amount: Option<(Cents, Option<Currency>)>,
	/// The account it was to be paid from, if it says one.
	pub debtor: Option<String>,
}

fn verdict(status: &PaymentStatus, reasons: &[ReasonCode]) -> Verdict {
	let reason = || {
		reasons
			.first()
			.map_or_else(|| "NARR".to_owned(), |r| r.as_code().to_owned())
	};
	match status {
		PaymentStatus::Rjct => Verdict::Rejected(reason()),
		PaymentStatus::Acsc => Verdict::Completed,
		PaymentStatus::Actc
		| PaymentStatus::Accp
		| PaymentStatus::Acsp
		| PaymentStatus::Acwc
		| PaymentStatus::Pdng => Verdict::Accepted,
		other => Verdict::Other(other.as_code().to_owned()),
	}
}

/// Read a status report.
pub(super) fn read(text: &str) -> Result<Report, NotReadable> {
	let document = pain002::parse_pain002_with_limits(text, limits()).map_err(|e| match e {
		pain002::Pain002ParseError::MissingElement { tag } => NotReadable::Lacks(tag.into()),
		_ => NotReadable::NotXml("pain.002".into()),
	})?;
	let mut parts = Vec::new();
	let mut payments = Vec::new();
	for part in &document.payment_info_statuses {
		if let Some(status) = &part.status {
			parts.push(verdict(status, &part.reason_codes));
		}
		for payment in &part.transactions {
			let Some(status) = &payment.status else {
				continue;
			};
			// A reason may stand with the group alone.
			let reasons = match payment.reason_codes.is_empty() {
				true => &part.reason_codes,
				false => &payment.reason_codes,
			};
			let amount = match (&payment.original_amount_raw, payment.original_amount_ct) {
				(None, _) => None,
				(Some(_), Some(ct)) => Some((
					Cents(ct),
					payment
						.original_currency
						.as_deref()
						.and_then(|code| code.parse().ok()),
				)),
				(Some(_), None) => return Err(NotReadable::Lacks("InstdAmt".into())),
			};
			payments.push(Status {
				end_to_end: payment.original_end_to_end_id.clone(),
				verdict: verdict(status, reasons),
				amount,
				debtor: payment.original_debtor_iban.clone(),
			});
		}
	}
	Ok(Report {
		day: day(&document.created_at_raw),
		group: document
			.group_status
			.as_ref()
			.map(|status| verdict(status, &document.group_reason_codes)),
		msg_id: document.msg_id,
		original: document.original_msg_id,
		parts,
		payments,
	})
}

/// Whether a refusal says that the bank has the message already: it says nothing about payments.
pub fn is_duplicate(reason: &str) -> bool {
	matches!(
		reason,
		"DUPL" | "AM05" | "DU01" | "DU02" | "DU03" | "DU04" | "DU05"
	)
}
