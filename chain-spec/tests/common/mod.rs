//! A live city of four agencies that handed over their keys.

#![allow(dead_code)] // Each test program uses its own part.

use std::path::{Path, PathBuf};

use civic_chain_spec::{City, HandOver, Problem, Problems, Profile};
use sc_network::config::ed25519 as identity;
use sp_core::crypto::Ss58Codec;
use sp_core::{ed25519, sr25519, Pair};
use sp_runtime::AccountId32;
use tempfile::TempDir;

const DEMO: &str = include_str!("../../profiles/demo-city.toml");

/// The network identity of the `i`th agency's node.
fn peer(i: u8) -> String {
	let mut secret = [i + 200; 32];
	let secret = identity::SecretKey::try_from_bytes(&mut secret[..]).expect("32 bytes");
	identity::Keypair::from(secret)
		.public()
		.to_peer_id()
		.to_base58()
}

/// The four agencies and their mandates.
const AGENCIES: [(&str, &str); 4] = [
	("registry-office", "\"registrar\", \"authorities\""),
	("environment-agency", "\"methodology\""),
	("finance-department", "\"issuance\""),
	("city-works", "\"authorities\""),
];

/// An agency with its secret keys.
pub(crate) struct Secrets {
	pub(crate) account: AccountId32,
	pub(crate) babe: sr25519::Pair,
	pub(crate) grandpa: ed25519::Pair,
}

impl Secrets {
	/// The `i`th agency's.
	pub(crate) fn of(i: u8) -> Self {
		Self {
			account: AccountId32::from(sr25519::Pair::from_seed(&[100 + i; 32]).public()),
			babe: sr25519::Pair::from_seed(&[i + 1; 32]),
			grandpa: ed25519::Pair::from_seed(&[50 + i; 32]),
		}
	}

	/// What both keys sign: that `account` may register them.
	pub(crate) fn proof(&self, account: &AccountId32) -> String {
		let statement = [b"POP_".as_slice(), account.as_ref()].concat();
		format!(
			"0x{}{}",
			hex::encode(self.babe.sign(&statement)),
			hex::encode(self.grandpa.sign(&statement))
		)
	}
}

/// What the `i`th agency hands over.
pub(crate) fn hand_over(i: u8) -> HandOver {
	let secrets = Secrets::of(i);
	HandOver {
		chain: "test-city".into(),
		name: AGENCIES[usize::from(i)].0.into(),
		account: secrets.account.to_ss58check(),
		babe: format!("0x{}", hex::encode(secrets.babe.public())),
		grandpa: format!("0x{}", hex::encode(secrets.grandpa.public())),
		proof: secrets.proof(&secrets.account),
		peer_id: peer(i),
		addresses: vec![format!("/dns/node{i}.test-city.example/tcp/30333")],
	}
}

/// A city's folder: profile, hand-over files, documents.
pub(crate) struct Folder {
	pub(crate) folder: TempDir,
	pub(crate) given: Vec<HandOver>,
	pub(crate) profile: String,
}

impl Folder {
	/// The one in which all is right.
	pub(crate) fn new() -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let methods = folder.path().join("methods");
		std::fs::create_dir(&methods).expect("empty");
		let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/methods");
		for file in std::fs::read_dir(from).expect("it is there").flatten() {
			if file.path().is_file() {
				std::fs::copy(file.path(), methods.join(file.file_name())).expect("copied");
			}
		}
		Self {
			folder,
			given: (0..4).map(hand_over).collect(),
			profile: profile(),
		}
	}

	pub(crate) fn path(&self) -> PathBuf {
		self.folder.path().join("city.toml")
	}

	/// Write profile and hand-over files.
	pub(crate) fn write(&self) -> &Self {
		std::fs::write(self.path(), &self.profile).expect("written");
		for given in &self.given {
			let file = self.folder.path().join(format!("{}.toml", given.name));
			std::fs::write(file, given.to_toml().expect("it is a table")).expect("written");
		}
		self
	}

	/// What comes of the profile as it lies there.
	pub(crate) fn check(&self) -> Result<City, Problems> {
		let profile = Profile::read(&self.path()).expect("the profile is well formed");
		City::check(&profile, self.folder.path())
	}

	/// The one problem of the profile: at `path`, and it says `expected`.
	pub(crate) fn one(&self, path: &str, expected: &str) -> Problem {
		let problems = self.write().check().expect_err("the profile is wrong").0;
		assert_eq!(problems.len(), 1, "{problems:#?}");
		assert_eq!(problems[0].path, path);
		assert!(problems[0].expected.contains(expected), "{}", problems[0]);
		problems[0].clone()
	}
}

/// The demo city's profile, live and with other agencies.
fn profile() -> String {
	let agencies: String = AGENCIES
		.iter()
		.map(|(name, mandates)| {
			format!(
				"[[agencies]]\nname = \"{name}\"\nhand-over = \"{name}.toml\"\n\
				 mandates = [{mandates}]\nuntil = \"2036-12-31\"\n\n"
			)
		})
		.collect();
	let begin = DEMO
		.find("[[agencies]]")
		.expect("the demo city has agencies");
	let end = DEMO
		.find("[[verifiers]]")
		.expect("the demo city has verifiers");
	format!("{}{agencies}{}", &DEMO[..begin], &DEMO[end..])
		.replace("\"demo-city\"", "\"test-city\"")
		.replace("chain-type = \"local\"", "chain-type = \"live\"")
		.replace("fewest-agencies = 3", "fewest-agencies = 4")
		.replace("epoch = \"18 s\"", "epoch = \"1 h\"")
		.replace("day = \"21 s\"", "day = \"24 h\"")
		.replace("period = \"1 min\"", "period = \"30 days\"")
}
