//! What redemption stores.

use alloc::string::String;

use civic_primitives::{Balance, MemberId, MemberKind, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::H256;

/// An amount of money in the currency's smallest unit (cents).
pub type Money = u128;

/// A day of a bank: days since 1970-01-01.
pub type Date = u32;

/// The number of a redemption. Lower numbers asked earlier.
pub type RedemptionId = u64;

/// The number of a window.
pub type WindowId = u32;

/// One limit for each kind of member.
pub const MAX_LIMITS: u32 = 5;

/// The longest reference of a payment: `Max35Text` of ISO 20022, in bytes.
pub const MAX_REFERENCE: u32 = 35;

/// The longest public name of a payer, in bytes.
pub const MAX_NAME: u32 = 64;

/// A bank's or a document's reference.
pub type Reference = BoundedVec<u8, ConstU32<MAX_REFERENCE>>;

/// Three capitals of ISO 4217, such as EUR.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Currency(pub [u8; 3]);

impl Currency {
	/// The euro.
	pub const EUR: Self = Self(*b"EUR");

	/// Whether it is three capitals.
	pub fn is_valid(&self) -> bool {
		self.0.iter().all(u8::is_ascii_uppercase)
	}
}

impl Serialize for Currency {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		// What is not text was never accepted as a currency.
		serializer.serialize_str(core::str::from_utf8(&self.0).unwrap_or("???"))
	}
}

impl<'de> Deserialize<'de> for Currency {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		<[u8; 3]>::try_from(text.as_bytes())
			.map(Self)
			.ok()
			.filter(Self::is_valid)
			.ok_or_else(|| D::Error::custom("a currency is three capitals, such as EUR"))
	}
}

/// Between which bounds the treasurers of a currency may act.
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
	Serialize,
	Deserialize,
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Terms {
	/// The lowest rate of a window: money for 1,000 tokens (a tonne).
	pub min_rate: Money,
	/// The highest rate of a window.
	pub max_rate: Money,
	/// The largest budget of a window.
	pub max_window_budget: Money,
	/// How long a window may last, in seconds.
	pub max_window: u64,
	/// How long a countersigned attestation is fresh, and how long after its day a statement can be
	/// attested, in seconds.
	pub attestation_validity: u64,
	/// How long a redemption waits for its payment to begin, in seconds.
	pub payment_term: u64,
}

impl Terms {
	/// Whether anything can be redeemed within them. A budget of nothing says that nothing may.
	pub fn are_coherent(&self) -> bool {
		0 < self.min_rate
			&& self.min_rate <= self.max_rate
			&& 0 < self.max_window
			&& 0 < self.attestation_validity
			&& 0 < self.payment_term
	}
}

/// The terms of a currency from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GenesisTerms {
	/// The currency.
	pub currency: Currency,
	/// Its terms.
	pub terms: Terms,
}

/// What a treasurer says is in the bank.
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
pub struct Attestation {
	/// The balance.
	pub balance: Money,
	/// At the end of which day.
	pub as_of: Date,
	/// The SHA-256 of the bank's statement.
	pub statement: H256,
	/// The agency that attested it.
	pub by: MemberId,
	/// When it was attested; once in force, when it was countersigned.
	pub at: Moment,
}

/// The part of each quote that a short reserve pays: `part / whole`.
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
pub struct Fraction {
	/// What there was for those who waited.
	pub part: Money,
	/// What they were quoted.
	pub whole: Money,
}

/// The reserve of a currency.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Reserve {
	/// The attestation in force.
	pub attested: Option<Attestation>,
	/// Settled with a booking after the day of the attestation in force.
	pub spent: Money,
	/// What is being paid.
	pub due: Money,
	/// The quotes of what waits.
	pub open: Money,
	/// Everything that was ever paid.
	pub paid: Money,
	/// The fraction that is paid while the reserve is short.
	pub short: Option<Fraction>,
}

/// The ends of a currency's queue.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Queue {
	/// Who is paid next.
	pub first: Option<RedemptionId>,
	/// Who came last.
	pub last: Option<RedemptionId>,
	/// How many wait.
	pub length: u64,
}

/// Who paid into the reserve.
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
pub enum PayerKind {
	/// A public body.
	#[codec(index = 0)]
	Public,
	/// A sponsor.
	#[codec(index = 1)]
	Sponsor,
}

/// An organisation that paid into the reserve. Its name is public; a person's does not belong here.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Payer {
	/// What it is.
	pub kind: PayerKind,
	/// Its public name, in UTF-8.
	pub name: BoundedVec<u8, ConstU32<MAX_NAME>>,
}

/// A payment into the reserve.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Receipt {
	/// How much.
	pub amount: Money,
	/// Who paid.
	pub payer: Payer,
	/// The bank's reference, once per currency.
	pub reference: Reference,
	/// When it was recorded.
	pub at: Moment,
}

/// How much was recorded as paid into the reserve of a currency.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Received {
	/// In how many payments.
	pub count: u64,
	/// Altogether.
	pub total: Money,
}

/// How much a member of a kind may redeem in one window and period.
pub type Limits = BoundedVec<(MemberKind, Balance), ConstU32<MAX_LIMITS>>;

/// What a window offers.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct WindowTerms {
	/// Money for 1,000 tokens (a tonne).
	pub rate: Money,
	/// How much money altogether.
	pub budget: Money,
	/// The second from which it is open.
	pub from: Moment,
	/// The second from which it is over.
	pub until: Moment,
	/// The smallest redemption.
	pub smallest: Balance,
	/// The largest redemption.
	pub largest: Balance,
	/// How long a period of the limits is, in seconds. The first begins with the window.
	pub period: u64,
	/// What a member may redeem in a period. Kinds that are not named may not redeem.
	pub limits: Limits,
}

impl WindowTerms {
	/// What a member of `kind` may redeem in a period.
	pub fn limit(&self, kind: MemberKind) -> Option<Balance> {
		self.limits
			.iter()
			.find_map(|(named, limit)| (*named == kind).then_some(*limit))
	}

	/// The period that `now` is in.
	pub fn period_at(&self, now: Moment) -> u64 {
		now.saturating_sub(self.from)
			.checked_div(self.period)
			.unwrap_or_default()
	}

	/// The second at which a period ends, at the latest with the window.
	pub fn period_ends(&self, period: u64) -> Moment {
		period
			.saturating_add(1)
			.saturating_mul(self.period)
			.saturating_add(self.from)
			.min(self.until)
	}
}

/// An offer to redeem tokens.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Window {
	/// In which currency.
	pub currency: Currency,
	/// What it offers.
	pub terms: WindowTerms,
	/// What of its budget is quoted, is being paid or was paid.
	pub taken: Money,
	/// When it was closed.
	pub closed: Option<Moment>,
}

impl Window {
	/// What it may still quote at `now`: nothing once it is closed or over.
	pub fn rest(&self, now: Moment) -> Money {
		if self.closed.is_some() || now >= self.terms.until {
			return 0;
		}
		self.terms.budget.saturating_sub(self.taken)
	}
}

/// What a member redeemed in a window and its period.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Used {
	/// The last period in which it redeemed.
	pub period: u64,
	/// How many units in that period.
	pub amount: Balance,
}

/// How a redemption stands.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Status {
	/// It waits in the queue.
	#[codec(index = 0)]
	Open,
	/// The bank was told to pay.
	#[codec(index = 1)]
	Paying {
		/// What is paid: the quote, or less of it under a short reserve.
		due: Money,
		/// The SHA-256 of the payment message's number.
		message: H256,
		/// When the payment began.
		begun: Moment,
	},
	/// The bank paid, and the tokens were burned.
	#[codec(index = 2)]
	Settled {
		/// What was paid.
		paid: Money,
		/// How many units were burned.
		burned: Balance,
		/// The bank's reference.
		reference: Reference,
		/// The day on which the bank booked it.
		booked: Date,
		/// When it was settled.
		at: Moment,
	},
	/// It is not paid. The tokens were released.
	#[codec(index = 3)]
	Rejected {
		/// Why: an external status reason of ISO 20022, or NPAY (no such payee) or FPAY (the payee of
		/// another account).
		reason: [u8; 4],
		/// When.
		at: Moment,
	},
	/// Its owner took it back. The tokens were released.
	#[codec(index = 4)]
	Cancelled {
		/// When.
		at: Moment,
	},
	/// Its payment did not begin in time. The tokens were released.
	#[codec(index = 5)]
	Expired {
		/// When.
		at: Moment,
	},
}

/// Tokens that are to become money.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Redemption<AccountId> {
	/// In which currency.
	pub currency: Currency,
	/// Under which window.
	pub window: WindowId,
	/// In which period of the window.
	pub period: u64,
	/// Whose it is.
	pub owner: MemberId,
	/// The account that the tokens are on.
	pub account: AccountId,
	/// How many units.
	pub amount: Balance,
	/// How much money they are worth.
	pub quote: Money,
	/// The commitment to the bank account and its holder.
	pub payee: H256,
	/// When it was asked for.
	pub at: Moment,
	/// The second from which anybody may release it, if its payment did not begin.
	pub expires: Moment,
	/// How it stands.
	pub status: Status,
	/// Who is paid before it.
	pub previous: Option<RedemptionId>,
	/// Who is paid after it.
	pub next: Option<RedemptionId>,
}

/// A payment that the bank confirmed.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Payment {
	/// What was paid.
	pub redemption: RedemptionId,
	/// The bank's reference.
	pub reference: Reference,
	/// The day on which the bank booked it.
	pub booked: Date,
}

/// The reserve of a currency and what stands against it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ReserveView {
	/// The attestation in force. Its `at` is when it was countersigned.
	pub attested: Option<Attestation>,
	/// The attestation that waits for a countersignature.
	pub pending: Option<Attestation>,
	/// The second after which no redemption and no window is begun without a newer attestation.
	pub fresh_until: Option<Moment>,
	/// Whether there is no fresh attestation.
	pub stale: bool,
	/// What is left of the attested balance.
	pub available: Money,
	/// What is being paid.
	pub due: Money,
	/// The quotes of what waits.
	pub open: Money,
	/// What the open windows may still quote.
	pub promised: Money,
	/// What a window may still be opened for.
	pub uncommitted: Money,
	/// The fraction of their quotes that those who wait are paid, if the reserve is short.
	pub short: Option<Fraction>,
	/// How many wait.
	pub waiting: u64,
	/// Everything that was ever paid.
	pub paid: Money,
	/// Everything that was recorded as paid in.
	pub received: Received,
}
