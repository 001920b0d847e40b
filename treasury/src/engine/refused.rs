//! What the chain refused: held back for longer each time, and shown to the officers when it does not
//! pass by itself. What can never be taken is shown to them at once and not tried again.

use super::{settings::Pace, Core};
use crate::{
	bank::calendar,
	chain::{Hope, Refusal},
	error::Result,
	store::{
		cases::{self, About, CaseKind},
		intents::{self, Intent, IntentKind, IntentStatus},
		payments, Conn,
	},
};

/// See what becomes of intents that were handed in as one call, and refused.
pub(super) async fn handle(
	conn: &mut Conn,
	core: &Core,
	tried: &[Intent],
	refusal: &Refusal,
) -> Result<()> {
	let ids: Vec<_> = tried.iter().map(|one| one.id).collect();
	if !intents::all_wait(conn, &ids).await? {
		// A block that came by meanwhile has decided it.
		return Ok(());
	}
	let now = core.now();
	let why = &refusal.why;
	match tried {
		// The chain does not say which settlement it refused: each goes alone next.
		[Intent {
			kind: IntentKind::Settle,
			..
		}, _, ..] => {
			for one in tried {
				intents::hold_back(conn, one.id, why, one.refused_since, now).await?;
			}
			Ok(())
		},
		[one] if refusal.hope == Hope::Never && one.kind != IntentKind::Begin => {
			intents::hold_back(conn, one.id, why, Some(since(tried, now)), now).await?;
			intents::close(conn, one.redemption, one.kind, IntentStatus::Moot).await?;
			let detail = format!("{}: {why} It will not be tried again.", what(one.kind));
			open_case(conn, one, &detail, now).await
		},
		_ => {
			let since = since(tried, now);
			let next = now.saturating_add(pause(&core.settings.pace, refusal.hope, since, now));
			for one in tried {
				intents::hold_back(conn, one.id, why, Some(since), next).await?;
			}
			match tried.first() {
				Some(one) if is_long(&core.settings.pace, one, since, now) => {
					open_case(conn, one, &format!("{}: {why}", what(one.kind)), now).await
				},
				_ => Ok(()),
			}
		},
	}
}

/// A redemption ended: nothing is refused about it any more.
pub(super) async fn ended(conn: &mut Conn, redemption: u64, now: i64) -> Result<()> {
	for kind in [IntentKind::Settle, IntentKind::Reject] {
		let mark = mark(kind, &redemption.to_string());
		let how = "the redemption ended on the chain";
		cases::close_marked(conn, CaseKind::ChainRefuses, &mark, how, now).await?;
	}
	Ok(())
}

/// The payments of a batch begin, or it was given up.
pub(super) async fn begun(conn: &mut Conn, batch: i64, now: i64) -> Result<()> {
	let mark = mark(IntentKind::Begin, &batch.to_string());
	let how = "nothing of the batch waits for the chain any more";
	cases::close_marked(conn, CaseKind::ChainRefuses, &mark, how, now).await
}

fn since(tried: &[Intent], now: i64) -> i64 {
	tried
		.iter()
		.filter_map(|one| one.refused_since)
		.min()
		.unwrap_or(now)
}

/// As long again as it has been refused for.
fn pause(pace: &Pace, hope: Hope, since: i64, now: i64) -> i64 {
	let seconds = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
	let shortest = match hope {
		// Until the final blocks are read again.
		Hope::LookAgain => 1,
		_ => seconds(pace.refused_pause_seconds),
	};
	now.saturating_sub(since)
		.max(shortest)
		.min(seconds(pace.refused_longest_seconds))
}

/// Whether a person should look. That a day has not begun is nobody's fault.
fn is_long(pace: &Pace, one: &Intent, since: i64, now: i64) -> bool {
	let day = one.day.filter(|_| one.kind == IntentKind::Settle);
	let from = day.map_or(since, |day| calendar::begins_anywhere(day).max(since));
	let patience = i64::try_from(pace.refused_case_seconds).unwrap_or(i64::MAX);
	now.saturating_sub(from) >= patience
}

fn what(kind: IntentKind) -> &'static str {
	match kind {
		IntentKind::Begin => "the chain refuses to begin the payments of this batch",
		IntentKind::Settle => "the bank paid it, and the chain refuses to settle it",
		IntentKind::Reject => "the chain refuses to give the tokens back",
	}
}

fn mark(kind: IntentKind, number: &str) -> String {
	format!("{kind} {number}")
}

async fn open_case(conn: &mut Conn, one: &Intent, detail: &str, now: i64) -> Result<()> {
	let (number, about) = match one.kind {
		IntentKind::Begin => {
			let about = About {
				batch: one.batch,
				..About::default()
			};
			(one.batch.unwrap_or_default().to_string(), about)
		},
		IntentKind::Settle | IntentKind::Reject => {
			let payment = payments::current(conn, one.redemption).await?;
			let about = About {
				redemption: Some(one.redemption),
				batch: payment.as_ref().map(|p| p.batch),
				money: payment.as_ref().map(|p| (p.amount, p.currency)),
				payment: payment.map(|p| p.end_to_end),
				..About::default()
			};
			(one.redemption.to_string(), about)
		},
	};
	let mark = mark(one.kind, &number);
	cases::open(conn, CaseKind::ChainRefuses, &mark, about, detail, now).await?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_grow_to_the_longest() {
		let pace = Pace::default();
		let after = |elapsed: i64| pause(&pace, Hope::Later, 1_000, 1_000 + elapsed);
		assert_eq!([0, 10, 20, 40].map(after), [10, 10, 20, 40]);
		assert_eq!(after(1_000_000), 3_600);
		assert_eq!(pause(&pace, Hope::LookAgain, 1_000, 1_000), 1);
	}
}
