//! A city as the chain will know it: a profile whose every value has been checked and converted.

mod agencies;
pub(crate) mod keys;
mod methods;
mod people;
mod reach;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;

use civic_primitives::{Balance, MemberKind, Moment, Sector, WeightRule};
use civic_runtime::constants::{
	FRESH_ONE_IN, PRIMARY_PROBABILITY, SLOT_MILLIS, SS58_PREFIX, TOKEN_DECIMALS,
};
use civic_runtime::governance::{decisions::LONGEST_DAY, tracks::PLANS};
use jiff::{civil::Date, tz::TimeZone, ToSpan};
use pallet_authorities::SHORTEST_EPOCH;
use pallet_contributions::{ring::HALF_LIFE, Policy, DEFAULT_PERIOD, MAX_CAP};
use pallet_redemption::{GenesisTerms, Terms};
use sc_network::config::MultiaddrWithPeerId;

pub use agencies::Agency;
pub use keys::account;
pub use methods::Methodology;
pub use people::{Member, Verifier};

use crate::problem::Problems;
use crate::profile::{
	Allowance, Budget as WrittenBudget, ChainType, Contributions, Profile, Redemption,
};
use crate::units;

/// Seconds between blocks.
pub(crate) const SLOT_SECONDS: u64 = SLOT_MILLIS / 1_000;

/// The years a budget may be for.
const YEARS: RangeInclusive<u32> = 2000..=2200;

/// A checked profile.
#[derive(Clone, Debug)]
pub struct City {
	/// The city's name.
	pub name: String,
	/// The network's name.
	pub id: String,
	/// What the network is for.
	pub chain_type: ChainType,
	/// An IANA time zone name.
	pub time_zone: String,
	/// Where nodes find the network first.
	pub boot_nodes: Vec<MultiaddrWithPeerId>,
	/// The token's symbol.
	pub symbol: String,
	/// The prefix of addresses.
	pub ss58_prefix: u16,
	/// Slots in an epoch.
	pub epoch_slots: u64,
	/// Blocks in a day of the assembly.
	pub day_blocks: u32,
	/// Seconds in a period of contributions.
	pub contribution_period: Moment,
	/// How contributions count.
	pub contribution_policy: Policy,
	/// The bounds within which tokens become money.
	pub redemption: Vec<GenesisTerms>,
	/// What a member may do without paying, by kind: microseconds a day.
	pub allowance: Vec<(MemberKind, Balance)>,
	/// Below how many validating agencies nobody is removed.
	pub fewest_agencies: u32,
	/// The agencies that validate.
	pub agencies: Vec<Agency>,
	/// Members enrolled from the start.
	pub members: Vec<Member>,
	/// Verifiers accredited from the start.
	pub verifiers: Vec<Verifier>,
	/// The methodologies adopted from the start.
	pub methodologies: Vec<Methodology>,
	/// The most that may be awarded, by sector and year.
	pub budgets: Vec<Budget>,
}

/// The most that may be awarded in a sector in a year, in mg CO2e.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
	/// The sector.
	pub sector: Sector,
	/// The year.
	pub year: u32,
	/// What the sector emitted.
	pub inventory: Balance,
	/// The most that may be awarded.
	pub ceiling: Balance,
}

impl City {
	/// Check `profile`, whose documents and hand-over files lie in `folder`. All problems are told at once.
	pub fn check(profile: &Profile, folder: &Path) -> Result<Self, Problems> {
		let mut problems = Problems::default();
		check_names(profile, &mut problems);
		let zone = time_zone(&profile.time_zone, &mut problems);
		let calendar = Calendar { zone };
		let written = reach::boot_nodes(&profile.boot_nodes, &mut problems);
		let epoch_slots = epoch_slots(&profile.epoch, profile.chain_type, &mut problems);
		let day_blocks = day_blocks(&profile.assembly.day, profile.chain_type, &mut problems);
		let (contribution_period, contribution_policy) =
			contributions(&profile.contributions, &mut problems);
		must_outlast_votes(
			contribution_period,
			day_blocks,
			profile.chain_type,
			&mut problems,
		);
		let redemption = redemption(&profile.redemption, &mut problems);
		let allowance = allowance(&profile.allowance, &mut problems);
		let people = people::check(profile, folder, &calendar, &mut problems);
		let boot_nodes = reach::all(profile, written, &people.agencies, &mut problems);
		let methodologies = methods::check(profile, folder, &mut problems);
		let budgets = budgets(profile, &mut problems);
		if !problems.0.is_empty() {
			return Err(problems);
		}
		Ok(Self {
			name: profile.name.clone(),
			id: profile.id.clone(),
			chain_type: profile.chain_type,
			time_zone: profile.time_zone.clone(),
			boot_nodes,
			symbol: profile.token.symbol.clone(),
			ss58_prefix: profile.token.ss58_prefix,
			epoch_slots,
			day_blocks,
			contribution_period,
			contribution_policy,
			redemption,
			allowance,
			fewest_agencies: profile.fewest_agencies,
			agencies: people.agencies,
			members: people.members,
			verifiers: people.verifiers,
			methodologies,
			budgets,
		})
	}
}

/// The city's days.
struct Calendar {
	zone: String,
}

impl Calendar {
	/// The first second after the day `text`.
	fn end_of(&self, text: &str) -> Result<Moment, String> {
		let day: Date = text
			.parse()
			.map_err(|_| "expected a date, such as 2036-12-31".to_string())?;
		day.checked_add(1.day())
			.and_then(|next| next.in_tz(&self.zone))
			.ok()
			.and_then(|midnight| Moment::try_from(midnight.timestamp().as_second()).ok())
			.ok_or_else(|| "expected a date between 1970 and 9999".to_string())
	}
}

/// Whether `text` can name a network, a methodology, a person of the profile.
pub fn is_slug(text: &str) -> bool {
	(1..=32).contains(&text.len())
		&& text
			.bytes()
			.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// What [`is_slug`] asks for.
pub const SLUG: &str = "expected 1 to 32 of a-z, 0-9 and -";

fn check_names(profile: &Profile, problems: &mut Problems) {
	if profile.name.trim().is_empty() || profile.name.chars().count() > 64 {
		problems.add(
			"name",
			&profile.name,
			"expected the city's name, 1 to 64 characters",
		);
	}
	if !is_slug(&profile.id) {
		problems.add("id", &profile.id, SLUG);
	}
	let token = &profile.token;
	let symbol = &token.symbol;
	if !(1..=10).contains(&symbol.len()) || !symbol.bytes().all(|b| b.is_ascii_uppercase()) {
		problems.add(
			"token.symbol",
			symbol,
			"expected 1 to 10 capital letters, such as AVO",
		);
	}
	if token.decimals != TOKEN_DECIMALS {
		problems.add(
			"token.decimals",
			token.decimals,
			format!("expected {TOKEN_DECIMALS}: the smallest unit is 1 mg CO2e, a token is 1 kg"),
		);
	}
	if token.ss58_prefix != SS58_PREFIX {
		problems.add(
			"token.ss58-prefix",
			token.ss58_prefix,
			format!("expected {SS58_PREFIX}, the prefix this runtime is built for"),
		);
	}
}

fn time_zone(name: &str, problems: &mut Problems) -> String {
	if TimeZone::get(name).is_err() {
		problems.add(
			"time-zone",
			name,
			"expected an IANA time zone, such as Europe/Vienna",
		);
		return "UTC".into();
	}
	name.into()
}

/// A lot needs randomness that nobody knew when the claim was made: of the part of an epoch that is
/// made after it, the slots by lot add some (ADR 0084). Ten of those are expected in a live city.
const SHORTEST_LIVE_EPOCH: u64 = 10 * FRESH_ONE_IN * PRIMARY_PROBABILITY.1 / PRIMARY_PROBABILITY.0;

fn epoch_slots(text: &str, chain_type: ChainType, problems: &mut Problems) -> u64 {
	let seconds = units::duration(text).and_then(|seconds| {
		if chain_type == ChainType::Live && seconds / SLOT_SECONDS < SHORTEST_LIVE_EPOCH {
			Err(format!(
				"expected at least {} min: with less, who judges a claim could be foreseen in a live city",
				SHORTEST_LIVE_EPOCH.saturating_mul(SLOT_SECONDS) / 60
			))
		} else if seconds.is_multiple_of(SLOT_SECONDS) && seconds / SLOT_SECONDS >= SHORTEST_EPOCH {
			Ok(seconds)
		} else {
			Err(format!(
				"expected a multiple of {SLOT_SECONDS} s, the time between blocks, of at least {} s",
				SHORTEST_EPOCH.saturating_mul(SLOT_SECONDS)
			))
		}
	});
	problems.take("epoch", text, seconds) / SLOT_SECONDS
}

fn day_blocks(text: &str, chain_type: ChainType, problems: &mut Problems) -> u32 {
	const DAY: u64 = 24 * 60 * 60;
	let blocks = units::duration(text).and_then(|seconds| {
		let blocks = u32::try_from(seconds / SLOT_SECONDS).unwrap_or(u32::MAX);
		if chain_type == ChainType::Live && seconds != DAY {
			Err("expected 24 h: a live city's citizens reckon with days".into())
		} else if seconds.is_multiple_of(SLOT_SECONDS) && (1..=LONGEST_DAY).contains(&blocks) {
			Ok(blocks)
		} else {
			Err(format!(
				"expected a multiple of {SLOT_SECONDS} s, the time between blocks, of at most {} s",
				u64::from(LONGEST_DAY).saturating_mul(SLOT_SECONDS)
			))
		}
	});
	problems.take("assembly.day", text, blocks)
}

/// A length of time that is not nothing, in seconds.
fn some_time(text: &str) -> Result<Moment, String> {
	match units::duration(text)? {
		0 => Err("expected more than 0".into()),
		seconds => Ok(seconds),
	}
}

fn contributions(written: &Contributions, problems: &mut Problems) -> (Moment, Policy) {
	let mut policy = Policy::default();
	let period = written
		.period
		.as_ref()
		.map(|text| problems.take("contributions.period", text, some_time(text)));
	if let Some(text) = &written.point {
		let units = units::mass(text).and_then(|mass| match u64::try_from(mass) {
			Ok(units) if units > 0 => Ok(units),
			_ => Err("expected from 1 mg to some thousand million t".into()),
		});
		policy.units_per_point = problems.take("contributions.point", text, units);
	}
	policy.points_per_claim = written.points_per_claim.unwrap_or(policy.points_per_claim);
	policy.cap = written.cap.unwrap_or(policy.cap);
	policy.rule.scale = written.scale.unwrap_or(policy.rule.scale);
	policy.rule.cap = written.heaviest.unwrap_or(policy.rule.cap);
	if policy.cap > MAX_CAP {
		let most = format!("expected at most {MAX_CAP}: sums would not fit");
		problems.add("contributions.cap", policy.cap, most);
	}
	for (field, value) in [
		("contributions.scale", policy.rule.scale),
		("contributions.heaviest", policy.rule.cap.into()),
	] {
		if value == 0 {
			problems.add(field, value, "expected 1 at least");
		}
	}
	if policy.rule.cap > WeightRule::MAX_CAP {
		let most = format!("expected at most {}", WeightRule::MAX_CAP);
		problems.add("contributions.heaviest", policy.rule.cap, most);
	}
	(period.unwrap_or(DEFAULT_PERIOD), policy)
}

/// A vote weighs what was contributed when it was proposed, and that is known for a half-life: no
/// vote may last longer. A proposal can wait for its decision besides, so in a live city none may last
/// half as long.
fn must_outlast_votes(
	period: Moment,
	day_blocks: u32,
	chain_type: ChainType,
	problems: &mut Problems,
) {
	// What is wrong by itself is told already.
	if period == 0 || day_blocks == 0 {
		return;
	}
	let hours = PLANS
		.iter()
		.map(|plan| u64::from(plan.prepare + plan.decide + plan.confirm))
		.max()
		.unwrap_or_default();
	let day = u64::from(day_blocks).saturating_mul(SLOT_SECONDS);
	let longest = day.saturating_mul(hours).div_ceil(24);
	let votes = if chain_type == ChainType::Live { 2 } else { 1 };
	let least = longest.saturating_mul(votes).div_ceil(HALF_LIFE.into());
	if period < least {
		problems.add(
			"contributions.period",
			format!("{period} s"),
			format!(
				"expected {least} s at least: {HALF_LIFE} periods must last as long as {votes} of the \
				 longest votes, {longest} s each with this assembly.day"
			),
		);
	}
}

fn redemption(written: &[Redemption], problems: &mut Problems) -> Vec<GenesisTerms> {
	let mut known = BTreeSet::new();
	let mut all = Vec::new();
	for (at, written) in written.iter().enumerate() {
		let field = |name: &str| format!("redemption[{at}].{name}");
		let mut seconds =
			|name: &str, text: &String| problems.take(field(name), text, some_time(text));
		let terms = Terms {
			min_rate: written.lowest_rate.into(),
			max_rate: written.highest_rate.into(),
			max_window_budget: written.largest_budget.into(),
			max_window: seconds("longest-window", &written.longest_window),
			attestation_validity: seconds("attestation-valid", &written.attestation_valid),
			payment_term: seconds("payment-term", &written.payment_term),
		};
		let currency = written.currency;
		let name = String::from_utf8_lossy(&currency.0).into_owned();
		if !known.insert(currency) {
			problems.add(field("currency"), &name, "it is there twice: leave one out");
		}
		if terms.min_rate == 0 {
			problems.add(field("lowest-rate"), terms.min_rate, "expected 1 at least");
		}
		if terms.min_rate > terms.max_rate {
			let path = field("highest-rate");
			problems.add(
				path,
				terms.max_rate,
				"expected no less than the lowest rate",
			);
		}
		all.push(GenesisTerms { currency, terms });
	}
	all
}

fn allowance(written: &Allowance, problems: &mut Problems) -> Vec<(MemberKind, Balance)> {
	let Allowance {
		citizen,
		collective,
		business,
		verifier,
		agency,
	} = written;
	[
		("citizen", MemberKind::Citizen, citizen),
		("collective", MemberKind::Collective, collective),
		("business", MemberKind::Business, business),
		("verifier", MemberKind::Verifier, verifier),
		("agency", MemberKind::Agency, agency),
	]
	.into_iter()
	.map(|(name, kind, text)| {
		let capacity = units::computing(text).and_then(|capacity| match capacity {
			0 => Err("expected more than 0: members of this kind could do nothing".into()),
			_ => Ok(capacity),
		});
		(
			kind,
			problems.take(format!("allowance.{name}"), text, capacity),
		)
	})
	.collect()
}

fn budgets(profile: &Profile, problems: &mut Problems) -> Vec<Budget> {
	let mut seen = BTreeSet::new();
	let mut budgets = Vec::new();
	for (i, written) in profile.budgets.iter().enumerate() {
		let path = |field: &str| format!("budgets[{i}].{field}");
		let WrittenBudget {
			sector,
			year,
			through,
			inventory,
			ceiling,
		} = written;
		let emitted = problems.take(path("inventory"), inventory, units::mass(inventory));
		let most = problems.take(path("ceiling"), ceiling, units::mass(ceiling));
		if most > emitted && emitted > 0 {
			problems.add(
				path("ceiling"),
				ceiling,
				format!(
					"expected at most the inventory, {inventory}: nobody avoids more than that"
				),
			);
		}
		let last = through.unwrap_or(*year);
		if !YEARS.contains(year) || !YEARS.contains(&last) || last < *year {
			problems.add(
				path(if through.is_some() { "through" } else { "year" }),
				last,
				format!(
					"expected years from {} to {}, in order",
					YEARS.start(),
					YEARS.end()
				),
			);
			continue;
		}
		for year in *year..=last {
			if !seen.insert((*sector, year)) {
				problems.add(
					path("year"),
					year,
					format!("{sector:?} has a budget for this year already: keep one"),
				);
			}
			budgets.push(Budget {
				sector: *sector,
				year,
				inventory: emitted,
				ceiling: most,
			});
		}
	}
	for (i, methodology) in profile.methodologies.iter().enumerate() {
		if !profile
			.budgets
			.iter()
			.any(|budget| budget.sector == methodology.sector)
		{
			problems.add(
				format!("methodologies[{i}].sector"),
				methodology.sector,
				"this sector has no budget, so every claim would wait: add one under [[budgets]]",
			);
		}
	}
	budgets
}
