//! One file per command group.

pub mod key;
pub mod quantify;

use crate::{
	cli::{Cli, Command},
	error::Result,
};

/// Do what the command line says.
pub fn run(cli: Cli) -> Result<()> {
	let Cli { global, command } = cli;
	match command {
		Command::Key(command) => key::run(&global, command),
		Command::Quantify(args) => quantify::run(&global, &args),
	}
}
