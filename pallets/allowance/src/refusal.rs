//! Why a transaction is refused before it runs.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// Why a transaction is refused before it runs. A node refuses it with
/// `InvalidTransaction::Custom` of the variant's index.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Refusal {
	/// The account speaks for no member. Enrol it with a registrar, or by a voucher.
	#[codec(index = 1)]
	NotMember,
	/// The member's enrolment has expired or was removed. Have a registrar renew it.
	#[codec(index = 2)]
	EnrolmentEnded,
	/// The allowance is used up. Wait until it is refilled.
	#[codec(index = 3)]
	AllowanceUsedUp,
	/// The transaction costs more than a full allowance. Make it smaller.
	#[codec(index = 4)]
	TooCostly,
	/// Nobody is served first for a tip. Leave it out.
	#[codec(index = 5)]
	TipNotAccepted,
}

impl Refusal {
	/// The code in `InvalidTransaction::Custom`.
	pub fn code(&self) -> u8 {
		self.using_encoded(|bytes| bytes.first().copied().unwrap_or_default())
	}
}

impl From<Refusal> for TransactionValidityError {
	fn from(refusal: Refusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}
