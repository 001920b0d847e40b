//! Payees: where money goes, encrypted; and when that is erased.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use sqlx::any::AnyRow;

use super::{
	payments::{self, Need},
	row, Conn, Db,
};
use crate::{
	engine,
	error::{Error, Result},
	hex32::Hex32,
	payee::{Checked, Payee},
	seal::{Vault, KEY_ID},
};

/// A day, in seconds.
const DAY: i64 = 86_400;

/// How many payees one transaction looks at when it erases.
const PAGE: i64 = 500;

/// What is known of a payee without decrypting it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Row {
	/// What the chain knows it by.
	pub commitment: Hex32,
	/// The account that registered it.
	pub account: Hex32,
	/// When, in Unix seconds.
	pub registered_at: i64,
	/// When IBAN and name were erased, if they were.
	pub erased_at: Option<i64>,
	/// Why.
	pub erased_why: Option<String>,
	/// When it was signed.
	#[serde(skip)]
	signed_at: i64,
	#[serde(skip)]
	sealed: Option<Vec<u8>>,
}

fn read(r: &AnyRow) -> Result<Row> {
	use sqlx::Row as _;
	Ok(Row {
		commitment: row::hex32(r, "commitment")?,
		account: row::hex32(r, "account")?,
		registered_at: row::int(r, "registered_at")?,
		erased_at: row::int_or_none(r, "erased_at")?,
		erased_why: row::text_or_none(r, "erased_why")?,
		signed_at: row::int(r, "signed_at")?,
		sealed: r.try_get("sealed")?,
	})
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
	/// It is stored.
	New,
	/// It was stored before.
	Again,
	/// It was signed before it was erased: whoever sends it may have recorded it.
	Replayed,
	/// It is neither stored nor fresh.
	NotFresh,
	/// The account has as many as it may have.
	TooMany,
}

/// What encrypting again came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Resealed {
	/// How many were encrypted again.
	pub payees: u64,
	/// How many no key here opens.
	pub sealed: u64,
}

/// The store of payees, with the keys to it.
#[derive(Clone, Debug)]
pub struct PayeeStore {
	vault: Arc<Vault>,
}

impl PayeeStore {
	/// With these keys.
	pub fn new(vault: Vault) -> Self {
		Self {
			vault: Arc::new(vault),
		}
	}

	/// Store what holds. The same again is as good as the first time, at any time. What no key here opens is
	/// stored anew: of a lost key's payees only the member can say once more what they are.
	pub async fn register(
		&self,
		conn: &mut Conn,
		checked: &Checked,
		most: u32,
		now: i64,
	) -> Result<Registered> {
		let before = get(conn, checked.commitment).await?;
		let sealed = before.as_ref().and_then(|row| row.sealed.as_deref());
		if let (Some(row), Some(sealed)) = (&before, sealed) {
			let opened = self.vault.unseal(row.commitment, row.account, sealed);
			if opened.is_ok() {
				return Ok(Registered::Again);
			}
		}
		// What nobody erased does not come back by a recorded request, and is among those of its account.
		let is_there = sealed.is_some();
		if !is_there
			&& before.as_ref().is_some_and(|row| {
				checked.at <= row.signed_at
					|| row.erased_at.is_some_and(|erased| checked.at <= erased)
			}) {
			return Ok(Registered::Replayed);
		}
		if checked.fresh(now).is_err() {
			return Ok(Registered::NotFresh);
		}
		if !is_there && count(conn, checked.account).await? >= i64::from(most) {
			return Ok(Registered::TooMany);
		}
		let sealed = self
			.vault
			.seal(checked.commitment, checked.account, &checked.payee)
			.map_err(|e| Error::Inconsistent(e.to_string()))?;
		sqlx::query(
			"INSERT INTO payees (commitment, account, sealed, signed_at, registered_at) \
			 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (commitment) DO UPDATE SET \
			 account = excluded.account, sealed = excluded.sealed, signed_at = excluded.signed_at, \
			 registered_at = excluded.registered_at, erased_at = NULL, erased_why = NULL",
		)
		.bind(checked.commitment.to_string())
		.bind(checked.account.to_string())
		.bind(sealed)
		.bind(checked.at)
		.bind(now)
		.execute(conn)
		.await?;
		Ok(Registered::New)
	}

	/// Decrypt one. Fails with [`Error::Sealed`] if it is there and no key here opens it.
	pub async fn open(&self, conn: &mut Conn, commitment: Hex32) -> Result<Option<(Row, Payee)>> {
		let Some(row) = get(conn, commitment).await? else {
			return Ok(None);
		};
		let Some(sealed) = &row.sealed else {
			return Ok(None);
		};
		let payee = self.vault.unseal(row.commitment, row.account, sealed)?;
		Ok(Some((row, payee)))
	}

	/// What to do about payees that were stored under keys that are not here, if there are any.
	pub async fn missing_keys(&self, conn: &mut Conn) -> Result<Option<String>> {
		use sqlx::Row as _;
		let rows = sqlx::query(&format!(
			"SELECT substr(sealed, 1, {KEY_ID}) AS key_id, COUNT(*) AS n FROM payees \
			 WHERE sealed IS NOT NULL GROUP BY substr(sealed, 1, {KEY_ID}) ORDER BY 1"
		))
		.fetch_all(conn)
		.await?;
		let (mut keys, mut payees) = (Vec::new(), 0);
		for r in &rows {
			let key_id: Vec<u8> = r.try_get("key_id")?;
			if !self.vault.has(&key_id) {
				keys.push(hex::encode(key_id));
				payees += row::int(r, "n")?;
			}
		}
		Ok((!keys.is_empty()).then(|| {
			format!(
				"keys are missing ({}), and with them {payees} of the payees: name the files of these keys here. If they \
				 are lost, members register again; nothing else waits for that",
				keys.join(", ")
			)
		}))
	}

	/// Encrypt again, with the key that encrypts, what older keys encrypted. One that no key here opens does
	/// not keep the others under an old key.
	pub async fn reseal(&self, db: &Db) -> Result<Resealed> {
		let (mut after, mut done) = (String::new(), Resealed::default());
		loop {
			let mut write = db.write().await?;
			let rows = page(&mut write, &after).await?;
			let Some(last) = rows.last() else {
				return Ok(done);
			};
			after = last.commitment.to_string();
			for row in &rows {
				let Some(sealed) = row.sealed.as_ref().filter(|s| !self.vault.is_current(s)) else {
					continue;
				};
				let Ok(payee) = self.vault.unseal(row.commitment, row.account, sealed) else {
					done.sealed += 1;
					continue;
				};
				let sealed = self
					.vault
					.seal(row.commitment, row.account, &payee)
					.map_err(|e| Error::Inconsistent(e.to_string()))?;
				sqlx::query("UPDATE payees SET sealed = $2 WHERE commitment = $1")
					.bind(row.commitment.to_string())
					.bind(sealed)
					.execute(&mut *write)
					.await?;
				done.payees += 1;
			}
			write.commit().await?;
		}
	}
}

#[async_trait]
impl engine::payees::Payees for PayeeStore {
	async fn find(
		&self,
		conn: &mut Conn,
		commitment: Hex32,
	) -> Result<Option<engine::payees::Payee>> {
		Ok(self
			.open(conn, commitment)
			.await?
			.map(|(row, payee)| engine::payees::Payee {
				account: row.account,
				iban: payee.iban.clone(),
				name: payee.name.clone(),
			}))
	}
}

/// What is known of one without decrypting it.
pub async fn get(conn: &mut Conn, commitment: Hex32) -> Result<Option<Row>> {
	sqlx::query("SELECT * FROM payees WHERE commitment = $1")
		.bind(commitment.to_string())
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// Those of an account, the newest first.
pub async fn of_account(conn: &mut Conn, account: Hex32) -> Result<Vec<Row>> {
	sqlx::query("SELECT * FROM payees WHERE account = $1 ORDER BY registered_at DESC LIMIT 100")
		.bind(account.to_string())
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// How many of an account are not erased.
async fn count(conn: &mut Conn, account: Hex32) -> Result<i64> {
	let row =
		sqlx::query("SELECT COUNT(*) AS n FROM payees WHERE account = $1 AND erased_at IS NULL")
			.bind(account.to_string())
			.fetch_one(conn)
			.await?;
	row::int(&row, "n")
}

async fn page(conn: &mut Conn, after: &str) -> Result<Vec<Row>> {
	sqlx::query(
		"SELECT * FROM payees WHERE erased_at IS NULL AND commitment > $1 ORDER BY commitment LIMIT $2",
	)
	.bind(after)
	.bind(PAGE)
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// Erase IBAN, name and salt. Refused while something may still have to be paid there, and, unless
/// `although_kept`, while the law may want it kept.
pub async fn erase(
	conn: &mut Conn,
	commitment: Hex32,
	why: &str,
	although_kept: bool,
	now: i64,
) -> Result<()> {
	let row = get(conn, commitment)
		.await?
		.ok_or(Error::NotFound("payee"))?;
	if row.erased_at.is_some() {
		return Ok(());
	}
	match payments::payee_needed(conn, commitment).await? {
		Some(Need::Open) => return Err(Error::refused(
			"a redemption to this payee is still to be paid, or money that came back is owed to its account; it can be \
			 erased when that has ended",
		)),
		Some(Need::Ended(_)) if !although_kept => {
			return Err(Error::refused(
				"money went to this payee, and the law may want that kept for years; \
				 it is erased by itself after keep_paid_years",
			))
		},
		_ => {},
	}
	blank(conn, commitment, why, now).await
}

async fn blank(conn: &mut Conn, commitment: Hex32, why: &str, now: i64) -> Result<()> {
	sqlx::query(
		"UPDATE payees SET sealed = NULL, erased_at = $2, erased_why = $3 WHERE commitment = $1",
	)
	.bind(commitment.to_string())
	.bind(now)
	.bind(why)
	.execute(conn)
	.await?;
	Ok(())
}

/// Erase what nothing needs any more: payees nobody redeemed to for `unused_days`, and those whose last
/// payment is `paid_years` past. How many were.
pub async fn erase_unneeded(db: &Db, unused_days: u32, paid_years: u32, now: i64) -> Result<u64> {
	let unused = now.saturating_sub(i64::from(unused_days).saturating_mul(DAY));
	// Leap days counted: never a day too early.
	let paid = now.saturating_sub(i64::from(paid_years).saturating_mul(366 * DAY));
	let (mut after, mut erased) = (String::new(), 0);
	loop {
		let mut write = db.write().await?;
		let rows = page(&mut write, &after).await?;
		let Some(last) = rows.last() else {
			return Ok(erased);
		};
		after = last.commitment.to_string();
		for row in &rows {
			let why = match payments::payee_needed(&mut write, row.commitment).await? {
				None if row.registered_at < unused => "unused",
				Some(Need::Ended(ended)) if ended < paid => "retention over",
				_ => continue,
			};
			blank(&mut write, row.commitment, why, now).await?;
			super::audit::note(
				&mut write,
				now,
				super::SERVICE,
				"erase-payee",
				&format!("payee {}", row.commitment),
				why,
			)
			.await?;
			erased += 1;
		}
		write.commit().await?;
	}
}
