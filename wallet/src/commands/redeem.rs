//! `civic redeem`: exchange tokens for money.

use std::io::{self, Write};

use clap::Subcommand;
use serde::Serialize;

use super::{
	pace::{estimate, Estimate},
	payee::{self, PayeeArgs},
	source::owner_number,
};
use crate::{
	amount::Amount,
	chain::{
		api::{
			civic,
			runtime::{Redemption, RedemptionStatus, Window},
		},
		block_on,
		views::word,
		Chain, Receipt, State,
	},
	cli::Global,
	error::{Error, Result},
	hex32::Hex32,
	keys::SignerArgs,
	money::{letters, Money},
	output::{facts, number, table, Report},
	signing::{carry_out, SigningArgs},
	time::Moment,
};

/// How many redemptions are listed at a time.
const PAGE: u32 = 1_000;

/// Exchange tokens for money.
#[derive(Debug, Subcommand)]
pub enum RedeemCommand {
	/// Show in which windows tokens are exchanged, at which rate, and what you may still exchange
	#[command(after_help = "Examples:
  civic redeem windows
  civic redeem windows --key anna        also what you may still exchange this period")]
	Windows {
		/// Whose limits.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Say how much money an amount is worth, and who is served before you
	#[command(after_help = "Example:
  civic redeem quote 0 12.5")]
	Quote {
		/// The window's number
		window: u32,
		/// How much, in AVO
		#[arg(allow_negative_numbers = true)]
		amount: Amount,
	},
	/// Register your bank account with the city treasury, which pays to it
	#[command(after_help = "Examples:
  civic redeem payee --treasury https://treasury.city.example --key anna       asks for account and holder
  civic redeem payee --key anna                                                at the treasury that is known
  civic redeem payee --treasury https://treasury.city.example --key anna --details account.json

The treasury keeps account and holder encrypted; the chain knows a salted hash. What you registered last is
paid to next. Registering the same again changes nothing.")]
	Payee(PayeeArgs),
	/// List the bank accounts that you registered from this machine
	#[command(after_help = "Example:
  civic redeem payees --key anna")]
	Payees {
		/// Whose.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Ask for money: the tokens are held until it is paid
	#[command(after_help = "Examples:
  civic redeem submit 0 12.5 --key anna
  civic redeem submit 0 12.5 --payee 0x5f1c… --key anna

It is paid to the bank account that you registered last (civic redeem payee), or to the one whose commitment
you name: your account number never goes on the chain. The quote is fixed when it is submitted. Those who
came first are paid first; until then you can take it back: civic redeem cancel N")]
	Submit {
		/// The window's number
		window: u32,
		/// How much, in AVO
		#[arg(allow_negative_numbers = true)]
		amount: Amount,
		/// The commitment to a bank account; without it, to the one registered last
		#[arg(long, value_name = "0xHASH")]
		payee: Option<Hex32>,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Show what became of a redemption
	#[command(after_help = "Example:
  civic redeem show 7")]
	Show {
		/// Its number
		redemption: u64,
	},
	/// List the redemptions of a member
	#[command(after_help = "Examples:
  civic redeem list --key anna
  civic redeem list 12")]
	List {
		/// Whose: an address, the name of a key, or a member's number; without it, your own
		member: Option<String>,
		/// Whose, if nobody is named.
		#[command(flatten)]
		signer: SignerArgs,
	},
	/// Take a redemption back that is not being paid yet
	#[command(after_help = "Example:
  civic redeem cancel 7 --key anna")]
	Cancel {
		/// Its number
		redemption: u64,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
	/// Have the tokens of a redemption released whose payment did not begin in time
	#[command(after_help = "Example:
  civic redeem release 7 --key anna

Anybody may.")]
	Release {
		/// Its number
		redemption: u64,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
}

/// Run it.
pub fn run(global: &Global, command: RedeemCommand) -> Result<()> {
	let calls = civic::transactions().redemption();
	match command {
		RedeemCommand::Windows { signer } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			// Windows are for everybody to see.
			let member = match signer.key.is_some() || signer.suri.is_some() {
				true => Some(owner_number(global, &state, None, &signer).await?),
				false => None,
			};
			global.output().show(&windows(&state, member).await?)
		}),
		RedeemCommand::Quote { window, amount } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&quote(&state, window, amount).await?)
		}),
		RedeemCommand::Payee(args) => payee::register(global, &args),
		RedeemCommand::Payees { signer } => payee::list(global, &signer),
		RedeemCommand::Submit {
			window,
			amount,
			payee,
			signing,
		} => {
			if amount == Amount(0) {
				return Err(Error::input("The amount is zero. Give one."));
			}
			let payee = match payee {
				Some(payee) => payee,
				None => payee::latest(global, &signing)?,
			};
			let call = calls.redeem(window, amount.0, payee.into());
			carry_out(
				global,
				&signing,
				&call,
				"Asking for money",
				async |chain, submitted| {
					let event = submitted.event::<civic::redemption::events::Redeemed>()?;
					let redemption = match event {
						Some(event) => Some(get(&chain.state().await?, event.redemption).await?),
						None => None,
					};
					global.output().show(&Submitted {
						redemption,
						receipt: submitted.receipt,
					})
				},
			)
		},
		RedeemCommand::Show { redemption } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&get(&state, redemption).await?)
		}),
		RedeemCommand::List { member, signer } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			let member = owner_number(global, &state, member.as_deref(), &signer).await?;
			global.output().show(&list(&state, member).await?)
		}),
		RedeemCommand::Cancel {
			redemption,
			signing,
		} => {
			let call = calls.cancel(redemption);
			ended(global, &signing, &call, redemption, "Taking it back")
		},
		RedeemCommand::Release {
			redemption,
			signing,
		} => {
			let call = calls.release(redemption);
			ended(global, &signing, &call, redemption, "Having it released")
		},
	}
}

fn ended(
	global: &Global,
	signing: &SigningArgs,
	call: &impl subxt::tx::Payload,
	redemption: u64,
	what: &str,
) -> Result<()> {
	carry_out(global, signing, call, what, async |chain, submitted| {
		let redemption = match submitted.receipt.block {
			Some(_) => Some(get(&chain.state().await?, redemption).await?),
			None => None,
		};
		global.output().show(&Submitted {
			redemption,
			receipt: submitted.receipt,
		})
	})
}

async fn windows(state: &State, member: Option<u64>) -> Result<Windows> {
	let questions = civic::view_functions().redemption();
	let now = state.now().await?;
	let mut windows = Vec::new();
	for (id, window) in state.ask(questions.windows()).await? {
		let usage = match member {
			Some(member) => state.ask(questions.usage(id, member)).await?,
			None => None,
		};
		windows.push(WindowView::new(id, &window, now, usage));
	}
	Ok(Windows {
		windows,
		block: state.block(),
	})
}

async fn quote(state: &State, window: u32, amount: Amount) -> Result<Quote> {
	let questions = civic::view_functions().redemption();
	let found = state.ask(questions.window(window)).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no window {window}. See: civic redeem windows"
		))
	})?;
	let reserve = state
		.ask(questions.reserve(found.currency.clone()))
		.await?
		.ok_or_else(|| Error::internal("The chain has a window without a reserve."))?;
	let (worth, takes_redemptions) = state
		.ask(questions.quote(window, amount.0))
		.await?
		.ok_or_else(|| Error::input("The amount is too large. Name a smaller one."))?;
	Ok(Quote {
		window,
		amount,
		quote: Money(worth),
		currency: letters(&found.currency),
		left_in_window: Money(found.terms.budget.saturating_sub(found.taken)),
		waiting: reserve.waiting,
		money_waiting: Money(reserve.open),
		takes_redemptions,
		block: state.block(),
	})
}

async fn get(state: &State, id: u64) -> Result<RedemptionView> {
	let questions = civic::view_functions().redemption();
	let found = state.ask(questions.redemption(id)).await?.ok_or_else(|| {
		Error::input(format!(
			"There is no redemption {id} on this network. See: civic redeem list"
		))
	})?;
	let mut view = RedemptionView::new(id, &found);
	if let Some((ahead, money)) = state.ask(questions.position(id)).await? {
		view.ahead = Some(ahead);
		view.money_ahead = Some(Money(money));
	}
	if matches!(
		found.status,
		RedemptionStatus::Open | RedemptionStatus::Paying { .. }
	) {
		view.estimate = estimate(state, id, view.at, found.currency.0).await?;
	}
	Ok(view)
}

async fn list(state: &State, member: u64) -> Result<Redemptions> {
	let questions = civic::view_functions().redemption();
	let mut redemptions = Vec::new();
	loop {
		let from = u32::try_from(redemptions.len())
			.map_err(|_| Error::internal("There are more redemptions than can be listed."))?;
		let page = state
			.ask(questions.redemptions_of(member, from, PAGE))
			.await?;
		let last = page.len() < PAGE as usize;
		redemptions.extend(
			page.iter()
				.map(|(id, found)| RedemptionView::new(*id, found)),
		);
		if last {
			break;
		}
	}
	Ok(Redemptions {
		member,
		redemptions,
	})
}

/// An offer to exchange tokens.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowView {
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
	fn new(id: u32, window: &Window, now: Moment, usage: Option<(u128, u128, u64)>) -> Self {
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
struct Windows {
	windows: Vec<WindowView>,
	/// The final block this was read at.
	block: u64,
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
struct Quote {
	window: u32,
	amount: Amount,
	quote: Money,
	currency: String,
	left_in_window: Money,
	/// How many wait to be paid in this currency.
	waiting: u64,
	money_waiting: Money,
	/// Whether a redemption would be taken now, as far as window and reserve go.
	takes_redemptions: bool,
	block: u64,
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
		writeln!(to, "{}", facts(rows))
	}
}

/// A redemption.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionView {
	redemption: u64,
	window: u32,
	owner: u64,
	amount: Amount,
	currency: String,
	quote: Money,
	payee: Hex32,
	/// `open`, `paying`, `settled`, `rejected`, `cancelled`, `expired`.
	status: String,
	at: Moment,
	/// Until when its payment has to begin.
	expires: Moment,
	/// What is being paid or was paid, and burned for it.
	paid: Option<Money>,
	burned: Option<Amount>,
	/// The bank's reference, or the reason why it is not paid.
	reference: Option<String>,
	reason: Option<String>,
	/// Who is served before it.
	ahead: Option<u64>,
	money_ahead: Option<Money>,
	/// When it may be paid, if any was paid lately; not in lists.
	estimate: Option<Estimate>,
}

impl RedemptionView {
	fn new<A>(id: u64, found: &Redemption<A>) -> Self {
		use RedemptionStatus as Status;
		let (mut paid, mut burned, mut reference, mut reason) = (None, None, None, None);
		match &found.status {
			Status::Paying { due, .. } => paid = Some(Money(*due)),
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
struct Redemptions {
	member: u64,
	redemptions: Vec<RedemptionView>,
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
struct Submitted {
	redemption: Option<RedemptionView>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Submitted {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "Done ({}).", self.receipt)?;
		self.redemption
			.as_ref()
			.map_or(Ok(()), |redemption| redemption.tell(to))
	}
}
