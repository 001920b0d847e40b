//! The bank accounts this user registered with a city treasury. The chain knows each by a commitment
//! only; its opening is kept here, so that it can be sent again as it was.

use std::path::PathBuf;

use civic_payee::Payee;
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::KeyStore,
};

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
		let entries = match path.exists() {
			false => Vec::new(),
			true => {
				let text = files::read_text(&path, MAX_SMALL, "file of bank accounts")?;
				serde_json::from_str(&text).map_err(|e| {
					Error::input(format!(
						"The file of bank accounts {} cannot be read: {e}. Move it away and register your \
						 bank account again.",
						path.display()
					))
				})?
			},
		};
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
		self.entries
			.retain(|other| other.commitment != entry.commitment);
		self.entries.push(entry);
		self.write()
	}

	/// Forget one.
	pub fn remove(&mut self, commitment: Hex32) -> Result<()> {
		self.entries.retain(|entry| entry.commitment != commitment);
		self.write()
	}

	fn write(&self) -> Result<()> {
		if let Some(folder) = self.path.parent() {
			files::create_folder(folder)?;
		}
		let text = serde_json::to_string_pretty(&self.entries)
			.map_err(|e| Error::internal(format!("Bank accounts cannot be written: {e}.")))?;
		files::replace(&self.path, text.as_bytes(), "file of bank accounts")
	}
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
