//! Proposals about agencies: enrolment, seats among the validators, mandates.

use clap::Args;

use super::{encoded, ProposerArgs, Ready};
use crate::{
	chain::{
		api::{civic, runtime::MemberKind},
		State,
	},
	commands::{authority::agency, mandate::Mandate, member::account, track::TrackArg},
	error::{Error, Result},
	keys::KeyStore,
	time::Moment,
};

/// Arguments of `civic propose enrol-agency` and `civic propose renew-agency`.
#[derive(Debug, Args)]
pub struct EnrolmentArgs {
	/// The agency's account: an address, the name of a key, or, if it is enrolled, a member's number
	account: String,
	/// When the enrolment expires, as that day begins (UTC)
	#[arg(long, value_name = "DATE")]
	until: Moment,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl EnrolmentArgs {
	pub(super) async fn enrol(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		self.must_run(state).await?;
		let account = store.account(&self.account)?;
		let call =
			civic::transactions()
				.members()
				.enrol(account, MemberKind::Agency, self.until.0, None);
		encoded(state, TrackArg::Authorities, &call)
	}

	/// Refuse what the chain would refuse once it is decided.
	async fn must_run(&self, state: &State) -> Result<()> {
		match self.until > state.now().await? {
			true => Ok(()),
			false => Err(Error::input(format!(
				"The enrolment would be over already, {}. Name a later day.",
				self.until
			))),
		}
	}

	pub(super) async fn renew(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		self.must_run(state).await?;
		let account = account(store, state, &self.account).await?;
		let call = civic::transactions().members().renew(account, self.until.0);
		encoded(state, TrackArg::Authorities, &call)
	}
}

/// Arguments of `civic propose move-agency`.
#[derive(Debug, Args)]
pub struct MoveArgs {
	/// The account whose key was lost: an address or the name of a key
	old: String,
	/// The account that speaks for the agency from then on
	new: String,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl MoveArgs {
	pub(super) fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let (old, new) = (store.account(&self.old)?, store.account(&self.new)?);
		let call = civic::transactions().members().move_member(old, new);
		encoded(state, TrackArg::Authorities, &call)
	}
}

/// Arguments of `civic propose admit-agency`.
#[derive(Debug, Args)]
pub struct AdmitArgs {
	/// The agency: an address, the name of a key, or a member's number
	member: String,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl AdmitArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let who = agency(store, state, &self.member, false).await?;
		let call = civic::transactions().authorities().admit(who);
		encoded(state, TrackArg::Authorities, &call)
	}
}

/// Arguments of `civic propose expel-agency`.
#[derive(Debug, Args)]
pub struct ExpelArgs {
	/// The agency: its validating address, the name of a key, or a member's number
	member: String,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl ExpelArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let who = agency(store, state, &self.member, true).await?;
		let call = civic::transactions().authorities().expel(who);
		encoded(state, TrackArg::Authorities, &call)
	}
}

/// Arguments of `civic propose grant-mandate`.
#[derive(Debug, Args)]
pub struct GrantArgs {
	/// The agency: a member's number, an address or the name of a key
	account: String,
	/// With what
	#[arg(value_enum)]
	mandate: Mandate,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl GrantArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = account(store, state, &self.account).await?;
		let call = civic::transactions()
			.members()
			.grant_mandate(account, self.mandate.into());
		encoded(state, TrackArg::Authorities, &call)
	}
}

/// Arguments of `civic propose revoke-mandate`.
#[derive(Debug, Args)]
pub struct RevokeArgs {
	/// The agency: a member's number, an address or the name of a key
	account: String,
	/// Of what
	#[arg(value_enum)]
	mandate: Mandate,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl RevokeArgs {
	pub(super) async fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = account(store, state, &self.account).await?;
		let call = civic::transactions()
			.members()
			.revoke_mandate(account, self.mandate.into());
		encoded(state, TrackArg::Authorities, &call)
	}
}
