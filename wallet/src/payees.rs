//! The bank accounts this user registered with a city treasury. The chain knows each by a commitment
//! only; its opening is kept here, so that it can be sent again as it was.

use std::path::{Path, PathBuf};

use civic_payee::Payee;
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::KeyStore,
};

/// What the file is called to its owner.
const WHAT: &str = "file of bank accounts";

/// A registered bank account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Entry {
	/// What the chain knows it by.
	pub commitment: Hex32,
	/// Where it was sent.
	pub treasury: String,
	/// Whether the treasury said that it has it.
	pub confirmed: bool,
	/// Account, holder and salt.
	pub payee: Payee,
}

/// The bank accounts of one account on one network, the one to be used next at the end.
#[derive(Debug)]
pub struct PayeeBook {
	path: PathBuf,
	entries: Vec<Entry>,
}

impl PayeeBook {
	/// Beside the user's keys: who loses the one loses the other.
	pub fn open(store: &KeyStore, genesis: Hex32, account: &AccountId32) -> Result<Self> {
		let network: String = genesis.to_string().chars().skip(2).take(16).collect();
		let name = format!("{account}-{network}.json");
		let path = store.folder().join("payees").join(name);
		let entries = read(&path)?;
		Ok(Self { path, entries })
	}

	/// All of them, the oldest first.
	pub fn entries(&self) -> &[Entry] {
		&self.entries
	}

	/// The one to be paid to when none is named.
	pub fn latest(&self) -> Option<&Entry> {
		self.entries.iter().rev().find(|entry| entry.confirmed)
	}

	/// The one with this IBAN and holder at this treasury.
	pub fn find(&self, treasury: &str, iban: &str, name: &str) -> Option<&Entry> {
		self.entries.iter().find(|entry| {
			entry.treasury == treasury && entry.payee.iban == iban && entry.payee.name == name
		})
	}

	/// Keep `entry` as the latest, on the disk when this returns.
	pub fn put(&mut self, entry: Entry) -> Result<()> {
		self.change(|entries| {
			entries.retain(|other| other.commitment != entry.commitment);
			entries.push(entry);
		})
	}

	/// Forget one.
	pub fn remove(&mut self, commitment: Hex32) -> Result<()> {
		self.change(|entries| entries.retain(|entry| entry.commitment != commitment))
	}

	/// Change what is in the file by now: another command may have registered one since it was read.
	fn change(&mut self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<()> {
		let _lock = files::lock(&self.path.with_extension("lock"), WHAT)?;
		self.entries = read(&self.path)?;
		change(&mut self.entries);
		let text = serde_json::to_string_pretty(&self.entries)
			.map_err(|e| Error::internal(format!("Bank accounts cannot be written: {e}.")))?;
		files::replace(&self.path, text.as_bytes(), WHAT)
	}
}

fn read(path: &Path) -> Result<Vec<Entry>> {
	if !path.exists() {
		return Ok(Vec::new());
	}
	let text = files::read_text(path, MAX_SMALL, WHAT)?;
	serde_json::from_str(&text).map_err(|e| {
		Error::input(format!(
			"The file of bank accounts {} cannot be read: {e}. Move it away and register your bank account \
			 again.",
			path.display()
		))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn entry(iban: &str, salt: u8, confirmed: bool) -> Entry {
		Entry {
			commitment: Hex32([salt; 32]),
			treasury: "https://treasury.example".into(),
			confirmed,
			payee: Payee::new(iban, "A. de Vries", Hex32([salt; 32])).unwrap(),
		}
	}

	#[test]
	fn registrations_at_the_same_time_lose_no_salt() {
		let folder = tempfile::tempdir().unwrap();
		let store = KeyStore::at(Some(folder.path().join("keys"))).unwrap();
		let (here, anna) = (Hex32([1; 32]), AccountId32([2; 32]));
		let together = std::sync::Barrier::new(8);
		std::thread::scope(|scope| {
			for thread in 0..8 {
				let (store, together) = (&store, &together);
				scope.spawn(move || {
					// Each has read the file before any other writes.
					let mut book = PayeeBook::open(store, here, &anna).unwrap();
					together.wait();
					for n in 0..8 {
						let salt = 1 + thread * 8 + n;
						book.put(entry("NL91ABNA0417164300", salt, true)).unwrap();
					}
				});
			}
		});
		let book = PayeeBook::open(&store, here, &anna).unwrap();
		let mut salts: Vec<_> = book.entries().iter().map(|e| e.payee.salt.0[0]).collect();
		salts.sort_unstable();
		assert_eq!(salts, (1..=64).collect::<Vec<u8>>());
	}

	#[test]
	fn bank_accounts_are_kept_by_network_and_account_for_their_owner_alone() {
		use std::os::unix::fs::PermissionsExt;

		let folder = tempfile::tempdir().unwrap();
		let store = KeyStore::at(Some(folder.path().join("keys"))).unwrap();
		let (here, anna) = (Hex32([1; 32]), AccountId32([2; 32]));
		let mut book = PayeeBook::open(&store, here, &anna).unwrap();
		assert!(book.latest().is_none());
		book.put(entry("NL91ABNA0417164300", 3, true)).unwrap();
		book.put(entry("AT611904300234573201", 4, false)).unwrap();
		let latest = |book: &PayeeBook| book.latest().map(|entry| entry.commitment);
		assert_eq!(
			latest(&book),
			Some(Hex32([3; 32])),
			"no answer came to the other"
		);
		book.put(entry("AT611904300234573201", 4, true)).unwrap();
		assert_eq!(latest(&book), Some(Hex32([4; 32])));
		book.put(entry("NL91ABNA0417164300", 3, true)).unwrap();

		let mut again = PayeeBook::open(&store, here, &anna).unwrap();
		assert_eq!(again.entries().len(), 2);
		assert_eq!(latest(&again), Some(Hex32([3; 32])), "used last");
		let found = again.find(
			"https://treasury.example",
			"NL91ABNA0417164300",
			"A. de Vries",
		);
		assert_eq!(found.unwrap().payee.salt.0, [3; 32]);
		again.remove(Hex32([3; 32])).unwrap();
		assert_eq!(latest(&again), Some(Hex32([4; 32])));
		let mode = again.path.metadata().unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);

		for (network, account) in [(Hex32([9; 32]), anna), (here, AccountId32([9; 32]))] {
			let other = PayeeBook::open(&store, network, &account).unwrap();
			assert!(other.entries().is_empty());
		}
		// The keys are still what they were.
		assert!(store.list().unwrap().is_empty());
	}
}
