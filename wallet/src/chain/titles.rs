//! Proposals in a few words: what a person would call them.

use subxt::utils::MultiAddress;

use super::{
	api::runtime::{
		AssemblyCall, AuthoritiesCall, BalancesCall, ContributionsCall, IssuanceCall, MembersCall,
		MethodologiesCall, RedemptionCall, RuntimeCall, SystemCall, TreasuryCall, UtilityCall,
	},
	referenda::short,
	views::word,
};
use crate::{
	amount::{grouped, Amount},
	hex32::Hex32,
	money::{letters, Money},
	time::Moment,
};

/// How many calls of a batch are told one by one.
const TOLD: usize = 3;

/// What `call` would do, in a few words; nothing where only its name says it.
pub(super) fn title(call: &RuntimeCall) -> Option<String> {
	Some(match call {
		RuntimeCall::Methodologies(MethodologiesCall::adopt { id }) => {
			format!("adopt methodology {id}")
		},
		RuntimeCall::Methodologies(MethodologiesCall::retire { id }) => {
			format!("close methodology {id} for new claims")
		},
		RuntimeCall::Issuance(IssuanceCall::set_budget {
			sector,
			year,
			ceiling,
			..
		}) => format!(
			"let {} be awarded {} in {year}",
			word(sector),
			Amount(*ceiling)
		),
		RuntimeCall::Issuance(IssuanceCall::reverse { claim, amount }) => {
			format!("reverse {} of claim {claim}", Amount(*amount))
		},
		RuntimeCall::Treasury(TreasuryCall::spend {
			amount,
			beneficiary,
			..
		}) => format!(
			"grant {} of the commons to {}",
			Amount(*amount),
			short(beneficiary)
		),
		RuntimeCall::Treasury(TreasuryCall::void_spend { index }) => {
			format!("take grant {index} of the commons back")
		},
		RuntimeCall::Authorities(AuthoritiesCall::admit { who }) => {
			format!("give {} a seat among the validators", short(who))
		},
		RuntimeCall::Authorities(AuthoritiesCall::expel { who }) => {
			format!("take {} its seat among the validators", short(who))
		},
		RuntimeCall::System(SystemCall::authorize_upgrade { code_hash }) => {
			format!(
				"upgrade the runtime to the one of hash {}",
				Hex32::from(*code_hash)
			)
		},
		RuntimeCall::Contributions(ContributionsCall::recognise { member, points, .. }) => {
			format!(
				"recognise {} points of member {member}",
				grouped((*points).into())
			)
		},
		RuntimeCall::Contributions(ContributionsCall::set_policy { .. }) => {
			"set how contributions count and weigh".into()
		},
		RuntimeCall::Redemption(RedemptionCall::set_terms { currency, terms }) => format!(
			"let tokens be exchanged for {0} at {1} to {2} {0} a tonne, {3} {0} a window",
			letters(currency),
			Money(terms.min_rate),
			Money(terms.max_rate),
			Money(terms.max_window_budget),
		),
		RuntimeCall::Members(call) => return register(call),
		RuntimeCall::Balances(BalancesCall::transfer_allow_death {
			dest: MultiAddress::Id(to),
			value,
		}) => format!("transfer {} to {}", Amount(*value), short(to)),
		RuntimeCall::Assembly(AssemblyCall::clean_up { poll, .. }) => {
			format!("clean up referendum {poll}")
		},
		RuntimeCall::Utility(
			UtilityCall::batch { calls }
			| UtilityCall::batch_all { calls }
			| UtilityCall::force_batch { calls },
		) => several(calls),
		_ => return None,
	})
}

fn register(call: &MembersCall) -> Option<String> {
	Some(match call {
		MembersCall::enrol {
			account,
			kind,
			until,
			..
		} => format!(
			"enrol {} as {} until {}",
			short(account),
			word(kind),
			Moment(*until)
		),
		MembersCall::accredit { account, scope, .. } => match scope.0.as_slice() {
			[] => format!("withdraw the accreditation of {}", short(account)),
			families => {
				let families: Vec<_> = families.iter().map(u32::to_string).collect();
				format!(
					"accredit {} for the families {}",
					short(account),
					families.join(", ")
				)
			},
		},
		MembersCall::reinstate { account } => {
			format!("lift the sanctions against {}", short(account))
		},
		MembersCall::grant_mandate { account, mandate } => {
			format!(
				"charge {} with the mandate {}",
				short(account),
				word(mandate)
			)
		},
		MembersCall::revoke_mandate { account, mandate } => {
			format!(
				"relieve {} of the mandate {}",
				short(account),
				word(mandate)
			)
		},
		MembersCall::renew { account, until } => format!(
			"let the enrolment of {} run until {}",
			short(account),
			Moment(*until)
		),
		MembersCall::move_member { old, new } => {
			format!("move the member of {} to {}", short(old), short(new))
		},
		MembersCall::remove { account } => format!("strike {} off the register", short(account)),
		_ => return None,
	})
}

/// All of them, or the first few.
fn several(calls: &[RuntimeCall]) -> String {
	let told: Vec<_> = calls
		.iter()
		.take(TOLD)
		.map(|call| title(call).unwrap_or_else(|| "something else".into()))
		.collect();
	match calls.len().saturating_sub(told.len()) {
		0 if told.is_empty() => "do nothing".into(),
		0 => told.join("; "),
		more => format!("{}; and {more} more", told.join("; ")),
	}
}
