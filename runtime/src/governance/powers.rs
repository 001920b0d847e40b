//! What each authority may do, as far as it can be seen from the call: what it may not, nobody
//! needs to vote on. ADR 0074.
//!
//! A test compares the tracks' with their privileges (`privileges.rs`).

use civic_primitives::{MemberKind, Membership};
use frame_support::traits::Contains;
use frame_system::RawOrigin;

use super::origins::Origin;
use crate::{configs::Permitted, AccountId, Members, OriginCaller, RuntimeCall};

/// Whether a proposal may make `call` itself, whatever it wraps, by the authority `origin`.
pub(crate) fn may_make(origin: &OriginCaller, call: &RuntimeCall) -> bool {
	match origin {
		OriginCaller::system(RawOrigin::Root) => root_may(call),
		OriginCaller::system(RawOrigin::Signed(_)) => account_may(call),
		OriginCaller::Origins(track) => anybody_may(call) || track_may(*track, call),
		_ => false,
	}
}

/// What asks for no authority.
fn anybody_may(call: &RuntimeCall) -> bool {
	use frame_system::Call as System;
	matches!(
		call,
		RuntimeCall::System(System::remark { .. } | System::apply_authorized_upgrade { .. })
	)
}

/// What the assembly may by one of its tracks: the table of docs/governance.md.
pub(crate) fn track_may(track: Origin, call: &RuntimeCall) -> bool {
	use pallet_allowance::Call as Allowance;
	use pallet_authorities::Call as Authorities;
	use pallet_contributions::Call as Contributions;
	use pallet_issuance::Call as Issuance;
	use pallet_members::Call as Register;
	use pallet_methodologies::Call as Methodologies;
	use pallet_parameters::Call as Parameters;
	use pallet_redemption::Call as Redemption;
	use pallet_treasury::Call as Treasury;
	match (track, call) {
		(Origin::Authorities, RuntimeCall::Members(call)) => match call {
			Register::enrol { kind, .. } => *kind == MemberKind::Agency,
			Register::renew { account, .. }
			| Register::remove { account }
			| Register::move_member { old: account, .. } => may_be_agency(account),
			Register::grant_mandate { .. } | Register::revoke_mandate { .. } => true,
			_ => false,
		},
		(Origin::Sanctions, RuntimeCall::Members(call)) => {
			matches!(call, Register::accredit { .. } | Register::reinstate { .. })
		},
		(Origin::Authorities, RuntimeCall::Authorities(call)) => {
			matches!(call, Authorities::admit { .. } | Authorities::expel { .. })
		},
		(Origin::Methodology, RuntimeCall::Methodologies(call)) => matches!(
			call,
			Methodologies::adopt { .. }
				| Methodologies::retire { .. }
				| Methodologies::withdraw { .. }
		),
		(Origin::IssuancePolicy, RuntimeCall::Issuance(call)) => {
			matches!(call, Issuance::set_budget { .. } | Issuance::reverse { .. })
		},
		(Origin::Commons, RuntimeCall::Treasury(call)) => {
			matches!(call, Treasury::spend { .. } | Treasury::void_spend { .. })
		},
		(Origin::Commons, RuntimeCall::Contributions(call)) => {
			matches!(call, Contributions::recognise { .. })
		},
		(Origin::Redemption, RuntimeCall::Redemption(call)) => {
			matches!(call, Redemption::set_terms { .. })
		},
		(Origin::Charter, RuntimeCall::Contributions(call)) => {
			matches!(call, Contributions::set_policy { .. })
		},
		(Origin::Charter, RuntimeCall::Allowance(call)) => {
			matches!(call, Allowance::set_capacity { .. })
		},
		(Origin::Charter, RuntimeCall::Parameters(call)) => {
			matches!(call, Parameters::set_parameter { .. })
		},
		_ => false,
	}
}

/// What concerns somebody in person or serves all, and what an account alone may do is not root's; nor
/// is storage written past all rules, which an upgrade with a migration does for everybody to read; nor
/// are tokens made or unmade that no part of the supply counts (ADR 0083).
/// A test lists every call under what this says of it.
fn root_may(call: &RuntimeCall) -> bool {
	use frame_system::Call as System;
	use pallet_balances::Call as Balances;
	use pallet_contributions::Call as Contributions;
	use pallet_members::Call as Register;
	match call {
		RuntimeCall::System(
			System::set_storage { .. } | System::kill_storage { .. } | System::kill_prefix { .. },
		) => false,
		call if keeps_the_register(call) => track_may(Origin::Authorities, call),
		RuntimeCall::Members(
			Register::redeem_voucher { .. }
			| Register::invite { .. }
			| Register::join { .. }
			| Register::leave { .. }
			| Register::dismiss { .. },
		)
		| RuntimeCall::Balances(
			Balances::transfer_allow_death { .. }
			| Balances::transfer_keep_alive { .. }
			| Balances::transfer_all { .. }
			| Balances::burn { .. }
			| Balances::force_set_balance { .. }
			| Balances::force_adjust_total_issuance { .. },
		)
		| RuntimeCall::Contributions(Contributions::share_out { .. })
		| RuntimeCall::Timestamp(_)
		| RuntimeCall::Session(_)
		| RuntimeCall::Multisig(_)
		| RuntimeCall::Proxy(_)
		| RuntimeCall::Measurements(_)
		| RuntimeCall::Assembly(_) => false,
		_ => true,
	}
}

/// What an account may that something is done in the name of: what it may itself, as when a publisher
/// takes back what is its own. But nobody is made to vote or to propose; no account or seat is handed
/// over, to a proxy or new keys; and what an agency or verifier must answer for is its own to do.
fn account_may(call: &RuntimeCall) -> bool {
	use pallet_balances::Call as Balances;
	use pallet_methodologies::Call as Methodologies;
	use pallet_treasury::Call as Treasury;
	match call {
		call if !Permitted::contains(call) || in_person(call) || keeps_the_register(call) => false,
		RuntimeCall::Proxy(_)
		| RuntimeCall::Session(_)
		| RuntimeCall::Measurements(_)
		| RuntimeCall::Redemption(_) => false,
		RuntimeCall::Methodologies(Methodologies::withdraw { .. }) => true,
		#[allow(deprecated, reason = "the call exists as long as the SDK has it")]
		RuntimeCall::Treasury(Treasury::spend_local { .. }) => false,
		RuntimeCall::Balances(
			Balances::force_transfer { .. }
			| Balances::force_unreserve { .. }
			| Balances::force_set_balance { .. },
		) => false,
		_ => !Origin::ALL.into_iter().any(|track| track_may(track, call)),
	}
}

/// What an account's holder does in person: vote, stand as or rely on a delegate, propose.
pub(crate) fn in_person(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::Assembly(_)
			| RuntimeCall::Referenda(_)
			| RuntimeCall::Emergency(_)
			| RuntimeCall::Governance(_)
	)
}

/// Whether `who` is an agency, or nobody yet: the others are the registrars' to keep.
fn may_be_agency(who: &AccountId) -> bool {
	let kind = Members::id_of(who).and_then(Members::kind_of);
	kind.is_none_or(|kind| kind == MemberKind::Agency)
}

/// What a registrar does, and for agencies the assembly.
fn keeps_the_register(call: &RuntimeCall) -> bool {
	use pallet_members::Call as Register;
	matches!(
		call,
		RuntimeCall::Members(
			Register::enrol { .. }
				| Register::renew { .. }
				| Register::remove { .. }
				| Register::move_member { .. }
		)
	)
}
