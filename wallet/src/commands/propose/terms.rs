//! `civic propose redemption-terms`: within which bounds treasurers may offer money for tokens.

use clap::{ArgGroup, Args};

use super::{encoded, ProposerArgs, Ready};
use crate::{
	chain::{
		api::{civic, runtime::Terms},
		State,
	},
	commands::track::TrackArg,
	error::{Error, Result},
	money::{currency, letters, Money},
};

/// What of the terms is to change.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("terms").required(true).multiple(true)))]
pub struct TermsArgs {
	/// The currency
	#[arg(default_value = "EUR")]
	currency: String,
	/// The lowest rate of a window: money for a tonne, which is 1,000 AVO
	#[arg(long, value_name = "MONEY", group = "terms")]
	lowest_rate: Option<Money>,
	/// The highest rate of a window
	#[arg(long, value_name = "MONEY", group = "terms")]
	highest_rate: Option<Money>,
	/// How much money a window may offer altogether; 0 stops new windows
	#[arg(long, value_name = "MONEY", group = "terms")]
	largest_budget: Option<Money>,
	/// How long a window may last
	#[arg(long, value_name = "SECONDS", group = "terms")]
	longest_window: Option<u64>,
	/// How long a countersigned attestation of the reserve is good for
	#[arg(long, value_name = "SECONDS", group = "terms")]
	attestation_valid: Option<u64>,
	/// How long a redemption waits for its payment to begin before it is free again
	#[arg(long, value_name = "SECONDS", group = "terms")]
	payment_term: Option<u64>,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl TermsArgs {
	/// The call: what is not named stays as it is.
	pub(super) async fn call(&self, state: &State) -> Result<Ready> {
		let currency = currency(&self.currency)?;
		let question = civic::view_functions().redemption().currencies();
		let stands = state.ask(question).await?;
		let stands = stands
			.into_iter()
			.find_map(|(known, terms)| (known.0 == currency.0).then_some(terms));
		let terms = self.over(&letters(&currency), stands.clone())?;
		let set = |terms| {
			civic::transactions()
				.redemption()
				.set_terms(currency.clone(), terms)
		};
		encoded(state, TrackArg::Redemption, &set(terms))?.over(state, stands.map(set))
	}

	/// The terms as they would be, over those that stand.
	fn over(&self, currency: &str, stands: Option<Terms>) -> Result<Terms> {
		let money = |named: Option<Money>, stands: Option<u128>, option| {
			let named = named.map(|money| money.0);
			named.or(stands).ok_or_else(|| missing(currency, option))
		};
		let seconds = |named: Option<u64>, stands: Option<u64>, option| {
			named.or(stands).ok_or_else(|| missing(currency, option))
		};
		let stands = stands.as_ref();
		let terms = Terms {
			min_rate: money(
				self.lowest_rate,
				stands.map(|terms| terms.min_rate),
				"--lowest-rate",
			)?,
			max_rate: money(
				self.highest_rate,
				stands.map(|terms| terms.max_rate),
				"--highest-rate",
			)?,
			max_window_budget: money(
				self.largest_budget,
				stands.map(|terms| terms.max_window_budget),
				"--largest-budget",
			)?,
			max_window: seconds(
				self.longest_window,
				stands.map(|terms| terms.max_window),
				"--longest-window",
			)?,
			attestation_validity: seconds(
				self.attestation_valid,
				stands.map(|terms| terms.attestation_validity),
				"--attestation-valid",
			)?,
			payment_term: seconds(
				self.payment_term,
				stands.map(|terms| terms.payment_term),
				"--payment-term",
			)?,
		};
		coherent(&terms)?;
		Ok(terms)
	}
}

fn missing(currency: &str, option: &str) -> Error {
	Error::usage(format!(
		"{currency} has no terms yet, so that all have to be named: {option} is missing."
	))
}

/// Refuse what the chain would refuse once it is decided.
fn coherent(terms: &Terms) -> Result<()> {
	if terms.min_rate == 0 {
		return Err(Error::input(
			"The lowest rate is zero. Name a higher one; to stop new windows: --largest-budget 0.",
		));
	}
	if terms.min_rate > terms.max_rate {
		return Err(Error::input(format!(
			"The lowest rate, {}, is above the highest, {}. Change both.",
			Money(terms.min_rate),
			Money(terms.max_rate)
		)));
	}
	let times = [
		("--longest-window", terms.max_window),
		("--attestation-valid", terms.attestation_validity),
		("--payment-term", terms.payment_term),
	];
	match times.iter().find(|(_, seconds)| *seconds == 0) {
		Some((option, _)) => Err(Error::input(format!(
			"{option} is zero: name a number of seconds."
		))),
		None => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use clap::Parser;

	use super::*;

	#[derive(Debug, Parser)]
	struct Typed {
		#[command(flatten)]
		args: TermsArgs,
	}

	fn typed(words: &[&str]) -> Result<TermsArgs, clap::Error> {
		Typed::try_parse_from([&["propose"], words].concat()).map(|typed| typed.args)
	}

	/// Lowest and highest rate, budget, window, attestation, payment term.
	fn parts(terms: &Terms) -> [u128; 6] {
		[
			terms.min_rate,
			terms.max_rate,
			terms.max_window_budget,
			terms.max_window.into(),
			terms.attestation_validity.into(),
			terms.payment_term.into(),
		]
	}

	fn stands() -> Terms {
		Terms {
			min_rate: 1_000,
			max_rate: 5_000,
			max_window_budget: 100_000,
			max_window: 86_400,
			attestation_validity: 43_200,
			payment_term: 3_600,
		}
	}

	#[test]
	fn what_is_not_named_stays_as_it_is() {
		let args = typed(&["--highest-rate", "62.50", "--payment-term", "7200"]).unwrap();
		let terms = args.over("EUR", Some(stands())).unwrap();
		assert_eq!(
			parts(&terms),
			[1_000, 6_250, 100_000, 86_400, 43_200, 7_200]
		);
		// To stop new windows is no mistake.
		let args = typed(&["EUR", "--largest-budget", "0"]).unwrap();
		let terms = args.over("EUR", Some(stands())).unwrap();
		assert_eq!(terms.max_window_budget, 0);
		assert_eq!(typed(&["EUR"]).unwrap_err().exit_code(), 2);
	}

	#[test]
	fn a_new_currency_needs_all_of_them() {
		let all = [
			("--lowest-rate", "10"),
			("--highest-rate", "50"),
			("--largest-budget", "1000"),
			("--longest-window", "86400"),
			("--attestation-valid", "43200"),
			("--payment-term", "3600"),
		];
		for (left_out, _) in all {
			let words: Vec<_> = all
				.iter()
				.filter(|(option, _)| *option != left_out)
				.flat_map(|(option, value)| [*option, *value])
				.collect();
			let refused = typed(&words).unwrap().over("CHF", None).unwrap_err();
			assert_eq!(refused.exit_code(), 2);
			assert!(refused.to_string().contains(left_out), "{refused}");
		}
		let words: Vec<_> = all.iter().flat_map(|(o, v)| [*o, *v]).collect();
		let terms = typed(&words).unwrap().over("CHF", None).unwrap();
		assert_eq!(parts(&terms), parts(&stands()));
	}

	#[test]
	fn what_the_chain_would_refuse_is_refused_before_anybody_votes() {
		for (words, says) in [
			(["--lowest-rate", "0"], "is zero"),
			(["--lowest-rate", "50.01"], "above the highest"),
			(["--highest-rate", "9.99"], "above the highest"),
			(["--longest-window", "0"], "--longest-window is zero"),
			(["--attestation-valid", "0"], "--attestation-valid is zero"),
			(["--payment-term", "0"], "--payment-term is zero"),
		] {
			let args = typed(&words).unwrap();
			let refused = args.over("EUR", Some(stands())).unwrap_err();
			assert_eq!(refused.exit_code(), 3);
			assert!(refused.to_string().contains(says), "{refused}");
		}
	}
}
