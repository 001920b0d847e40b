#![doc = include_str!("../README.md")]

mod chain_spec;
mod cli;
mod command;
mod first_start;
mod metrics;
mod pool;
mod rpc;
mod seal;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		},
	}
}
