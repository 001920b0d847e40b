#![doc = include_str!("../README.md")]

pub mod amount;
pub mod bars;
pub mod certificate;
pub mod chain;
pub mod cli;
pub mod commands;
pub mod config;
pub mod decision;
pub mod error;
pub mod evidence;
pub mod files;
pub mod keys;
pub mod member;
pub mod money;
pub mod offline;
pub mod output;
pub mod payees;
pub mod quantifying;
pub mod registrar;
pub mod signing;
pub mod statement;
pub mod time;
pub mod treasury;
pub mod voucher;

pub use civic_payee::hex32;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

use crate::{
	cli::Cli,
	error::{Error, Result},
};

/// The program: read the command line, do it, say how it went.
pub fn main() -> ExitCode {
	let cli = Cli::parse();
	let output = cli.global.output();
	match commands::run(cli) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			output.fail(&error);
			ExitCode::from(error.exit_code())
		},
	}
}

/// Where this program keeps the user's files, unless told otherwise.
pub fn home() -> Result<PathBuf> {
	dirs::data_dir()
		.map(|dir| dir.join("civic"))
		.ok_or_else(|| {
			Error::usage(
			"This machine has no home folder. Say where files are: --keys DIR, --evidence-dir DIR.",
		)
		})
}
