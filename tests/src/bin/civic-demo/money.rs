//! Tokens become money: the treasury's service, the city's bank, and what can go wrong between them.

use std::path::Path;
use std::time::Duration;

use anyhow::{ensure, Context};
use civic_tests::bank::{self, Takes};
use civic_tests::people::{path, Citizen, Registrar};
use civic_tests::treasury::{MAKER, RELEASERS};
use civic_tests::wait::{until, when, Seen};
use civic_tests::wallet::{at, number, text, Answer, Wallet};
use civic_tests::{Bank, DevKey, Network, Treasury};
use futures::try_join;
use serde_json::{json, Value};

use crate::assembly::Voters;
use crate::narrate::{kilograms, money, thousandths, Narrator};
use crate::summary::{Account, Exchanged, Redemption, Refused};

/// What the finance department's service follows: its own agency's node.
const NODE: DevKey = DevKey::Charlie;

/// What city and sponsor paid in, in cents.
const PAID_IN: [(u64, &str, &str, &str); 2] = [
	(200_000, "--public", "Demo City", "BUDGET-2026-118"),
	(50_000, "--sponsor", "Demo City Works", "SPONSOR-7"),
];

/// Money for a tonne, in euros: a token is worth ten cents.
const RATE: &str = "100";

/// How long what the bank said may take to be done on the ledger: files are taken and read, and a
/// transaction becomes final.
const DONE: Duration = Duration::from_secs(120);

/// Accounts at other banks: examples of their countries' registries.
const ANNAS: &str = "AT611904300234573201";
const BAKERYS: &str = "DE89370400440532013000";
const CARLAS: &str = "BE68539007547034";
const CARLAS_NEW: &str = "FR1420041010050500013M02606";

/// What is left running when the story of the money is told.
pub(crate) struct Office {
	/// The treasury's service.
	pub(crate) treasury: Treasury,
	/// The bank.
	pub(crate) bank: Bank,
}

/// What is told.
pub(crate) struct Told {
	/// The figures.
	pub(crate) redemption: Redemption,
	/// What was tried and refused.
	pub(crate) refused: Refused,
	/// What goes on running.
	pub(crate) office: Office,
}

/// Somebody who exchanges tokens.
struct Seller<'a> {
	who: &'a Citizen,
	called: &'static str,
	tokens: &'static str,
	/// What the chain calls it.
	id: u64,
	units: u128,
	cents: u64,
	/// What was on the account before, in units.
	before: u128,
}

/// A pay day from the reserve to the last cent. The picture goes into `out`. What comes back is left to those
/// who `stay`: it is paid again two days of the bank's later, and a bank that is so far ahead of the ledger
/// holds no pay day.
pub(crate) async fn tell(
	network: &Network,
	registrar: &Registrar,
	people: &Voters<'_>,
	out: &Path,
	stay: bool,
	narrator: &Narrator,
) -> anyhow::Result<Told> {
	narrator.doing("The finance department starts its treasury service; the city's bank opens");
	let office = Office::open(network).await?;
	narrator.done(
		"The treasury service follows the ledger",
		"it talks to the bank by files (ISO 20022), as real banks do",
	);

	narrator.doing("Two agencies say what is in the bank");
	let attested = office.attest(network).await?;
	let window = office.window(network).await?;
	narrator.done(
		"Finance attested the reserve, city works countersigned",
		format!(
			"{} by the bank's statement; a window exchanges at {RATE} EUR a tonne",
			money(attested)
		),
	);

	narrator.doing("A bakery takes tokens for bread; four register bank accounts and redeem");
	let alice = network.node(DevKey::Alice)?.url();
	let bakery = Citizen::enrol_business(network, registrar, "bakery", DevKey::Alice).await?;
	let dora = people.dora.wallet.clone().at(alice.clone());
	dora.run(&["transfer", &bakery.account, "300"]).await?;
	let url = office.treasury.payees_url();
	try_join!(
		people.anna.payee(&url, ANNAS, "Anna Adler"),
		bakery.payee(&url, BAKERYS, "Bäckerei Korn GmbH"),
		people.ben.payee(&url, bank::CLOSED, "Ben Berger"),
		people.carla.payee(&url, CARLAS, "Carla Conti"),
	)?;
	let too_much = people
		.carla
		.wallet
		.refused(&["redeem", "submit", &window.to_string(), "200.5"])
		.await?;
	let tried = "redeeming more than a citizen may in a day";
	ensure!(too_much.name == "LimitReached", "{tried}: {too_much:?}");
	let (anna, shop, ben, carla) = try_join!(
		Seller::redeem(people.anna, "Anna", "40", window),
		Seller::redeem(&bakery, "the bakery", "250", window),
		Seller::redeem(people.ben, "Ben", "12.5", window),
		Seller::redeem(people.carla, "Carla", "150", window),
	)?;
	let sellers = [&anna, &shop, &ben, &carla];
	let asked: u64 = sellers.iter().map(|one| one.cents).sum();
	narrator.done(
		"Three citizens and a bakery redeemed tokens",
		format!(
			"quotes fixed, {} in all; the tokens are held until it is paid",
			money(asked)
		),
	);
	narrator.done(format!("Refused: {tried}"), too_much.name.clone());

	narrator.doing("Pay day: an officer makes a batch, two others release it, the bank gets it");
	let again = format!("CL{}X1", carla.id);
	office.bank.return_later(&again).await?;
	office.pay(sellers.len()).await?;
	narrator.done(
		"A treasury officer made a batch, two others released it",
		"the ledger was told first, then the bank; nobody pays alone",
	);

	narrator.doing("The bank pays three and refuses one; the ledger follows");
	for paid in [&anna, &shop, &carla] {
		paid.ends("settled").await?;
	}
	let refused = ben.ends("rejected").await?;
	let reason = text(&refused, "/reason")?.to_string();
	ensure!(reason == "AC04", "Ben's account is closed: {refused}");
	narrator.done(
		"The bank refused Ben's payment: account closed (AC04)",
		format!("his {} AVO are his again", kilograms(ben.units)),
	);

	narrator.doing("The bank closes its day; a payment comes back");
	office.bank.advance(1).await?;
	let case = office.case(carla.id, "open").await?;
	let owed = number::<u64>(&case, "/amount")?;
	ensure!(owed == carla.cents, "what came back is owed: {case}");
	narrator.done(
		"Carla's payment came back a day later",
		format!(
			"{} came back; the treasury has a case and owes it still",
			money(owed)
		),
	);
	let owed = if stay {
		owed
	} else {
		narrator.doing(
			"Carla corrects her account; when a statement has the money back, it is paid again",
		);
		let payee = people.carla.payee(&url, CARLAS_NEW, "Carla Conti").await?;
		let early = office.draft_again(&case, &payee).await?;
		ensure!(
			early.code == 4,
			"a notice alone pays nobody again: {}",
			early.told
		);
		office.bank.advance(1).await?;
		office.pay_again(&case, &payee).await?;
		let closed = office.case(carla.id, "closed").await?;
		narrator.done(
			"It was paid again, to the account Carla corrected",
			format!(
				"not before the bank's statement had it back; released by two officers too; case {} is closed",
				number::<u64>(&closed, "/id")?
			),
		);
		0
	};

	narrator.doing("Ledger, books and bank are compared");
	let redemption = office
		.balance(network, &sellers, attested, owed, out)
		.await?;
	narrator.done(
		"Ledger, books and bank agree to the cent",
		format!(
			"{} settled, booked and paid; the reserve covers what could be asked {} times",
			money(redemption.paid_cents),
			thousandths(redemption.coverage_ppb.into(), 9)
		),
	);
	Ok(Told {
		redemption,
		refused: Refused {
			tried: tried.into(),
			error: too_much.name,
		},
		office,
	})
}

impl Office {
	/// The bank has kept the account for three days, and the service has read its statements.
	async fn open(network: &Network) -> anyhow::Result<Self> {
		let mut treasury = Treasury::prepare(network, NODE).await?;
		let folder = network.folder().join("bank");
		let (outbox, inbox) = (treasury.outbox(), treasury.inbox());
		let bank = Bank::open(&folder, &outbox, &inbox, 3, Takes::ByItself).await?;
		for (cents, _, name, reference) in PAID_IN {
			bank.pay_in(cents, name, reference).await?;
			bank.advance(1).await?;
		}
		bank.advance(1).await?;
		treasury.start()?;
		treasury.ready().await?;
		Ok(Self { treasury, bank })
	}

	/// The treasurer attests what the service proposes from the statement, and the auditor countersigns.
	/// The balance.
	async fn attest(&self, network: &Network) -> anyhow::Result<u64> {
		let expected: u64 = PAID_IN.iter().map(|(cents, ..)| cents).sum();
		let read = "the service to propose what to attest";
		let proposal = until(read, Duration::from_secs(60), || async {
			let reserve = self.treasury.run(&["reserve"]).await?;
			let files = self.treasury.run(&["inbox", "list"]).await?;
			// Three days' statements, and a notice of each payment in.
			let files = files.as_array().context("files are listed")?;
			let all = files.len() == 5 && files.iter().all(|file| file["status"] == "handled");
			let proposal = reserve.pointer("/proposals/0").cloned();
			Ok(match proposal {
				Some(proposal) if all => Seen::Ready(proposal),
				_ => Seen::Not(format!("{reserve}, {files:?}")),
			})
		})
		.await?;
		let balance: u64 = number(&proposal, "/balance")?;
		ensure!(balance == expected, "what was paid in is there: {proposal}");
		let finance = finance(network)?;
		for (cents, kind, name, reference) in PAID_IN {
			let amount = euros(cents);
			let args = ["reserve", "record-payment", &amount, kind, name];
			finance
				.run(&[args.as_slice(), &["--reference", reference]].concat())
				.await?;
		}
		// In seconds since 1970, as the wallet reads a moment.
		let day = format!("@{}", number::<u64>(&proposal, "/day")? * 86_400);
		let (amount, statement) = (euros(balance), self.treasury.statement()?);
		let says = [
			amount.as_str(),
			"--as-of",
			&day,
			"--statement",
			path(&statement)?,
		];
		finance
			.run(&[&["reserve", "attest"], says.as_slice()].concat())
			.await?;
		network
			.wallet("city-works", DevKey::Bob)?
			.with_suri(DevKey::Dave.suri())
			.run(&[&["reserve", "countersign"], says.as_slice()].concat())
			.await?;
		until("the service to see the reserve", DONE, || async {
			let reserve = self.treasury.run(&["reserve"]).await?;
			let in_force = reserve.pointer("/inForce/balance").and_then(Value::as_u64);
			Ok(when(in_force == Some(balance), reserve))
		})
		.await?;
		Ok(balance)
	}

	/// The treasurer opens a window. Its number.
	async fn window(&self, network: &Network) -> anyhow::Result<u64> {
		let now = jiff::Timestamp::now().as_second();
		let (from, until) = (format!("@{}", now - 60), format!("@{}", now + 72_000));
		let offer = ["reserve", "open-window", "--rate", RATE, "--budget", "1000"];
		let times = ["--from", &from, "--until", &until, "--period", "86400"];
		let sizes = ["--smallest", "1", "--largest", "500"];
		let limits = ["--limit", "citizen=200", "--limit", "business=2000"];
		let opened = finance(network)?
			.run(&[offer.as_slice(), &times, &sizes, &limits].concat())
			.await?;
		number(&opened, "/window")
	}

	/// One batch of all who wait goes to the bank.
	async fn pay(&self, count: usize) -> anyhow::Result<()> {
		self.treasury.queued(count).await?;
		let batch = self.treasury.make().await?;
		let own = ["batch", "release", &batch.to_string()];
		let own = self.treasury.ask_as(MAKER, &own).await?;
		ensure!(own.code == 4, "the maker does not release: {own:?}");
		self.treasury.release(batch).await?;
		self.treasury.sent(batch).await.map(drop)
	}

	/// Wait until there is a case of a late return in this state.
	async fn case(&self, redemption: u64, status: &str) -> anyhow::Result<Value> {
		let what = format!("the case of redemption {redemption} to be {status}");
		until(&what, DONE, || async {
			let cases = self.treasury.run(&["case", "list", "--all"]).await?;
			let case = cases
				.as_array()
				.into_iter()
				.flatten()
				.find(|case| case["kind"] == "late-return" && case["redemption"] == redemption);
			Ok(match case {
				Some(case) if case["status"] == status => Seen::Ready(case.clone()),
				_ => Seen::Not(cases.to_string()),
			})
		})
		.await
	}

	/// Try to have a batch made of what came back.
	async fn draft_again(&self, case: &Value, payee: &str) -> anyhow::Result<Answer> {
		let id = number::<u64>(case, "/id")?.to_string();
		let again = ["case", "pay-again", &id, "--payee", payee];
		self.treasury.ask_as(MAKER, &again).await
	}

	/// What came back is paid once more, as soon as the service has read the statement.
	async fn pay_again(&self, case: &Value, payee: &str) -> anyhow::Result<()> {
		let batch = until("the statement that has it back", DONE, || async {
			let made = self.draft_again(case, payee).await?;
			Ok(match made.code {
				0 => Seen::Ready(number(&made.json, "/batch")?),
				_ => Seen::Not(made.told),
			})
		})
		.await?;
		self.treasury.release(batch).await?;
		self.treasury.sent(batch).await.map(drop)
	}

	/// Three that are asked apart say the same: the ledger, redemption by redemption; the treasury's books;
	/// the bank. What came back and is `owed` still has left for nobody.
	async fn balance(
		&self,
		network: &Network,
		sellers: &[&Seller<'_>],
		attested: u64,
		owed: u64,
		out: &Path,
	) -> anyhow::Result<Redemption> {
		let report = self.treasury.run(&["reconcile", "--now"]).await?;
		let report = at(&report, "/report")?;
		ensure!(report["balanced"] == true, "the books balance: {report}");
		let payments = self.bank.payments().await?;

		let mut redemptions = Vec::new();
		for seller in sellers {
			let shown = seller.show().await?;
			let mut attempts = payments
				.iter()
				.filter(|paid| paid.end_to_end.starts_with(&format!("CL{}X", seller.id)));
			let became = match (text(&shown, "/status")?, attempts.clone().count()) {
				("settled", 1) if attempts.clone().any(|paid| paid.returned) => {
					"paid, came back, owed"
				},
				("settled", 1) => "paid",
				("settled", _) => "paid, came back, paid again",
				("rejected", _) => "refused by the bank, tokens released",
				(other, _) => other,
			};
			redemptions.push(Exchanged {
				redemption: seller.id,
				who: seller.called.into(),
				units: seller.units,
				cents: seller.cents,
				status: text(&shown, "/status")?.into(),
				reason: attempts
					.find_map(|paid| paid.reason.clone())
					.filter(|_| shown["status"] == "rejected"),
				became: became.into(),
			});
		}
		let sum = |status: &str| -> (u128, u64) {
			let these = redemptions.iter().filter(|one| one.status == status);
			these.fold((0, 0), |(units, cents), one| {
				(units + one.units, cents + one.cents)
			})
		};
		let ((paid_units, chain), (rejected_units, rejected)) = (sum("settled"), sum("rejected"));
		let reserve = network
			.chain(DevKey::Alice)
			.await?
			.civic("civic_reserve", &[json!("EUR")])
			.await?;
		let total: u64 = number(&reserve, "/paid")?;
		let available: u64 = number(&reserve, "/available")?;
		ensure!(
			chain == total && available == attested - chain,
			"the ledger agrees with itself: {chain}, {reserve}"
		);

		let bank = bank::paid(&payments);
		let returned: i64 = payments
			.iter()
			.filter(|paid| paid.returned)
			.map(|paid| paid.cents)
			.sum();
		let returned = u64::try_from(returned).context("what came back is a sum")?;
		let books = number::<u64>(report, "/paid")? - number::<u64>(report, "/returned")?;
		let holds = self.bank.balance().await?;
		let same = [
			Ok(bank),
			i64::try_from(books),
			i64::try_from(attested).map(|all| all - holds),
		];
		ensure!(
			same.iter().all(|sum| *sum == i64::try_from(chain - owed)),
			"ledger {chain} of which {owed} are owed, and bank, books and account {same:?}"
		);
		let mut names: Vec<_> = payments.iter().map(|paid| &paid.end_to_end).collect();
		names.sort();
		names.dedup();
		ensure!(
			names.len() == payments.len(),
			"each is paid once: {names:?}"
		);

		std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
		let picture =
			std::path::absolute(out.join("reserve.svg")).context("a folder has a path")?;
		self.treasury
			.run(&["report", "picture", "--out", path(&picture)?])
			.await?;
		Ok(Redemption {
			currency: "EUR".into(),
			rate_cents: number(&reserve, "/rate")?,
			redeemed_units: paid_units + rejected_units,
			redeemed_cents: chain + rejected,
			paid_units,
			paid_cents: chain,
			rejected_units,
			rejected_cents: rejected,
			returned_cents: returned,
			paid_again_cents: returned - owed,
			reserve_cents: attested,
			available_cents: available,
			coverage_ppb: number(&reserve, "/coveragePpb")?,
			agree: Account {
				chain_cents: chain,
				books_cents: books,
				bank_cents: u64::try_from(bank).context("what is paid is a sum")?,
				on_no_statement_yet_cents: number(report, "/inTransit")?,
				balanced: true,
			},
			picture: "reserve.svg".into(),
			redemptions,
		})
	}
}

impl<'a> Seller<'a> {
	async fn redeem(
		who: &'a Citizen,
		called: &'static str,
		tokens: &'static str,
		window: u64,
	) -> anyhow::Result<Self> {
		let before = who.balance().await?;
		let redemption = who.redeem(window, tokens).await?;
		let units: u128 = number(&redemption, "/amount")?;
		let cents: u64 = number(&redemption, "/quote")?;
		// 100 EUR for a billion units.
		ensure!(
			u128::from(cents) == units / 100_000,
			"the quote is the window's rate: {redemption}"
		);
		ensure!(
			who.balance().await? == before - units,
			"the tokens of {called} are held"
		);
		Ok(Self {
			who,
			called,
			tokens,
			id: number(&redemption, "/redemption")?,
			units,
			cents,
			before,
		})
	}

	/// As its owner's node has it, which the owner's balance is asked of too.
	async fn show(&self) -> anyhow::Result<Value> {
		let reader = self.who.wallet.clone().unsigned();
		reader.run(&["redeem", "show", &self.id.to_string()]).await
	}

	/// Wait until it has ended like this. What was refused is the holder's again.
	async fn ends(&self, status: &str) -> anyhow::Result<Value> {
		let what = format!("the {} AVO of {} to be {status}", self.tokens, self.called);
		let shown = until(&what, DONE, || async {
			let shown = self.show().await?;
			Ok(match text(&shown, "/status")? == status {
				true => Seen::Ready(shown),
				false => Seen::Not(shown.to_string()),
			})
		})
		.await?;
		let now = self.who.balance().await?;
		let expected = match status {
			"rejected" => self.before,
			_ => self.before - self.units,
		};
		ensure!(
			now == expected,
			"{} has {now} units, and should have {expected}",
			self.called
		);
		Ok(shown)
	}
}

/// The finance department's own hand: the treasurer.
fn finance(network: &Network) -> anyhow::Result<Wallet> {
	let wallet = network.wallet("finance", NODE)?;
	Ok(wallet.with_suri(DevKey::Charlie.suri()))
}

/// Cents as the wallet reads money.
fn euros(cents: u64) -> String {
	format!("{}.{:02}", cents / 100, cents % 100)
}

impl Office {
	/// How to go on with it, in another terminal.
	pub(crate) fn invite(&self) {
		let treasury = &self.treasury;
		println!("\nThe treasury and its bank go on too:\n");
		println!(
			"  export CIVIC_TREASURY_CONFIG={}",
			treasury.config().display()
		);
		println!("  export TREASURY={}", treasury.folder().display());
		println!("  export PAYEES={}", treasury.payees_url());
		println!("  export BANK={}", self.bank.url());
		println!(
			"\n  officers' page: {}, as {MAKER}, {} or {}; the password is \"four words of NAME\"\n  \
			 the bank closes a day: curl -X POST \"$BANK/_mock/advance?days=1\"\n\ndocs/treasury.md tells the rest.",
			treasury.officers_url(),
			RELEASERS[0],
			RELEASERS[1],
		);
	}
}
