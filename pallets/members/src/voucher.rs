//! Enrolment without a balance: what a voucher says, who signs what, and when it is accepted.
//! ADR 0005.

use alloc::vec::Vec;

use civic_primitives::{Mandate, Mandates, MemberKind, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	dispatch::DispatchResult, ensure, pallet_prelude::TransactionValidityWithRefund, traits::Get,
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::{sr25519, H256};
use sp_runtime::{
	traits::{Verify, Zero},
	transaction_validity::{
		InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionSource,
		TransactionValidityError, ValidTransaction,
	},
};

use crate::{
	Accounts, Config, Event, FirstRedeemedDay, Nullifier, Nullifiers, Pallet, Redeemed, VoucherOf,
	WeightInfo,
};

/// What a registrar's signature under a voucher begins with, so that it can mean nothing else.
pub const VOUCHER_DOMAIN: &[u8] = b"civic-ledger/voucher/v1";

/// What a one-time key's signature for an account begins with, so that it can mean nothing else.
pub const REDEMPTION_DOMAIN: &[u8] = b"civic-ledger/redeem/v1";

/// For how many blocks a node may keep a redemption in its pool without asking again.
const LONGEVITY: TransactionLongevity = 64;

/// The most expired vouchers that one block forgets.
pub(crate) const MAX_PRUNED: u32 = 32;

/// In seconds; expired vouchers are forgotten by the day.
const DAY: Moment = 86_400;

/// A registrar's promise to enrol whoever holds a one-time key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Voucher<AccountId, Hash> {
	/// The chain it is for, by the hash of its first block.
	pub genesis: Hash,
	/// As what its holder is enrolled.
	pub kind: MemberKind,
	/// What stands for the person, if it is a citizen.
	pub nullifier: Option<Nullifier>,
	/// When the enrolment expires.
	pub enrolled_until: Moment,
	/// The second from which it cannot be redeemed.
	pub valid_until: Moment,
	/// The one-time key that says which account is enrolled.
	pub redeemer: sr25519::Public,
	/// Who signs it, and answers for it.
	pub registrar: AccountId,
}

impl<AccountId: Encode, Hash: Encode> Voucher<AccountId, Hash> {
	/// What the registrar signs: [`VOUCHER_DOMAIN`], then the voucher.
	pub fn payload(&self) -> Vec<u8> {
		let mut payload = VOUCHER_DOMAIN.to_vec();
		self.encode_to(&mut payload);
		payload
	}

	/// By which it is known: the BLAKE2b-256 hash of what the registrar signs.
	pub fn id(&self) -> H256 {
		sp_io::hashing::blake2_256(&self.payload()).into()
	}
}

impl<AccountId, Hash> Voucher<AccountId, Hash> {
	/// The day on which it expires, counted from 1970-01-01.
	fn day(&self) -> u64 {
		self.valid_until.saturating_div(DAY)
	}
}

/// What a voucher's one-time key signs: [`REDEMPTION_DOMAIN`], then the voucher's id, then the
/// account to be enrolled.
pub fn redemption_payload<AccountId: Encode>(voucher: H256, account: &AccountId) -> Vec<u8> {
	let mut payload = REDEMPTION_DOMAIN.to_vec();
	(voucher, account).encode_to(&mut payload);
	payload
}

/// Between the marks that browser wallets put around bytes they are asked to sign.
fn wrapped(payload: &[u8]) -> Vec<u8> {
	[b"<Bytes>".as_slice(), payload, b"</Bytes>".as_slice()].concat()
}

/// Why a voucher is not redeemed. A node refuses the transaction with
/// `InvalidTransaction::Custom` of the variant's index.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum VoucherRefusal {
	/// The voucher is for another network. Redeem it there.
	#[codec(index = 20)]
	WrongNetwork,
	/// The voucher has expired. Ask the registrar for another one.
	#[codec(index = 21)]
	Expired,
	/// The voucher is valid for longer than this network remembers vouchers. Redeem it later, or
	/// ask the registrar for one that ends earlier.
	#[codec(index = 22)]
	ValidTooLong,
	/// The enrolment it promises is over. Ask the registrar for another voucher.
	#[codec(index = 23)]
	EnrolmentOver,
	/// The voucher was redeemed before. Ask the registrar for another one.
	#[codec(index = 24)]
	AlreadyRedeemed,
	/// The signer is not, or is no longer, a registrar. Ask a registrar for another voucher.
	#[codec(index = 25)]
	NotRegistrar,
	/// Agencies are not enrolled by voucher.
	#[codec(index = 26)]
	KindNotAllowed,
	/// A citizen's voucher lacks its nullifier, or another's has one. Ask the registrar for
	/// another voucher.
	#[codec(index = 27)]
	NullifierMismatch,
	/// This person is enrolled already. If the key was lost, ask the registrar to move the member.
	#[codec(index = 28)]
	NullifierUsed,
	/// The account belongs to a member already. Use another account.
	#[codec(index = 29)]
	AlreadyMember,
	/// The registrar's signature does not fit the voucher. Check that it arrived unchanged.
	#[codec(index = 30)]
	BadRegistrarSignature,
	/// The one-time key's signature does not fit the voucher and the account.
	#[codec(index = 31)]
	BadRedeemerSignature,
}

impl VoucherRefusal {
	/// The code in `InvalidTransaction::Custom`.
	pub fn code(&self) -> u8 {
		self.using_encoded(|bytes| bytes.first().copied().unwrap_or_default())
	}
}

impl From<VoucherRefusal> for TransactionValidityError {
	fn from(refusal: VoucherRefusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}

impl<T: Config> Pallet<T> {
	/// Whether the voucher may be redeemed for `account`: its id, or why not. The cheap questions
	/// come first; the signatures, which cost the most, last.
	pub(crate) fn ensure_redeemable(
		voucher: &VoucherOf<T>,
		registrar_signature: &T::Signature,
		account: &T::AccountId,
		redeemer_signature: &sr25519::Signature,
	) -> Result<H256, VoucherRefusal> {
		let now = Self::now();
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		ensure!(voucher.genesis == genesis, VoucherRefusal::WrongNetwork);
		ensure!(now < voucher.valid_until, VoucherRefusal::Expired);
		let longest = now.saturating_add(T::MaxVoucherLife::get());
		ensure!(voucher.valid_until <= longest, VoucherRefusal::ValidTooLong);
		ensure!(now < voucher.enrolled_until, VoucherRefusal::EnrolmentOver);
		ensure!(
			voucher.kind != MemberKind::Agency,
			VoucherRefusal::KindNotAllowed
		);
		let is_citizen = voucher.kind == MemberKind::Citizen;
		ensure!(
			voucher.nullifier.is_some() == is_citizen,
			VoucherRefusal::NullifierMismatch
		);

		let payload = voucher.payload();
		let id = H256(sp_io::hashing::blake2_256(&payload));
		let redeemed = Redeemed::<T>::contains_key(voucher.day(), id);
		ensure!(!redeemed, VoucherRefusal::AlreadyRedeemed);
		let is_registrar = Self::holds(&voucher.registrar, Mandate::Registrar);
		ensure!(is_registrar, VoucherRefusal::NotRegistrar);
		let used = voucher.nullifier.is_some_and(Nullifiers::<T>::contains_key);
		ensure!(!used, VoucherRefusal::NullifierUsed);
		ensure!(
			!Accounts::<T>::contains_key(account),
			VoucherRefusal::AlreadyMember
		);

		let signed = [payload.clone(), wrapped(&payload)]
			.iter()
			.any(|bytes| registrar_signature.verify(bytes.as_slice(), &voucher.registrar));
		ensure!(signed, VoucherRefusal::BadRegistrarSignature);
		let payload = redemption_payload(id, account);
		let signed = [payload.clone(), wrapped(&payload)]
			.iter()
			.any(|bytes| redeemer_signature.verify(bytes.as_slice(), &voucher.redeemer));
		ensure!(signed, VoucherRefusal::BadRedeemerSignature);
		Ok(id)
	}

	/// Authorises `redeem_voucher`.
	pub(crate) fn authorize_redemption(
		_: TransactionSource,
		voucher: &VoucherOf<T>,
		registrar_signature: &T::Signature,
		account: &T::AccountId,
		redeemer_signature: &sr25519::Signature,
	) -> TransactionValidityWithRefund {
		let id =
			Self::ensure_redeemable(voucher, registrar_signature, account, redeemer_signature)?;
		let validity = ValidTransaction::with_tag_prefix("civic-voucher")
			.and_provides(id)
			.priority(Self::redemption_priority())
			.longevity(LONGEVITY)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	/// As `pallet-transaction-payment` ranks a call without a tip: by how many of it a block holds.
	/// Lower, and the pool would put off newcomers for members; higher, and a flood of vouchers from
	/// a stolen registrar's key would put off the revocation of its mandate.
	fn redemption_priority() -> TransactionPriority {
		let weight = <T as Config>::WeightInfo::redeem_voucher()
			.saturating_add(<T as Config>::WeightInfo::authorize_redeem_voucher());
		T::BlockWeights::get()
			.max_block
			.checked_div_per_component(&weight)
			.unwrap_or_default()
	}

	/// Enrol by an authorised voucher, and remember that it was redeemed.
	pub(crate) fn do_redeem(voucher: VoucherOf<T>, account: T::AccountId) -> DispatchResult {
		let id = voucher.id();
		let day = voucher.day();
		Redeemed::<T>::insert(day, id, ());
		FirstRedeemedDay::<T>::mutate(|first| *first = Some(first.map_or(day, |f| f.min(day))));
		let member = Self::do_enrol(
			account,
			voucher.kind,
			voucher.enrolled_until,
			voucher.nullifier,
			Some(voucher.registrar),
		)?;
		Self::deposit_event(Event::VoucherRedeemed {
			id: member,
			voucher: id,
		});
		Ok(())
	}

	/// Forget vouchers that have expired, at most [`MAX_PRUNED`] of one day in one block.
	pub(crate) fn prune_vouchers(remaining: Weight) -> Weight {
		if remaining.any_lt(<T as Config>::WeightInfo::prune_vouchers(MAX_PRUNED)) {
			return Weight::zero();
		}
		let today = Self::now().saturating_div(DAY);
		<T as Config>::WeightInfo::prune_vouchers(Self::do_prune(today))
	}

	/// How many vouchers were forgotten.
	pub(crate) fn do_prune(today: u64) -> u32 {
		let Some(day) = FirstRedeemedDay::<T>::get() else {
			return 0;
		};
		// All vouchers of a day have expired when the day is over.
		if day >= today {
			return 0;
		}
		let mut pruned = 0u32;
		for _ in Redeemed::<T>::drain_prefix(day).take(MAX_PRUNED.try_into().unwrap_or_default()) {
			pruned = pruned.saturating_add(1);
		}
		if pruned < MAX_PRUNED {
			FirstRedeemedDay::<T>::put(day.saturating_add(1));
		}
		pruned
	}
}
