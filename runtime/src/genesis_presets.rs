//! Genesis for development: one machine alone (`development`), or four agencies on one machine
//! (`local_testnet`). Cities get theirs from a profile, see `chain-spec/`.
//!
//! Both know the accounts of the development keyring: `//Alice` to `//Dave` are agencies, `//Eve` and
//! `//Ferdie` citizens, `//One` a business, `//Two` a collective, and the six `//…//stash` verifiers,
//! enough for a claim's first panel and a second, disjoint one.

use alloc::{vec, vec::Vec};
use civic_primitives::{
	ActivityUnit, Balance, EndUse, Mandate, MemberKind, Moment, Sector, Shares, Terms,
};
use frame_support::build_struct_json_patch;
use pallet_contributions::Policy;
use pallet_issuance::GenesisBudget;
use pallet_members::{GenesisMember, GenesisVerifier, Nullifier};
use pallet_methodologies::{
	Basis, Boundary, Document, Gases, Gwp, HeatingValue, Margin, Methodology, Provenance,
};
use pallet_redemption::{Currency, GenesisTerms, Terms as RedemptionTerms};
use serde_json::Value;
use sp_core::H256;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, *},
};
use sp_runtime::Permill;

use crate::{
	apis::BABE_CONFIG,
	constants::{DAY, TOKEN},
	AccountId, AllowanceConfig, AuthoritiesConfig, BabeConfig, BalancesConfig, ContributionsConfig,
	GovernanceConfig, IssuanceConfig, MembersConfig, MethodologiesConfig, RedemptionConfig,
	RuntimeGenesisConfig, SessionConfig, SessionKeys, SudoConfig,
};

/// When the enrolments of the presets end: 2100-01-01.
const FAR: Moment = 4_102_444_800;

/// Epochs of half a minute: an author's turn and a claim's lot can be waited for.
const SHORT_EPOCH: u64 = 10;

/// Days of a minute: what a week decides is decided in seven of them.
const SHORT_DAY: u32 = 20;

/// Periods of five minutes: what was earned counts in votes soon.
const SHORT_PERIOD: Moment = 300;

/// The agencies, in the order of their member numbers.
const AGENCIES: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];

const VERIFIERS: [Sr25519Keyring; 6] = [
	AliceStash,
	BobStash,
	CharlieStash,
	DaveStash,
	EveStash,
	FerdieStash,
];

/// The preset called `id`, as a patch of the default genesis.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// The presets there are.
pub fn names() -> Vec<PresetId> {
	vec![
		DEV_RUNTIME_PRESET.into(),
		LOCAL_TESTNET_RUNTIME_PRESET.into(),
	]
}

/// Alice validates alone, holds every mandate but the auditor's, and is sudo.
fn development() -> Value {
	use Mandate::{Auditor, Authorities, Issuance, Methodology, Registrar, Treasurer};
	let mandates = [
		(Alice, Registrar),
		(Alice, Methodology),
		(Alice, Issuance),
		(Alice, Authorities),
		(Alice, Treasurer),
		// Nobody audits themselves.
		(Bob, Auditor),
	];
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: endowed()
		},
		authorities: AuthoritiesConfig {
			seats: seats(&[Alice]),
			min_authorities: 1,
			epoch_slots: SHORT_EPOCH,
		},
		session: SessionConfig {
			keys: session_keys(&[Alice])
		},
		babe: BabeConfig {
			epoch_config: BABE_CONFIG
		},
		sudo: SudoConfig {
			key: Some(Alice.to_account_id())
		},
		members: register(&mandates),
		allowance: AllowanceConfig {
			capacities: capacities()
		},
		methodologies: MethodologiesConfig {
			adopted: vec![rooftop_pv()]
		},
		issuance: IssuanceConfig { budgets: budgets() },
		governance: GovernanceConfig {
			day_length: SHORT_DAY
		},
		contributions: ContributionsConfig {
			period_length: SHORT_PERIOD,
			policy: Policy::default(),
		},
		redemption: RedemptionConfig { terms: euros() },
	})
}

/// Alice, Bob, Charlie and Dave validate and share the mandates. Nobody is sudo.
fn local() -> Value {
	let mandates = [
		(Alice, Mandate::Registrar),
		(Bob, Mandate::Methodology),
		(Charlie, Mandate::Issuance),
		(Dave, Mandate::Authorities),
		(Charlie, Mandate::Treasurer),
		(Dave, Mandate::Auditor),
	];
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: endowed()
		},
		authorities: AuthoritiesConfig {
			seats: seats(&AGENCIES),
			// So that one of the four can be removed for an offence, to watch it happen.
			min_authorities: 3,
			epoch_slots: SHORT_EPOCH,
		},
		session: SessionConfig {
			keys: session_keys(&AGENCIES)
		},
		babe: BabeConfig {
			epoch_config: BABE_CONFIG
		},
		members: register(&mandates),
		allowance: AllowanceConfig {
			capacities: capacities()
		},
		methodologies: MethodologiesConfig {
			adopted: vec![rooftop_pv()]
		},
		issuance: IssuanceConfig { budgets: budgets() },
		governance: GovernanceConfig {
			day_length: SHORT_DAY
		},
		contributions: ContributionsConfig {
			period_length: SHORT_PERIOD,
			policy: Policy::default(),
		},
		redemption: RedemptionConfig { terms: euros() },
	})
}

/// Seats, each with the agency's number: members are numbered in the order of the register.
fn seats(who: &[Sr25519Keyring]) -> Vec<(AccountId, u64)> {
	who.iter().map(|who| who.to_account_id()).zip(0..).collect()
}

/// What the session pallet's genesis wants to know of validators.
fn session_keys(who: &[Sr25519Keyring]) -> Vec<(AccountId, AccountId, SessionKeys)> {
	who.iter()
		.map(|who| {
			let grandpa = match who {
				Bob => Ed25519Keyring::Bob,
				Charlie => Ed25519Keyring::Charlie,
				Dave => Ed25519Keyring::Dave,
				_ => Ed25519Keyring::Alice,
			};
			let keys = SessionKeys {
				babe: who.public().into(),
				grandpa: grandpa.public().into(),
			};
			(who.to_account_id(), who.to_account_id(), keys)
		})
		.collect()
}

/// A few tokens to spend and to challenge with.
fn endowed() -> Vec<(AccountId, Balance)> {
	AGENCIES
		.iter()
		.chain(&[Eve, Ferdie])
		.map(|who| (who.to_account_id(), 100 * TOKEN))
		.collect()
}

fn register(mandates: &[(Sr25519Keyring, Mandate)]) -> MembersConfig {
	let kinds = [
		(&AGENCIES[..], MemberKind::Agency),
		(&[Eve, Ferdie], MemberKind::Citizen),
		(&[One], MemberKind::Business),
		(&[Two], MemberKind::Collective),
		(&VERIFIERS, MemberKind::Verifier),
	];
	MembersConfig {
		members: kinds
			.into_iter()
			.flat_map(|(who, kind)| who.iter().map(move |who| (who.to_account_id(), kind)))
			.map(|(account, kind)| GenesisMember {
				nullifier: (kind == MemberKind::Citizen)
					.then(|| Nullifier::from(sp_io::hashing::blake2_256(account.as_ref()))),
				account,
				kind,
				until: FAR,
			})
			.collect(),
		mandates: mandates
			.iter()
			.map(|(who, mandate)| (who.to_account_id(), *mandate))
			.collect(),
		verifiers: VERIFIERS
			.iter()
			.map(|who| GenesisVerifier {
				account: who.to_account_id(),
				scope: vec![0],
				until: FAR,
				max_duties: 100,
				affiliations: vec![],
			})
			.collect(),
	}
}

/// Microseconds of blocks a day. A call costs some hundreds: a citizen has hundreds of calls a day,
/// and a hundred thousand citizens together cannot fill the chain's day.
fn capacities() -> Vec<(MemberKind, Balance)> {
	vec![
		(MemberKind::Citizen, 200_000),
		(MemberKind::Collective, 500_000),
		(MemberKind::Business, 1_000_000),
		(MemberKind::Verifier, 1_000_000),
		// Room for a runtime upgrade, which fills a block and is a megabyte long.
		(MemberKind::Agency, 10_000_000),
	]
}

/// Up to 150 euros a tonne, in windows of a day, paid within the hour.
fn euros() -> Vec<GenesisTerms> {
	vec![GenesisTerms {
		currency: Currency::EUR,
		terms: RedemptionTerms {
			min_rate: 1,
			max_rate: 15_000,
			max_window_budget: 100_000_000,
			max_window: DAY,
			attestation_validity: DAY,
			payment_term: 3_600,
		},
	}]
}

/// Plenty, for as long as a development chain may live.
fn budgets() -> Vec<GenesisBudget> {
	(2020..=2040)
		.map(|year| GenesisBudget {
			sector: Sector::StationaryEnergy,
			year,
			inventory: 1_000_000_000_000 * TOKEN,
			ceiling: 10_000_000_000 * TOKEN,
		})
		.collect()
}

/// Electricity from a roof in place of the grid's, with windows short enough to wait for. A city's
/// own are in its profile.
fn rooftop_pv() -> Methodology {
	let provenance = |source: &[u8]| Provenance {
		source: source.to_vec().try_into().unwrap_or_default(),
		year: 2024,
		basis: Basis {
			gases: Gases::Co2e,
			gwp: Gwp::Unstated,
			margin: Margin::Average,
			heating_value: HeatingValue::NotApplicable,
			boundary: Boundary::LifeCycle,
		},
	};
	Methodology {
		document: Document {
			title: b"Rooftop photovoltaics (development)"
				.to_vec()
				.try_into()
				.unwrap_or_default(),
			content_hash: H256(sp_io::hashing::sha2_256(b"rooftop-pv, development")),
			location: b"https://example.org/rooftop-pv"
				.to_vec()
				.try_into()
				.unwrap_or_default(),
			baseline_provenance: provenance(b"Round number for development"),
			project_provenance: provenance(b"Round number for development"),
		},
		terms: Terms {
			sector: Sector::StationaryEnergy,
			end_use: EndUse::ElectricityGeneration,
			unit: ActivityUnit::WattHour,
			baseline_factor: 400_000,
			project_factor: 40_000,
			deduction: Permill::one(),
			leakage: Permill::zero(),
			shares: Shares {
				owner: 700_000,
				commons: 150_000,
				verifiers: 50_000,
				buffer: 100_000,
			},
			panel: 3,
			quorum: 2,
			tolerance: Permill::from_percent(2),
			attest_within: 300,
			challenge_within: 30,
			longest_period: 400 * DAY,
			claim_interval: 1,
		},
		supersedes: None,
	}
}
