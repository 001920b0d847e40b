//! What the validating agencies may stop when something is wrong, and what nobody can.
//!
//! Two thirds of them enter safe mode or pause single calls, for a limited time. They stop and let
//! go on, and do nothing else: no origin of theirs mints, moves or confiscates. Decisions,
//! consensus and objections go on whatever they do, so that the assembly can overrule them and no
//! challenge is missed for it.

use alloc::vec::Vec;
use core::marker::PhantomData;

use frame_support::traits::{ChangeMembers, Contains, GetCallMetadata};
use pallet_redemption::Call as Redemption;
use pallet_session::SessionManager;
use sp_staking::SessionIndex;

use super::decisions::CallName;
use crate::{AccountId, Authorities, Emergency, Runtime, RuntimeCall};

/// The collective of the validating agencies.
pub type Agencies = pallet_collective::Instance1;

/// Pallets that serve consensus, decisions and the register: nobody stops them.
const UNSTOPPABLE: [&str; 14] = [
	"System",
	"Timestamp",
	"Authorities",
	"Session",
	"Babe",
	"Grandpa",
	"Sudo",
	"Preimage",
	"Scheduler",
	"Referenda",
	"Governance",
	"Emergency",
	"SafeMode",
	"TxPause",
];

/// Calls by which votes are cast and others are held to account: nobody stops them.
const OBJECTIONS: [(&str, &str); 13] = [
	("Assembly", "examine"),
	("Assembly", "vote"),
	("Assembly", "retract"),
	("Assembly", "opine"),
	("Assembly", "stand"),
	("Assembly", "stand_down"),
	("Assembly", "delegate"),
	("Assembly", "undelegate"),
	("Measurements", "attest"),
	("Measurements", "replace_silent"),
	("Measurements", "challenge"),
	// A voucher needs no allowance: were it paused, it could be sent again and again.
	("Members", "redeem_voucher"),
	// Whose key was stolen gets another.
	("Members", "move_member"),
];

fn is_unstoppable(pallet: &str, call: &str) -> bool {
	UNSTOPPABLE.contains(&pallet) || OBJECTIONS.contains(&(pallet, call))
}

/// What goes on in safe mode: consensus, decisions, the register, objections. Wrappers too: what
/// they wrap is looked at by itself. Tokens rest, and nothing is claimed, awarded or recognised. What
/// was to become money is not lost: what the bank did is recorded, what waits can be taken back by
/// whose it is, and by nobody else while nothing can be paid.
pub struct GoesOn;

impl Contains<RuntimeCall> for GoesOn {
	fn contains(call: &RuntimeCall) -> bool {
		let wraps = matches!(
			call,
			RuntimeCall::Utility(..) | RuntimeCall::Multisig(..) | RuntimeCall::Proxy(..)
		);
		let registers = matches!(call, RuntimeCall::Members(..) | RuntimeCall::Allowance(..));
		let cleans = matches!(call, RuntimeCall::Assembly(..));
		let winds_up = matches!(
			call,
			RuntimeCall::Redemption(
				Redemption::attest_reserve { .. }
					| Redemption::countersign_reserve { .. }
					| Redemption::close_window { .. }
					| Redemption::cancel { .. }
					| Redemption::settle { .. }
					| Redemption::reject { .. }
			)
		);
		let name = call.get_call_metadata();
		wraps
			|| registers
			|| cleans || winds_up
			|| is_unstoppable(name.pallet_name, name.function_name)
	}
}

/// What cannot be paused.
pub struct Unpausable;

impl Contains<CallName> for Unpausable {
	fn contains((pallet, call): &CallName) -> bool {
		match (core::str::from_utf8(pallet), core::str::from_utf8(call)) {
			(Ok(pallet), Ok(call)) => is_unstoppable(pallet, call),
			// No call has such a name.
			_ => true,
		}
	}
}

/// As `I` has it; and at the start of each session, those who hold a seat are the collective.
pub struct SeatsVote<I>(PhantomData<I>);

impl<I: SessionManager<AccountId>> SessionManager<AccountId> for SeatsVote<I> {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		I::new_session(index)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<AccountId>> {
		I::new_session_genesis(index)
	}

	fn end_session(index: SessionIndex) {
		I::end_session(index);
	}

	fn start_session(index: SessionIndex) {
		I::start_session(index);
		// In ascending order, as the collective wants them.
		let seated: Vec<_> = Authorities::seats()
			.into_iter()
			.map(|(who, _)| who)
			.collect();
		let members = pallet_collective::Members::<Runtime, Agencies>::get();
		if members != seated {
			<Emergency as ChangeMembers<AccountId>>::set_members_sorted(&seated, &members);
		}
	}
}
