//! Who proposes, and how much.

use codec::Encode;
use frame_support::traits::Bounded;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, AliceStash, Eve, One, Two};
use sp_runtime::DispatchError;

use super::{
	assembly::{propose, root},
	chain::{blocks, fail, run, send},
};
use crate::{
	governance::{
		decisions::{Error, ProposalBar, RoomTaken},
		origins::Origin,
	},
	Governance, Runtime, RuntimeCall,
};

fn remark(length: usize) -> RuntimeCall {
	frame_system::Call::remark {
		remark: vec![7; length],
	}
	.into()
}

fn submission() -> pallet_referenda::Call<Runtime> {
	pallet_referenda::Call::submit {
		proposal_origin: Box::new(root()),
		proposal: Bounded::Inline(remark(1).encode().try_into().expect("short")),
		enactment_moment: frame_support::traits::schedule::DispatchTime::After(0),
	}
}

#[test]
fn citizens_and_agencies_propose_without_tokens_and_others_do_not() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let before = crate::Balances::free_balance(Eve.to_account_id());
		assert_eq!(propose(Eve, root(), remark(1)), 0);
		assert_eq!(propose(Alice, Origin::Charter, remark(1)), 1);
		assert_eq!(crate::Balances::free_balance(Eve.to_account_id()), before);
		for who in [One, Two, AliceStash] {
			assert_eq!(
				Governance::may_propose(who.to_account_id()),
				Err(ProposalBar::NotProposer)
			);
			assert_eq!(fail(who, submission()), DispatchError::BadOrigin);
		}
		let stranger = crate::AccountId::new([9; 32]);
		assert_eq!(
			Governance::may_propose(stranger),
			Err(ProposalBar::NotMember)
		);
	});
}

#[test]
fn three_proposals_are_open_at_a_time() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let eve = || Governance::may_propose(Eve.to_account_id());
		for _ in 0..3 {
			assert_eq!(eve(), Ok(()));
			send(Eve, submission());
		}
		assert_eq!(eve(), Err(ProposalBar::TooManyOpen));
		assert_eq!(fail(Eve, submission()), DispatchError::BadOrigin);
		// Nobody asked for a decision: they end, and others can be proposed.
		blocks(14 * 20 + 1);
		assert_eq!(eve(), Ok(()));
		send(Eve, submission());
	});
}

#[test]
fn nothing_is_proposed_in_the_name_of_an_account() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for origin in [
			frame_system::RawOrigin::Signed(Alice.to_account_id()),
			frame_system::RawOrigin::None,
		] {
			let mut call = submission();
			if let pallet_referenda::Call::submit {
				proposal_origin, ..
			} = &mut call
			{
				**proposal_origin = crate::OriginCaller::system(origin);
			}
			let no_track = pallet_referenda::Error::<Runtime>::NoTrack;
			assert_eq!(fail(Eve, call), no_track.into());
		}
	});
}

#[test]
fn preimages_take_room_and_no_tokens() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let taken = || RoomTaken::<Runtime>::get(Eve.to_account_id());
		let note = |fill: u8, length: usize| pallet_preimage::Call::note_preimage {
			bytes: vec![fill; length],
		};
		send(Eve, note(1, 20 * 1024));
		assert_eq!(taken(), Some(20 * 1024));
		assert_eq!(
			fail(Eve, note(2, 12 * 1024 + 1)),
			Error::<Runtime>::NoRoom.into()
		);
		send(Eve, note(2, 12 * 1024));
		let hash = sp_io::hashing::blake2_256(&vec![1; 20 * 1024]).into();
		send(Eve, pallet_preimage::Call::unnote_preimage { hash });
		assert_eq!(taken(), Some(12 * 1024));
		let hash = sp_io::hashing::blake2_256(&vec![2; 12 * 1024]).into();
		send(Eve, pallet_preimage::Call::unnote_preimage { hash });
		assert_eq!(taken(), None);
	});
}
