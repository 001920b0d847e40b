//! What citizens decide, each with the wallet, as they would.

use std::time::Duration;

use anyhow::{ensure, Context};
use serde_json::Value;

use crate::chain::Chain;
use crate::people::Citizen;
use crate::wait::{until, Seen};
use crate::wallet::{number, text, Wallet};

/// How long a decision may take in `demo-city`, from the last vote to its effect: seven of its days on
/// the root track, and some blocks more.
const DECISION: Duration = Duration::from_secs(300);

/// Something that is put to the vote.
#[derive(Clone, Copy, Debug)]
pub struct Referendum {
	/// Its number.
	pub index: u32,
}

impl Referendum {
	/// `by` proposes with `civic propose FORM`.
	pub async fn propose(by: &Wallet, form: &[&str]) -> anyhow::Result<Self> {
		let args = [&["propose"], form].concat();
		let proposed = by.run(&args).await?;
		let index = number(&proposed, "/referendum")?;
		Ok(Self { index })
	}

	/// `citizen` votes. What the vote weighs.
	pub async fn vote(&self, citizen: &Citizen, side: &str) -> anyhow::Result<u32> {
		let cast = citizen
			.wallet
			.run(&["vote", &self.index.to_string(), side])
			.await?;
		ensure!(text(&cast, "/vote")? == side, "{side} was cast: {cast}");
		number(&cast, "/weight")
	}

	/// As the wallet shows it.
	pub async fn show(&self, reader: &Wallet) -> anyhow::Result<Value> {
		let index = self.index.to_string();
		let reader = reader.clone().unsigned();
		reader.run(&["referendum", "show", &index]).await
	}

	/// What the wallet reckons and what the node tells must be the same, of the same block. It is open
	/// and was voted on.
	pub async fn is_told_alike(&self, chain: &Chain, reader: &Wallet) -> anyhow::Result<()> {
		/// Where each of them says it.
		const SAME: [(&str, &str); 13] = [
			("/status", "/status"),
			("/track/name", "/track/name"),
			("/proposal/hash", "/proposal/hash"),
			("/proposer", "/voting/proposer"),
			("/votes/ayes", "/voting/votes/ayes/weight"),
			("/votes/nays", "/voting/votes/nays/weight"),
			("/votes/personsFor", "/voting/votes/ayes/persons"),
			("/votes/citizens", "/voting/votes/citizens"),
			("/approval/ppb", "/voting/votes/approval/ppb"),
			("/approval/neededPpb", "/voting/votes/approval/neededPpb"),
			("/support/neededPpb", "/voting/votes/support/neededPpb"),
			("/passing", "/voting/votes/passing"),
			("/interested", "/interested"),
		];
		let wallet = self.show(reader).await?;
		let block: u64 = number(&wallet, "/now/block")?;
		let hash = chain
			.block_hash(block)
			.await?
			.context("the block is there")?;
		let node = chain.referendum(self.index, &hash).await?;
		for (here, there) in SAME {
			let (says, tells) = (wallet.pointer(here), node.pointer(there));
			ensure!(
				says.is_some() && says == tells,
				"{here}: the wallet says {says:?}, the node {tells:?}: {wallet} {node}"
			);
		}
		ensure!(
			number::<u32>(&wallet, "/votes/ayes")? > 0,
			"it was voted on: {wallet}"
		);
		Ok(())
	}

	/// Wait until it was approved, and what it decided was tried. Says how that went: `done` or
	/// `failed`.
	pub async fn enacted(&self, reader: &Wallet) -> anyhow::Result<String> {
		let what = format!("referendum {} to be decided and done", self.index);
		until(&what, DECISION, || async {
			let shown = self.show(reader).await?;
			let enactment = shown.pointer("/enactment/status").and_then(Value::as_str);
			Ok(match (text(&shown, "/status")?, enactment) {
				("approved", Some(how @ ("done" | "failed"))) => Seen::Ready(how.to_string()),
				(status, enactment) => Seen::Not(format!("{status}, {enactment:?}")),
			})
		})
		.await
	}

	/// As [`Self::enacted`]; it must have been done.
	pub async fn done(&self, reader: &Wallet) -> anyhow::Result<()> {
		let how = self.enacted(reader).await?;
		ensure!(how == "done", "referendum {} {how}", self.index);
		Ok(())
	}
}

/// `citizen` votes on `referenda`, one after the other: transactions are numbered. What the votes weigh.
pub async fn vote_on(
	citizen: &Citizen,
	referenda: &[Referendum],
	side: &str,
) -> anyhow::Result<Vec<u32>> {
	let mut weights = Vec::new();
	for referendum in referenda {
		weights.push(referendum.vote(citizen, side).await?);
	}
	Ok(weights)
}

/// What a citizen's vote weighs in a referendum that is submitted now.
pub async fn weight(citizen: &Citizen) -> anyhow::Result<u32> {
	let shown = citizen.wallet.run(&["contribution", "show"]).await?;
	number(&shown, "/weight").context("a vote has a weight")
}
