use crate::{
	mock::*, panel, Challenges, Error, Event, NextTicket, Panels, Queue, Round, Status, WeightInfo,
};
use civic_primitives::{Panelists, Terms};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays},
	traits::Hooks,
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::traits::BadOrigin;

fn draw_by(who: AccountId, claim: u64) -> DispatchResultWithPostInfo {
	Measurements::draw_panel(RuntimeOrigin::signed(who), claim)
}

fn idle(limit: Weight) -> Weight {
	Measurements::on_idle(System::block_number(), limit)
}

fn submitted() -> u64 {
	let source = source_of(ALICE, SOLAR, place(1));
	submit(ALICE, source, measure(last_hour()))
}

#[test]
fn draw_panel_seats_the_drawn_and_says_how() {
	ExtBuilder.build_and_execute(|| {
		let claim = submitted();
		next_epoch();
		let post = draw_by(BOB, claim).expect("the randomness is new");
		assert_eq!(post.pays_fee, Pays::No);

		let stored = Panels::<Test>::get(claim, Round::First).expect("drawn");
		let Some(Event::PanelDrawn {
			seed,
			candidates,
			drawn,
			deadline,
			lot,
			round,
			..
		}) = events().pop()
		else {
			panic!("the lot is an event")
		};
		assert_eq!((round, lot, stored.lots), (Round::First, 0, 1));
		assert_eq!(candidates, VERIFIERS.map(id));
		// Anyone can repeat it.
		assert_eq!(drawn, panel::draw(&seed, claim, round, lot, &candidates, 3));
		let seated: Vec<_> = stored.seats.iter().map(|seat| seat.verifier).collect();
		assert_eq!(
			(seated, stored.seed, stored.deadline),
			(drawn.clone(), seed, deadline)
		);
		assert_eq!(deadline, Now::get() + terms().attest_within);
		assert_eq!(stored.ticket, None);
		assert_eq!(Queue::<Test>::iter().count(), 0);
		assert_eq!(status(claim), Status::Attesting);
		for verifier in drawn {
			assert_eq!(Register::open_duties(verifier), 1);
		}
	});
}

#[test]
fn draw_panel_wants_randomness_made_after_the_claim() {
	ExtBuilder.build_and_execute(|| {
		System::set_block_number(100);
		let claim = submitted();
		System::set_block_number(200);
		for known_since in [0, 99, 100, 101, 100 + FRESH_BLOCKS] {
			Seed::set(&(H256::repeat_byte(1), known_since));
			assert_noop!(draw_by(BOB, claim), Error::<Test>::RandomnessNotReady);
			idle(Weight::MAX);
			assert_eq!(status(claim), Status::Submitted);
		}
		Seed::set(&(H256::repeat_byte(1), 101 + FRESH_BLOCKS));
		assert_ok!(draw_by(BOB, claim));
	});
}

#[test]
fn draw_panel_is_for_members_and_claims_that_wait() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(draw_by(BOB, 0), Error::<Test>::ClaimNotFound);
		let claim = submitted();
		next_epoch();
		assert_noop!(draw_by(STRANGER, claim), Error::<Test>::NotMember);
		assert_noop!(
			Measurements::draw_panel(RuntimeOrigin::none(), claim),
			BadOrigin
		);
		assert_ok!(draw_by(BOB, claim));
		assert_noop!(draw_by(BOB, claim), Error::<Test>::NotAwaitingPanel);
		answer(claim, 0, confirm(800, 20));
		answer(claim, 1, confirm(800, 20));
		assert_noop!(draw_by(BOB, claim), Error::<Test>::NotAwaitingPanel);
	});
}

/// Whoever chose the order, knowing the seed, could fill up whom they do not want.
#[test]
fn draw_panel_keeps_to_the_queue() {
	ExtBuilder.build_and_execute(|| {
		let first = submitted();
		let source = source_of(BOB, SOLAR, place(2));
		let second = submit(BOB, source, measure(last_hour()));
		next_epoch();
		assert_noop!(draw_by(BOB, second), Error::<Test>::NotItsTurn);
		assert_ok!(draw_by(BOB, first));
		assert_ok!(draw_by(BOB, second));
	});
}

#[test]
fn draw_panel_leaves_out_who_has_a_part_in_the_claim() {
	ExtBuilder.build_and_execute(|| {
		// The owner is a verifier; of the others only three may judge.
		let owner = VERIFIERS[0];
		let origin = RuntimeOrigin::signed(owner);
		assert_ok!(Measurements::register_source(
			origin,
			SOLAR,
			place(1),
			NAMEPLATE,
			None
		));
		let other = RuntimeOrigin::signed(VERIFIERS[1]);
		assert_ok!(Measurements::commission(other, 0, START));
		pass(43_200);
		for verifier in &VERIFIERS[4..8] {
			tie(*verifier, owner);
		}
		accredit(VERIFIERS[8], &[BUILDING]);
		expire(VERIFIERS[9]);
		let claim = submit(owner, 0, measure(last_hour()));
		draw();
		let mut drawn = panel_of(claim, Round::First);
		drawn.sort_unstable();
		assert_eq!(drawn, &VERIFIERS[1..4]);
	});
}

#[test]
fn draw_panel_waits_for_enough_verifiers() {
	ExtBuilder.build_and_execute(|| {
		let claim = submitted();
		limit_verifiers(2);
		next_epoch();
		assert_noop!(draw_by(BOB, claim), Error::<Test>::NotEnoughVerifiers);
		accredit(VERIFIERS[5], &[SOLAR]);
		assert_ok!(draw_by(BOB, claim));
	});
}

#[test]
fn second_panel_shares_nobody_with_the_first_and_is_not_tied_to_the_challenger() {
	ExtBuilder.build_and_execute(|| {
		let claim = verified_claim();
		let first = panel_of(claim, Round::First);
		let rest: Vec<_> = VERIFIERS
			.into_iter()
			.filter(|who| !first.contains(who))
			.collect();
		// Of the seven others one challenges and three are tied to that one.
		let challenger = rest[0];
		for verifier in &rest[1..4] {
			tie(*verifier, challenger);
		}
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(ALICE),
			challenger,
			500
		));
		let origin = RuntimeOrigin::signed(challenger);
		assert_ok!(Measurements::challenge(origin, claim, H256::zero()));
		draw();
		let mut second = panel_of(claim, Round::Second);
		second.sort_unstable();
		assert_eq!(second, &rest[4..7]);
		assert!(Challenges::<Test>::contains_key(claim));
	});
}

#[test]
fn hook_draws_in_order_as_many_as_it_may() {
	ExtBuilder.build_and_execute(|| {
		let claims: Vec<_> = (1..=6u8)
			.map(|n| {
				let source = source_of(ALICE, SOLAR, place(n));
				submit(ALICE, source, measure(last_hour()))
			})
			.collect();
		draw();
		let drawn = |n: usize| status(claims[n]) == Status::Attesting;
		assert_eq!(
			(0..6).map(drawn).collect::<Vec<_>>(),
			[true, true, true, true, false, false]
		);
		// The next block.
		idle(Weight::MAX);
		assert!(drawn(4) && drawn(5));
	});
}

#[test]
fn hook_keeps_to_the_weight_it_is_given() {
	ExtBuilder.build_and_execute(|| {
		let claim = submitted();
		next_epoch();
		let peek = <() as WeightInfo>::peek_queue();
		let lot = <() as WeightInfo>::draw_panel();
		assert_eq!(idle(Weight::zero()), Weight::zero());
		assert_eq!(idle(peek), peek);
		assert_eq!(idle(peek + lot - Weight::from_parts(1, 0)), peek);
		assert_eq!(status(claim), Status::Submitted);
		assert_eq!(idle(peek + lot), peek + lot);
		assert_eq!(status(claim), Status::Attesting);
		// An empty queue costs a glance.
		assert_eq!(idle(Weight::MAX), peek);
	});
}

#[test]
fn hook_moves_on_when_verifiers_are_too_few() {
	ExtBuilder.build_and_execute(|| {
		// Nobody may judge Alice's; Bob's stands behind it.
		let alices = submitted();
		let bobs = source_of(BOB, SOLAR, place(2));
		let bobs = submit(BOB, bobs, measure(last_hour()));
		for verifier in VERIFIERS {
			tie(verifier, ALICE);
		}
		accredit(VERIFIERS[9], &[SOLAR]);
		draw();
		assert_eq!(
			(status(alices), status(bobs)),
			(Status::Submitted, Status::Attesting)
		);
		assert!(events().contains(&Event::PanelDeferred {
			claim: alices,
			round: Round::First,
			needed: 3,
			eligible: 1,
		}));
		assert_eq!(NextTicket::<Test>::get(), 3);

		// The seed is known: who becomes free in the meantime is not tried against it.
		for verifier in VERIFIERS {
			accredit(verifier, &[SOLAR]);
		}
		for seat in panel_of(bobs, Round::First) {
			// Accrediting anew forgot the duty.
			assert_ok!(Register::take_duty(id(seat)));
		}
		idle(Weight::MAX);
		assert_eq!(status(alices), Status::Submitted);
		assert_noop!(draw_by(BOB, alices), Error::<Test>::RandomnessNotReady);
		draw();
		assert_eq!(status(alices), Status::Attesting);
	});
}

#[test]
fn hook_is_not_stopped_by_a_panel_that_cannot_be_seated() {
	ExtBuilder.build().execute_with(|| {
		let broken = submitted();
		let bobs = source_of(BOB, SOLAR, place(2));
		publish(
			9,
			SOLAR,
			Terms {
				panel: 16,
				..terms()
			},
			true,
		);
		for n in 0..10u64 {
			accredit(30 + n, &[SOLAR]);
		}
		crate::Claims::<Test>::mutate(broken, |claim| {
			if let Some(claim) = claim {
				claim.measurement.methodology = 9;
			}
		});
		let bobs = submit(BOB, bobs, measure(last_hour()));
		draw();
		assert_eq!(
			(status(broken), status(bobs)),
			(Status::Submitted, Status::Attesting)
		);
		// Nobody has a duty towards the one that was not seated.
		let duties: u32 = Accredited::get()
			.keys()
			.map(|who| Register::open_duties(*who))
			.sum();
		assert_eq!(duties, 3);
	});
}
