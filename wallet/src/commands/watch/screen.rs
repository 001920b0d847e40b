//! Where what is watched is shown: a table in place, lines, or documents.

use std::io::{self, Write};

use comfy_table::ContentArrangement;
use console::Term;
use serde::Serialize;

use super::claims::{Change, Watched};
use crate::{
	amount::quantity,
	chain::views::{ClaimView, PanelView},
	error::{Error, Result},
	output::{number, table, Output},
	time::{span, Moment},
};

/// The width of a terminal that does not say it.
const WIDTH: u16 = 80;

/// A terminal, or something else that reads.
pub(in crate::commands) struct Screen {
	output: Output,
	/// The terminal, if it is one.
	term: Option<Term>,
	/// How many lines of it are to be written over.
	drawn: usize,
	/// What was said last, below the table.
	said: Option<String>,
}

/// What a program is told of a change.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
	/// The final block.
	block: u64,
	/// Its time.
	at: Moment,
	/// The status before; nothing when the claim was not watched before.
	was: Option<&'a str>,
	claim: &'a ClaimView,
}

impl Screen {
	pub(in crate::commands) fn new(output: Output) -> Self {
		let term = Term::stdout();
		let in_place = !output.is_json() && term.is_term() && !console::is_dumb();
		Self {
			output,
			term: in_place.then_some(term),
			drawn: 0,
			said: None,
		}
	}

	/// Whether what is shown is renewed in place.
	pub(in crate::commands) fn in_place(&self) -> bool {
		self.term.is_some()
	}

	/// How wide the terminal is.
	pub(in crate::commands) fn width(&self) -> u16 {
		let size = self.term.as_ref().and_then(Term::size_checked);
		size.map_or(WIDTH, |(_, width)| width)
	}

	/// Where lines go.
	pub(in crate::commands) fn output(&self) -> Output {
		self.output
	}

	/// Show what is watched, or what has changed. False when nobody reads it any more.
	pub(super) fn show(&mut self, watched: &Watched, changes: &[Change]) -> Result<bool> {
		if self.term.is_some() {
			return self.draw(watched).map(|()| true);
		}
		if watched.blocks() == 1 && changes.is_empty() && !self.output.is_json() {
			return self
				.output
				.line("There are no claims yet. They are shown as they come.");
		}
		for change in changes {
			let Some(claim) = watched.claim(change.claim) else {
				continue;
			};
			let line = if self.output.is_json() {
				serde_json::to_string(&Line {
					block: watched.block,
					at: watched.now,
					was: change.was.as_deref(),
					claim,
				})
				.map_err(|e| Error::internal(format!("A change cannot be written: {e}.")))?
			} else {
				format!(
					"{} block {}: claim {}: {}",
					watched.now,
					watched.block,
					claim.claim,
					sentence(claim, watched.now)
				)
			};
			if !self.output.line(&line)? {
				return Ok(false);
			}
		}
		Ok(true)
	}

	/// Tell a person what becomes of the connection.
	pub(in crate::commands) fn say(&mut self, text: &str) -> Result<()> {
		let Some(term) = &self.term else {
			let _ = writeln!(io::stderr(), "civic: {text}");
			return Ok(());
		};
		// Below the table, in the place of what was said before.
		if self.said.take().is_some() {
			term.clear_last_lines(1).map_err(unshown)?;
			self.drawn = self.drawn.saturating_sub(1);
		}
		let (_, columns) = term.size_checked().unwrap_or((0, WIDTH));
		let text: String = text
			.chars()
			.take(usize::from(columns).saturating_sub(1))
			.collect();
		term.write_line(&text).map_err(unshown)?;
		self.drawn += 1;
		self.said = Some(text);
		Ok(())
	}

	/// Tell that there is nothing left to see.
	pub(super) fn end(&mut self, watched: &Watched) -> Result<()> {
		if self.output.is_json() {
			return Ok(());
		}
		let text = match watched.claims().next() {
			Some(_) => "Every claim is settled or void.",
			None => "There are no claims to wait for.",
		};
		self.output.line(text).map(drop)
	}

	fn draw(&mut self, watched: &Watched) -> Result<()> {
		self.paint(|width| text(watched, width))
	}

	/// Show a text of this width in the place of the one before.
	pub(in crate::commands) fn paint(&mut self, text: impl FnOnce(u16) -> String) -> Result<()> {
		let Some(term) = &self.term else {
			return Ok(());
		};
		let (height, width) = term.size_checked().unwrap_or((0, WIDTH));
		let text = text(width);
		// What has left the screen at the top cannot be written over.
		let room = usize::from(height).saturating_sub(2).max(3);
		let (lines, drawn) = fitting(&text, (height > 0).then_some(room), width);
		term.clear_last_lines(self.drawn).map_err(unshown)?;
		for line in lines {
			term.write_line(line).map_err(unshown)?;
		}
		self.drawn = drawn;
		self.said = None;
		Ok(())
	}
}

/// The lines that there is room for on a screen of this width, and how many of its rows they take: a long line takes
/// several.
fn fitting(text: &str, room: Option<usize>, width: u16) -> (Vec<&str>, usize) {
	const MORE: &str = "… (the window is too small for more)";
	let rows = |line: &str| {
		let columns = console::measure_text_width(line).max(1);
		columns.div_ceil(usize::from(width).max(1))
	};
	let all: usize = text.lines().map(rows).sum();
	let Some(room) = room.filter(|room| all > *room) else {
		return (text.lines().collect(), all);
	};
	let mut drawn = rows(MORE);
	let mut lines: Vec<_> = text
		.lines()
		.take_while(|line| {
			drawn = drawn.saturating_add(rows(line));
			drawn <= room
		})
		.collect();
	lines.push(MORE);
	let drawn = lines.iter().map(|line| rows(line)).sum();
	(lines, drawn)
}

fn unshown(e: io::Error) -> Error {
	Error::internal(format!("The terminal cannot be written to: {e}."))
}

/// The table and what it is of.
fn text(watched: &Watched, width: u16) -> String {
	let heading = format!("Final block {}, {}", watched.block, watched.now);
	if watched.claims().next().is_none() {
		return format!("{heading}\nThere are no claims yet. They are shown as they come.");
	}
	let mut rows = table(&[
		"No.",
		"Period",
		"Quantity",
		"Status",
		"Panel",
		"Time left",
		"Award",
	]);
	rows.set_content_arrangement(ContentArrangement::Dynamic);
	rows.set_width(width);
	for claim in watched.claims() {
		rows.add_row([
			number(claim.claim),
			format!("{} – {}", day(claim.period.from), day(claim.period.until)).into(),
			number(quantity(claim.quantity, "watt-hour")),
			status(claim).into(),
			panel(claim).into(),
			left(claim, watched.now).into(),
			award(claim).into(),
		]);
	}
	format!("{heading}\n{rows}")
}

fn day(at: Moment) -> String {
	at.local().chars().take("2026-12-31".len()).collect()
}

fn status(claim: &ClaimView) -> String {
	match &claim.void_cause {
		Some(cause) => format!("void ({cause})"),
		None => claim.status.clone(),
	}
}

/// The panel that judges it, or judged it last: who answered what.
fn panel(claim: &ClaimView) -> String {
	match claim.panels.last() {
		Some(panel) => answers(panel),
		None if claim.status == "submitted" => "waits for the lot".into(),
		None => String::new(),
	}
}

fn answers(panel: &PanelView) -> String {
	if panel.seats.is_empty() {
		return "waits for the lot".into();
	}
	let given: Vec<_> = panel.seats.iter().filter_map(|seat| seat.answer).collect();
	let mut said = format!("{} of {} answered", given.len(), panel.seats.len());
	if !given.is_empty() {
		said += &format!(": {}", given.join(", "));
	}
	if panel.awaits_lot {
		said += ", a seat waits for the lot";
	}
	said
}

/// The time to what comes next.
fn left(claim: &ClaimView, now: Moment) -> String {
	let until = |at: Moment| at.0.saturating_sub(now.0);
	match (
		claim.status.as_str(),
		claim.challenge_until,
		claim.panels.last(),
	) {
		("verified", Some(at), _) if at > now => format!("{} to challenge it", span(until(at))),
		("verified", ..) => "to be settled".into(),
		("attesting" | "challenged", _, Some(panel)) if panel.deadline > now => {
			format!("{} to answer", span(until(panel.deadline)))
		},
		("attesting" | "challenged", _, Some(_)) => "the time to answer is over".into(),
		_ => String::new(),
	}
}

fn award(claim: &ClaimView) -> String {
	match (&claim.award, claim.waiting_behind) {
		(Some(award), _) if award.reversed.0 > 0 => {
			format!("{}, of it reversed {}", award.amount, award.reversed)
		},
		(Some(award), _) => award.amount.to_string(),
		(None, Some(0)) => "next for its sector's budget".into(),
		(None, Some(ahead)) => format!("waits for budget behind {ahead}"),
		(None, None) => String::new(),
	}
}

/// All of it in a line.
fn sentence(claim: &ClaimView, now: Moment) -> String {
	let parts = [
		status(claim),
		panel(claim),
		left(claim, now),
		award(claim),
		quantity(claim.quantity, "watt-hour"),
	];
	let said: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
	said.join("; ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_long_line_takes_several_rows_and_is_counted_so() {
		let long = "x".repeat(85);
		let text = format!("one\n{long}\n\nlast");
		assert_eq!(
			fitting(&text, Some(20), 80),
			(vec!["one", &long, "", "last"], 5)
		);
		// As wide as the terminal is one row.
		assert_eq!(fitting(&"x".repeat(80), None, 80).1, 1);
		let (lines, drawn) = fitting(&text, Some(4), 80);
		assert_eq!((lines.len(), lines[1], drawn), (3, long.as_str(), 4));
		let (lines, drawn) = fitting(&text, Some(3), 80);
		assert_eq!((lines[0], lines.len(), drawn), ("one", 2, 2));
	}
}
