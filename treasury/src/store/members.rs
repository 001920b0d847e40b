//! Which account speaks for a member, where it is not the one that redeemed any more.

use super::{redemptions::Redemption, row, Conn};
use crate::{error::Result, hex32::Hex32};

/// Another account speaks for a member from here on.
pub async fn set_account(conn: &mut Conn, member: &str, account: Hex32) -> Result<()> {
	sqlx::query(
		"INSERT INTO moved (member, account) VALUES ($1, $2) \
		 ON CONFLICT (member) DO UPDATE SET account = excluded.account",
	)
	.bind(member)
	.bind(account.to_string())
	.execute(conn)
	.await?;
	Ok(())
}

/// The account that speaks for whoever redeemed, as of the last block that was read.
pub async fn account_of(conn: &mut Conn, redemption: &Redemption) -> Result<Hex32> {
	let moved = sqlx::query("SELECT account FROM moved WHERE member = $1")
		.bind(&redemption.member)
		.fetch_optional(conn)
		.await?;
	match moved {
		Some(r) => row::hex32(&r, "account"),
		None => Ok(redemption.account),
	}
}
