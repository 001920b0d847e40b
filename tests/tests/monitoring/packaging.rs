//! What the Debian packages and the container promise: all they carry is there, the pages in them lead to pages in
//! them, and the programs know the options they are started with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use civic_tests::binaries::Binaries;
use toml::Table;

use crate::runbooks::{links, plain};
use crate::{read, root};

/// The crates that become packages.
const PACKAGED: [&str; 3] = ["node", "wallet", "treasury"];

/// What a package carries that lies in the repository: the file here, and its place there.
fn assets(package: &str) -> Vec<(PathBuf, PathBuf)> {
	let folder = root().join(package);
	let manifest: Table = read(&format!("{package}/Cargo.toml"))
		.parse()
		.expect("TOML");
	let assets = manifest["package"]["metadata"]["deb"]["assets"]
		.as_array()
		.expect("a package has assets");
	let mut found = Vec::new();
	for asset in assets {
		let word = |place: usize| asset[place].as_str().expect("three words");
		let (source, target) = (word(0), word(1));
		// What is built is not there before it is.
		if source.starts_with("target/") {
			continue;
		}
		let pattern = folder.join(source);
		// Below the first wildcard, cargo-deb keeps folders.
		let base = source.split_once("**").map(|(base, _)| folder.join(base));
		let pattern = pattern.to_str().expect("a plain path");
		let files: Vec<_> = glob::glob(pattern)
			.expect("a pattern")
			.map(|file| file.expect("readable"))
			.filter(|file| file.is_file())
			.collect();
		assert!(!files.is_empty(), "{package}: nothing is {source}");
		for file in files {
			let below = match &base {
				Some(base) => file.strip_prefix(base).expect("below it").to_path_buf(),
				None => PathBuf::from(file.file_name().expect("a file has a name")),
			};
			found.push((file, Path::new(target).join(below)));
		}
	}
	found
}

#[test]
fn pages_in_a_package_lead_to_pages_in_it() {
	for package in PACKAGED {
		let assets = assets(package);
		let carried: BTreeSet<_> = assets.iter().map(|(_, place)| place.clone()).collect();
		let pages = assets
			.iter()
			.filter(|(_, place)| place.extension().is_some_and(|kind| kind == "md"));
		for (file, place) in pages {
			let text = std::fs::read_to_string(file).expect("a page is text");
			for link in links(&text) {
				let page = link.split('#').next().unwrap_or(link);
				if page.is_empty() || page.starts_with("http") {
					continue;
				}
				let folder = place.parent().expect("it lies in a folder");
				let target = plain(&folder.join(page).to_string_lossy());
				assert!(
					carried.contains(Path::new(&target)),
					"{package}: {} leads to {link}, which is not in the package",
					place.display()
				);
			}
		}
	}
}

/// The long options in `text`.
fn options(text: &str) -> BTreeSet<&str> {
	text.split(|character: char| !(character.is_alphanumeric() || character == '-'))
		.filter(|word| word.starts_with("--"))
		.collect()
}

#[test]
fn the_node_knows_the_options_it_is_started_with() {
	let node = Binaries::find().expect("programs").node;
	let help = Command::new(node).arg("--help").output().expect("it runs");
	let help = String::from_utf8(help.stdout).expect("text");
	let known = options(&help);
	let between = |file: &str, from: &str, to: &str| {
		let text = read(file);
		let (_, rest) = text.split_once(from).expect(from);
		rest.split_once(to).expect(to).0.to_string()
	};
	let unit = "packaging/systemd/civic-node.service";
	let service = between(unit, "ExecStart=", "$CIVIC_NODE_ARGS");
	assert!(service.contains("$CIVIC_NODE_POOL"), "{service}");
	let pool = between("packaging/civic-node.env", "\nCIVIC_NODE_POOL=", "\n");
	let container = between("packaging/container/Containerfile", "ENTRYPOINT", "]");
	// How the node is run is one matter: what the one has, the other has too.
	for (file, command) in [
		("service", format!("{service} {pool}")),
		("container", container),
	] {
		let given = options(&command);
		for option in [
			"--rpc-methods",
			"--pool-type",
			"--pool-limit",
			"--pool-kbytes",
		] {
			assert!(given.contains(option), "{file}: no {option}: {given:?}");
		}
		let unknown: Vec<_> = given.difference(&known).collect();
		assert!(unknown.is_empty(), "{file}: {unknown:?}");
	}
}
