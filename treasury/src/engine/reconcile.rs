//! Whether chain, books and bank agree, to the cent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{settings::BankAccount, Core};
use crate::{
	bank::calendar,
	error::{Error, Result},
	money::{Cents, Currency},
	store::{
		cases::{self, About, CaseKind},
		cursor,
		entries::{self, Direction, Unstated},
		payments, reconciliations,
		redemptions::{self, RedemptionStatus, Total},
		statements::{self, Statement},
		Conn,
	},
};

/// How many redemptions are compared at a time.
const PAGE: u32 = 1_000;

/// How many differences are told one by one.
const TOLD: usize = 50;

/// For how many days what a status report called paid may be missing from statements that go beyond its day: it
/// names no booking. Also for how many days a gap in the statements is waited for.
const TRANSIT_DAYS: u32 = 3;

/// The facts that say when a report is due.
const DUE: &str = "reconcile-due";
const LAST: &str = "reconcile-last";

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	/// The currency.
	pub currency: Currency,
	/// The final block it is as of.
	pub block: u64,
	/// When it was made, in Unix seconds.
	pub made_at: i64,
	/// Whether every check holds and no redemption differs.
	pub balanced: bool,
	/// How many redemptions were compared with the chain.
	pub compared: u64,
	/// What was settled on chain, by the chain.
	pub settled: Cents,
	/// What left the account for redemptions, by the books.
	pub paid: Cents,
	/// What of it came back.
	pub returned: Cents,
	/// What banks kept of what came back: the city's expense.
	#[serde(default)]
	pub deducted: Cents,
	/// What came back after it was settled, and is owed again.
	pub owed: Cents,
	/// What left and is not settled yet.
	pub unsettled: Cents,
	/// What is booked by notice or status and not yet on a statement.
	pub in_transit: Cents,
	/// What the last statement says the account holds; none before the first statement.
	pub closing: Option<Cents>,
	/// The day of that balance, in days since 1970.
	pub closing_day: Option<u32>,
	/// What others paid in, by the statements.
	pub paid_in: Cents,
	/// What else left (fees), by the statements.
	pub other_debits: Cents,
	/// What was compared.
	pub checks: Vec<Check>,
	/// What differs, one by one.
	pub differences: Vec<String>,
}

impl Report {
	/// What of it does not balance.
	fn wrong(&self) -> (Vec<(&str, Cents)>, &[String]) {
		let checks = self
			.checks
			.iter()
			.filter(|c| c.difference != Cents::ZERO)
			.map(|c| (c.what.as_str(), c.difference));
		(checks.collect(), &self.differences)
	}
}

/// Two figures that must be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check {
	/// What they are of.
	pub what: String,
	/// What it should be.
	pub expected: Cents,
	/// What it is.
	pub actual: Cents,
	/// The second less the first.
	pub difference: Cents,
}

fn check(what: impl Into<String>, expected: Cents, actual: Cents) -> Check {
	Check {
		what: what.into(),
		expected,
		actual,
		difference: Cents(actual.0.saturating_sub(expected.0)),
	}
}

/// Say that a report is due.
pub(super) async fn set_due(conn: &mut Conn) -> Result<()> {
	cursor::set_fact(conn, DUE, "1").await
}

/// Make reports when they are due.
pub async fn when_due(core: &Core) -> Result<()> {
	let now = core.now();
	let due = {
		let mut conn = core.db.read().await?;
		let asked = cursor::fact(&mut conn, DUE).await?.as_deref() == Some("1");
		let last: i64 = cursor::fact(&mut conn, LAST)
			.await?
			.and_then(|t| t.parse().ok())
			.unwrap_or(i64::MIN);
		let every = i64::try_from(core.settings.pace.reconcile_seconds).unwrap_or(i64::MAX);
		asked || now >= last.saturating_add(every)
	};
	if due {
		run_all(core).await?;
	}
	Ok(())
}

/// Make and keep a report for every currency, now.
pub async fn run_all(core: &Core) -> Result<Vec<Report>> {
	{
		// Asked for again from here on: a statement that comes meanwhile is not missed.
		let mut write = core.db.write().await?;
		cursor::set_fact(&mut write, DUE, "0").await?;
		cursor::set_fact(&mut write, LAST, &core.now().to_string()).await?;
		write.commit().await?;
	}
	let mut reports = Vec::new();
	for account in &core.settings.accounts {
		reports.push(run(core, account).await?);
	}
	Ok(reports)
}

/// What the chain says, and where it says something else than the books.
#[derive(Default)]
struct Compared {
	count: u64,
	chain: BTreeMap<RedemptionStatus, Total>,
	differences: Vec<String>,
}

impl Compared {
	fn differ(&mut self, what: String) {
		if self.differences.len() < TOLD {
			self.differences.push(what);
		}
	}

	fn add(&mut self, status: RedemptionStatus, money: Cents) {
		let total = self.chain.entry(status).or_default();
		total.count += 1;
		total.sum = Cents(total.sum.0.saturating_add(money.0));
	}
}

/// Compare all redemptions with the chain, as of the block the books go to.
async fn compare(
	core: &Core,
	books: &mut Conn,
	currency: Currency,
) -> Result<Option<(u64, Compared)>> {
	let Some(at) = cursor::get(books).await? else {
		return Ok(None);
	};
	let mut found = Compared::default();
	let mut from = 0;
	loop {
		let ours = redemptions::page(books, from, PAGE).await?;
		let theirs = core.chain.redemptions(at.hash, from, PAGE).await?;
		// Both go on from the same number; what one page lacks the other may have beyond its end.
		let end = match (ours.len() < PAGE as usize, theirs.len() < PAGE as usize) {
			(true, true) => None,
			_ => ours
				.last()
				.map(|r| r.id)
				.filter(|_| ours.len() == PAGE as usize)
				.into_iter()
				.chain(
					theirs
						.last()
						.map(|(id, _)| *id)
						.filter(|_| theirs.len() == PAGE as usize),
				)
				.min(),
		};
		let within = |id: u64| end.is_none_or(|end| id <= end);
		let mut ours: BTreeMap<_, _> = ours
			.into_iter()
			.filter(|r| within(r.id))
			.map(|r| (r.id, r))
			.collect();
		for (id, state) in theirs.into_iter().filter(|(id, _)| within(*id)) {
			let r = ours.remove(&id);
			if state.currency != currency {
				continue;
			}
			found.count += 1;
			let money = state.paid.or(state.due).unwrap_or(state.quote);
			found.add(state.status, money);
			let Some(r) = r else {
				found.differ(format!("redemption {id} is not in the books"));
				continue;
			};
			if (r.status, r.quote, r.currency) != (state.status, state.quote, state.currency) {
				found.differ(format!(
					"redemption {id}: {} {} on chain, {} {} in the books",
					state.status, state.quote, r.status, r.quote
				));
			} else if r.status == RedemptionStatus::Paying && r.due != state.due {
				found.differ(format!("redemption {id}: another amount is due on chain"));
			} else if r.status == RedemptionStatus::Settled && r.paid != state.paid {
				found.differ(format!("redemption {id}: another amount was paid on chain"));
			}
		}
		for (id, _) in ours.into_iter().filter(|(_, r)| r.currency == currency) {
			found.differ(format!("redemption {id} is not on chain"));
		}
		match end {
			Some(end) => from = end.saturating_add(1),
			None => return Ok(Some((at.block, found))),
		}
	}
}

/// Make and keep a report.
async fn run(core: &Core, account: &BankAccount) -> Result<Report> {
	let currency = account.currency;
	let now = core.now();
	// The books of one moment, and the chain at the block they go to then: both stay what they are while
	// the node is asked, however long it takes, and nobody who writes has to wait for it. A write
	// transaction would make release and bank wait for the node; without either, a block that comes by
	// half-way would be a difference that there is not.
	let mut snapshot = core.db.snapshot().await?;
	let (block, mut compared) = compare(core, &mut snapshot, currency)
		.await?
		.unwrap_or_default();
	let mut checks = Vec::new();
	for status in RedemptionStatus::ALL {
		let books = redemptions::total(&mut snapshot, currency, *status).await?;
		let chain = compared.chain.get(status).copied().unwrap_or_default();
		checks.push(check(
			format!("{status}: books as chain"),
			chain.sum,
			books.sum,
		));
		if chain.count != books.count {
			compared.differ(format!(
				"{} {status} on chain, {} in the books",
				chain.count, books.count
			));
		}
	}
	for id in payments::forgotten(&mut snapshot, currency).await? {
		compared.differ(format!(
			"redemption {id} is settled and not paid, and there is no case"
		));
	}
	let settled = compared
		.chain
		.get(&RedemptionStatus::Settled)
		.copied()
		.unwrap_or_default()
		.sum;
	let books = payments::books(&mut snapshot, currency).await?;
	let sum = |plus: &[Cents], minus: &[Cents]| {
		Cents(
			plus.iter()
				.copied()
				.sum::<Cents>()
				.0
				.saturating_sub(minus.iter().copied().sum::<Cents>().0),
		)
	};
	checks.push(check(
		"paid = settled + returned + kept by banks + unsettled - owed",
		sum(
			&[settled, books.returned, books.deducted, books.unsettled],
			&[books.owed],
		),
		sum(&[books.debited, books.ahead], &[]),
	));
	let bank = bank(&mut snapshot, account, &books, &mut checks, &mut compared).await?;
	snapshot.end().await?;
	let balanced =
		compared.differences.is_empty() && checks.iter().all(|c| c.difference == Cents::ZERO);
	let report = Report {
		currency,
		block,
		made_at: now,
		balanced,
		compared: compared.count,
		settled,
		paid: books.debited,
		returned: books.returned,
		deducted: books.deducted,
		owed: books.owed,
		unsettled: books.unsettled,
		in_transit: bank.in_transit,
		closing: bank.closing.map(|(closing, _)| closing),
		closing_day: bank.closing.map(|(_, day)| day),
		paid_in: bank.paid_in,
		other_debits: bank.other_debits,
		checks,
		differences: compared.differences,
	};
	let text = serde_json::to_string(&report).map_err(|e| Error::Inconsistent(e.to_string()))?;
	let mut write = core.db.write().await?;
	let before = reconciliations::latest(&mut write, currency, 1)
		.await?
		.pop();
	let id = reconciliations::insert(&mut write, currency, block, balanced, &text, now).await?;
	missing(&mut write, currency, &bank.missing, now).await?;
	alarm(&mut write, &report, before, id, now).await?;
	write.commit().await?;
	Ok(report)
}

#[derive(Default)]
struct Bank {
	closing: Option<(Cents, u32)>,
	in_transit: Cents,
	paid_in: Cents,
	other_debits: Cents,
	/// What notices told and the statements of its day do not have.
	missing: Vec<Unstated>,
}

/// Whether statements that follow one another without a gap cover a day.
fn covers(statements: &[Statement], day: u32) -> bool {
	let (mut since, mut before) = (0, None);
	for s in statements {
		if before != Some(s.opening) {
			since = s.opening_day.min(s.day);
		}
		if (since..=s.day).contains(&day) {
			return true;
		}
		before = Some(s.closing);
	}
	false
}

/// What is said of a booking that should be on a statement and is not.
fn told(u: &Unstated, currency: Currency) -> String {
	let what = match u.direction {
		Direction::Debit => "paid",
		Direction::Credit => "returned",
	};
	let file = u
		.file
		.map_or_else(String::new, |id| format!(" in file {id}"));
	format!(
		"{} {currency} of {} {what} on {}, says the bank{file}, reference {}: not on the statements that cover that day",
		u.amount,
		u.payment,
		calendar::date(u.day),
		u.reference.as_deref().unwrap_or("none")
	)
}

/// What a notice told and the statement of its day does not have is a case, until a statement has it or the bank
/// disowns it.
async fn missing(
	conn: &mut Conn,
	currency: Currency,
	missing: &[Unstated],
	now: i64,
) -> Result<()> {
	let kind = CaseKind::NotOnStatement;
	let mut marks = Vec::new();
	for u in missing.iter().take(TOLD) {
		let payment = payments::must(conn, &u.payment).await?;
		let about = About {
			redemption: Some(payment.redemption),
			payment: Some(payment.end_to_end),
			batch: Some(payment.batch),
			file: u.file,
			money: Some((u.amount, currency)),
		};
		let mark = not_on_statement(&u.payment, u.direction);
		cases::raise(conn, kind, &mark, about, &told(u, currency), now).await?;
		marks.push(mark);
	}
	if missing.len() < TOLD {
		for mark in cases::unclosed_marks(conn, kind, currency).await? {
			if !marks.contains(&mark) {
				let how = "nothing of it is missing on the statements any more";
				cases::close_marked(conn, kind, &mark, how, now).await?;
			}
		}
	}
	Ok(())
}

/// The mark of the case of a payment, or its return, that is on no statement.
pub(super) fn not_on_statement(payment: &str, direction: Direction) -> String {
	format!("{payment} {direction}")
}

/// The books against the statements, and the statements against themselves.
async fn bank(
	conn: &mut Conn,
	account: &BankAccount,
	books: &payments::Books,
	checks: &mut Vec<Check>,
	compared: &mut Compared,
) -> Result<Bank> {
	let iban = account.electronic_iban();
	let statements = statements::all(conn, &iban).await?;
	for s in statements::unmended(conn, &iban).await? {
		compared.differ(format!(
			"statement {} of {} (file {}) does not add up, and no right one of that day has come",
			s.statement,
			calendar::date(s.day),
			s.file
		));
	}
	let unstated = entries::unstated(conn, account.currency).await?;
	let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
		// Before the first statement everything is in transit.
		let in_transit = unstated.iter().map(|u| u.amount).sum();
		return Ok(Bank {
			in_transit,
			..Bank::default()
		});
	};
	for pair in statements.windows(2) {
		if let [before, after] = pair {
			if before.closing != after.opening {
				checks.push(check(
					format!(
						"statement {} goes on from {}",
						after.statement, before.statement
					),
					before.closing,
					after.opening,
				));
			}
		}
	}
	for line in entries::unexplained(conn, &iban).await? {
		let way = match line.direction {
			Direction::Debit => "left",
			Direction::Credit => "reached",
		};
		compared.differ(format!(
			"{} {} {way} the account as {}: case {}",
			line.amount,
			line.currency,
			line.end_to_end.as_deref().unwrap_or("no name"),
			line.case
		));
	}
	let lines = entries::lines(conn, &iban).await?;
	let (mut debits, mut credits) = (Cents::ZERO, Cents::ZERO);
	let mut missing = Vec::new();
	for u in &unstated {
		let is_booking = u.direction == Direction::Credit || u.file.is_some();
		if u.day.saturating_add(TRANSIT_DAYS) < last.day
			|| (is_booking && covers(&statements, u.day))
		{
			compared.differ(told(u, account.currency));
			missing.push(u.clone());
			continue;
		}
		let sum = match u.direction {
			Direction::Debit => &mut debits,
			Direction::Credit => &mut credits,
		};
		*sum = Cents(sum.0.saturating_add(u.amount.0));
	}
	let less = |a: Cents, b: Cents| Cents(a.0.saturating_sub(b.0));
	checks.push(check(
		"paid: statements as books",
		less(books.debited, debits),
		less(lines.debits_matched, lines.undone),
	));
	checks.push(check(
		"returned: statements as books",
		less(books.returned, credits),
		less(lines.credits_matched, lines.undone),
	));
	let expected = first
		.opening
		.0
		.saturating_add(lines.credits_other.0)
		.saturating_add(lines.credits_matched.0)
		.saturating_sub(lines.debits_other.0)
		.saturating_sub(lines.debits_matched.0);
	checks.push(check(
		"closing balance = opening balance + credits - debits",
		Cents(expected),
		last.closing,
	));
	Ok(Bank {
		closing: Some((last.closing, last.day)),
		in_transit: Cents(debits.0.saturating_add(credits.0)),
		paid_in: lines.credits_other,
		other_debits: lines.debits_other,
		missing,
	})
}

/// Whether a report says no more than the one before: as long as nobody closed the case of that one, it is
/// open still; so an officer did, and said what becomes of just this difference.
fn is_dealt_with(report: &Report, before: Option<&reconciliations::Stored>) -> bool {
	let before = before.and_then(|b| serde_json::from_str::<Report>(&b.report).ok());
	// Of more than are told others could have come.
	report.differences.len() < TOLD
		&& before.is_some_and(|before| !before.balanced && before.wrong() == report.wrong())
}

/// A report that does not balance is a case, until one does.
async fn alarm(
	conn: &mut Conn,
	report: &Report,
	before: Option<reconciliations::Stored>,
	id: i64,
	now: i64,
) -> Result<()> {
	let currency = report.currency;
	let open = cases::latest(conn, true, None, u32::MAX)
		.await?
		.into_iter()
		.find(|c| c.kind == CaseKind::Unbalanced && c.currency == Some(currency));
	match (open, report.balanced) {
		(None, false) if is_dealt_with(report, before.as_ref()) => {},
		(None, false) => {
			let wrong = report
				.checks
				.iter()
				.find(|c| c.difference != Cents::ZERO)
				.map(|c| format!("{}: {} too much", c.what, c.difference))
				.or_else(|| report.differences.first().cloned())
				.unwrap_or_default();
			let amount = report
				.checks
				.iter()
				.map(|c| c.difference)
				.find(|d| *d != Cents::ZERO)
				.unwrap_or_default();
			let about = About {
				money: Some((amount, currency)),
				..About::default()
			};
			let detail = format!("report {id} does not balance: {wrong}");
			let mark = format!("report {id}");
			cases::open(conn, CaseKind::Unbalanced, &mark, about, &detail, now).await?;
			tracing::error!(report = id, %currency, wrong, "chain, books and bank do not agree");
		},
		(Some(case), true) => {
			let how = format!("report {id} balances");
			cases::close(conn, case.id, crate::store::SERVICE, &how, now).await?;
		},
		_ => {},
	}
	Ok(())
}
