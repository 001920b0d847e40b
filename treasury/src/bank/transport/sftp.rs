//! Folders on a server, by OpenSSH's `sftp`: its cryptography, its keys, its known hosts.

use std::{collections::HashMap, process::Stdio};

use async_trait::async_trait;
use tokio::{io::AsyncWriteExt, process::Command, sync::Mutex};

use super::{is_unfinished, Published, Transport, Waiting};
use crate::{
	engine::settings::TransportSettings,
	error::{Error, Result},
	store::inbox::archived_as,
};

/// Where files lie before they are moved into the outbox.
const STAGING: &str = ".staging";

/// Folders on a server.
pub struct Sftp {
	settings: TransportSettings,
	/// The sizes at the last look: a file that grows is still being written.
	seen: Mutex<HashMap<String, u64>>,
}

struct Places<'a> {
	outbox: &'a str,
	inbox: &'a str,
	archive: &'a str,
}

impl Sftp {
	/// The server of these settings.
	pub fn new(settings: TransportSettings) -> Self {
		Self {
			settings,
			seen: Mutex::default(),
		}
	}

	fn places(&self) -> Result<Places<'_>> {
		match &self.settings {
			TransportSettings::Sftp {
				outbox,
				inbox,
				archive,
				..
			} => Ok(Places {
				outbox,
				inbox,
				archive,
			}),
			TransportSettings::Folder { .. } => {
				Err(Error::Settings("these are folders, not a server".into()))
			},
		}
	}

	fn command(&self) -> Result<Command> {
		let TransportSettings::Sftp {
			destination,
			port,
			identity,
			known_hosts,
			program,
			..
		} = &self.settings
		else {
			return Err(Error::Settings("these are folders, not a server".into()));
		};
		let (name, first) = program
			.split_first()
			.ok_or_else(|| Error::Settings("the sftp program is not named".into()))?;
		let mut command = Command::new(name);
		command.args(first).arg("-q").arg("-b").arg("-");
		// Nobody is there to answer a question, and a server that is not known is not the bank.
		for option in [
			"BatchMode=yes",
			"StrictHostKeyChecking=yes",
			"ConnectTimeout=20",
			"ServerAliveInterval=15",
		] {
			command.arg("-o").arg(option);
		}
		if let Some(port) = port {
			command.arg("-P").arg(port.to_string());
		}
		if let Some(identity) = identity {
			command.arg("-i").arg(identity);
		}
		if let Some(hosts) = known_hosts {
			command
				.arg("-o")
				.arg(format!("UserKnownHostsFile={}", hosts.display()));
		}
		// With -D the program speaks to a local server, and there is nowhere to go.
		if !program.iter().any(|p| p == "-D") {
			command.arg("--").arg(destination);
		}
		Ok(command)
	}

	/// Carry out commands; what they print.
	async fn run(&self, commands: &[String]) -> Result<String> {
		let failed = |why: String| Error::Transport(format!("sftp: {why}"));
		let mut child = self
			.command()?
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.kill_on_drop(true)
			.spawn()
			.map_err(|e| failed(e.to_string()))?;
		if let Some(mut input) = child.stdin.take() {
			input
				.write_all(format!("{}\n", commands.join("\n")).as_bytes())
				.await
				.map_err(|e| failed(e.to_string()))?;
		}
		let output = tokio::time::timeout(
			std::time::Duration::from_secs(300),
			child.wait_with_output(),
		)
		.await
		.map_err(|_| failed("no answer within five minutes".into()))?
		.map_err(|e| failed(e.to_string()))?;
		match output.status.success() {
			true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
			false => Err(failed(
				String::from_utf8_lossy(&output.stderr)
					.lines()
					.last()
					.unwrap_or("it failed and says nothing")
					.to_owned(),
			)),
		}
	}

	/// Names and sizes of the files in a folder.
	async fn list(&self, folder: &str) -> Result<Vec<Waiting>> {
		let printed = self.run(&[format!("ls -lna {}", quote(folder)?)]).await?;
		Ok(printed.lines().filter_map(listed).collect())
	}
}

/// A line of `ls -ln`: mode, links, owner, group, size, three words of time, the name.
fn listed(line: &str) -> Option<Waiting> {
	let line = line.trim_end();
	if !line.starts_with('-') {
		return None;
	}
	let mut rest = line;
	let mut size = None;
	for column in 0..8 {
		rest = rest.trim_start();
		let end = rest.find(char::is_whitespace)?;
		if column == 4 {
			size = rest.get(..end)?.parse().ok();
		}
		rest = rest.get(end..)?;
	}
	let name = rest.trim_start();
	// With a folder in the question some servers put it before the name.
	let name = name.rsplit('/').next()?;
	Some(Waiting {
		name: name.to_owned(),
		size: size?,
	})
}

/// A path as the program reads it. What could be anything else than a path is refused.
fn quote(path: &str) -> Result<String> {
	if path.is_empty()
		|| path
			.chars()
			.any(|c| c.is_control() || matches!(c, '"' | '\\' | '*' | '?' | '[' | ']'))
	{
		return Err(Error::Transport(
			"a path with characters that cannot be handed to sftp".into(),
		));
	}
	Ok(format!("\"{path}\""))
}

#[async_trait]
impl Transport for Sftp {
	async fn stage(&self, name: &str, bytes: &[u8]) -> Result<()> {
		let Places { outbox, .. } = self.places()?;
		let local = tempfile::NamedTempFile::new().map_err(Error::io("a temporary file"))?;
		tokio::fs::write(local.path(), bytes)
			.await
			.map_err(Error::io("a temporary file"))?;
		self.run(&[
			format!("-mkdir {}", quote(&format!("{outbox}/{STAGING}"))?),
			// -f: the server writes it to its disk before it answers, if it can.
			format!(
				"put -f {} {}",
				quote(&local.path().to_string_lossy())?,
				quote(&format!("{outbox}/{STAGING}/{name}.xml"))?
			),
		])
		.await?;
		Ok(())
	}

	async fn publish(&self, name: &str) -> Result<Published> {
		let Places { outbox, .. } = self.places()?;
		let file = format!("{name}.xml");
		let staged = self.list(&format!("{outbox}/{STAGING}")).await?;
		if !staged.iter().any(|f| f.name == file) {
			return Ok(Published::Before);
		}
		self.run(&[format!(
			"rename {} {}",
			quote(&format!("{outbox}/{STAGING}/{file}"))?,
			quote(&format!("{outbox}/{file}"))?
		)])
		.await?;
		Ok(Published::Now)
	}

	async fn waiting(&self) -> Result<Vec<Waiting>> {
		let Places { inbox, .. } = self.places()?;
		let listed: Vec<_> = self
			.list(inbox)
			.await?
			.into_iter()
			.filter(|f| !is_unfinished(&f.name))
			.collect();
		let mut seen = self.seen.lock().await;
		let mut settled: Vec<_> = listed
			.iter()
			.filter(|f| seen.get(&f.name) == Some(&f.size))
			.filter(|f| {
				let usable = quote(&f.name).is_ok();
				if !usable {
					tracing::warn!("a file in the inbox has a name that cannot be used: rename it");
				}
				usable
			})
			.cloned()
			.collect();
		*seen = listed.into_iter().map(|f| (f.name, f.size)).collect();
		settled.sort();
		Ok(settled)
	}

	async fn fetch(&self, name: &str) -> Result<Vec<u8>> {
		let Places { inbox, .. } = self.places()?;
		let dir = tempfile::tempdir().map_err(Error::io("a temporary folder"))?;
		let local = dir.path().join("file");
		self.run(&[format!(
			"get {} {}",
			quote(&format!("{inbox}/{name}"))?,
			quote(&local.to_string_lossy())?
		)])
		.await?;
		tokio::fs::read(&local)
			.await
			.map_err(Error::io("a temporary file"))
	}

	async fn archive(&self, name: &str, id: i64) -> Result<()> {
		let Places { inbox, archive, .. } = self.places()?;
		if !self.list(inbox).await?.iter().any(|f| f.name == name) {
			return Ok(());
		}
		self.run(&[
			format!("-mkdir {}", quote(archive)?),
			format!(
				"rename {} {}",
				quote(&format!("{inbox}/{name}"))?,
				quote(&format!("{archive}/{}", archived_as(id, name)))?
			),
		])
		.await?;
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_listing_is_read_by_its_columns() {
		assert_eq!(
			listed("-rw-r--r--    1 0        0            1234 Nov 28 05:00 a b.xml"),
			Some(Waiting {
				name: "a b.xml".into(),
				size: 1234
			})
		);
		assert_eq!(
			listed("-rw-r--r--    ? 0        0              12 Nov 28  2025 in/c.xml"),
			Some(Waiting {
				name: "c.xml".into(),
				size: 12
			})
		);
		assert_eq!(listed("drwxr-xr-x    2 0 0 4096 Nov 28 05:00 dir"), None);
		assert_eq!(listed("sftp> ls -lna in"), None);
	}

	#[test]
	fn what_could_be_a_command_is_no_path() {
		assert!(quote("in/a b.xml").is_ok());
		for bad in ["", "a\nrm *", "a\"b", "a*", "a\\b", "[a]"] {
			assert!(quote(bad).is_err(), "{bad:?}");
		}
	}
}
