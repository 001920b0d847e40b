//! What a command says: one JSON document for programs, sentences and tables for eyes.

use std::{
	io::{self, Write},
	time::Duration,
};

use comfy_table::{presets::UTF8_BORDERS_ONLY, Cell, CellAlignment, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::error::{Error, Result};

/// Something a command found out or did.
pub trait Report: Serialize {
	/// Tell it to a person.
	fn tell(&self, to: &mut dyn Write) -> io::Result<()>;
}

/// Where results and progress go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
	json: bool,
}

impl Output {
	/// For programs (`json`) or for eyes.
	pub fn new(json: bool) -> Self {
		Self { json }
	}

	/// Whether a program reads it.
	pub fn is_json(&self) -> bool {
		self.json
	}

	/// Give the result of the command.
	pub fn show(&self, report: &impl Report) -> Result<()> {
		let mut out = io::stdout().lock();
		let written = if self.json {
			let text = serde_json::to_string_pretty(report)
				.map_err(|e| Error::internal(format!("The result cannot be written: {e}.")))?;
			writeln!(out, "{text}")
		} else {
			report.tell(&mut out)
		};
		unless_closed(written.and_then(|()| out.flush()))
	}

	/// Give one line of many, at once. False when nobody reads them any more.
	pub fn line(&self, text: &str) -> Result<bool> {
		let mut out = io::stdout().lock();
		match writeln!(out, "{text}").and_then(|()| out.flush()) {
			Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(false),
			other => unless_closed(other).map(|()| true),
		}
	}

	/// Say why there is no result.
	pub fn fail(&self, error: &Error) {
		if self.json {
			// Nothing is left to do when even this cannot be written.
			let _ = writeln!(io::stdout(), "{:#}", error.document());
		}
		let _ = writeln!(io::stderr(), "civic: {error}");
	}

	/// Show a person that work is under way. Hidden when standard error is not a terminal.
	pub fn progress(&self, what: impl Into<String>) -> Progress {
		let bar = ProgressBar::new_spinner();
		if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
			bar.set_style(style);
		}
		bar.set_message(what.into());
		bar.enable_steady_tick(Duration::from_millis(120));
		Progress(bar)
	}
}

/// A spinner that goes away when dropped.
pub struct Progress(ProgressBar);

impl Progress {
	/// What is being done.
	pub fn say(&self, what: impl Into<String>) {
		self.0.set_message(what.into());
	}
}

impl Drop for Progress {
	fn drop(&mut self) {
		self.0.finish_and_clear();
	}
}

/// A reader who has seen enough closes the pipe (`civic claim list | head`): no error.
fn unless_closed(written: io::Result<()>) -> Result<()> {
	match written {
		Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
		Err(e) => Err(Error::internal(format!(
			"The result cannot be written: {e}."
		))),
		Ok(()) => Ok(()),
	}
}

/// What a person is told of it.
#[cfg(test)]
pub(crate) fn told(report: &impl Report) -> String {
	let mut text = Vec::new();
	report.tell(&mut text).expect("a vector takes everything");
	String::from_utf8(text).expect("reports are text")
}

/// Whether the terminal draws more than letters. Whatever else reads does.
pub fn fancy() -> bool {
	!console::is_dumb()
}

/// A table with a heading.
pub fn table(heading: &[&str]) -> Table {
	let mut table = Table::new();
	table.load_style(UTF8_BORDERS_ONLY);
	table.set_header(heading.iter().map(Cell::new));
	table
}

/// A table of names and values.
pub fn facts<'a>(rows: impl IntoIterator<Item = (&'a str, String)>) -> Table {
	let mut table = Table::new();
	table.load_style(UTF8_BORDERS_ONLY);
	for (name, value) in rows {
		table.add_row([Cell::new(name), Cell::new(value)]);
	}
	table
}

/// A cell whose text stands at the right, as numbers do.
pub fn number(text: impl ToString) -> Cell {
	Cell::new(text).set_alignment(CellAlignment::Right)
}
