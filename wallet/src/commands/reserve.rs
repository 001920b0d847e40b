//! `civic reserve`: the money behind the tokens. Its treasurers and auditors act here by hand; the
//! service civic-treasury proposes the same figures from the bank's statements.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subxt::tx::Payload;

use crate::{
	amount::Amount,
	chain::{
		api::{
			civic,
			runtime::{BoundedVec, Payer, PayerKind, WindowTerms},
		},
		block_on, Chain, Receipt, State,
	},
	cli::Global,
	error::{Error, Result},
	files,
	hex32::Hex32,
	member::MemberKind,
	money::{currency, letters, Money},
	output::{facts, Report},
	signing::{carry_out, SigningArgs},
	statement::must_show,
	time::Moment,
};

/// The largest statement that a hash is taken of.
const MAX_STATEMENT: u64 = 64 * 1024 * 1024;

/// Seconds in a day.
const DAY: u64 = 86_400;

/// The money behind the tokens.
#[derive(Debug, Subcommand)]
pub enum ReserveCommand {
	/// Show what is attested, what is owed, and how much of what could be asked for is covered
	#[command(after_help = "Examples:
  civic reserve show
  civic reserve show CHF --json")]
	Show {
		/// The currency
		#[arg(default_value = "EUR")]
		currency: String,
	},
	/// As a treasurer, attest the closing balance of a bank statement
	#[command(after_help = "Example:
  civic reserve attest 125000.00 --as-of 2026-11-27 --statement camt053.xml --key finance

It counts once an auditor of another agency has countersigned the same.")]
	Attest(AttestArgs),
	/// As an auditor, countersign exactly what a treasurer attested, from your own copy of the statement
	#[command(after_help = "Example:
  civic reserve countersign 125000.00 --as-of 2026-11-27 --statement camt053.xml --key audit")]
	Countersign(AttestArgs),
	/// As a treasurer, record who paid into the reserve
	#[command(after_help = "Example:
  civic reserve record-payment 50000 --sponsor 'Stadtwerke' --reference 2026-118 --key finance

The name is public: organisations only, never persons.")]
	RecordPayment(PaymentArgs),
	/// As a treasurer, open a window in which tokens are exchanged
	#[command(after_help = "Example:
  civic reserve open-window --rate 50 --budget 10000 --from 2026-12-01 --until 2027-01-01 \\
    --smallest 1 --largest 500 --period 604800 --limit citizen=200 --limit business=2000 \\
    --key finance

It is open for all of December: a date is the moment that day begins, by UTC. The rate is money for
a tonne, which is 1,000 AVO. Kinds of members without a limit cannot exchange.")]
	OpenWindow(WindowArgs),
	/// Close a window: a treasurer at any time, anybody when it is over
	#[command(after_help = "Example:
  civic reserve close-window 0 --key finance

What waits keeps waiting and is paid.")]
	CloseWindow {
		/// Its number
		window: u32,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
}

/// What a bank statement says.
#[derive(Debug, Args)]
pub struct AttestArgs {
	/// The closing balance
	balance: Money,
	/// The currency
	#[arg(long, default_value = "EUR")]
	currency: String,
	/// The day of the closing balance
	#[arg(long, value_name = "DATE")]
	as_of: Moment,
	/// The bank's statement, a camt.053 file; its SHA-256 goes on the chain
	#[arg(long, value_name = "FILE")]
	statement: PathBuf,
	/// Who signs.
	#[command(flatten)]
	signing: SigningArgs,
}

/// A payment into the reserve.
#[derive(Debug, Args)]
pub struct PaymentArgs {
	/// How much
	amount: Money,
	/// The currency
	#[arg(long, default_value = "EUR")]
	currency: String,
	/// The sponsor that paid
	#[arg(
		long,
		value_name = "NAME",
		conflicts_with = "public",
		required_unless_present = "public"
	)]
	sponsor: Option<String>,
	/// The public body that paid
	#[arg(long, value_name = "NAME")]
	public: Option<String>,
	/// The bank's reference, at most 35 letters; each counts once
	#[arg(long, value_name = "TEXT")]
	reference: String,
	/// Who signs.
	#[command(flatten)]
	signing: SigningArgs,
}

/// What a window offers.
#[derive(Debug, Args)]
pub struct WindowArgs {
	/// Money for a tonne, which is 1,000 AVO
	#[arg(long)]
	rate: Money,
	/// How much money altogether
	#[arg(long)]
	budget: Money,
	/// The currency
	#[arg(long, default_value = "EUR")]
	currency: String,
	/// When it opens: on a date, as that day begins (UTC)
	#[arg(long, value_name = "MOMENT")]
	from: Moment,
	/// When it is over: on a date, as that day begins (UTC), so that the day before is its last
	#[arg(long, value_name = "MOMENT")]
	until: Moment,
	/// The smallest redemption, in AVO
	#[arg(long)]
	smallest: Amount,
	/// The largest redemption, in AVO
	#[arg(long)]
	largest: Amount,
	/// How long a period of the limits is, in seconds
	#[arg(long, value_name = "SECONDS", default_value_t = 7 * DAY)]
	period: u64,
	/// What a member of a kind may exchange in a period, in AVO
	#[arg(long = "limit", value_name = "KIND=AVO", required = true, value_parser = limit)]
	limits: Vec<(MemberKind, Amount)>,
	/// Who signs.
	#[command(flatten)]
	signing: SigningArgs,
}

fn limit(text: &str) -> Result<(MemberKind, Amount)> {
	let no = || {
		Error::input(format!(
			"\"{text}\" is not a kind of member and an amount: write citizen=200."
		))
	};
	let (kind, amount) = text.split_once('=').ok_or_else(no)?;
	let kind = MemberKind::from_str(kind, true).map_err(|_| no())?;
	Ok((kind, amount.parse()?))
}

/// The day of a moment, as the chain counts them.
fn day(moment: Moment) -> Result<u32> {
	u32::try_from(moment.0 / DAY)
		.map_err(|_| Error::input(format!("{moment} is no day of a bank statement.")))
}

/// A day as people write it.
fn date(day: u32) -> String {
	let moment = Moment(u64::from(day).saturating_mul(DAY)).utc();
	moment.split('T').next().unwrap_or_default().to_string()
}

fn text<const MOST: usize>(what: &str, text: &str) -> Result<BoundedVec<u8>> {
	match text.len() {
		1.. if text.len() <= MOST => Ok(BoundedVec(text.as_bytes().to_vec())),
		_ => Err(Error::input(format!(
			"The {what} has to have from 1 to {MOST} bytes; \"{text}\" has {}.",
			text.len()
		))),
	}
}

/// Run it.
pub fn run(global: &Global, command: ReserveCommand) -> Result<()> {
	let calls = civic::transactions().redemption();
	match command {
		ReserveCommand::Show { currency: code } => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			global.output().show(&of(&state, &code).await?)
		}),
		ReserveCommand::Attest(args) => {
			let statement = statement(&args)?;
			let call = calls.attest_reserve(
				currency(&args.currency)?,
				args.balance.0,
				day(args.as_of)?,
				statement.into(),
			);
			done(global, &args.signing, &call, "Attesting")
		},
		ReserveCommand::Countersign(args) => {
			let statement = statement(&args)?;
			let call = calls.countersign_reserve(
				currency(&args.currency)?,
				args.balance.0,
				day(args.as_of)?,
				statement.into(),
			);
			done(global, &args.signing, &call, "Countersigning")
		},
		ReserveCommand::RecordPayment(args) => {
			let (kind, name) = match (&args.sponsor, &args.public) {
				(Some(name), _) => (PayerKind::Sponsor, name),
				(None, Some(name)) => (PayerKind::Public, name),
				(None, None) => return Err(Error::usage("Say who paid: --sponsor or --public.")),
			};
			let payer = Payer {
				kind,
				name: text::<64>("name", name)?,
			};
			let reference = text::<35>("reference", &args.reference)?;
			let code = currency(&args.currency)?;
			let call = calls.record_payment(code, args.amount.0, payer, reference);
			done(global, &args.signing, &call, "Recording")
		},
		ReserveCommand::OpenWindow(args) => {
			let terms = WindowTerms {
				rate: args.rate.0,
				budget: args.budget.0,
				from: args.from.0,
				until: args.until.0,
				smallest: args.smallest.0,
				largest: args.largest.0,
				period: args.period,
				limits: BoundedVec(
					args.limits
						.iter()
						.map(|(kind, amount)| ((*kind).into(), amount.0))
						.collect(),
				),
			};
			let call = calls.open_window(currency(&args.currency)?, terms);
			done(global, &args.signing, &call, "Opening")
		},
		ReserveCommand::CloseWindow { window, signing } => {
			done(global, &signing, &calls.close_window(window), "Closing")
		},
	}
}

fn statement(args: &AttestArgs) -> Result<Hex32> {
	let bytes = files::read(&args.statement, MAX_STATEMENT, "statement")?;
	let currency = letters(&currency(&args.currency)?);
	must_show(&bytes, &currency, args.balance, &date(day(args.as_of)?))?;
	Ok(Hex32(Sha256::digest(bytes).into()))
}

fn done(global: &Global, signing: &SigningArgs, call: &impl Payload, what: &str) -> Result<()> {
	carry_out(global, signing, call, what, async |_, submitted| {
		let opened = submitted.event::<civic::redemption::events::WindowOpened>()?;
		global.output().show(&Done {
			window: opened.map(|event| event.window),
			receipt: submitted.receipt,
		})
	})
}

/// Something that was done to the reserve.
#[derive(Debug, Serialize)]
struct Done {
	/// The window that was opened, if one was.
	window: Option<u32>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Done {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		match self.window {
			Some(window) => writeln!(to, "Window {window} is opened ({}).", self.receipt),
			None if self.receipt.block.is_none() => writeln!(to, "It is {}.", self.receipt),
			None => writeln!(to, "Done ({}).", self.receipt),
		}
	}
}

async fn of(state: &State, code: &str) -> Result<Reserve> {
	let code = currency(code)?;
	let questions = civic::view_functions().redemption();
	let reserve = state
		.ask(questions.reserve(code.clone()))
		.await?
		.ok_or_else(|| {
			Error::input(format!(
				"Nothing is exchanged for {}: the assembly has set no terms for it.",
				letters(&code)
			))
		})?;
	Ok(Reserve {
		currency: letters(&code),
		attested: reserve.attested.as_ref().map(|attested| Attested {
			balance: Money(attested.balance),
			as_of: date(attested.as_of),
			statement: attested.statement.into(),
			by: attested.by,
		}),
		pending: reserve.pending.as_ref().map(|pending| Attested {
			balance: Money(pending.balance),
			as_of: date(pending.as_of),
			statement: pending.statement.into(),
			by: pending.by,
		}),
		fresh_until: reserve.fresh_until.map(Moment),
		stale: reserve.stale,
		available: Money(reserve.available),
		due: Money(reserve.due),
		open: Money(reserve.open),
		promised: Money(reserve.promised),
		uncommitted: Money(reserve.uncommitted),
		short: reserve.short.is_some(),
		waiting: reserve.waiting,
		paid: Money(reserve.paid),
		received: Money(reserve.received.total),
		block: state.block(),
	})
}

/// A closing balance.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Attested {
	balance: Money,
	as_of: String,
	statement: Hex32,
	/// The agency that attested it.
	by: u64,
}

/// The reserve of a currency.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reserve {
	currency: String,
	attested: Option<Attested>,
	/// What waits for an auditor's signature.
	pending: Option<Attested>,
	fresh_until: Option<Moment>,
	stale: bool,
	available: Money,
	due: Money,
	open: Money,
	promised: Money,
	uncommitted: Money,
	short: bool,
	waiting: u64,
	paid: Money,
	received: Money,
	block: u64,
}

impl Report for Reserve {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let money = |money: Money| money.of(&self.currency);
		let attested = |attested: &Attested| {
			format!(
				"{} at the end of {}, by member {}",
				money(attested.balance),
				attested.as_of,
				attested.by
			)
		};
		let mut rows = vec![(
			"Attested",
			self.attested
				.as_ref()
				.map_or("nothing yet".into(), attested),
		)];
		if let Some(pending) = &self.pending {
			rows.push(("Waits for an auditor", attested(pending)));
		}
		rows.extend([
			("Available", money(self.available)),
			("  being paid", money(self.due)),
			(
				"  quoted",
				format!("{}, to {} who wait", money(self.open), self.waiting),
			),
			("  promised in windows", money(self.promised)),
			("  free", money(self.uncommitted)),
			("Paid out so far", money(self.paid)),
			("Paid in, as recorded", money(self.received)),
			(
				"State",
				match (self.stale, self.short) {
					(_, true) => {
						"SHORT: those who wait are paid the same part; nothing new is taken"
					},
					(true, false) => "STALE: nothing new is taken until it is attested again",
					(false, false) => "fresh",
				}
				.into(),
			),
		]);
		writeln!(to, "{}", facts(rows))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn days_are_counted_from_1970() {
		let read = |text: &str| day(text.parse().unwrap());
		assert_eq!(read("1970-01-02").unwrap(), 1);
		assert_eq!(date(read("2026-11-28").unwrap()), "2026-11-28");
		assert!("1969-12-31".parse::<Moment>().is_err());
	}

	#[test]
	fn a_limit_is_a_kind_and_an_amount() {
		assert_eq!(
			limit("citizen=2.5").unwrap(),
			(MemberKind::Citizen, Amount(2_500_000))
		);
		for bad in ["citizen", "2=citizen", "dog=1", "citizen="] {
			assert!(limit(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let done = |receipt| Done {
			window: None,
			receipt,
		};
		assert!(told(&done(Receipt::final_in(9))).starts_with("Done"));
		assert!(told(&done(Receipt::handed_in())).starts_with("It is handed in"));
	}
}
