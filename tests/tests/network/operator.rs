//! What the runbooks have an agency's administrator do, by the commands they name.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::wait::{until, when, Seen};
use civic_tests::wallet::{number, text, Wallet};
use civic_tests::{Chain, DevKey, Network, Node};
use serde_json::Value;

/// The session after next, and a turn in it.
const THREE_SESSIONS: Duration = Duration::from_secs(120);

/// How long a node may take to catch up: it compiles the runtime and reads a few hundred blocks.
const CAUGHT_UP: Duration = Duration::from_secs(120);

/// Who makes none of so many blocks is offline, as monitoring has it: ten rounds of five validators.
const OFFLINE: u64 = 50;

/// Make session keys at the node, and register them from the signer's computer: join.md, steps 3 and 4, and
/// key-rotation.md, steps 1 and 3. The keys, and the session they are used from.
pub(crate) async fn registers_keys(
	node: &Node,
	signer: &Wallet,
	account: &str,
	args: &[&str],
) -> anyhow::Result<(String, u64)> {
	let made = node.agency_keys(account, args)?;
	let (keys, proof) = (text(&made, "/keys")?, text(&made, "/proof")?);
	let register = [
		"authority",
		"set-keys",
		"--session-keys",
		keys,
		"--proof",
		proof,
	];
	let registered = signer.run(&register).await?;
	Ok((keys.to_string(), number(&registered, "/fromSession")?))
}

/// key-rotation.md: the node signs with the old keys until the new ones count, and then with those. The
/// node is the fifth validator.
pub(crate) async fn rotates_keys(
	network: &mut Network,
	node: &Node,
	signer: &Wallet,
	account: &str,
) -> anyhow::Result<()> {
	let chain = network.chain(DevKey::Bob).await?;
	let begun = chain.best().await?;
	let (keys, from) = registers_keys(node, signer, account, &["--new-keys"]).await?;
	let reader = signer.clone().unsigned();
	let session = until("the new keys to be in use", THREE_SESSIONS, || async {
		let shown = reader.run(&["authority", "show"]).await?;
		let in_use = in_use(&shown, account)?;
		if in_use == keys {
			return Ok(Seen::Ready(number::<u64>(&shown, "/session")?));
		}
		Ok(Seen::Not(in_use.to_string()))
	})
	.await?;
	ensure!(session == from, "in use in {session}, told was {from}");
	let changed = chain.best().await?;
	let latest = until(
		"a block signed with the new keys",
		THREE_SESSIONS,
		|| async {
			let made = authored(&chain, account, changed + 1).await?;
			Ok(match made.last() {
				Some(latest) => Seen::Ready(*latest),
				None => Seen::Not("none".into()),
			})
		},
	)
	.await?;
	let mut before = begun;
	for block in authored(&chain, account, begun).await? {
		ensure!(block - before <= OFFLINE, "none from {before} to {block}");
		before = block;
	}
	ensure!(before >= latest, "{before} {latest}");

	// Of five, four have to vote: without Alice, each of the others.
	network.node_mut(DevKey::Alice)?.kill()?;
	let height = chain.finalized().await?;
	until("the new keys' votes to count", CAUGHT_UP, || async {
		let now = chain.finalized().await?;
		// The votes for a block or two may have been cast before.
		Ok(when(now >= height + 4, now))
	})
	.await?;
	network.start_node(DevKey::Alice)?;
	network.finalizes(CAUGHT_UP).await.map(drop)
}

/// backup.md: the machine is gone, and what was backed up of it is put onto another one, which follows first and
/// validates when the round is over in which the old one may have voted.
pub(crate) async fn restores(
	network: &Network,
	mut lost: Node,
	account: &str,
) -> anyhow::Result<Node> {
	let chain = network.chain(DevKey::Bob).await?;
	lost.kill()?;
	let last = chain.best().await?;
	// What it had told of before.
	let gone_at = until("blocks without it", CAUGHT_UP, || async {
		let best = chain.best().await?;
		Ok(if best >= last + 2 {
			Seen::Ready(best)
		} else {
			Seen::Not(best.to_string())
		})
	})
	.await?;
	let mut node = network.restored(&lost, "restored")?;
	network.join(&mut node)?;
	let url = node.url();
	// Long enough to be caught at it: of so many blocks one in five were its.
	until("the restored node to follow", CAUGHT_UP, || async {
		let now = Chain::connect(&url).await?.finalized().await?;
		Ok(when(now > gone_at + 20, now))
	})
	.await?;
	ensure!(
		authored(&chain, account, gone_at + 1).await?.is_empty(),
		"it follows, and makes no blocks"
	);
	let log = std::fs::read_to_string(node.log()).context("cannot read its log")?;
	ensure!(
		log.contains(&format!("Local node identity is: {}", lost.peer())),
		"others know it by its old name: {log}"
	);
	node.kill()?;
	let mut node = node.with_args(&["--validator"]);
	network.join(&mut node)?;
	until(
		"the restored validator to make a block",
		CAUGHT_UP,
		|| async {
			let made = authored(&chain, account, gone_at + 1).await?;
			Ok(when(!made.is_empty(), made))
		},
	)
	.await?;
	let complaints = node.complaints()?;
	ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
	Ok(node)
}

/// The keys that an agency has to sign with now.
fn in_use<'a>(shown: &'a Value, account: &str) -> anyhow::Result<&'a str> {
	let authorities = shown["authorities"].as_array();
	let mine = authorities
		.into_iter()
		.flatten()
		.find(|authority| authority["account"] == account);
	text(mine.context("it has a seat")?, "/keysInUse")
}

/// The heights of an agency's blocks, from one of the best chain on.
pub(crate) async fn authored(chain: &Chain, account: &str, from: u64) -> anyhow::Result<Vec<u64>> {
	let validators = chain.validators().await?;
	let place = validators
		.iter()
		.position(|validator| validator.to_string() == account)
		.context("it validates")?;
	let mut made = Vec::new();
	for height in from..=chain.best().await? {
		// One of another fork may not be there any more.
		let Some(hash) = chain.block_hash(height).await? else {
			continue;
		};
		if chain.author(&hash).await? == place {
			made.push(height);
		}
	}
	Ok(made)
}
