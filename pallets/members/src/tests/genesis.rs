use civic_primitives::{Mandate, Mandates, MemberKind, Membership};

use crate::{mock::*, *};

fn member(n: u8, kind: MemberKind) -> GenesisMember<AccountId> {
	let nullifier = nullifier(n).filter(|_| kind == MemberKind::Citizen);
	GenesisMember {
		account: account(n),
		kind,
		until: LATER,
		nullifier,
	}
}

fn verifier(n: u8, affiliations: &[u8]) -> GenesisVerifier<AccountId> {
	GenesisVerifier {
		account: account(n),
		scope: vec![0, 1],
		until: LATER,
		max_duties: 3,
		affiliations: affiliations.iter().map(|n| account(*n)).collect(),
	}
}

fn city() -> GenesisConfig<Test> {
	GenesisConfig {
		members: vec![
			member(1, MemberKind::Agency),
			member(2, MemberKind::Citizen),
			member(3, MemberKind::Business),
			member(4, MemberKind::Verifier),
		],
		mandates: vec![
			(account(1), Mandate::Registrar),
			(account(1), Mandate::Issuance),
		],
		verifiers: vec![verifier(4, &[3])],
	}
}

#[test]
fn a_city_begins_with_those_its_genesis_names() {
	ExtBuilder::default()
		.with_genesis(city())
		.build_and_execute(|| {
			assert_eq!(
				Register::active(&account(2)),
				Some((1, MemberKind::Citizen))
			);
			assert!(Register::holds(&account(1), Mandate::Registrar));
			assert!(Register::holds(&account(1), Mandate::Issuance));
			assert!(!Register::holds(&account(1), Mandate::Methodology));
			assert_eq!(Register::eligible(0, 1), vec![3]);
			assert_eq!(Register::eligible(1, 1), vec![3]);
			assert!(Register::eligible(0, 2).is_empty(), "tied");
			assert_eq!(System::sufficients(&account(2)), 1);
			assert_eq!(NextMemberId::<Test>::get(), 4);
		});
}

#[test]
fn a_genesis_is_read_from_json() {
	let json = r#"{
		"members": [
			{ "account": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM", "kind": "agency", "until": 1 }
		],
		"mandates": [["5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM", "registrar"]],
		"verifiers": []
	}"#;
	let genesis: GenesisConfig<Test> = serde_json::from_str(json).expect("reads");
	assert_eq!(genesis.members.len(), 1);
	assert_eq!(genesis.members[0].kind, MemberKind::Agency);
	assert_eq!(genesis.members[0].account, genesis.mandates[0].0);
}

#[test]
#[should_panic(expected = "NullifierMissing")]
fn a_citizen_without_nullifier_is_refused() {
	let mut genesis = city();
	genesis.members[1].nullifier = None;
	ExtBuilder::default().with_genesis(genesis).build();
}

#[test]
#[should_panic(expected = "AlreadyMember")]
fn a_member_named_twice_is_refused() {
	let mut genesis = city();
	genesis.members.push(member(3, MemberKind::Business));
	ExtBuilder::default().with_genesis(genesis).build();
}

#[test]
#[should_panic(expected = "NotAgency")]
fn a_mandate_of_a_citizen_is_refused() {
	let mut genesis = city();
	genesis.mandates.push((account(2), Mandate::Registrar));
	ExtBuilder::default().with_genesis(genesis).build();
}

#[test]
#[should_panic(expected = "UnknownAffiliation")]
fn a_verifier_tied_to_nobody_known_is_refused() {
	let mut genesis = city();
	genesis.verifiers = vec![verifier(4, &[9])];
	ExtBuilder::default().with_genesis(genesis).build();
}

#[test]
#[should_panic(expected = "NotVerifier")]
fn a_verifier_of_another_kind_is_refused() {
	let mut genesis = city();
	genesis.verifiers = vec![verifier(2, &[])];
	ExtBuilder::default().with_genesis(genesis).build();
}
