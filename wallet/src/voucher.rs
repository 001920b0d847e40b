//! Vouchers: a registrar's promise to enrol whoever holds a one-time key. The bytes are those of
//! `pallet-members`, whose README describes them.

use codec::Encode;
use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::{self, Keypair};
use zeroize::{Zeroize, Zeroizing};

use crate::{
	error::{Error, Result},
	hex32::Hex32,
	member::MemberKind,
	time::Moment,
};

/// The first field of every voucher file.
const FORMAT: &str = "civic-voucher/1";

/// What a registrar signs begins with this.
const VOUCHER_DOMAIN: &[u8] = b"civic-ledger/voucher/v1";

/// What the holder signs begins with this.
const REDEMPTION_DOMAIN: &[u8] = b"civic-ledger/redeem/v1";

/// A voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Voucher {
	/// The hash of the chain's first block.
	pub genesis: Hex32,
	/// What its holder becomes.
	pub kind: MemberKind,
	/// What stands for the person; citizens have one.
	pub nullifier: Option<Hex32>,
	/// Unix seconds at which the enrolment expires.
	pub enrolled_until: u64,
	/// Unix seconds from which it cannot be redeemed.
	pub valid_until: u64,
	/// The public key made for it alone.
	pub redeemer: Hex32,
	/// The registrar's account.
	pub registrar: Hex32,
}

impl Voucher {
	/// What the registrar signs.
	fn payload(&self) -> Vec<u8> {
		let fields = (
			self.genesis.0,
			self.kind.index(),
			self.nullifier.map(|nullifier| nullifier.0),
			self.enrolled_until,
			self.valid_until,
			self.redeemer.0,
			self.registrar.0,
		);
		[VOUCHER_DOMAIN, &fields.encode()].concat()
	}

	/// The name the chain knows it by.
	pub fn id(&self) -> Hex32 {
		Hex32(blake2_256(&self.payload()))
	}

	/// What the holder of the one-time key signs to enrol `account`.
	fn redemption(&self, account: &AccountId32) -> Vec<u8> {
		[REDEMPTION_DOMAIN, &self.id().0, &account.0].concat()
	}
}

/// A voucher and what is needed to redeem it. Whoever has it can use it: hand it over in private.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VoucherFile {
	format: String,
	/// What was promised.
	pub voucher: Voucher,
	registrar_signature: String,
	secret: String,
}

impl Drop for VoucherFile {
	fn drop(&mut self) {
		self.secret.zeroize();
	}
}

/// The two signatures `redeem_voucher` takes.
pub struct Redemption {
	/// The registrar's, over the voucher.
	pub registrar: [u8; 64],
	/// The holder's, over the account.
	pub redeemer: [u8; 64],
}

impl VoucherFile {
	/// Promise `terms`, whose `redeemer` and `registrar` are filled in here, under `registrar`'s
	/// signature.
	pub fn issue(mut voucher: Voucher, registrar: &Keypair) -> Result<Self> {
		let mut seed = Zeroizing::new([0u8; 32]);
		rand::rngs::OsRng
			.try_fill_bytes(seed.as_mut_slice())
			.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
		voucher.redeemer = Hex32(one_time_key(&seed)?.public_key().0);
		voucher.registrar = Hex32(registrar.public_key().0);
		let signature = registrar.sign(&voucher.payload());
		Ok(Self {
			format: FORMAT.into(),
			voucher,
			registrar_signature: format!("0x{}", hex::encode(signature.0)),
			secret: format!("0x{}", hex::encode(seed.as_slice())),
		})
	}

	/// From its text, with everything checked that can be checked without the chain.
	pub fn parse(text: &str) -> Result<Self> {
		let file: Self = serde_json::from_str(text)
			.map_err(|e| Error::input(format!("The file is not a voucher, or is damaged: {e}.")))?;
		if file.format != FORMAT {
			return Err(Error::input(format!(
				"The voucher has the format \"{}\", and this program reads {FORMAT}. Take a newer \
				 civic.",
				file.format
			)));
		}
		let signature = sr25519::Signature(file.signature()?);
		let registrar = sr25519::PublicKey(file.voucher.registrar.0);
		if !sr25519::verify(&signature, file.voucher.payload(), &registrar)
			|| file.key()?.public_key().0 != file.voucher.redeemer.0
		{
			return Err(Error::input(
				"The voucher was changed: its signature does not fit. Ask the registrar for a new one.",
			));
		}
		Ok(file)
	}

	/// Its text.
	pub fn text(&self) -> Result<Zeroizing<String>> {
		serde_json::to_string_pretty(self)
			.map(|text| Zeroizing::new(text + "\n"))
			.map_err(|e| Error::internal(format!("The voucher cannot be written: {e}.")))
	}

	/// Sign that `account` is to be enrolled by it.
	pub fn redeem(&self, account: &AccountId32) -> Result<Redemption> {
		let redeemer = self.key()?.sign(&self.voucher.redemption(account));
		Ok(Redemption {
			registrar: self.signature()?,
			redeemer: redeemer.0,
		})
	}

	fn signature(&self) -> Result<[u8; 64]> {
		let mut bytes = [0u8; 64];
		let digits = self.registrar_signature.trim_start_matches("0x");
		hex::decode_to_slice(digits, &mut bytes)
			.map(|()| bytes)
			.map_err(|_| Error::input("The voucher is damaged: its signature is cut off."))
	}

	fn key(&self) -> Result<Keypair> {
		let mut seed = Zeroizing::new([0u8; 32]);
		hex::decode_to_slice(self.secret.trim_start_matches("0x"), seed.as_mut_slice())
			.map_err(|_| Error::input("The voucher is damaged: its one-time key is cut off."))?;
		one_time_key(&seed)
	}

	/// Say early what the chain would say late.
	pub fn must_be_usable(&self, genesis: Hex32, now: Moment) -> Result<()> {
		let Voucher {
			genesis: own,
			valid_until,
			..
		} = self.voucher;
		if own != genesis {
			return Err(Error::network(format!(
				"The voucher is for another network: its first block is {own}, this node's is \
				 {genesis}. Connect to a node of the voucher's city with --url."
			)));
		}
		if valid_until <= now.0 {
			return Err(Error::input(format!(
				"The voucher expired at {}. Ask the registrar for a new one.",
				Moment(valid_until)
			)));
		}
		Ok(())
	}
}

fn one_time_key(seed: &[u8; 32]) -> Result<Keypair> {
	Keypair::from_secret_key(*seed)
		.map_err(|_| Error::input("The voucher's one-time key is no key."))
}

fn blake2_256(bytes: &[u8]) -> [u8; 32] {
	use subxt::config::{substrate::BlakeTwo256, Hasher};
	BlakeTwo256.hash(bytes).0
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt_signer::sr25519::dev;

	fn voucher() -> Voucher {
		Voucher {
			genesis: Hex32([1; 32]),
			kind: MemberKind::Citizen,
			nullifier: Some(Hex32([2; 32])),
			enrolled_until: 2_000_000_000,
			valid_until: 1_900_000_000,
			redeemer: Hex32([0; 32]),
			registrar: Hex32([0; 32]),
		}
	}

	fn issued() -> VoucherFile {
		VoucherFile::issue(voucher(), &dev::alice()).unwrap()
	}

	#[test]
	fn the_bytes_are_those_the_chain_expects() {
		let bytes = voucher().payload();
		assert_eq!(&bytes[..23], b"civic-ledger/voucher/v1");
		assert_eq!(bytes.len(), 23 + 32 + 1 + 33 + 8 + 8 + 32 + 32);
		assert_eq!(bytes[23 + 32], 0, "citizen");
		assert_eq!(bytes[23 + 33], 1, "a nullifier follows");
		assert_eq!(bytes[23 + 33 + 33..][..8], 2_000_000_000u64.to_le_bytes());
		let business = Voucher {
			kind: MemberKind::Business,
			nullifier: None,
			..voucher()
		};
		assert_eq!(business.payload()[23 + 32..][..2], [2, 0]);
	}

	#[test]
	fn a_voucher_is_signed_by_both_and_comes_back() {
		let file = VoucherFile::parse(&issued().text().unwrap()).unwrap();
		let account = AccountId32([9; 32]);
		let redemption = file.redeem(&account).unwrap();
		assert!(sr25519::verify(
			&sr25519::Signature(redemption.registrar),
			file.voucher.payload(),
			&dev::alice().public_key()
		));
		assert!(sr25519::verify(
			&sr25519::Signature(redemption.redeemer),
			file.voucher.redemption(&account),
			&sr25519::PublicKey(file.voucher.redeemer.0)
		));
	}

	#[test]
	fn no_two_vouchers_share_a_key() {
		assert_ne!(issued().voucher.redeemer, issued().voucher.redeemer);
	}

	#[test]
	fn a_changed_voucher_is_recognised() {
		let text = issued().text().unwrap();
		for (from, to) in [
			("2000000000", "2100000000"),
			("\"citizen\"", "\"business\""),
			("civic-voucher/1", "civic-voucher/2"),
			("\"0x0202", "\"0x0303"),
			("\"secret\": \"0x", "\"secret\": \"0x00"),
		] {
			assert!(text.contains(from), "{from}");
			let changed = text.replacen(from, to, 1);
			assert_eq!(
				VoucherFile::parse(&changed).err().unwrap().exit_code(),
				3,
				"{from}"
			);
		}
	}

	#[test]
	fn another_network_and_a_past_date_are_told_before_anything_is_sent() {
		let file = issued();
		let (there, now) = (Hex32([1; 32]), Moment(1_800_000_000));
		assert!(file.must_be_usable(there, now).is_ok());
		assert_eq!(
			file.must_be_usable(Hex32([8; 32]), now)
				.unwrap_err()
				.exit_code(),
			5
		);
		assert_eq!(
			file.must_be_usable(there, Moment(1_900_000_000))
				.unwrap_err()
				.exit_code(),
			3
		);
	}
}
