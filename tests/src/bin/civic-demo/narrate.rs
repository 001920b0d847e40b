//! Telling it to somebody who runs a city, not a node.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use comfy_table::{presets::UTF8_BORDERS_ONLY, Cell, CellAlignment, ContentArrangement, Table};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use crate::summary::Summary;

/// Shows what is being done, and what was.
pub(crate) struct Narrator {
	bar: ProgressBar,
	begun: Instant,
	told: Mutex<Vec<(String, String)>>,
}

impl Narrator {
	/// Begin.
	pub(crate) fn new() -> Self {
		let bar = ProgressBar::new_spinner();
		if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} … ({elapsed})") {
			bar.set_style(style);
		}
		bar.enable_steady_tick(Duration::from_millis(120));
		Self {
			bar,
			begun: Instant::now(),
			told: Mutex::new(Vec::new()),
		}
	}

	/// What is being done.
	pub(crate) fn doing(&self, what: impl Into<String>) {
		let what = what.into();
		if self.bar.is_hidden() {
			println!("… {what}");
		}
		self.bar.set_message(what);
	}

	/// What was done, and how it shows.
	pub(crate) fn done(&self, what: impl Into<String>, result: impl Into<String>) {
		let (what, result) = (what.into(), result.into());
		let line = format!("✓ {what}: {result}");
		if self.bar.is_hidden() {
			println!("{line}");
		}
		self.bar.println(line);
		if let Ok(mut told) = self.told.lock() {
			told.push((what, result));
		}
	}

	/// The tables at the end.
	pub(crate) fn end(&self, summary: &Summary, file: &Path) {
		self.bar.finish_and_clear();
		let mut story = table(["What happened", "How it shows"]);
		if let Ok(told) = self.told.lock() {
			for (what, result) in told.iter() {
				story.add_row([what, result]);
			}
		}
		let mut claims = table(["Claim", "Of", "Measured", "Worth", "Became of it"]);
		for claim in &summary.story {
			claims.add_row([
				Cell::new(claim.claim),
				Cell::new(&claim.of),
				right(format!("{} kWh", thousandths(claim.quantity_wh.into(), 3))),
				right(kilograms(claim.worth_units)),
				Cell::new(&claim.outcome),
			]);
		}
		let supply = &summary.supply;
		let mut tokens = table(["Where the tokens are", "AVO (1 AVO = 1 kg CO2e avoided)"]);
		for (name, amount) in [
			("awarded for verified claims", supply.awarded),
			("given to the energy watch at the start", supply.endowment),
			(
				"= held by people, the commons and verifiers",
				supply.in_circulation,
			),
			("+ used up for certificates", supply.retired),
			("+ kept back in case a claim is reversed", supply.buffer),
			("+ reversed", supply.reversed),
			("+ exchanged for money", supply.redeemed),
		] {
			tokens.add_row([Cell::new(name), right(kilograms(amount))]);
		}
		let mut votes = table(["Referendum", "Track", "For", "Against", "What came of it"]);
		for decided in &summary.decisions {
			votes.add_row([
				Cell::new(decided.referendum),
				Cell::new(&decided.track),
				right(format!(
					"{} ({} of {} citizens)",
					decided.weight_for, decided.persons_for, decided.citizens
				)),
				right(decided.weight_against.to_string()),
				Cell::new(&decided.effect),
			]);
		}
		let redemption = &summary.redemption;
		let mut exchanged = table(["Redemption", "Whose", "AVO", "Worth", "Became of it"]);
		for one in &redemption.redemptions {
			exchanged.add_row([
				Cell::new(one.redemption),
				Cell::new(&one.who),
				right(kilograms(one.units)),
				right(money(one.cents)),
				Cell::new(match &one.reason {
					Some(reason) => format!("{} ({reason})", one.became),
					None => one.became.clone(),
				}),
			]);
		}
		let mut agree = table(["Was paid, as is said by", "EUR"]);
		for (who, cents) in [
			(
				"the ledger: settled, tokens burned",
				redemption.agree.chain_cents,
			),
			("the treasury's books", redemption.agree.books_cents),
			(
				"the bank: paid, less what came back",
				redemption.agree.bank_cents,
			),
		] {
			agree.add_row([Cell::new(who), right(money(cents))]);
		}
		println!("\n{story}\n\n{claims}\n\n{votes}\n\n{exchanged}\n\n{agree}\n\n{tokens}\n");
		println!(
			"The reserve over time: {}",
			file.with_file_name(&redemption.picture).display()
		);
		println!(
			"All of it happened as told, in {}. Summary: {}",
			HumanDuration(self.begun.elapsed()),
			file.display()
		);
	}
}

fn table<const N: usize>(header: [&str; N]) -> Table {
	let mut table = Table::new();
	table
		.load_style(UTF8_BORDERS_ONLY)
		.set_content_arrangement(ContentArrangement::Dynamic)
		.set_header(header);
	if !table.is_tty() {
		table.set_width(110);
	}
	table
}

fn right(text: String) -> Cell {
	Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Units of a token (mg) as kilograms, which are tokens.
pub(crate) fn kilograms(units: u128) -> String {
	thousandths(units, 6)
}

/// Cents as money.
pub(crate) fn money(cents: u64) -> String {
	format!("{} EUR", thousandths(cents.into(), 2))
}

/// `value` ÷ 10^`places`, with its thousands apart and two decimals.
pub(crate) fn thousandths(value: u128, places: u32) -> String {
	let unit = 10u128.pow(places);
	let hundredths = (value % unit) * 100 / unit;
	let whole = (value / unit).to_string();
	let mut text = String::new();
	for (i, digit) in whole.chars().enumerate() {
		if i > 0 && (whole.len() - i).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	format!("{text}.{hundredths:02}")
}
