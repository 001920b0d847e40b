//! `civic watch`: claims as they go, live.

mod claims;
mod screen;

use std::time::Duration;

use clap::Args;
use subxt::{ext::futures::FutureExt, rpcs::client::RpcParams};

use self::{claims::Watched, screen::Screen};
use super::source::owner_number;
use crate::{
	chain::{block_on, Chain},
	cli::Global,
	config::ANY,
	error::{Error, Result},
	keys::SignerArgs,
};

/// A network that makes no final block for so long is told to be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a node that is silent may take to say that it lives.
const ALIVE: Duration = Duration::from_secs(20);

/// The longest wait before another try to reach a node.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// How often a node may answer a connection and nothing else.
const FRUITLESS: u32 = 5;

/// Arguments of `civic watch`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic watch --key anna
  civic watch 7 --until-settled
  civic watch --claim 12 --claim 13 --json | jq .claim.status

On a terminal a table is renewed with each final block; elsewhere a line is written for each change,
with --json a document a line: the first for each claim as it is, then one for each change. A node
that goes away is tried again, after 1 s, 2 s, 4 s … 60 s. Ctrl-C ends it.")]
pub struct WatchArgs {
	/// Whose claims: an address, the name of a key, or a member's number; without it, your own
	owner: Option<String>,
	/// This claim, whoever's; give it once for each
	#[arg(long = "claim", value_name = "N", conflicts_with = "owner")]
	claims: Vec<u64>,
	/// The newest so many claims
	#[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=100))]
	limit: u8,
	/// End when each of them is settled or void
	#[arg(long)]
	until_settled: bool,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, args: &WatchArgs) -> Result<()> {
	block_on(async {
		let mut screen = Screen::new(global.output());
		let stopped = tokio::select! {
			followed = follow(global, args, &mut screen) => Some(followed),
			() = stop() => None,
		};
		match stopped {
			Some(followed) => followed,
			// Whoever stops it has seen what they wanted.
			None => Ok(()),
		}
	})
}

/// Ctrl-C, or a service manager's wish.
async fn stop() {
	let interrupt = tokio::signal::ctrl_c();
	#[cfg(unix)]
	{
		let terminate =
			tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
		if let Some(mut terminate) = terminate {
			tokio::select! {
				_ = interrupt => {},
				_ = terminate.recv() => {},
			}
			return;
		}
	}
	let _ = interrupt.await;
}

/// How following a node ended.
enum End {
	/// There is nothing left to see.
	Done,
	/// Nobody reads it any more.
	Unread,
}

async fn follow(global: &Global, args: &WatchArgs, screen: &mut Screen) -> Result<()> {
	let mut chain = Chain::connect(global).await?;
	let genesis = chain.genesis();
	let limit = usize::from(args.limit);
	let mut watched = if args.claims.is_empty() {
		let state = chain.state().await?;
		let owner = owner_number(global, &state, args.owner.as_deref(), &args.signer).await?;
		Watched::of_owner(owner, limit)
	} else {
		Watched::of(&args.claims, limit)?
	};
	// A name or a hash was looked at by now; from here on it has to stay the same chain.
	let mut again = global.clone();
	again.network = Some(ANY.into());
	again.url = Some(global.target()?.url);

	let mut fruitless = 0;
	loop {
		let before = watched.blocks();
		let error = match blocks(&chain, args, &mut watched, screen).await {
			Ok(End::Done | End::Unread) => return Ok(()),
			Err(error @ Error::Network(_)) => error,
			Err(error) => return Err(error),
		};
		fruitless = if watched.blocks() > before {
			0
		} else {
			fruitless + 1
		};
		if fruitless >= FRUITLESS || before == 0 && fruitless > 0 {
			return Err(error);
		}
		screen.say(&error.to_string())?;
		chain = reconnect(&again, screen).await?;
		if chain.genesis() != genesis {
			return Err(Error::network(format!(
				"The node came back as one of another network, whose first block is {}.",
				chain.genesis()
			)));
		}
		screen.say("Connected again.")?;
	}
}

/// Another connection, after growing delays.
async fn reconnect(global: &Global, screen: &mut Screen) -> Result<Chain> {
	let mut delay = Duration::from_secs(1);
	loop {
		screen.say(&format!("Trying again in {} s.", delay.as_secs()))?;
		tokio::time::sleep(delay).await;
		match Chain::connect(global).await {
			Ok(chain) => return Ok(chain),
			Err(error @ Error::Network(_)) => screen.say(&error.to_string())?,
			Err(error) => return Err(error),
		}
		delay = (delay * 2).min(LONGEST_DELAY);
	}
}

/// Read at each final block, until there is nothing left to see or the node goes away.
async fn blocks(
	chain: &Chain,
	args: &WatchArgs,
	watched: &mut Watched,
	screen: &mut Screen,
) -> Result<End> {
	let mut heads = chain.final_heads().await?;
	loop {
		let state = chain.state().await?;
		let changed = watched.read(&state).await?;
		if !screen.show(watched, &changed)? {
			return Ok(End::Unread);
		}
		if args.until_settled && watched.all_settled() {
			screen.end(watched)?;
			return Ok(End::Done);
		}
		// Blocks that became final while one was read are read as one.
		let mut seen = false;
		while let Some(head) = heads.next().now_or_never() {
			head_or_gone(head)?;
			seen = true;
		}
		while !seen {
			match tokio::time::timeout(SILENCE, heads.next()).await {
				Ok(head) => {
					head_or_gone(head)?;
					seen = true;
				},
				Err(_) => {
					alive(chain).await?;
					screen.say(&format!(
						"No final block for {} s: the network stands still, or the node has lost it.",
						SILENCE.as_secs()
					))?;
				},
			}
		}
	}
}

fn head_or_gone<T>(head: Option<Result<T, subxt::rpcs::Error>>) -> Result<()> {
	match head {
		Some(Ok(_)) => Ok(()),
		_ => Err(Error::network("The connection to the node was lost.")),
	}
}

/// Whether a silent node is there at all.
async fn alive(chain: &Chain) -> Result<()> {
	let asking = chain.node::<serde_json::Value>("system_health", RpcParams::new());
	match tokio::time::timeout(ALIVE, asking).await {
		Ok(Ok(_)) => Ok(()),
		_ => Err(Error::network("The node does not answer any more.")),
	}
}
