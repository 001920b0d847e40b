//! What happens, in order. Each step fails when it did not happen as told.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::people::{path, settle, Citizen, Family, Registrar, Review, Verifiers};
use civic_tests::wait::{until, when};
use civic_tests::wallet::{number, text, Wallet};
use civic_tests::{fixtures, DevKey, Network, Node};
use futures::try_join;
use serde_json::Value;

use crate::assembly::{self, Voters};
use crate::money::{self, Office};
use crate::narrate::{kilograms, thousandths, Narrator};
use crate::summary::{ClaimTold, Refused, Summary, Supply};

/// When the sources were built: before any of the readings.
const SINCE: &str = "2015-01-01";

/// The stage: who is there from the start.
struct City<'a> {
	verifiers: Verifiers,
	registrar: Registrar,
	watch: Wallet,
	narrator: &'a Narrator,
}

/// A citizen with a source and a claim on it.
struct Claimant {
	citizen: Citizen,
	source: u64,
	claim: u64,
	quantity: u64,
	told: &'static str,
}

/// What goes on running when all is told.
pub(crate) struct Stage {
	/// The treasury and its bank.
	pub(crate) office: Office,
	/// The fifth agency's node: without it, four of five validators could not do without one.
	pub(crate) _water_works: Node,
}

/// Tell all of it. What is drawn goes into `out`.
pub(crate) async fn tell(
	network: &mut Network,
	out: &Path,
	stay: bool,
	narrator: &Narrator,
) -> anyhow::Result<(Summary, Stage)> {
	let chain = network.chain(DevKey::Alice).await?;
	let validators = chain.validators().await?.len();
	ensure!(validators == 4, "four agencies validate, not {validators}");
	narrator.done(
		"Four city agencies run the ledger",
		"4 validators, blocks are final",
	);
	let city = City {
		verifiers: Verifiers::open(network).await?,
		registrar: Registrar::open(network).await?,
		watch: network
			.wallet("energy-watch", DevKey::Bob)?
			.with_suri("//Watch"),
		narrator,
	};

	narrator.doing("Four citizens enrol with vouchers from the registry office");
	let (anna, ben, carla, dora) = try_join!(
		Citizen::enrol(network, &city.registrar, "anna", DevKey::Alice),
		Citizen::enrol(network, &city.registrar, "ben", DevKey::Bob),
		Citizen::enrol(network, &city.registrar, "carla", DevKey::Charlie),
		Citizen::enrol(network, &city.registrar, "dora", DevKey::Dave),
	)?;
	for citizen in [&anna, &ben, &carla, &dora] {
		ensure!(citizen.balance().await? == 0, "newcomers have no tokens");
	}
	narrator.done(
		"Four citizens enrolled by voucher",
		"each with a balance of 0, at no cost",
	);

	narrator.doing("Verifiers visit two roofs and two houses; then meter files become claims");
	let (anna, ben, carla, dora) = try_join!(
		city.claim(
			anna,
			0,
			Family::RooftopPv,
			"Anna's roof (real readings)",
			roof(&fixtures::roof())?
		),
		city.claim(
			ben,
			1,
			Family::Electricity,
			"Ben's electricity savings",
			savings(false)?
		),
		city.claim(carla, 2, Family::Gas, "Carla's gas savings", savings(true)?),
		city.claim(
			dora,
			3,
			Family::RooftopPv,
			"Dora's roof (forged readings)",
			forged(&city)?
		),
	)?;
	narrator.done(
		"Their meter files became claims",
		format!(
			"a real roof's {} kWh, two houses' metered savings, one forged file",
			thousandths(anna.quantity.into(), 3)
		),
	);

	narrator.doing("Panels are drawn by lot; verifiers recompute and attest");
	let (anna_told, ben_told, dora_told, carla_panel, overlap) = try_join!(
		city.awarded(&anna),
		city.awarded(&ben),
		city.challenged(&dora),
		city.reviewed(&carla),
		city.refused_overlap(&anna),
	)?;
	ensure!(carla_panel.len() == 3, "three sit on Carla's panel");
	narrator.done(
		"Verifiers drawn by lot recomputed each claim",
		"panels of 3, 2 had to agree",
	);

	narrator.doing("Carla's claim meets the end of the year's budget");
	let carla_told = city.deferred(&carla).await?;
	let no_budget = city.refused_award(&carla).await?;

	narrator.doing("Tokens are spent");
	city.spend(&anna, &ben).await?;
	let visitor = network
		.wallet("visitor", DevKey::Bob)?
		.with_suri("//Visitor");
	let no_member = city.refused_visitor(&anna, &visitor).await?;

	let voters = Voters {
		anna: &anna.citizen,
		ben: &ben.citizen,
		carla: &carla.citizen,
		dora: &dora.citizen,
	};
	let assembly::Told {
		decisions,
		water_works,
	} = assembly::tell(network, &voters, narrator).await?;
	let carla_told = ClaimTold {
		outcome: "awarded".into(),
		..carla_told
	};
	let validators = chain.validators().await?.len();

	narrator.doing("One agency's node is killed");
	let before = chain.finalized().await?;
	network.node_mut(DevKey::Dave)?.kill()?;
	until(
		"four agencies to finalise 3 blocks more",
		Duration::from_secs(60),
		|| async {
			let height = chain.finalized().await?;
			Ok(when(height >= before + 3, height))
		},
	)
	.await?;
	let finalized_block = chain.finalized().await?;
	narrator.done(
		"One agency's node was killed",
		format!("the other four went on: block {finalized_block} is final"),
	);
	network.start_node(DevKey::Dave)?;

	let told = money::tell(network, &city.registrar, &voters, out, stay, narrator).await?;
	let finalized_block = chain.finalized().await?.max(finalized_block);

	let supply = Supply::read(&city.watch.clone().unsigned().run(&["supply"]).await?)?;
	let story = vec![anna_told, ben_told, dora_told, carla_told];
	let mut claims = std::collections::BTreeMap::new();
	for claim in &story {
		*claims.entry(claim.outcome.clone()).or_default() += 1;
	}
	ensure!(
		supply.redeemed == told.redemption.paid_units,
		"what was paid for is burned: {supply:?}"
	);
	let summary = Summary {
		validators,
		finalized_block,
		claims,
		awarded_units: supply.awarded,
		supply,
		refusals: vec![overlap, no_budget, no_member, told.refused],
		kwh_real_input: anna.quantity as f64 / 1000.0,
		story,
		decisions,
		redemption: told.redemption,
	};
	let stage = Stage {
		office: told.office,
		_water_works: water_works,
	};
	Ok((summary, stage))
}

impl City<'_> {
	/// Register a source at premises of its own, have it commissioned, and claim by `method`.
	async fn claim(
		&self,
		citizen: Citizen,
		premises: usize,
		family: Family,
		told: &'static str,
		method: Vec<String>,
	) -> anyhow::Result<Claimant> {
		let place = self
			.registrar
			.place(&format!("premises-{premises}"))
			.await?;
		let verifier = self.verifiers.any(premises)?;
		let source = citizen.source(&place, family, SINCE, verifier).await?;
		let method: Vec<_> = method.iter().map(String::as_str).collect();
		let claimed = citizen.claim(source, &method).await?;
		let claim = number(&claimed, "/claim")?;
		let quantity = number(&claimed, "/findings/quantityWh")?;
		Ok(Claimant {
			citizen,
			source,
			claim,
			quantity,
			told,
		})
	}

	/// A panel is drawn, and recomputes from the evidence. Returns who sits on it.
	async fn reviewed(&self, claimant: &Claimant) -> anyhow::Result<Vec<u64>> {
		let panel = self.verifiers.panel(claimant.claim, 0).await?;
		let evidence = claimant.citizen.wallet.evidence();
		self.verifiers
			.review(claimant.claim, &panel, Review::Recompute(&evidence))
			.await?;
		let shown = self.show(claimant).await?;
		let status = text(&shown, "/status")?;
		ensure!(
			status == "verified",
			"{} is verified, not {status}",
			claimant.told
		);
		Ok(panel)
	}

	/// Verified, not challenged, settled: tokens arrive.
	async fn awarded(&self, claimant: &Claimant) -> anyhow::Result<ClaimTold> {
		self.reviewed(claimant).await?;
		let id = claimant.claim.to_string();
		let early = claimant.citizen.wallet.refused(&["settle", &id]).await?;
		ensure!(
			early.name == "WindowOpen",
			"it may still be challenged: {early:?}"
		);
		let settled = settle(&claimant.citizen.wallet, claimant.claim).await?;
		let worth = number(&settled, "/award/amount")?;
		let balance = claimant.citizen.balance().await?;
		ensure!(
			balance > 0 && balance < worth,
			"the owner gets a share: {balance} of {worth}"
		);
		self.narrator.done(
			format!("{} was verified and awarded", claimant.told),
			format!(
				"{} AVO, of which {} went to the owner",
				kilograms(worth),
				kilograms(balance)
			),
		);
		Ok(claimant.ends(worth, "awarded"))
	}

	/// The readings are forged. They add up, so the first panel confirms them; the energy watch knows
	/// the roof, and the second panel goes and looks.
	async fn challenged(&self, claimant: &Claimant) -> anyhow::Result<ClaimTold> {
		let first = self.reviewed(claimant).await?;
		let id = claimant.claim.to_string();
		let why = self.watch.folder().join("why.txt");
		std::fs::write(
			&why,
			"The roof has 8 modules. The file shows the output of 24.\n",
		)
		.context("cannot write the challenge's reasons")?;
		self.watch
			.run(&["challenge", &id, "--evidence", path(&why)?])
			.await?;
		let second = self.verifiers.panel(claimant.claim, 1).await?;
		ensure!(
			second.iter().all(|member| !first.contains(member)),
			"the second panel shares nobody with the first: {first:?}, {second:?}"
		);
		self.verifiers
			.review(claimant.claim, &second, Review::Reject)
			.await?;
		let shown = self.show(claimant).await?;
		ensure!(
			text(&shown, "/status")? == "void",
			"the forged claim is void: {shown}"
		);
		ensure!(
			text(&shown, "/challenge/ruling")? == "upheld",
			"the challenge is upheld: {shown}"
		);
		ensure!(
			claimant.citizen.balance().await? == 0,
			"forgery earns nothing"
		);
		let mut warned = 0;
		for member in &first {
			let verifier = self.verifiers.show(*member).await?;
			warned += usize::from(text(&verifier, "/verifier/sanction")? == "warned");
		}
		ensure!(
			warned == 2,
			"the two who had confirmed it are warned, not {warned}"
		);
		self.narrator.done(
			"A neighbours' association challenged Dora's claim",
			"a second panel looked at the roof: void; 2 verifiers warned, the challenger rewarded",
		);
		Ok(claimant.ends(0, "void"))
	}

	/// Verified, but over what is left of the sector's budget.
	async fn deferred(&self, claimant: &Claimant) -> anyhow::Result<ClaimTold> {
		let settled = settle(&claimant.citizen.wallet, claimant.claim).await?;
		ensure!(
			settled["award"].is_null(),
			"nothing is awarded yet: {settled}"
		);
		let ahead: u64 = number(&settled, "/waitingBehind")?;
		ensure!(ahead == 0, "it is first in the queue: {settled}");
		ensure!(
			claimant.citizen.balance().await? == 0,
			"no tokens before the award"
		);
		let supply = self.watch.clone().unsigned().run(&["supply"]).await?;
		let waiting: u64 = number(&supply, "/budgets/0/waiting")?;
		ensure!(waiting == 1, "one claim waits for budget: {supply}");
		self.narrator.done(
			format!("{} was verified and waits", claimant.told),
			"the year's budget is used up; the claim is not lost",
		);
		// What it will be worth: the methodology's factor on what is certain of the savings.
		let claim = self.show(claimant).await?;
		let sure = number::<u128>(&claim, "/verdict/quantity")?
			.saturating_sub(number(&claim, "/verdict/uncertainty")?);
		let id = number::<u32>(&claim, "/methodology")?.to_string();
		let reader = claimant.citizen.wallet.clone().unsigned();
		let methodology = reader.run(&["methodology", "show", &id]).await?;
		let factor = number::<u128>(&methodology, "/terms/baselineFactor")?
			.saturating_sub(number(&methodology, "/terms/projectFactor")?);
		Ok(claimant.ends(sure * factor / 1000, "deferred"))
	}

	/// Nobody gets around the budget.
	async fn refused_award(&self, claimant: &Claimant) -> anyhow::Result<Refused> {
		let args = ["claim", "award-waiting", "stationary-energy"];
		let refusal = claimant.citizen.wallet.refused(&args).await?;
		self.refused(
			"awarding a waiting claim without budget",
			&refusal.name,
			"BudgetUsedUp",
		)
	}

	/// A month of a period that is claimed already.
	async fn refused_overlap(&self, anna: &Claimant) -> anyhow::Result<Refused> {
		let wallet = &anna.citizen.wallet;
		let readings = fixtures::roof();
		let source = anna.source.to_string();
		let submit = [
			"claim",
			"submit",
			"--source",
			&source,
			"rooftop-pv",
			"--readings",
		];
		let august = ["--from", "2016-08-01", "--until", "2016-09-01"];
		let again = [submit.as_slice(), &[path(&readings)?], &august].concat();
		let again = wallet.refused(&again).await?;
		self.refused(
			"a second claim for the same period",
			&again.name,
			"PeriodOverlaps",
		)
	}

	fn refused(&self, tried: &str, error: &str, expected: &str) -> anyhow::Result<Refused> {
		ensure!(
			error == expected,
			"{tried}: refused with {error}, not with {expected}"
		);
		self.narrator.done(format!("Refused: {tried}"), error);
		Ok(Refused {
			tried: tried.into(),
			error: error.into(),
		})
	}

	/// A transfer, and a retirement with its certificate.
	async fn spend(&self, from: &Claimant, to: &Claimant) -> anyhow::Result<()> {
		let (giver, taker) = (&from.citizen, &to.citizen);
		let before = (giver.balance().await?, taker.balance().await?);
		giver
			.wallet
			.run(&["transfer", &taker.account, "25"])
			.await?;
		ensure!(
			taker.balance().await? == before.1 + 25_000_000,
			"25 AVO arrived"
		);
		let certificate = giver.wallet.folder().join("certificate.json");
		let file = path(&certificate)?;
		let retire = [
			"retire",
			"100",
			"--beneficiary",
			"Anna Adler",
			"--reason",
			"reporting",
		];
		giver
			.wallet
			.run(&[retire.as_slice(), &["--out", file]].concat())
			.await?;
		let reader = giver.wallet.clone().unsigned();
		let checked = reader.run(&["certificate", "verify", file]).await?;
		ensure!(
			checked["verified"] == true,
			"the certificate is true: {checked}"
		);
		ensure!(
			giver.balance().await? == before.0 - 125_000_000,
			"125 AVO are gone"
		);
		self.narrator.done(
			"Anna paid Ben 25 AVO and retired 100",
			"her certificate is verified on the ledger",
		);
		Ok(())
	}

	/// Who is no member may hold tokens, but gets nothing into a block.
	async fn refused_visitor(&self, from: &Claimant, visitor: &Wallet) -> anyhow::Result<Refused> {
		let balance = visitor.run(&["balance"]).await?;
		from.citizen
			.wallet
			.run(&["transfer", text(&balance, "/account")?, "5"])
			.await?;
		let refusal = visitor
			.refused(&["transfer", &from.citizen.account, "1"])
			.await?;
		ensure!(
			refusal.at_pool,
			"a visitor's transaction never reaches a block: {refusal:?}"
		);
		let tried = "a transaction of someone who is no member";
		self.refused(tried, &refusal.name, "NotMember")
	}

	async fn show(&self, claimant: &Claimant) -> anyhow::Result<Value> {
		let reader = claimant.citizen.wallet.clone().unsigned();
		reader
			.run(&["claim", "show", &claimant.claim.to_string()])
			.await
	}
}

impl Claimant {
	fn ends(&self, worth: u128, outcome: &str) -> ClaimTold {
		ClaimTold {
			claim: self.claim,
			of: self.told.into(),
			quantity_wh: self.quantity,
			worth_units: worth,
			outcome: outcome.into(),
		}
	}
}

/// The wallet's arguments for a roof.
fn roof(readings: &Path) -> anyhow::Result<Vec<String>> {
	let args = [
		"rooftop-pv",
		"--accuracy",
		"C",
		"--readings",
		path(readings)?,
	];
	Ok(args.map(String::from).to_vec())
}

/// The wallet's arguments for a house, as eemeter's sample has it.
fn savings(gas: bool) -> anyhow::Result<Vec<String>> {
	let readings = if gas {
		fixtures::gas()
	} else {
		fixtures::electricity()
	};
	let temperature = fixtures::temperature();
	let mut args = vec!["metered-savings", "--readings", path(&readings)?];
	args.extend(["--temperature", path(&temperature)?]);
	args.extend([
		"--baseline-end",
		"2016-12-26",
		"--reporting-start",
		"2017-01-04",
	]);
	args.extend(if gas {
		["--fuel", "gas", "--unit", "therm"]
	} else {
		["--unit", "kWh", "--fuel", "electricity"]
	});
	Ok(args.into_iter().map(String::from).collect())
}

/// Readings nobody measured: the real roof's, times three.
fn forged(city: &City) -> anyhow::Result<Vec<String>> {
	let file: PathBuf = city.watch.folder().join("forged.csv");
	let mut text = String::new();
	let packed = std::fs::File::open(fixtures::roof()).context("cannot open the readings")?;
	flate2::read::GzDecoder::new(packed)
		.read_to_string(&mut text)
		.context("cannot unpack the readings")?;
	let mut out = std::fs::File::create(&file).context("cannot write readings")?;
	for line in text.lines() {
		let forged = match line
			.split_once(',')
			.and_then(|(at, watts)| Some((at, watts.parse().ok()?)))
		{
			Some((at, watts)) => {
				let watts: f64 = watts;
				format!("{at},{:.4}", watts * 3.0)
			},
			None => line.to_string(),
		};
		writeln!(out, "{forged}").context("cannot write readings")?;
	}
	roof(&file)
}
