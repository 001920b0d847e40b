//! What the Debian packages and the container promise: all they carry is there, the pages in them lead to pages in
//! them, and the programs know the options they are started with.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use civic_tests::binaries::Binaries;
use toml::Table;

/// The crates that become packages.
const PACKAGED: [&str; 3] = ["node", "wallet", "treasury"];

fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR"))
		.parent()
		.expect("the crate lies in the workspace")
		.to_path_buf()
}

fn read(path: &Path) -> String {
	std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// What a package carries that lies in the repository: the file here, and its place there.
fn assets(package: &str) -> Vec<(PathBuf, PathBuf)> {
	let folder = root().join(package);
	let manifest: Table = read(&folder.join("Cargo.toml")).parse().expect("TOML");
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

/// `a/b/../c` as `a/c`.
fn plain(path: &Path) -> PathBuf {
	let mut plain = PathBuf::new();
	for part in path.components() {
		if part == Component::ParentDir {
			plain.pop();
		} else {
			plain.push(part);
		}
	}
	plain
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
			let text = read(file);
			let links = text.split("](").skip(1);
			for link in links.filter_map(|rest| rest.split(')').next()) {
				let page = link.split('#').next().unwrap_or(link);
				if page.is_empty() || page.starts_with("http") {
					continue;
				}
				let folder = place.parent().expect("it lies in a folder");
				let target = plain(&folder.join(page));
				assert!(
					carried.contains(&target),
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
		let text = read(&root().join(file));
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
