//! How one installation is set: a TOML file, and environment variables over it.
//!
//! `CIVIC_TREASURY_CHAIN__URL` stands for `url` in `[chain]`. Secrets never stand in either: the file
//! names other files, which are their owner's alone.

use std::{
	net::SocketAddr,
	path::{Path, PathBuf},
};

use figment::{
	providers::{Env, Format, Toml},
	Figment,
};
use secrecy::SecretString;
use serde::Deserialize;
use subxt_signer::{sr25519::Keypair, SecretUri};
use zeroize::Zeroizing;

use crate::{
	chain,
	engine::settings::{
		BankAccount, BatchSettings, InboxSettings, Pace, Settings, TransportSettings,
	},
	hex32::Hex32,
	seal::{Vault, VaultError},
};

/// Where the file is when nobody names one.
pub const DEFAULT_PATH: &str = "/etc/civic-treasury/civic-treasury.toml";

/// What environment variables begin with.
pub const PREFIX: &str = "CIVIC_TREASURY_";

/// The largest file of settings, and of any secret.
const LARGEST: u64 = 1024 * 1024;

/// All that is set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// The node, and who signs.
	pub chain: chain::Settings,
	/// Where the service remembers.
	pub database: DatabaseConfig,
	/// The city's accounts at its banks, one per currency.
	#[serde(default)]
	pub accounts: Vec<BankAccount>,
	/// How payments are put together and released.
	#[serde(default)]
	pub batch: BatchSettings,
	/// How files from the bank are read.
	#[serde(default)]
	pub inbox: InboxSettings,
	/// How long to wait for things.
	#[serde(default)]
	pub pace: Pace,
	/// The address for payees.
	#[serde(default)]
	pub payees: PayeesConfig,
	/// The address for officers.
	#[serde(default)]
	pub officers: OfficersConfig,
	/// Which files hold secrets.
	pub secrets: SecretsConfig,
	/// The log.
	#[serde(default)]
	pub log: LogConfig,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
	/// `sqlite:///path` or `postgres://user@host/name`, without a password.
	pub url: String,
	/// The file with PostgreSQL's password.
	pub password_file: Option<PathBuf>,
}

/// `[payees]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PayeesConfig {
	/// Where citizens' wallets reach it.
	pub listen: SocketAddr,
	/// The certificate; without it the address must be of this machine, behind a proxy that has one.
	pub tls: Option<TlsConfig>,
	/// How many requests an address may send in a minute.
	pub requests_a_minute: u32,
	/// Addresses of proxies whose `X-Forwarded-For` is believed.
	pub trusted_proxies: Vec<std::net::IpAddr>,
	/// How many payees one account may have at a time.
	pub most_per_account: u32,
	/// How many days a payee is kept that no redemption names.
	pub keep_unused_days: u32,
	/// How many years a payee is kept after its last payment, as the law asks of a city's books.
	pub keep_paid_years: u32,
}

impl Default for PayeesConfig {
	fn default() -> Self {
		Self {
			listen: SocketAddr::from(([127, 0, 0, 1], 8480)),
			tls: None,
			requests_a_minute: 30,
			trusted_proxies: Vec::new(),
			most_per_account: 8,
			keep_unused_days: 30,
			keep_paid_years: 7,
		}
	}
}

/// `[officers]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficersConfig {
	/// Where officers reach the page, and Prometheus the figures.
	pub listen: SocketAddr,
	/// The certificate; without it the address must be of this machine.
	pub tls: Option<TlsConfig>,
	/// After how many minutes without a click an officer has to sign in again.
	pub idle_minutes: u32,
	/// The name officers reach it by, as `https://treasury.city.example`: requests from other pages
	/// are refused. Without it, whatever name the request was sent to.
	pub origin: Option<String>,
}

impl Default for OfficersConfig {
	fn default() -> Self {
		Self {
			listen: SocketAddr::from(([127, 0, 0, 1], 8481)),
			tls: None,
			idle_minutes: 15,
			origin: None,
		}
	}
}

/// A certificate and its key, as PEM files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
	/// The certificate and those between it and the root.
	pub certificate: PathBuf,
	/// Its key.
	pub key: PathBuf,
}

/// `[secrets]`: names of files, never secrets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretsConfig {
	/// The key that IBANs and names are stored under.
	pub payee_key_file: PathBuf,
	/// Keys from before, to read what is older.
	#[serde(default)]
	pub previous_payee_key_files: Vec<PathBuf>,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
	/// `text` for eyes, `json` for programs.
	pub format: LogFormat,
	/// What is written, as `info` or `civic_treasury=debug,warn`.
	pub filter: String,
}

impl Default for LogConfig {
	fn default() -> Self {
		Self {
			format: LogFormat::Text,
			filter: "info,sqlx=warn".into(),
		}
	}
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
	/// For eyes.
	Text,
	/// One JSON object a line.
	Json,
}

/// Everything that is wrong with the settings, each with the name of what it is about.
#[derive(Debug, thiserror::Error)]
#[error("The settings in {file} cannot be used:\n{}", .faults.iter().map(|f| format!("  - {f}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError {
	/// The file.
	pub file: String,
	/// What to mend.
	pub faults: Vec<String>,
}

impl Config {
	/// From `file`, and what the environment says otherwise. Checked, but no secret is read.
	pub fn load(file: &Path) -> Result<Self, ConfigError> {
		let error = |faults| ConfigError {
			file: file.display().to_string(),
			faults,
		};
		match std::fs::metadata(file) {
			Err(e) => return Err(error(vec![format!("the file cannot be read: {e}")])),
			Ok(meta) if !meta.is_file() || meta.len() > LARGEST => {
				return Err(error(vec!["this is not a file of settings".into()]))
			},
			Ok(_) => {},
		}
		let config: Self = Figment::new()
			.merge(Toml::file_exact(file))
			// The file itself and the log of the command line are not settings.
			.merge(Env::prefixed(PREFIX).ignore(&["config", "password_file"]).split("__"))
			.extract()
			.map_err(|e| error(e.into_iter().map(|e| told(&e)).collect()))?;
		let faults = config.faults();
		if faults.is_empty() {
			Ok(config)
		} else {
			Err(error(faults))
		}
	}

	/// What is not as it should be, without looking at other files.
	fn faults(&self) -> Vec<String> {
		let mut faults = Vec::new();
		let mut fault = |wrong: bool, text: &str| {
			if wrong {
				faults.push(text.to_string());
			}
		};
		let url = &self.chain.url;
		let simulated = url.starts_with(chain::SIMULATED);
		fault(
			!url.starts_with("wss://") && !url.starts_with("ws://") && !simulated,
			"chain.url: it should begin with ws:// or wss://",
		);
		fault(
			url.starts_with("ws://") && !names_this_machine(url),
			"chain.url: a node on another machine needs wss://, or whoever is between can lie about payments",
		);
		fault(
			self.chain.genesis.is_none(),
			"chain.genesis: name the hash of the city's first block, so that no other network is followed",
		);
		let url = &self.database.url;
		let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
		fault(
			!postgres && !url.starts_with("sqlite:"),
			"database.url: it should begin with sqlite: or postgres://",
		);
		fault(
			postgres && has_password(url),
			"database.url: it holds a password. Put that into a file, and name the file in database.password_file",
		);
		fault(
			self.database.password_file.is_some() && !postgres,
			"database.password_file: only PostgreSQL has a password",
		);
		fault(
			self.accounts.is_empty(),
			"accounts: name the city's account: [[accounts]]",
		);
		for account in &self.accounts {
			let TransportSettings::Folder {
				outbox,
				inbox,
				archive,
			} = &account.transport
			else {
				continue;
			};
			let folders = [outbox, inbox, archive];
			fault(
				folders.iter().any(|folder| !folder.is_absolute()),
				"accounts.transport: outbox, inbox and archive should be whole paths, beginning with /",
			);
			fault(
				outbox == inbox || inbox == archive || outbox == archive,
				"accounts.transport: outbox, inbox and archive should be three folders",
			);
		}
		for (name, listen, tls) in [
			("payees", self.payees.listen, &self.payees.tls),
			("officers", self.officers.listen, &self.officers.tls),
		] {
			fault(
				tls.is_none() && !listen.ip().is_loopback(),
				&format!(
					"{name}: {listen} can be reached from other machines, so it needs a certificate: [{name}.tls]"
				),
			);
		}
		fault(
			self.payees.listen == self.officers.listen && self.payees.listen.port() != 0,
			"officers.listen: it should be another address than that of payees.listen",
		);
		fault(
			self.payees.requests_a_minute == 0,
			"payees.requests_a_minute: at least 1",
		);
		fault(
			self.payees.most_per_account == 0,
			"payees.most_per_account: at least 1",
		);
		fault(
			!(1..=720).contains(&self.officers.idle_minutes),
			"officers.idle_minutes: between 1 and 720",
		);
		fault(
			self.officers.origin.as_deref().is_some_and(|o| {
				!(o.starts_with("https://") || o.starts_with("http://")) || o.ends_with('/')
			}),
			"officers.origin: it should be like https://treasury.city.example, without a / at its end",
		);
		fault(
			self.log
				.filter
				.parse::<tracing_subscriber::EnvFilter>()
				.is_err(),
			"log.filter: it should be like info, or civic_treasury=debug,warn",
		);
		fault(
			self.payees.keep_unused_days == 0,
			"payees.keep_unused_days: at least 1, or a payee is gone before its redemption is there",
		);
		if let Err(e) = self.engine().check() {
			faults.push(e.to_string().replacen("settings: ", "", 1));
		}
		faults
	}

	/// What the engine is told.
	pub fn engine(&self) -> Settings {
		Settings {
			accounts: self.accounts.clone(),
			batch: self.batch.clone(),
			inbox: self.inbox.clone(),
			pace: self.pace.clone(),
		}
	}

	/// The first block of the network. [`Config::load`] saw to it that it is there.
	pub fn genesis(&self) -> Hex32 {
		self.chain.genesis.unwrap_or_default()
	}

	/// The keys that payees are stored under.
	pub fn vault(&self) -> Result<Vault, VaultError> {
		Vault::open(
			&self.secrets.payee_key_file,
			&self.secrets.previous_payee_key_files,
		)
	}

	/// The address of the database, with its password.
	pub fn database_url(&self) -> Result<SecretString, SecretError> {
		let Some(file) = &self.database.password_file else {
			return Ok(self.database.url.clone().into());
		};
		let password = secret(file)?;
		let escaped: Zeroizing<String> = Zeroizing::new(
			password
				.bytes()
				.map(|b| match b {
					b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
						char::from(b).to_string()
					},
					other => format!("%{other:02X}"),
				})
				.collect(),
		);
		let url = &self.database.url;
		let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
		let with = match rest.split_once('@') {
			Some((user, host)) => format!("{scheme}://{user}:{}@{host}", *escaped),
			None => format!("{scheme}://:{}@{rest}", *escaped),
		};
		Ok(with.into())
	}

	/// What only shows on this machine: files that are missing, folders that cannot be written. In the
	/// order in which they are mended.
	pub fn on_this_machine(&self) -> Vec<(&'static str, Result<(), String>)> {
		let folder = |path: &Path| -> Result<(), String> {
			if !path.is_dir() {
				return Err(format!("{} is not a folder", path.display()));
			}
			tempfile::NamedTempFile::new_in(path)
				.map(drop)
				.map_err(|e| format!("nothing can be written to {}: {e}", path.display()))
		};
		let tls = |tls: &Option<TlsConfig>| -> Result<(), String> {
			let Some(tls) = tls else { return Ok(()) };
			for file in [&tls.certificate, &tls.key] {
				std::fs::read(file)
					.map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
			}
			Ok(())
		};
		let mut found = vec![
			(
				"secrets.payee_key_file",
				self.vault().map(drop).map_err(|e| e.to_string()),
			),
			(
				"database.password_file",
				self.database_url().map(drop).map_err(|e| e.to_string()),
			),
			("payees.tls", tls(&self.payees.tls)),
			("officers.tls", tls(&self.officers.tls)),
		];
		if let Some(file) = &self.chain.signer_file {
			found.push((
				"chain.signer_file",
				signer(file).map(drop).map_err(|e| e.to_string()),
			));
		}
		for account in &self.accounts {
			if let TransportSettings::Folder {
				outbox,
				inbox,
				archive,
			} = &account.transport
			{
				found.push(("accounts.transport.outbox", folder(outbox)));
				found.push(("accounts.transport.inbox", folder(inbox)));
				found.push(("accounts.transport.archive", folder(archive)));
			}
		}
		found
	}
}

/// Why a secret cannot be had. Never what it is.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
	/// The file cannot be read.
	#[error("The secret file {0} cannot be read: {1}.")]
	Unreadable(String, String),
	/// Others may read it.
	#[error("Other users may read or write the secret file {0}. Mend it: chmod 600 {0}")]
	Exposed(String),
	/// Nothing is in it, or far too much.
	#[error("The secret file {0} should hold one line.")]
	NotALine(String),
	/// Nobody can sign with it.
	#[error(
		"The first line of the secret file {0} is no account's secret: it should be the recovery phrase of the treasurer's \
		 account (12 or 24 words), or its seed (0x and 64 hexadecimal digits)."
	)]
	NotAnAccount(String),
}

/// Who signs: the account whose secret is in a file that is its owner's alone.
pub fn signer(path: &Path) -> Result<Keypair, SecretError> {
	let line = secret(path)?;
	// What the secret is does not belong into any text.
	let unusable = || SecretError::NotAnAccount(path.display().to_string());
	let uri: SecretUri = line.parse().map_err(|_| unusable())?;
	Keypair::from_uri(&uri).map_err(|_| unusable())
}

/// The first line of a file that is its owner's alone.
pub fn secret(path: &Path) -> Result<Zeroizing<String>, SecretError> {
	let shown = path.display().to_string();
	let meta = std::fs::metadata(path)
		.map_err(|e| SecretError::Unreadable(shown.clone(), e.to_string()))?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		// systemd shows credentials with mode 0440, to the service alone.
		let credential =
			std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|d| path.starts_with(d));
		if meta.is_file() && meta.permissions().mode() & 0o077 != 0 && !credential {
			return Err(SecretError::Exposed(shown));
		}
	}
	if meta.len() > 4096 {
		return Err(SecretError::NotALine(shown));
	}
	let text = std::fs::read_to_string(path)
		.map(Zeroizing::new)
		.map_err(|e| SecretError::Unreadable(shown.clone(), e.to_string()))?;
	match text.lines().next().map(str::trim) {
		Some(line) if !line.is_empty() => Ok(Zeroizing::new(line.to_string())),
		_ => Err(SecretError::NotALine(shown)),
	}
}

/// A fault of form, with the name that stands in the file or the variable.
fn told(error: &figment::Error) -> String {
	let path = error.path.join(".");
	let from = match &error.metadata {
		Some(meta) if meta.name.contains("environment") => " (from the environment)",
		_ => "",
	};
	let what = match &error.kind {
		figment::error::Kind::MissingField(name) if path.is_empty() => {
			return format!("{name}: it is missing")
		},
		figment::error::Kind::MissingField(name) => return format!("{path}.{name}: it is missing"),
		figment::error::Kind::UnknownField(name, known) => {
			format!(
				"there is no setting \"{name}\"; there are {}",
				known.join(", ")
			)
		},
		figment::error::Kind::Message(text) => text.clone(),
		// Values are not shown: one could be a secret that stands where it should not.
		figment::error::Kind::InvalidType(_, wanted)
		| figment::error::Kind::InvalidValue(_, wanted) => {
			format!("it should be {wanted}")
		},
		other => other.to_string(),
	};
	if path.is_empty() {
		format!("{what}{from}")
	} else {
		format!("{path}: {what}{from}")
	}
}

fn names_this_machine(url: &str) -> bool {
	let host = url.split_once("://").map_or(url, |(_, rest)| rest);
	let host = host.split(['/', '?']).next().unwrap_or(host);
	// What stands before an @ is not the host.
	let host = host.rsplit('@').next().unwrap_or(host);
	let name = match host.strip_prefix('[') {
		Some(six) => six.split(']').next().unwrap_or(six),
		None => host.rsplit_once(':').map_or(host, |(name, _)| name),
	};
	name == "localhost"
		|| name
			.parse::<std::net::IpAddr>()
			.is_ok_and(|ip| ip.is_loopback())
}

fn has_password(url: &str) -> bool {
	let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
	let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
	let user = place.rsplit_once('@').map_or("", |(user, _)| user);
	user.contains(':') || query.split('&').any(|pair| pair.starts_with("password="))
}

#[cfg(test)]
mod tests {
	use std::os::unix::fs::PermissionsExt;

	use secrecy::ExposeSecret;

	use super::*;

	const EXAMPLE: &str = include_str!("../../packaging/civic-treasury.toml");

	fn load(text: &str) -> Result<Config, ConfigError> {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("civic-treasury.toml");
		std::fs::write(&file, text).unwrap();
		Config::load(&file)
	}

	/// The example, with its placeholder of a genesis filled in.
	fn example() -> String {
		EXAMPLE.replace("0xGENESIS_HASH", &format!("0x{}", "ab".repeat(32)))
	}

	#[track_caller]
	fn refused(text: &str, why: &str) {
		let error = load(text).unwrap_err().to_string();
		assert!(error.contains(why), "{error}");
	}

	#[test]
	fn the_example_that_is_installed_holds_and_says_the_defaults() {
		let config = load(&example()).unwrap();
		assert_eq!(
			config.payees.requests_a_minute,
			PayeesConfig::default().requests_a_minute
		);
		assert_eq!(config.batch.max_total, BatchSettings::default().max_total);
		assert_eq!(config.officers.listen, OfficersConfig::default().listen);
		assert_eq!(config.accounts[0].iban, "NL91ABNA0417164300");
		refused(
			EXAMPLE,
			"chain.genesis: not 32 bytes: expected 0x and 64 hexadecimal digits",
		);
	}

	#[test]
	fn every_fault_is_named_with_its_setting() {
		for (from, to, why) in [
			(
				"ws://127.0.0.1:9944",
				"ws://node.example:9944",
				"chain.url: a node on another machine",
			),
			(
				"ws://127.0.0.1:9944",
				"ws://127.0.0.1:1@node.example:9944",
				"chain.url: a node on another",
			),
			(
				"ws://127.0.0.1:9944",
				"http://127.0.0.1",
				"chain.url: it should begin",
			),
			(
				"NL91ABNA0417164300",
				"NL92ABNA0417164300",
				"the city's IBAN for EUR",
			),
			(
				"\"EUR\"",
				"\"euro\"",
				"accounts.0.currency: a currency is three capital letters",
			),
			("sqlite:///", "mysql:///", "database.url: it should begin"),
			(
				"listen = \"127.0.0.1:8480\"",
				"listen = \"0.0.0.0:8480\"",
				"needs a certificate",
			),
			(
				"listen = \"127.0.0.1:8481\"",
				"listen = \"127.0.0.1:8480\"",
				"another address",
			),
			(
				"[batch]",
				"[batch]\nfrequency = 3",
				"there is no setting \"frequency\"",
			),
			(
				"max_total = 100000000",
				"max_total = 0",
				"the limits must be more than nothing",
			),
			(
				"treasury/archive",
				"treasury/inbox",
				"should be three folders",
			),
		] {
			assert!(example().contains(from), "{from}");
			refused(&example().replace(from, to), why);
		}
	}

	#[test]
	fn a_password_in_the_address_of_the_database_is_refused_and_not_repeated() {
		for url in [
			"postgres://civic:hunter2@db/treasury",
			"postgres://db/treasury?password=hunter2",
		] {
			let text = example().replace("sqlite:///var/lib/civic-treasury/treasury.db", url);
			let error = load(&text).unwrap_err().to_string();
			assert!(error.contains("database.password_file"), "{error}");
			assert!(!error.contains("hunter2"), "{error}");
		}
	}

	#[test]
	fn the_signers_file_is_its_owners_alone_and_holds_an_account() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("treasurer.key");
		let mut config = load(&example()).unwrap();
		config.chain.signer_file = Some(file.clone());
		let found = |text: &str, mode: u32| {
			std::fs::write(&file, text).unwrap();
			std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
			let all = config.on_this_machine();
			let (_, result) = all
				.into_iter()
				.find(|(what, _)| *what == "chain.signer_file")
				.unwrap();
			result
		};
		let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
		for text in [phrase, "//Charlie", &format!("0x{}", "01".repeat(32))] {
			assert_eq!(found(text, 0o600), Ok(()));
			// The first line is the secret, whatever stands below.
			assert_eq!(
				found(&format!("{text} \nof the treasurer\n"), 0o600),
				Ok(())
			);
		}
		assert!(found(phrase, 0o640).unwrap_err().contains("chmod 600"));
		for text in [
			"not a recovery phrase",
			"0x0102",
			&phrase.replace("lake", ""),
		] {
			let why = found(text, 0o600).unwrap_err();
			assert!(
				why.contains("recovery phrase") && !why.contains(text),
				"{why}"
			);
		}
	}

	#[test]
	fn the_password_of_the_database_comes_from_its_file_and_is_escaped() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("db.password");
		std::fs::write(&file, "p@ss:/w?rd\n").unwrap();
		std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
		let mut config = load(&example()).unwrap();
		config.database.url = "postgres://civic@db/treasury".into();
		config.database.password_file = Some(file.clone());
		assert_eq!(
			config.database_url().unwrap().expose_secret(),
			"postgres://civic:p%40ss%3A%2Fw%3Frd@db/treasury"
		);
		std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
		assert!(matches!(
			config.database_url(),
			Err(SecretError::Exposed(_))
		));
	}
}
