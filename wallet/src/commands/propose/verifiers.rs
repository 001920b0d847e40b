//! Proposals about verifiers: what they may judge, and their sanctions.

use clap::{ArgGroup, Args};

use super::{encoded, ProposerArgs, Ready};
use crate::{
	chain::{
		api::{
			civic,
			runtime::{Sanction, Verifier},
		},
		State,
	},
	commands::{
		member::{account, set},
		track::TrackArg,
	},
	error::{Error, Result},
	keys::KeyStore,
	time::Moment,
};

/// Arguments of `civic propose accredit`. What is not named stays as it is.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("terms").required(true).multiple(true)))]
pub struct AccreditArgs {
	/// The verifier: an address, the name of a key, or a member's number
	account: String,
	/// A methodology family it may judge; give it once for each
	#[arg(long = "family", value_name = "N", group = "terms")]
	families: Vec<u32>,
	/// It may judge nothing any more
	#[arg(long, conflicts_with = "families", group = "terms")]
	withdraw: bool,
	/// When the accreditation expires, as that day begins (UTC)
	#[arg(long, value_name = "DATE", group = "terms")]
	until: Option<Moment>,
	/// On how many panels it may sit at a time
	#[arg(long, value_name = "N", group = "terms")]
	max_duties: Option<u32>,
	/// A member it is tied to, by number; give it once for each
	#[arg(long = "tied-to", value_name = "MEMBER", group = "terms")]
	affiliations: Vec<u64>,
	/// It is tied to nobody
	#[arg(long, conflicts_with = "affiliations", group = "terms")]
	untied: bool,
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

/// What a verifier is accredited for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Accreditation {
	families: Vec<u32>,
	until: u64,
	max_duties: u32,
	ties: Vec<u64>,
}

impl Accreditation {
	fn of(verifier: &Verifier) -> Self {
		Self {
			families: verifier.scope.0.clone(),
			until: verifier.until,
			max_duties: verifier.max_duties,
			ties: verifier.affiliations.0.clone(),
		}
	}
}

impl AccreditArgs {
	pub(super) async fn call(self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = account(store, state, &self.account).await?;
		let question = civic::view_functions().members().verifier(account);
		let stands = state.ask(question).await?;
		if stands
			.as_ref()
			.is_some_and(|verifier| matches!(verifier.sanction, Sanction::Removed))
		{
			return Err(Error::input(
				"This verifier has lost its accreditation. Its sanctions are lifted first: civic propose \
				 reinstate",
			));
		}
		let stands = stands.as_ref().map(Accreditation::of);
		let proposed = self.over(stands.clone(), state.now().await?)?;
		let accredit = |to: Accreditation| {
			civic::transactions().members().accredit(
				account,
				set(to.families),
				to.until,
				to.max_duties,
				set(to.ties),
			)
		};
		encoded(state, TrackArg::Sanctions, &accredit(proposed))?.over(state, stands.map(accredit))
	}

	/// The accreditation as it would be, over the one that stands.
	fn over(&self, stands: Option<Accreditation>, now: Moment) -> Result<Accreditation> {
		let families = match (self.families.as_slice(), &stands) {
			_ if self.withdraw => Vec::new(),
			([], Some(stands)) => stands.families.clone(),
			(named, _) => named.to_vec(),
		};
		let was_empty = stands.as_ref().is_none_or(|it| it.families.is_empty());
		match (self.withdraw, families.is_empty()) {
			(true, _) if was_empty => {
				return Err(Error::input(
					"It may judge nothing as it is: there is nothing to withdraw.",
				))
			},
			(false, true) => return Err(missing("--family")),
			_ => {},
		}
		let until = self.until.or(stands.as_ref().map(|it| Moment(it.until)));
		let until = until.ok_or_else(|| missing("--until"))?;
		if until <= now {
			return Err(Error::input(match (self.until, self.withdraw) {
				(Some(_), _) => {
					format!("The accreditation would be over already, {until}. Name a later day.")
				},
				(None, true) => {
					format!(
						"The accreditation is over since {until}: there is nothing to withdraw."
					)
				},
				(None, false) => format!(
					"The accreditation is over since {until}. Say until when it is to run: --until DATE."
				),
			}));
		}
		let max_duties = self.max_duties.or(stands.as_ref().map(|it| it.max_duties));
		let ties = match (self.affiliations.as_slice(), &stands) {
			_ if self.untied => Vec::new(),
			([], Some(stands)) => stands.ties.clone(),
			(named, _) => named.to_vec(),
		};
		Ok(Accreditation {
			families,
			until: until.0,
			max_duties: max_duties.ok_or_else(|| missing("--max-duties"))?,
			ties,
		})
	}
}

fn missing(option: &str) -> Error {
	Error::usage(format!(
		"It is not accredited for anything, so that {option} has to be named."
	))
}

/// Arguments of `civic propose reinstate`.
#[derive(Debug, Args)]
pub struct ReinstateArgs {
	/// The verifier's account: an address or the name of a key
	account: String,
	/// Who proposes.
	#[command(flatten)]
	pub(super) proposer: ProposerArgs,
}

impl ReinstateArgs {
	pub(super) fn call(&self, store: &KeyStore, state: &State) -> Result<Ready> {
		let account = store.account(&self.account)?;
		let call = civic::transactions().members().reinstate(account);
		encoded(state, TrackArg::Sanctions, &call)
	}
}

#[cfg(test)]
mod tests {
	use clap::Parser;

	use super::*;

	#[derive(Debug, Parser)]
	struct Typed {
		#[command(flatten)]
		args: AccreditArgs,
	}

	const NOW: Moment = Moment(1_000_000);

	fn typed(words: &[&str]) -> Result<AccreditArgs, clap::Error> {
		let words = [&["accredit", "5Ver"], words].concat();
		Typed::try_parse_from(words).map(|typed| typed.args)
	}

	fn stands() -> Accreditation {
		Accreditation {
			families: vec![0, 1],
			until: 2_000_000,
			max_duties: 7,
			ties: vec![17],
		}
	}

	fn over(words: &[&str]) -> Result<Accreditation> {
		typed(words).unwrap().over(Some(stands()), NOW)
	}

	#[test]
	fn what_is_not_named_stays_as_it_is() {
		let longer = Accreditation {
			until: 3_000_000,
			..stands()
		};
		assert_eq!(over(&["--until", "@3000000"]).unwrap(), longer);
		let another = Accreditation {
			families: vec![2],
			..stands()
		};
		assert_eq!(over(&["--family", "2"]).unwrap(), another);
		let untied = Accreditation {
			ties: Vec::new(),
			max_duties: 3,
			..stands()
		};
		assert_eq!(over(&["--untied", "--max-duties", "3"]).unwrap(), untied);
		assert_eq!(typed(&[]).unwrap_err().exit_code(), 2);
	}

	#[test]
	fn an_accreditation_is_withdrawn_only_when_that_is_said() {
		let withdrawn = Accreditation {
			families: Vec::new(),
			..stands()
		};
		assert_eq!(over(&["--withdraw"]).unwrap(), withdrawn);
		assert!(typed(&["--withdraw", "--family", "0"]).is_err());
		let nothing = typed(&["--withdraw"]).unwrap();
		for nobody in [None, Some(withdrawn.clone())] {
			let refused = nothing.over(nobody, NOW).unwrap_err();
			assert_eq!(refused.exit_code(), 3, "{refused}");
		}
		// What was withdrawn is not extended, and so not withdrawn again, unawares.
		let longer = typed(&["--until", "@3000000"]).unwrap();
		let refused = longer.over(Some(withdrawn), NOW).unwrap_err();
		assert!(refused.to_string().contains("--family"), "{refused}");
	}

	#[test]
	fn the_first_accreditation_needs_all_but_ties() {
		let all = ["--family", "0", "--until", "@3000000", "--max-duties", "5"];
		let first = Accreditation {
			families: vec![0],
			until: 3_000_000,
			max_duties: 5,
			ties: Vec::new(),
		};
		assert_eq!(typed(&all).unwrap().over(None, NOW).unwrap(), first);
		for left_out in [0, 2, 4] {
			let mut words = all.to_vec();
			words.drain(left_out..left_out + 2);
			let refused = typed(&words).unwrap().over(None, NOW).unwrap_err();
			assert_eq!(refused.exit_code(), 2);
			assert!(refused.to_string().contains(all[left_out]), "{refused}");
		}
	}

	#[test]
	fn what_is_over_already_is_refused_before_anybody_votes() {
		let refused = over(&["--until", "@1000000"]).unwrap_err();
		assert!(
			refused.to_string().contains("Name a later day"),
			"{refused}"
		);
		let past = Accreditation {
			until: 900_000,
			..stands()
		};
		for (words, says) in [
			(["--family", "2"].as_slice(), "--until DATE"),
			(&["--withdraw"], "nothing to withdraw"),
		] {
			let refused = typed(words).unwrap().over(Some(past.clone()), NOW);
			let refused = refused.unwrap_err();
			assert_eq!(refused.exit_code(), 3);
			assert!(refused.to_string().contains(says), "{refused}");
		}
	}
}
