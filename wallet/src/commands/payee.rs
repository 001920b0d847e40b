//! `civic redeem payee` and `civic redeem payees`: where a redemption's money goes.

use std::{
	io::{self, IsTerminal, Read, Write},
	path::{Path, PathBuf},
};

use civic_payee::{Payee, Registration};
use clap::Args;
use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;

use crate::{
	chain::{block_on, Chain},
	cli::Global,
	config::Config,
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	keys::SignerArgs,
	output::{facts, table, Report},
	payees::{Entry, PayeeBook},
	signing::SigningArgs,
	treasury::{Registered, Treasury},
};

/// Register a bank account.
#[derive(Debug, Args)]
pub struct PayeeArgs {
	/// The city treasury's address; without it, the one where you registered for this network last
	#[arg(long, value_name = "URL", env = "CIVIC_TREASURY")]
	treasury: Option<String>,
	/// Certificates (PEM) that vouch for the treasury, in the place of the public authorities'
	#[arg(long, value_name = "FILE", env = "CIVIC_TREASURY_CA")]
	treasury_ca: Option<PathBuf>,
	/// Read account and holder from this file instead of asking, as {"iban": "…", "name": "…"}; - is
	/// standard input
	#[arg(long, value_name = "FILE")]
	details: Option<PathBuf>,
	/// Who signs.
	#[command(flatten)]
	signer: SignerArgs,
}

/// A bank account as a person writes it. Never an argument: others on this machine can read those.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Details {
	iban: String,
	name: String,
}

impl Details {
	fn read(from: Option<&Path>) -> Result<Self> {
		let text = match from {
			None => return Self::ask(),
			Some(path) if path == Path::new("-") => {
				let mut text = String::new();
				let stdin = io::stdin().lock();
				stdin
					.take(MAX_SMALL)
					.read_to_string(&mut text)
					.map_err(|e| Error::input(format!("Standard input cannot be read: {e}.")))?;
				text
			},
			Some(path) => files::read_text(path, MAX_SMALL, "file with the bank account")?,
		};
		// Where it is wrong, and not what stands there: that may be an account number.
		serde_json::from_str(&text).map_err(|e| {
			Error::input(format!(
				"The bank account cannot be read (line {}, column {}). Write it as {{\"iban\": \"…\", \"name\": \
				 \"…\"}}.",
				e.line(),
				e.column()
			))
		})
	}

	fn ask() -> Result<Self> {
		if !io::stdin().is_terminal() {
			return Err(Error::usage(
				"There is no terminal to ask for the bank account. Give it in a file: --details FILE.",
			));
		}
		Ok(Self {
			iban: line("IBAN")?,
			name: line("Name of the account's holder")?,
		})
	}
}

fn line(what: &str) -> Result<String> {
	let _ = write!(io::stderr(), "{what}: ");
	let mut answer = String::new();
	io::stdin()
		.read_line(&mut answer)
		.map_err(|e| Error::internal(format!("The answer cannot be read: {e}.")))?;
	Ok(answer.trim().to_string())
}

/// A treasury, and what is remembered of it.
struct Desk {
	treasury: Treasury,
	authorities: Option<PathBuf>,
}

impl Desk {
	/// The one that is named.
	fn named(url: &str, args: &PayeeArgs) -> Result<Self> {
		// It is remembered for commands that are run elsewhere.
		let file = args.treasury_ca.as_deref();
		let authorities = file
			.map(std::path::absolute)
			.transpose()
			.map_err(|e| Error::input(format!("The file of certificates cannot be found: {e}.")))?;
		Ok(Self {
			treasury: Treasury::at(url, authorities.as_deref())?,
			authorities,
		})
	}

	/// The one of a network, as the settings know it.
	fn known(config: &Config, genesis: Hex32, args: &PayeeArgs) -> Result<Self> {
		let network = config.with_treasury(genesis);
		let Some((network, url)) = network.and_then(|n| Some((n, n.treasury.as_deref()?))) else {
			return Err(Error::usage(
				"No treasury is known for this network. Name it: --treasury URL. It is remembered if the \
				 network has a name (civic network list).",
			));
		};
		if args.treasury_ca.is_some() {
			return Self::named(url, args);
		}
		let authorities = network.treasury_ca.clone();
		Ok(Self {
			treasury: Treasury::at(url, authorities.as_deref())?,
			authorities,
		})
	}
}

/// Register it.
pub(super) fn register(global: &Global, args: &PayeeArgs) -> Result<()> {
	let mut config = global.config()?;
	let named = match (&args.treasury, global.target()?.network) {
		(Some(url), _) => Some(Desk::named(url, args)?),
		(None, Some(network)) => Some(Desk::known(&config, network.genesis, args)?),
		// Which network it is, the node says.
		(None, None) => None,
	};
	let details = Details::read(args.details.as_deref())?;
	let refused = |e: civic_payee::PayeeError| Error::input(e.to_string());
	let new = Payee::new(&details.iban, &details.name, salt()?).map_err(refused)?;
	let store = global.key_store()?;
	let account = args.signer.account(&store)?;
	let key = args.signer.open(&store)?;
	block_on(async {
		let genesis = Chain::connect(global).await?.genesis();
		let Desk {
			treasury,
			authorities,
		} = match named {
			Some(desk) => desk,
			None => Desk::known(&config, genesis, args)?,
		};
		let pays_for = treasury.network().await?;
		if pays_for != genesis {
			return Err(Error::network(format!(
				"The treasury at {} pays for another network (its first block is {pays_for}) than the node's \
				 ({genesis}). Nothing was sent.",
				treasury.url()
			)));
		}
		let mut book = PayeeBook::open(&store, genesis, &account)?;
		let known = book.find(treasury.url(), &new.iban, &new.name).cloned();
		let mut entry =
			known.unwrap_or_else(|| entry(treasury.url(), new.clone(), genesis, &account));
		loop {
			// Kept before it is sent: an answer may get lost, and the same can be sent again.
			if !entry.confirmed {
				book.put(entry.clone())?;
			}
			let registration = Registration::signed(
				&entry.payee,
				genesis,
				Hex32(account.0),
				jiff::Timestamp::now(),
				|text| key.sign(text).0,
			);
			let registered = treasury.register(&registration, entry.commitment).await?;
			if registered == Registered::Erased
				&& entry.commitment != commitment(&new, genesis, &account)
			{
				book.remove(entry.commitment)?;
				entry = self::entry(treasury.url(), new.clone(), genesis, &account);
				continue;
			}
			let Registered::Kept(bank_name) = registered else {
				return Err(Error::network(
					"The treasury says that it erased what it never had. Try again, and tell the treasury.",
				));
			};
			entry.confirmed = true;
			book.put(entry.clone())?;
			// It is registered, whether or not the settings can be written.
			let remembered = config
				.remember_treasury(genesis, treasury.url(), authorities.as_deref())
				.unwrap_or_default();
			return global.output().show(&View {
				bank_name,
				remembered,
				..View::new(&entry, &account)
			});
		}
	})
}

fn commitment(payee: &Payee, genesis: Hex32, account: &AccountId32) -> Hex32 {
	payee.commitment(genesis, Hex32(account.0))
}

fn entry(treasury: &str, payee: Payee, genesis: Hex32, account: &AccountId32) -> Entry {
	Entry {
		commitment: commitment(&payee, genesis, account),
		treasury: treasury.into(),
		confirmed: false,
		payee,
	}
}

fn salt() -> Result<Hex32> {
	let mut bytes = [0u8; 32];
	rand::rngs::OsRng
		.try_fill_bytes(&mut bytes)
		.map_err(|e| Error::internal(format!("The system has no randomness: {e}.")))?;
	Ok(Hex32(bytes))
}

/// List what is registered.
pub(super) fn list(global: &Global, signer: &SignerArgs) -> Result<()> {
	let store = global.key_store()?;
	let account = signer.account(&store)?;
	let genesis = block_on(async { Ok(Chain::connect(global).await?.genesis()) })?;
	let book = PayeeBook::open(&store, genesis, &account)?;
	global.output().show(&Views {
		payees: book
			.entries()
			.iter()
			.map(|entry| View::new(entry, &account))
			.collect(),
	})
}

/// Where the money of a redemption goes for which none is named.
pub(super) fn latest(global: &Global, signing: &SigningArgs) -> Result<Hex32> {
	let store = global.key_store()?;
	let account = signing.signer.account(&store)?;
	let genesis = match signing.offline() {
		Some(offline) => offline.context()?.frame.genesis,
		None => block_on(async { Ok(Chain::connect(global).await?.genesis()) })?,
	};
	let book = PayeeBook::open(&store, genesis, &account)?;
	book.latest().map(|entry| entry.commitment).ok_or_else(|| {
		Error::input(
			"No bank account of this key is registered here. Register one: civic redeem payee --treasury \
			 URL. Or name the commitment of one: --payee 0x….",
		)
	})
}

/// A registered bank account, as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
	commitment: Hex32,
	/// The first and the last four characters.
	iban: String,
	name: String,
	/// How the bank will write the holder's name, if not so.
	#[serde(skip_serializing_if = "Option::is_none")]
	bank_name: Option<String>,
	treasury: String,
	account: String,
	/// Whether the treasury said that it has it.
	confirmed: bool,
	/// The networks that its treasury is known for from now on.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	remembered: Vec<String>,
}

impl View {
	fn new(entry: &Entry, account: &AccountId32) -> Self {
		Self {
			commitment: entry.commitment,
			iban: entry.payee.masked(),
			name: entry.payee.name.clone(),
			bank_name: None,
			treasury: entry.treasury.clone(),
			account: account.to_string(),
			confirmed: entry.confirmed,
			remembered: Vec::new(),
		}
	}
}

impl Report for View {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"{}",
			facts([
				("Registered at", self.treasury.clone()),
				("Account", format!("{}, {}", self.iban, self.name)),
				("On the chain", self.commitment.to_string()),
			])
		)?;
		if let Some(written) = &self.bank_name {
			writeln!(to, "The bank will write the holder as: {written}")?;
		}
		if !self.remembered.is_empty() {
			let networks = self.remembered.join(", ");
			writeln!(to, "From now on this is the treasury of {networks}.")?;
		}
		writeln!(
			to,
			"Your next redemption is paid to it: civic redeem submit WINDOW AMOUNT"
		)
	}
}

#[derive(Debug, Serialize)]
struct Views {
	payees: Vec<View>,
}

impl Report for Views {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.payees.is_empty() {
			return writeln!(
				to,
				"No bank account of this key is registered here. Register one: civic redeem payee"
			);
		}
		let mut rows = table(&["Account", "Holder", "Treasury", "On the chain", ""]);
		let next = self.payees.iter().rposition(|one| one.confirmed);
		for (at, one) in self.payees.iter().enumerate() {
			let note = match one.confirmed {
				false => "no answer yet: register it again",
				true if Some(at) == next => "paid to next",
				true => "",
			};
			rows.add_row([
				one.iban.clone(),
				one.name.clone(),
				one.treasury.clone(),
				one.commitment.to_string(),
				note.into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}
