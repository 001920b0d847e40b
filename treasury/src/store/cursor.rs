//! What these books are of, and how far they go.

use super::{row, Conn};
use crate::{error::Result, hex32::Hex32};

/// A handled block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
	/// Its height.
	pub block: u64,
	/// Its hash.
	pub hash: Hex32,
	/// Its time, in Unix seconds.
	pub time: i64,
}

/// A fact by its name.
pub async fn fact(conn: &mut Conn, name: &str) -> Result<Option<String>> {
	sqlx::query("SELECT value FROM facts WHERE name = $1")
		.bind(name)
		.fetch_optional(conn)
		.await?
		.map(|r| row::text(&r, "value"))
		.transpose()
}

/// Write a fact down, in place of what it was.
pub async fn set_fact(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
	sqlx::query(
		"INSERT INTO facts (name, value) VALUES ($1, $2) \
		 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	)
	.bind(name)
	.bind(value)
	.execute(conn)
	.await?;
	Ok(())
}

/// The last handled block; none at the beginning.
pub async fn get(conn: &mut Conn) -> Result<Option<Cursor>> {
	sqlx::query("SELECT * FROM cursor WHERE id = 1")
		.fetch_optional(conn)
		.await?
		.map(|r| {
			Ok(Cursor {
				block: row::id(&r, "block")?,
				hash: row::hex32(&r, "hash")?,
				time: row::int(&r, "block_time")?,
			})
		})
		.transpose()
}

/// That a block was handled; in the transaction of its effects.
pub async fn set(conn: &mut Conn, cursor: Cursor) -> Result<()> {
	sqlx::query(
		"INSERT INTO cursor (id, block, hash, block_time) VALUES (1, $1, $2, $3) \
		 ON CONFLICT (id) DO UPDATE SET block = excluded.block, hash = excluded.hash, \
		 block_time = excluded.block_time",
	)
	.bind(row::big(cursor.block)?)
	.bind(cursor.hash.to_string())
	.bind(cursor.time)
	.execute(conn)
	.await?;
	Ok(())
}
