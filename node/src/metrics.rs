//! What those who keep watch see: the city's figures, for Prometheus.

use std::{sync::Arc, time::Duration};

use civic_runtime::{
	civic_api::{CivicApi as _, Figures},
	constants::TOKEN,
	Balance, BlockNumber,
};
use futures_timer::Delay;
use pallet_measurements::Stage;
use prometheus_endpoint::{register, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64};
use sp_blockchain::HeaderBackend;
use sp_core::crypto::Ss58Codec;

use crate::{civic_api::civic_api, service::FullClient};

/// The figures read every verifier and every open panel, so not in each block.
const PAUSE: Duration = Duration::from_secs(6);

/// A validator is online that made a block within so many rounds of all validators: were it, one in
/// e^10 rounds (22,026) would say otherwise, since who makes a block is a matter of chance.
const ROUNDS: usize = 10;

/// The gauges.
struct Metrics {
	block: Gauge<U64>,
	claims: GaugeVec<U64>,
	awarded: Gauge<F64>,
	endowment: Gauge<F64>,
	supply: GaugeVec<F64>,
	owed: Gauge<F64>,
	deferred: GaugeVec<U64>,
	duties_open: Gauge<U64>,
	duties_capacity: Gauge<U64>,
	overdue: Gauge<U64>,
	validators: Gauge<U64>,
	validators_online: Gauge<U64>,
	latest_blocks: GaugeVec<U64>,
}

impl Metrics {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let amount = |name: &str, help: &str| register(Gauge::<F64>::new(name, help)?, registry);
		let counts = |name: &str, help: &str, label: &str| {
			register(
				GaugeVec::<U64>::new(Opts::new(name, help), &[label])?,
				registry,
			)
		};
		Ok(Self {
			block: gauge(
				"civic_figures_block",
				"The block that the civic_… figures are of",
			)?,
			claims: counts(
				"civic_claims",
				"Claims, by how far they have come",
				"status",
			)?,
			awarded: amount(
				"civic_awarded_tokens",
				"Tokens ever awarded: kg CO2e of verified avoided emissions",
			)?,
			endowment: amount(
				"civic_endowment_tokens",
				"Tokens minted at genesis for no claim",
			)?,
			supply: register(
				GaugeVec::<F64>::new(
					Opts::new(
						"civic_supply_tokens",
						"Tokens ever awarded or endowed, by where they are",
					),
					&["part"],
				)?,
				registry,
			)?,
			owed: amount(
				"civic_owed_tokens",
				"Tokens of reversed claims that owners still owe",
			)?,
			deferred: counts(
				"civic_deferred_awards",
				"Settled claims that wait for their sector's budget",
				"sector",
			)?,
			duties_open: gauge(
				"civic_panel_duties_open",
				"Seats that verifiers hold on open panels",
			)?,
			duties_capacity: gauge(
				"civic_panel_duties_capacity",
				"Seats that verifiers may hold at a time",
			)?,
			overdue: gauge(
				"civic_attestations_overdue",
				"Seats of open panels that did not answer in time and are not replaced yet",
			)?,
			validators: gauge("civic_validators", "Validators of this session")?,
			validators_online: gauge(
				"civic_validators_online",
				"Validators of this session that make blocks",
			)?,
			latest_blocks: counts(
				"civic_validator_latest_block",
				"The latest block that each validator of this session made; 0 if none",
				"validator",
			)?,
		})
	}

	fn set(&self, number: BlockNumber, figures: &Figures) {
		self.block.set(number.into());
		for stage in Stage::ALL {
			self.claims
				.with_label_values(&[stage_name(stage)])
				.set(figures.claims.at(stage));
		}
		let supply = &figures.supply;
		self.awarded.set(tokens(supply.awarded));
		self.endowment.set(tokens(supply.endowment));
		self.owed.set(tokens(supply.owed));
		for (part, amount) in [
			("circulation", supply.in_circulation),
			("retired", supply.retired),
			("buffer", supply.buffer),
			("reversed", supply.reversed),
			("redeemed", supply.redeemed),
		] {
			self.supply.with_label_values(&[part]).set(tokens(amount));
		}
		for (sector, waiting) in &figures.deferred {
			// The chain's own word for the sector: `stationary-energy`.
			let sector = serde_json::to_value(sector);
			if let Some(sector) = sector.as_ref().ok().and_then(serde_json::Value::as_str) {
				self.deferred.with_label_values(&[sector]).set(*waiting);
			}
		}
		let (open, capacity) = figures.duties;
		self.duties_open.set(open.into());
		self.duties_capacity.set(capacity.into());
		self.overdue.set(figures.seats.overdue.into());
		self.validators.set(count(figures.validators.len()));
		// Who validates no more is shown no more.
		self.latest_blocks.reset();
		for (who, latest) in &figures.validators {
			self.latest_blocks
				.with_label_values(&[who.to_ss58check().as_str()])
				.set(latest.unwrap_or_default().into());
		}
		self.validators_online.set(count(online(
			number,
			figures.validators.iter().map(|(_, latest)| *latest),
		)));
	}
}

/// How many of the validators make blocks, by the latest block that each has made.
fn online(now: BlockNumber, latest: impl ExactSizeIterator<Item = Option<BlockNumber>>) -> usize {
	let rounds = BlockNumber::try_from(latest.len() * ROUNDS).unwrap_or(BlockNumber::MAX);
	let since = now.saturating_sub(rounds);
	latest
		.filter(|latest| latest.is_some_and(|block| block >= since))
		.count()
}

fn stage_name(stage: Stage) -> &'static str {
	match stage {
		Stage::Submitted => "submitted",
		Stage::Attesting => "attesting",
		Stage::Verified => "verified",
		Stage::Challenged => "challenged",
		Stage::Settled => "settled",
		Stage::Void => "void",
	}
}

/// Prometheus counts in floating point; what is lost is less than a part in 10^15.
fn tokens(units: Balance) -> f64 {
	units as f64 / TOKEN as f64
}

fn count(number: usize) -> u64 {
	number.try_into().unwrap_or(u64::MAX)
}

/// Keep the figures up to date, as of the best block, as long as the node runs.
pub(crate) async fn run(client: Arc<FullClient>, registry: Registry) {
	let metrics = match Metrics::register(&registry) {
		Ok(metrics) => metrics,
		Err(why) => {
			log::error!("The city's figures cannot be shown to Prometheus: {why}");
			return;
		},
	};
	let mut shown = None;
	let mut complained = false;
	loop {
		// Looked at, not listened for: nobody is told of blocks while a node catches up.
		let best = client.info();
		if shown.replace(best.best_hash) == Some(best.best_hash) {
			Delay::new(PAUSE).await;
			continue;
		}
		let read = civic_api(&client, best.best_hash).and_then(|api| api.figures(best.best_hash));
		match read {
			Ok(figures) => {
				metrics.set(best.best_number, &figures);
				complained = false;
			},
			// A block of other rules than this node knows, or one pruned while a node catches up.
			Err(why) if !complained => {
				log::warn!(
					"The city's figures cannot be read at block {}: {why}",
					best.best_number
				);
				complained = true;
			},
			Err(_) => {},
		}
		Delay::new(PAUSE).await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn who_made_no_block_for_ten_rounds_is_offline() {
		let validators = [Some(100), Some(60), Some(59), None];
		assert_eq!(online(100, validators.into_iter()), 2);
		// At the beginning nobody can have been away for so long.
		assert_eq!(online(5, [Some(0), Some(5), None].into_iter()), 2);
		assert_eq!(online(100, std::iter::empty()), 0);
	}

	#[test]
	fn figures_reach_the_registry() {
		let registry = Registry::new();
		let metrics = Metrics::register(&registry).expect("no name is taken");
		let figures = Figures {
			claims: pallet_measurements::ClaimCounts {
				verified: 3,
				..Default::default()
			},
			supply: pallet_issuance::Supply {
				awarded: 2_500_000,
				endowment: 1_000_000,
				in_circulation: 2_000_000,
				retired: 250_000,
				buffer: 500_000,
				reversed: 125_000,
				owed: 75_000,
				redeemed: 625_000,
			},
			deferred: vec![(civic_primitives::Sector::Waste, 7)],
			seats: pallet_measurements::OpenSeats {
				waiting: 5,
				overdue: 1,
			},
			duties: (5, 40),
			validators: vec![([1; 32].into(), Some(9)), ([2; 32].into(), None)],
		};
		metrics.set(9, &figures);
		let mut text = String::new();
		prometheus_endpoint::prometheus::TextEncoder::new()
			.encode_utf8(&registry.gather(), &mut text)
			.expect("it can be written");
		for line in [
			"civic_figures_block 9",
			"civic_claims{status=\"verified\"} 3",
			"civic_claims{status=\"void\"} 0",
			"civic_awarded_tokens 2.5",
			"civic_endowment_tokens 1",
			"civic_supply_tokens{part=\"buffer\"} 0.5",
			"civic_supply_tokens{part=\"redeemed\"} 0.625",
			"civic_owed_tokens 0.075",
			"civic_deferred_awards{sector=\"waste\"} 7",
			"civic_panel_duties_open 5",
			"civic_panel_duties_capacity 40",
			"civic_attestations_overdue 1",
			"civic_validators 2",
			"civic_validators_online 1",
		] {
			assert!(text.lines().any(|said| said == line), "{line} in\n{text}");
		}
		let parts = text
			.lines()
			.filter(|line| line.starts_with("civic_supply_tokens{"));
		let sum: f64 = parts
			.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
			.sum();
		assert_eq!(sum, 3.5, "awarded and endowed, each token once");
	}
}
