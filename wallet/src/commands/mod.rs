//! One file per command group.

pub mod authority;
pub mod balance;
pub mod certificate;
pub mod challenge;
pub mod claim;
pub mod claim_submit;
pub mod commons;
pub mod contribution;
pub mod delegate;
pub mod key;
pub mod mandate;
pub mod member;
pub mod methodology;
pub mod methodology_publish;
pub mod network;
pub mod offline;
mod outcome;
mod pace;
mod payee;
pub mod propose;
pub mod quantify;
pub mod redeem;
pub mod referendum;
pub mod reserve;
pub mod retire;
mod seats;
pub mod settle;
pub mod shell;
pub mod source;
pub mod supply;
pub mod track;
pub mod transfer;
pub mod verify;
pub mod vote;
pub mod voucher;
pub mod watch;
pub mod whoami;

use crate::{
	cli::{Cli, Command},
	error::Result,
};

/// Do what the command line says.
pub fn run(cli: Cli) -> Result<()> {
	let Cli { global, command } = cli;
	match command {
		Command::Key(command) => key::run(&global, command),
		Command::Member(command) => member::run(&global, command),
		Command::Methodology(command) => methodology::run(&global, command),
		Command::Source(command) => source::run(&global, command),
		Command::Quantify(args) => quantify::run(&global, &args),
		Command::Claim(command) => claim::run(&global, command),
		Command::Verify(args) => verify::run(&global, &args),
		Command::Challenge(args) => challenge::run(&global, &args),
		Command::Settle(args) => settle::run(&global, &args),
		Command::Balance(args) => balance::run(&global, &args),
		Command::Transfer(args) => transfer::run(&global, &args),
		Command::Retire(args) => retire::run(&global, &args),
		Command::Redeem(command) => redeem::run(&global, command),
		Command::Reserve(command) => reserve::run(&global, command),
		Command::Certificate(command) => certificate::run(&global, command),
		Command::Supply(args) => supply::run(&global, &args),
		Command::Watch(args) => watch::run(&global, &args),
		Command::Whoami(args) => whoami::run(&global, &args),
		Command::Propose(command) => propose::run(&global, *command),
		Command::Referendum(command) => referendum::run(&global, command),
		Command::Vote(args) => vote::run(&global, &args),
		Command::Opine(args) => vote::opine(&global, &args),
		Command::Delegate(args) => delegate::run(&global, &args),
		Command::Stand(args) => delegate::stand(&global, &args),
		Command::Contribution(command) => contribution::run(&global, command),
		Command::Commons(command) => commons::run(&global, command),
		Command::Authority(command) => authority::run(&global, command),
		Command::Offline(command) => offline::run(&global, command),
		Command::Network(command) => network::run(&global, command),
		Command::Completions(args) => shell::completions(&args),
		Command::Man(args) => shell::man(&global, &args),
	}
}
