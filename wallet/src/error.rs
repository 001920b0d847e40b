//! What can go wrong, as a sentence for people and a number for programs.

use std::fmt;

use serde::Serialize;

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command did not do what was asked. Each variant has its own exit code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The command line does not say what to do.
	#[error("{0}")]
	Usage(String),
	/// A file or a value is not what it should be.
	#[error("{0}")]
	Input(String),
	/// The chain said no.
	#[error("{0}")]
	Refused(Box<Refusal>),
	/// No node or treasury, the wrong network, or a node of another version.
	#[error("{0}")]
	Network(String),
	/// No key, the wrong password, or a key file that cannot be read.
	#[error("{0}")]
	Key(String),
	/// A defect of this program or of the machine it runs on.
	#[error("{0}")]
	Internal(String),
}

impl Error {
	/// [`Error::Usage`] from a sentence.
	pub fn usage(sentence: impl Into<String>) -> Self {
		Self::Usage(sentence.into())
	}

	/// [`Error::Input`] from a sentence.
	pub fn input(sentence: impl Into<String>) -> Self {
		Self::Input(sentence.into())
	}

	/// [`Error::Network`] from a sentence.
	pub fn network(sentence: impl Into<String>) -> Self {
		Self::Network(sentence.into())
	}

	/// [`Error::Key`] from a sentence.
	pub fn key(sentence: impl Into<String>) -> Self {
		Self::Key(sentence.into())
	}

	/// [`Error::Internal`] from a sentence.
	pub fn internal(sentence: impl Into<String>) -> Self {
		Self::Internal(sentence.into())
	}

	/// What the process exits with.
	pub fn exit_code(&self) -> u8 {
		match self {
			Self::Internal(_) => 1,
			Self::Usage(_) => 2,
			Self::Input(_) => 3,
			Self::Refused(_) => 4,
			Self::Network(_) => 5,
			Self::Key(_) => 6,
		}
	}

	/// The word programs tell it by.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Internal(_) => "internal",
			Self::Usage(_) => "usage",
			Self::Input(_) => "bad-input",
			Self::Refused(_) => "refused",
			Self::Network(_) => "network",
			Self::Key(_) => "key",
		}
	}

	/// The document `--json` prints instead of a result.
	pub fn document(&self) -> serde_json::Value {
		let mut error = serde_json::json!({
			"kind": self.kind(),
			"exitCode": self.exit_code(),
			"message": self.to_string(),
		});
		if let Self::Refused(refusal) = self {
			error["refusal"] = serde_json::json!(refusal);
		}
		serde_json::json!({ "error": error })
	}
}

/// Why the chain said no, in the words of its own metadata where it has some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
	/// The pallet whose rule it is, if it is a pallet's.
	pub pallet: Option<String>,
	/// The error's name.
	pub name: String,
	/// What it means and what to do.
	pub docs: String,
	/// Whether the pool turned the transaction away (nothing happened on the chain), rather than
	/// a block recording its failure.
	pub at_pool: bool,
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "The chain refused it: {} (", self.docs)?;
		if let Some(pallet) = &self.pallet {
			write!(f, "{pallet}.")?;
		}
		write!(f, "{})", self.name)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refusal() -> Refusal {
		Refusal {
			pallet: Some("Measurements".into()),
			name: "PeriodOverlaps".into(),
			docs: "Another claim covers this period. Claim another period.".into(),
			at_pool: false,
		}
	}

	#[test]
	fn every_kind_has_its_own_exit_code() {
		let errors = [
			Error::internal(""),
			Error::usage(""),
			Error::input(""),
			Error::Refused(Box::new(refusal())),
			Error::network(""),
			Error::key(""),
		];
		let codes: Vec<_> = errors.iter().map(Error::exit_code).collect();
		assert_eq!(codes, [1, 2, 3, 4, 5, 6]);
	}

	#[test]
	fn a_refusal_names_pallet_and_error_and_says_what_to_do() {
		let error = Error::Refused(Box::new(refusal()));
		assert_eq!(
			error.to_string(),
			"The chain refused it: Another claim covers this period. Claim another period. \
			 (Measurements.PeriodOverlaps)"
		);
		assert_eq!(
			error.document()["error"]["refusal"]["name"],
			"PeriodOverlaps"
		);
	}
}
