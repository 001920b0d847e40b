//! Since when citizens can register payees without a break. An outage of the service or of its node takes nothing from
//! the time they have.

use super::Core;
use crate::{
	error::Result,
	store::{cursor, Conn},
};

/// A pause of so many seconds is an outage; a restart is none.
const OUTAGE: i64 = 600;

/// How often it is written down that the service serves, in seconds.
const NOTED: i64 = 60;

/// The facts that say so.
const LAST: &str = "served-last";
const SINCE: &str = "served-since";

async fn moment(conn: &mut Conn, fact: &str) -> Result<Option<i64>> {
	Ok(cursor::fact(conn, fact)
		.await?
		.and_then(|at| at.parse().ok()))
}

/// Write down that the service runs and the chain is followed.
pub(super) async fn note(core: &Core) -> Result<()> {
	let now = core.now();
	{
		let mut conn = core.db.read().await?;
		let last = moment(&mut conn, LAST).await?;
		if last.is_some_and(|last| (last..last.saturating_add(NOTED)).contains(&now)) {
			return Ok(());
		}
	}
	let mut write = core.db.write().await?;
	let last = moment(&mut write, LAST).await?;
	if last.is_none_or(|last| now.saturating_sub(last) > OUTAGE) {
		cursor::set_fact(&mut write, SINCE, &now.to_string()).await?;
	}
	cursor::set_fact(&mut write, LAST, &now.to_string()).await?;
	write.commit().await
}

/// Since when the service serves; this very moment while it does not: then nobody's time goes on.
pub(super) async fn since(conn: &mut Conn, now: i64) -> Result<i64> {
	let last = moment(conn, LAST).await?;
	if last.is_none_or(|last| now.saturating_sub(last) > OUTAGE) {
		return Ok(now);
	}
	Ok(moment(conn, SINCE).await?.unwrap_or(now))
}
