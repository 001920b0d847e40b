//! What a command says: a table for eyes, one JSON document for programs.

use std::io::{self, Write};

use comfy_table::{presets::UTF8_BORDERS_ONLY, Cell, CellAlignment, Table};
use serde::Serialize;

use super::{Done, Failure};

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
	json: bool,
}

impl Output {
	/// For programs (`json`) or for eyes.
	pub fn new(json: bool) -> Self {
		Self { json }
	}

	/// Give `result`, or what `tell` makes of it for eyes.
	pub fn show<T: Serialize + ?Sized>(&self, result: &T, tell: impl FnOnce(&T) -> String) -> Done {
		let text = if self.json {
			serde_json::to_string_pretty(result)
				.map_err(|e| Failure::Internal(format!("The result cannot be written: {e}.")))?
		} else {
			tell(result)
		};
		self.line(&text)
	}

	/// Give a text as it is. A reader who has seen enough (`| head`) is no error.
	pub fn line(&self, text: &str) -> Done {
		let mut out = io::stdout().lock();
		match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
			Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Internal(format!(
				"The result cannot be written: {e}."
			))),
			_ => Ok(()),
		}
	}

	/// Say why there is no result.
	pub fn fail(&self, failure: &Failure) {
		if self.json {
			let document = serde_json::json!({ "error": {
				"kind": failure.kind(),
				"exitCode": failure.exit_code(),
				"message": failure.to_string(),
			}});
			// Nothing is left to do when even this cannot be written.
			let _ = writeln!(io::stdout(), "{document:#}");
		}
		let _ = writeln!(io::stderr(), "civic-treasury: {failure}");
	}
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

/// A moment.
pub fn moment(at: i64) -> String {
	jiff::Timestamp::from_second(at)
		.map(|t| t.strftime("%Y-%m-%d %H:%M UTC").to_string())
		.unwrap_or_else(|_| "?".into())
}

/// A day, counted from 1970.
pub fn day(day: u32) -> String {
	jiff::Timestamp::from_second(i64::from(day).saturating_mul(86_400))
		.map(|t| t.strftime("%Y-%m-%d").to_string())
		.unwrap_or_else(|_| "?".into())
}

/// Something, or a dash.
pub fn or_dash(value: Option<impl ToString>) -> String {
	value.map_or_else(|| "–".into(), |v| v.to_string())
}
