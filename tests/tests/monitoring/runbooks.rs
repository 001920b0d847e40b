//! The runbooks' links.

use std::path::Path;

use crate::{read, root};

const FOLDER: &str = "docs/runbooks";

/// A heading as a link names it: in lower case, hyphens for blanks, without punctuation.
fn anchor(heading: &str) -> String {
	let heading = heading.trim_start_matches('#').trim().to_lowercase();
	heading
		.chars()
		.filter_map(|character| match character {
			' ' => Some('-'),
			'-' | '_' => Some(character),
			_ => character.is_alphanumeric().then_some(character),
		})
		.collect()
}

/// Fails when the page that `link` names is not there, or has no such heading.
pub(crate) fn must_lead_somewhere(link: &str) {
	let (page, wanted) = link.split_once('#').map_or((link, None), |(page, anchor)| {
		(page, Some(anchor.to_string()))
	});
	assert!(root().join(page).exists(), "{link}: there is no such page");
	if let Some(wanted) = wanted {
		let text = read(page);
		let mut headings = text.lines().filter(|line| line.starts_with('#'));
		assert!(
			headings.any(|heading| anchor(heading) == wanted),
			"{link}: there is no such heading"
		);
	}
}

/// The targets of the Markdown links in `text`.
pub(crate) fn links(text: &str) -> Vec<&str> {
	let parts = text.split("](").skip(1);
	parts.filter_map(|part| part.split(')').next()).collect()
}

#[test]
fn links_between_pages_lead_somewhere_and_the_index_names_every_page() {
	let folder = root().join(FOLDER);
	let index = read(&format!("{FOLDER}/README.md"));
	for entry in std::fs::read_dir(folder).expect("the runbooks") {
		let name = entry.expect("an entry").file_name();
		let name = name.to_str().expect("a plain name");
		if name != "README.md" {
			assert!(
				index.contains(&format!("]({name})")),
				"{name} is not in the index"
			);
		}
		let text = read(&format!("{FOLDER}/{name}"));
		for link in links(&text) {
			if link.starts_with("http") {
				continue;
			}
			let target = match link.strip_prefix('#') {
				Some(anchor) => format!("{FOLDER}/{name}#{anchor}"),
				None => plain(&format!("{FOLDER}/{link}")),
			};
			must_lead_somewhere(&target);
		}
	}
}

/// `a/b/../c` as `a/c`.
pub(crate) fn plain(path: &str) -> String {
	let mut parts: Vec<&str> = Vec::new();
	for part in path.split('/') {
		if part == ".." {
			parts.pop();
		} else {
			parts.push(part);
		}
	}
	parts.join("/")
}

#[test]
fn headings_become_anchors_as_renderers_make_them() {
	assert_eq!(anchor("## Another agency's node"), "another-agencys-node");
	assert_eq!(
		plain("docs/runbooks/../../node/README.md"),
		"node/README.md"
	);
	assert!(!Path::new(FOLDER).is_absolute());
}
