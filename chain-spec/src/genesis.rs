//! The genesis configuration of a city, in the runtime's own types.

use civic_primitives::{Mandate, MemberId, MemberKind};
use civic_runtime::{
	apis::BABE_CONFIG, AccountId, AllowanceConfig, AuthoritiesConfig, BabeConfig, BalancesConfig,
	ContributionsConfig, GovernanceConfig, IssuanceConfig, MembersConfig, MethodologiesConfig,
	RedemptionConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
};
use pallet_issuance::GenesisBudget;
use pallet_members::{GenesisMember, GenesisVerifier};

use crate::city::City;

/// What the chain of `city` begins with.
pub(crate) fn config(city: &City) -> RuntimeGenesisConfig {
	RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: city
				.members
				.iter()
				.filter(|member| member.balance > 0)
				.map(|member| (member.account.clone(), member.balance))
				.collect(),
			..Default::default()
		},
		authorities: AuthoritiesConfig {
			// Members are numbered in the order of their enrolment, and agencies are enrolled first.
			seats: agencies(city).zip(0 as MemberId..).collect(),
			min_authorities: city.fewest_agencies,
			epoch_slots: city.epoch_slots,
		},
		session: SessionConfig {
			keys: city
				.agencies
				.iter()
				.map(|agency| {
					let keys = SessionKeys {
						babe: agency.babe.into(),
						grandpa: agency.grandpa.into(),
					};
					(agency.account.clone(), agency.account.clone(), keys)
				})
				.collect(),
			..Default::default()
		},
		babe: BabeConfig {
			epoch_config: BABE_CONFIG,
			..Default::default()
		},
		governance: GovernanceConfig {
			day_length: city.day_blocks,
		},
		contributions: ContributionsConfig {
			period_length: city.contribution_period,
			policy: city.contribution_policy,
			..Default::default()
		},
		members: members(city),
		redemption: RedemptionConfig {
			terms: city.redemption.clone(),
			..Default::default()
		},
		allowance: AllowanceConfig {
			capacities: city.allowance.clone(),
			..Default::default()
		},
		methodologies: MethodologiesConfig {
			adopted: city
				.methodologies
				.iter()
				.map(|known| known.published.clone())
				.collect(),
			..Default::default()
		},
		issuance: IssuanceConfig {
			budgets: city
				.budgets
				.iter()
				.map(|budget| GenesisBudget {
					sector: budget.sector,
					year: budget.year,
					inventory: budget.inventory,
					ceiling: budget.ceiling,
				})
				.collect(),
			..Default::default()
		},
		..Default::default()
	}
}

fn agencies(city: &City) -> impl Iterator<Item = AccountId> + '_ {
	city.agencies.iter().map(|agency| agency.account.clone())
}

fn members(city: &City) -> MembersConfig {
	let agencies = city
		.agencies
		.iter()
		.map(|a| (&a.account, MemberKind::Agency, a.until));
	let verifiers = city
		.verifiers
		.iter()
		.map(|v| (&v.account, MemberKind::Verifier, v.until));
	let others = city.members.iter().map(|m| (&m.account, m.kind, m.until));
	MembersConfig {
		members: agencies
			.chain(verifiers)
			.chain(others)
			.map(|(account, kind, until)| GenesisMember {
				account: account.clone(),
				kind,
				until,
				nullifier: None,
			})
			.collect(),
		mandates: city
			.agencies
			.iter()
			.flat_map(|agency| {
				let account = agency.account.clone();
				agency
					.mandates
					.iter()
					.map(move |mandate: &Mandate| (account.clone(), *mandate))
			})
			.collect(),
		verifiers: city
			.verifiers
			.iter()
			.map(|verifier| GenesisVerifier {
				account: verifier.account.clone(),
				scope: verifier.methodologies.clone(),
				until: verifier.until,
				max_duties: verifier.capacity,
				affiliations: verifier.affiliations.clone(),
			})
			.collect(),
	}
}
