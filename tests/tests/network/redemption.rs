//! Tokens become money through the real treasury service and a bank, though the service and the node
//! it follows are killed on the way.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::bank::{self, Takes};
use civic_tests::people::{path, Citizen, Registrar};
use civic_tests::wait::{until, when, Seen};
use civic_tests::wallet::{at, number, text};
use civic_tests::{Bank, DevKey, Network, Treasury};
use serde_json::{json, Value};

/// The treasury follows this node, and this node is killed.
const NODE: DevKey = DevKey::Bob;

/// What the bank holds for the city, in cents.
const RESERVE: u64 = 100_000;

/// How long it may take until the treasury has done what follows from a block or a bank's file, with a
/// node that starts in between.
const DONE: Duration = Duration::from_secs(120);

/// Where the two have their accounts.
const EVES: &str = "NL91ABNA0417164300";
const FINNS: &str = "DE89370400440532013000";

/// Two are paid once each, though the treasury is killed when it may pay and its node while it does; a
/// third redemption is taken back in time and never paid.
pub(crate) async fn is_paid_once_though_treasury_and_node_are_killed(
	network: &mut Network,
) -> anyhow::Result<()> {
	let registrar = Registrar::open(network).await?;
	let eve = Citizen::enrol(network, &registrar, "eve", DevKey::Alice).await?;
	let finn = Citizen::enrol(network, &registrar, "finn", DevKey::Alice).await?;
	let watch = network.wallet("watch", DevKey::Alice)?.with_suri("//Watch");
	for citizen in [&eve, &finn] {
		watch.run(&["transfer", &citizen.account, "0.5"]).await?;
	}

	let mut treasury = Treasury::prepare(network, NODE).await?;
	let folder = network.folder().join("bank");
	let (outbox, inbox) = (treasury.outbox(), treasury.inbox());
	let bank = Bank::open(&folder, &outbox, &inbox, 1, Takes::WhenAsked).await?;
	bank.pay_in(RESERVE, "Demo City", "BUDGET-1").await?;
	bank.advance(1).await?;
	treasury.start()?;
	treasury.ready().await?;
	let window = opens(network, &treasury).await?;

	let url = treasury.payees_url();
	eve.payee(&url, EVES, "Eve Evers").await?;
	finn.payee(&url, FINNS, "Finn Fischer").await?;
	let of = |redemption: &Value| number::<u64>(redemption, "/redemption");
	let first = of(&eve.redeem(window, "0.2").await?)?;
	let second = of(&finn.redeem(window, "0.1").await?)?;
	let third = of(&finn.redeem(window, "0.3").await?)?;
	ensure!(finn.balance().await? == 100_000, "the tokens are held");
	treasury.queued(3).await?;
	let batch = treasury.make().await?;
	// In time: two officers have not released it.
	finn.wallet
		.run(&["redeem", "cancel", &third.to_string()])
		.await?;
	ensure!(finn.balance().await? == 400_000, "they are Finn's again");

	treasury.release(batch).await?;
	treasury.kill()?;
	network.node_mut(NODE)?.kill()?;
	treasury.start()?;
	network.start_node(NODE)?;
	let sent = treasury.sent(batch).await?;
	ensure!(
		number::<u64>(&sent, "/batch/payments")? == 2,
		"what was taken back is not in it: {sent}"
	);

	// The bank answers while the treasury's line to its node is broken.
	network.node_mut(NODE)?.kill()?;
	let taken = bank.scan().await?;
	ensure!(taken.len() == 1, "one file: {taken:?}");
	until("the treasury to read what the bank says", DONE, || async {
		let shown = treasury.run(&["batch", "show", &batch.to_string()]).await?;
		let payments = at(&shown, "/payments")?.as_array().context("a list")?;
		let mut sent = payments.iter().filter(|one| one["status"] != "withdrawn");
		Ok(when(sent.all(|one| one["status"] == "booked"), payments))
	})
	.await?;
	network.start_node(NODE)?;
	let reader = eve.wallet.clone().unsigned();
	for id in [first, second] {
		until(&format!("redemption {id} to be settled"), DONE, || async {
			let shown = reader.run(&["redeem", "show", &id.to_string()]).await?;
			Ok(when(text(&shown, "/status")? == "settled", shown))
		})
		.await?;
	}
	let late = finn
		.wallet
		.refused(&["redeem", "cancel", &second.to_string()])
		.await?;
	ensure!(late.name == "NotOpen", "what is paid stays paid: {late:?}");

	bank.advance(1).await?;
	let before = treasury.statement()?;
	until("the day's statement to be read", DONE, || async {
		let now = treasury.statement()?;
		Ok(when(now != before, now))
	})
	.await?;
	treasury.kill()?;
	treasury.start()?;
	treasury.ready().await?;
	all_agree(network, &treasury, &bank, &[first, second, third]).await
}

/// The reserve is attested and countersigned, and a window opened in which 0.1 AVO are a euro. Its number.
async fn opens(network: &Network, treasury: &Treasury) -> anyhow::Result<u64> {
	let proposal = until("what to attest", DONE, || async {
		let reserve = treasury.run(&["reserve"]).await?;
		Ok(match reserve.pointer("/proposals/0") {
			Some(proposal) => Seen::Ready(proposal.clone()),
			None => Seen::Not(reserve.to_string()),
		})
	})
	.await?;
	ensure!(
		number::<u64>(&proposal, "/balance")? == RESERVE,
		"the statement's balance: {proposal}"
	);
	let finance = network.wallet("finance", DevKey::Alice)?;
	let finance = finance.with_suri(DevKey::Charlie.suri());
	let works = network.wallet("city-works", DevKey::Alice)?;
	let works = works.with_suri(DevKey::Dave.suri());
	let day = format!("@{}", number::<u64>(&proposal, "/day")? * 86_400);
	let statement = treasury.statement()?;
	let says = ["1000", "--as-of", &day, "--statement", path(&statement)?];
	for (wallet, does) in [(&finance, "attest"), (&works, "countersign")] {
		wallet
			.run(&[&["reserve", does], says.as_slice()].concat())
			.await?;
	}
	let now = jiff::Timestamp::now().as_second();
	let (from, until) = (format!("@{}", now - 60), format!("@{}", now + 72_000));
	let offer = ["reserve", "open-window", "--rate", "10000"];
	let sizes = ["--budget", "500", "--smallest", "0.1", "--largest", "1"];
	let times = ["--from", &from, "--until", &until, "--period", "86400"];
	let opened = finance
		.run(&[offer.as_slice(), &sizes, &times, &["--limit", "citizen=1"]].concat())
		.await?;
	number(&opened, "/window")
}

/// Ledger, books and bank say the same, nothing was paid twice, and every token is somewhere.
async fn all_agree(
	network: &Network,
	treasury: &Treasury,
	bank: &Bank,
	ids: &[u64],
) -> anyhow::Result<()> {
	let chain = network.chain(DevKey::Alice).await?;
	let (mut settled, mut burned, mut states) = (0, 0, Vec::new());
	for id in ids {
		let shown = chain.civic("civic_redemption", &[json!(id)]).await?;
		let status = text(&shown, "/status")?.to_string();
		if status == "settled" {
			settled += number::<u64>(&shown, "/paid")?;
			burned += number::<u128>(&shown, "/burned")?;
		}
		states.push(status);
	}
	ensure!(states == ["settled", "settled", "cancelled"], "{states:?}");
	ensure!(settled == 300, "2 EUR and 1 EUR: {settled}");

	let payments = bank.payments().await?;
	let names: BTreeSet<_> = payments.iter().map(|paid| &paid.end_to_end).collect();
	ensure!(
		payments.len() == 2 && names.len() == 2,
		"each is paid once: {payments:?}"
	);
	let paid = bank::paid(&payments);
	ensure!(i64::try_from(settled) == Ok(paid), "{settled} and {paid}");
	let left = i64::try_from(RESERVE - settled)?;
	ensure!(bank.balance().await? == left, "the account has the rest");

	let told = treasury.run(&["reconcile", "--now"]).await?;
	let report = at(&told, "/report")?;
	ensure!(report["balanced"] == true, "{report}");
	ensure!(
		number::<u64>(report, "/settled")? == settled
			&& number::<u64>(report, "/paid")? == settled
			&& number::<u64>(report, "/inTransit")? == 0
			&& number::<i64>(report, "/closing")? == left,
		"the books as ledger and bank: {report}"
	);
	let open = treasury.run(&["case", "list"]).await?;
	ensure!(open == json!([]), "nobody has to look at anything: {open}");

	let reserve = chain.civic("civic_reserve", &[json!("EUR")]).await?;
	ensure!(
		number::<u64>(&reserve, "/paid")? == settled
			&& number::<u64>(&reserve, "/due")? == 0
			&& number::<u64>(&reserve, "/open")? == 0,
		"nothing is owed any more: {reserve}"
	);
	let reader = network.wallet("watch", DevKey::Alice)?;
	let supply = reader.run(&["supply"]).await?;
	let of = |name: &str| number::<u128>(&supply, &format!("/{name}"));
	let parts = ["inCirculation", "retired", "buffer", "reversed", "redeemed"];
	let mut sum = 0;
	for part in parts {
		sum += of(part)?;
	}
	ensure!(
		of("awarded")? + of("endowment")? == sum,
		"every token is somewhere: {supply}"
	);
	ensure!(
		burned == 300_000 && of("redeemed")? == burned,
		"what was paid for is burned: {burned}, {supply}"
	);
	network.must_be_sound()
}
