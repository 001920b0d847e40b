//! The figures, as tables for people and as JSON.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use civic_bench::state::{Access, Cost, Costs, Life, StorageCost, TOGETHER};
use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use serde::Serialize;

/// What was measured.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
	few: u64,
	at_few: Costs,
	many: u64,
	at_many: Costs,
	storage: StorageCost,
}

impl Report {
	pub(crate) fn new(
		few: u64,
		at_few: &Life,
		many: u64,
		at_many: &Life,
		storage: StorageCost,
	) -> Self {
		Self {
			few,
			at_few: at_few.into(),
			many,
			at_many: at_many.into(),
			storage,
		}
	}

	/// Whether no call costs more than `limit` times as much on the large ledger.
	pub(crate) fn at_most(&self, limit: Option<f64>) -> bool {
		let mut kept = true;
		for (name, few, many) in self.pairs() {
			let ratio = many.median / few.median;
			if limit.is_some_and(|limit| ratio > limit) {
				eprintln!("{name} costs {ratio:.2} times as much on the large ledger: too much");
				kept = false;
			}
		}
		kept
	}

	/// Write `cost.json` into `folder`. Returns where it is.
	pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
		std::fs::create_dir_all(folder)
			.with_context(|| format!("cannot make {}", folder.display()))?;
		let file = folder.join("cost.json");
		std::fs::write(&file, serde_json::to_string_pretty(self)? + "\n")
			.with_context(|| format!("cannot write {}", file.display()))?;
		Ok(file)
	}

	fn pairs(&self) -> impl Iterator<Item = (&'static str, Cost, Cost)> {
		let (few, many) = (self.at_few.named(), self.at_many.named());
		few.into_iter()
			.zip(many)
			.map(|((name, few), (_, many))| (name, few, many))
	}
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut table = Table::new();
		table.load_style(UTF8_FULL_CONDENSED);
		table.set_header(vec![
			"microseconds, median of each call".to_string(),
			format!("at {} claims", self.few),
			format!("at {} claims", self.many),
			"ratio".to_string(),
		]);
		for (name, few, many) in self.pairs() {
			let row = |what: String, few: f64, many: f64| {
				vec![
					what,
					format!("{few:.0}"),
					format!("{many:.0}"),
					format!("{:.2}", many / few),
				]
			};
			table.add_row(row(format!("{name}: execution"), few.median, many.median));
			let what = format!("{name}: execution, fastest tenth");
			table.add_row(row(what, few.low, many.low));
			let what = format!("{name}: share of root and storing");
			table.add_row(row(what, few.storing, many.storing));
		}
		writeln!(f, "{table}")?;

		let mut table = Table::new();
		table.load_style(UTF8_FULL_CONDENSED);
		table.set_header(vec![
			format!("ParityDB, {} keys, microseconds", self.storage.keys),
			"average".into(),
			"median".into(),
			"99 of 100".into(),
		]);
		let mut row = |what: String, access: Access| {
			let micros = |nanos: f64| format!("{:.1}", nanos / 1_000.0);
			table.add_row(vec![
				what,
				micros(access.average),
				micros(access.median),
				micros(access.p99),
			]);
		};
		row("read a key".into(), self.storage.read);
		let what = format!("write a key, {TOGETHER} a block");
		row(what, self.storage.write);
		row(
			"write a key, alone in a block".into(),
			self.storage.write_alone,
		);
		write!(f, "{table}")
	}
}
