//! The booked lines of statements and notices.

use super::{
	row::{self, words},
	statements, Conn,
};
use crate::{
	error::Result,
	money::{Cents, Currency},
};

words! {
	/// Where a line stood.
	Source {
		/// In a statement (camt.053): the bank's last word on a day.
		Statement = "statement",
		/// In a notice (camt.054).
		Notice = "notice",
	}
}

words! {
	/// Which way the money went, seen from the city's account.
	Direction {
		/// In.
		Credit = "credit",
		/// Out.
		Debit = "debit",
	}
}

/// A booked line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
	/// The file it came in.
	pub file: i64,
	/// Where it stood.
	pub source: Source,
	/// The statement it stood on.
	pub statement: Option<i64>,
	/// The city's account.
	pub account: String,
	/// What makes it one booking and no other.
	pub booking: String,
	/// Which way.
	pub direction: Direction,
	/// How much.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
	/// The day it was booked.
	pub day: u32,
	/// What the bank says the payment was called.
	pub end_to_end: Option<String>,
	/// The bank's reference.
	pub reference: Option<String>,
}

/// Put a line into the books; false if this booking is there already, from a message of this kind. A line that
/// stood on a statement that does not add up is of this statement from here on.
pub async fn insert(conn: &mut Conn, e: &NewEntry) -> Result<bool> {
	let id = row::next_id(conn, "entries").await?;
	let done = sqlx::query(
		"INSERT INTO entries (id, file, source, statement, account, booking, direction, amount, \
		 currency, day, end_to_end, reference) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
		 ON CONFLICT (source, booking) DO NOTHING",
	)
	.bind(id)
	.bind(e.file)
	.bind(e.source.as_str())
	.bind(e.statement)
	.bind(&e.account)
	.bind(&e.booking)
	.bind(e.direction.as_str())
	.bind(e.amount.0)
	.bind(e.currency.to_string())
	.bind(i64::from(e.day))
	.bind(e.end_to_end.as_deref())
	.bind(e.reference.as_deref())
	.execute(&mut *conn)
	.await?;
	let is_new = done.rows_affected() == 1;
	if let (false, Some(statement)) = (is_new, e.statement) {
		sqlx::query(
			"UPDATE entries SET statement = $1, file = $2 WHERE source = 'statement' AND booking = $3 \
			 AND (statement IS NULL OR statement IN (SELECT id FROM statements WHERE sound = 0))",
		)
		.bind(statement)
		.bind(e.file)
		.bind(&e.booking)
		.execute(conn)
		.await?;
	}
	Ok(is_new)
}

/// Whether a booking is on a statement that adds up.
pub async fn is_on_statement(conn: &mut Conn, booking: &str) -> Result<bool> {
	let query = format!(
		"SELECT id FROM entries e WHERE source = 'statement' AND booking = $1 AND {}",
		on_sound("e")
	);
	let known = sqlx::query(&query)
		.bind(booking)
		.fetch_optional(conn)
		.await?;
	Ok(known.is_some())
}

/// Whether the bank booked so much for a payment, otherwise than ordered: a credit of it takes that back.
pub async fn is_wrong_debit(conn: &mut Conn, end_to_end: &str, amount: Cents) -> Result<bool> {
	Ok(sqlx::query(
		"SELECT id FROM entries WHERE end_to_end = $1 AND amount = $2 AND direction = 'debit' \
		 AND matched IS NULL LIMIT 1",
	)
	.bind(end_to_end)
	.bind(amount.0)
	.fetch_optional(conn)
	.await?
	.is_some())
}

/// What the bank booked of a payment, both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
	/// What left for it.
	pub debits: Cents,
	/// What came back of it.
	pub credits: Cents,
}

impl Moved {
	/// What was booked too much: more than was ordered.
	pub fn too_much(self, ordered: Cents) -> Cents {
		self.debits.less(ordered)
	}

	/// What came back of the order itself: a credit gives back first what was booked too much.
	pub fn came_back(self, ordered: Cents) -> Cents {
		self.credits.less(self.too_much(ordered))
	}

	/// Whether the payee has what was ordered.
	pub fn is_paid(self, ordered: Cents) -> bool {
		self.debits.is_positive() && self.debits.less(self.credits) >= ordered
	}

	/// How often the payee has it, counted up: what is missing of a booking too much is of one still.
	pub fn times(self, ordered: Cents) -> i64 {
		let parts = self.debits.less(self.credits).0;
		match ordered.is_positive() {
			true => parts / ordered.0 + i64::from(parts % ordered.0 > 0),
			false => 0,
		}
	}
}

/// What statements that add up say of a payment.
pub async fn stated(conn: &mut Conn, payment: &str) -> Result<Moved> {
	Ok(moved(conn, payment, None).await?.0)
}

/// What all messages together say of a payment. The same booking is told by several, not always in the same
/// words: of each kind of message the sum, and of the sums the largest; what notices say of days that no statement
/// covers comes on top. What was announced for a day whose statement came later and does not have it counts for
/// nothing; of the file that is being `read` not all is known yet.
pub async fn told(conn: &mut Conn, payment: &str, read: Option<i64>) -> Result<Moved> {
	Ok(moved(conn, payment, read).await?.1)
}

/// Whether the entry called `of` in a query stands on a statement that adds up.
fn on_sound(of: &str) -> String {
	format!("EXISTS (SELECT 1 FROM statements a WHERE a.id = {of}.statement AND a.sound = 1)")
}

/// Whether the booking of the entry called `e` in a query is on a statement that adds up.
fn is_stated() -> String {
	let sound = on_sound("same");
	format!(
		"EXISTS (SELECT 1 FROM entries same WHERE same.source = 'statement' AND same.booking = e.booking AND {sound})"
	)
}

async fn moved(conn: &mut Conn, payment: &str, read: Option<i64>) -> Result<(Moved, Moved)> {
	let (sound, same) = (on_sound("e"), is_stated());
	let covered = "EXISTS (SELECT 1 FROM statements s WHERE s.account = e.account AND s.sound = 1 \
	               AND s.day >= e.day";
	// A statement that is being read may have in other words what a notice told, so the two are not added up; that it
	// does not have it is known at its end.
	let query = format!(
		"SELECT e.direction, CASE WHEN e.source = 'notice' AND NOT {same} AND NOT {covered}) THEN 'fresh' \
		 WHEN e.source = 'notice' THEN 'notice' WHEN {sound} THEN 'stated' \
		 ELSE 'unsound' END AS origin, CAST(SUM(e.amount) AS BIGINT) AS s FROM entries e \
		 WHERE e.matched = $1 AND ({sound} OR {same} \
		 OR NOT {covered} AND s.file <> $2 AND s.file > e.file)) GROUP BY 1, 2"
	);
	let (mut debits, mut credits) = (Told::default(), Told::default());
	for r in sqlx::query(&query)
		.bind(payment)
		.bind(read.unwrap_or_default())
		.fetch_all(conn)
		.await?
	{
		let told = match row::parsed(&r, "direction")? {
			Direction::Debit => &mut debits,
			Direction::Credit => &mut credits,
		};
		let sum = row::cents(&r, "s")?;
		match row::text(&r, "origin")?.as_str() {
			"fresh" => told.fresh = sum,
			"notice" => told.noticed = sum,
			"stated" => told.stated = sum,
			_ => told.unsound = sum,
		}
	}
	let stated = Moved {
		debits: debits.stated,
		credits: credits.stated,
	};
	let all = Moved {
		debits: debits.all(),
		credits: credits.all(),
	};
	Ok((stated, all))
}

/// The sums of what was told one way.
#[derive(Default)]
struct Told {
	/// By notices, of days that no statement covers.
	fresh: Cents,
	/// By other notices.
	noticed: Cents,
	/// By statements that add up.
	stated: Cents,
	/// By others.
	unsound: Cents,
}

impl Told {
	fn all(&self) -> Cents {
		let by_days = Cents(self.fresh.0.saturating_add(self.stated.max(self.noticed).0));
		by_days.max(self.unsound)
	}
}

/// The payments that a statement which adds up says something of once all its lines are known: those that it has a
/// line of, and those of which something was told before, of days it covers, that is on no statement.
pub async fn told_of(conn: &mut Conn, statement: i64) -> Result<Vec<String>> {
	let Some(s) = statements::sound(conn, statement).await? else {
		return Ok(Vec::new());
	};
	// What another statement could have had was asked of it: only what is of later days, or came since, is looked at.
	let other = sqlx::query(
		"SELECT day, file FROM statements WHERE account = $1 AND sound = 1 AND id <> $2 \
		 ORDER BY day DESC, id DESC LIMIT 1",
	)
	.bind(&s.account)
	.bind(s.id)
	.fetch_optional(&mut *conn)
	.await?;
	let (day, file) = match other {
		Some(r) => (i64::from(row::day(&r, "day")?), row::int(&r, "file")?),
		None => (-1, -1),
	};
	let nowhere = format!(
		"e.matched IS NOT NULL AND e.account = $2 AND NOT {} AND NOT EXISTS (SELECT 1 FROM statements other \
		 WHERE other.account = e.account AND other.day >= e.day AND other.sound = 1 AND other.file > e.file \
		 AND other.id <> $1)",
		on_sound("e")
	);
	let query = format!(
		"SELECT e.matched FROM entries e WHERE e.statement = $1 AND e.matched IS NOT NULL \
		 UNION SELECT e.matched FROM entries e WHERE e.file >= $6 AND e.file < $4 AND e.day <= $3 AND {nowhere} \
		 UNION SELECT e.matched FROM entries e WHERE e.day > $5 AND e.day <= $3 AND e.file < $4 AND {nowhere} \
		 ORDER BY 1"
	);
	sqlx::query(&query)
		.bind(s.id)
		.bind(&s.account)
		.bind(i64::from(s.day))
		.bind(s.file)
		.bind(day)
		.bind(file)
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| row::text(r, "matched"))
		.collect()
}

/// The last day of a debit that a message tells of a payment and no statement that adds up has: a further one of that day
/// may, until one of a later day has come.
pub async fn awaited_debit(conn: &mut Conn, payment: &str) -> Result<Option<u32>> {
	let query = format!(
		"SELECT MAX(e.day) AS day FROM entries e WHERE e.matched = $1 \
		 AND e.direction = 'debit' AND NOT {} AND NOT EXISTS (SELECT 1 FROM statements s \
		 WHERE s.account = e.account AND s.sound = 1 AND s.day > e.day AND s.file > e.file)",
		is_stated()
	);
	let r = sqlx::query(&query).bind(payment).fetch_one(conn).await?;
	row::day_or_none(&r, "day")
}

/// A line of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
	/// What makes it one booking and no other.
	pub booking: String,
	/// The day it was booked.
	pub day: u32,
	/// The bank's reference.
	pub reference: Option<String>,
}

/// What came last of a payment one way: by statements that add up, else by what else was told.
pub async fn last(conn: &mut Conn, payment: &str, direction: Direction) -> Result<Option<Booking>> {
	let query = format!(
		"SELECT booking, day, reference FROM entries e WHERE matched = $1 AND direction = $2 \
		 ORDER BY CASE WHEN {} THEN 0 ELSE 1 END, day DESC, id DESC LIMIT 1",
		on_sound("e")
	);
	sqlx::query(&query)
		.bind(payment)
		.bind(direction.as_str())
		.fetch_optional(conn)
		.await?
		.map(|r| {
			Ok(Booking {
				booking: row::text(&r, "booking")?,
				day: row::day(&r, "day")?,
				reference: row::text_or_none(&r, "reference")?,
			})
		})
		.transpose()
}

/// The bank's references of what it booked of a payment one way, each once.
pub async fn references(
	conn: &mut Conn,
	payment: &str,
	direction: Direction,
) -> Result<Vec<String>> {
	sqlx::query(
		"SELECT reference FROM entries WHERE matched = $1 AND direction = $2 \
		 AND reference IS NOT NULL GROUP BY reference ORDER BY MIN(id)",
	)
	.bind(payment)
	.bind(direction.as_str())
	.fetch_all(conn)
	.await?
	.iter()
	.map(|r| row::text(r, "reference"))
	.collect()
}

/// The bank disowns what its notices said of a payment: they count for nothing from here on. Their files stay.
pub async fn forget_notices(conn: &mut Conn, payment: &str, direction: Direction) -> Result<()> {
	let query = format!(
		"DELETE FROM entries WHERE matched = $1 AND direction = $2 AND NOT {}",
		on_sound("entries")
	);
	sqlx::query(&query)
		.bind(payment)
		.bind(direction.as_str())
		.execute(conn)
		.await?;
	Ok(())
}

/// The line is of this payment.
pub async fn set_matched(
	conn: &mut Conn,
	source: Source,
	booking: &str,
	payment: &str,
) -> Result<()> {
	sqlx::query("UPDATE entries SET matched = $3 WHERE source = $1 AND booking = $2")
		.bind(source.as_str())
		.bind(booking)
		.bind(payment)
		.execute(conn)
		.await?;
	Ok(())
}

/// Forget the lines of a payment that was not known when they came, so that they count when their
/// files are read again; their bookings.
pub async fn forget_unmatched(conn: &mut Conn, end_to_end: &str) -> Result<Vec<String>> {
	let bookings = sqlx::query(
		"SELECT DISTINCT booking FROM entries WHERE end_to_end = $1 AND matched IS NULL",
	)
	.bind(end_to_end)
	.fetch_all(&mut *conn)
	.await?
	.iter()
	.map(|r| row::text(r, "booking"))
	.collect::<Result<Vec<_>>>()?;
	sqlx::query("DELETE FROM entries WHERE end_to_end = $1 AND matched IS NULL")
		.bind(end_to_end)
		.execute(conn)
		.await?;
	Ok(bookings)
}

/// What an attempt to pay a redemption was called that the bank booked and these books do not know: made after
/// the copy that they were restored from.
pub async fn unknown_debit(conn: &mut Conn, redemption: u64) -> Result<Option<String>> {
	sqlx::query(
		"SELECT end_to_end FROM entries WHERE direction = 'debit' AND matched IS NULL \
		 AND end_to_end >= $1 AND end_to_end < $2 AND end_to_end LIKE $3 ORDER BY id LIMIT 1",
	)
	// The range is for the index. Digits are before letters in every language's order; Y is not always after X.
	.bind(format!("CL{redemption}X"))
	.bind(format!("CL{redemption}XA"))
	.bind(format!("CL{redemption}X%"))
	.fetch_optional(conn)
	.await?
	.map(|r| row::text(&r, "end_to_end"))
	.transpose()
}

/// Lines of statements that a case is about which nobody has closed: money moved, and not as ordered.
pub async fn unexplained(conn: &mut Conn, account: &str) -> Result<Vec<Unexplained>> {
	sqlx::query(
		"SELECT e.direction, e.amount, e.currency, e.end_to_end, c.id FROM entries e JOIN cases c \
		 ON c.mark = c.kind || ':' || e.booking WHERE e.source = 'statement' AND e.account = $1 \
		 AND e.matched IS NULL AND c.status <> 'closed' ORDER BY c.id",
	)
	.bind(account)
	.fetch_all(conn)
	.await?
	.iter()
	.map(|r| {
		Ok(Unexplained {
			case: row::int(r, "id")?,
			direction: row::parsed(r, "direction")?,
			amount: row::cents(r, "amount")?,
			currency: row::currency(r, "currency")?,
			end_to_end: row::text_or_none(r, "end_to_end")?,
		})
	})
	.collect()
}

/// A line that a case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
	/// The case.
	pub case: i64,
	/// Which way.
	pub direction: Direction,
	/// How much.
	pub amount: Cents,
	/// In what.
	pub currency: Currency,
	/// What the bank says the payment was called.
	pub end_to_end: Option<String>,
}

/// The sums of an account's statement lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
	/// Debits that are payments of ours.
	pub debits_matched: Cents,
	/// Other debits (fees, withdrawals).
	pub debits_other: Cents,
	/// Credits that are payments of ours come back.
	pub credits_matched: Cents,
	/// Other credits (the city's and sponsors' payments in).
	pub credits_other: Cents,
	/// Of payments of ours: what was booked too much and given back.
	pub undone: Cents,
}

/// The sums of an account's lines on statements that add up.
pub async fn lines(conn: &mut Conn, account: &str) -> Result<Lines> {
	let mut sums = Lines::default();
	for r in sqlx::query(
		"SELECT e.direction, CASE WHEN e.matched IS NULL THEN 0 ELSE 1 END AS ours, \
		 CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) AS s FROM entries e \
		 JOIN statements s ON s.id = e.statement AND s.sound = 1 \
		 WHERE e.source = 'statement' AND e.account = $1 \
		 GROUP BY e.direction, CASE WHEN e.matched IS NULL THEN 0 ELSE 1 END",
	)
	.bind(account)
	.fetch_all(&mut *conn)
	.await?
	{
		let sum = row::cents(&r, "s")?;
		match (
			row::parsed::<Direction>(&r, "direction")?,
			row::int(&r, "ours")? != 0,
		) {
			(Direction::Debit, true) => sums.debits_matched = sum,
			(Direction::Debit, false) => sums.debits_other = sum,
			(Direction::Credit, true) => sums.credits_matched = sum,
			(Direction::Credit, false) => sums.credits_other = sum,
		}
	}
	sums.undone = undone(conn, account).await?;
	Ok(sums)
}

/// What the statements of an account say was booked too much for payments, and given back.
async fn undone(conn: &mut Conn, account: &str) -> Result<Cents> {
	let r = sqlx::query(
		"SELECT CAST(COALESCE(SUM(CASE WHEN left_it - ordered > came THEN came ELSE left_it - ordered END), 0) \
		 AS BIGINT) AS undone FROM (SELECT p.amount AS ordered, \
		 SUM(CASE WHEN e.direction = 'debit' THEN e.amount ELSE 0 END) AS left_it, \
		 SUM(CASE WHEN e.direction = 'credit' THEN e.amount ELSE 0 END) AS came \
		 FROM entries e JOIN payments p ON p.end_to_end = e.matched \
		 JOIN statements s ON s.id = e.statement AND s.sound = 1 \
		 WHERE e.source = 'statement' AND e.account = $1 GROUP BY p.end_to_end, p.amount) moved \
		 WHERE left_it > ordered",
	)
	.bind(account)
	.fetch_one(conn)
	.await?;
	row::cents(&r, "undone")
}

/// Debits and returns the books know of and no statement shows, by their day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstated {
	/// The payment.
	pub payment: String,
	/// Which way.
	pub direction: Direction,
	/// How much.
	pub amount: Cents,
	/// The day it was booked, as a notice or status said.
	pub day: u32,
	/// The bank's reference, as it said.
	pub reference: Option<String>,
	/// The file that said so; none where it was a status report.
	pub file: Option<i64>,
}

/// What no statement shows yet.
pub async fn unstated(conn: &mut Conn, currency: Currency) -> Result<Vec<Unstated>> {
	let mut found = Vec::new();
	// Of a return that a pacs.004 told only its case knows the file.
	let cases =
		"SELECT MIN(c.file) FROM cases c WHERE c.payment = p.end_to_end AND c.kind = 'late-return'";
	let sum = |way: &str| {
		format!("COALESCE(SUM(CASE WHEN e.direction = '{way}' THEN e.amount ELSE 0 END), 0)")
	};
	let (left, came) = (sum("debit"), sum("credit"));
	// A credit gives back first what was booked too much: of that no payment has come back.
	let came_back =
		format!("{came} - CASE WHEN {left} > p.amount THEN {left} - p.amount ELSE 0 END");
	for (direction, of, amount, other, stated) in [
		(Direction::Debit, "debit", "amount", "NULL", &left),
		(
			Direction::Credit,
			"return",
			"return_amount",
			cases,
			&came_back,
		),
	] {
		let query = format!(
			"SELECT p.end_to_end, p.{of}_day AS booked_day, p.{amount} AS booked_amount, \
			 p.{of}_reference AS reference, COALESCE((SELECT MIN(e.file) FROM entries e \
			 WHERE e.matched = p.end_to_end AND e.direction = $2), ({other})) AS file FROM payments p \
			 WHERE p.currency = $1 AND p.{of}_day IS NOT NULL AND (SELECT {stated} \
			 FROM entries e JOIN statements s ON s.id = e.statement AND s.sound = 1 \
			 WHERE e.matched = p.end_to_end AND e.source = 'statement') <= 0 ORDER BY p.end_to_end"
		);
		for r in sqlx::query(&query)
			.bind(currency.to_string())
			.bind(direction.as_str())
			.fetch_all(&mut *conn)
			.await?
		{
			found.push(Unstated {
				payment: row::text(&r, "end_to_end")?,
				direction,
				amount: row::cents(&r, "booked_amount")?,
				day: row::day(&r, "booked_day")?,
				reference: row::text_or_none(&r, "reference")?,
				file: row::int_or_none(&r, "file")?,
			});
		}
	}
	Ok(found)
}
