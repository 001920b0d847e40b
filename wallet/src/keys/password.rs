//! Passwords: from a prompt or a file, never from the command line.

use std::{
	io::{self, IsTerminal},
	path::PathBuf,
};

use clap::Args;
use zeroize::Zeroizing;

use crate::{
	error::{Error, Result},
	files,
};

/// The shortest password for a new key.
const SHORTEST: usize = 8;

/// The longest file a password is read from.
const LONGEST_FILE: u64 = 4096;

/// Where a password comes from.
#[derive(Debug, Clone, Args)]
pub struct PasswordArgs {
	/// Read the key's password from the first line of this file instead of asking
	#[arg(
		long,
		value_name = "FILE",
		env = "CIVIC_PASSWORD_FILE",
		help_heading = "Signing"
	)]
	pub password_file: Option<PathBuf>,
}

impl PasswordArgs {
	/// The password of an existing key.
	pub fn ask(&self, prompt: &str) -> Result<Zeroizing<String>> {
		match &self.password_file {
			Some(path) => first_line(path),
			None => prompt_for(prompt),
		}
	}

	/// The password of a new key: asked for twice.
	pub fn choose(&self) -> Result<Zeroizing<String>> {
		let password = match &self.password_file {
			Some(path) => first_line(path)?,
			None => {
				let password = prompt_for("Choose a password for the key")?;
				if *password != *prompt_for("The same password again")? {
					return Err(Error::key("The two passwords differ. Nothing was written."));
				}
				password
			},
		};
		if password.chars().count() < SHORTEST {
			return Err(Error::key(format!(
				"The password is too short: take at least {SHORTEST} characters."
			)));
		}
		Ok(password)
	}
}

fn first_line(path: &std::path::Path) -> Result<Zeroizing<String>> {
	let text = files::read_text(path, LONGEST_FILE, "password file")
		.map(Zeroizing::new)
		.map_err(|e| Error::key(e.to_string()))?;
	Ok(Zeroizing::new(
		text.lines().next().unwrap_or_default().to_string(),
	))
}

/// Ask at the terminal, without showing what is typed.
pub fn prompt_for(prompt: &str) -> Result<Zeroizing<String>> {
	if !io::stdin().is_terminal() {
		return Err(Error::key(
			"There is no terminal to ask for the password at. Use --password-file or \
			 CIVIC_PASSWORD_FILE.",
		));
	}
	rpassword::prompt_password(format!("{prompt}: "))
		.map(Zeroizing::new)
		.map_err(|e| Error::key(format!("The password cannot be read: {e}.")))
}
