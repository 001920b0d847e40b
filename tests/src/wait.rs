//! Waiting, with a deadline and a reason.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::bail;

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(300);

/// What a look at something found.
pub enum Seen<T> {
	/// It is there.
	Ready(T),
	/// It is not there yet; this is how far it has come.
	Not(String),
}

/// Look until it is there. After `limit` fail with what was waited for and what was seen last. A
/// look that fails counts as not there yet: nodes start, stop and come back.
pub async fn until<T, Look, Looking>(
	what: &str,
	limit: Duration,
	mut look: Look,
) -> anyhow::Result<T>
where
	Look: FnMut() -> Looking,
	Looking: Future<Output = anyhow::Result<Seen<T>>>,
{
	let begun = Instant::now();
	loop {
		let seen = match look().await {
			Ok(Seen::Ready(value)) => return Ok(value),
			Ok(Seen::Not(state)) => state,
			Err(why) => format!("{why:#}"),
		};
		if begun.elapsed() >= limit {
			bail!("waited {} s for {what}; last seen: {seen}", limit.as_secs());
		}
		tokio::time::sleep(INTERVAL).await;
	}
}

/// `Ready` when `condition` holds, otherwise how far it has come.
pub fn when(condition: bool, state: impl std::fmt::Debug) -> Seen<()> {
	match condition {
		true => Seen::Ready(()),
		false => Seen::Not(format!("{state:?}")),
	}
}
