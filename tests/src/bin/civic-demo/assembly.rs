//! The city votes. What must not be possible is tried too: to outvote contributors by tokens.

use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::assembly::{vote_on, weight, Referendum};
use civic_tests::people::{path, Citizen};
use civic_tests::wait::{until, when};
use civic_tests::wallet::{number, text, Wallet};
use civic_tests::{Chain, DevKey, Network, Node};
use futures::try_join;
use serde_json::Value;

use crate::narrate::{kilograms, Narrator};
use crate::summary::Decided;

/// The agency that joins: not one of the first four.
const WATER_WORKS: &str = "//WaterWorks";

/// How long points may take to count: a period of `demo-city`, and some blocks.
const PERIOD: Duration = Duration::from_secs(100);

/// How long a new validator may take to write a block: two sessions, and its turn.
const FIRST_BLOCK: Duration = Duration::from_secs(180);

/// The citizens who vote.
pub(crate) struct Voters<'a> {
	/// Has contributed.
	pub(crate) anna: &'a Citizen,
	/// Has contributed.
	pub(crate) ben: &'a Citizen,
	/// Waits for an award.
	pub(crate) carla: &'a Citizen,
	/// Has contributed nothing, and buys.
	pub(crate) dora: &'a Citizen,
}

/// What is left running when the story of the assembly is told.
pub(crate) struct Told {
	/// What was decided.
	pub(crate) decisions: Vec<Decided>,
	/// The fifth agency's node.
	pub(crate) water_works: Node,
}

/// Four decisions at once, and one that tokens cannot buy.
pub(crate) async fn tell(
	network: &Network,
	voters: &Voters<'_>,
	narrator: &Narrator,
) -> anyhow::Result<Told> {
	narrator.doing("Contributions begin to count in votes when their period is over");
	let (anna, ben) = try_join!(counts(voters.anna), counts(voters.ben))?;
	narrator.done(
		"Anna's and Ben's contributions count in votes",
		format!("weights {anna} and {ben}; everybody else weighs 1"),
	);

	narrator.doing("Dora is given more tokens than Anna and Ben are left with together");
	let rich = buys_up(voters).await?;

	narrator.doing("Citizens propose a methodology, a budget, a grant and an agency, and vote");
	let (anna, ben) = (&voters.anna.wallet, &voters.ben.wallet);
	let works = network
		.wallet("water-works", DevKey::Alice)?
		.with_suri(WATER_WORKS);
	let account = works.run(&["balance"]).await?;
	let account = text(&account, "/account")?;
	let version = publish(voters.carla).await?.to_string();
	let ceiling = "5000";
	// One person's proposals one after the other: transactions are numbered.
	let ((methodology, budget), (grant, agency)) = try_join!(
		async {
			let adopt = ["adopt-methodology", version.as_str()];
			let methodology = Referendum::propose(anna, &adopt).await?;
			let budget = ["budget", "stationary-energy", "--ceiling", ceiling];
			anyhow::Ok((methodology, Referendum::propose(anna, &budget).await?))
		},
		async {
			let spend = ["spend", voters.carla.account.as_str(), "20"];
			let grant = Referendum::propose(ben, &spend).await?;
			let enrol = ["enrol-agency", account, "--until", "2099-12-31"];
			anyhow::Ok((grant, Referendum::propose(ben, &enrol).await?))
		},
	)?;
	let all = [methodology, budget, grant, agency];
	let grant_number = grant.index.to_string();
	let carlas = ["vote", grant_number.as_str(), "aye"];
	// All at once: on a slow machine the vote would be over before its last voter.
	let (anna_weighs, ben_weighs, dora_weighs, recused) = try_join!(
		vote_on(voters.anna, &all, "aye"),
		vote_on(voters.ben, &all, "aye"),
		vote_on(voters.dora, &all, "nay"),
		voters.carla.wallet.refused(&carlas),
	)?;
	ensure!(
		dora_weighs.iter().all(|weight| *weight == 1),
		"tokens weigh nothing: {dora_weighs:?}"
	);
	let first = |weights: &[u32]| weights.first().copied().unwrap_or_default();
	let (ayes, nays) = (
		first(&anna_weighs) + first(&ben_weighs),
		first(&dora_weighs),
	);
	ensure!(ayes > nays, "contributors weigh more: {ayes} and {nays}");
	narrator.done(
		format!(
			"Dora holds {} AVO and votes against everything",
			kilograms(rich)
		),
		format!("her vote weighs {nays}; those who contributed weigh {ayes}"),
	);
	ensure!(
		recused.name == "Recused",
		"Carla gains by the grant: {recused:?}"
	);
	narrator.done(
		"Refused: Carla's vote on a grant to herself",
		recused.name.clone(),
	);

	narrator.doing("What was decided takes effect");
	let mut decisions = Vec::new();
	methodology.done(anna).await?;
	let shown = anna.run(&["methodology", "show", &version]).await?;
	ensure!(text(&shown, "/status")? == "adopted", "in force: {shown}");
	decisions.push(
		told(
			&methodology,
			anna,
			"a new version of a methodology is in force",
		)
		.await?,
	);
	narrator.done(
		"The assembly adopted a new version of a methodology",
		"panels of 4 judge the roofs that are claimed from here on",
	);
	budget.done(anna).await?;
	let award = ["claim", "award-waiting", "stationary-energy"];
	voters.anna.wallet.run(&award).await?;
	let carla = voters.carla.balance().await?;
	ensure!(carla > 0, "the claim that waited is awarded");
	decisions.push(
		told(
			&budget,
			anna,
			"the budget is raised: Carla's claim is awarded",
		)
		.await?,
	);
	narrator.done(
		"The assembly raised the budget",
		format!(
			"the claim that waited is awarded: {} AVO for Carla",
			kilograms(carla)
		),
	);
	grant.done(ben).await?;
	granted(voters, carla).await?;
	decisions.push(told(&grant, ben, "20 AVO of the commons are granted").await?);
	narrator.done(
		"The assembly granted money of the commons",
		"20 AVO were paid to Carla",
	);
	agency.done(ben).await?;
	decisions.push(told(&agency, ben, "the water works are enrolled as an agency").await?);

	narrator.doing("The water works start a node, and the assembly gives them a seat");
	let (node, admitted) = joins(network, voters, &works, account).await?;
	decisions.push(told(&admitted, ben, "the water works validate").await?);
	narrator.done(
		"The assembly admitted a fifth agency",
		"the water works' node writes blocks",
	);
	Ok(Told {
		decisions,
		water_works: node,
	})
}

/// Wait until what a citizen has contributed counts. What a vote weighs then.
async fn counts(citizen: &Citizen) -> anyhow::Result<u32> {
	until("contributions to count in votes", PERIOD, || async {
		let weight = weight(citizen).await?;
		Ok(match when(weight > 1, weight) {
			civic_tests::wait::Seen::Ready(()) => civic_tests::wait::Seen::Ready(weight),
			civic_tests::wait::Seen::Not(state) => civic_tests::wait::Seen::Not(state),
		})
	})
	.await
}

/// Dora buys most of what Anna and Ben have. What she holds.
async fn buys_up(voters: &Voters<'_>) -> anyhow::Result<u128> {
	for seller in [voters.anna, voters.ben] {
		// All but a tenth, in whole tokens.
		let most = (seller.balance().await? * 9 / 10 / 1_000_000).to_string();
		seller
			.wallet
			.run(&["transfer", &voters.dora.account, &most])
			.await?;
	}
	let rich = voters.dora.balance().await?;
	let left = voters.anna.balance().await? + voters.ben.balance().await?;
	ensure!(rich > left, "Dora has more than both: {rich} and {left}");
	Ok(rich)
}

/// Carla publishes a version of the first methodology. Its number.
async fn publish(by: &Citizen) -> anyhow::Result<u32> {
	let document = by.wallet.folder().join("rooftop-pv-2.md");
	let text = "# Rooftop photovoltaics, second version\n\nAs the first, with panels of four.\n";
	std::fs::write(&document, text).context("cannot write the methodology")?;
	let args = [
		"methodology",
		"publish",
		"--like",
		"0",
		"--title",
		"Rooftop photovoltaics, second version",
		"--document",
		path(&document)?,
		"--read-at",
		"https://demo-city.example/methods/rooftop-pv-2.md",
		"--panel",
		"4",
		"--quorum",
		"3",
	];
	let published = by.wallet.run(&args).await?;
	number(&published, "/methodology/methodology")
}

/// The grant is paid out.
async fn granted(voters: &Voters<'_>, before: u128) -> anyhow::Result<()> {
	let commons = voters.anna.wallet.clone().unsigned();
	let shown = commons.run(&["commons", "show"]).await?;
	let grant: u32 = number(&shown, "/grants/0/grant")?;
	voters
		.anna
		.wallet
		.run(&["commons", "pay", &grant.to_string()])
		.await?;
	let after = voters.carla.balance().await?;
	ensure!(
		after == before + 20_000_000,
		"20 AVO arrived: {before}, then {after}"
	);
	Ok(())
}

/// The enrolled agency's node follows, its keys are registered, the assembly admits it, it validates.
async fn joins(
	network: &Network,
	voters: &Voters<'_>,
	works: &Wallet,
	account: &str,
) -> anyhow::Result<(Node, Referendum)> {
	let node = network.newcomer("water-works-node", &["--validator"])?;
	let url = node.url();
	let chain = until(
		"the new node to answer",
		Duration::from_secs(60),
		|| async { Ok(civic_tests::wait::Seen::Ready(Chain::connect(&url).await?)) },
	)
	.await?;
	until(
		"the new node to follow",
		Duration::from_secs(120),
		|| async {
			let (there, here) = (
				network.chain(DevKey::Alice).await?.finalized().await?,
				chain.finalized().await?,
			);
			Ok(when(here + 3 >= there, (here, there)))
		},
	)
	.await?;
	works
		.run(&["authority", "rotate-keys", "--node", &url])
		.await?;
	let admitted = Referendum::propose(&voters.ben.wallet, &["admit-agency", account]).await?;
	try_join!(
		admitted.vote(voters.anna, "aye"),
		admitted.vote(voters.ben, "aye"),
		admitted.vote(voters.carla, "aye"),
	)?;
	admitted.done(works).await?;
	let seats = network.chain(DevKey::Alice).await?;
	until("the fifth agency to validate", FIRST_BLOCK, || async {
		let seated = seats.validators().await?.len();
		Ok(when(seated == 5, seated))
	})
	.await?;
	until("the fifth agency to write a block", FIRST_BLOCK, || async {
		let log = std::fs::read_to_string(node.log()).context("the node writes a log")?;
		Ok(when(
			log.contains("Prepared block for proposing"),
			"none yet",
		))
	})
	.await?;
	Ok((node, admitted))
}

/// What was decided, for the summary.
async fn told(referendum: &Referendum, reader: &Wallet, effect: &str) -> anyhow::Result<Decided> {
	let shown: Value = referendum.show(reader).await?;
	Ok(Decided {
		referendum: referendum.index,
		track: text(&shown, "/track/name")?.into(),
		weight_for: number(&shown, "/votes/ayes")?,
		weight_against: number(&shown, "/votes/nays")?,
		persons_for: number(&shown, "/votes/personsFor")?,
		citizens: number(&shown, "/votes/citizens")?,
		effect: effect.into(),
	})
}
