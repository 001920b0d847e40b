//! Where a node keeps its secrets: the same places, named by the same options, as when it runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sc_cli::{KeystoreParams, SubstrateCli};
use sc_keystore::LocalKeystore;
use sc_network::config::{ed25519, NodeKeyConfig, Secret};
use sc_service::{config::KeystoreConfig, BasePath};

use crate::cli::Cli;

/// What `sc-cli` calls the folder and the file of the network identity; it does not export the names.
const NETWORK_KEY: [&str; 2] = ["network", "secret_ed25519"];

/// The options by which a node is told where its secrets are.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
	/// The folder of the node's data, as the node is started with
	#[arg(long, short = 'd', value_name = "PATH")]
	pub(crate) base_path: Option<PathBuf>,

	/// The keystore, where it is not in the folder of the node's data
	#[arg(long, value_name = "PATH")]
	pub(crate) keystore_path: Option<PathBuf>,

	/// The file with the keystore's password, where it has one
	#[arg(long, value_name = "FILE")]
	pub(crate) password_filename: Option<PathBuf>,

	/// The network identity, where it is not in the folder of the node's data
	#[arg(long, value_name = "FILE")]
	pub(crate) node_key_file: Option<PathBuf>,
}

impl Place {
	/// The folder of the chain called `id`.
	fn of_chain(&self, id: &str) -> PathBuf {
		let base = match &self.base_path {
			Some(path) => BasePath::new(path),
			None => BasePath::from_project("", "", &Cli::executable_name()),
		};
		base.config_dir(id)
	}

	/// Where the keystore for the chain called `id` is.
	pub(crate) fn keystore_path(&self, id: &str) -> sc_cli::Result<PathBuf> {
		Ok(self.keystore_config(id)?.0)
	}

	/// The keystore for the chain called `id`, to make keys in. Makes its folder, for the owner alone,
	/// when it is not there.
	pub(crate) fn keystore(&self, id: &str) -> sc_cli::Result<Arc<LocalKeystore>> {
		let (path, password) = self.keystore_config(id)?;
		check_owner(&path)?;
		make_private(&path).map_err(|why| {
			format!(
				"cannot make the keystore {}: {why}. Run this as the user that runs the node",
				path.display()
			)
		})?;
		Ok(Arc::new(LocalKeystore::open(path, password)?))
	}

	/// The keystore for the chain called `id`, to look into. `None` when there is none.
	pub(crate) fn existing_keystore(&self, id: &str) -> sc_cli::Result<Option<LocalKeystore>> {
		let (path, password) = self.keystore_config(id)?;
		if !path.is_dir() {
			return Ok(None);
		}
		Ok(Some(LocalKeystore::open(path, password)?))
	}

	fn keystore_config(
		&self,
		id: &str,
	) -> sc_cli::Result<(PathBuf, Option<sp_core::crypto::SecretString>)> {
		let params = KeystoreParams {
			keystore_path: self.keystore_path.clone(),
			password_interactive: false,
			password: None,
			password_filename: self.password_filename.clone(),
		};
		match params.keystore_config(&self.of_chain(id)) {
			Ok(KeystoreConfig::Path { path, password }) => Ok((path, password)),
			Ok(_) => Err("a keystore in memory holds nothing".into()),
			Err(why) => Err(format!("cannot read the keystore's password: {why}").into()),
		}
	}

	/// Where the network identity for the chain called `id` is.
	pub(crate) fn network_key_path(&self, id: &str) -> PathBuf {
		let [folder, file] = NETWORK_KEY;
		self.node_key_file
			.clone()
			.unwrap_or_else(|| self.of_chain(id).join(folder).join(file))
	}

	/// The network identity for the chain called `id`. Made when it is not there.
	pub(crate) fn network_key(&self, id: &str) -> sc_cli::Result<ed25519::Keypair> {
		let path = self.network_key_path(id);
		NodeKeyConfig::Ed25519(Secret::File(path.clone()))
			.into_keypair()
			.map_err(|why| {
				format!(
					"cannot read or make the network identity {}: {why}. Run this as the user that \
					 runs the node",
					path.display()
				)
				.into()
			})
	}
}

/// Refuse to leave root's files in the folder of a node that runs as another user: it could not read
/// them.
#[cfg(unix)]
fn check_owner(path: &Path) -> sc_cli::Result<()> {
	use std::os::unix::fs::MetadataExt;
	// Linux shows the user of a process as the owner of its entry.
	let runs_as_root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
	let there = path.ancestors().find_map(|folder| {
		let data = std::fs::metadata(folder).ok()?;
		Some((folder, data.uid()))
	});
	match there {
		Some((folder, owner)) if runs_as_root && owner != 0 => Err(format!(
			"{} belongs to the user with the number {owner}, and that user's node could not read what \
			 root makes there. Run this as that user: sudo -u \\#{owner} civic-node …",
			folder.display()
		)
		.into()),
		_ => Ok(()),
	}
}

#[cfg(not(unix))]
fn check_owner(_: &Path) -> sc_cli::Result<()> {
	Ok(())
}

#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
	use std::os::unix::fs::DirBuilderExt;
	if let Some(parent) = path.parent() {
		std::fs::create_dir_all(parent)?;
	}
	match std::fs::DirBuilder::new().mode(0o700).create(path) {
		Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
		made => made,
	}
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> std::io::Result<()> {
	std::fs::create_dir_all(path)
}
