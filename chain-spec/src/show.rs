//! A city as a table for people, and as JSON for programs.

use civic_primitives::{Balance, WHOLE};
use comfy_table::{presets::UTF8_HORIZONTAL_ONLY, Table};
use serde_json::{json, Value};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_runtime::AccountId32;

use crate::city::{City, Verifier, SLOT_SECONDS};
use crate::opened::Fingerprint;
use crate::units::thousand_of;

/// Money is written in its smallest unit.
const CENTS: u128 = 100;

/// The city for people.
pub fn table(city: &City) -> String {
	let mut general = start(["City", &city.name]);
	general.add_rows([
		["network", &city.id],
		["time zone", &city.time_zone],
		["token", &format!("{} (1 {0} = 1 kg CO2e)", city.symbol)],
		[
			"epoch",
			&seconds(city.epoch_slots.saturating_mul(SLOT_SECONDS)),
		],
		[
			"day of the assembly",
			&seconds(u64::from(city.day_blocks).saturating_mul(SLOT_SECONDS)),
		],
		[
			"contributions count after",
			&seconds(city.contribution_period),
		],
	]);

	let mut agencies = start(["Agency", "Account", "Mandates"]);
	for agency in &city.agencies {
		let mandates: Vec<_> = agency.mandates.iter().map(kebab).collect();
		agencies.add_row([
			agency.name.clone(),
			address(city, &agency.account),
			mandates.join(", "),
		]);
	}

	let mut people = start(["Enrolled from the start", "As", "Account"]);
	for member in &city.members {
		people.add_row([
			member.name.clone(),
			kebab(&member.kind),
			address(city, &member.account),
		]);
	}
	for verifier in &city.verifiers {
		let scope = scope(city, verifier);
		people.add_row([
			verifier.name.clone(),
			format!("verifier of {}", scope.join(", ")),
			address(city, &verifier.account),
		]);
	}

	let mut methods = start([
		"Methodology",
		"Avoided",
		"Owner",
		"Panel",
		"Answer",
		"Challenge",
	]);
	for methodology in &city.methodologies {
		let terms = &methodology.published.terms;
		let avoided = terms.baseline_factor.saturating_sub(terms.project_factor);
		methods.add_row([
			methodology.name.clone(),
			format!(
				"{} g/{}",
				in_units(avoided.into(), 1_000),
				thousand_of(terms.unit)
			),
			format!(
				"{} %",
				in_units(terms.shares.owner.into(), u128::from(WHOLE) / 100)
			),
			format!("{} of {}", terms.quorum, terms.panel),
			seconds(terms.attest_within),
			seconds(terms.challenge_within),
		]);
	}

	let mut budgets = start(["Budget", "Year", "Inventory", "At most"]);
	for budget in &city.budgets {
		budgets.add_row([
			kebab(&budget.sector),
			budget.year.to_string(),
			format!("{} t", in_units(budget.inventory, 1_000_000_000)),
			format!("{} t", in_units(budget.ceiling, 1_000_000_000)),
		]);
	}

	let mut redemption = start([
		"Money for tokens",
		"A tonne",
		"Budget of a window",
		"Window",
		"Reserve fresh for",
		"Paid within",
	]);
	for known in &city.redemption {
		let terms = &known.terms;
		let currency = String::from_utf8_lossy(&known.currency.0).into_owned();
		redemption.add_row([
			currency,
			format!(
				"{} to {}",
				in_units(terms.min_rate, CENTS),
				in_units(terms.max_rate, CENTS)
			),
			format!("at most {}", in_units(terms.max_window_budget, CENTS)),
			format!("at most {}", seconds(terms.max_window)),
			seconds(terms.attestation_validity),
			seconds(terms.payment_term),
		]);
	}

	let mut parts = vec![general, agencies];
	if !city.members.is_empty() || !city.verifiers.is_empty() {
		parts.push(people);
	}
	parts.extend([methods, budgets]);
	if !city.redemption.is_empty() {
		parts.push(redemption);
	}
	parts
		.iter()
		.map(|part| format!("{part}\n"))
		.collect::<Vec<_>>()
		.join("\n")
}

/// The city for programs.
pub fn json(city: &City) -> Value {
	json!({
		"name": city.name,
		"id": city.id,
		"timeZone": city.time_zone,
		"token": { "symbol": city.symbol, "ss58Prefix": city.ss58_prefix },
		"epochSeconds": city.epoch_slots.saturating_mul(SLOT_SECONDS),
		"assemblyDaySeconds": u64::from(city.day_blocks).saturating_mul(SLOT_SECONDS),
		"contributions": {
			"periodSeconds": city.contribution_period,
			"policy": city.contribution_policy,
		},
		"redemption": city.redemption,
		"agencies": city.agencies.iter().map(|agency| json!({
			"name": agency.name,
			"account": address(city, &agency.account),
			"mandates": agency.mandates,
		})).collect::<Vec<_>>(),
		"members": city.members.iter().map(|member| json!({
			"name": member.name,
			"account": address(city, &member.account),
			"kind": member.kind,
		})).collect::<Vec<_>>(),
		"verifiers": city.verifiers.iter().map(|verifier| json!({
			"name": verifier.name,
			"account": address(city, &verifier.account),
			"methodologies": scope(city, verifier),
		})).collect::<Vec<_>>(),
		"methodologies": city.methodologies.iter().map(|methodology| json!({
			"name": methodology.name,
			"published": methodology.published,
		})).collect::<Vec<_>>(),
		"budgets": city.budgets.iter().map(|budget| json!({
			"sector": budget.sector,
			"year": budget.year,
			"inventory": budget.inventory.to_string(),
			"ceiling": budget.ceiling.to_string(),
		})).collect::<Vec<_>>(),
	})
}

/// The hashes to read to each other, for people.
pub fn hashes(fingerprint: &Fingerprint) -> String {
	format!(
		"SHA-256 of the file   {:x}\n\
		 genesis hash          {:?}\n\
		 runtime (BLAKE2-256)  {:?}",
		fingerprint.file, fingerprint.genesis, fingerprint.runtime
	)
}

/// The hashes for programs, added to `answer`.
pub fn add_hashes(answer: &mut Value, fingerprint: &Fingerprint) {
	answer["sha256"] = json!(format!("{:x}", fingerprint.file));
	answer["genesisHash"] = json!(format!("{:?}", fingerprint.genesis));
	answer["runtimeHash"] = json!(format!("{:?}", fingerprint.runtime));
}

/// The names of the methodologies `verifier` may judge.
fn scope<'a>(city: &'a City, verifier: &Verifier) -> Vec<&'a str> {
	(0..)
		.zip(&city.methodologies)
		.filter(|(family, _)| verifier.methodologies.contains(family))
		.map(|(_, methodology)| methodology.name.as_str())
		.collect()
}

fn start<const N: usize>(header: [&str; N]) -> Table {
	let mut table = Table::new();
	table.load_style(UTF8_HORIZONTAL_ONLY).set_header(header);
	table
}

/// The word the profile has for `value`.
fn kebab(value: &impl serde::Serialize) -> String {
	match serde_json::to_value(value) {
		Ok(Value::String(word)) => word,
		other => format!("{other:?}"),
	}
}

fn address(city: &City, account: &AccountId32) -> String {
	account.to_ss58check_with_version(Ss58AddressFormat::custom(city.ss58_prefix))
}

/// `amount` ÷ `unit` without a needless fraction.
fn in_units(amount: Balance, unit: u128) -> String {
	let unit = unit.max(1);
	let (whole, rest) = (amount / unit, amount % unit);
	let width = unit.ilog10() as usize;
	let fraction = format!("{rest:0width$}");
	match fraction.trim_end_matches('0') {
		"" => whole.to_string(),
		digits => format!("{whole}.{digits}"),
	}
}

/// A length of time in its largest whole unit.
fn seconds(seconds: u64) -> String {
	let units = [(86_400, "days"), (3_600, "h"), (60, "min")];
	match units
		.iter()
		.find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size))
	{
		Some((size, unit)) => format!("{} {unit}", seconds / size),
		None => format!("{seconds} s"),
	}
}
