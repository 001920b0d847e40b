//! Whether a specification is the one that a profile gives.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// What differs between two specifications, for people: nothing when they are the same.
pub fn differences(built: &str, given: &str) -> Vec<String> {
	if built == given {
		return Vec::new();
	}
	let parse = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
	let (Ok(built), Ok(given)) = (parse(built), parse(given)) else {
		return vec!["the file is not a chain specification".into()];
	};
	let mut found = Vec::new();
	for name in names(&built, &given) {
		let (ours, theirs) = (built.get(name), given.get(name));
		if ours == theirs {
			continue;
		}
		match (name, ours, theirs) {
			("genesis", Some(ours), Some(theirs)) => found.extend(in_genesis(ours, theirs)),
			_ => found.push(format!(
				"{name}: the profile gives {}, the file has {}",
				shown(ours),
				shown(theirs)
			)),
		}
	}
	if found.is_empty() {
		found.push("only spaces, line breaks or the order of entries".into());
	}
	found
}

fn names<'a>(ours: &'a Map<String, Value>, theirs: &'a Map<String, Value>) -> BTreeSet<&'a str> {
	ours.keys()
		.chain(theirs.keys())
		.map(String::as_str)
		.collect()
}

/// What differs in the genesis state.
fn in_genesis(ours: &Value, theirs: &Value) -> Vec<String> {
	// `:code`, whose name is stored as it is.
	const CODE: &str = "0x3a636f6465";
	let state = |genesis: &Value| -> Option<Map<String, Value>> {
		genesis.get("raw")?.get("top")?.as_object().cloned()
	};
	let (Some(ours), Some(theirs)) = (state(ours), state(theirs)) else {
		return vec!["genesis: one of both is not raw, or its configuration differs".into()];
	};
	let mut found = Vec::new();
	if ours.get(CODE) != theirs.get(CODE) {
		found.push(
			"the runtime: give both sides the released one (--runtime FILE), since machines compile \
			 it to different bytes"
				.into(),
		);
	}
	let other = names(&ours, &theirs)
		.into_iter()
		.filter(|key| *key != CODE && ours.get(*key) != theirs.get(*key))
		.count();
	if other > 0 {
		found.push(format!(
			"{other} entries of the state: another profile or hand-over file was used, or the file \
			 was changed afterwards"
		));
	}
	found
}

fn shown(value: Option<&Value>) -> String {
	match value {
		None => "nothing".into(),
		Some(value) => {
			let text = value.to_string();
			match text.char_indices().nth(200) {
				Some((end, _)) => format!("{}…", &text[..end]),
				None => text,
			}
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SPEC: &str = r#"{"name":"A","bootNodes":[],"genesis":{"raw":{"top":{"0x3a636f6465":"0x00","0x01":"0x02"}}}}"#;

	#[test]
	fn the_same_text_does_not_differ() {
		assert!(differences(SPEC, SPEC).is_empty());
	}

	#[test]
	fn each_difference_is_named() {
		let one = |from: &str, to: &str| {
			let found = differences(SPEC, &SPEC.replace(from, to));
			assert_eq!(found.len(), 1, "{to}: {found:?}");
			found[0].clone()
		};
		assert_eq!(
			one("\"A\"", "\"B\""),
			"name: the profile gives \"A\", the file has \"B\""
		);
		assert!(one("\"bootNodes\":[],", "").contains("the file has nothing"));
		assert!(one("\"0x00\"", "\"0x01\"").starts_with("the runtime"));
		assert!(one("\"0x02\"", "\"0x03\"").starts_with("1 entries of the state"));
		assert!(
			one("\"0x01\":\"0x02\"", "\"0x01\":\"0x02\",\"0x02\":\"0x\"").starts_with("1 entries")
		);
		assert!(one("raw", "hash").contains("not raw"));
		assert!(one(",\"boot", ", \"boot").starts_with("only spaces"));
		assert!(one("{\"name\"", "[\"name\"").contains("not a chain specification"));
	}
}
