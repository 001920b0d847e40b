//! Refusing a redemption by hand: one that can never be paid would hold up the queue behind it for ever. It
//! cannot be undone, so one officer asks and another agrees.

use super::desk::Desk;
use crate::{
	chain::reason_code,
	error::{Error, Result},
	store::{
		audit,
		cases::{self, CaseKind},
		intents::{self, IntentKind},
		redemptions::{self, RedemptionStatus},
		rejections::{self, Rejection, Subject},
		Conn,
	},
};

impl Desk {
	/// An officer asks for a redemption in the queue to be refused, or agrees to what another asked for: then
	/// its tokens are the holder's again.
	pub async fn reject(
		&self,
		id: u64,
		reason: &str,
		note: &str,
		officer: &str,
	) -> Result<Rejection> {
		let mut write = self.db.write().await?;
		let rejection = reject(&mut write, id, reason, note, officer, self.now()).await?;
		write.commit().await?;
		Ok(rejection)
	}
}

/// Whether the chain takes a reason as it is.
pub(super) fn check_reason(reason: &str) -> Result<()> {
	match reason_code(reason) == reason.as_bytes() {
		true => Ok(()),
		false => Err(Error::refused(
			"a reason is four capitals or digits: a status reason of ISO 20022 (AM02: more than is allowed; NARR: see \
			 the note), NPAY (no such payee) or FPAY (another's payee)",
		)),
	}
}

/// Why the same officer cannot ask for the same twice.
pub(super) const ASKED_ALREADY: &str =
	"you have asked for it already: another officer must confirm it, with the same reason";

/// Why another officer cannot confirm with another reason.
pub(super) fn other_reason(asked_by: &str, reason: &str) -> String {
	format!("{asked_by} asked for it with the reason {reason}: agree to that, or let them ask anew")
}

async fn reject(
	conn: &mut Conn,
	id: u64,
	reason: &str,
	note: &str,
	officer: &str,
	now: i64,
) -> Result<Rejection> {
	check_reason(reason)?;
	let redemption = redemptions::get(conn, id)
		.await?
		.ok_or(Error::NotFound("redemption"))?;
	if redemption.status != RedemptionStatus::Open {
		return Err(Error::refused(format!(
			"redemption {id} is {}: only one in the queue can be refused by hand; what is being paid ends by the \
			 bank's word",
			redemption.status
		)));
	}
	if intents::waits(conn, id, IntentKind::Reject).await? {
		return Err(Error::refused(
			"it is being refused already: wait until the chain has it",
		));
	}
	let of = Subject::Redemption(id);
	let subject = of.to_string();
	let detail = format!("{reason}: {note}");
	match rejections::get(conn, of).await? {
		Some(asked) if asked.asked_by != officer => {
			if asked.reason != reason {
				return Err(Error::refused(other_reason(&asked.asked_by, &asked.reason)));
			}
			rejections::agree(conn, of, officer, now).await?;
			intents::reject(conn, id, reason, now).await?;
			audit::note(conn, now, officer, "rejected", &subject, &detail).await?;
			let how = format!("refused by {} and {officer}", asked.asked_by);
			cases::close_marked(conn, CaseKind::Unpayable, &id.to_string(), &how, now).await?;
		},
		Some(asked) if asked.reason == reason => return Err(Error::refused(ASKED_ALREADY)),
		_ => {
			rejections::ask(conn, of, reason, note, officer, now).await?;
			audit::note(conn, now, officer, "reject-asked", &subject, &detail).await?;
		},
	}
	rejections::get(conn, of)
		.await?
		.ok_or_else(|| Error::Inconsistent(format!("the rejection of {id} is gone")))
}
