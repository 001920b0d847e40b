//! Citizens replace the runtime of a running network, and change who validates.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::assembly::Referendum;
use civic_tests::people::{Citizen, Registrar};
use civic_tests::sender::Sender;
use civic_tests::wait::{until, when, Seen};
use civic_tests::wallet::text;
use civic_tests::{binaries, Chain, DevKey, Network};
use futures::try_join;
use serde_json::Value;

use crate::operator;

/// The agency that joins.
const WATER_WORKS: &str = "//WaterWorks";

/// Some blocks of three seconds, and time for a busy machine.
const SOON: Duration = Duration::from_secs(90);

/// The session after next, and a turn in it.
const THREE_SESSIONS: Duration = Duration::from_secs(120);

/// A city that began with the runtime of spec version 1 votes for this workspace's. What it had stored
/// is there afterwards, the migration has run, blocks go on. Then a fifth agency is admitted and
/// writes blocks, changes its keys and loses its machine, by the runbooks; and one of the first four is
/// expelled and writes none any more.
pub(crate) async fn upgrades_and_changes_who_validates() -> anyhow::Result<()> {
	let mut network = Network::start_on_version_1().await?;
	let result = decide(&mut network).await;
	result.map_err(|why| why.context(format!("logs are in {}", network.keep_logs())))
}

async fn decide(network: &mut Network) -> anyhow::Result<()> {
	let chain = network.chain(DevKey::Alice).await?;
	ensure!(chain.spec_version().await? == 1, "it begins with version 1");
	ensure!(
		chain.primary_probability().await? == (1, 4),
		"version 1 draws a quarter of the slots by lot"
	);
	let registrar = Registrar::open(network).await?;
	let (anna, ben, carla) = try_join!(
		Citizen::enrol(network, &registrar, "anna", DevKey::Alice),
		Citizen::enrol(network, &registrar, "ben", DevKey::Bob),
		Citizen::enrol(network, &registrar, "carla", DevKey::Charlie),
	)?;
	let citizens = [&anna, &ben, &carla];
	let works = network
		.wallet("water-works", DevKey::Bob)?
		.with_suri(WATER_WORKS);
	let account = works.run(&["balance"]).await?;
	let account = text(&account, "/account")?;

	let wasm = binaries::runtime()?;
	let wasm = wasm.to_str().context("a path in Unicode")?;
	let replace = ["upgrade-runtime", "--wasm", wasm];
	let enrol = ["enrol-agency", account, "--until", "2099-12-31"];
	let (upgrade, enrolment) = try_join!(
		Referendum::propose(&anna.wallet, &replace),
		Referendum::propose(&ben.wallet, &enrol),
	)?;
	for referendum in [&enrolment, &upgrade] {
		all_for(referendum, citizens).await?;
	}
	enrolment.done(&anna.wallet).await?;
	upgrade.done(&anna.wallet).await?;
	let before = stored(&chain, &anna).await?;
	let agency = network
		.wallet("agency", DevKey::Alice)?
		.with_suri(DevKey::Alice.suri());
	agency.run(&["referendum", "apply-upgrade", wasm]).await?;
	until("the new runtime", SOON, || async {
		let version = chain.spec_version().await?;
		Ok(when(version > 1, version))
	})
	.await?;
	ensure!(
		stored(&chain, &anna).await? == before,
		"what was stored is there: {before}"
	);
	until("the migration to take effect", THREE_SESSIONS, || async {
		let by_lot = chain.primary_probability().await?;
		Ok(when(by_lot == (1, 20), by_lot))
	})
	.await?;
	network.finalizes(SOON).await?;
	what_nobody_may_vote_on_is_told(&chain, &carla, account).await?;

	// As the service has it.
	let args = ["--validator", "--rpc-methods", "safe"];
	let node = network.newcomer("water-works-node", &args)?;
	// It was enrolled under version 1, which left an agency to have tokens before it had keys.
	let watch = network
		.wallet("watch", DevKey::Charlie)?
		.with_suri("//Watch");
	watch.run(&["transfer", account, "1"]).await?;
	let url = node.url();
	until("the fifth node to follow", THREE_SESSIONS, || async {
		let here = Chain::connect(&url).await?.finalized().await?;
		let there = chain.finalized().await?;
		Ok(when(here + 3 >= there, (here, there)))
	})
	.await?;
	operator::registers_keys(&node, &works, account, &[]).await?;
	let admission = Referendum::propose(&ben.wallet, &["admit-agency", account]).await?;
	all_for(&admission, citizens).await?;
	admission.is_told_alike(&chain, &anna.wallet).await?;
	admission.done(&anna.wallet).await?;
	validate(&chain, 5).await?;
	writes(&chain, account).await?;
	operator::rotates_keys(network, &node, &works, account).await?;
	let _node = operator::restores(network, node, account).await?;
	// Its node was killed meanwhile.
	let chain = network.chain(DevKey::Alice).await?;

	let dave = network
		.wallet("dave", DevKey::Dave)?
		.with_suri(DevKey::Dave.suri());
	let dave = dave.run(&["balance"]).await?;
	let dave = text(&dave, "/account")?;
	let expulsion = Referendum::propose(&carla.wallet, &["expel-agency", dave]).await?;
	all_for(&expulsion, citizens).await?;
	expulsion.done(&anna.wallet).await?;
	validate(&chain, 4).await?;
	let seated = chain.validators().await?;
	ensure!(
		seated.iter().all(|who| who.to_string() != dave),
		"the expelled agency is out: {seated:?}"
	);
	writes(&chain, account).await?;
	network.finalizes(SOON).await?;
	network.must_be_sound()
}

/// A grant is no matter of the charter. That is said before anything is submitted; and of what another
/// program has submitted, to all who look.
async fn what_nobody_may_vote_on_is_told(
	chain: &Chain,
	who: &Citizen,
	payee: &str,
) -> anyhow::Result<()> {
	let spend = ["propose", "spend", payee, "1", "--dry-run"];
	let grant = who.wallet.run(&spend).await?;
	let call = text(&grant, "/encoded")?;
	let args = ["propose", "call", call, "--track", "charter"];
	let answer = who.wallet.ask(&args).await?;
	let said = text(&answer.json, "/error/message")?;
	ensure!(
		answer.code == 3 && said.starts_with("Nobody could vote on it"),
		"{}: {said}",
		answer.code
	);

	let call = hex::decode(call.trim_start_matches("0x"))?;
	let agency = Sender::new(DevKey::Alice.suri())?;
	let nonce = chain.next_nonce(&agency.account).await?;
	let proposal = agency.proposal(chain, nonce, "Charter", &call).await?;
	chain.submit(&proposal).await?;
	until("the proposal to be in the list", SOON, || async {
		let open = who.wallet.run(&["referendum", "list", "--open"]).await?;
		let told = open["referenda"].as_array().context("a list")?;
		Ok(match told.first() {
			Some(newest) => {
				let why = text(newest, "/unvotable")?;
				ensure!(why.contains("ProposalNotPermitted"), "{newest}");
				Seen::Ready(())
			},
			None => Seen::Not("nothing".into()),
		})
	})
	.await
}

/// All of them vote for it.
async fn all_for(referendum: &Referendum, citizens: [&Citizen; 3]) -> anyhow::Result<()> {
	let [one, two, three] = citizens;
	try_join!(
		referendum.vote(one, "aye"),
		referendum.vote(two, "aye"),
		referendum.vote(three, "aye"),
	)
	.map(drop)
}

/// What must be as it was after an upgrade: the register's, the methodologies', the supply's part. The
/// ledger gets a field: the migration keeps the others.
async fn stored(chain: &Chain, reader: &Citizen) -> anyhow::Result<Value> {
	let wallet = reader.wallet.clone().unsigned();
	let member = reader.member.to_string();
	Ok(serde_json::json!({
		"member": wallet.run(&["member", "show", &member]).await?,
		"methodologies": wallet.run(&["methodology", "list"]).await?,
		// Not by the wallet, which is of another version than the chain at first.
		"ledger": format!("{:?}", chain.ledger().await?),
	}))
}

/// Wait until so many validate.
async fn validate(chain: &Chain, count: usize) -> anyhow::Result<()> {
	let what = format!("{count} validators");
	until(&what, THREE_SESSIONS, || async {
		let seated = chain.validators().await?.len();
		Ok(when(seated == count, seated))
	})
	.await
}

/// Wait until the agency with this account has written one of the blocks to come.
async fn writes(chain: &Chain, account: &str) -> anyhow::Result<()> {
	let from = chain.best().await?;
	until("a block of the fifth agency", THREE_SESSIONS, || async {
		let made = operator::authored(chain, account, from).await?;
		Ok(when(!made.is_empty(), format!("none from {from} on")))
	})
	.await
}
