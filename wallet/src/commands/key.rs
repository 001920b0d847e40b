//! `civic key`: keys of this machine's user.

use std::{
	io::{self, IsTerminal, Read, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand};
use serde::Serialize;
use subxt_signer::{bip39::Mnemonic, SecretUri};
use zeroize::{Zeroize, Zeroizing};

use crate::{
	cli::Global,
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::{prompt_for, seal, KeyFile, KeyStore, Meta, PasswordArgs, Secret},
	output::{facts, table, Report},
	time::Moment,
};

/// Words of 16 bytes of randomness.
const ENTROPY: usize = 16;

/// Make, list, show, import and export keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
	/// Make a key, and show its recovery phrase once
	#[command(after_help = "Example:
  civic key new anna

The recovery phrase is shown once, on standard error; with --json it is in the document. Write it on
paper: it is the only way to get the key back when the file or the password is lost.")]
	New(NewArgs),
	/// List your keys
	#[command(after_help = "Example:
  civic key list")]
	List,
	/// Show a key's address
	#[command(after_help = "Example:
  civic key show anna --json")]
	Show {
		/// The key's name
		name: String,
	},
	/// Bring a key in: a recovery phrase, or a key file of polkadot-js
	#[command(after_help = "Examples:
  civic key import anna                         asks for the recovery phrase
  civic key import anna --phrase-file words.txt
  civic key import anna --key-file 5Grw….json")]
	Import(ImportArgs),
	/// Write a key's encrypted file out, as polkadot-js reads it
	#[command(after_help = "Example:
  civic key export anna --out anna-backup.json")]
	Export {
		/// The key's name
		name: String,
		/// Write to this file instead of standard output
		#[arg(long, value_name = "FILE")]
		out: Option<PathBuf>,
	},
}

/// Arguments of `civic key new`.
#[derive(Debug, Args)]
pub struct NewArgs {
	/// What you call it: letters, digits, - and _
	name: String,
	#[command(flatten)]
	password: PasswordArgs,
}

/// Arguments of `civic key import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
	/// What you call it: letters, digits, - and _
	name: String,
	/// Read the recovery phrase (or a secret URI) from the first line of this file
	#[arg(long, value_name = "FILE", conflicts_with = "key_file")]
	phrase_file: Option<PathBuf>,
	/// Bring in this key file; its password stays what it is
	#[arg(long, value_name = "FILE")]
	key_file: Option<PathBuf>,
	#[command(flatten)]
	password: PasswordArgs,
}

/// Run it.
pub fn run(global: &Global, command: KeyCommand) -> Result<()> {
	let store = global.key_store()?;
	let output = global.output();
	match command {
		KeyCommand::New(args) => {
			let made = new(&store, args)?;
			if !output.is_json() {
				made.show_phrase()?;
			}
			output.show(&made)
		},
		KeyCommand::List => output.show(&Keys::of(&store)?),
		KeyCommand::Show { name } => output.show(&Key::of(&name, &store.get(&name)?)?),
		KeyCommand::Import(args) => output.show(&import(&store, args)?),
		KeyCommand::Export { name, out } => {
			let file = store.get(&name)?;
			match out {
				Some(path) => {
					files::write_new(&path, file.text()?.as_bytes(), "key file")?;
					output.show(&Exported { name, path })
				},
				None => io::stdout()
					.write_all(file.text()?.as_bytes())
					.map_err(|e| Error::internal(format!("The key file cannot be written: {e}."))),
			}
		},
	}
}

fn new(store: &KeyStore, args: NewArgs) -> Result<Made> {
	store.must_be_free(&args.name)?;
	let password = args.password.choose()?;
	let mut entropy = Zeroizing::new([0u8; ENTROPY]);
	rand::TryRngCore::try_fill_bytes(&mut rand::rngs::OsRng, entropy.as_mut_slice())
		.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
	let phrase = Mnemonic::from_entropy(entropy.as_slice())
		.map_err(|e| Error::internal(format!("The recovery phrase cannot be made: {e}.")))?;
	let file = seal(&Secret::from_phrase(&phrase)?, &password, meta(&args.name))?;
	store.put(&args.name, &file)?;
	Ok(Made {
		key: Key::of(&args.name, &file)?,
		phrase: phrase.to_string(),
	})
}

fn import(store: &KeyStore, args: ImportArgs) -> Result<Key> {
	store.must_be_free(&args.name)?;
	let file = match &args.key_file {
		Some(path) => {
			let text = files::read_text(path, MAX_SMALL, "key file")?;
			let mut file = KeyFile::parse(&text)?;
			let password = args.password.ask("Password of the key file")?;
			file.open(&password)?;
			file.meta.name = args.name.clone();
			file
		},
		None => {
			let phrase = phrase(&args)?;
			let uri: SecretUri = phrase
				.parse()
				.map_err(|_| Error::key("The recovery phrase is not one. Check each word."))?;
			let secret = Secret::from_uri(&uri)?;
			seal(&secret, &args.password.choose()?, meta(&args.name))?
		},
	};
	store.put(&args.name, &file)?;
	Key::of(&args.name, &file)
}

/// The phrase to import: from a file, standard input or a prompt.
fn phrase(args: &ImportArgs) -> Result<Zeroizing<String>> {
	let text = match &args.phrase_file {
		Some(path) => Zeroizing::new(files::read_text(path, MAX_SMALL, "phrase file")?),
		None if io::stdin().is_terminal() => prompt_for("Recovery phrase")?,
		None => {
			let mut text = Zeroizing::new(String::new());
			io::stdin()
				.take(MAX_SMALL)
				.read_to_string(&mut text)
				.map_err(|e| Error::input(format!("Standard input cannot be read: {e}.")))?;
			text
		},
	};
	let phrase = Zeroizing::new(text.lines().next().unwrap_or_default().trim().to_string());
	// An empty URI means the development phrase, which everybody knows.
	if phrase.is_empty() {
		return Err(Error::key(
			"There is no recovery phrase. Nothing was written.",
		));
	}
	Ok(phrase)
}

fn meta(name: &str) -> Meta {
	Meta {
		name: name.to_string(),
		when_created: Moment::now().0.saturating_mul(1000),
	}
}

/// A key, as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Key {
	name: String,
	address: String,
	public_key: Hex32,
}

impl Key {
	fn of(name: &str, file: &KeyFile) -> Result<Self> {
		let public_key = Hex32(file.account()?.0);
		Ok(Self {
			name: name.into(),
			address: file.address.clone(),
			public_key,
		})
	}
}

impl Report for Key {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let rows = [
			("Name", self.name.clone()),
			("Address", self.address.clone()),
			("Public key", self.public_key.to_string()),
		];
		writeln!(to, "{}", facts(rows))
	}
}

/// A key that was made.
#[derive(Serialize)]
struct Made {
	#[serde(flatten)]
	key: Key,
	phrase: String,
}

impl Made {
	/// On standard error, so that it does not end in a file by a redirection.
	fn show_phrase(&self) -> Result<()> {
		writeln!(
			io::stderr(),
			"Recovery phrase, shown this once. Write it on paper and keep it secret:\n\n    {}\n",
			self.phrase
		)
		.map_err(|e| Error::internal(format!("The recovery phrase cannot be shown: {e}.")))
	}
}

impl Report for Made {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		self.key.tell(to)
	}
}

impl Drop for Made {
	fn drop(&mut self) {
		self.phrase.zeroize();
	}
}

/// All keys.
#[derive(Debug, Serialize)]
struct Keys {
	keys: Vec<Key>,
	#[serde(skip)]
	folder: PathBuf,
}

impl Keys {
	fn of(store: &KeyStore) -> Result<Self> {
		let keys = store
			.list()?
			.into_iter()
			.map(|(name, file)| Key::of(&name, &file));
		Ok(Self {
			keys: keys.collect::<Result<_>>()?,
			folder: store.folder().to_path_buf(),
		})
	}
}

impl Report for Keys {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.keys.is_empty() {
			return writeln!(
				to,
				"There are no keys in {}. Make one: civic key new NAME",
				self.folder.display()
			);
		}
		let mut rows = table(&["Name", "Address"]);
		for key in &self.keys {
			rows.add_row([&key.name, &key.address]);
		}
		writeln!(to, "{rows}")
	}
}

/// A key file that was written out.
#[derive(Debug, Serialize)]
struct Exported {
	name: String,
	path: PathBuf,
}

impl Report for Exported {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"The key \"{}\" is in {}, encrypted under its password.",
			self.name,
			self.path.display()
		)
	}
}
