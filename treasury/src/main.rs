//! `civic-treasury`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
	civic_treasury::cli::main()
}
