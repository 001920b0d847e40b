//! What a chain specification says, and what is wrong with it, whoever made it.

use std::collections::BTreeSet;

use civic_runtime::constants::{SS58_PREFIX, TOKEN_DECIMALS, TOKEN_SYMBOL};
use civic_runtime::{
	AccountId, Babe, Grandpa, Runtime, Session, SessionKeys, VERSION, WASM_BINARY,
};
use sc_chain_spec::{ChainSpec as _, ChainType, GenericChainSpec};
use serde::Serialize;
use serde_json::Value;
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_core::storage::well_known_keys;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::RuntimeAppPublic;

use crate::city::keys::well_known;
use crate::opened::Opened;

/// The fewest validators that survive the loss of one.
const SURVIVE_ONE: usize = 4;

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
	/// As it should be.
	Right,
	/// Worth knowing.
	Note,
	/// Do not start a node from this.
	Wrong,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
	/// What.
	pub topic: &'static str,
	/// How it was found.
	pub verdict: Verdict,
	/// What was found, and where something is wrong, what to do.
	pub says: String,
}

impl Finding {
	/// Something as it should be.
	pub fn right(topic: &'static str, says: impl Into<String>) -> Self {
		Self::new(topic, Verdict::Right, says)
	}

	/// Something worth knowing.
	pub fn note(topic: &'static str, says: impl Into<String>) -> Self {
		Self::new(topic, Verdict::Note, says)
	}

	/// Something because of which no node should start.
	pub fn wrong(topic: &'static str, says: impl Into<String>) -> Self {
		Self::new(topic, Verdict::Wrong, says)
	}

	fn new(topic: &'static str, verdict: Verdict, says: impl Into<String>) -> Self {
		Self {
			topic,
			verdict,
			says: says.into(),
		}
	}
}

/// A validator at genesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
	/// The agency's account.
	pub account: AccountId,
	/// Its keys.
	pub keys: SessionKeys,
}

impl Validator {
	/// The account as people write it.
	pub fn address(&self) -> String {
		self.account
			.to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
	}
}

/// Who validates from the start, in the order of their accounts.
pub fn validators(opened: &Opened) -> Vec<Validator> {
	opened
		.look(Session::queued_keys)
		.into_iter()
		.map(|(account, keys)| Validator { account, keys })
		.collect()
}

/// Look at everything a specification says by itself.
pub fn inspect(opened: &Opened, validators: &[Validator]) -> Vec<Finding> {
	let live = opened.spec.chain_type() == ChainType::Live;
	vec![
		form(opened),
		runtime(opened),
		around_the_state(&opened.spec),
		set_of_validators(opened, validators),
		sudo(opened, live),
		development_keys(opened, live),
		token(&opened.spec),
		boot_nodes(&opened.spec, live),
	]
}

/// Run the runtime, which takes some seconds.
pub fn try_runtime(opened: &Opened) -> Finding {
	const TOPIC: &str = "runtime runs";
	match opened.try_runtime() {
		Ok(()) => Finding::right(TOPIC, "this program can run it"),
		Err(why) => Finding::wrong(
			TOPIC,
			format!("this program cannot run it ({why}): use the release that the city names"),
		),
	}
}

fn form(opened: &Opened) -> Finding {
	const TOPIC: &str = "form";
	if opened.raw {
		return Finding::right(TOPIC, "the state in full (raw)");
	}
	Finding::note(
		TOPIC,
		"not raw: nodes of other releases may make another genesis of it; build it with --raw",
	)
}

fn runtime(opened: &Opened) -> Finding {
	const TOPIC: &str = "runtime";
	let version = &opened.version;
	let name = format!("{} {}", version.spec_name, version.spec_version);
	let own = WASM_BINARY.map(|code| H256(blake2_256(code)));
	if version.spec_name != VERSION.spec_name {
		return Finding::wrong(TOPIC, format!("{name}: another kind of chain"));
	}
	if version.spec_version != VERSION.spec_version {
		return Finding::note(
			TOPIC,
			format!(
				"{name}, while this program was built with {}: use the release the city names, since \
				 what stands below may be misread",
				VERSION.spec_version
			),
		);
	}
	if own == Some(opened.fingerprint.runtime) {
		return Finding::right(
			TOPIC,
			format!("{name}, the one this program was built with"),
		);
	}
	Finding::note(
		TOPIC,
		format!(
			"{name}, compiled elsewhere than this program: compare its hash with the release notes"
		),
	)
}

/// What a node obeys although the genesis hash does not cover it.
fn around_the_state(spec: &GenericChainSpec) -> Finding {
	const TOPIC: &str = "around the state";
	if !spec.code_substitutes().is_empty() {
		return Finding::wrong(
			TOPIC,
			"it replaces the runtime from some block on (`codeSubstitutes`): no genesis needs that",
		);
	}
	if spec.telemetry_endpoints().is_some() {
		return Finding::note(
			TOPIC,
			"it makes nodes report to a telemetry server: start them with --no-telemetry to forbid it",
		);
	}
	Finding::right(TOPIC, "no replaced runtime, no telemetry")
}

fn set_of_validators(opened: &Opened, validators: &[Validator]) -> Finding {
	const TOPIC: &str = "validators";
	let count = validators.len();
	if count == 0 {
		return Finding::wrong(TOPIC, "none: no block would ever be made");
	}
	let babe = opened.look(Babe::authorities);
	let grandpa = opened.look(Grandpa::grandpa_authorities);
	let keys = || validators.iter().map(|validator| &validator.keys);
	let same = keys()
		.map(|keys| &keys.babe)
		.eq(babe.iter().map(|(key, _)| key))
		&& keys()
			.map(|keys| &keys.grandpa)
			.eq(grandpa.iter().map(|(key, _)| key));
	if !same {
		return Finding::wrong(
			TOPIC,
			"who makes blocks (BABE) or finalises them (GRANDPA) differs from who holds the seats: \
			 this state was not built by civic-chain-spec",
		);
	}
	let distinct: BTreeSet<_> = keys()
		.flat_map(|keys| [keys.babe.to_raw_vec(), keys.grandpa.to_raw_vec()])
		.collect();
	if distinct.len() < 2 * count {
		return Finding::wrong(TOPIC, "two of them share a key: everybody needs an own");
	}
	if count < SURVIVE_ONE {
		let says = format!("{count}: with fewer than {SURVIVE_ONE} the chain stops when one does");
		return if opened.spec.chain_type() == ChainType::Live {
			Finding::wrong(TOPIC, says)
		} else {
			Finding::note(TOPIC, says)
		};
	}
	Finding::right(
		TOPIC,
		format!(
			"{count}: the chain survives the loss of {}",
			(count - 1) / 3
		),
	)
}

fn sudo(opened: &Opened, live: bool) -> Finding {
	const TOPIC: &str = "sudo";
	match opened.look(pallet_sudo::Key::<Runtime>::get) {
		None => Finding::right(TOPIC, "nobody rules alone"),
		Some(_) if live => Finding::wrong(
			TOPIC,
			"a single key may do everything: a city does not start with that",
		),
		Some(_) => Finding::note(TOPIC, "a single key may do everything"),
	}
}

/// Development keys wherever they stand: keys of validators, accounts, members, verifiers.
fn development_keys(opened: &Opened, live: bool) -> Finding {
	const TOPIC: &str = "development keys";
	let known = well_known();
	let found: BTreeSet<_> = opened
		.storage
		.top
		.iter()
		.filter(|(key, _)| key.as_slice() != well_known_keys::CODE)
		.flat_map(|(key, value)| key.windows(32).chain(value.windows(32)))
		.filter_map(|bytes| known.get(bytes))
		.collect();
	if found.is_empty() {
		return Finding::right(TOPIC, "none");
	}
	let names: Vec<_> = found.iter().map(|name| format!("//{name}")).collect();
	let says = format!(
		"everybody knows the secrets of {} in this genesis",
		names.join(", ")
	);
	if live {
		Finding::wrong(TOPIC, says)
	} else {
		Finding::note(TOPIC, says)
	}
}

fn token(spec: &GenericChainSpec) -> Finding {
	const TOPIC: &str = "token";
	let properties = spec.properties();
	let expected = [
		("tokenSymbol", Value::from(TOKEN_SYMBOL)),
		("tokenDecimals", Value::from(TOKEN_DECIMALS)),
		("ss58Format", Value::from(SS58_PREFIX)),
	];
	let wrong: Vec<_> = expected
		.iter()
		// The symbol is the city's; decimals and addresses are the runtime's.
		.filter(|(name, value)| match *name {
			"tokenSymbol" => !properties.get(*name).is_some_and(Value::is_string),
			_ => properties.get(*name) != Some(value),
		})
		.map(|(name, value)| format!("{name} should be {value}"))
		.collect();
	if wrong.is_empty() {
		let symbol = properties.get("tokenSymbol").and_then(Value::as_str);
		return Finding::right(
			TOPIC,
			format!(
				"{}, {TOKEN_DECIMALS} decimals, addresses with prefix {SS58_PREFIX}",
				symbol.unwrap_or_default()
			),
		);
	}
	Finding::wrong(
		TOPIC,
		format!(
			"wallets would show wrong amounts or addresses: {}",
			wrong.join(", ")
		),
	)
}

fn boot_nodes(spec: &GenericChainSpec, live: bool) -> Finding {
	const TOPIC: &str = "boot nodes";
	match spec.boot_nodes().len() {
		0 if live => Finding::wrong(
			TOPIC,
			"none: nodes would not find each other; have agencies hand over an --address",
		),
		0 => Finding::note(
			TOPIC,
			"none: tell each node another one with --reserved-nodes",
		),
		count => Finding::right(TOPIC, format!("{count}")),
	}
}
