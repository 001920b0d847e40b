//! A chain with nothing but methodologies.

use std::collections::BTreeMap;

use civic_primitives::{
	ActivityUnit, EndUse, MemberId, MemberKind, Membership, MethodologyId, Sector, Shares, Terms,
};
use frame_support::{derive_impl, ord_parameter_types, parameter_types};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_core::H256;
use sp_runtime::{BuildStorage, Permill};

use crate::{Basis, Boundary, Document, Gases, Gwp, HeatingValue, Margin, Methodology, Provenance};

pub(crate) type AccountId = u64;

/// Members, whose numbers are not their accounts.
pub(crate) const ALICE: AccountId = 1;
pub(crate) const ALICE_ID: MemberId = 101;
pub(crate) const BOB: AccountId = 2;
pub(crate) const BOB_ID: MemberId = 102;
/// Was never enrolled.
pub(crate) const STRANGER: AccountId = 9;
/// Retires methodologies.
pub(crate) const RETIRER: AccountId = 50;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Methodologies = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

parameter_types! {
	pub static MaxDraftsPerMember: u32 = 2;
	/// The accounts of members, and whether the enrolment runs.
	pub static Register: BTreeMap<MemberId, (AccountId, bool)> =
		BTreeMap::from([(ALICE_ID, (ALICE, true)), (BOB_ID, (BOB, true))]);
}

ord_parameter_types! {
	pub const Retirer: AccountId = RETIRER;
}

/// The register, as the tests set it.
pub struct Members;

impl Membership<AccountId> for Members {
	fn active(who: &AccountId) -> Option<(MemberId, MemberKind)> {
		Register::get()
			.into_iter()
			.find_map(|(id, entry)| (entry == (*who, true)).then_some((id, MemberKind::Citizen)))
	}

	fn account_of(id: MemberId) -> Option<AccountId> {
		Register::get().get(&id).map(|(account, _)| *account)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol(who: &AccountId, _: MemberKind) -> MemberId {
		let id = 1_000 + who;
		Register::mutate(|register| register.insert(id, (*who, true)));
		id
	}
}

impl crate::Config for Test {
	type WeightInfo = ();
	type AdoptOrigin = EnsureRoot<AccountId>;
	type RetireOrigin = EnsureSignedBy<Retirer, AccountId>;
	type Members = Members;
	type MaxDraftsPerMember = MaxDraftsPerMember;
}

/// The terms of rooftop PV: 383.78 g/kWh avoided.
pub(crate) fn terms() -> Terms {
	Terms {
		sector: Sector::StationaryEnergy,
		end_use: EndUse::ElectricityGeneration,
		unit: ActivityUnit::WattHour,
		baseline_factor: 383_780,
		project_factor: 0,
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
		attest_within: 86_400,
		challenge_within: 86_400,
		longest_period: 366 * 86_400,
		claim_interval: 3_600,
	}
}

/// A valid methodology whose document is the `n`th.
pub(crate) fn methodology(n: u8) -> Methodology {
	let provenance = Provenance {
		source: b"Ember, Yearly Electricity Data, CC-BY-4.0"
			.to_vec()
			.try_into()
			.unwrap(),
		year: 2024,
		basis: Basis {
			gases: Gases::Co2e,
			gwp: Gwp::Ar5,
			margin: Margin::Average,
			heating_value: HeatingValue::NotApplicable,
			boundary: Boundary::LifeCycle,
		},
	};
	Methodology {
		document: Document {
			title: b"Rooftop PV".to_vec().try_into().unwrap(),
			content_hash: H256::repeat_byte(n),
			location: b"https://methods.example/rooftop-pv-1"
				.to_vec()
				.try_into()
				.unwrap(),
			baseline_provenance: provenance.clone(),
			project_provenance: provenance,
		},
		terms: terms(),
		supersedes: None,
	}
}

/// The `n`th document, to replace `predecessor`.
pub(crate) fn successor(n: u8, predecessor: MethodologyId) -> Methodology {
	Methodology {
		supersedes: Some(predecessor),
		..methodology(n)
	}
}

/// Builds the chain a test runs on.
#[derive(Default)]
pub(crate) struct ExtBuilder {
	adopted: Vec<Methodology>,
}

impl ExtBuilder {
	/// With these in force from the start.
	#[must_use]
	pub(crate) fn adopted(mut self, adopted: &[Methodology]) -> Self {
		self.adopted = adopted.to_vec();
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let config = RuntimeGenesisConfig {
			methodologies: crate::GenesisConfig {
				adopted: self.adopted,
				..Default::default()
			},
			..Default::default()
		};
		let mut ext: sp_io::TestExternalities = config.build_storage().unwrap().into();
		// Block 0 records no events.
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`, then checks every invariant.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Methodologies::do_try_state().expect("the invariants hold after the test");
		});
	}
}
