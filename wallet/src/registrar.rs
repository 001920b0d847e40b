//! What a registrar derives from the city's registers, so that the chain can tell two from one
//! without learning who or where (ADR 0027).

use std::{
	io::{IsTerminal, Read},
	path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::prompt_for,
};

/// The longest entry of a register.
const MAX_ID: usize = 256;

/// What an entry of a register is about. The two never give the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Subject {
	/// A person, by their number in the civil register: the nullifier
	Person,
	/// Premises, by their number in the cadastre: the place commitment
	Place,
}

impl Subject {
	fn domain(self) -> &'static [u8] {
		match self {
			Self::Person => b"civic-ledger/person/v1",
			Self::Place => b"civic-ledger/place/v1",
		}
	}

	fn register(self) -> &'static str {
		match self {
			Self::Person => "civil register",
			Self::Place => "cadastre",
		}
	}
}

/// The registrar's secret: 32 bytes, in hex in a file. Whoever has it can test guesses.
pub struct RegistrarSecret(Zeroizing<[u8; 32]>);

impl RegistrarSecret {
	/// Make one, into a new file.
	pub fn create(path: &Path) -> Result<()> {
		let mut bytes = Zeroizing::new([0u8; 32]);
		rand::rngs::OsRng
			.try_fill_bytes(bytes.as_mut_slice())
			.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
		let text = Zeroizing::new(hex::encode(bytes.as_slice()) + "\n");
		files::write_new(path, text.as_bytes(), "secret file")
	}

	/// From its file.
	pub fn read(path: &Path) -> Result<Self> {
		let text = Zeroizing::new(files::read_text(path, MAX_SMALL, "secret file")?);
		let mut bytes = Zeroizing::new([0u8; 32]);
		hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_| {
			Error::key(format!(
				"The secret file {} does not hold 32 bytes in hex. Make one with: civic member \
				 secret FILE",
				path.display()
			))
		})?;
		Ok(Self(bytes))
	}

	/// What stands for the entry `id`:
	/// `HMAC-SHA256(secret, domain ‖ 0 ‖ id without white space, in capital letters)`.
	pub fn derive(&self, subject: Subject, id: &str) -> Result<Hex32> {
		let id = Zeroizing::new(canonical(id));
		if id.is_empty() || id.len() > MAX_ID {
			return Err(Error::input(format!(
				"The number from the {} is empty or longer than {MAX_ID} bytes.",
				subject.register()
			)));
		}
		let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(self.0.as_slice())
			.map_err(|_| Error::internal("HMAC takes keys of any length."))?;
		mac.update(subject.domain());
		mac.update(&[0]);
		mac.update(id.as_bytes());
		Ok(Hex32(mac.finalize().into_bytes().into()))
	}
}

/// The same entry, however it was typed.
fn canonical(id: &str) -> String {
	id.chars()
		.filter(|c| !c.is_whitespace())
		.flat_map(char::to_uppercase)
		.collect()
}

/// Where an entry of a register is read from: never from the command line, which others can see.
#[derive(Debug, Clone, Args)]
pub struct EntryArgs {
	/// The registrar's secret (see `civic member secret`)
	#[arg(long, value_name = "FILE", env = "CIVIC_REGISTRAR_SECRET")]
	pub secret_file: Option<PathBuf>,

	/// Read the number from the register from the first line of this file; without it, from a
	/// prompt or standard input
	#[arg(long, value_name = "FILE")]
	pub id_file: Option<PathBuf>,
}

impl EntryArgs {
	/// What stands for the entry.
	pub fn derive(&self, subject: Subject) -> Result<Hex32> {
		let path = self.secret_file.as_deref().ok_or_else(|| {
			Error::usage(
				"Say where the registrar's secret is: --secret-file FILE, or CIVIC_REGISTRAR_SECRET.",
			)
		})?;
		let secret = RegistrarSecret::read(path)?;
		secret.derive(subject, &self.entry(subject)?)
	}

	fn entry(&self, subject: Subject) -> Result<Zeroizing<String>> {
		let text = match &self.id_file {
			Some(path) => Zeroizing::new(files::read_text(path, MAX_SMALL, "id file")?),
			None if std::io::stdin().is_terminal() => {
				prompt_for(&format!("Number in the {}", subject.register()))?
			},
			None => {
				let mut text = Zeroizing::new(String::new());
				std::io::stdin()
					.take(MAX_SMALL)
					.read_to_string(&mut text)
					.map_err(|e| Error::input(format!("Standard input cannot be read: {e}.")))?;
				text
			},
		};
		Ok(Zeroizing::new(
			text.lines().next().unwrap_or_default().to_string(),
		))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn secret() -> RegistrarSecret {
		RegistrarSecret(Zeroizing::new([7; 32]))
	}

	#[test]
	fn derivations_are_fixed_for_ever() {
		// Computed independently: Python hmac.new(bytes([7]*32), domain + b"\0" + id, sha256).
		let person = secret().derive(Subject::Person, "850101-123 4a").unwrap();
		let place = secret().derive(Subject::Place, "850101-123 4a").unwrap();
		assert_eq!(
			person.to_string(),
			"0xb908e9d368393b0ee70f76a584726e34ac6bffceaf4379658a7aa5e858c1fe8e"
		);
		assert_eq!(
			place.to_string(),
			"0x4098cd7cb9cf77b5d6bf56d4ec8d5789742e0bfe225ab818ad35ef9a764110c2"
		);
	}

	#[test]
	fn spelling_does_not_make_a_second_person() {
		let derive = |id| secret().derive(Subject::Person, id).unwrap();
		assert_eq!(derive("ab 12\t"), derive("AB12"));
		assert_ne!(derive("12/3"), derive("123"));
	}

	#[test]
	fn no_entry_is_no_person() {
		for bad in ["", " \n", &"9".repeat(257)] {
			assert_eq!(
				secret()
					.derive(Subject::Person, bad)
					.err()
					.unwrap()
					.exit_code(),
				3
			);
		}
	}

	#[test]
	fn a_new_secret_is_private_and_can_be_read() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("secret");
		RegistrarSecret::create(&path).unwrap();
		assert!(RegistrarSecret::read(&path).is_ok());
		assert!(
			RegistrarSecret::create(&path).is_err(),
			"it is never overwritten"
		);
		std::fs::write(folder.path().join("short"), "abcd").unwrap();
		assert_eq!(
			RegistrarSecret::read(&folder.path().join("short"))
				.err()
				.unwrap()
				.exit_code(),
			6
		);
	}
}
