//! Why a registration is not taken.

use crate::registration::FRESH;

/// Why a registration is not taken. The words are for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayeeError {
	/// A field is not of the form it should be.
	#[error("The field {field} is not what it should be: {why}")]
	Field {
		/// Its name in the JSON.
		field: &'static str,
		/// What is wrong with it.
		why: String,
	},
	/// The IBAN does not exist.
	#[error("This IBAN cannot be right: {0} Compare it with your bank's papers.")]
	Iban(&'static str),
	/// It was signed for another network.
	#[error("This registration is for another network: its genesisHash is not {0}.")]
	OtherNetwork(String),
	/// The account did not sign it.
	#[error("The signature is not the account's over these fields.")]
	Forged,
	/// It was signed too long ago, or is from the future.
	#[error("The time in the field at is not within the last {} minutes. Sign it again; check your clock.", FRESH / 60)]
	NotFresh,
}

impl PayeeError {
	/// The word programs tell it by: the last part of the problem's type.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Field { .. } => "bad-field",
			Self::Iban(_) => "bad-iban",
			Self::OtherNetwork(_) => "other-network",
			Self::Forged => "bad-signature",
			Self::NotFresh => "not-fresh",
		}
	}
}

pub(crate) fn field(field: &'static str, why: impl Into<String>) -> PayeeError {
	PayeeError::Field {
		field,
		why: why.into(),
	}
}
