//! Proposals about the commons: what is given from it, and who gave to it.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{encoded, ProposerArgs, Ready, MAX_HASHED};
use crate::{
	amount::Amount,
	chain::{api::civic, State},
	commands::{
		member::{account, number},
		track::TrackArg,
	},
	error::{Error, Result},
	files,
	hex32::Hex32,
	keys::KeyStore,
};

/// Arguments of `civic propose spend`.
#[derive(Debug, Args)]
pub struct SpendArgs {
	/// To whom: a member's number, an address or the name of a key
	to: String,
	/// How much, in AVO
	#[arg(allow_negative_numbers = true)]
	amount: Amount,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl SpendArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		if self.amount == Amount(0) {
			return Err(Error::input("The amount is zero. Give one."));
		}
		let to = account(store, state, &self.to).await?;
		// Nobody could vote on it otherwise: who is paid is known, to be recused.
		let question = civic::view_functions().members().member(to);
		if state.ask(question).await?.is_none() {
			return Err(Error::input(format!(
				"{to} is no member, and only members are paid. A registrar enrols who is to be paid first."
			)));
		}
		let call = civic::transactions()
			.treasury()
			.spend((), self.amount.0, to, None);
		encoded(state, TrackArg::Commons, &call)
	}
}

/// Arguments of `civic propose recognise`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("reason").required(true)))]
pub struct RecogniseArgs {
	/// Whose: a citizen's, collective's or verifier's number, an address, or the name of a key
	member: String,
	/// What it is worth, in points
	points: u64,
	/// The file that says why, which you publish; its SHA-256 goes on the chain
	#[arg(long, value_name = "FILE", group = "reason")]
	reason_file: Option<PathBuf>,
	/// That SHA-256 itself
	#[arg(long, value_name = "0xHEX", group = "reason")]
	reason_hash: Option<Hex32>,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl RecogniseArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let member = number(store, state, &self.member).await?;
		let question = civic::view_functions().members().member_by_id(member);
		if state.ask(question).await?.is_none() {
			return Err(Error::input(format!(
				"There is no member {member}. `civic member show` shows members."
			)));
		}
		let reason = match (&self.reason_file, self.reason_hash) {
			(Some(path), _) => Hex32::sha256(files::read(path, MAX_HASHED, "file of reasons")?),
			(None, Some(hash)) => hash,
			(None, None) => return Err(Error::usage("Say why: --reason-file FILE.")),
		};
		let call =
			civic::transactions()
				.contributions()
				.recognise(member, self.points, reason.into());
		encoded(state, TrackArg::Commons, &call)
	}
}
