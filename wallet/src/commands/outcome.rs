//! What is told of a transaction that was signed elsewhere: the same as by the command that made it.

use std::io::{self, Write};

use serde::Serialize;
use subxt::utils::{AccountId32, MultiAddress};

use super::{authority, challenge, claim, member, settle, source, transfer, verify, vote};
use crate::{
	amount::Amount,
	chain::{
		api::{
			civic,
			runtime::{
				AssemblyCall, BalancesCall, IssuanceCall, MeasurementsCall, MembersCall,
				RuntimeCall, SessionCall,
			},
		},
		offline::Decoded,
		Chain, Receipt, Submitted,
	},
	cli::Global,
	error::Result,
	evidence::EvidenceHash,
	output::Report,
};

/// Tell of `call`, which is on the chain.
pub(super) async fn tell(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	Decoded { call, words }: Decoded,
) -> Result<()> {
	match call {
		RuntimeCall::Balances(BalancesCall::transfer_allow_death {
			dest: MultiAddress::Id(to),
			value,
		}) => transfer::done(global, submitted, &to, Amount(value)),
		RuntimeCall::Measurements(call) => measurement(global, chain, submitted, call).await,
		RuntimeCall::Members(call) => register(global, chain, submitted, call, words).await,
		RuntimeCall::Issuance(IssuanceCall::award_deferred { .. }) => {
			claim::poked(global, chain, submitted, "awarded", None).await
		},
		RuntimeCall::Session(SessionCall::set_keys { keys, .. }) => {
			let keys = [keys.babe.0, keys.grandpa.0].concat();
			authority::keys_set(global, chain, submitted, &keys).await
		},
		RuntimeCall::Assembly(AssemblyCall::vote { poll, .. } | AssemblyCall::retract { poll }) => {
			vote::done(global, chain, submitted, poll).await
		},
		RuntimeCall::Assembly(AssemblyCall::opine { poll, aye }) => {
			vote::opined(global, chain, submitted, poll, aye).await
		},
		_ => plainly(global, submitted, words),
	}
}

async fn measurement(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	call: MeasurementsCall,
) -> Result<()> {
	use MeasurementsCall as Call;
	match call {
		Call::register_source { .. } => {
			source::done(global, chain, submitted, "registered", None).await
		},
		Call::commission { source, .. } => {
			source::done(global, chain, submitted, "commissioned", Some(source)).await
		},
		Call::decommission { source } => {
			source::done(global, chain, submitted, "decommissioned", Some(source)).await
		},
		Call::submit { .. } => {
			let event = submitted.event::<civic::measurements::events::ClaimSubmitted>()?;
			let number = event.map(|event| event.claim);
			claim::poked(global, chain, submitted, "submitted", number).await
		},
		Call::draw_panel { claim } => {
			claim::poked(global, chain, submitted, "drawn", Some(claim)).await
		},
		Call::replace_silent { claim } => {
			claim::poked(
				global,
				chain,
				submitted,
				"asked to be replaced",
				Some(claim),
			)
			.await
		},
		Call::give_up { claim } => {
			claim::poked(global, chain, submitted, "given up", Some(claim)).await
		},
		Call::challenge { claim, evidence } => {
			let evidence = EvidenceHash(evidence.0);
			challenge::done(global, chain, submitted, claim, evidence, None).await
		},
		Call::settle { claim } => settle::done(global, chain, submitted, claim).await,
		Call::attest { claim, .. } => verify::done(global, chain, submitted, claim).await,
	}
}

async fn register(
	global: &Global,
	chain: &Chain,
	submitted: Submitted,
	call: MembersCall,
	words: String,
) -> Result<()> {
	use MembersCall as Call;
	let (account, done): (AccountId32, _) = match call {
		Call::enrol { account, .. } => (account, "enrolled"),
		Call::renew { account, .. } => (account, "renewed"),
		Call::remove { account } => (account, "removed"),
		Call::move_member { new, .. } => (new, "moved"),
		_ => return plainly(global, submitted, words),
	};
	member::done(global, chain, submitted, &account, done).await
}

fn plainly(global: &Global, submitted: Submitted, call: String) -> Result<()> {
	global.output().show(&Plainly {
		call,
		receipt: submitted.receipt,
	})
}

/// A call that no command of this program makes.
#[derive(Debug, Serialize)]
struct Plainly {
	call: String,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Plainly {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Self { call, receipt } = self;
		match receipt.block {
			Some(_) => writeln!(to, "{call} is carried out ({receipt})."),
			None => writeln!(to, "{call} is {receipt}."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let plainly = |receipt| Plainly {
			call: "System.remark".into(),
			receipt,
		};
		assert!(told(&plainly(Receipt::final_in(9))).contains("is carried out"));
		let said = told(&plainly(Receipt::handed_in()));
		assert!(said.starts_with("System.remark is handed in"), "{said}");
	}
}
