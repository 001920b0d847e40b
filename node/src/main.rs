#![doc = include_str!("../README.md")]

mod agency_keys;
mod chain_spec;
mod check_genesis;
mod civic_api;
mod cli;
mod command;
mod first_start;
mod metrics;
mod place;
mod pool;
mod rpc;
mod seal;
mod service;
mod signatures;

use std::process::ExitCode;

use civic_runtime::constants::SS58_PREFIX;
use sp_core::crypto::set_default_ss58_version;

fn main() -> ExitCode {
	// Addresses in answers and figures are the city's.
	set_default_ss58_version(SS58_PREFIX.into());
	match command::run() {
		Ok(code) => code,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		},
	}
}
