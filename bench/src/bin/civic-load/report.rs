//! The figures, as a table for people and as JSON.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use civic_bench::load::Figures;
use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use serde::Serialize;

/// What the SDK's solochain template makes of the same machine: 1,974 transfers in a block of 6 s.
/// Its weights are the limit, not the machine.
const STOCK_TRANSFERS: f64 = 329.0;

/// What was measured.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
	transfers: Figures,
	claims: Figures,
	stock_transfers: f64,
}

impl Report {
	pub(crate) fn new(transfers: Figures, claims: Figures) -> Self {
		Self {
			transfers,
			claims,
			stock_transfers: STOCK_TRANSFERS,
		}
	}

	/// Whether the rates are at least these.
	pub(crate) fn reaches(&self, transfers: Option<f64>, claims: Option<f64>) -> bool {
		let mut reached = true;
		for (what, rate, least) in [
			("transfers", self.transfers.rate, transfers),
			("claims", self.claims.rate, claims),
		] {
			if least.is_some_and(|least| rate < least) {
				let least = least.unwrap_or_default();
				eprintln!("Below what was asked for: {rate:.0} {what}/s, at least {least:.0}/s");
				reached = false;
			}
		}
		reached
	}

	/// Write `network.json` into `folder`. Returns where it is.
	pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
		std::fs::create_dir_all(folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		let file = folder.join("network.json");
		std::fs::write(&file, serde_json::to_string_pretty(self)? + "\n")
			.with_context(|| format!("cannot write {}", file.display()))?;
		Ok(file)
	}
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let both = |what: &str, show: fn(&Figures) -> String| {
			vec![what.to_string(), show(&self.transfers), show(&self.claims)]
		};
		let mut table = Table::new();
		table.load_style(UTF8_FULL_CONDENSED);
		table.set_header(vec!["four validators, one machine", "transfers", "claims"]);
		table.add_row(both("final, a second", |x| format!("{:.0}", x.rate)));
		let times = |x: &Figures| format!("{:.1} x", x.rate / STOCK_TRANSFERS);
		table.add_row(vec![
			format!("beside the stock template's {STOCK_TRANSFERS:.0} transfers/s"),
			times(&self.transfers),
			times(&self.claims),
		]);
		table.add_row(both("counted over", |x| {
			format!("{} blocks, {:.0} s, {}", x.blocks, x.seconds, x.counted)
		}));
		table.add_row(both("sent to final: half within, 95 % within", |x| {
			format!("{:.1} s, {:.1} s", x.latency_p50, x.latency_p95)
		}));
		table.add_row(both("a block's weight, length used (median)", |x| {
			format!("{:.0} %, {:.0} %", x.fullness * 100.0, x.length * 100.0)
		}));
		table.add_row(both("cores busy: nodes + generator, machine", |x| {
			let ours: f64 = x.cores.each.iter().sum();
			format!("{ours:.2}, {:.2} of {}", x.cores.machine, x.cores.there_are)
		}));
		table.add_row(both("no room in a pool, sent again", |x| {
			x.refused.to_string()
		}));
		write!(f, "{table}")?;
		for (what, figures) in [("transfers", &self.transfers), ("claims", &self.claims)] {
			write!(f, "\nWhat limits {what}: {}.", figures.limit.said())?;
		}
		Ok(())
	}
}
