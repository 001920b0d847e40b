//! The keys of this machine's user: files in a folder, opened by a password.

mod keystore;
mod password;

use std::path::{Path, PathBuf};

use clap::Args;
use subxt::utils::AccountId32;
use subxt_signer::{sr25519::Keypair, SecretUri};

pub use keystore::{seal, KeyFile, Meta, Secret};
pub use password::{prompt_for, PasswordArgs};

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
};

/// The longest name of a key.
const MAX_NAME: usize = 64;

/// A folder of key files, `<name>.json` each.
#[derive(Debug, Clone)]
pub struct KeyStore {
	folder: PathBuf,
	/// The key that is meant when none is named.
	usual: Option<String>,
}

impl KeyStore {
	/// In `folder`, or where the platform keeps such things.
	pub fn at(folder: Option<PathBuf>) -> Result<Self> {
		let folder = match folder {
			Some(folder) => folder,
			None => crate::home()?.join("keys"),
		};
		Ok(Self {
			folder,
			usual: None,
		})
	}

	/// With the key that is meant when none is named.
	#[must_use]
	pub fn with_usual(mut self, name: Option<String>) -> Self {
		self.usual = name;
		self
	}

	/// Where it is.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Where the key called `name` is or would be.
	pub fn path(&self, name: &str) -> Result<PathBuf> {
		let fine = !name.is_empty()
			&& name.len() <= MAX_NAME
			&& name
				.bytes()
				.all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
		if !fine {
			return Err(Error::key(format!(
				"\"{name}\" cannot be a key's name: use up to {MAX_NAME} letters, digits, - and _."
			)));
		}
		Ok(self.folder.join(format!("{name}.json")))
	}

	/// The key file called `name`.
	pub fn get(&self, name: &str) -> Result<KeyFile> {
		let path = self.path(name)?;
		if !path.exists() {
			return Err(Error::key(format!(
				"There is no key \"{name}\" in {}. `civic key list` shows what is there.",
				self.folder.display()
			)));
		}
		let text = files::read_text(&path, MAX_SMALL, "key file")
			.map_err(|e| Error::key(e.to_string()))?;
		KeyFile::parse(&text).map_err(|e| Error::key(format!("{} ({})", e, path.display())))
	}

	/// Keep `file` as `name`, which must be free.
	pub fn put(&self, name: &str, file: &KeyFile) -> Result<PathBuf> {
		let path = self.path(name)?;
		files::write_new(&path, file.text()?.as_bytes(), "key file")
			.map_err(|e| Error::key(e.to_string()))?;
		Ok(path)
	}

	/// Refuse a name that is taken, before anybody types a password for it.
	pub fn must_be_free(&self, name: &str) -> Result<()> {
		files::must_not_exist(&self.path(name)?, "key file").map_err(|e| Error::key(e.to_string()))
	}

	/// All keys, by name. Files that are no keys are left out.
	pub fn list(&self) -> Result<Vec<(String, KeyFile)>> {
		let entries = match std::fs::read_dir(&self.folder) {
			Ok(entries) => entries,
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
			Err(e) => {
				return Err(Error::key(format!(
					"The folder {} cannot be read: {e}.",
					self.folder.display()
				)))
			},
		};
		let mut keys = Vec::new();
		for entry in entries.flatten() {
			let path = entry.path();
			let is_json = path.extension().is_some_and(|e| e == "json");
			let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
				continue;
			};
			if !is_json {
				continue;
			}
			if let Ok(file) = self.get(name) {
				keys.push((name.to_string(), file));
			}
		}
		keys.sort_by(|(a, _), (b, _)| a.cmp(b));
		Ok(keys)
	}

	/// The account somebody means by an address, 0x and 64 hex digits, the name of a key here, or
	/// (for development) `//Name`.
	pub fn account(&self, text: &str) -> Result<AccountId32> {
		if text.starts_with("//") {
			return Ok(AccountId32(development(text)?.public_key().0));
		}
		if text.starts_with("0x") {
			return text
				.parse()
				.map(|Hex32(bytes)| AccountId32(bytes))
				.map_err(|_| Error::input(format!("{text} is not 32 bytes in hex.")));
		}
		if let Ok(account) = text.parse() {
			return Ok(account);
		}
		if self.path(text).is_ok_and(|path| path.exists()) {
			return self.get(text)?.account();
		}
		Err(Error::input(format!(
			"\"{text}\" is neither an address nor the name of a key in {}. Check it for a typing \
			 error: an address has a checksum.",
			self.folder.display()
		)))
	}
}

/// Who signs.
#[derive(Debug, Clone, Args)]
pub struct SignerArgs {
	/// Sign with this key of yours
	#[arg(long, value_name = "NAME", env = "CIVIC_KEY", help_heading = "Signing")]
	pub key: Option<String>,

	/// Sign with a secret URI such as //Alice. For development only: others on this machine can
	/// read it
	#[arg(
		long,
		value_name = "SURI",
		conflicts_with = "key",
		help_heading = "Signing"
	)]
	pub suri: Option<String>,

	#[command(flatten)]
	password: PasswordArgs,
}

impl SignerArgs {
	/// The account, without opening the key.
	pub fn account(&self, store: &KeyStore) -> Result<AccountId32> {
		match (&self.suri, self.name(store)) {
			(Some(suri), _) => Ok(AccountId32(development(suri)?.public_key().0)),
			(None, Some(name)) => store.get(name)?.account(),
			(None, None) => Err(self.nobody(store)),
		}
	}

	/// The key's name: as it was given, or the usual one.
	fn name<'a>(&'a self, store: &'a KeyStore) -> Option<&'a str> {
		self.key.as_deref().or(store.usual.as_deref())
	}

	/// The key, opened.
	pub fn open(&self, store: &KeyStore) -> Result<Keypair> {
		match (&self.suri, self.name(store)) {
			(Some(suri), _) => development(suri),
			(None, Some(name)) => {
				let file = store.get(name)?;
				let password = self
					.password
					.ask(&format!("Password of the key \"{name}\""))?;
				file.open(&password)
			},
			(None, None) => Err(self.nobody(store)),
		}
	}

	/// The account of whom is meant, if anybody is: for what is shown to everybody, and more to some.
	pub fn somebody(&self, store: &KeyStore) -> Result<Option<AccountId32>> {
		match self.account(store) {
			Ok(account) => Ok(Some(account)),
			Err(Error::Usage(_)) => Ok(None),
			Err(error) => Err(error),
		}
	}

	fn nobody(&self, store: &KeyStore) -> Error {
		let names: Vec<_> = store
			.list()
			.unwrap_or_default()
			.into_iter()
			.map(|(name, _)| name)
			.collect();
		let hint = if names.is_empty() {
			"Make one first: civic key new NAME".to_string()
		} else {
			format!("You have: {}", names.join(", "))
		};
		Error::usage(format!("Say who signs: --key NAME. {hint}."))
	}
}

/// A key from a secret URI.
fn development(suri: &str) -> Result<Keypair> {
	// An empty URI means the development phrase: nobody means that.
	if suri.is_empty() {
		return Err(unusable_suri());
	}
	let uri: SecretUri = suri.parse().map_err(|_| unusable_suri())?;
	Keypair::from_uri(&uri).map_err(|_| unusable_suri())
}

fn unusable_suri() -> Error {
	Error::key("The secret URI is not one. An example for development is //Alice.")
}

#[cfg(test)]
mod tests {
	use super::*;

	fn store() -> (tempfile::TempDir, KeyStore) {
		let folder = tempfile::tempdir().unwrap();
		let store = KeyStore::at(Some(folder.path().join("keys"))).unwrap();
		(folder, store)
	}

	#[test]
	fn names_cannot_leave_the_folder() {
		let (_folder, store) = store();
		for bad in ["", "a/b", "../x", "a.b", "ä", &"x".repeat(65)] {
			assert_eq!(store.path(bad).unwrap_err().exit_code(), 6, "{bad:?}");
		}
		assert!(store.path("my-key_2").is_ok());
	}

	#[test]
	fn accounts_are_understood_in_every_form() {
		let (_folder, store) = store();
		let alice = AccountId32(subxt_signer::sr25519::dev::alice().public_key().0);
		assert_eq!(store.account("//Alice").unwrap(), alice);
		assert_eq!(store.account(&alice.to_string()).unwrap(), alice);
		assert_eq!(
			store
				.account(&format!("0x{}", hex::encode(alice.0)))
				.unwrap(),
			alice
		);
		for bad in [
			"",
			"alice",
			"0x12",
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX",
		] {
			assert_eq!(store.account(bad).unwrap_err().exit_code(), 3, "{bad:?}");
		}
	}

	#[test]
	fn keys_are_listed_by_name_and_never_overwritten() {
		let (_folder, store) = store();
		assert!(store.list().unwrap().is_empty());
		let secret = Secret::from_uri(&"//Alice".parse().unwrap()).unwrap();
		let file = seal(&secret, "correct horse", Meta::default()).unwrap();
		store.put("zoe", &file).unwrap();
		store.put("adam", &file).unwrap();
		std::fs::write(store.folder().join("notes.json"), "{}").unwrap();
		let names: Vec<_> = store
			.list()
			.unwrap()
			.into_iter()
			.map(|(name, _)| name)
			.collect();
		assert_eq!(names, ["adam", "zoe"]);
		assert_eq!(store.put("zoe", &file).unwrap_err().exit_code(), 6);
		assert_eq!(store.account("zoe").unwrap().to_string(), file.address);
	}
}
