//! What the engine needs to be told. `config` reads it from file and environment.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
	bank::calendar::Calendar,
	error::{Error, Result},
	money::{Cents, Currency},
};

/// Everything the engine is told.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
	/// The city's bank accounts, one for each currency that is redeemed.
	pub accounts: Vec<BankAccount>,
	/// How payments are put together and released.
	pub batch: BatchSettings,
	/// How files from the bank are read.
	pub inbox: InboxSettings,
	/// How long to wait for things.
	pub pace: Pace,
}

/// A bank account of the city, and the way to its bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
	/// What it is in.
	pub currency: Currency,
	/// Its number.
	pub iban: String,
	/// Its bank, where the bank wants it said.
	#[serde(default)]
	pub bic: Option<String>,
	/// The city's name as the bank knows it.
	pub holder: String,
	/// How files travel.
	pub transport: TransportSettings,
}

impl BankAccount {
	/// Its number as files have it, without the spaces people write.
	pub fn electronic_iban(&self) -> String {
		self.iban.chars().filter(|c| !c.is_whitespace()).collect()
	}
}

/// How files travel to and from the bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
	tag = "kind",
	rename_all = "lowercase",
	rename_all_fields = "snake_case",
	deny_unknown_fields
)]
pub enum TransportSettings {
	/// Folders on this machine (a bank's client program or an EBICS product takes it from there).
	Folder {
		/// Where payment files are put. `<outbox>/.staging` must be on the same file system.
		outbox: PathBuf,
		/// Where the bank's files appear.
		inbox: PathBuf,
		/// Where they are moved once they are in the books.
		archive: PathBuf,
	},
	/// Folders on a server, by OpenSSH's `sftp`.
	Sftp {
		/// `user@host`, or a host of `ssh_config`.
		destination: String,
		/// The port, unless ssh's settings say it.
		#[serde(default)]
		port: Option<u16>,
		/// The key to log in with, unless ssh's settings say it.
		#[serde(default)]
		identity: Option<PathBuf>,
		/// The server's keys that are trusted, unless ssh's settings say it.
		#[serde(default)]
		known_hosts: Option<PathBuf>,
		/// Where payment files are put, on the server.
		outbox: String,
		/// Where the bank's files appear, on the server.
		inbox: String,
		/// Where they are moved once they are in the books, on the server.
		archive: String,
		/// The program, with what is to be said before everything else.
		#[serde(default = "sftp_program")]
		program: Vec<String>,
	},
}

fn sftp_program() -> Vec<String> {
	vec!["sftp".into()]
}

/// How payments are put together and released.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BatchSettings {
	/// The most payments in one file.
	pub max_payments: u32,
	/// The most money in one file, in minor units.
	pub max_total: Cents,
	/// Whether batches are made without an officer asking, as redemptions come in.
	pub automatic: bool,
	/// For how long a redemption waits at the head of the queue for its payee to be registered
	/// before it is refused (NPAY), in seconds. Those behind it wait as well.
	pub payee_grace: u64,
	/// Whether the officer who made a batch may be one of the two who release it.
	pub maker_releases: bool,
	/// What begins the remittance text, before the reference.
	pub remittance: String,
	/// On which days the bank pays.
	pub calendar: Calendar,
	/// Where it is when the bank's day begins and ends.
	pub time_zone: String,
}

impl Default for BatchSettings {
	fn default() -> Self {
		Self {
			max_payments: 1_000,
			max_total: Cents(100_000_000),
			automatic: false,
			payee_grace: 3_600,
			maker_releases: false,
			remittance: "Civic tokens redeemed".into(),
			calendar: Calendar::Target,
			time_zone: "UTC".into(),
		}
	}
}

/// How files from the bank are read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InboxSettings {
	/// How long a file must have lain untouched before it is read, in milliseconds: a bank's
	/// program may still be writing it.
	pub settle_ms: u64,
	/// The largest file that is read, in bytes.
	pub max_bytes: u64,
	/// Whether `ACSC` in a status report settles a payment, or only the booked debit does. The day and
	/// reference of a settlement on chain are then those of the report, not the booking's.
	pub settle_on_acsc: bool,
}

impl Default for InboxSettings {
	fn default() -> Self {
		Self {
			settle_ms: 2_000,
			max_bytes: 32 << 20,
			settle_on_acsc: false,
		}
	}
}

/// How long to wait for things.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
	/// Between looks at the inbox and at what is to be done, in milliseconds.
	pub tick_ms: u64,
	/// Between reconciliations without cause, in seconds.
	pub reconcile_seconds: u64,
	/// The longest pause between tries when something does not answer, in milliseconds.
	pub max_backoff_ms: u64,
	/// How many of the bank's days after its execution day a payment without the bank's answer becomes a
	/// case.
	pub answer_days: u32,
	/// How many calls are handed to the chain together. Each turn takes until they are final; what does not
	/// fit into one block goes into the next.
	pub calls_at_once: usize,
	/// How long a call that the chain refused is held back at first, in seconds; then as long again as it
	/// has been refused for.
	pub refused_pause_seconds: u64,
	/// The longest it is held back between two tries, in seconds.
	pub refused_longest_seconds: u64,
	/// After how many seconds of being refused it becomes a case. A booking of a day that has not begun
	/// is given until that day.
	pub refused_case_seconds: u64,
}

impl Default for Pace {
	fn default() -> Self {
		Self {
			tick_ms: 2_000,
			reconcile_seconds: 3_600,
			max_backoff_ms: 60_000,
			answer_days: 2,
			calls_at_once: 128,
			refused_pause_seconds: 10,
			refused_longest_seconds: 3_600,
			refused_case_seconds: 10_800,
		}
	}
}

impl Settings {
	/// The account for a currency.
	pub fn account(&self, currency: Currency) -> Option<&BankAccount> {
		self.accounts.iter().find(|a| a.currency == currency)
	}

	/// The account of a number.
	pub fn account_of(&self, iban: &str) -> Option<&BankAccount> {
		self.accounts.iter().find(|a| a.electronic_iban() == iban)
	}

	/// Where the bank's days begin and end.
	pub fn zone(&self) -> Result<jiff::tz::TimeZone> {
		jiff::tz::TimeZone::get(&self.batch.time_zone)
			.map_err(|_| Error::Settings("batch.time_zone is not known".into()))
	}

	/// Refuse what cannot work, before anything is begun.
	pub fn check(&self) -> Result<()> {
		let no = |why: String| Err(Error::Settings(why));
		for (at, account) in self.accounts.iter().enumerate() {
			let name = account.currency;
			sepa::validate_iban(&account.iban)
				.map_err(|e| Error::Settings(format!("the city's IBAN for {name}: {e}")))?;
			if let Some(bic) = &account.bic {
				sepa::validate_bic(bic)
					.map_err(|e| Error::Settings(format!("the bank's BIC for {name}: {e}")))?;
			}
			if account.holder.trim().is_empty() || account.holder.chars().count() > 70 {
				return no(format!("the city's name for {name}: 1 to 70 characters"));
			}
			if name != Currency::EUR {
				return no(format!("{name}: SEPA pays in EUR only"));
			}
			if self.accounts.iter().take(at).any(|a| a.currency == name) {
				return no(format!("two bank accounts for {name}"));
			}
		}
		if self.batch.max_payments == 0 || !self.batch.max_total.is_positive() {
			return no("batch: the limits must be more than nothing".into());
		}
		if self.batch.remittance.chars().count() > 100 {
			return no("batch.remittance: at most 100 characters".into());
		}
		if self.zone().is_err() {
			return no("batch.time_zone: as Europe/Brussels".into());
		}
		if self.pace.calls_at_once == 0 || self.pace.tick_ms == 0 {
			return no("pace: must be more than nothing".into());
		}
		if self.pace.refused_pause_seconds == 0
			|| self.pace.refused_longest_seconds < self.pace.refused_pause_seconds
		{
			return no(
				"pace: what is refused is held back at least refused_pause_seconds, and at most \
				 refused_longest_seconds"
					.into(),
			);
		}
		Ok(())
	}
}
