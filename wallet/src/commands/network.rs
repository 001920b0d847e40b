//! `civic network`: the networks this user knows, by name.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
	chain::{block_on, Chain},
	cli::Global,
	config::{Config, Network, Target, ANY},
	error::Result,
	hex32::Hex32,
	output::{facts, table, Report},
};

/// The networks you know, by name.
#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
	/// List them
	#[command(after_help = "Example:
  civic network list")]
	List,
	/// Know a network by a name from now on
	#[command(after_help = "Examples:
  civic network add demo --url ws://127.0.0.1:9944 --default
  civic network add city --url wss://node.city.example --genesis 0x…

Without --genesis the node there is asked which network it is of.

Compare the hash with the one your city publishes: whoever is at that address now is what the name
will mean.")]
	Add(AddArgs),
	/// Know a network no longer
	#[command(after_help = "Example:
  civic network remove demo")]
	Remove {
		/// Its name
		name: String,
	},
	/// Mean this network when none is named
	#[command(
		name = "use",
		after_help = "Example:
  civic network use demo"
	)]
	Use {
		/// Its name
		name: String,
	},
	/// Show what a command would connect to, and ask the node there whether it is that
	#[command(after_help = "Examples:
  civic network show
  civic network show demo
  civic network show --no-check            asks nobody")]
	Show {
		/// A network's name; without it, the one that is meant
		name: Option<String>,
		/// Do not ask the node
		#[arg(long)]
		no_check: bool,
	},
}

/// Arguments of `civic network add`.
#[derive(Debug, Args)]
pub struct AddArgs {
	/// What you call it: letters, digits, - and _
	name: String,
	/// The hash of its first block; without it, the node at --url is asked
	#[arg(long, value_name = "0xHASH")]
	genesis: Option<Hex32>,
	/// Mean it when no network is named
	#[arg(long)]
	default: bool,
}

/// Run it.
pub fn run(global: &Global, command: NetworkCommand) -> Result<()> {
	let mut config = global.config()?;
	let output = global.output();
	match command {
		NetworkCommand::List => output.show(&Networks::of(&config)),
		NetworkCommand::Add(args) => add(global, config, args),
		NetworkCommand::Remove { name } => {
			config.remove(&name)?;
			output.show(&Changed::new(&config, &name, "forgotten"))
		},
		NetworkCommand::Use { name } => {
			config.make_default(&name)?;
			output.show(&Changed::new(&config, &name, "the one that is meant"))
		},
		NetworkCommand::Show { name, no_check } => show(global, &config, name, no_check),
	}
}

fn add(global: &Global, mut config: Config, args: AddArgs) -> Result<()> {
	// The address stands for itself here, whatever network is meant otherwise.
	let mut there = global.clone();
	there.network = Some(ANY.into());
	let url = there.target()?.url;
	let genesis = match args.genesis {
		Some(genesis) => genesis,
		None => block_on(async { Ok(Chain::connect(&there).await?.genesis()) })?,
	};
	let network = Network {
		url,
		genesis,
		treasury: None,
		treasury_ca: None,
	};
	config.add(&args.name, &network, args.default)?;
	global
		.output()
		.show(&Changed::new(&config, &args.name, "known"))
}

fn show(global: &Global, config: &Config, name: Option<String>, no_check: bool) -> Result<()> {
	let mut global = global.clone();
	if name.is_some() {
		global.network = name;
	}
	let Target { url, network } = global.target()?;
	let answer = if no_check {
		None
	} else {
		Some(block_on(async {
			let chain = Chain::connect(&global).await?;
			Ok((chain.name().await?, chain.genesis()))
		})?)
	};
	global.output().show(&Shown {
		network: network.as_ref().map(|named| named.name.clone()),
		url,
		genesis: network.map(|named| named.genesis),
		node: answer.map(|(name, genesis)| Node { name, genesis }),
		key: config.default_key().map(str::to_string),
		settings: config.path().to_path_buf(),
	})
}

/// The networks that are known.
#[derive(Debug, Serialize)]
struct Networks {
	networks: Vec<Known>,
	settings: PathBuf,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Known {
	name: String,
	url: String,
	genesis: Hex32,
	/// The treasury that pays for it, once a bank account was registered there.
	treasury: Option<String>,
	/// Whether it is meant when none is named.
	default: bool,
}

impl Known {
	fn of(config: &Config, name: &str, network: &Network) -> Self {
		Self {
			name: name.to_string(),
			url: network.url.clone(),
			genesis: network.genesis,
			treasury: network.treasury.clone(),
			default: config.default_network() == Some(name),
		}
	}
}

impl Networks {
	fn of(config: &Config) -> Self {
		let networks = config.networks().iter();
		Self {
			networks: networks
				.map(|(name, n)| Known::of(config, name, n))
				.collect(),
			settings: config.path().to_path_buf(),
		}
	}
}

impl Report for Networks {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.networks.is_empty() {
			return writeln!(
				to,
				"No networks are named in {}. Add one: civic network add NAME --url URL",
				self.settings.display()
			);
		}
		let mut rows = table(&["", "Name", "Node", "First block", "Treasury"]);
		for network in &self.networks {
			rows.add_row([
				if network.default { "*" } else { "" }.to_string(),
				network.name.clone(),
				network.url.clone(),
				network.genesis.to_string(),
				network.treasury.clone().unwrap_or_default(),
			]);
		}
		writeln!(to, "{rows}")?;
		if self.networks.iter().any(|network| network.default) {
			writeln!(to, "* is meant when none is named.")?;
		}
		Ok(())
	}
}

/// Settings that were changed.
#[derive(Debug, Serialize)]
struct Changed {
	done: &'static str,
	/// The network, unless it was forgotten.
	network: Option<Known>,
	settings: PathBuf,
	#[serde(skip)]
	name: String,
}

impl Changed {
	fn new(config: &Config, name: &str, done: &'static str) -> Self {
		let network = config.networks().get(name);
		Self {
			done,
			network: network.map(|network| Known::of(config, name, network)),
			settings: config.path().to_path_buf(),
			name: name.to_string(),
		}
	}
}

impl Report for Changed {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		write!(to, "The network \"{}\" is {}", self.name, self.done)?;
		match &self.network {
			Some(network) => writeln!(to, ": {}, first block {}.", network.url, network.genesis)?,
			None => writeln!(to, ".")?,
		}
		writeln!(to, "Settings: {}", self.settings.display())
	}
}

/// What a command would connect to.
#[derive(Debug, Serialize)]
struct Shown {
	network: Option<String>,
	url: String,
	/// What the first block has to be, if a network is meant.
	genesis: Option<Hex32>,
	/// What the node says, if it was asked.
	node: Option<Node>,
	key: Option<String>,
	settings: PathBuf,
}

/// What a node says.
#[derive(Debug, Serialize)]
struct Node {
	name: String,
	genesis: Hex32,
}

impl Report for Shown {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			(
				"Network",
				self.network.clone().unwrap_or_else(|| "any".into()),
			),
			("Node", self.url.clone()),
		];
		if let Some(genesis) = self.genesis {
			rows.push(("First block", genesis.to_string()));
		}
		if let Some(node) = &self.node {
			rows.push((
				"The node says",
				format!("\"{}\", {}", node.name, node.genesis),
			));
		}
		if let Some(key) = &self.key {
			rows.push(("Usual key", key.clone()));
		}
		rows.push(("Settings", self.settings.display().to_string()));
		writeln!(to, "{}", facts(rows))
	}
}
