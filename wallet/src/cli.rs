//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{
	commands::{
		authority, balance, certificate, challenge, claim, commons, contribution, delegate, key,
		member, methodology, network, offline, propose, quantify, redeem, referendum, reserve,
		retire, settle, shell, source, supply, transfer, verify, vote, watch, whoami,
	},
	config::{Config, Target},
	error::Result,
	evidence::EvidenceStore,
	keys::KeyStore,
	output::Output,
};

/// What `--help` ends with.
const EXIT_CODES: &str = "Exit codes:
  0  done
  1  a defect of this program or machine
  2  the command line is not understood
  3  a file or value is not what it should be
  4  the chain refused it
  5  no node or treasury, the wrong network, or a node of another version
  6  no key, the wrong password, or a damaged key file

Dates are 2026-12-31, the moment that day begins (UTC), or 2026-12-31T18:00:00Z with a time.

First steps:
  civic key new anna
  civic member voucher redeem voucher.json --key anna
  civic source register --family 0 --place 0x… --nameplate 5000 --key anna
  civic quantify rooftop-pv --readings inverter.csv
  civic claim submit --source 0 --key anna rooftop-pv --readings inverter.csv
  civic watch --key anna

To decide with others:
  civic referendum list --open
  civic referendum show 3 --key anna
  civic vote 3 aye --key anna
  civic propose --help";

/// The wallet of the civic ledger: for citizens, verifiers, businesses and agencies
#[derive(Debug, Parser)]
#[command(name = "civic", version, after_help = EXIT_CODES, max_term_width = 100)]
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
	/// Print one JSON document on standard output, for programs
	#[arg(long, global = true, help_heading = "Everywhere")]
	pub json: bool,

	/// The node to talk to; without it, the network's, or ws://127.0.0.1:9944
	#[arg(long, global = true, env = "CIVIC_URL", help_heading = "Everywhere")]
	pub url: Option<String>,

	/// The network that is meant, and no other: its name in your settings (`civic network list`), or
	/// the hash of its first block; `any` takes every one
	#[arg(
		long,
		global = true,
		env = "CIVIC_NETWORK",
		value_name = "NAME|0xHASH",
		help_heading = "Everywhere"
	)]
	pub network: Option<String>,

	/// Your settings; without it, civic/config.toml in your configuration folder
	#[arg(
		long,
		global = true,
		env = "CIVIC_CONFIG",
		value_name = "FILE",
		help_heading = "Everywhere"
	)]
	pub config: Option<PathBuf>,

	/// The folder of key files
	#[arg(
		long,
		global = true,
		env = "CIVIC_KEYS",
		value_name = "DIR",
		help_heading = "Everywhere"
	)]
	pub keys: Option<PathBuf>,

	/// The folder of evidence files
	#[arg(
		long,
		global = true,
		env = "CIVIC_EVIDENCE",
		value_name = "DIR",
		help_heading = "Everywhere"
	)]
	pub evidence_dir: Option<PathBuf>,

	/// Wait this many seconds at most until a transaction is final
	#[arg(
		long,
		global = true,
		env = "CIVIC_TIMEOUT",
		value_name = "SECONDS",
		default_value_t = 180,
		help_heading = "Everywhere"
	)]
	pub timeout: u64,

	/// Hand a transaction in without waiting until it is final
	#[arg(long, global = true, help_heading = "Everywhere")]
	pub no_wait: bool,
}

impl Global {
	/// Where results go.
	pub fn output(&self) -> Output {
		Output::new(self.json)
	}

	/// The user's settings.
	pub fn config(&self) -> Result<Config> {
		Config::load(self.config.as_deref())
	}

	/// Where to connect, and which network has to be there.
	pub fn target(&self) -> Result<Target> {
		self.config()?
			.target(self.url.as_deref(), self.network.as_deref())
	}

	/// The user's keys.
	pub fn key_store(&self) -> Result<KeyStore> {
		let usual = self.config()?.default_key().map(str::to_string);
		Ok(KeyStore::at(self.keys.clone())?.with_usual(usual))
	}

	/// The user's evidence.
	pub fn evidence_store(&self) -> Result<EvidenceStore> {
		EvidenceStore::at(self.evidence_dir.clone())
	}
}

/// The command groups.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Make, list, show, import and export keys
	#[command(subcommand)]
	Key(key::KeyCommand),
	/// Take part: redeem a voucher, look members up, keep the register
	#[command(subcommand)]
	Member(member::MemberCommand),
	/// Read how activity becomes avoided emissions
	#[command(subcommand)]
	Methodology(methodology::MethodologyCommand),
	/// Register what is measured
	#[command(subcommand)]
	Source(source::SourceCommand),
	/// Compute what a file of readings is worth, without any network
	Quantify(quantify::QuantifyArgs),
	/// Claim what was measured, and follow claims
	#[command(subcommand)]
	Claim(claim::ClaimCommand),
	/// As a verifier: recompute a claim from its evidence, and answer
	Verify(verify::VerifyArgs),
	/// Doubt a verified claim
	Challenge(challenge::ChallengeArgs),
	/// Have a claim awarded whose challenge window is over
	Settle(settle::SettleArgs),
	/// Follow claims as they go, live
	Watch(watch::WatchArgs),
	/// Who a key is to this network: number, standing, duties, balance, and what to do next
	Whoami(whoami::WhoamiArgs),
	/// What an account holds and may still do today
	Balance(balance::BalanceArgs),
	/// Give tokens to someone
	Transfer(transfer::TransferArgs),
	/// Use tokens up for good, for a certificate
	Retire(retire::RetireArgs),
	/// Exchange tokens for money
	#[command(subcommand)]
	Redeem(redeem::RedeemCommand),
	/// The money behind the tokens: what is attested, owed and offered
	#[command(subcommand)]
	Reserve(reserve::ReserveCommand),
	/// Check a certificate of retirement against the chain
	#[command(subcommand)]
	Certificate(certificate::CertificateCommand),
	/// Where everything that was ever awarded is, and what may still be awarded
	Supply(supply::SupplyArgs),
	/// Put something to the vote of the city
	#[command(subcommand, subcommand_value_name = "WHAT")]
	Propose(Box<propose::ProposeCommand>),
	/// What is put to the vote, and what becomes of it
	#[command(subcommand)]
	Referendum(referendum::ReferendumCommand),
	/// Vote on a referendum, change the vote, or take it back
	Vote(vote::VoteArgs),
	/// As one who may not vote, say what you think of a referendum
	Opine(vote::OpineArgs),
	/// Rely on somebody on a track, or on nobody
	Delegate(delegate::DelegateArgs),
	/// Let others rely on you on a track
	Stand(delegate::StandArgs),
	/// What members gave, and how that weighs in votes
	#[command(subcommand)]
	Contribution(contribution::ContributionCommand),
	/// The commons: what is in the pool, and what was granted
	#[command(subcommand)]
	Commons(commons::CommonsCommand),
	/// Which agencies validate; an agency's keys and seat
	#[command(subcommand)]
	Authority(authority::AuthorityCommand),
	/// Sign on a machine without a network, and send from another
	#[command(subcommand)]
	Offline(offline::OfflineCommand),
	/// The networks you know, by name
	#[command(subcommand)]
	Network(network::NetworkCommand),
	/// Write the completions of a shell
	Completions(shell::CompletionsArgs),
	/// Write the manual pages
	Man(shell::ManArgs),
}
