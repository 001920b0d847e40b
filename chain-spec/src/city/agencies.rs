//! The agencies that validate: enough of them, one that enrols citizens, keys that are theirs.

use std::path::Path;

use civic_primitives::{Mandate, Moment};
use civic_runtime::{constants::MAX_AUTHORITIES, SessionKeys};
use sc_network::{config::MultiaddrWithPeerId, PeerId};
use sp_core::{ed25519, sr25519};
use sp_runtime::AccountId32;

use pallet_authorities::SURVIVES_ONE;

use super::keys::{address, Keys};
use super::people::check_name;
use super::{reach, Calendar};
use crate::hand_over::HandOver;
use crate::problem::Problems;
use crate::profile::{Agency as Written, ChainType, Profile};
use crate::proof;

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
	/// The identity of its node in the network, where it handed that over.
	pub peer: Option<PeerId>,
	/// Where its node is reached.
	pub addresses: Vec<MultiaddrWithPeerId>,
}

/// Check the agencies of `profile`, whose hand-over files lie in `folder`.
pub(super) fn check(
	profile: &Profile,
	folder: &Path,
	calendar: &Calendar,
	keys: &mut Keys,
	problems: &mut Problems,
) -> Vec<Agency> {
	check_the_set(profile, problems);
	let given: Vec<_> = (0..)
		.zip(&profile.agencies)
		.map(|(i, agency)| Given::read(i, agency, profile, folder, problems))
		.collect();
	// For telling whose a proof is that is not what it should be.
	let accounts: Vec<_> = given
		.iter()
		.flatten()
		.filter_map(|given| {
			let account = address(&given.keys.account, "").ok()?;
			Some((given.keys.name.clone(), AccountId32::from(account)))
		})
		.collect();
	profile
		.agencies
		.iter()
		.zip(given)
		.enumerate()
		.map(|(i, (agency, given))| {
			let path = |field: &str| format!("agencies[{i}].{field}");
			check_name(&path("name"), &agency.name, problems);
			for (j, mandate) in agency.mandates.iter().enumerate() {
				if agency.mandates[..j].contains(mandate) {
					problems.add(path("mandates"), mandate, "named twice: keep one");
				}
			}
			let until = problems.take(path("until"), &agency.until, calendar.end_of(&agency.until));
			// Without keys there is a problem already, and no city comes of this.
			let given = given.unwrap_or_default();
			let live = profile.chain_type == ChainType::Live;
			let (account, babe, grandpa) = given.keys(live, &accounts, keys, problems);
			let (peer, addresses) = given.reach(problems);
			Agency {
				name: agency.name.clone(),
				account,
				babe,
				grandpa,
				mandates: agency.mandates.clone(),
				until,
				peer,
				addresses,
			}
		})
		.collect()
}

/// What concerns all agencies together.
fn check_the_set(profile: &Profile, problems: &mut Problems) {
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
	// The other mandates say who prepares what; the assembly decides on it (ADR 0056).
	let registrar = Mandate::Registrar;
	if !profile
		.agencies
		.iter()
		.any(|agency| agency.mandates.contains(&registrar))
	{
		problems.add(
			"agencies",
			registrar,
			"nobody holds this mandate, so nobody could enrol citizens: add it to the `mandates` of \
			 an agency",
		);
	}
}

/// What an agency gave, and where it stands.
#[derive(Default)]
struct Given {
	/// As in `agencies[2]`.
	path: String,
	/// Whether it is a file of its own.
	handed_over: bool,
	keys: HandOver,
}

impl Given {
	/// What the `i`th agency gave. `None` when a problem was noted.
	fn read(
		i: usize,
		agency: &Written,
		profile: &Profile,
		folder: &Path,
		problems: &mut Problems,
	) -> Option<Self> {
		let path = format!("agencies[{i}]");
		match (&agency.hand_over, &agency.account, &agency.session) {
			(Some(file), None, None) => {
				let keys = HandOver::read(&folder.join(file))
					.map_err(|why| problems.add(format!("{path}.hand-over"), file, why.to_string()))
					.ok()?;
				let given = Self {
					path,
					handed_over: true,
					keys,
				};
				given.check_belonging(agency, profile, problems);
				Some(given)
			},
			(None, Some(account), Some(session)) => Some(Self {
				path,
				handed_over: false,
				keys: HandOver {
					name: agency.name.clone(),
					account: account.clone(),
					babe: session.babe.clone(),
					grandpa: session.grandpa.clone(),
					proof: session.proof.clone().unwrap_or_default(),
					..HandOver::default()
				},
			}),
			_ => {
				problems.add(
					path,
					&agency.name,
					"expected either `hand-over`, the file that `civic-node agency-keys` wrote, or \
					 both `account` and `session`",
				);
				None
			},
		}
	}

	/// Whether the file is this agency's, and made for this city.
	fn check_belonging(&self, agency: &Written, profile: &Profile, problems: &mut Problems) {
		if self.keys.name != agency.name {
			problems.add(
				self.at("name"),
				&self.keys.name,
				format!(
					"this is not the file of {}: give each agency its own, or write the name as the \
					 agency does",
					agency.name
				),
			);
		}
		if self.keys.chain != profile.id {
			problems.add(
				self.at("chain"),
				&self.keys.chain,
				format!(
					"these keys were made for another chain, and the node of {} would not find \
					 them: let it run `civic-node agency-keys` again with --chain-id {}",
					agency.name, profile.id
				),
			);
		}
	}

	/// Where `field` stands.
	fn at(&self, field: &str) -> String {
		let Self {
			path, handed_over, ..
		} = self;
		match field {
			_ if *handed_over => format!("{path}.hand-over.{field}"),
			"babe" | "grandpa" | "proof" => format!("{path}.session.{field}"),
			_ => format!("{path}.{field}"),
		}
	}

	/// The keys, when the agency proved that they are its own.
	fn keys(
		&self,
		live: bool,
		accounts: &[(String, AccountId32)],
		keys: &mut Keys,
		problems: &mut Problems,
	) -> (AccountId32, sr25519::Public, ed25519::Public) {
		let given = &self.keys;
		if self.path.is_empty() {
			return (
				AccountId32::from([0; 32]),
				Default::default(),
				Default::default(),
			);
		}
		let before = problems.0.len();
		let account = keys.account(self.at("account"), &given.account, problems);
		let babe: sr25519::Public = keys.session("sr25519", self.at("babe"), &given.babe, problems);
		let grandpa: ed25519::Public =
			keys.session("ed25519", self.at("grandpa"), &given.grandpa, problems);
		if given.proof.is_empty() {
			if live || self.handed_over {
				problems.add(
					self.at("proof"),
					&given.proof,
					format!(
						"the proof that {} holds these keys is missing: `civic-node agency-keys` \
						 writes it into the file to hand over",
						given.name
					),
				);
			}
		} else if problems.0.len() == before {
			// A proof of keys that are wrong themselves says nothing more.
			let session = SessionKeys {
				babe: babe.into(),
				grandpa: grandpa.into(),
			};
			if let Err(why) = proof::check(&session, &account, &given.proof, accounts) {
				problems.add(
					self.at("proof"),
					shortened(&given.proof),
					format!("{}: {why}", given.name),
				);
			}
		}
		(account, babe, grandpa)
	}

	/// Where the node is reached.
	fn reach(&self, problems: &mut Problems) -> (Option<PeerId>, Vec<MultiaddrWithPeerId>) {
		if !self.handed_over {
			return (None, Vec::new());
		}
		reach::handed_over(&self.keys, |field| self.at(field), problems)
	}
}

/// Enough of a long value to recognise it.
fn shortened(text: &str) -> String {
	match text.char_indices().nth(18) {
		Some((end, _)) => format!("{}…", &text[..end]),
		None => text.into(),
	}
}
