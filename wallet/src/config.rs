//! The user's settings: which networks they know, and whose key signs unless told otherwise.
//!
//! One file holds them, `civic/config.toml` in the user's configuration folder. A named network is
//! an address and the hash of the first block, and nothing else in this program knows that hash
//! (ADR 0040).

use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table};

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
	treasury,
};

/// The node that is asked when nobody names one.
pub const DEFAULT_URL: &str = "ws://127.0.0.1:9944";

/// What `--network` takes for: no matter which.
pub const ANY: &str = "any";

/// The longest name of a network.
const MAX_NAME: usize = 64;

/// What the file holds.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
	/// The network that is meant when none is named.
	network: Option<String>,
	/// The key that signs when none is named.
	key: Option<String>,
	#[serde(default)]
	networks: BTreeMap<String, Network>,
}

/// A network the user knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
	/// A node of it.
	pub url: String,
	/// The hash of its first block: what makes it this network.
	pub genesis: Hex32,
	/// The treasury that pays for it.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub treasury: Option<String>,
	/// The file of certificates that vouch for the treasury, in the place of the public ones.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub treasury_ca: Option<PathBuf>,
}

/// The settings, and the file they are in.
#[derive(Debug, Clone)]
pub struct Config {
	path: PathBuf,
	settings: Settings,
}

/// Where to connect, and which network has to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
	/// The node.
	pub url: String,
	/// Its network, if one was named.
	pub network: Option<Expected>,
}

/// A network that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
	/// The hash of its first block.
	pub genesis: Hex32,
	/// How it was named.
	pub name: String,
	/// Whether the settings named it, not the command line.
	pub by_settings: bool,
}

impl Config {
	/// From `named`, which must be there, or from the usual place, where there may be none.
	pub fn load(named: Option<&Path>) -> Result<Self> {
		let (path, must_exist) = match named {
			Some(path) => (path.to_path_buf(), true),
			None => match dirs::config_dir() {
				Some(folder) => (folder.join("civic").join("config.toml"), false),
				None => return Ok(Self::empty(PathBuf::from("config.toml"))),
			},
		};
		if !must_exist && !path.exists() {
			return Ok(Self::empty(path));
		}
		// An empty file is a file of no settings.
		if path
			.metadata()
			.is_ok_and(|meta| meta.is_file() && meta.len() == 0)
		{
			return Ok(Self::empty(path));
		}
		let text = files::read_text(&path, MAX_SMALL, "settings file")?;
		let settings = parse(&text, &path)?;
		Ok(Self { path, settings })
	}

	fn empty(path: PathBuf) -> Self {
		Self {
			path,
			settings: Settings::default(),
		}
	}

	/// The file, which may not be there yet.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The networks by name.
	pub fn networks(&self) -> &BTreeMap<String, Network> {
		&self.settings.networks
	}

	/// The name of the network that is meant when none is named.
	pub fn default_network(&self) -> Option<&str> {
		self.settings.network.as_deref()
	}

	/// The key that signs when none is named.
	pub fn default_key(&self) -> Option<&str> {
		self.settings.key.as_deref()
	}

	/// The network called `name`.
	pub fn network(&self, name: &str) -> Result<&Network> {
		self.settings.networks.get(name).ok_or_else(|| {
			let known: Vec<_> = self.settings.networks.keys().map(String::as_str).collect();
			let known = match known.as_slice() {
				[] => "It names none yet".to_string(),
				names => format!("It names {}", names.join(", ")),
			};
			Error::input(format!(
				"There is no network \"{name}\" in {}. {known}. Add it: {}",
				self.path.display(),
				how_to_add(name)
			))
		})
	}

	/// The network with this first block that names its treasury; the one that is meant first.
	pub fn with_treasury(&self, genesis: Hex32) -> Option<&Network> {
		let networks = &self.settings.networks;
		let meant = self.default_network().and_then(|name| networks.get(name));
		meant
			.into_iter()
			.chain(networks.values())
			.find(|network| network.genesis == genesis && network.treasury.is_some())
	}

	/// Know the treasury of the networks with this first block from now on: their names.
	pub fn remember_treasury(
		&mut self,
		genesis: Hex32,
		treasury: &str,
		authorities: Option<&Path>,
	) -> Result<Vec<String>> {
		let is_new = |network: &Network| {
			network.genesis == genesis
				&& (network.treasury.as_deref() != Some(treasury)
					|| network.treasury_ca.as_deref() != authorities)
		};
		let names: Vec<_> = self
			.settings
			.networks
			.iter()
			.filter(|(_, network)| is_new(network))
			.map(|(name, _)| name.clone())
			.collect();
		if names.is_empty() {
			return Ok(names);
		}
		self.change(|document| {
			for name in &names {
				let network = document
					.get_mut("networks")
					.and_then(|networks| networks.get_mut(name))
					.and_then(Item::as_table_like_mut)
					.ok_or("a network is no table")?;
				network.insert("treasury", toml_edit::value(treasury));
				match authorities {
					Some(file) => {
						let file = file.to_str().ok_or("the path of treasury_ca is no text")?;
						network.insert("treasury_ca", toml_edit::value(file));
					},
					None => {
						network.remove("treasury_ca");
					},
				}
			}
			Ok(())
		})?;
		Ok(names)
	}

	/// What `--url` and `--network` mean together with the settings. Each alone overrides its part:
	/// another node does not make it another network.
	pub fn target(&self, url: Option<&str>, network: Option<&str>) -> Result<Target> {
		let by_settings = network.is_none();
		let named = network.or(self.default_network());
		let (usual, expected) = match named {
			None | Some(ANY) => (None, None),
			Some(name) if name.starts_with("0x") => {
				let genesis: Hex32 = name
					.parse()
					.map_err(|e| Error::input(format!("--network {name}: {e}.")))?;
				let known = self
					.settings
					.networks
					.values()
					.find(|network| network.genesis == genesis);
				(known.map(|network| network.url.clone()), Some(genesis))
			},
			Some(name) => {
				let network = self.network(name)?;
				(Some(network.url.clone()), Some(network.genesis))
			},
		};
		let url = url.map(str::to_string).or(usual);
		let url = url.unwrap_or_else(|| DEFAULT_URL.to_string());
		must_be_websocket(&url)?;
		Ok(Target {
			url,
			network: expected.map(|genesis| Expected {
				genesis,
				name: named.unwrap_or_default().to_string(),
				by_settings,
			}),
		})
	}

	/// Know `network` as `name` from now on.
	pub fn add(&mut self, name: &str, network: &Network, as_default: bool) -> Result<()> {
		must_be_name(name)?;
		must_be_websocket(&network.url)?;
		if self.settings.networks.contains_key(name) {
			return Err(Error::input(format!(
				"There is a network \"{name}\" already, and it is not overwritten. Take it out first: \
				 civic network remove {name}"
			)));
		}
		self.change(|document| {
			let networks = document
				.entry("networks")
				.or_insert_with(|| {
					let mut table = Table::new();
					table.set_implicit(true);
					Item::Table(table)
				})
				.as_table_like_mut()
				.ok_or("networks is no table")?;
			let mut entry = Table::new();
			entry.insert("url", toml_edit::value(&network.url));
			entry.insert("genesis", toml_edit::value(network.genesis.to_string()));
			networks.insert(name, Item::Table(entry));
			if as_default {
				document.insert("network", toml_edit::value(name));
			}
			Ok(())
		})
	}

	/// Know the network called `name` no longer.
	pub fn remove(&mut self, name: &str) -> Result<()> {
		self.network(name)?;
		let is_default = self.default_network() == Some(name);
		self.change(|document| {
			let networks = document
				.get_mut("networks")
				.and_then(Item::as_table_like_mut)
				.ok_or("networks is no table")?;
			networks.remove(name);
			if is_default {
				document.remove("network");
			}
			Ok(())
		})
	}

	/// Mean the network called `name` when none is named.
	pub fn make_default(&mut self, name: &str) -> Result<()> {
		self.network(name)?;
		self.change(|document| {
			document.insert("network", toml_edit::value(name));
			Ok(())
		})
	}

	/// Change the file and leave the rest of it, comments included, as it is.
	fn change(
		&mut self,
		change: impl FnOnce(&mut DocumentMut) -> Result<(), &'static str>,
	) -> Result<()> {
		let text = match std::fs::read_to_string(&self.path) {
			Ok(text) => text,
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
			Err(e) => {
				return Err(Error::input(format!(
					"The settings file {} cannot be read: {e}.",
					self.path.display()
				)))
			},
		};
		let mut document: DocumentMut = text.parse().map_err(|e| malformed(&self.path, &e))?;
		change(&mut document).map_err(|why| malformed(&self.path, &why))?;
		let text = document.to_string();
		self.settings = parse(&text, &self.path)?;
		files::replace(&self.path, text.as_bytes(), "settings file")
	}
}

fn parse(text: &str, path: &Path) -> Result<Settings> {
	let settings: Settings = toml::from_str(text).map_err(|e| malformed(path, &e))?;
	for (name, network) in &settings.networks {
		must_be_name(name)
			.and_then(|()| must_be_websocket(&network.url))
			.and_then(|()| match &network.treasury {
				Some(treasury) => treasury::address(treasury).map(|_| ()),
				None => Ok(()),
			})
			.map_err(|e| malformed(path, &format!("networks.{name}: {e}")))?;
	}
	if let Some(name) = &settings.network {
		if !settings.networks.contains_key(name) {
			return Err(malformed(
				path,
				&format!("network = \"{name}\", but there is no [networks.{name}]"),
			));
		}
	}
	Ok(settings)
}

fn malformed(path: &Path, why: &dyn std::fmt::Display) -> Error {
	let why = why.to_string();
	Error::input(format!(
		"The settings file {} is not as it should be: {}. Mend it, or name another with --config.",
		path.display(),
		why.trim_end().trim_end_matches('.')
	))
}

/// What adds a network, with the hash that earlier versions of this program kept under its name.
fn how_to_add(name: &str) -> String {
	let remembered = crate::home()
		.ok()
		.and_then(|home| std::fs::read_to_string(home.join("networks.json")).ok())
		.and_then(|text| serde_json::from_str::<BTreeMap<String, Hex32>>(&text).ok())
		.and_then(|known| known.get(name).copied());
	match remembered {
		Some(genesis) => format!("civic network add NAME --url URL --genesis {genesis}"),
		None => "civic network add NAME --url URL".to_string(),
	}
}

fn must_be_name(name: &str) -> Result<()> {
	let fine = !name.is_empty()
		&& name.len() <= MAX_NAME
		&& name != ANY
		&& !name.starts_with("0x")
		&& name
			.bytes()
			.all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
	if fine {
		return Ok(());
	}
	Err(Error::input(format!(
		"\"{name}\" cannot be a network's name: use up to {MAX_NAME} letters, digits, - and _; not \
		 \"{ANY}\", and no hash."
	)))
}

/// Refuse what is no WebSocket address, before it is taken for a node that is down.
pub fn must_be_websocket(url: &str) -> Result<()> {
	let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
	match scheme {
		"ws" | "wss" if !rest.is_empty() => Ok(()),
		"http" | "https" => Err(Error::input(format!(
			"{url} is not how a node is reached: write {}://{rest}.",
			scheme.replace("http", "ws")
		))),
		_ => Err(Error::input(format!(
			"\"{url}\" is no node's address. Write ws://127.0.0.1:9944 for a node on this machine, or \
			 wss://HOST for one on another."
		))),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const HASH: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

	fn settings(text: &str) -> Result<Config> {
		let path = PathBuf::from("config.toml");
		parse(text, &path).map(|settings| Config { path, settings })
	}

	fn demo() -> Config {
		settings(&format!(
			"network = \"demo\"\n[networks.demo]\nurl = \"ws://127.0.0.1:1\"\ngenesis = \"{HASH}\"\n\
			 [networks.other]\nurl = \"wss://other\"\ngenesis = \"{}\"\n",
			HASH.replace('1', "2")
		))
		.unwrap()
	}

	#[test]
	fn the_command_line_goes_before_the_file_and_the_file_before_the_default() {
		let target = |config: &Config, url, network| config.target(url, network).unwrap();
		let none = Config::empty(PathBuf::new());
		assert_eq!(target(&none, None, None).url, DEFAULT_URL);
		assert_eq!(target(&none, None, None).network, None);

		let config = demo();
		let usual = target(&config, None, None);
		assert_eq!(usual.url, "ws://127.0.0.1:1");
		assert!(usual.network.as_ref().is_some_and(|n| n.by_settings));
		let other = target(&config, None, Some("other"));
		assert_eq!(other.url, "wss://other");
		assert!(other.network.is_some_and(|n| !n.by_settings));
		// Another node is still to be of the same network.
		let node = target(&config, Some("ws://127.0.0.1:2"), None);
		assert_eq!(node.url, "ws://127.0.0.1:2");
		assert_eq!(node.network, usual.network);
		assert_eq!(target(&config, None, Some(ANY)).network, None);
		assert_eq!(target(&config, None, Some(HASH)).url, "ws://127.0.0.1:1");
	}

	#[test]
	fn mistakes_are_told_with_the_place() {
		for (text, says) in [
			("netwrok = \"demo\"", "netwrok"),
			("network = \"demo\"", "no [networks.demo]"),
			("[networks.demo]\nurl = \"ws://x\"", "genesis"),
			("[networks.demo]\nurl = 1", "line 2"),
			("network = ", "line 1"),
			(
				"[networks.demo]\nurl = \"ws://x\"\ngenesis = \"0x12\"",
				"not 32 bytes",
			),
			("[networks.\"a b\"]\nurl = \"ws://x\"", "missing field"),
		] {
			let error = settings(text).unwrap_err();
			assert_eq!(error.exit_code(), 3);
			let said = error.to_string();
			assert!(
				said.contains(says) && said.contains("config.toml"),
				"{said}"
			);
		}
		let error = demo().target(None, Some("nowhere")).unwrap_err();
		let said = error.to_string();
		assert!(
			said.contains("demo, other") && said.contains("civic network add"),
			"{said}"
		);
	}

	#[test]
	fn changes_leave_the_rest_of_the_file_as_it_is() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("civic/config.toml");
		let network = Network {
			url: "ws://127.0.0.1:3".into(),
			genesis: HASH.parse().unwrap(),
			treasury: None,
			treasury_ca: None,
		};
		let mut config = Config::empty(path.clone());
		config.add("first", &network, true).unwrap();
		let text = std::fs::read_to_string(&path).unwrap();
		std::fs::write(&path, format!("# mine\nkey = \"anna\"\n{text}")).unwrap();

		let mut config = Config::load(Some(&path)).unwrap();
		assert_eq!(config.default_key(), Some("anna"));
		assert_eq!(config.default_network(), Some("first"));
		assert!(config.add("first", &network, false).is_err());
		config.add("second", &network, false).unwrap();
		config.make_default("second").unwrap();
		config.remove("first").unwrap();
		let text = std::fs::read_to_string(&path).unwrap();
		assert!(text.contains("# mine") && !text.contains("first"), "{text}");
		assert_eq!(
			Config::load(Some(&path)).unwrap().default_network(),
			Some("second")
		);
		config.remove("second").unwrap();
		assert_eq!(Config::load(Some(&path)).unwrap().default_network(), None);
		for bad in ["", "any", "0x12", "a b", "a/b"] {
			assert_eq!(config.add(bad, &network, false).unwrap_err().exit_code(), 3);
		}
	}

	#[test]
	fn a_treasury_is_known_by_the_network_that_it_pays_for() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("config.toml");
		let genesis: Hex32 = HASH.parse().unwrap();
		let other: Hex32 = HASH.replace('1', "2").parse().unwrap();
		let text = format!(
			"[networks.a]\nurl = \"ws://a\"\ngenesis = \"{genesis}\"\n# mine\n\
			 [networks.b]\nurl = \"ws://b\"\ngenesis = \"{other}\"\n"
		);
		std::fs::write(&path, text).unwrap();
		let mut config = Config::load(Some(&path)).unwrap();
		assert_eq!(config.with_treasury(genesis), None);
		let (city, ca) = ("https://treasury.example", Path::new("/ca.pem"));
		let names = config.remember_treasury(genesis, city, Some(ca)).unwrap();
		assert_eq!(names, ["a"]);
		let mut config = Config::load(Some(&path)).unwrap();
		let known = config.with_treasury(genesis).unwrap();
		assert_eq!(known.treasury.as_deref(), Some(city));
		assert_eq!(known.treasury_ca.as_deref(), Some(ca));
		assert_eq!(config.with_treasury(other), None);
		let again = config.remember_treasury(genesis, city, Some(ca)).unwrap();
		assert!(again.is_empty(), "it is known");
		config.remember_treasury(genesis, city, None).unwrap();
		assert_eq!(config.with_treasury(genesis).unwrap().treasury_ca, None);
		assert!(std::fs::read_to_string(&path).unwrap().contains("# mine"));
		// One that nobody can send a bank account to is told with its place.
		let wrong = format!(
			"[networks.a]\nurl = \"ws://a\"\ngenesis = \"{genesis}\"\ntreasury = \"http://far\""
		);
		let said = settings(&wrong).unwrap_err().to_string();
		assert!(
			said.contains("networks.a") && said.contains("not encrypted"),
			"{said}"
		);
	}

	#[test]
	fn what_is_no_websocket_address_is_told_what_to_write() {
		let said = |url| must_be_websocket(url).unwrap_err().to_string();
		assert!(said("http://127.0.0.1:9944").contains("ws://127.0.0.1:9944"));
		assert!(said("https://node.city").contains("wss://node.city"));
		for bad in ["", "127.0.0.1:9944", "ws://", "ftp://x"] {
			assert!(said(bad).contains("no node's address"), "{bad}");
		}
		assert!(must_be_websocket("wss://node.city").is_ok());
	}
}
