//! The metrics that a PromQL expression names. Whether it is valid is promtool's to say.

use std::collections::BTreeSet;

/// Words of the language that can stand where a metric's name can.
const WORDS: [&str; 10] = [
	"and",
	"bool",
	"by",
	"group_left",
	"group_right",
	"ignoring",
	"offset",
	"on",
	"unless",
	"without",
];

/// What is left of `expression` when its selectors, ranges and lists of labels are taken out.
fn without_labels(expression: &str) -> String {
	let mut left = String::new();
	let mut rest = expression;
	while let Some(at) = rest.find(['{', '[', '"', '(']) {
		let (before, from) = rest.split_at(at);
		left.push_str(before);
		let last = before.split_whitespace().last().unwrap_or_default();
		let end = match &from[..1] {
			"{" => end_of_selector(from),
			"[" => from.find(']').expect("a closed range"),
			"\"" => 1 + from[1..].find('"').expect("a closed string"),
			_ if ["by", "on", "ignoring", "without"].contains(&last) => {
				from.find(')').expect("a closed list")
			},
			_ => {
				left.push('(');
				0
			},
		};
		rest = &from[end + 1..];
	}
	left + rest
}

/// Where the selector that `from` begins with is closed. Its strings may hold braces.
fn end_of_selector(from: &str) -> usize {
	let mut in_string = false;
	for (at, character) in from.char_indices() {
		match character {
			'"' => in_string = !in_string,
			'}' if !in_string => return at,
			_ => {},
		}
	}
	panic!("a selector is not closed: {from}")
}

/// The names of the metrics in `expression`.
pub(crate) fn metrics(expression: &str) -> BTreeSet<String> {
	let bare = without_labels(expression);
	let mut names = BTreeSet::new();
	let is_name = |character: char| character.is_ascii_alphanumeric() || "_:".contains(character);
	let mut rest = bare.as_str();
	while let Some(at) = rest.find(is_name) {
		let from = &rest[at..];
		let end = from.find(|c| !is_name(c)).unwrap_or(from.len());
		let (word, after) = from.split_at(end);
		let next = after.trim_start();
		let is_function = ["(", "by ", "without "]
			.iter()
			.any(|start| next.starts_with(start));
		if !is_function && !word.starts_with(|c: char| c.is_ascii_digit()) && !WORDS.contains(&word)
		{
			names.insert(word.to_string());
		}
		rest = after;
	}
	names
}

#[test]
fn names_are_told_from_words_functions_and_labels() {
	let found = metrics(
		r#"60 * sum by (le, a) (rate(x_total{b="}c", d=~"$e"}[$__rate_interval])) > 1e3 unless on (f) y:z == floor((v - 1) / 3)"#,
	);
	let expected = ["v", "x_total", "y:z"].map(str::to_string);
	assert_eq!(found, BTreeSet::from(expected));
}
