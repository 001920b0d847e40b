//! `summary.json`: what happened, for programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context};
use civic_tests::wallet::number;
use serde::Serialize;
use serde_json::Value;

/// What happened. Amounts of tokens are units: 1 unit = 1 mg CO2e, 1,000,000 units = 1 AVO.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
	/// Agencies that validated.
	pub validators: usize,
	/// The height of the latest final block.
	pub finalized_block: u64,
	/// How many claims ended how.
	pub claims: BTreeMap<String, u32>,
	/// Awarded in all.
	pub awarded_units: u128,
	/// The parts of the supply.
	pub supply: Supply,
	/// What was tried and refused.
	pub refusals: Vec<Refused>,
	/// Energy in the real series of readings that went in, as the wallet computed it.
	pub kwh_real_input: f64,
	/// The claims one by one.
	pub story: Vec<ClaimTold>,
	/// What the assembly decided.
	pub decisions: Vec<Decided>,
	/// How tokens became money.
	pub redemption: Redemption,
}

/// How tokens became money. Money is in cents.
#[derive(Debug, Serialize)]
pub(crate) struct Redemption {
	/// In which currency.
	pub currency: String,
	/// Money for a tonne, which is 1,000 AVO.
	pub rate_cents: u64,
	/// What was asked for.
	pub redeemed_units: u128,
	/// What that was worth.
	pub redeemed_cents: u64,
	/// What was paid and burned.
	pub paid_units: u128,
	/// The money that was paid.
	pub paid_cents: u64,
	/// What the bank refused: the tokens are their holders' again.
	pub rejected_units: u128,
	/// The money that was not paid.
	pub rejected_cents: u64,
	/// What the bank paid and gave back later.
	pub returned_cents: u64,
	/// What of that was paid again.
	pub paid_again_cents: u64,
	/// What treasurer and auditor attested.
	pub reserve_cents: u64,
	/// What is left of it.
	pub available_cents: u64,
	/// What is left, in parts per billion of all that could be asked for at the window's rate.
	pub coverage_ppb: u64,
	/// What ledger, books and bank say was paid.
	pub agree: Account,
	/// The picture of the reserve over time, beside this file.
	pub picture: String,
	/// One by one.
	pub redemptions: Vec<Exchanged>,
}

/// What was paid, as three say who were asked apart.
#[derive(Debug, Serialize)]
pub(crate) struct Account {
	/// The ledger: the sum of what is settled.
	pub chain_cents: u64,
	/// The treasury's books: what left the account less what came back.
	pub books_cents: u64,
	/// The bank: what it paid less what came back.
	pub bank_cents: u64,
	/// What of that the bank has told by notice, and will show on its next statement.
	pub on_no_statement_yet_cents: u64,
	/// Whether the treasury's own comparison balances.
	pub balanced: bool,
}

/// A redemption's story.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Exchanged {
	/// Its number.
	pub redemption: u64,
	/// Whose.
	pub who: String,
	/// How many units.
	pub units: u128,
	/// What they were worth.
	pub cents: u64,
	/// How it ended on the ledger: `settled`, `rejected`.
	pub status: String,
	/// Why the bank refused it.
	pub reason: Option<String>,
	/// What became of it, in words.
	pub became: String,
}

/// What the assembly decided.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Decided {
	/// The referendum's number.
	pub referendum: u32,
	/// On which track.
	pub track: String,
	/// The weight of those for it.
	pub weight_for: u32,
	/// The weight of those against it.
	pub weight_against: u32,
	/// How many persons were for it.
	pub persons_for: u32,
	/// How many citizens there were.
	pub citizens: u32,
	/// What came of it.
	pub effect: String,
}

/// `awarded + endowment = in_circulation + retired + buffer + reversed + redeemed`.
#[derive(Debug, Serialize)]
pub(crate) struct Supply {
	/// Awarded for settled claims.
	pub awarded: u128,
	/// There from the start, for no claim.
	pub endowment: u128,
	/// On accounts.
	pub in_circulation: u128,
	/// Retired by holders.
	pub retired: u128,
	/// Kept back for reversals.
	pub buffer: u128,
	/// Reversed.
	pub reversed: u128,
	/// Exchanged for money.
	pub redeemed: u128,
}

impl Supply {
	/// From the wallet's answer. The sum is computed anew here.
	pub(crate) fn read(json: &Value) -> anyhow::Result<Self> {
		let supply = Self {
			awarded: number(json, "/awarded")?,
			endowment: number(json, "/endowment")?,
			in_circulation: number(json, "/inCirculation")?,
			retired: number(json, "/retired")?,
			buffer: number(json, "/buffer")?,
			reversed: number(json, "/reversed")?,
			redeemed: number(json, "/redeemed")?,
		};
		let there = supply.in_circulation
			+ supply.retired
			+ supply.buffer
			+ supply.reversed
			+ supply.redeemed;
		ensure!(
			supply.awarded + supply.endowment == there,
			"the parts of the supply do not add up: {supply:?}"
		);
		Ok(supply)
	}
}

/// Something that was tried and refused.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Refused {
	/// What was tried.
	pub tried: String,
	/// The error's name.
	pub error: String,
}

/// A claim's story.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClaimTold {
	/// Its number.
	pub claim: u64,
	/// Whose, of what.
	pub of: String,
	/// As claimed.
	pub quantity_wh: u64,
	/// What it is worth.
	pub worth_units: u128,
	/// How it ended: `awarded`, `deferred`, `void`.
	pub outcome: String,
}

impl Summary {
	/// Write it into `folder`.
	pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
		std::fs::create_dir_all(folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		let file = folder.join("summary.json");
		let mut text = serde_json::to_string_pretty(self).context("cannot write the summary")?;
		text.push('\n');
		std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
		Ok(file)
	}
}
