//! The invariants, after every step of random sequences of calls.

use core::ops::Range;
use std::collections::BTreeMap;

use civic_primitives::{Electorate, Fault, MemberId, MemberKind, Membership, Moment, Panelists};
use frame_support::{hypothetically, storage::with_storage_layer, traits::Hooks, weights::Weight};
use proptest::{collection::vec, prelude::*};
use sp_core::{Get, H256};
use sp_runtime::DispatchError;

use super::redeem_voucher::offer;
use crate::{mock::*, *};

/// One thing that can happen, between few accounts so that they meet.
#[derive(Clone, Debug)]
enum Step {
	Enrol {
		n: u8,
		kind: MemberKind,
		days: u64,
		nullifier: Option<u8>,
	},
	Renew {
		n: u8,
		days: u64,
	},
	Remove {
		n: u8,
	},
	Move {
		from: u8,
		to: u8,
	},
	Accredit {
		n: u8,
		scope: Vec<u32>,
		affiliations: Vec<u64>,
		max_duties: u32,
	},
	Reinstate {
		n: u8,
	},
	Mark {
		id: u64,
		fault: Fault,
	},
	TakeDuty {
		id: u64,
	},
	EndDuty {
		id: u64,
	},
	Invite {
		n: u8,
		person: u64,
	},
	Join {
		n: u8,
		collective: u64,
	},
	/// Invited and joined at once.
	Belong {
		n: u8,
		collective: u8,
	},
	Leave {
		n: u8,
		collective: u64,
	},
	Dismiss {
		n: u8,
		person: u64,
	},
	/// By the voucher for person `n`, good for the first month.
	Redeem {
		n: u8,
		account: u8,
	},
	Wait {
		days: u64,
	},
	/// Struck off and enrolled again.
	Return {
		n: u8,
	},
}

fn kind() -> impl Strategy<Value = MemberKind> {
	use MemberKind::*;
	prop_oneof![
		Just(Citizen),
		Just(Collective),
		Just(Business),
		Just(Verifier),
		Just(Agency)
	]
}

/// Mostly what can succeed: numbers are as `begin` gives them.
fn step() -> impl Strategy<Value = Step> {
	let n = 1..15u8;
	let collective = COLLECTIVES.start..COLLECTIVES.end + 1;
	let collective_key = 4..7u8;
	let verifier = VERIFIERS.start..VERIFIERS.end + 1;
	let verifier_key = 6..10u8;
	let id = 0..12u64;
	prop_oneof![
		2 => (10..20u8, kind(), 1..60u64, proptest::option::of(10..16u8))
			.prop_map(|(n, kind, days, nullifier)| Step::Enrol { n, kind, days, nullifier }),
		1 => (n.clone(), 1..60u64).prop_map(|(n, days)| Step::Renew { n, days }),
		1 => n.clone().prop_map(|n| Step::Remove { n }),
		1 => (n.clone(), 10..20u8).prop_map(|(from, to)| Step::Move { from, to }),
		4 => (verifier_key.clone(), vec(0..3u32, 0..3), vec(id.clone(), 0..3), 0..4u32).prop_map(
			|(n, scope, affiliations, max_duties)| {
				Step::Accredit { n, scope, affiliations, max_duties }
			}
		),
		1 => verifier_key.prop_map(|n| Step::Reinstate { n }),
		1 => (verifier.clone(), prop_oneof![Just(Fault::Silent), Just(Fault::Wrong)])
			.prop_map(|(id, fault)| Step::Mark { id, fault }),
		1 => verifier.clone().prop_map(|id| Step::TakeDuty { id }),
		1 => verifier.prop_map(|id| Step::EndDuty { id }),
		4 => (collective_key.clone(), id.clone())
			.prop_map(|(n, person)| Step::Invite { n, person }),
		2 => (n.clone(), collective.clone())
			.prop_map(|(n, collective)| Step::Join { n, collective }),
		6 => (n.clone(), 4..6u8).prop_map(|(n, collective)| Step::Belong { n, collective }),
		2 => (n, collective).prop_map(|(n, collective)| Step::Leave { n, collective }),
		2 => (collective_key, id).prop_map(|(n, person)| Step::Dismiss { n, person }),
		2 => (10..16u8, 10..20u8).prop_map(|(n, account)| Step::Redeem { n, account }),
		1 => (1..10u64).prop_map(|days| Step::Wait { days }),
		2 => (1..4u8).prop_map(|n| Step::Return { n }),
	]
}

const COLLECTIVES: Range<MemberId> = 4..6;
const VERIFIERS: Range<MemberId> = 6..9;

/// A register in which member number n has the key `account(n)`.
fn begin() {
	for n in 1..4 {
		enrol(n, MemberKind::Citizen);
	}
	for n in 4..6 {
		enrol(n, MemberKind::Collective);
	}
	for n in 6..9 {
		enrol(n, MemberKind::Verifier);
	}
	enrol(9, MemberKind::Business);
}

/// Does what `step` says; whether it was accepted is for the unit tests.
fn take(step: Step) -> bool {
	with_storage_layer(|| match step {
		Step::Enrol {
			n,
			kind,
			days,
			nullifier: used,
		} => {
			let origin = match kind {
				MemberKind::Agency => RuntimeOrigin::root(),
				_ => by(registrar()),
			};
			let until = Now::get() + days * DAY;
			Register::enrol(origin, account(n), kind, until, used.and_then(nullifier))
		},
		Step::Renew { n, days } => {
			Register::renew(by(registrar()), account(n), Now::get() + days * DAY)
		},
		Step::Remove { n } => Register::remove(by(registrar()), account(n)),
		Step::Move { from, to } => {
			Register::move_member(by(registrar()), account(from), account(to))
		},
		Step::Accredit {
			n,
			scope,
			affiliations,
			max_duties,
		} => Register::accredit(
			by(Accreditor::get()),
			account(n),
			set(&scope),
			Now::get() + DAY,
			max_duties,
			set(&affiliations),
		),
		Step::Reinstate { n } => Register::reinstate(by(Appeals::get()), account(n)),
		Step::Mark { id, fault } => {
			if Verifiers::<Test>::contains_key(id) {
				Register::mark(id, fault);
			}
			Ok(())
		},
		Step::TakeDuty { id } => Register::take_duty(id),
		Step::EndDuty { id } => {
			if Register::open_duties(id) > 0 {
				Register::end_duty(id);
			}
			Ok(())
		},
		Step::Invite { n, person } => Register::invite(by(account(n)), person),
		Step::Join { n, collective } => Register::join(by(account(n)), collective),
		Step::Belong { n, collective } => {
			Register::invite(by(account(collective)), n.into())?;
			Register::join(by(account(n)), collective.into())
		},
		Step::Leave { n, collective } => Register::leave(by(account(n)), collective),
		Step::Dismiss { n, person } => Register::dismiss(by(account(n)), person),
		Step::Redeem { n, account: key } => offer(n)
			.with(|voucher| voucher.valid_until = START + 30 * DAY)
			.redeem(account(key))
			.map_err(|_| DispatchError::Unavailable)?,
		Step::Return { n } => {
			Register::remove(by(registrar()), account(n))?;
			Now::mutate(|now| *now += DAY / 2);
			Register::renew(by(registrar()), account(n), Now::get() + 30 * DAY)
		},
		Step::Wait { days } => {
			Now::mutate(|now| *now += days * DAY);
			Register::on_idle(1, Weight::MAX);
			Ok(())
		},
	})
	.is_ok()
}

/// How often a voucher was redeemed, at most.
fn most_redemptions_of_a_voucher() -> usize {
	let mut redemptions = BTreeMap::<H256, usize>::new();
	for event in System::read_events_for_pallet() {
		if let Event::<Test>::VoucherRedeemed { voucher, .. } = event {
			*redemptions.entry(voucher).or_default() += 1;
		}
	}
	redemptions.into_values().max().unwrap_or_default()
}

/// Which of the first members may act.
fn activity() -> Vec<bool> {
	(0..10).map(Register::is_active).collect()
}

/// Who was not active when, as far as one who looks after each step can see.
#[derive(Default)]
struct Seen {
	/// When, and whether each was active then for all that was seen.
	moments: BTreeMap<Moment, Vec<bool>>,
}

impl Seen {
	fn note(&mut self) {
		let activity = activity();
		let known = self.moments.entry(Now::get()).or_insert(activity.clone());
		for (known, active) in known.iter_mut().zip(activity) {
			*known &= active;
		}
	}

	/// Nobody is taken for active who was not.
	fn check(&self) -> Result<(), TestCaseError> {
		let recent = Now::get().saturating_sub(<Test as Config>::AbsenceMemory::get());
		for (moment, active) in self.moments.range(recent..) {
			for (id, active) in (0..).zip(active) {
				let said = <Register as Electorate>::was_active(id, *moment);
				prop_assert!(*active || !said, "{id} was away at {moment}");
			}
		}
		Ok(())
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn invariants_hold_after_every_step(steps in vec(step(), 1..120)) {
		ExtBuilder::default().build().execute_with(|| {
			System::set_block_number(1);
			begin();
			let mut seen = Seen::default();
			for step in steps {
				take(step.clone());
				seen.note();
				seen.check()?;
				let state = Register::do_try_state();
				prop_assert!(state.is_ok(), "{state:?} after {step:?}");
				prop_assert!(most_redemptions_of_a_voucher() <= 1);

				for family in 0..3 {
					for owner in 0..12 {
						let eligible = Register::eligible(family, owner);
						prop_assert!(eligible.is_sorted_by(|a, b| a < b));
						for id in eligible {
							prop_assert_ne!(id, owner);
							let takes = hypothetically!(Register::take_duty(id));
							prop_assert!(takes.is_ok(), "{id} is eligible, but {takes:?}");
						}
					}
				}
			}
			Ok(())
		})?;
	}
}
