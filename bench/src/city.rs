//! The city that is measured: the demo city with many members, whose allowance is never the limit.

use std::path::{Path, PathBuf};

use anyhow::Context;
use civic_chain_spec::{City, Profile};
use toml::{Table, Value};

use crate::people::{Person, VERIFIERS};

/// More than a day has: no benchmark is as long.
const COMPUTING: &str = "100_000 s";

/// An hour, as in a real city: with the demo's 18 seconds every sixth block would be the first of a
/// session, which carries no ordinary transactions.
const EPOCH: &str = "1 h";

/// What differs from the demo city besides the allowance.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
	/// How many members there are besides agencies and verifiers.
	pub members: u32,
	/// How long an epoch is, or [`EPOCH`].
	pub epoch: Option<&'static str>,
}

impl Setting {
	/// A city of this many members.
	pub fn with_members(members: u32) -> Self {
		Self {
			members,
			epoch: None,
		}
	}

	/// Write the profile into `folder`. Returns where it is.
	pub fn write(self, folder: &Path) -> anyhow::Result<PathBuf> {
		let profile = toml::to_string(&self.profile()?).context("a profile is TOML")?;
		let path = folder.join("bench-city.toml");
		std::fs::write(&path, profile)
			.with_context(|| format!("cannot write {}", path.display()))?;
		Ok(path)
	}

	/// The city, checked.
	pub fn city(self) -> anyhow::Result<City> {
		let profile: Profile = self.profile()?.try_into().context("it is a profile")?;
		Ok(City::check(&profile, &profiles())?)
	}

	fn profile(self) -> anyhow::Result<Table> {
		let demo = profiles().join("demo-city.toml");
		let text = std::fs::read_to_string(&demo)
			.with_context(|| format!("cannot read {}", demo.display()))?;
		let mut profile: Table = toml::from_str(&text).context("the demo city is TOML")?;
		put(&mut profile, "name", "Bench City");
		put(&mut profile, "id", "bench-city");
		put(&mut profile, "epoch", self.epoch.unwrap_or(EPOCH));
		let allowance = table(&mut profile, "allowance")?;
		for kind in ["citizen", "collective", "business", "verifier", "agency"] {
			put(allowance, kind, COMPUTING);
		}
		for verifier in tables(&mut profile, "verifiers")? {
			// Many panels at once.
			verifier.insert("capacity".into(), Value::Integer(1_000_000));
		}
		for method in tables(&mut profile, "methodologies")? {
			let document = method.get("document").and_then(Value::as_str);
			let document = profiles().join(document.context("a methodology has a document")?);
			let document = document.to_str().context("the path is text")?.to_string();
			put(method, "document", &document);
			// Nobody is late when a machine is slow.
			put(method, "attest-within", "1 h");
		}
		for budget in tables(&mut profile, "budgets")? {
			put(budget, "ceiling", "18_000 t");
		}
		let members = (0..self.members).map(member).collect();
		profile.insert("members".into(), Value::Array(members));
		Ok(profile)
	}
}

/// The number in the register of the member with this index: agencies and verifiers come first.
pub fn member_number(index: u32) -> u64 {
	4 + u64::from(VERIFIERS) + u64::from(index)
}

fn member(index: u32) -> Value {
	let mut member = Table::new();
	put(&mut member, "name", &format!("member-{index}"));
	put(&mut member, "account", &Person::member(index).address());
	put(&mut member, "kind", "collective");
	put(&mut member, "until", "2099-12-31");
	put(&mut member, "balance", "1_000 AVO");
	Value::Table(member)
}

fn profiles() -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../chain-spec/profiles")
}

fn put(table: &mut Table, key: &str, value: &str) {
	table.insert(key.into(), Value::String(value.into()));
}

fn table<'a>(parent: &'a mut Table, key: &str) -> anyhow::Result<&'a mut Table> {
	parent
		.get_mut(key)
		.and_then(Value::as_table_mut)
		.with_context(|| format!("the demo city has [{key}]"))
}

fn tables<'a>(
	parent: &'a mut Table,
	key: &str,
) -> anyhow::Result<impl Iterator<Item = &'a mut Table>> {
	let list = parent
		.get_mut(key)
		.and_then(Value::as_array_mut)
		.with_context(|| format!("the demo city has [[{key}]]"))?;
	Ok(list.iter_mut().filter_map(Value::as_table_mut))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_city_is_sound_and_has_its_members() {
		let city = Setting::with_members(3)
			.city()
			.expect("the profile has no mistakes");
		assert_eq!(city.members.len(), 3);
		assert_eq!(city.verifiers.len(), VERIFIERS as usize);
		assert_eq!(city.agencies.len(), 4);
		assert_eq!(city.epoch_slots, 1_200);
		assert!(city
			.members
			.iter()
			.all(|member| member.balance == 1_000_000_000));
	}
}
