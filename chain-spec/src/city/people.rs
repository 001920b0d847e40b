//! Agencies, members and verifiers, and that no two of them share a key.

use std::collections::BTreeMap;

use civic_primitives::{Balance, FamilyId, Mandate, MemberKind, Moment};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_core::{ed25519, sr25519};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::AccountId32;

use super::{is_slug, Calendar, SLUG};
use crate::problem::Problems;
use crate::profile::{ChainType, Profile};
use crate::units;
use civic_runtime::constants::{MAX_AUTHORITIES, SS58_PREFIX, TOKEN_DECIMALS};

/// The first number of validators that survives the loss of one.
const SURVIVES_ONE: u32 = 4;

/// Every mandate, each of which somebody must hold.
const MANDATES: [Mandate; 4] = [
	Mandate::Registrar,
	Mandate::Methodology,
	Mandate::Issuance,
	Mandate::Authorities,
];

/// An agency that validates.
#[derive(Clone, Debug)]
pub struct Agency {
	/// Its name.
	pub name: String,
	/// Its account.
	pub account: AccountId32,
	/// The key that authors blocks.
	pub babe: sr25519::Public,
	/// The key that finalises blocks.
	pub grandpa: ed25519::Public,
	/// What the city has charged it with.
	pub mandates: Vec<Mandate>,
	/// When its enrolment ends.
	pub until: Moment,
}

/// A member enrolled from the start.
#[derive(Clone, Debug)]
pub struct Member {
	/// The name in the profile.
	pub name: String,
	/// The account.
	pub account: AccountId32,
	/// What the member is to the city.
	pub kind: MemberKind,
	/// When the enrolment ends.
	pub until: Moment,
	/// Units to begin with.
	pub balance: Balance,
}

/// A verifier accredited from the start.
#[derive(Clone, Debug)]
pub struct Verifier {
	/// The name in the profile.
	pub name: String,
	/// The account.
	pub account: AccountId32,
	/// The families of methodologies in scope. At genesis each methodology begins one, and they are
	/// numbered in the order of the profile.
	pub methodologies: Vec<FamilyId>,
	/// When the accreditation ends.
	pub until: Moment,
	/// How many open claims the verifier may hold.
	pub capacity: u32,
	/// The accounts the verifier is tied to.
	pub affiliations: Vec<AccountId32>,
}

/// Everybody the chain knows from the start.
pub(super) struct People {
	pub(super) agencies: Vec<Agency>,
	pub(super) members: Vec<Member>,
	pub(super) verifiers: Vec<Verifier>,
}

/// Check everybody in `profile`.
pub(super) fn check(profile: &Profile, calendar: &Calendar, problems: &mut Problems) -> People {
	let mut keys = Keys::new(profile);
	let agencies = agencies(profile, calendar, &mut keys, problems);
	let members = members(profile, calendar, &mut keys, problems);
	let named = named(&agencies, &members, problems);
	let verifiers = verifiers(profile, calendar, &named, &mut keys, problems);
	People {
		agencies,
		members,
		verifiers,
	}
}

fn agencies(
	profile: &Profile,
	calendar: &Calendar,
	keys: &mut Keys,
	problems: &mut Problems,
) -> Vec<Agency> {
	let count = u32::try_from(profile.agencies.len()).unwrap_or(u32::MAX);
	if !(SURVIVES_ONE..=MAX_AUTHORITIES).contains(&count) {
		problems.add(
			"agencies",
			count,
			format!(
				"expected {SURVIVES_ONE} to {MAX_AUTHORITIES} agencies: with fewer the chain does \
				 not survive the loss of one"
			),
		);
	}
	let least = if profile.chain_type == ChainType::Live {
		SURVIVES_ONE
	} else {
		1
	};
	if !(least..=count.max(least)).contains(&profile.fewest_agencies) {
		problems.add(
			"fewest-agencies",
			profile.fewest_agencies,
			format!("expected {least} to {count}, the number of agencies"),
		);
	}
	for mandate in MANDATES {
		let holders = profile
			.agencies
			.iter()
			.filter(|agency| agency.mandates.contains(&mandate))
			.count();
		if holders == 0 {
			problems.add(
				"agencies",
				mandate,
				"nobody holds this mandate: add it to the `mandates` of an agency",
			);
		} else if holders == 1
			&& mandate == Mandate::Authorities
			&& profile.chain_type == ChainType::Live
		{
			problems.add(
				"agencies",
				mandate,
				"only one agency holds this mandate: give it to two, since a live city that loses \
				 its holder has nobody to appoint another (ADR 0019)",
			);
		}
	}
	let mut agencies = Vec::new();
	for (i, agency) in profile.agencies.iter().enumerate() {
		let path = |field: &str| format!("agencies[{i}].{field}");
		check_name(&path("name"), &agency.name, problems);
		for (j, mandate) in agency.mandates.iter().enumerate() {
			if agency.mandates[..j].contains(mandate) {
				problems.add(path("mandates"), mandate, "named twice: keep one");
			}
		}
		let session = &agency.session;
		agencies.push(Agency {
			name: agency.name.clone(),
			account: keys.account(path("account"), &agency.account, problems),
			babe: keys.session("sr25519", path("session.babe"), &session.babe, problems),
			grandpa: keys.session(
				"ed25519",
				path("session.grandpa"),
				&session.grandpa,
				problems,
			),
			mandates: agency.mandates.clone(),
			until: problems.take(path("until"), &agency.until, calendar.end_of(&agency.until)),
		});
	}
	agencies
}

fn members(
	profile: &Profile,
	calendar: &Calendar,
	keys: &mut Keys,
	problems: &mut Problems,
) -> Vec<Member> {
	let mut members = Vec::new();
	for (i, member) in profile.members.iter().enumerate() {
		let path = |field: &str| format!("members[{i}].{field}");
		check_name(&path("name"), &member.name, problems);
		match member.kind {
			MemberKind::Collective | MemberKind::Business => (),
			MemberKind::Citizen => problems.add(
				path("kind"),
				member.kind,
				"a citizen carries a nullifier that only a registrar can derive: issue a voucher \
				 on the running chain (`civic member voucher`)",
			),
			MemberKind::Verifier => problems.add(
				path("kind"),
				member.kind,
				"list verifiers under [[verifiers]]",
			),
			MemberKind::Agency => problems.add(
				path("kind"),
				member.kind,
				"list agencies under [[agencies]]",
			),
		}
		let balance = member.balance.as_deref().map_or(0, |text| {
			let units = units::tokens(text, &profile.token.symbol, TOKEN_DECIMALS);
			problems.take(path("balance"), text, units)
		});
		members.push(Member {
			name: member.name.clone(),
			account: keys.account(path("account"), &member.account, problems),
			kind: member.kind,
			until: problems.take(path("until"), &member.until, calendar.end_of(&member.until)),
			balance,
		});
	}
	members
}

/// The accounts of agencies and members by name.
fn named(
	agencies: &[Agency],
	members: &[Member],
	problems: &mut Problems,
) -> BTreeMap<String, AccountId32> {
	let agencies = agencies
		.iter()
		.enumerate()
		.map(|(i, a)| ("agencies", i, &a.name, &a.account));
	let members = members
		.iter()
		.enumerate()
		.map(|(i, m)| ("members", i, &m.name, &m.account));
	let mut named = BTreeMap::new();
	for (list, i, name, account) in agencies.chain(members) {
		if named.insert(name.clone(), account.clone()).is_some() {
			problems.add(
				format!("{list}[{i}].name"),
				name,
				"another one has this name",
			);
		}
	}
	named
}

fn verifiers(
	profile: &Profile,
	calendar: &Calendar,
	named: &BTreeMap<String, AccountId32>,
	keys: &mut Keys,
	problems: &mut Problems,
) -> Vec<Verifier> {
	let mut verifiers = Vec::new();
	for (i, verifier) in profile.verifiers.iter().enumerate() {
		let path = |field: &str| format!("verifiers[{i}].{field}");
		check_name(&path("name"), &verifier.name, problems);
		if verifier.capacity == 0 {
			problems.add(
				path("capacity"),
				verifier.capacity,
				"expected at least 1 open claim",
			);
		}
		if verifier.methodologies.is_empty() {
			problems.add(
				path("methodologies"),
				&verifier.methodologies,
				"expected at least one methodology the verifier may judge",
			);
		}
		let mut scope = Vec::new();
		for (j, name) in verifier.methodologies.iter().enumerate() {
			let path = format!("verifiers[{i}].methodologies[{j}]");
			let mut families = (0..).zip(&profile.methodologies);
			match families.find(|(_, known)| known.name == *name) {
				Some((family, _)) if scope.contains(&family) => {
					problems.add(path, name, "named twice: keep one")
				},
				Some((family, _)) => scope.push(family),
				None => problems.add(
					path,
					name,
					"no methodology has this name: use a `name` of [[methodologies]]",
				),
			}
		}
		let mut affiliations = Vec::new();
		for (j, name) in verifier.affiliations.iter().enumerate() {
			match named.get(name) {
				Some(account) => affiliations.push(account.clone()),
				None => problems.add(
					format!("verifiers[{i}].affiliations[{j}]"),
					name,
					"no agency or member has this name",
				),
			}
		}
		verifiers.push(Verifier {
			name: verifier.name.clone(),
			account: keys.account(path("account"), &verifier.account, problems),
			methodologies: scope,
			until: problems.take(
				path("until"),
				&verifier.until,
				calendar.end_of(&verifier.until),
			),
			capacity: verifier.capacity,
			affiliations,
		});
	}
	verifiers
}

fn check_name(path: &str, name: &str, problems: &mut Problems) {
	if !is_slug(name) {
		problems.add(path, name, SLUG);
	}
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
	Account,
	Session,
}

/// The keys met so far, and where.
struct Keys {
	/// Whether keys are refused that development shares or that everybody knows.
	live: bool,
	seen: BTreeMap<(Role, [u8; 32]), String>,
}

impl Keys {
	fn new(profile: &Profile) -> Self {
		Self {
			live: profile.chain_type == ChainType::Live,
			seen: BTreeMap::new(),
		}
	}

	/// The account at `path`.
	fn account(&mut self, path: String, text: &str, problems: &mut Problems) -> AccountId32 {
		let key = address(text, "an SS58 address");
		AccountId32::from(self.note(Role::Account, path, text, key, problems))
	}

	/// The session key at `path`.
	fn session<Key: From<[u8; 32]>>(
		&mut self,
		scheme: &str,
		path: String,
		text: &str,
		problems: &mut Problems,
	) -> Key {
		let expected = format!("the {scheme} public key, as 0x and 64 hexadecimal digits");
		let key = match text.strip_prefix("0x") {
			Some(digits) => {
				let mut key = [0; 32];
				hex::decode_to_slice(digits, &mut key)
					.map(|()| key)
					.map_err(|_| format!("expected {expected}"))
			},
			None => address(text, &expected),
		};
		Key::from(self.note(Role::Session, path, text, key, problems))
	}

	/// Refuse a key that another place has, or that everybody knows.
	fn note(
		&mut self,
		role: Role,
		path: String,
		text: &str,
		key: Result<[u8; 32], String>,
		problems: &mut Problems,
	) -> [u8; 32] {
		let key = match key {
			Ok(key) => key,
			Err(expected) => {
				let shown = if looks_secret(text) {
					"(not shown)"
				} else {
					text
				};
				problems.add(path, shown, expected);
				return [0; 32];
			},
		};
		if let Some(other) = self.seen.get(&(role, key)) {
			problems.add(
				&path,
				text,
				format!("{other} has the same key: everybody needs an own"),
			);
			return key;
		}
		if self.live && is_well_known(&key) {
			problems.add(
				&path,
				text,
				"the secret of this development key is public: a live city needs its own",
			);
		}
		let other_role = if role == Role::Account {
			Role::Session
		} else {
			Role::Account
		};
		if let Some(other) = self.seen.get(&(other_role, key)).filter(|_| self.live) {
			problems.add(
				&path,
				text,
				format!("{other} has the same key: a node's key must not own an account"),
			);
		}
		self.seen.insert((role, key), path);
		key
	}
}

/// The 32 bytes of an SS58 address of this city.
fn address(text: &str, expected: &str) -> Result<[u8; 32], String> {
	if looks_secret(text) {
		return Err(format!(
			"this is a secret key, and a profile is public: write {expected}, as \
			 `civic-node key inspect` shows it"
		));
	}
	let (account, prefix) = AccountId32::from_ss58check_with_version(text)
		.map_err(|_| format!("expected {expected}; is it complete?"))?;
	if prefix != Ss58AddressFormat::custom(SS58_PREFIX) {
		return Err(format!(
			"this address belongs to another network (prefix {}, here {SS58_PREFIX})",
			u16::from(prefix),
		));
	}
	Ok(account.into())
}

/// Whether `text` is a secret phrase or a derivation from one.
fn looks_secret(text: &str) -> bool {
	text.contains("//") || text.split_whitespace().count() >= 12
}

/// Whether the secret of `key` is one that every development tool ships.
fn is_well_known(key: &[u8; 32]) -> bool {
	Sr25519Keyring::iter().any(|known| known.public().0 == *key)
		|| Ed25519Keyring::iter().any(|known| known.public().0 == *key)
}
