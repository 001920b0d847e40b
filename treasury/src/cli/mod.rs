//! The command line: for the service itself, for the administrator, and for officers without a page.

mod bank;
mod batch;
mod case;
mod officer;
pub mod output;
mod payee;
mod redemption;
mod run;
mod see;

use std::{
	path::{Path, PathBuf},
	process::ExitCode,
	sync::Arc,
};

use clap::{Args, Parser, Subcommand};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use self::output::Output;
use crate::{
	config::{self, Config, ConfigError, SecretError},
	engine::desk::Desk,
	error::Error,
	money::Currency,
	payee::PayeeError,
	seal::VaultError,
	store::{
		officers::{self, Role},
		payees::PayeeStore,
		Db,
	},
};

/// Who the audit trail names for what the machine's administrator did here.
pub const ADMINISTRATOR: &str = "administrator";

/// What `--help` ends with.
const AFTER: &str = "Exit codes:
  0  done
  1  a defect of this program or machine, or the books contradict themselves
  2  the command line is not understood
  3  a setting, file or value is not what it should be
  4  refused: the state of things does not allow it
  5  the database, the node or the disk does not answer
  6  a wrong name or password, or an officer who may not do this
  7  chain, books and bank do not agree

A pay day:
  civic-treasury queue
  civic-treasury batch make --officer anna
  civic-treasury batch release 12 --officer bert
  civic-treasury batch release 12 --officer chris
  sudo -u civic-treasury civic-treasury inbox add camt053-2026-11-30.xml
  civic-treasury reconcile
  civic-treasury case list";

/// The city treasury's bridge between the ledger and its bank
#[derive(Debug, Parser)]
#[command(name = "civic-treasury", version, after_help = AFTER, max_term_width = 100)]
pub struct Cli {
	/// What is the same for every command.
	#[command(flatten)]
	pub global: Global,

	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// What is the same for every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
	/// The settings
	#[arg(
		long,
		global = true,
		env = "CIVIC_TREASURY_CONFIG",
		value_name = "FILE",
		default_value = config::DEFAULT_PATH,
		help_heading = "Everywhere"
	)]
	pub config: PathBuf,

	/// Print one JSON document on standard output, for programs
	#[arg(long, global = true, help_heading = "Everywhere")]
	pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Run the service: follow the chain, talk to the bank, serve both addresses
	#[command(after_help = "Example:\n  civic-treasury run --config civic-treasury.toml")]
	Run,
	/// Check the settings, and what they name on this machine
	CheckConfig(run::CheckArgs),
	/// Who may see and release
	#[command(subcommand)]
	Officer(officer::OfficerCommand),
	/// Redemptions to be paid, in order
	Queue(see::QueueArgs),
	/// Payments that are released together
	#[command(subcommand)]
	Batch(batch::BatchCommand),
	/// What a person has to look at
	#[command(subcommand)]
	Case(case::CaseCommand),
	/// A redemption, and the attempts to pay it; refuse one that can never be paid
	Redemption(redemption::RedemptionArgs),
	/// What the chain refused, why, and when it is tried again
	Refused(see::RefusedArgs),
	/// The reserve in force, and what to attest next
	Reserve(see::ReserveArgs),
	/// Whether chain, books and bank agree, to the cent
	Reconcile(see::ReconcileArgs),
	/// Where money goes: look, erase, encrypt anew
	#[command(subcommand)]
	Payee(payee::PayeeCommand),
	/// The bank's files
	#[command(subcommand)]
	Inbox(bank::InboxCommand),
	/// Reports for people
	#[command(subcommand)]
	Report(see::ReportCommand),
	/// After the books were restored from a copy: see to it that nothing of it is sent by itself
	#[command(
		after_help = "Batches the copy had not begun are withdrawn; what it had begun is presumed\n\
		to be with the bank. The service must not run.\n\nExample:\n  sudo -u civic-treasury civic-treasury restored"
	)]
	Restored,
	/// Who did what, the newest first
	Trail(see::TrailArgs),
	/// Write the description of the API (OpenAPI 3.1)
	#[command(after_help = "Example:\n  civic-treasury openapi > openapi.json")]
	Openapi,
}

/// Why a command did not do what was asked. Each kind has its exit code.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
	/// Of the core.
	#[error(transparent)]
	Core(#[from] Error),
	/// The settings.
	#[error(transparent)]
	Config(#[from] ConfigError),
	/// A secret.
	#[error(transparent)]
	Secret(#[from] SecretError),
	/// A key of the payees.
	#[error(transparent)]
	Vault(#[from] VaultError),
	/// A value.
	#[error(transparent)]
	Payee(#[from] PayeeError),
	/// A file or value.
	#[error("{0}")]
	Input(String),
	/// The officer.
	#[error("{0}")]
	Officer(String),
	/// The books do not balance.
	#[error("{0}")]
	Unbalanced(String),
	/// A defect.
	#[error("{0}")]
	Internal(String),
}

impl Failure {
	/// What the process exits with.
	pub fn exit_code(&self) -> u8 {
		match self {
			Self::Core(Error::NotFound(_) | Error::Settings(_) | Error::Sealed(_)) => 3,
			Self::Core(Error::Refused(_)) => 4,
			Self::Core(e) if e.is_transient() => 5,
			Self::Core(Error::OtherChain { .. }) => 3,
			Self::Core(_) | Self::Internal(_) => 1,
			Self::Config(_)
			| Self::Secret(_)
			| Self::Vault(_)
			| Self::Payee(_)
			| Self::Input(_) => 3,
			Self::Officer(_) => 6,
			Self::Unbalanced(_) => 7,
		}
	}

	/// The word programs tell it by.
	pub fn kind(&self) -> &'static str {
		match self.exit_code() {
			3 => "bad-input",
			4 => "refused",
			5 => "unavailable",
			6 => "officer",
			7 => "unbalanced",
			_ => "internal",
		}
	}
}

/// The result of a command.
pub type Done<T = ()> = std::result::Result<T, Failure>;

/// The program: read the command line, do it, say how it went.
pub fn main() -> ExitCode {
	let cli = Cli::parse();
	let output = Output::new(cli.global.json);
	let runtime = match tokio::runtime::Builder::new_multi_thread()
		.enable_all()
		.build()
	{
		Ok(runtime) => runtime,
		Err(e) => {
			output.fail(&Failure::Internal(format!("No thread can be begun: {e}.")));
			return ExitCode::from(1);
		},
	};
	match runtime.block_on(go(cli, output)) {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			output.fail(&failure);
			ExitCode::from(failure.exit_code())
		},
	}
}

async fn go(cli: Cli, output: Output) -> Done {
	let global = cli.global;
	match cli.command {
		Command::Run => run::run(&global).await,
		Command::CheckConfig(args) => run::check(&global, &args, output).await,
		Command::Officer(command) => officer::go(&global, command, output).await,
		Command::Queue(args) => see::queue(&global, &args, output).await,
		Command::Batch(command) => batch::go(&global, command, output).await,
		Command::Case(command) => case::go(&global, command, output).await,
		Command::Redemption(args) => redemption::go(&global, args, output).await,
		Command::Refused(args) => see::refused(&global, &args, output).await,
		Command::Reserve(args) => see::reserve(&global, &args, output).await,
		Command::Reconcile(args) => see::reconcile(&global, &args, output).await,
		Command::Payee(command) => payee::go(&global, command, output).await,
		Command::Inbox(command) => bank::go(&global, command, output).await,
		Command::Report(command) => see::report(&global, command, output).await,
		Command::Restored => run::restored(&global, output).await,
		Command::Trail(args) => see::trail(&global, &args, output).await,
		Command::Openapi => {
			let document = crate::web::openapi()
				.to_pretty_json()
				.map_err(|e| Failure::Internal(e.to_string()))?;
			output.line(&document)
		},
	}
}

/// The books, opened for a command beside the service.
pub struct Books {
	/// The settings.
	pub config: Config,
	/// The database.
	pub db: Db,
	/// Where money goes.
	pub payees: PayeeStore,
	/// What officers do.
	pub desk: Desk,
}

impl Global {
	/// The settings.
	pub fn settings(&self) -> Done<Config> {
		Ok(Config::load(&self.config)?)
	}

	/// The books.
	pub async fn books(&self) -> Done<Books> {
		let config = self.settings()?;
		let payees = PayeeStore::new(config.vault()?);
		let db = Db::open(config.database_url()?.expose_secret()).await?;
		let desk = Desk::new(db.clone(), Arc::new(payees.clone()), config.engine());
		Ok(Books {
			config,
			db,
			payees,
			desk,
		})
	}
}

impl Books {
	/// The currency that was named, or the one that the city pays in.
	pub fn currency(&self, named: Option<Currency>) -> Done<Currency> {
		match (named, self.config.accounts.as_slice()) {
			(Some(currency), _) => Ok(currency),
			(None, [one]) => Ok(one.currency),
			(None, _) => Err(Failure::Input(
				"The city pays in several currencies. Name one: --currency EUR".into(),
			)),
		}
	}
}

/// Which officer acts.
#[derive(Debug, Clone, Args)]
pub struct OfficerArgs {
	/// The officer who does it
	#[arg(long, value_name = "NAME", help_heading = "Officer")]
	officer: String,

	/// Read the officer's password from the first line of this file instead of asking
	#[arg(long, value_name = "FILE", help_heading = "Officer")]
	password_file: Option<PathBuf>,
}

impl OfficerArgs {
	/// The officer's name, once the password is theirs and they may act.
	pub async fn sign_in(&self, books: &Books) -> Done<String> {
		let password = password(
			self.password_file.as_deref(),
			&format!("Password of {}", self.officer),
		)?;
		let mut conn = books.db.read().await?;
		let officer = officers::authenticate(&mut conn, &self.officer, password)
			.await?
			.ok_or_else(|| {
				Failure::Officer("This name and password do not belong together.".into())
			})?;
		match officer.role {
			Role::Treasurer => Ok(officer.name),
			Role::Auditor => Err(Failure::Officer(
				"Only a treasurer may do this; an auditor sees everything and changes nothing. Ask a treasurer to \
				 do it."
					.into(),
			)),
		}
	}
}

/// A password: from a file, or asked for.
pub fn password(file: Option<&Path>, prompt: &str) -> Done<Zeroizing<String>> {
	match file {
		Some(file) => Ok(config::secret(file)?),
		None => rpassword::prompt_password(format!("{prompt}: "))
			.map(Zeroizing::new)
			.map_err(|e| {
				Failure::Input(format!(
					"The password cannot be asked for here ({e}). Name a file: --password-file"
				))
			}),
	}
}

/// The moment, in seconds since 1970.
fn now() -> i64 {
	crate::web::now()
}

#[cfg(test)]
mod tests {
	use clap::CommandFactory;

	use super::*;

	#[test]
	fn the_command_line_is_well_formed() {
		Cli::command().debug_assert();
	}

	#[test]
	fn every_command_has_an_example() {
		fn without(command: &clap::Command, path: &str) -> Vec<String> {
			let path = format!("{path} {}", command.get_name());
			let mut found: Vec<_> = command
				.get_subcommands()
				.flat_map(|sub| without(sub, &path))
				.collect();
			let help = command.get_after_help().map(ToString::to_string);
			let example = help
				.is_some_and(|help| help.contains("Example") && help.contains("civic-treasury "));
			if !example && found.is_empty() && !command.has_subcommands() {
				found.push(path);
			}
			found
		}
		assert_eq!(without(&Cli::command(), ""), Vec::<String>::new());
	}

	/// What stands below the options of every command.
	fn helps(command: &clap::Command, path: &str) -> Vec<(String, String)> {
		let path = format!("{path} {}", command.get_name());
		let help = command.get_after_help().map(ToString::to_string);
		let mut found = Vec::from_iter(help.map(|help| (path.clone(), help)));
		found.extend(command.get_subcommands().flat_map(|sub| helps(sub, &path)));
		found
	}

	/// A terminal of 80 columns, the usual one, breaks longer lines: then an example cannot be copied.
	#[test]
	fn examples_can_be_copied() {
		let helps = helps(&Cli::command(), "");
		assert!(helps.len() > 25, "{}", helps.len());
		for (path, help) in helps {
			for line in help.lines() {
				assert!(line.chars().count() <= 80, "{path}: {line}");
			}
			let mut after = help
				.split_inclusive('\n')
				.skip_while(|l| !l.starts_with("Example"));
			let heading = after.next().map(str::trim_end);
			let (mut examples, mut goes_on) = (0, false);
			for line in after {
				let indent = if goes_on { "    " } else { "  " };
				let text = line
					.strip_prefix(indent)
					.unwrap_or_else(|| panic!("{path}: {line}"));
				assert!(!text.starts_with(' '), "{path}: {line}");
				let (first, _) = text.split_once(' ').unwrap_or((text, ""));
				examples += usize::from(!goes_on);
				assert!(
					goes_on || ["civic-treasury", "sudo"].contains(&first),
					"{path}: {line}"
				);
				goes_on = line.trim_end().ends_with('\\');
			}
			assert!(!goes_on, "{path}: nothing follows the last line");
			match heading {
				Some("Example:") => assert_eq!(examples, 1, "{path}"),
				Some("Examples:") => assert!(examples > 1, "{path}"),
				other => assert_eq!((other, examples), (None, 0), "{path}"),
			}
		}
	}

	#[test]
	fn each_kind_of_failure_has_its_exit_code() {
		let codes = [
			Failure::Internal(String::new()),
			Failure::Input(String::new()),
			Failure::Core(Error::refused("")),
			Failure::Core(Error::Chain(String::new())),
			Failure::Officer(String::new()),
			Failure::Unbalanced(String::new()),
		]
		.map(|f| f.exit_code());
		assert_eq!(codes, [1, 3, 4, 5, 6, 7]);
	}

	#[test]
	fn no_argument_takes_a_secret() {
		fn all(command: &clap::Command) -> Vec<String> {
			let mut names: Vec<String> = command
				.get_arguments()
				.map(|a| a.get_id().to_string())
				.collect();
			names.extend(command.get_subcommands().flat_map(all));
			names
		}
		let names = all(&Cli::command());
		assert!(names.iter().any(|n| n == "password_file"));
		for secret in ["password", "key", "suri", "phrase", "secret"] {
			assert!(!names.iter().any(|n| n == secret), "--{secret}");
		}
	}
}
