use civic_primitives::{Mandate, MemberKind, Membership};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	pallet_prelude::TransactionSource,
	traits::{Authorize, Hooks},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use frame_system::AuthorizeCall;
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
	traits::DispatchTransaction,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, DispatchResult, MultiSignature,
};

use crate::{mock::*, weights::WeightInfo, *};

pub(super) type Refused = Result<DispatchResult, TransactionValidityError>;

/// A voucher that is right, with the key that redeems it.
pub(super) struct Offer {
	voucher: VoucherOf<Test>,
	one_time_key: sr25519::Pair,
}

pub(super) fn offer(n: u8) -> Offer {
	let one_time_key = sr25519::Pair::from_seed(&[n; 32]);
	let voucher = Voucher {
		genesis: System::block_hash(0),
		kind: MemberKind::Citizen,
		nullifier: nullifier(n),
		enrolled_until: LATER,
		valid_until: START + DAY,
		redeemer: one_time_key.public(),
		registrar: registrar(),
	};
	Offer {
		voucher,
		one_time_key,
	}
}

impl Offer {
	pub(super) fn with(mut self, change: impl FnOnce(&mut VoucherOf<Test>)) -> Self {
		change(&mut self.voucher);
		self
	}

	fn for_business(self) -> Self {
		self.with(|voucher| {
			voucher.kind = MemberKind::Business;
			voucher.nullifier = None;
		})
	}

	fn registrar_signature(&self) -> MultiSignature {
		registrar_key().sign(&self.voucher.payload()).into()
	}

	fn redeemer_signature(&self, account: &AccountId) -> sr25519::Signature {
		self.one_time_key
			.sign(&redemption_payload(self.voucher.id(), account))
	}

	pub(super) fn redeem(&self, account: AccountId) -> Refused {
		let signatures = (
			self.registrar_signature(),
			self.redeemer_signature(&account),
		);
		self.redeem_with(account, signatures)
	}

	fn redeem_with(
		&self,
		account: AccountId,
		(registrar_signature, redeemer_signature): (MultiSignature, sr25519::Signature),
	) -> Refused {
		send(RuntimeCall::Register(Call::redeem_voucher {
			voucher: self.voucher.clone().into(),
			registrar_signature,
			account,
			redeemer_signature,
		}))
	}
}

/// Sends `call` as a general transaction: nobody signs, nobody pays.
fn send(call: RuntimeCall) -> Refused {
	let info = call.get_dispatch_info();
	AuthorizeCall::<Test>::new()
		.dispatch_transaction(RuntimeOrigin::none(), call, &info, 0, 0)
		.map(|outcome| outcome.map(|_| ()).map_err(|failed| failed.error))
}

fn refused(refusal: VoucherRefusal) -> Refused {
	Err(InvalidTransaction::Custom(refusal.code()).into())
}

#[test]
fn a_voucher_enrols_an_account_that_has_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		assert_eq!(System::reference_count(&account(1)), 0);
		assert_eq!(offer.redeem(account(1)), Ok(Ok(())));

		assert_eq!(
			Register::active(&account(1)),
			Some((1, MemberKind::Citizen))
		);
		let member = Members::<Test>::get(1).expect("enrolled");
		assert_eq!((member.until, member.nullifier), (LATER, nullifier(1)));
		assert_eq!(
			System::sufficients(&account(1)),
			1,
			"it can send transactions"
		);
		System::assert_has_event(
			Event::Enrolled {
				id: 1,
				account: account(1),
				kind: MemberKind::Citizen,
				until: LATER,
				nullifier: nullifier(1),
				registrar: Some(registrar()),
			}
			.into(),
		);
		let voucher = offer.voucher.id();
		assert_eq!(
			last_event(),
			Some(Event::VoucherRedeemed { id: 1, voucher })
		);
	});
}

#[test]
fn signatures_of_browser_wallets_are_accepted() {
	let wrap = |payload: Vec<u8>| [b"<Bytes>".to_vec(), payload, b"</Bytes>".to_vec()].concat();
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let registrar_signature = registrar_key().sign(&wrap(offer.voucher.payload()));
		let payload = redemption_payload(offer.voucher.id(), &account(1));
		let redeemer_signature = offer.one_time_key.sign(&wrap(payload));
		let signatures = (registrar_signature.into(), redeemer_signature);
		assert_eq!(offer.redeem_with(account(1), signatures), Ok(Ok(())));
	});
}

/// What wallets in other languages have to reproduce.
#[test]
fn what_is_signed_is_what_the_readme_says() {
	let voucher = Voucher {
		genesis: H256::repeat_byte(0xaa),
		kind: MemberKind::Citizen,
		nullifier: Some(H256::repeat_byte(0xbb)),
		enrolled_until: 2,
		valid_until: 1,
		redeemer: sr25519::Public::from_raw([0xcc; 32]),
		registrar: account(0xdd),
	};
	let mut expected = b"civic-ledger/voucher/v1".to_vec();
	expected.extend([0xaa; 32]);
	expected.extend([0, 1]);
	expected.extend([0xbb; 32]);
	expected.extend([2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
	expected.extend([0xcc; 32]);
	expected.extend([0xdd; 32]);
	assert_eq!(voucher.payload(), expected);
	assert_eq!(voucher.id(), H256(sp_io::hashing::blake2_256(&expected)));

	let mut expected = b"civic-ledger/redeem/v1".to_vec();
	expected.extend(voucher.id().as_bytes());
	expected.extend([0xee; 32]);
	assert_eq!(redemption_payload(voucher.id(), &account(0xee)), expected);
}

#[test]
fn a_voucher_works_once() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1).for_business();
		assert_eq!(offer.redeem(account(1)), Ok(Ok(())));
		assert_eq!(
			offer.redeem(account(2)),
			refused(VoucherRefusal::AlreadyRedeemed)
		);
		// Not even when the member is gone.
		assert_ok!(Register::remove(by(registrar()), account(1)));
		assert_eq!(
			offer.redeem(account(2)),
			refused(VoucherRefusal::AlreadyRedeemed)
		);
	});
}

#[test]
fn a_voucher_expires() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (offer(1), offer(2));
		Now::set(START + DAY - 1);
		assert_eq!(first.redeem(account(1)), Ok(Ok(())));
		Now::set(START + DAY);
		assert_eq!(second.redeem(account(2)), refused(VoucherRefusal::Expired));
	});
}

#[test]
fn a_voucher_is_not_remembered_for_longer_than_the_bound() {
	ExtBuilder::default().build_and_execute(|| {
		let longest = START + 90 * DAY;
		let too_long = offer(1).with(|voucher| voucher.valid_until = longest + 1);
		assert_eq!(
			too_long.redeem(account(1)),
			refused(VoucherRefusal::ValidTooLong)
		);
		let long = offer(1).with(|voucher| voucher.valid_until = longest);
		assert_eq!(long.redeem(account(1)), Ok(Ok(())));
	});
}

#[test]
fn what_a_voucher_promises_must_be_possible() {
	ExtBuilder::default().build_and_execute(|| {
		let elsewhere = offer(1).with(|voucher| voucher.genesis = H256::repeat_byte(1));
		assert_eq!(
			elsewhere.redeem(account(1)),
			refused(VoucherRefusal::WrongNetwork)
		);

		let over = offer(1).with(|voucher| voucher.enrolled_until = START);
		assert_eq!(
			over.redeem(account(1)),
			refused(VoucherRefusal::EnrolmentOver)
		);

		let agency = offer(1)
			.for_business()
			.with(|v| v.kind = MemberKind::Agency);
		assert_eq!(
			agency.redeem(account(1)),
			refused(VoucherRefusal::KindNotAllowed)
		);

		let nobody = offer(1).with(|voucher| voucher.nullifier = None);
		assert_eq!(
			nobody.redeem(account(1)),
			refused(VoucherRefusal::NullifierMismatch)
		);
		let somebody = offer(1).for_business().with(|v| v.nullifier = nullifier(1));
		assert_eq!(
			somebody.redeem(account(1)),
			refused(VoucherRefusal::NullifierMismatch)
		);
	});
}

#[test]
fn the_registers_rules_hold_for_vouchers() {
	ExtBuilder::default().build_and_execute(|| {
		enrol(1, MemberKind::Citizen);
		assert_eq!(
			offer(1).redeem(account(2)),
			refused(VoucherRefusal::NullifierUsed)
		);
		assert_eq!(
			offer(2).redeem(account(1)),
			refused(VoucherRefusal::AlreadyMember)
		);
	});
}

#[test]
fn a_voucher_is_void_without_its_registrars_mandate() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let mandate = Mandate::Registrar;
		assert_ok!(Register::revoke_mandate(
			RuntimeOrigin::root(),
			registrar(),
			mandate
		));
		assert_eq!(
			offer.redeem(account(1)),
			refused(VoucherRefusal::NotRegistrar)
		);
		assert_ok!(Register::grant_mandate(
			RuntimeOrigin::root(),
			registrar(),
			mandate
		));
		assert_eq!(offer.redeem(account(1)), Ok(Ok(())));
	});
}

#[test]
fn a_forged_voucher_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let other_key: MultiSignature = offer.one_time_key.sign(&offer.voucher.payload()).into();
		let signatures = (other_key, offer.redeemer_signature(&account(1)));
		assert_eq!(
			offer.redeem_with(account(1), signatures),
			refused(VoucherRefusal::BadRegistrarSignature)
		);
		// Signed once, changed after.
		let signature = offer.registrar_signature();
		let longer = offer.with(|voucher| voucher.enrolled_until += 1);
		let signatures = (signature, longer.redeemer_signature(&account(1)));
		assert_eq!(
			longer.redeem_with(account(1), signatures),
			refused(VoucherRefusal::BadRegistrarSignature)
		);
	});
}

#[test]
fn who_sees_a_redemption_cannot_turn_it_to_another_account() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let seen = (
			offer.registrar_signature(),
			offer.redeemer_signature(&account(1)),
		);
		assert_eq!(
			offer.redeem_with(account(2), seen),
			refused(VoucherRefusal::BadRedeemerSignature)
		);
		assert_eq!(offer.redeem(account(1)), Ok(Ok(())));
	});
}

#[test]
fn a_valid_redemption_is_known_to_the_pool_by_its_voucher() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let call = Call::<Test>::redeem_voucher {
			voucher: offer.voucher.clone().into(),
			registrar_signature: offer.registrar_signature(),
			account: account(1),
			redeemer_signature: offer.redeemer_signature(&account(1)),
		};
		let (validity, unspent) = call
			.authorize(TransactionSource::External)
			.expect("authorises")
			.expect("is valid");
		assert_eq!(unspent, Weight::zero());
		assert_eq!(validity.provides.len(), 1);
		assert!(validity.requires.is_empty());
		assert!(validity.propagate);
		assert!(validity.longevity <= 64);
		// In line with what members send without a tip: as many as fit into a block of a second.
		let weight =
			<() as WeightInfo>::redeem_voucher() + <() as WeightInfo>::authorize_redeem_voucher();
		let fit = WEIGHT_REF_TIME_PER_SECOND / weight.ref_time();
		assert!(fit > 100);
		assert_eq!(validity.priority, fit);
		assert_eq!(
			call.weight_of_authorize(),
			<() as WeightInfo>::authorize_redeem_voucher()
		);
	});
}

#[test]
fn redeem_voucher_fails_without_authorisation() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		for origin in [
			RuntimeOrigin::none(),
			RuntimeOrigin::root(),
			by(registrar()),
		] {
			assert_noop!(
				Register::redeem_voucher(
					origin,
					offer.voucher.clone().into(),
					offer.registrar_signature(),
					account(1),
					offer.redeemer_signature(&account(1)),
				),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn the_view_function_says_why_in_words() {
	ExtBuilder::default().build_and_execute(|| {
		let offer = offer(1);
		let check = || {
			Register::check_voucher(
				offer.voucher.clone(),
				offer.registrar_signature(),
				account(1),
				offer.redeemer_signature(&account(1)),
			)
		};
		assert_eq!(check(), Ok(offer.voucher.id()));
		assert_eq!(offer.redeem(account(1)), Ok(Ok(())));
		assert_eq!(check(), Err(VoucherRefusal::AlreadyRedeemed));
	});
}

#[test]
fn refusals_have_the_documented_codes() {
	assert_eq!(VoucherRefusal::WrongNetwork.code(), 20);
	assert_eq!(VoucherRefusal::Expired.code(), 21);
	assert_eq!(VoucherRefusal::BadRedeemerSignature.code(), 31);
}

fn remembered() -> usize {
	Redeemed::<Test>::iter().count()
}

fn idle() -> Weight {
	Register::on_idle(1, Weight::MAX)
}

/// What it weighs to forget so many vouchers, and no absence.
fn forgetting(vouchers: u32) -> Weight {
	<() as WeightInfo>::prune_vouchers(vouchers)
		.saturating_add(<() as WeightInfo>::prune_absences(0))
}

#[test]
fn an_expired_voucher_is_forgotten_when_its_day_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(offer(1).redeem(account(1)), Ok(Ok(())));
		let late = offer(2).with(|voucher| voucher.valid_until = START + 5 * DAY);
		assert_eq!(late.redeem(account(2)), Ok(Ok(())));
		idle();
		assert_eq!(remembered(), 2, "both would still be valid");

		Now::set(START + 2 * DAY);
		assert_eq!(idle(), forgetting(1));
		assert_eq!(remembered(), 1);
		// The days between cost a block each, the days ahead nothing.
		for _ in 0..10 {
			idle();
		}
		assert_eq!(remembered(), 1);
		Now::set(START + 6 * DAY);
		for _ in 0..10 {
			idle();
		}
		assert_eq!(remembered(), 0);
		// One that expires before the day looked at next is found again.
		let soon = offer(3).with(|voucher| voucher.valid_until = START + 7 * DAY);
		assert_eq!(soon.redeem(account(3)), Ok(Ok(())));
		Now::set(START + 8 * DAY);
		for _ in 0..10 {
			idle();
		}
		assert_eq!(remembered(), 0);
	});
}

#[test]
fn a_block_forgets_a_bounded_number_and_only_with_room_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..40 {
			let offer = offer(100 + n).for_business();
			assert_eq!(offer.redeem(account(100 + n)), Ok(Ok(())));
		}
		Now::set(START + 2 * DAY);
		let too_little = <() as WeightInfo>::prune_vouchers(31);
		assert_eq!(Register::on_idle(1, too_little), Weight::zero());
		assert_eq!(remembered(), 40);
		assert_eq!(idle(), forgetting(32));
		assert_eq!(remembered(), 8);
		assert_eq!(idle(), forgetting(8));
		assert_eq!(remembered(), 0);
	});
}

#[test]
fn calls_stay_small_in_memory() {
	RuntimeCall::assert_size_under(200);
}
