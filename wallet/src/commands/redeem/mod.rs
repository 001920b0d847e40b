//! `civic redeem`: exchange tokens for money.

mod views;

use clap::Subcommand;

use self::views::{Quote, RedemptionView, Redemptions, Submitted, WindowView, Windows};
use super::{
	member::{number_of, own_number},
	pace::estimate,
	payee::{self, PayeeArgs},
	source::owner_number,
};
use crate::{
	amount::Amount,
	chain::{
		api::{civic, runtime::RedemptionStatus},
		block_on, Chain, State,
	},
	cli::Global,
	error::{Error, Result},
	hex32::Hex32,
	keys::SignerArgs,
	money::{letters, Money},
	signing::{carry_out, SigningArgs},
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
  civic redeem payee --treasury https://treasury.city.example --key anna
  civic redeem payee --treasury https://treasury.city.example --key anna --details account.json
  civic redeem payee --key anna                         at the treasury that is known

It asks for account and holder, unless --details has them.

The treasury keeps account and holder encrypted; the chain knows a salted hash. What you registered
last is paid to next. Registering the same again changes nothing.")]
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

It is paid to the bank account that you registered last (civic redeem payee), or to the one whose
commitment you name: your account number never goes on the chain. The quote is fixed when it is
submitted. Those who came first are paid first; until then you can take it back: civic redeem
cancel N")]
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
			// Windows are for everybody to see, whoever has a key that is usually meant included.
			let named = signer.key.is_some() || signer.suri.is_some();
			let member = match signer.somebody(&global.key_store()?)? {
				Some(account) if named => Some(own_number(&state, &account).await?),
				Some(account) => number_of(&state, &account).await?,
				None => None,
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
		smallest: Amount(found.terms.smallest),
		largest: Amount(found.terms.largest),
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
