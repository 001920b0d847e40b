//! `civic watch`: claims as they go, live.

mod claims;
mod screen;

use std::{future::Future, time::Duration};

use clap::Args;
use subxt::{ext::futures::FutureExt, rpcs::client::RpcParams};

pub(super) use self::screen::Screen;

use self::claims::Watched;
use super::source::owner_number;
use crate::{
	chain::{block_on, Chain, State},
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
	until_stopped(async {
		let chain = Chain::connect(global).await?;
		let limit = usize::from(args.limit);
		let watched = if args.claims.is_empty() {
			let state = chain.state().await?;
			let owner = owner_number(global, &state, args.owner.as_deref(), &args.signer).await?;
			Watched::of_owner(owner, limit)
		} else {
			Watched::of(&args.claims, limit)?
		};
		let claims = Claims {
			watched,
			screen: Screen::new(global.output()),
			until_settled: args.until_settled,
		};
		follow(global, chain, claims).await
	})
}

/// Do it until it is done, or somebody stops it.
pub(super) fn until_stopped(following: impl Future<Output = Result<()>>) -> Result<()> {
	block_on(async {
		tokio::select! {
			followed = following => followed,
			// Whoever stops it has seen what they wanted.
			() = stop() => Ok(()),
		}
	})
}

/// Something that is read and shown at each final block.
pub(super) trait Followed {
	/// Read it, and show what has changed.
	async fn read(&mut self, chain: &Chain, state: &State) -> Result<Step>;
	/// Tell a person what becomes of the connection.
	fn say(&mut self, text: &str) -> Result<()>;
}

/// How it goes on.
pub(super) enum Step {
	/// More may come.
	GoOn,
	/// There is nothing left to see, or nobody reads it any more.
	End,
}

/// Claims, and where they are shown.
struct Claims {
	watched: Watched,
	screen: Screen,
	until_settled: bool,
}

impl Followed for Claims {
	async fn read(&mut self, _: &Chain, state: &State) -> Result<Step> {
		let changed = self.watched.read(state).await?;
		if !self.screen.show(&self.watched, &changed)? {
			return Ok(Step::End);
		}
		if self.until_settled && self.watched.all_settled() {
			self.screen.end(&self.watched)?;
			return Ok(Step::End);
		}
		Ok(Step::GoOn)
	}

	fn say(&mut self, text: &str) -> Result<()> {
		self.screen.say(text)
	}
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

/// Follow it on `chain`, over failures of the connection.
pub(super) async fn follow(
	global: &Global,
	mut chain: Chain,
	mut followed: impl Followed,
) -> Result<()> {
	let genesis = chain.genesis();
	// A name or a hash was looked at by now; from here on it has to stay the same chain.
	let mut again = global.clone();
	again.network = Some(ANY.into());
	again.url = Some(global.target()?.url);

	let (mut fruitless, mut blocks_read) = (0, 0);
	loop {
		let before = blocks_read;
		let error = match blocks(&chain, &mut followed, &mut blocks_read).await {
			Ok(()) => return Ok(()),
			Err(error @ Error::Network(_)) => error,
			Err(error) => return Err(error),
		};
		fruitless = if blocks_read > before {
			0
		} else {
			fruitless + 1
		};
		if fruitless >= FRUITLESS || before == 0 && fruitless > 0 {
			return Err(error);
		}
		followed.say(&error.to_string())?;
		chain = reconnect(&again, &mut followed).await?;
		if chain.genesis() != genesis {
			return Err(Error::network(format!(
				"The node came back as one of another network, whose first block is {}.",
				chain.genesis()
			)));
		}
		followed.say("Connected again.")?;
	}
}

/// Another connection, after growing delays.
async fn reconnect(global: &Global, followed: &mut impl Followed) -> Result<Chain> {
	let mut delay = Duration::from_secs(1);
	loop {
		followed.say(&format!("Trying again in {} s.", delay.as_secs()))?;
		tokio::time::sleep(delay).await;
		match Chain::connect(global).await {
			Ok(chain) => return Ok(chain),
			Err(error @ Error::Network(_)) => followed.say(&error.to_string())?,
			Err(error) => return Err(error),
		}
		delay = (delay * 2).min(LONGEST_DELAY);
	}
}

/// Read at each final block, until there is nothing left to see or the node goes away. Counts the
/// blocks that were read.
async fn blocks(chain: &Chain, followed: &mut impl Followed, read: &mut u64) -> Result<()> {
	let mut heads = chain.final_heads().await?;
	loop {
		let state = chain.state().await?;
		let step = followed.read(chain, &state).await?;
		*read = read.saturating_add(1);
		if matches!(step, Step::End) {
			return Ok(());
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
					followed.say(&format!(
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
