//! Statements (camt.053): what the bank says that an account held.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::{row, Conn};
use crate::{
	error::Result,
	hex32::Hex32,
	money::{Cents, Currency},
};

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
	/// Its number in the books.
	pub id: i64,
	/// The file it came in.
	pub file: i64,
	/// The city's account.
	pub account: String,
	/// The currency.
	pub currency: Currency,
	/// The bank's name of it.
	pub statement: String,
	/// The bank's running number.
	pub sequence: Option<i64>,
	/// The day of its closing balance.
	pub day: u32,
	/// What the account held before it.
	pub opening: Cents,
	/// The day of its opening balance.
	pub opening_day: u32,
	/// What it held after.
	pub closing: Cents,
	/// All credits on it.
	pub credits: Cents,
	/// All debits on it.
	pub debits: Cents,
	/// SHA-256 of the file.
	pub sha256: Hex32,
	/// Whether its lines add up to its balances. One that does not counts for nothing.
	pub sound: bool,
}

fn read(r: &AnyRow) -> Result<Statement> {
	Ok(Statement {
		id: row::int(r, "id")?,
		file: row::int(r, "file")?,
		account: row::text(r, "account")?,
		currency: row::currency(r, "currency")?,
		statement: row::text(r, "statement")?,
		sequence: row::int_or_none(r, "sequence")?,
		day: row::day(r, "day")?,
		opening: row::cents(r, "opening")?,
		opening_day: row::day(r, "opening_day")?,
		closing: row::cents(r, "closing")?,
		credits: row::cents(r, "credits")?,
		debits: row::cents(r, "debits")?,
		sha256: row::hex32(r, "sha256")?,
		sound: row::int(r, "sound")? != 0,
	})
}

/// Put a statement into the books; its number, or none if one of this name is there already.
pub async fn insert(conn: &mut Conn, s: &Statement) -> Result<Option<i64>> {
	let id = row::next_id(conn, "statements").await?;
	let done = sqlx::query(
		"INSERT INTO statements (id, file, account, currency, statement, sequence, day, opening, \
		 opening_day, closing, credits, debits, sha256, sound) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
		 ON CONFLICT (account, statement) DO NOTHING",
	)
	.bind(id)
	.bind(s.file)
	.bind(&s.account)
	.bind(s.currency.to_string())
	.bind(&s.statement)
	.bind(s.sequence)
	.bind(i64::from(s.day))
	.bind(s.opening.0)
	.bind(i64::from(s.opening_day))
	.bind(s.closing.0)
	.bind(s.credits.0)
	.bind(s.debits.0)
	.bind(s.sha256.to_string())
	.bind(i64::from(s.sound))
	.execute(conn)
	.await?;
	Ok((done.rows_affected() == 1).then_some(id))
}

/// A right statement takes the place of one of its name that did not add up. The lines of that one are of no
/// statement until they stand on another.
pub async fn replace(conn: &mut Conn, id: i64, s: &Statement) -> Result<()> {
	sqlx::query("UPDATE entries SET statement = NULL WHERE statement = $1")
		.bind(id)
		.execute(&mut *conn)
		.await?;
	sqlx::query(
		"UPDATE statements SET file = $2, sequence = $3, day = $4, opening = $5, opening_day = $6, \
		 closing = $7, credits = $8, debits = $9, sha256 = $10, sound = $11 WHERE id = $1",
	)
	.bind(id)
	.bind(s.file)
	.bind(s.sequence)
	.bind(i64::from(s.day))
	.bind(s.opening.0)
	.bind(i64::from(s.opening_day))
	.bind(s.closing.0)
	.bind(s.credits.0)
	.bind(s.debits.0)
	.bind(s.sha256.to_string())
	.bind(i64::from(s.sound))
	.execute(conn)
	.await?;
	Ok(())
}

/// A statement by its number, if it adds up.
pub async fn sound(conn: &mut Conn, id: i64) -> Result<Option<Statement>> {
	sqlx::query("SELECT * FROM statements WHERE id = $1 AND sound = 1")
		.bind(id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// The statement of this name, whether or not it adds up.
pub async fn named(conn: &mut Conn, account: &str, name: &str) -> Result<Option<Statement>> {
	sqlx::query("SELECT * FROM statements WHERE account = $1 AND statement = $2")
		.bind(account)
		.bind(name)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// The statements of a day that do not add up.
pub async fn unsound(conn: &mut Conn, account: &str, day: u32) -> Result<Vec<Statement>> {
	sqlx::query("SELECT * FROM statements WHERE account = $1 AND day = $2 AND sound = 0")
		.bind(account)
		.bind(i64::from(day))
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The statements that do not add up, and in whose place none of that day has come that does.
pub async fn unmended(conn: &mut Conn, account: &str) -> Result<Vec<Statement>> {
	sqlx::query(
		"SELECT * FROM statements u WHERE u.account = $1 AND u.sound = 0 AND NOT EXISTS (\
		 SELECT 1 FROM statements s WHERE s.account = u.account AND s.day = u.day AND s.sound = 1) \
		 ORDER BY u.day, u.id",
	)
	.bind(account)
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// The statements of a file, whether or not they add up.
pub async fn of_file(conn: &mut Conn, account: &str, sha256: Hex32) -> Result<Vec<Statement>> {
	sqlx::query("SELECT * FROM statements WHERE account = $1 AND sha256 = $2 ORDER BY id")
		.bind(account)
		.bind(sha256.to_string())
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The statements of an account that add up, by day.
pub async fn all(conn: &mut Conn, account: &str) -> Result<Vec<Statement>> {
	let rows = sqlx::query(
		"SELECT * FROM statements WHERE account = $1 AND sound = 1 \
		 ORDER BY day, COALESCE(sequence, 0), opening_day, id",
	)
	.bind(account)
	.fetch_all(conn)
	.await?;
	Ok(in_order(rows.iter().map(read).collect::<Result<Vec<_>>>()?))
}

/// Statements by day. Of several of one day the one that begins with what another ends with is later; the bank's running
/// number says so where there is one.
fn in_order(mut statements: Vec<Statement>) -> Vec<Statement> {
	let mut before = None;
	for at in 0..statements.len() {
		let Some(rest) = statements.get_mut(at..) else {
			break;
		};
		let day = rest.first().map(|s| s.day);
		let same = rest
			.iter()
			.take_while(|s| Some(s.day) == day && s.sequence.is_none());
		let of_day: Vec<_> = same.map(|s| (s.id, s.opening, s.closing)).collect();
		let follows = |(id, opening, _): &(i64, Cents, Cents)| {
			of_day
				.iter()
				.any(|(other, _, closing)| other != id && closing == opening)
		};
		let next = of_day
			.iter()
			.position(|(_, opening, _)| Some(*opening) == before)
			.or_else(|| of_day.iter().position(|s| !follows(s)));
		if let Some(part) = rest.get_mut(..=next.unwrap_or_default()) {
			part.rotate_right(1);
		}
		before = rest.first().map(|s| s.closing);
	}
	statements
}

/// The last statement, of those that add up, that has money of a payment back.
pub async fn giving_back(conn: &mut Conn, payment: &str) -> Result<Option<Statement>> {
	sqlx::query(
		"SELECT s.* FROM statements s JOIN entries e ON e.statement = s.id WHERE e.matched = $1 \
		 AND e.direction = 'credit' AND s.sound = 1 ORDER BY s.day DESC, s.id DESC LIMIT 1",
	)
	.bind(payment)
	.fetch_optional(conn)
	.await?
	.as_ref()
	.map(read)
	.transpose()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn of(id: i64, day: u32, opening: i64, closing: i64, sequence: Option<i64>) -> Statement {
		Statement {
			id,
			file: id,
			account: "A".into(),
			currency: Currency::EUR,
			statement: format!("ST-{id}"),
			sequence,
			day,
			opening: Cents(opening),
			opening_day: day,
			closing: Cents(closing),
			credits: Cents::ZERO,
			debits: Cents::ZERO,
			sha256: Hex32([0; 32]),
			sound: true,
		}
	}

	fn ordered(statements: Vec<Statement>) -> Vec<i64> {
		in_order(statements).iter().map(|s| s.id).collect()
	}

	#[test]
	fn of_one_day_the_one_that_begins_with_what_another_ends_with_is_later() {
		// The evening's came first.
		let day = |sequence: [Option<i64>; 3]| {
			let [evening, noon, morning] = sequence;
			vec![
				of(1, 9, 50, 100, None),
				of(2, 10, 300, 400, evening),
				of(3, 10, 200, 300, noon),
				of(4, 10, 100, 200, morning),
				of(5, 11, 400, 400, None),
			]
		};
		assert_eq!(ordered(day([None; 3])), [1, 4, 3, 2, 5]);
		// Without the day before, and with a gap to it.
		assert_eq!(ordered(day([None; 3]).split_off(1)), [4, 3, 2, 5]);
		// The bank numbers them: the rows come so.
		assert_eq!(ordered(day([Some(1), Some(2), Some(3)])), [1, 2, 3, 4, 5]);
		assert_eq!(ordered(Vec::new()), Vec::<i64>::new());
	}
}
