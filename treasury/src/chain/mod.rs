//! The chain, behind a narrow door: final blocks in, three calls out.

pub mod refusal;
pub mod simulated;
pub mod subxt;

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use self::refusal::{Hope, Refusal};
use crate::{
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
	store::redemptions::{Ending, Opened, RedemptionStatus},
};

/// The most redemptions that chains which are not asked ([`simulated`]) take in one call.
pub const MAX_PAYMENTS_PER_CALL: usize = 100;

/// A final block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRef {
	/// Its height.
	pub number: u64,
	/// Its hash.
	pub hash: Hex32,
}

/// What a final block did that concerns the treasury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
	/// Its height.
	pub number: u64,
	/// Its hash.
	pub hash: Hex32,
	/// The hash of the block before it.
	pub parent: Hex32,
	/// Its time, in Unix seconds.
	pub time: i64,
	/// What happened, in order.
	pub events: Vec<Event>,
}

/// Something that happened on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
	/// Somebody redeemed.
	Redeemed(Opened),
	/// Payments were begun.
	Begun {
		/// The redemptions, and what is due for each.
		payments: Vec<(u64, Cents)>,
		/// The hash of the message they are paid with.
		message: Hex32,
	},
	/// A redemption ended.
	Ended {
		/// Which.
		redemption: u64,
		/// How.
		how: Ending,
	},
	/// The treasurer attested a reserve.
	ReserveAttested(Reserve),
	/// The auditor countersigned it.
	ReserveInForce(Reserve),
	/// A reserve does not cover what is owed, or does again.
	ReserveShort {
		/// The currency.
		currency: Currency,
		/// Whether it is short.
		short: bool,
	},
	/// Another account speaks for a member: the registry moved it, as when a key was lost.
	MemberMoved {
		/// The member.
		member: String,
		/// The account.
		to: Hex32,
	},
}

/// An attested reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
	/// The currency.
	pub currency: Currency,
	/// The balance.
	pub balance: Cents,
	/// As of this day, in days since 1970.
	pub day: u32,
	/// SHA-256 of the statement.
	pub sha256: Hex32,
}

/// A redemption, as the chain knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
	/// Where it is.
	pub status: RedemptionStatus,
	/// The currency.
	pub currency: Currency,
	/// What was promised.
	pub quote: Cents,
	/// What is due, from when its payment was begun.
	pub due: Option<Cents>,
	/// The hash of the message it is paid with.
	pub message: Option<Hex32>,
	/// What was paid.
	pub paid: Option<Cents>,
}

/// Something to do on chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call {
	/// Begin the payments at the head of a queue.
	Begin {
		/// Whose queue.
		currency: Currency,
		/// Its head, in order.
		redemptions: Vec<u64>,
		/// The hash of the message they are paid with.
		message: Hex32,
	},
	/// Settle redemptions the bank paid.
	Settle(Vec<Settlement>),
	/// Refuse a redemption.
	Reject {
		/// Which.
		redemption: u64,
		/// Why.
		reason: [u8; 4],
	},
}

/// A redemption that was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
	/// Which.
	pub redemption: u64,
	/// The bank's reference, at most 35 bytes.
	pub reference: String,
	/// The day it was booked, in days since 1970.
	pub booked: u32,
}

/// What became of a call that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
	/// Carried out, in a final block.
	Final(u64),
	/// The chain said no, finally: of this try nothing is under way any more.
	Refused(Refusal),
}

/// A node of the city's network.
#[async_trait]
pub trait Chain: Send + Sync {
	/// The hash of the first block: what network it is.
	async fn genesis(&self) -> Result<Hex32>;

	/// Where to begin on books that are empty.
	fn first_block(&self) -> u64 {
		0
	}

	/// The last final block.
	async fn head(&self) -> Result<BlockRef>;

	/// Wait for a final block above `height`.
	async fn head_above(&self, height: u64) -> Result<BlockRef>;

	/// The final block at a height.
	async fn block(&self, height: u64) -> Result<Block>;

	/// Redemptions as of the last final block, in the order of the question.
	async fn states(&self, ids: &[u64]) -> Result<Vec<Option<State>>>;

	/// The redemptions from the one numbered `from` on, as of a block: at most `limit`, fewer only at
	/// the end.
	async fn redemptions(&self, at: Hex32, from: u64, limit: u32) -> Result<Vec<(u64, State)>>;

	/// Whether an account is a member's, as of the last final block: nobody else can redeem.
	async fn is_member(&self, account: Hex32) -> Result<bool>;

	/// The most redemptions one call may name, as of the last final block: an upgrade may change it.
	async fn payments_per_call(&self) -> Result<usize> {
		Ok(MAX_PAYMENTS_PER_CALL)
	}

	/// Sign calls as the treasurer, hand them in so that they are carried out in this order, and wait
	/// until each is in a final block or refused. An error says nothing about what became of them.
	async fn submit(&self, calls: &[Call]) -> Result<Vec<Outcome>>;
}

/// How to reach a node, and who signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
	/// `ws://…` or `wss://…`.
	pub url: String,
	/// The file with the treasurer's secret (a mnemonic, `//Path` or 0x seed), readable by this
	/// service alone. Without one the service follows and cannot act.
	#[serde(default)]
	pub signer_file: Option<std::path::PathBuf>,
	/// The genesis hash the node must have.
	#[serde(default)]
	pub genesis: Option<Hex32>,
	/// The first block to read on a chain that is older than the treasury: no redemption is before it.
	#[serde(default)]
	pub first_block: u64,
	/// How long a transaction may take until it is final, in seconds.
	#[serde(default = "finality_seconds")]
	pub finality_seconds: u64,
}

fn finality_seconds() -> u64 {
	180
}

/// What a simulated node's URL begins with. For tests and rehearsals.
pub const SIMULATED: &str = "simulated:";

/// Reach a node.
pub async fn connect(settings: &Settings) -> Result<Arc<dyn Chain>> {
	let chain: Arc<dyn Chain> = match settings.url.strip_prefix(SIMULATED) {
		Some(address) => {
			tracing::warn!(address, "the chain is simulated: nothing here is real");
			Arc::new(simulated::Client::new(address))
		},
		None => Arc::new(subxt::Node::new(settings.clone())?),
	};
	Ok(chain)
}

impl Call {
	/// The redemptions it is about.
	pub fn redemptions(&self) -> Vec<u64> {
		match self {
			Self::Begin { redemptions, .. } => redemptions.clone(),
			Self::Settle(payments) => payments.iter().map(|p| p.redemption).collect(),
			Self::Reject { redemption, .. } => vec![*redemption],
		}
	}
}

/// Four characters as the chain takes them for a reason; anything else as `NARR` ("see the text").
pub fn reason_code(reason: &str) -> [u8; 4] {
	<[u8; 4]>::try_from(reason.as_bytes())
		.ok()
		.filter(|code| {
			code.iter()
				.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
		})
		.unwrap_or(*b"NARR")
}

/// A number of the chain's that must fit the books.
pub(crate) fn money(minor: u128) -> Result<Cents> {
	Cents::try_from(minor).map_err(|_| Error::Chain("an amount that cannot be right".into()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_reason_is_four_capitals_or_digits() {
		assert_eq!(&reason_code("AC04"), b"AC04");
		for bad in ["", "ac04", "AC0", "AC044", "ÄC4"] {
			assert_eq!(&reason_code(bad), b"NARR", "{bad}");
		}
	}
}
