//! Everybody the chain knows from the start: members and verifiers here, agencies in
//! [`super::agencies`].

use std::collections::BTreeMap;
use std::path::Path;

use civic_primitives::{Balance, FamilyId, MemberKind, Moment};
use civic_runtime::constants::TOKEN_DECIMALS;
use sp_runtime::AccountId32;

use super::agencies::{self, Agency};
use super::keys::Keys;
use super::{is_slug, Calendar, SLUG};
use crate::problem::Problems;
use crate::profile::Profile;
use crate::units;

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

/// Check everybody in `profile`, whose hand-over files lie in `folder`.
pub(super) fn check(
	profile: &Profile,
	folder: &Path,
	calendar: &Calendar,
	problems: &mut Problems,
) -> People {
	let mut keys = Keys::new(profile);
	let agencies = agencies::check(profile, folder, calendar, &mut keys, problems);
	let members = members(profile, calendar, &mut keys, problems);
	let named = named(&agencies, &members, problems);
	let verifiers = verifiers(profile, calendar, &named, &mut keys, problems);
	People {
		agencies,
		members,
		verifiers,
	}
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

pub(super) fn check_name(path: &str, name: &str, problems: &mut Problems) {
	if !is_slug(name) {
		problems.add(path, name, SLUG);
	}
}
