//! Each usual kind of proposal, decided before it can be done: the failure stays to be seen, and what was
//! decided is done once its cause is gone; or fails again, where the proposal itself is wrong.

use civic_primitives::{
	Fault, Mandate, Mandates, MemberKind, Membership, OnSettled, Panelists, Period, Sector,
	SettledClaim, WeightRule,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{
		schedule::{v3::Anon, DispatchTime},
		Get, StorePreimage,
	},
};
use pallet_members::Sanction;
use sp_core::{sr25519::Pair, Pair as _, H256};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, AliceStash, Bob, Charlie, Dave, Eve, One};
use sp_runtime::{traits::Dispatchable, DispatchError};

use super::{
	assembly::{enacted, failed, published, root},
	chain::{block, blocks, blocks_until, decided, fail, now, run, send, signed_by},
};
use crate::{
	constants::TOKEN,
	governance::{
		decisions,
		origins::Origin,
		parameters::{
			dynamic_params::days::{self, Parameters as Days},
			RetryTerm, RuntimeParameters,
		},
	},
	AccountId, Authorities, Contributions, Governance, Hash, Issuance, Members, OriginCaller,
	Redemption, Referenda, Runtime, RuntimeCall, System,
};

type Register = pallet_members::Call<Runtime>;
type RegisterError = pallet_members::Error<Runtime>;

/// `call` is decided and cannot be done, because of `error`. When `mend` has taken the cause away, a
/// citizen has it tried again, and it is done.
fn done_when_mended(
	origin: Origin,
	call: impl Into<RuntimeCall>,
	error: impl Into<DispatchError>,
	mend: impl FnOnce(),
) {
	let (poll, why) = failed(origin, call);
	assert_eq!(why, error.into());
	assert_eq!(Governance::done(poll), None);
	mend();
	send(Eve, decisions::Call::retry { poll });
	blocks_until("it is done", || Governance::enactment(poll).is_none());
	assert_eq!(Governance::done(poll), Some(System::block_number()));
}

/// `call` is decided and cannot be done, because of `error`, however often it is tried.
fn never_done(
	origin: impl Into<OriginCaller>,
	call: impl Into<RuntimeCall>,
	error: impl Into<DispatchError>,
) {
	let error = error.into();
	let (poll, why) = failed(origin, call);
	assert_eq!(why, error);
	send(Eve, decisions::Call::retry { poll });
	let retried = System::block_number();
	let failure = || {
		Governance::enactment(poll)
			.expect("it waits")
			.failure
			.expect("it failed")
	};
	blocks_until("it is tried again", || failure().0 > retried);
	assert_eq!(failure().1, error);
	assert_eq!(Governance::done(poll), None);
}

/// The number of a member.
fn member(account: &AccountId) -> u64 {
	Members::member(account.clone()).expect("a member").0
}

/// An agency that is not in the register: its key, its account.
pub(super) fn newcomer() -> (Pair, AccountId) {
	let key = Pair::from_string("//Newcomer", None).expect("a key");
	let account = key.public().into();
	(key, account)
}

pub(super) fn enrol(account: &AccountId, kind: MemberKind) -> Register {
	Register::enrol {
		account: account.clone(),
		kind,
		until: now() + 1_000_000,
		nullifier: None,
	}
}

fn enrolled(account: &AccountId) {
	decided(Origin::Authorities, enrol(account, MemberKind::Agency)).expect("enrolled");
}

/// Give `account` keys to validate with.
pub(super) fn with_session_keys((key, account): &(Pair, AccountId)) {
	use codec::Encode;
	let finality = sp_core::ed25519::Pair::from_string("//Newcomer", None).expect("a key");
	let unit = pallet_balances::Call::transfer_keep_alive {
		dest: account.clone().into(),
		value: 1,
	};
	send(Alice, unit);
	let statement = sp_core::proof_of_possession::statement_of_ownership(&account.encode());
	let proof = (key.sign(&statement), finality.sign(&statement)).encode();
	let keys = crate::SessionKeys {
		babe: key.public().into(),
		grandpa: finality.public().into(),
	};
	let set = pallet_session::Call::<Runtime>::set_keys { keys, proof };
	block(vec![signed_by(key, account.clone(), set)])
		.remove(0)
		.expect("valid")
		.expect("registered");
}

/// Enrol `agency` and give it a seat.
pub(super) fn seated(agency: &(Pair, AccountId)) {
	enrolled(&agency.1);
	with_session_keys(agency);
	let who = agency.1.clone();
	let admit = pallet_authorities::Call::admit { who };
	decided(Origin::Authorities, admit).expect("admitted");
}

#[test]
fn a_methodology_is_retired_once_it_is_in_force() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let id = published();
		done_when_mended(
			Origin::Methodology,
			pallet_methodologies::Call::retire { id },
			pallet_methodologies::Error::<Runtime>::NotAdopted,
			|| {
				let adopt = pallet_methodologies::Call::adopt { id };
				decided(Origin::Methodology, adopt).expect("adopted");
			},
		);
		let version = pallet_methodologies::Versions::<Runtime>::get(id).expect("published");
		assert_eq!(version.status, pallet_methodologies::Status::Retired);
	});
}

#[test]
fn a_methodology_is_withdrawn_until_it_is_adopted_and_adopted_once() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let adopt = |id| pallet_methodologies::Call::adopt { id };
		let withdraw = |id| pallet_methodologies::Call::withdraw { id };
		let status = |id| pallet_methodologies::Versions::<Runtime>::get(id).map(|is| is.status);
		let id = published();
		assert!(Governance::done(enacted(Origin::Methodology, withdraw(id))).is_some());
		assert_eq!(status(id), None);

		let id = published();
		assert!(Governance::done(enacted(Origin::Methodology, adopt(id))).is_some());
		for again in [adopt(id), withdraw(id)] {
			let adopted = pallet_methodologies::Error::<Runtime>::NotPublished;
			never_done(Origin::Methodology, again, adopted);
		}
		assert_eq!(status(id), Some(pallet_methodologies::Status::Adopted));
	});
}

/// Root's `call`, planned for the block `at` under a name of its own.
fn planned(poll: u32, at: u32, call: RuntimeCall) -> sp_runtime::DispatchResult {
	let id = <Referenda as decisions::OpenReferenda>::enactment(poll);
	let call = <crate::Preimage as StorePreimage>::bound(call).expect("it is noted");
	Governance::plan(id, DispatchTime::At(at), root(), call).map(|_| ())
}

/// As heavy as a proposal may be.
fn heavy() -> RuntimeCall {
	let nothing = frame_system::Call::remark { remark: vec![] };
	pallet_utility::Call::with_weight {
		call: Box::new(nothing.into()),
		weight: <Runtime as decisions::Config>::MaxEnactment::get(),
	}
	.into()
}

#[test]
fn what_finds_no_room_in_its_block_is_done_in_the_next() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let at = System::block_number() + 2;
		for poll in [0, 1] {
			planned(poll, at, heavy()).expect("planned");
		}
		blocks(2);
		assert_eq!(Governance::done(0), Some(at));
		let standing = Governance::enactment(1).expect("it waits");
		assert_eq!((standing.at, standing.failure), (None, None));
		blocks_until("it is done", || Governance::done(1).is_some());
		assert_eq!(Governance::enactment(1), None);
	});
}

#[test]
fn what_was_planned_twice_and_failed_is_not_tried_twice_at_once() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let at = System::block_number() + 1;
		let kill = pallet_referenda::Call::kill { index: 99 };
		planned(0, at, kill.into()).expect("planned");
		blocks(1);
		let failed = Governance::enactment(0).expect("it waits").failure;
		assert_eq!(failed.map(|is| is.0), Some(at));
		let id = <Referenda as decisions::OpenReferenda>::enactment(0);
		let enact = || decisions::Call::<Runtime>::enact { id };
		let by_root = |call: decisions::Call<Runtime>| {
			RuntimeCall::from(call).dispatch(crate::RuntimeOrigin::root())
		};
		let refused = by_root(enact()).expect_err("too soon");
		assert_eq!(
			refused.error,
			decisions::Error::<Runtime>::StillPlanned.into()
		);
		let charged = refused.post_info.actual_weight.expect("said");
		assert!(charged.all_lt(enact().get_dispatch_info().call_weight));
		assert_eq!(Governance::enactment(0).expect("it waits").failure, failed);
		blocks(5);
		assert!(by_root(enact()).is_ok());
		let again = Governance::enactment(0).expect("it waits").failure;
		assert_eq!(again.map(|is| is.0), Some(at + 5));
	});
}

#[test]
fn what_cannot_even_be_planned_has_failed_and_is_tried_again() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let at = System::block_number() + 9;
		let remark = || RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
		for _ in 0..<Runtime as pallet_scheduler::Config>::MaxScheduledPerBlock::get() {
			let call = <crate::Preimage as StorePreimage>::bound(remark()).expect("short");
			<crate::Scheduler as Anon<_, _, _>>::schedule(
				DispatchTime::At(at),
				None,
				63,
				root(),
				call,
			)
			.expect("there is room");
		}
		let full = planned(0, at, remark()).expect_err("there is none");
		let standing = Governance::enactment(0).expect("it waits");
		assert_eq!(standing.at, None);
		assert_eq!(standing.failure, Some((at, full)));
		let id = <Referenda as decisions::OpenReferenda>::enactment(0);
		let expires = standing.expires;
		assert!(System::events().iter().any(|record| record.event
			== decisions::Event::EnactmentFailed {
				id,
				error: full,
				expires
			}
			.into()));
		send(Eve, decisions::Call::retry { poll: 0 });
		blocks_until("it is done", || Governance::done(0).is_some());
		assert!(Governance::done(0) >= Some(at), "not before its time");
	});
}

/// A transaction full of these is asked what it weighs before anybody has paid for it.
#[test]
fn what_an_enactment_weighs_is_known_without_a_look_at_the_chain() {
	// Outside of externalities, where a look would panic.
	let enact = decisions::Call::<Runtime>::enact { id: [7; 32] };
	let weight = enact.get_dispatch_info().call_weight;
	let most = <Runtime as decisions::Config>::MaxEnactment::get();
	assert!(weight.all_gte(most) && weight.ref_time() > most.ref_time());
	let scheduled = <Runtime as pallet_scheduler::Config>::MaximumWeight::get();
	assert!(weight.all_lt(scheduled));
}

/// One that fails may be heavy, and whoever has it tried again pays for little.
#[test]
fn tries_are_blocks_apart() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let at = System::block_number() + 1;
		let kill = pallet_referenda::Call::kill { index: 99 };
		planned(0, at, kill.into()).expect("planned");
		let failed = || {
			Governance::enactment(0)
				.and_then(|is| is.failure)
				.map(|is| is.0)
		};
		blocks(1);
		assert_eq!(failed(), Some(at));
		send(Eve, decisions::Call::retry { poll: 0 });
		let next = Governance::enactment(0)
			.and_then(|is| is.at)
			.expect("planned");
		assert_eq!(next, at + 5);
		let planned = decisions::Error::<Runtime>::StillPlanned;
		assert_eq!(
			fail(Eve, decisions::Call::retry { poll: 0 }),
			planned.into()
		);
		blocks_until("it is tried again", || failed() > Some(at));
		// Later it is the next block.
		blocks(9);
		send(Eve, decisions::Call::retry { poll: 0 });
		let soon = Governance::enactment(0).and_then(|is| is.at);
		assert_eq!(soon, Some(System::block_number() + 1));
	});
}

#[test]
fn an_award_is_reversed_once_it_was_made() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// A claim that waits for its panel. Nothing else is looked at here: it is taken out again.
		let claim = 7;
		pallet_measurements::Claims::<Runtime>::insert(claim, waiting());
		let reverse = pallet_issuance::Call::reverse { claim, amount: 5 };
		done_when_mended(
			Origin::IssuancePolicy,
			reverse,
			pallet_issuance::Error::<Runtime>::NotAwarded,
			|| {
				let settled = SettledClaim {
					claim,
					owner: member(&One.to_account_id()),
					methodology: 0,
					period: Period {
						from: 0,
						until: 3_600,
					},
					quantity: 1_000,
					uncertainty: 0,
					verifiers: Default::default(),
				};
				Issuance::on_settled(settled).expect("awarded");
			},
		);
		let award = pallet_issuance::Awards::<Runtime>::get(claim).expect("awarded");
		assert_eq!(award.reversed, 5);
		pallet_measurements::Claims::<Runtime>::remove(claim);
	});
}

/// A claim of One's.
fn waiting() -> pallet_measurements::Claim {
	pallet_measurements::Claim {
		source: 0,
		owner: member(&One.to_account_id()),
		measurement: pallet_measurements::Measurement {
			methodology: 0,
			period: Period {
				from: 0,
				until: 3_600,
			},
			quantity: 1_000,
			uncertainty: 0,
			evidence: H256::zero(),
			readings: H256::zero(),
			registry: None,
		},
		submitted_at: 0,
		status: pallet_measurements::Status::Submitted,
		verdict: None,
	}
}

#[test]
fn mandates_are_given_to_and_taken_from_agencies() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let (_, account) = newcomer();
		let mandate = Mandate::Issuance;
		let grant = || Register::grant_mandate {
			account: account.clone(),
			mandate,
		};
		done_when_mended(
			Origin::Authorities,
			grant(),
			RegisterError::NotMember,
			|| enrolled(&account),
		);
		assert!(Members::holds(&account, mandate));

		let revoke = |who: &AccountId| Register::revoke_mandate {
			account: who.clone(),
			mandate,
		};
		let bob = Bob.to_account_id();
		done_when_mended(
			Origin::Authorities,
			revoke(&bob),
			RegisterError::NotGranted,
			|| {
				let grant = Register::grant_mandate {
					account: bob.clone(),
					mandate,
				};
				decided(Origin::Authorities, grant).expect("granted");
			},
		);
		assert!(!Members::holds(&bob, mandate));
		assert!(Members::holds(&Charlie.to_account_id(), mandate));
	});
}

#[test]
fn agencies_are_enrolled_renewed_moved_and_removed() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let (_, account) = newcomer();
		// By the time it is decided this is past.
		let mut late = enrol(&account, MemberKind::Agency);
		if let Register::enrol { until, .. } = &mut late {
			*until = now() + 30;
		}
		never_done(Origin::Authorities, late, RegisterError::ExpiryInPast);

		let until = now() + 5_000_000;
		let renew = Register::renew {
			account: account.clone(),
			until,
		};
		done_when_mended(Origin::Authorities, renew, RegisterError::NotMember, || {
			enrolled(&account)
		});
		let (id, enrolled) = Members::member(account.clone()).expect("enrolled");
		assert_eq!(enrolled.until, until);

		let taken = AliceStash.to_account_id();
		let to = AccountId::new([9; 32]);
		let moved = |new: &AccountId| Register::move_member {
			old: account.clone(),
			new: new.clone(),
		};
		never_done(
			Origin::Authorities,
			moved(&taken),
			RegisterError::AlreadyMember,
		);
		decided(Origin::Authorities, moved(&to)).expect("moved");
		assert_eq!(member(&to), id);

		let remove = || Register::remove {
			account: to.clone(),
		};
		decided(Origin::Authorities, remove()).expect("removed");
		done_when_mended(
			Origin::Authorities,
			remove(),
			RegisterError::MemberRemoved,
			|| {
				let again = Register::renew {
					account: to.clone(),
					until: now() + 5_000_000,
				};
				decided(Origin::Authorities, again).expect("there again");
			},
		);
		assert_eq!(Members::active(&to), None);
	});
}

#[test]
fn an_agency_is_expelled_once_four_remain() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let fifth = newcomer();
		let dave = Dave.to_account_id();
		done_when_mended(
			Origin::Authorities,
			pallet_authorities::Call::expel { who: dave.clone() },
			pallet_authorities::Error::<Runtime>::TooFewAuthorities,
			|| seated(&fifth),
		);
		assert!(!Authorities::is_seated(&dave));
		assert!(Authorities::is_seated(&fifth.1));
	});
}

#[test]
fn a_grant_is_taken_back_until_it_is_paid() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let spend = |valid_from| pallet_treasury::Call::<Runtime>::spend {
			asset_kind: Box::new(()),
			amount: TOKEN,
			beneficiary: Box::new(One.to_account_id()),
			valid_from,
		};
		let void = |index| pallet_treasury::Call::<Runtime>::void_spend { index };
		for _ in 0..2 {
			decided(Origin::Commons, spend(None)).expect("granted");
		}
		let poll = enacted(Origin::Commons, void(0));
		assert!(Governance::done(poll).is_some());
		assert!(!pallet_treasury::Spends::<Runtime>::contains_key(0));
		// The other is paid.
		let gift = pallet_balances::Call::transfer_keep_alive {
			dest: <crate::configs::Commons as sp_core::Get<AccountId>>::get().into(),
			value: 3 * TOKEN,
		};
		send(Bob, gift);
		send(Alice, pallet_treasury::Call::payout { index: 1 });
		never_done(
			Origin::Commons,
			void(1),
			pallet_treasury::Error::<Runtime>::AlreadyAttempted,
		);
		// A grant that could be paid out until a month ago.
		blocks(30 * 20);
		never_done(
			Origin::Commons,
			spend(Some(1)),
			pallet_treasury::Error::<Runtime>::SpendExpired,
		);
	});
}

#[test]
fn a_contribution_is_recognised_once_whose_it_is_is_enrolled_again() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let account = newcomer().1;
		let mut citizen = enrol(&account, MemberKind::Citizen);
		if let Register::enrol { nullifier, .. } = &mut citizen {
			*nullifier = Some([3; 32].into());
		}
		send(Alice, citizen);
		let who = member(&account);
		send(
			Alice,
			Register::remove {
				account: account.clone(),
			},
		);
		let recognise = pallet_contributions::Call::recognise {
			member: who,
			points: 100,
			reason: H256::zero(),
		};
		done_when_mended(
			Origin::Commons,
			recognise,
			pallet_contributions::Error::<Runtime>::NotMember,
			|| {
				let again = Register::renew {
					account: account.clone(),
					until: now() + 1_000_000,
				};
				send(Alice, again);
			},
		);
		assert_eq!(Contributions::running(who).stewarded, 100);
	});
}

#[test]
fn verifiers_are_accredited_and_reinstated() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let (_, account) = newcomer();
		let accredit = Register::accredit {
			account: account.clone(),
			scope: [0]
				.into_iter()
				.collect::<std::collections::BTreeSet<_>>()
				.try_into()
				.expect("few"),
			until: now() + 1_000_000,
			max_duties: 7,
			affiliations: Default::default(),
		};
		send(Alice, enrol(&account, MemberKind::Verifier));
		send(
			Alice,
			Register::remove {
				account: account.clone(),
			},
		);
		done_when_mended(
			Origin::Sanctions,
			accredit,
			RegisterError::MemberRemoved,
			|| {
				let again = Register::renew {
					account: account.clone(),
					until: now() + 1_000_000,
				};
				send(Alice, again);
			},
		);
		assert_eq!(
			Members::verifier(account.clone())
				.expect("accredited")
				.max_duties,
			7
		);

		let reinstate = Register::reinstate {
			account: account.clone(),
		};
		let id = member(&account);
		done_when_mended(
			Origin::Sanctions,
			reinstate,
			RegisterError::NotSanctioned,
			|| <Members as Panelists>::mark(id, Fault::Wrong),
		);
		let verifier = Members::verifier(account).expect("accredited");
		assert_eq!(verifier.sanction, Sanction::None);
	});
}

#[test]
fn rules_that_are_none_are_not_set() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let budget = pallet_issuance::Call::set_budget {
			sector: Sector::StationaryEnergy,
			year: 2026,
			inventory: TOKEN,
			ceiling: 2 * TOKEN,
		};
		let above = pallet_issuance::Error::<Runtime>::CeilingAboveInventory;
		never_done(Origin::IssuancePolicy, budget, above);

		let before = Contributions::policy();
		let mut policy = before;
		policy.rule.scale = 0;
		let not_valid = pallet_contributions::Error::<Runtime>::RuleNotValid;
		let set = pallet_contributions::Call::set_policy { policy };
		never_done(Origin::Charter, set, not_valid);
		assert_eq!(Contributions::policy(), before);

		let before = Redemption::currencies();
		let (currency, mut terms) = before[0];
		terms.min_rate = terms.max_rate + 1;
		let contradict = pallet_redemption::Error::<Runtime>::TermsContradict;
		let set = pallet_redemption::Call::set_terms { currency, terms };
		never_done(Origin::Redemption, set, contradict);
		assert_eq!(Redemption::currencies(), before);

		let capacity = pallet_allowance::Call::set_capacity {
			kind: MemberKind::Agency,
			capacity: 0,
		};
		let too_low = pallet_allowance::Error::<Runtime>::AgencyCapacityTooLow;
		never_done(Origin::Charter, capacity, too_low);
	});
}

/// A term is set within bounds whatever is said, so that it fails alone never: with what it is
/// proposed together with.
#[test]
fn a_term_is_set_alone_or_with_all_that_it_is_proposed_with() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let set = |days| {
			RuntimeCall::from(pallet_parameters::Call::set_parameter {
				key_value: RuntimeParameters::Days(Days::Retry(days::Retry, Some(days))),
			})
		};
		let lasts = || <RetryTerm as Get<u32>>::get() / Governance::day();
		assert_eq!(lasts(), 30);
		let poll = enacted(Origin::Charter, set(7));
		assert_eq!(Governance::done(poll), Some(System::block_number()));
		assert_eq!(lasts(), 7);

		let mut policy = Contributions::policy();
		policy.rule.cap = WeightRule::MAX_CAP + 1;
		let rule = pallet_contributions::Call::set_policy { policy };
		let both = pallet_utility::Call::batch_all {
			calls: vec![set(9), rule.into()],
		};
		let not_valid = pallet_contributions::Error::<Runtime>::RuleNotValid;
		never_done(Origin::Charter, both, not_valid);
		assert_eq!(lasts(), 7);
	});
}

/// An upgrade is authorised by root alone, and fails with what it is proposed together with; what
/// was authorised is one runtime and no other.
#[test]
fn an_upgrade_is_authorised_alone_or_with_all_that_it_is_proposed_with() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let code = vec![7; 32];
		let code_hash = Hash::from(sp_io::hashing::blake2_256(&code));
		let authorize = || RuntimeCall::from(frame_system::Call::authorize_upgrade { code_hash });
		let kill = pallet_referenda::Call::kill { index: 99 };
		let both = pallet_utility::Call::batch_all {
			calls: vec![authorize(), kill.into()],
		};
		let not_ongoing = pallet_referenda::Error::<Runtime>::NotOngoing;
		never_done(root(), both, not_ongoing);
		assert!(System::authorized_upgrade().is_none());
		let apply =
			|code: &[u8]| frame_system::Call::apply_authorized_upgrade { code: code.into() };
		let refused = |code: &[u8]| fail(Alice, apply(code));
		let nothing = frame_system::Error::<Runtime>::NothingAuthorized;
		assert_eq!(refused(&code), nothing.into());

		let poll = enacted(root(), authorize());
		assert_eq!(Governance::done(poll), Some(System::block_number()));
		let authorised = System::authorized_upgrade().expect("authorised");
		assert_eq!(*authorised.code_hash(), code_hash);
		let unauthorized = frame_system::Error::<Runtime>::Unauthorized;
		assert_eq!(refused(&[8; 32]), unauthorized.into());
	});
}
