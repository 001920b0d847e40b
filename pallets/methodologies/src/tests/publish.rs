use civic_primitives::{ActivityUnit, EndUse, MethodologyId, Methods, Shares, Terms, MAX_PANEL};
use frame_support::{assert_noop, assert_ok};
use rstest::rstest;
use sp_core::H256;
use sp_runtime::{DispatchError, Permill};

use crate::{check::LONGEST, mock::*, *};

fn publish(who: AccountId, methodology: Methodology) -> sp_runtime::DispatchResult {
	Methodologies::publish(RuntimeOrigin::signed(who), methodology.into())
}

/// The valid methodology, but for its terms.
fn with_terms(change: impl FnOnce(&mut Terms)) -> Methodology {
	let mut methodology = methodology(1);
	change(&mut methodology.terms);
	methodology
}

/// The valid methodology, but for its document.
fn with_document(change: impl FnOnce(&mut Document)) -> Methodology {
	let mut methodology = methodology(1);
	change(&mut methodology.document);
	methodology
}

fn text<const N: u32>(bytes: &[u8]) -> Text<N> {
	bytes.to_vec().try_into().unwrap()
}

#[test]
fn publish_stores_the_version_and_its_document() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(publish(ALICE, methodology(7)));

		let (version, document) = Methodologies::methodology(0).unwrap();
		assert_eq!(document, methodology(7).document);
		assert_eq!(
			version,
			Version {
				terms: terms(),
				family: 0,
				supersedes: None,
				status: Status::Published,
				publisher: Some(ALICE_ID),
			}
		);
		assert_eq!(
			Methodologies::by_content_hash(H256::repeat_byte(7)),
			None,
			"it is not adopted"
		);
		assert_eq!(Drafts::<Test>::get(ALICE_ID), 1);
		System::assert_last_event(
			Event::Published {
				id: 0,
				family: 0,
				publisher: Some(ALICE_ID),
				content_hash: H256::repeat_byte(7),
				supersedes: None,
			}
			.into(),
		);
	});
}

#[test]
fn a_published_methodology_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(publish(ALICE, methodology(1)));
		assert!(!Methodologies::is_open(0));
		assert_eq!(Methodologies::in_force(0), None);
		assert_eq!(<Methodologies as Methods>::end_use(0), None);
		assert_eq!(<Methodologies as Methods>::terms(0), Some(terms()));
		assert_eq!(<Methodologies as Methods>::family(0), Some(0));
	});
}

#[test]
fn a_successor_joins_the_family_of_its_predecessor() {
	ExtBuilder::default()
		.adopted(&[methodology(1), methodology(2)])
		.build_and_execute(|| {
			assert_ok!(publish(ALICE, successor(3, 1)));
			let (version, _) = Methodologies::methodology(2).unwrap();
			assert_eq!((version.family, version.supersedes), (1, Some(1)));
			// The predecessor stays in force until the successor is adopted.
			assert!(Methodologies::is_open(1));
		});
}

#[test]
fn several_drafts_may_compete_to_supersede_one_version() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			assert_ok!(publish(ALICE, successor(2, 0)));
			assert_ok!(publish(BOB, successor(3, 0)));
		});
}

#[test]
fn publish_fails_for_those_who_are_not_active_members() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(publish(STRANGER, methodology(1)), Error::<Test>::NotMember);
		Register::mutate(|register| register.insert(ALICE_ID, (ALICE, false)));
		assert_noop!(publish(ALICE, methodology(1)), Error::<Test>::NotMember);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Methodologies::publish(origin, methodology(1).into()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn a_document_that_is_or_was_in_force_is_published_no_more() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			let same_document = with_terms(|terms| terms.panel = 2);
			assert_noop!(
				publish(BOB, same_document.clone()),
				Error::<Test>::AlreadyAdopted
			);
			assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
			assert_noop!(publish(BOB, same_document), Error::<Test>::AlreadyAdopted);
			assert_ok!(publish(BOB, methodology(2)));
		});
}

#[test]
fn nobody_blocks_a_document_by_publishing_it_first() {
	ExtBuilder::default().build_and_execute(|| {
		let with_false_terms = with_terms(|terms| terms.panel = 2);
		assert_ok!(publish(BOB, with_false_terms));
		assert_ok!(publish(ALICE, methodology(1)));
		let hash = H256::repeat_byte(1);
		assert_eq!(
			Methodologies::by_content_hash(hash),
			None,
			"drafts are known by number"
		);
		assert_ok!(Methodologies::adopt(RuntimeOrigin::root(), 1));
		assert_eq!(Methodologies::by_content_hash(hash), Some(1));
		assert_noop!(
			Methodologies::adopt(RuntimeOrigin::root(), 0),
			Error::<Test>::AlreadyAdopted
		);
		assert_ok!(Methodologies::withdraw(RuntimeOrigin::signed(BOB), 0));
		assert_eq!(Methodologies::by_content_hash(hash), Some(1));
		Methodologies::do_try_state().unwrap();
	});
}

#[test]
fn a_member_may_have_only_so_many_drafts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(publish(ALICE, methodology(1)));
		assert_ok!(publish(ALICE, methodology(2)));
		assert_noop!(
			publish(ALICE, methodology(3)),
			Error::<Test>::MaxDraftsExceeded
		);
		// Others have places of their own.
		assert_ok!(publish(BOB, methodology(3)));
		// Adoption frees one.
		assert_ok!(Methodologies::adopt(RuntimeOrigin::root(), 0));
		assert_ok!(publish(ALICE, methodology(4)));

		MaxDraftsPerMember::set(0);
		Drafts::<Test>::remove(BOB_ID);
		assert_noop!(
			publish(BOB, methodology(5)),
			Error::<Test>::MaxDraftsExceeded
		);
		MaxDraftsPerMember::set(2);
		Drafts::<Test>::insert(BOB_ID, 1);
	});
}

#[test]
fn only_a_version_that_was_in_force_can_be_superseded() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			assert_noop!(publish(ALICE, successor(2, 9)), Error::<Test>::NotFound);
			assert_ok!(publish(ALICE, methodology(2)));
			assert_noop!(
				publish(ALICE, successor(3, 1)),
				Error::<Test>::PredecessorNotAdopted
			);
			// A retired family can be revived.
			assert_ok!(Methodologies::retire(RuntimeOrigin::signed(RETIRER), 0));
			assert_ok!(publish(ALICE, successor(3, 0)));
		});
}

#[test]
fn a_successor_keeps_end_use_and_unit() {
	ExtBuilder::default()
		.adopted(&[methodology(1)])
		.build_and_execute(|| {
			let mut other = successor(2, 0);
			other.terms.end_use = EndUse::WholeBuilding;
			assert_noop!(publish(ALICE, other), Error::<Test>::PredecessorDiffers);
			let mut other = successor(2, 0);
			other.terms.unit = ActivityUnit::Gram;
			assert_noop!(publish(ALICE, other), Error::<Test>::PredecessorDiffers);
		});
}

#[rstest]
#[case::title_empty(with_document(|d| d.title = text(b"")), Error::TextEmpty)]
#[case::title_blank(with_document(|d| d.title = text(b" \t")), Error::TextEmpty)]
#[case::title_bytes(with_document(|d| d.title = text(&[0xff])), Error::TextNotUtf8)]
#[case::location_empty(with_document(|d| d.location = text(b"")), Error::TextEmpty)]
#[case::location_bytes(with_document(|d| d.location = text(&[0xc3])), Error::TextNotUtf8)]
#[case::baseline_source(
	with_document(|d| d.baseline_provenance.source = text(b"")), Error::TextEmpty
)]
#[case::project_source(
	with_document(|d| d.project_provenance.source = text(&[0x80])), Error::TextNotUtf8
)]
#[case::year_before(
	with_document(|d| d.baseline_provenance.year = 1899), Error::YearImplausible
)]
#[case::year_after(with_document(|d| d.project_provenance.year = 3000), Error::YearImplausible)]
#[case::nothing_avoided(
	with_terms(|t| t.project_factor = t.baseline_factor), Error::ProjectNotBelowBaseline
)]
#[case::worse_than_baseline(
	with_terms(|t| t.project_factor = t.baseline_factor + 1), Error::ProjectNotBelowBaseline
)]
#[case::all_leaks(with_terms(|t| t.leakage = Permill::one()), Error::FractionOutOfRange)]
#[case::anything_agrees(with_terms(|t| t.tolerance = Permill::one()), Error::FractionOutOfRange)]
#[case::shares_short(with_terms(|t| t.shares.buffer -= 1), Error::SharesNotWhole)]
#[case::shares_over(with_terms(|t| t.shares.buffer += 1), Error::SharesNotWhole)]
#[case::shares_overflow(
	with_terms(|t| t.shares = Shares { owner: u32::MAX, commons: 1_000_001, ..t.shares }),
	Error::SharesNotWhole
)]
#[case::panel_too_large(with_terms(|t| t.panel = MAX_PANEL + 1), Error::PanelTooLarge)]
#[case::quorum_zero(with_terms(|t| t.quorum = 0), Error::QuorumZero)]
#[case::nobody_asked(
	with_terms(|t| { t.panel = 0; t.quorum = 0 }), Error::QuorumZero
)]
#[case::quorum_above_panel(with_terms(|t| t.quorum = t.panel + 1), Error::QuorumAbovePanel)]
#[case::quorum_half(
	with_terms(|t| { t.panel = 4; t.quorum = 2 }), Error::QuorumNotMajority
)]
#[case::attest_zero(with_terms(|t| t.attest_within = 0), Error::PeriodZero)]
#[case::challenge_zero(with_terms(|t| t.challenge_within = 0), Error::PeriodZero)]
#[case::longest_zero(with_terms(|t| t.longest_period = 0), Error::PeriodZero)]
#[case::attest_long(with_terms(|t| t.attest_within = LONGEST + 1), Error::PeriodTooLong)]
#[case::challenge_long(with_terms(|t| t.challenge_within = u64::MAX), Error::PeriodTooLong)]
#[case::longest_long(with_terms(|t| t.longest_period = LONGEST + 1), Error::PeriodTooLong)]
#[case::interval_long(with_terms(|t| t.claim_interval = LONGEST + 1), Error::PeriodTooLong)]
fn each_defect_has_its_error(#[case] methodology: Methodology, #[case] error: Error<Test>) {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(publish(ALICE, methodology), error);
	});
}

#[rstest]
#[case::one_verifier(|t: &mut Terms| { t.panel = 1; t.quorum = 1 })]
#[case::largest_panel(|t: &mut Terms| { t.panel = MAX_PANEL; t.quorum = MAX_PANEL })]
#[case::barest_majority(|t: &mut Terms| { t.panel = MAX_PANEL; t.quorum = 8 })]
#[case::smallest_factor(|t: &mut Terms| { t.baseline_factor = 1 })]
#[case::largest_factor(|t: &mut Terms| { t.baseline_factor = u64::MAX })]
#[case::no_deduction(|t: &mut Terms| t.deduction = Permill::zero())]
#[case::most_leaks(|t: &mut Terms| t.leakage = Permill::from_parts(999_999))]
#[case::exact_agreement(|t: &mut Terms| t.tolerance = Permill::zero())]
#[case::all_to_one(|t: &mut Terms| {
	t.shares = Shares { owner: 1_000_000, ..Default::default() }
})]
#[case::shortest(|t: &mut Terms| {
	t.attest_within = 1;
	t.challenge_within = 1;
	t.longest_period = 1;
	t.claim_interval = 0
})]
#[case::longest(|t: &mut Terms| {
	t.attest_within = LONGEST;
	t.challenge_within = LONGEST;
	t.longest_period = LONGEST;
	t.claim_interval = LONGEST
})]
fn what_is_on_the_limit_can_be_published(#[case] change: fn(&mut Terms)) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(publish(ALICE, with_terms(change)));
	});
}

#[test]
fn texts_on_the_limit_can_be_published() {
	ExtBuilder::default().build_and_execute(|| {
		let longest = with_document(|document| {
			document.title = text(&[b'a'; MAX_TITLE as usize]);
			document.location = text(&[b'b'; MAX_LOCATION as usize]);
			document.baseline_provenance.source = text(&[b'c'; MAX_SOURCE as usize]);
			document.project_provenance.year = 1900;
			document.baseline_provenance.year = 2999;
		});
		assert_ok!(publish(ALICE, longest));
	});
}

#[test]
fn texts_beyond_the_limit_do_not_decode() {
	use codec::{Decode, Encode};
	let bytes = vec![b'a'; MAX_TITLE as usize + 1].encode();
	assert!(Text::<MAX_TITLE>::decode(&mut &bytes[..]).is_err());
}

#[test]
fn the_call_stays_small() {
	// The runtime keeps `RuntimeCall` under 256 bytes: the content is behind a pointer.
	assert!(core::mem::size_of::<Call<Test>>() <= 32);
}

#[test]
fn numbers_are_given_once() {
	ExtBuilder::default().build_and_execute(|| {
		let ids = |n| {
			let next = NextMethodologyId::<Test>::get();
			assert_ok!(publish(ALICE, methodology(n)));
			assert!(Versions::<Test>::contains_key(next));
			next
		};
		let first: MethodologyId = ids(1);
		assert_ok!(Methodologies::withdraw(RuntimeOrigin::signed(ALICE), first));
		assert_eq!((first, ids(2)), (0, 1));
	});
}
