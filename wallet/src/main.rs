//! `civic`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
	civic_wallet::main()
}
