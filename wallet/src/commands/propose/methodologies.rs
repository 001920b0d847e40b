//! Proposals about methodologies: which are in force.

use clap::Args;

use super::{encoded, ProposerArgs, Ready};
use crate::{
	chain::{api::civic, State},
	commands::{methodology, track::TrackArg},
	error::{Error, Result},
};

/// A methodology.
#[derive(Debug, Args)]
pub struct MethodologyArgs {
	/// Its number
	methodology: u32,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl MethodologyArgs {
	pub(super) async fn adopt(&self, state: &State) -> Result<Ready> {
		self.must_be(state, "published", "adopted").await?;
		let call = civic::transactions()
			.methodologies()
			.adopt(self.methodology);
		encoded(state, TrackArg::Methodology, &call)
	}

	pub(super) async fn retire(&self, state: &State) -> Result<Ready> {
		self.must_be(state, "adopted", "retired").await?;
		let call = civic::transactions()
			.methodologies()
			.retire(self.methodology);
		encoded(state, TrackArg::Methodology, &call)
	}

	async fn must_be(&self, state: &State, status: &str, to_be: &str) -> Result<()> {
		let id = self.methodology;
		let found = methodology::get(state, id).await?;
		match found.status == status {
			true => Ok(()),
			false => Err(Error::input(format!(
				"Methodology {id} is {}: only what is {status} can be {to_be}.",
				found.status
			))),
		}
	}
}
