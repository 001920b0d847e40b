//! Telling the chain: what was written down as to be done is handed in until the chain has it.
//!
//! Whether something is done is only ever learnt from the chain: before each try its state is read,
//! and an intent is closed by [`super::follow`] when the final block comes by. A try whose answer was
//! lost does no harm: the chain refuses to do the same twice.

use std::collections::BTreeMap;

use super::{refused, Core};
use crate::{
	chain::{reason_code, Call, Outcome, Settlement, State},
	error::Result,
	store::{
		batches::{self, BatchKind, BatchStatus},
		cases::{self, About, CaseKind},
		intents::{self, Intent, IntentKind, IntentStatus},
		redemptions::{self, RedemptionStatus},
	},
};

/// The longest reference the chain takes.
const MAX_REFERENCE: usize = 35;

/// A call, and the intents it carries out.
struct Try {
	call: Call,
	intents: Vec<Intent>,
}

impl Try {
	fn ids(&self) -> Vec<i64> {
		self.intents.iter().map(|intent| intent.id).collect()
	}
}

/// Whether what follows a refused call is handed in all the same.
#[derive(Clone, Copy, PartialEq)]
enum Then {
	/// It waits for the next turn: the chain takes a queue in its order.
	Stop,
	/// Each is for itself.
	GoOn,
}

/// Hand in what waits.
pub async fn step(core: &Core) -> Result<()> {
	let mut queue = Vec::new();
	// Refusals first: they take from the queue what a beginning behind them must not find there.
	if rejects(core, &mut queue).await? {
		begins(core, &mut queue).await?;
	}
	hand_in(core, queue, Then::Stop).await?;
	// What the chain has against a beginning does not keep what was paid from being settled.
	let mut paid = Vec::new();
	settles(core, &mut paid).await?;
	hand_in(core, paid, Then::GoOn).await
}

/// Hand in calls in their order, some at a time.
async fn hand_in(core: &Core, tries: Vec<Try>, then: Then) -> Result<()> {
	for some in tries.chunks(core.settings.pace.calls_at_once) {
		let mut write = core.db.write().await?;
		// Since these were read a block or a bank's file may have changed what is to be done.
		let mut live = Vec::with_capacity(some.len());
		for one in some {
			if !intents::all_wait(&mut write, &one.ids()).await? {
				break;
			}
			intents::tried(&mut write, &one.ids(), core.now()).await?;
			live.push(one);
		}
		write.commit().await?;
		let mut all_in = live.len() == some.len();
		if !live.is_empty() {
			let calls: Vec<_> = live.iter().map(|t| t.call.clone()).collect();
			let outcomes = core.chain.submit(&calls).await?;
			let mut write = core.db.write().await?;
			for (one, outcome) in live.iter().zip(&outcomes) {
				if let Outcome::Refused(refusal) = outcome {
					all_in &= then == Then::GoOn;
					tracing::warn!(
						call = ?one.call.redemptions().first(),
						count = one.intents.len(),
						why = refusal.why,
						"the chain refused"
					);
					refused::handle(&mut write, core, &one.intents, refusal).await?;
				}
			}
			write.commit().await?;
		}
		if !all_in {
			break;
		}
	}
	Ok(())
}

/// The chain's word on each redemption of these intents.
async fn states(core: &Core, waiting: &[Intent]) -> Result<BTreeMap<u64, Option<State>>> {
	let ids: Vec<_> = waiting.iter().map(|i| i.redemption).collect();
	if ids.is_empty() {
		return Ok(BTreeMap::new());
	}
	let states = core.chain.states(&ids).await?;
	Ok(ids.into_iter().zip(states).collect())
}

/// The status of a redemption by these states.
fn status(states: &BTreeMap<u64, Option<State>>, id: u64) -> Option<RedemptionStatus> {
	states.get(&id)?.as_ref().map(|s| s.status)
}

/// Whether these are all the refusals there are.
async fn rejects(core: &Core, tries: &mut Vec<Try>) -> Result<bool> {
	let limit = u32::try_from(core.settings.pace.calls_at_once.saturating_mul(4));
	let limit = limit.unwrap_or(u32::MAX);
	let waiting = {
		let mut conn = core.db.read().await?;
		intents::due(&mut conn, IntentKind::Reject, core.now(), limit).await?
	};
	let all = waiting.len() < limit as usize;
	let states = states(core, &waiting).await?;
	for intent in waiting {
		match status(&states, intent.redemption) {
			// What is begun is refused by the bank's word alone. In the books it is in the queue still: written
			// by a copy of them that does not know what was sent since. The block that began it comes by first.
			Some(RedemptionStatus::Paying) if is_open(core, intent.redemption).await? => {},
			Some(RedemptionStatus::Open | RedemptionStatus::Paying) => tries.push(Try {
				call: Call::Reject {
					redemption: intent.redemption,
					reason: reason_code(intent.reason.as_deref().unwrap_or_default()),
				},
				intents: vec![intent],
			}),
			// Done: the block that did it will come by.
			Some(RedemptionStatus::Rejected) | None => {},
			Some(RedemptionStatus::Cancelled | RedemptionStatus::Expired) => {},
			Some(RedemptionStatus::Settled) => {
				moot(
					core,
					&intent,
					"the bank refused it, and the chain has it as settled",
				)
				.await?;
			},
		}
	}
	Ok(all)
}

/// Whether a redemption is in the queue, by the books.
async fn is_open(core: &Core, id: u64) -> Result<bool> {
	let mut conn = core.db.read().await?;
	Ok(redemptions::must(&mut conn, id).await?.status == RedemptionStatus::Open)
}

async fn begins(core: &Core, tries: &mut Vec<Try>) -> Result<()> {
	let (released, drafted) = {
		let mut conn = core.db.read().await?;
		(
			batches::in_status(&mut conn, BatchStatus::Released).await?,
			batches::in_status(&mut conn, BatchStatus::Drafted).await?,
		)
	};
	let mut held_back = Vec::new();
	let per_call = match released.is_empty() {
		true => return Ok(()),
		false => core.chain.payments_per_call().await?,
	};
	for batch in released {
		// The chain takes the head of the queue only: an older batch goes first.
		let held_up = drafted.iter().any(|d| {
			d.id < batch.id && d.currency == batch.currency && d.kind == BatchKind::Redemption
		});
		if held_up {
			continue;
		}
		let waiting = {
			let mut conn = core.db.read().await?;
			intents::begins_of(&mut conn, batch.id).await?
		};
		// Nor is what follows in the queue the next before what was refused has begun.
		let now = core.now();
		if waiting
			.iter()
			.any(|i| i.next_try_at.is_some_and(|next| next > now))
		{
			held_back.push(batch.currency);
		}
		if held_back.contains(&batch.currency) {
			continue;
		}
		if waiting.iter().any(|i| i.refused_since.is_some()) {
			held_back.push(batch.currency);
		}
		let states = states(core, &waiting).await?;
		let open: Vec<_> = waiting
			.into_iter()
			.filter(|i| status(&states, i.redemption) == Some(RedemptionStatus::Open))
			.collect();
		for some in open.chunks(per_call) {
			tries.push(Try {
				call: Call::Begin {
					currency: batch.currency,
					redemptions: some.iter().map(|i| i.redemption).collect(),
					message: batch.msg_hash,
				},
				intents: some.to_vec(),
			});
		}
	}
	Ok(())
}

async fn settles(core: &Core, tries: &mut Vec<Try>) -> Result<()> {
	let due = |limit| async move {
		let mut conn = core.db.read().await?;
		intents::due(&mut conn, IntentKind::Settle, core.now(), limit).await
	};
	// Nobody asks the node for nothing.
	if due(1).await?.is_empty() {
		return Ok(());
	}
	let per_call = core.chain.payments_per_call().await?;
	let limit = core.settings.pace.calls_at_once.saturating_mul(per_call);
	let waiting = due(u32::try_from(limit).unwrap_or(u32::MAX)).await?;
	let states = states(core, &waiting).await?;
	let mut together: Vec<(Intent, Settlement)> = Vec::new();
	for intent in waiting {
		match status(&states, intent.redemption) {
			Some(RedemptionStatus::Paying) => {
				let settlement = Settlement {
					redemption: intent.redemption,
					reference: reference(intent.reference.as_deref().unwrap_or_default()),
					booked: intent.day.unwrap_or_default(),
				};
				// One that was refused must not hold up others again.
				match intent.last_error {
					Some(_) => tries.push(Try {
						call: Call::Settle(vec![settlement]),
						intents: vec![intent],
					}),
					None => together.push((intent, settlement)),
				}
			},
			Some(RedemptionStatus::Settled) | None => {},
			Some(_) => {
				moot(
					core,
					&intent,
					"the bank paid it, and the chain ended it otherwise",
				)
				.await?;
			},
		}
	}
	for some in together.chunks(per_call) {
		tries.push(Try {
			call: Call::Settle(some.iter().map(|(_, s)| s.clone()).collect()),
			intents: some.iter().map(|(intent, _)| intent.clone()).collect(),
		});
	}
	Ok(())
}

/// A bank's reference as the chain takes it.
fn reference(text: &str) -> String {
	let text: String = text.chars().filter(|c| !c.is_control()).collect();
	let mut end = text.len().min(MAX_REFERENCE);
	while !text.is_char_boundary(end) {
		end -= 1;
	}
	match text.get(..end) {
		Some(text) if !text.trim().is_empty() => text.to_owned(),
		_ => "NOTPROVIDED".to_owned(),
	}
}

async fn moot(core: &Core, intent: &Intent, detail: &str) -> Result<()> {
	let now = core.now();
	let mut write = core.db.write().await?;
	intents::close(
		&mut write,
		intent.redemption,
		intent.kind,
		IntentStatus::Moot,
	)
	.await?;
	let about = About {
		redemption: Some(intent.redemption),
		..About::default()
	};
	cases::open(
		&mut write,
		CaseKind::ChainDiffers,
		&intent.redemption.to_string(),
		about,
		detail,
		now,
	)
	.await?;
	write.commit().await
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_reference_fits_and_is_never_empty() {
		assert_eq!(reference("MB-PMT-1"), "MB-PMT-1");
		assert_eq!(reference(" \n"), "NOTPROVIDED");
		let long = reference(&"é".repeat(40));
		assert!(long.len() <= MAX_REFERENCE && !long.is_empty());
	}
}
