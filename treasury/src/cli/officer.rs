//! `officer`: who may see and release. For the administrator of the machine.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::{
	now,
	output::{moment, table, Output},
	password, Done, Failure, Global, ADMINISTRATOR,
};
use crate::store::{
	audit,
	officers::{self, Role},
};

/// See the module.
#[derive(Debug, Subcommand)]
pub enum OfficerCommand {
	/// Make an officer; the password is theirs to type
	#[command(
		after_help = "Examples:\n  civic-treasury officer add anna --role treasurer\n  \
		civic-treasury officer add olga --role auditor"
	)]
	Add {
		/// The name to sign in with: small letters, digits, dots, hyphens
		name: String,
		/// What they may do
		#[arg(long, value_enum)]
		role: Rights,
		/// Read the password from the first line of this file instead of asking
		#[arg(long, value_name = "FILE")]
		password_file: Option<PathBuf>,
	},
	/// Who there is
	#[command(after_help = "Example:\n  civic-treasury officer list")]
	List,
	/// End an officer's access, at once and everywhere
	#[command(after_help = "Example:\n  civic-treasury officer disable anna")]
	Disable {
		/// Who
		name: String,
	},
	/// Give a disabled officer access again
	#[command(after_help = "Example:\n  civic-treasury officer enable anna")]
	Enable {
		/// Who
		name: String,
	},
	/// Give an officer another password; what they are signed in with ends
	#[command(after_help = "Example:\n  civic-treasury officer password anna")]
	Password {
		/// Who
		name: String,
		/// Read the password from the first line of this file instead of asking
		#[arg(long, value_name = "FILE")]
		password_file: Option<PathBuf>,
	},
}

/// What an officer may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Rights {
	/// See everything, make and release batches, deal with cases
	Treasurer,
	/// See everything, change nothing
	Auditor,
}

impl From<Rights> for Role {
	fn from(rights: Rights) -> Self {
		match rights {
			Rights::Treasurer => Self::Treasurer,
			Rights::Auditor => Self::Auditor,
		}
	}
}

#[derive(Serialize)]
struct Did<'a> {
	officer: &'a str,
	done: &'static str,
}

pub(super) async fn go(global: &Global, command: OfficerCommand, output: Output) -> Done {
	let books = global.books().await?;
	if let OfficerCommand::List = command {
		let mut conn = books.db.read().await?;
		let officers = officers::list(&mut conn).await?;
		return output.show(&officers, |officers| {
			let mut shown = table(&["name", "role", "since", "access"]);
			for o in officers {
				let access = match o.disabled_at {
					None => "yes".into(),
					Some(at) => format!("disabled {}", moment(at)),
				};
				shown.add_row([
					o.name.clone(),
					o.role.to_string(),
					moment(o.made_at),
					access,
				]);
			}
			shown.to_string()
		});
	}
	let hash = match &command {
		OfficerCommand::Add {
			name,
			password_file,
			..
		}
		| OfficerCommand::Password {
			name,
			password_file,
		} => {
			officers::check_name(name)?;
			let chosen = password(password_file.as_deref(), &format!("Password for {name}"))?;
			officers::check_password(&chosen)?;
			if password_file.is_none() && *chosen != *password(None, "The same again")? {
				return Err(Failure::Input(
					"The two passwords differ. Nothing was changed.".into(),
				));
			}
			officers::hash_beside(chosen).await?
		},
		_ => String::new(),
	};
	let mut write = books.db.write().await?;
	let (name, done, action) = match &command {
		OfficerCommand::Add { name, role, .. } => {
			officers::add(&mut write, name, (*role).into(), &hash, now()).await?;
			(name, "made", "add-officer")
		},
		OfficerCommand::Disable { name } => {
			officers::set_enabled(&mut write, name, false, now()).await?;
			(name, "disabled", "disable-officer")
		},
		OfficerCommand::Enable { name } => {
			officers::set_enabled(&mut write, name, true, now()).await?;
			(name, "enabled", "enable-officer")
		},
		OfficerCommand::Password { name, .. } => {
			officers::set_password(&mut write, name, &hash, now()).await?;
			(name, "has another password", "officer-password")
		},
		OfficerCommand::List => return Ok(()),
	};
	audit::note(
		&mut write,
		now(),
		ADMINISTRATOR,
		action,
		&format!("officer {name}"),
		"",
	)
	.await?;
	write.commit().await?;
	output.show(
		&Did {
			officer: name,
			done,
		},
		|did| format!("{} {}", did.officer, did.done),
	)
}
