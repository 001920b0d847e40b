//! Proposals about verifiers: what they may judge, and their sanctions.

use clap::Args;

use super::{encoded, ProposerArgs, Ready};
use crate::{
	chain::{
		api::{civic, runtime::BoundedBTreeSet},
		State,
	},
	commands::{member::set, track::TrackArg},
	error::Result,
	keys::KeyStore,
	time::Moment,
};

/// Arguments of `civic propose accredit`.
#[derive(Debug, Args)]
pub struct AccreditArgs {
	/// The verifier's account: an address or the name of a key
	account: String,
	/// A methodology family it may judge; give it once for each. None withdraws the accreditation
	#[arg(long = "family", value_name = "N")]
	families: Vec<u32>,
	/// When the accreditation expires
	#[arg(long, value_name = "DATE")]
	until: Moment,
	/// On how many panels it may sit at a time
	#[arg(long, value_name = "N", default_value_t = 10)]
	max_duties: u32,
	/// A member it is tied to, by number; give it once for each
	#[arg(long = "tied-to", value_name = "MEMBER")]
	affiliations: Vec<u64>,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl AccreditArgs {
	pub(super) fn call(self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = store.account(&self.account)?;
		let (families, ties): (BoundedBTreeSet<u32>, _) =
			(set(self.families), set(self.affiliations));
		let call = civic::transactions().members().accredit(
			account,
			families,
			self.until.0,
			self.max_duties,
			ties,
		);
		encoded(state, TrackArg::Sanctions, &call)
	}
}

/// Arguments of `civic propose reinstate`.
#[derive(Debug, Args)]
pub struct ReinstateArgs {
	/// The verifier's account: an address or the name of a key
	account: String,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl ReinstateArgs {
	pub(super) fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = store.account(&self.account)?;
		let call = civic::transactions().members().reinstate(account);
		encoded(state, TrackArg::Sanctions, &call)
	}
}
