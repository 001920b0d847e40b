#![doc = include_str!("../README.md")]

mod agency_keys;
mod chain_spec;
mod check_genesis;
mod cli;
mod command;
mod first_start;
mod metrics;
mod place;
mod pool;
mod rpc;
mod seal;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(code) => code,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		},
	}
}
