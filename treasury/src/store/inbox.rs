//! Every file the bank sent, as it came, before anybody reads it.

use serde::Serialize;
use sqlx::{any::AnyRow, Row};

use super::{
	row::{self, words},
	Conn,
};
use crate::{
	error::{Error, Result},
	hex32::Hex32,
};

words! {
	/// What became of a file.
	FileStatus {
		/// In the books, not yet read.
		Stored = "stored",
		/// Read; its effects are in the books.
		Handled = "handled",
		/// It could not be read; a case says why.
		Failed = "failed",
		/// The same bytes came before; without effect.
		Duplicate = "duplicate",
	}
}

/// A file of the bank's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BankFile {
	/// Its number.
	pub id: i64,
	/// What it was called.
	pub name: String,
	/// SHA-256 of its bytes.
	pub sha256: Hex32,
	/// When it came, in Unix seconds.
	pub received_at: i64,
	/// What became of it.
	pub status: FileStatus,
	/// The file it repeats.
	pub duplicate_of: Option<i64>,
	/// What it is, as `camt.053.001.08`.
	pub kind: Option<String>,
	/// The bank's own name of the message.
	pub message: Option<String>,
	/// When it was read.
	pub handled_at: Option<i64>,
	/// Why it could not be read.
	pub error: Option<String>,
	/// Whether it was moved out of the inbox.
	#[serde(skip)]
	pub archived: bool,
}

const COLUMNS: &str =
	"id, name, sha256, received_at, archived, status, duplicate_of, kind, message, \
	handled_at, error";

fn read(r: &AnyRow) -> Result<BankFile> {
	Ok(BankFile {
		id: row::int(r, "id")?,
		name: row::text(r, "name")?,
		sha256: row::hex32(r, "sha256")?,
		received_at: row::int(r, "received_at")?,
		status: row::parsed(r, "status")?,
		duplicate_of: row::int_or_none(r, "duplicate_of")?,
		kind: row::text_or_none(r, "kind")?,
		message: row::text_or_none(r, "message")?,
		handled_at: row::int_or_none(r, "handled_at")?,
		error: row::text_or_none(r, "error")?,
		archived: row::int(r, "archived")? != 0,
	})
}

/// Put a file into the books. The same file that lies in the inbox still, because it could not be
/// moved away before, is not a second one.
pub async fn store(conn: &mut Conn, name: &str, bytes: &[u8], now: i64) -> Result<BankFile> {
	let sha256 = Hex32::sha256(bytes);
	let same = sqlx::query(&format!(
		"SELECT {COLUMNS} FROM inbox WHERE sha256 = $1 ORDER BY id"
	))
	.bind(sha256.to_string())
	.fetch_all(&mut *conn)
	.await?
	.iter()
	.map(read)
	.collect::<Result<Vec<_>>>()?;
	if let Some(still) = same.iter().find(|f| f.name == name && !f.archived) {
		return Ok(still.clone());
	}
	let id = row::next_id(conn, "inbox").await?;
	let first = same.first();
	sqlx::query(
		"INSERT INTO inbox (id, name, sha256, bytes, received_at, archived, status, duplicate_of) \
		 VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
	)
	.bind(id)
	.bind(name)
	.bind(sha256.to_string())
	// The bytes are kept once.
	.bind(if first.is_some() { Vec::new() } else { bytes.to_vec() })
	.bind(now)
	.bind(match first {
		Some(_) => FileStatus::Duplicate.as_str(),
		None => FileStatus::Stored.as_str(),
	})
	.bind(first.map(|f| f.id))
	.execute(&mut *conn)
	.await?;
	get(conn, id).await
}

/// What a file is called in the archive.
pub fn archived_as(id: i64, name: &str) -> String {
	format!("{id}-{name}")
}

/// A file by its number.
pub async fn get(conn: &mut Conn, id: i64) -> Result<BankFile> {
	sqlx::query(&format!("SELECT {COLUMNS} FROM inbox WHERE id = $1"))
		.bind(id)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.ok_or(Error::NotFound("file"))?
}

/// The bytes of a file, or of the one it repeats.
pub async fn bytes(conn: &mut Conn, id: i64) -> Result<Vec<u8>> {
	let r = sqlx::query(
		"SELECT b.bytes FROM inbox a JOIN inbox b ON b.id = COALESCE(a.duplicate_of, a.id) \
		 WHERE a.id = $1",
	)
	.bind(id)
	.fetch_optional(conn)
	.await?
	.ok_or(Error::NotFound("file"))?;
	Ok(r.try_get("bytes")?)
}

/// The files not yet read, oldest first.
pub async fn stored(conn: &mut Conn, limit: u32) -> Result<Vec<BankFile>> {
	sqlx::query(&format!(
		"SELECT {COLUMNS} FROM inbox WHERE status = 'stored' ORDER BY id LIMIT $1"
	))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// The newest files before the one numbered `before`.
pub async fn latest(conn: &mut Conn, before: Option<i64>, limit: u32) -> Result<Vec<BankFile>> {
	sqlx::query(&format!(
		"SELECT {COLUMNS} FROM inbox WHERE id < $1 ORDER BY id DESC LIMIT $2"
	))
	.bind(before.unwrap_or(i64::MAX))
	.bind(i64::from(limit))
	.fetch_all(conn)
	.await?
	.iter()
	.map(read)
	.collect()
}

/// How many files came to what.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(FileStatus, i64)>> {
	sqlx::query("SELECT status, COUNT(*) AS n FROM inbox GROUP BY status ORDER BY status")
		.fetch_all(conn)
		.await?
		.iter()
		.map(|r| Ok((row::parsed(r, "status")?, row::int(r, "n")?)))
		.collect()
}

/// It was moved out of the inbox.
pub async fn set_archived(conn: &mut Conn, id: i64) -> Result<()> {
	sqlx::query("UPDATE inbox SET archived = 1 WHERE id = $1")
		.bind(id)
		.execute(conn)
		.await?;
	Ok(())
}

/// It was read, in the transaction of its effects.
pub async fn set_handled(
	conn: &mut Conn,
	id: i64,
	kind: &str,
	message: Option<&str>,
	now: i64,
) -> Result<()> {
	sqlx::query(
		"UPDATE inbox SET status = 'handled', kind = $2, message = $3, handled_at = $4 WHERE id = $1",
	)
	.bind(id)
	.bind(kind)
	.bind(message)
	.bind(now)
	.execute(conn)
	.await?;
	Ok(())
}

/// Have the files that came since then read once more.
pub async fn read_again(conn: &mut Conn, since: i64) -> Result<()> {
	sqlx::query(
		"UPDATE inbox SET status = 'stored' WHERE status = 'handled' AND received_at >= $1",
	)
	.bind(since)
	.execute(conn)
	.await?;
	Ok(())
}

/// It could not be read.
pub async fn set_failed(conn: &mut Conn, id: i64, why: &str, now: i64) -> Result<()> {
	sqlx::query("UPDATE inbox SET status = 'failed', error = $2, handled_at = $3 WHERE id = $1")
		.bind(id)
		.bind(why)
		.bind(now)
		.execute(conn)
		.await?;
	Ok(())
}
