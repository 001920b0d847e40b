//! What `civic redeem` shows.

use std::io::{self, Write};

use serde::Serialize;

use super::super::pace::Estimate;
use crate::{
	amount::Amount,
	chain::{
		api::runtime::{Redemption, RedemptionStatus, Window},
		views::word,
		Receipt,
	},
	hex32::Hex32,
	money::{letters, Money},
	output::{facts, number, table, Report},
	time::Moment,
};

/// An offer to exchange tokens.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WindowView {
	window: u32,
	currency: String,
	/// Cents for 1,000 AVO, a tonne.
	rate: Money,
	budget: Money,
	taken: Money,
	from: Moment,
	until: Moment,
	smallest: Amount,
	largest: Amount,
	period_seconds: u64,
	limits: Vec<Limit>,
	/// `open`, `to come`, `over`, `closed`.
	status: &'static str,
	/// What the asking member used of its limit, and may still exchange until then.
	used: Option<Amount>,
	left: Option<Amount>,
	period_until: Option<Moment>,
}

/// What a kind of member may exchange in a period.
#[derive(Debug, Serialize)]
struct Limit {
	kind: String,
	amount: Amount,
}

impl WindowView {
	pub(super) fn new(
		id: u32,
		window: &Window,
		now: Moment,
		usage: Option<(u128, u128, u64)>,
	) -> Self {
		let terms = &window.terms;
		let status = match now.0 {
			_ if window.closed.is_some() => "closed",
			now if now < terms.from => "to come",
			now if now >= terms.until => "over",
			_ => "open",
		};
		Self {
			window: id,
			currency: letters(&window.currency),
			rate: Money(terms.rate),
			budget: Money(terms.budget),
			taken: Money(window.taken),
			from: Moment(terms.from),
			until: Moment(terms.until),
			smallest: Amount(terms.smallest),
			largest: Amount(terms.largest),
			period_seconds: terms.period,
			limits: terms
				.limits
				.0
				.iter()
				.map(|(kind, amount)| Limit {
					kind: word(kind),
					amount: Amount(*amount),
				})
				.collect(),
			status,
			used: usage.map(|(used, _, _)| Amount(used)),
			left: usage.map(|(_, left, _)| Amount(left)),
			period_until: usage.map(|(_, _, until)| Moment(until)),
		}
	}
}

/// The windows.
#[derive(Debug, Serialize)]
pub(super) struct Windows {
	pub(super) windows: Vec<WindowView>,
	/// The final block this was read at.
	pub(super) block: u64,
}

impl Report for Windows {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.windows.is_empty() {
			return writeln!(
				to,
				"Nothing can be exchanged for money now: no window is open. The treasury opens them."
			);
		}
		let mut rows = table(&[
			"Window",
			"Status",
			"For a tonne",
			"Left",
			"Until",
			"From … to a time",
			"For",
			"You may still",
		]);
		for window in &self.windows {
			let left = Money(window.budget.0.saturating_sub(window.taken.0));
			let limits: Vec<_> = window
				.limits
				.iter()
				.map(|limit| format!("{} {}", limit.kind, limit.amount))
				.collect();
			rows.add_row([
				number(window.window),
				window.status.into(),
				number(window.rate.of(&window.currency)),
				number(left.of(&window.currency)),
				window.until.to_string().into(),
				format!("{} … {}", window.smallest, window.largest).into(),
				limits.join("\n").into(),
				number(window.left.map(|left| left.to_string()).unwrap_or_default()),
			]);
		}
		writeln!(to, "{rows}")
	}
}

/// What an amount is worth.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quote {
	pub(super) window: u32,
	pub(super) amount: Amount,
	pub(super) quote: Money,
	pub(super) currency: String,
	pub(super) left_in_window: Money,
	/// How many wait to be paid in this currency.
	pub(super) waiting: u64,
	pub(super) money_waiting: Money,
	/// What the window takes at a time.
	pub(super) smallest: Amount,
	pub(super) largest: Amount,
	/// Whether redemptions are taken now, as far as window and reserve go.
	pub(super) takes_redemptions: bool,
	pub(super) block: u64,
}

impl Report for Quote {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let now = if self.takes_redemptions {
			"takes redemptions"
		} else {
			"takes no redemptions now: it is not open, or the reserve is stale or short (civic reserve show)"
		};
		let rows = [
			("Amount", self.amount.to_string()),
			("Worth", self.quote.of(&self.currency)),
			("Left in the window", self.left_in_window.of(&self.currency)),
			(
				"Paid before",
				format!(
					"{} of {} who wait",
					self.money_waiting.of(&self.currency),
					self.waiting
				),
			),
			("Window", now.into()),
		];
		writeln!(to, "{}", facts(rows))?;
		if self.amount < self.smallest || self.amount > self.largest {
			return writeln!(
				to,
				"It is not taken: the window takes {} to {} at a time.",
				self.smallest, self.largest
			);
		}
		match self.quote <= self.left_in_window {
			true => Ok(()),
			false => writeln!(
				to,
				"It is not taken: no more than {} is left in the window. Exchange less, or in another window \
				 (civic redeem windows).",
				self.left_in_window.of(&self.currency)
			),
		}
	}
}

/// A redemption.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RedemptionView {
	pub(super) redemption: u64,
	pub(super) window: u32,
	pub(super) owner: u64,
	pub(super) amount: Amount,
	pub(super) currency: String,
	pub(super) quote: Money,
	pub(super) payee: Hex32,
	/// `open`, `paying`, `settled`, `rejected`, `cancelled`, `expired`.
	pub(super) status: String,
	pub(super) at: Moment,
	/// Until when its payment has to begin.
	pub(super) expires: Moment,
	/// What is being paid.
	pub(super) due: Option<Money>,
	/// What was paid, and burned for it.
	pub(super) paid: Option<Money>,
	pub(super) burned: Option<Amount>,
	/// The bank's reference, or the reason why it is not paid.
	pub(super) reference: Option<String>,
	pub(super) reason: Option<String>,
	/// Who is served before it.
	pub(super) ahead: Option<u64>,
	pub(super) money_ahead: Option<Money>,
	/// When it may be paid, if any was paid lately; not in lists.
	pub(super) estimate: Option<Estimate>,
}

impl RedemptionView {
	pub(super) fn new<A>(id: u64, found: &Redemption<A>) -> Self {
		use RedemptionStatus as Status;
		let (mut due, mut paid, mut burned, mut reference, mut reason) =
			(None, None, None, None, None);
		match &found.status {
			Status::Paying { due: money, .. } => due = Some(Money(*money)),
			Status::Settled {
				paid: money,
				burned: units,
				reference: bank,
				..
			} => {
				paid = Some(Money(*money));
				burned = Some(Amount(*units));
				reference = Some(String::from_utf8_lossy(&bank.0).into_owned());
			},
			Status::Rejected { reason: code, .. } => {
				reason = Some(String::from_utf8_lossy(code).into_owned());
			},
			Status::Open | Status::Cancelled { .. } | Status::Expired { .. } => {},
		}
		let status = match &found.status {
			Status::Open => "open",
			Status::Paying { .. } => "paying",
			Status::Settled { .. } => "settled",
			Status::Rejected { .. } => "rejected",
			Status::Cancelled { .. } => "cancelled",
			Status::Expired { .. } => "expired",
		};
		Self {
			redemption: id,
			window: found.window,
			owner: found.owner,
			amount: Amount(found.amount),
			currency: letters(&found.currency),
			quote: Money(found.quote),
			payee: found.payee.into(),
			status: status.into(),
			at: Moment(found.at),
			expires: Moment(found.expires),
			due,
			paid,
			burned,
			reference,
			reason,
			ahead: None,
			money_ahead: None,
			estimate: None,
		}
	}
}

/// What the codes mean that a citizen meets most.
fn meaning(reason: &str) -> &'static str {
	match reason {
		"NPAY" => "the treasury knows no such payee: register your bank account with it",
		"FPAY" => "the payee belongs to another account: register your own",
		"AC01" | "AC03" => "the account number is wrong",
		"AC04" => "the bank account is closed",
		"AC06" => "the bank account is blocked",
		"BE04" | "BE06" | "BE01" => "the bank does not know this account holder",
		_ => "the bank says so: ask the treasury",
	}
}

impl Report for RedemptionView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let mut rows = vec![
			("Redemption", self.redemption.to_string()),
			("Owner", format!("member {}", self.owner)),
			("Amount", self.amount.to_string()),
			("Quoted", self.quote.of(&self.currency)),
			("Status", self.status.clone()),
		];
		if let (Some(ahead), Some(money)) = (self.ahead, self.money_ahead) {
			rows.push((
				"Paid before it",
				format!("{ahead}, {}", money.of(&self.currency)),
			));
		}
		if let Some(estimate) = &self.estimate {
			rows.push(("May be paid", estimate.said(Moment::now())));
		}
		if self.status == "open" {
			rows.push(("Paid, or free again, after", self.expires.to_string()));
		}
		if let Some(due) = self.due {
			rows.push(("Being paid", due.of(&self.currency)));
		}
		if let Some(paid) = self.paid {
			rows.push(("Paid", paid.of(&self.currency)));
		}
		if let Some(burned) = self.burned {
			rows.push(("Exchanged", burned.to_string()));
		}
		if let Some(reference) = &self.reference {
			rows.push(("Bank's reference", reference.clone()));
		}
		if let Some(reason) = &self.reason {
			rows.push(("Why not", format!("{reason}: {}", meaning(reason))));
		}
		writeln!(to, "{}", facts(rows))
	}
}

/// The redemptions of a member.
#[derive(Debug, Serialize)]
pub(super) struct Redemptions {
	pub(super) member: u64,
	pub(super) redemptions: Vec<RedemptionView>,
}

impl Report for Redemptions {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		if self.redemptions.is_empty() {
			return writeln!(to, "Member {} has exchanged nothing.", self.member);
		}
		let mut rows = table(&["Redemption", "At", "Amount", "Quoted", "Status"]);
		for redemption in &self.redemptions {
			rows.add_row([
				number(redemption.redemption),
				redemption.at.to_string().into(),
				number(redemption.amount),
				number(redemption.quote.of(&redemption.currency)),
				redemption.status.clone().into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}

/// Something that was done to a redemption.
#[derive(Debug, Serialize)]
pub(super) struct Submitted {
	pub(super) redemption: Option<RedemptionView>,
	#[serde(flatten)]
	pub(super) receipt: Receipt,
}

impl Report for Submitted {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match self.receipt.block {
			Some(_) => writeln!(to, "Done ({}).", self.receipt)?,
			None => writeln!(to, "It is {}.", self.receipt)?,
		}
		self.redemption
			.as_ref()
			.map_or(Ok(()), |redemption| redemption.tell(to))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::api::runtime::Currency, output::told};

	#[test]
	fn a_quote_says_what_the_window_takes_at_a_time() {
		let mut quote = Quote {
			window: 0,
			amount: Amount(500_000),
			quote: Money(5),
			currency: "EUR".into(),
			left_in_window: Money(10_000),
			waiting: 0,
			money_waiting: Money(0),
			smallest: Amount(1_000_000),
			largest: Amount(9_000_000),
			takes_redemptions: true,
			block: 1,
		};
		let said = |quote: &Quote| told(quote);
		assert!(said(&quote).contains("not taken: the window takes 1"));
		quote.amount = quote.smallest;
		assert!(!said(&quote).contains("not taken"));
		quote.left_in_window = quote.quote;
		assert!(!said(&quote).contains("not taken"));
		quote.left_in_window = Money(4);
		assert!(
			said(&quote).contains("not taken: no more than 0.04"),
			"{}",
			said(&quote)
		);
	}

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let submitted = |receipt| Submitted {
			redemption: None,
			receipt,
		};
		assert!(told(&submitted(Receipt::final_in(9))).starts_with("Done"));
		assert!(told(&submitted(Receipt::handed_in())).starts_with("It is handed in"));
	}

	#[test]
	fn what_is_being_paid_is_not_called_paid() {
		let view = RedemptionView::new(
			7,
			&Redemption {
				currency: Currency(*b"EUR"),
				window: 0,
				period: 0,
				owner: 3,
				account: (),
				amount: 12_000_000,
				quote: 120,
				payee: [1; 32].into(),
				at: 0,
				expires: 60,
				status: RedemptionStatus::Paying {
					due: 110,
					message: [2; 32].into(),
					begun: 30,
				},
				previous: None,
				next: None,
			},
		);

		let said = told(&view);
		assert!(said.contains("Being paid"), "{said}");
		assert!(said.contains("1.10"), "{said}");
		assert!(!said.contains("\nPaid"), "{said}");
	}
}
