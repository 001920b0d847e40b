//! Emission factors, each with all that is needed to judge it.
//!
//! A methodology on chain carries its own integers; these are where a city finds them.

use serde::Serialize;

/// Which gases are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gases {
	/// Carbon dioxide alone.
	Co2,
	/// Carbon dioxide, methane and nitrous oxide as carbon dioxide.
	Co2e,
}

/// How energy in a fuel is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeatingValue {
	/// Not a fuel.
	NotApplicable,
	/// Lower (net): without the heat of condensation.
	Lower,
	/// Higher (gross): with it, as gas is billed.
	Higher,
}

/// Whether a factor is of all production or of that which changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Margin {
	/// Of all production.
	Average,
	/// Of the plants that respond to a change.
	Marginal,
}

/// Which part of the chain of production is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
	/// Burning the fuel.
	Combustion,
	/// From building the plant to its end.
	LifeCycle,
}

/// An emission factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Factor {
	/// Its name here; a new value gets a new one.
	pub id: &'static str,
	/// What it is of.
	pub what: &'static str,
	/// As published.
	pub value: f64,
	/// The unit of `value`.
	pub unit: &'static str,
	/// As methodologies carry it: mg per 1,000 Wh, rounded down.
	pub mg_per_kwh: u64,
	/// Which gases.
	pub gases: Gases,
	/// The warming potentials by which gases are added up.
	pub gwp_set: &'static str,
	/// How energy is counted.
	pub heating_value: HeatingValue,
	/// Average or marginal.
	pub margin: Margin,
	/// Which part of the chain of production.
	pub boundary: Boundary,
	/// Where it holds.
	pub scope: &'static str,
	/// When it held.
	pub year: u16,
	/// Who publishes it, and where.
	pub publisher: &'static str,
	/// On which terms.
	pub licence: &'static str,
}

/// Who published the factors of grid electricity.
const EMBER: &str =
	"Ember, Yearly Electricity Data, by way of Our World in Data (data version 2026-08-15)";

const fn grid(
	id: &'static str,
	scope: &'static str,
	year: u16,
	value: f64,
	mg_per_kwh: u64,
) -> Factor {
	Factor {
		id,
		what: "electricity generation",
		value,
		unit: "kg CO2e/MWh",
		mg_per_kwh,
		gases: Gases::Co2e,
		gwp_set: "as published (100 years)",
		heating_value: HeatingValue::NotApplicable,
		margin: Margin::Average,
		boundary: Boundary::LifeCycle,
		scope,
		year,
		publisher: EMBER,
		licence: "CC-BY-4.0",
	}
}

/// The factors, by [`Factor::id`].
pub const FACTORS: &[Factor] = &[
	grid("grid-nld-2024", "Netherlands", 2024, 250.72, 250_720),
	grid("grid-usa-2024", "United States", 2024, 383.78, 383_780),
	Factor {
		id: "natural-gas-usa-2025",
		what: "natural gas, burnt in place",
		value: 53.06,
		unit: "kg CO2/mmBtu",
		// At 293.0711 kWh per million Btu.
		mg_per_kwh: 181_048,
		gases: Gases::Co2,
		gwp_set: "none needed",
		heating_value: HeatingValue::Higher,
		margin: Margin::Average,
		boundary: Boundary::Combustion,
		scope: "United States",
		year: 2025,
		publisher: "U.S. EPA, GHG Emission Factors Hub, January 2025",
		licence: "U.S. Government work",
	},
];

/// The factor of this name.
pub fn factor(id: &str) -> Option<&'static Factor> {
	FACTORS.iter().find(|factor| factor.id == id)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_integers_are_the_published_values_rounded_down() {
		for factor in FACTORS {
			let mg_per_kwh = match factor.unit {
				"kg CO2e/MWh" => factor.value * 1_000.0,
				"kg CO2/mmBtu" => factor.value * 1e6 / 293.071_07,
				unit => panic!("{unit}"),
			};
			let difference = mg_per_kwh - factor.mg_per_kwh as f64;
			assert!(
				(-1e-6..1.0).contains(&difference),
				"{}: {difference}",
				factor.id
			);
		}
	}

	#[test]
	fn a_factor_is_found_by_its_own_name_only() {
		for one in FACTORS {
			assert_eq!(factor(one.id), Some(one));
		}
		assert_eq!(factor("grid"), None);
	}
}
