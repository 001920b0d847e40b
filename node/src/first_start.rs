//! Mends a database whose very first start was cut off.
//!
//! The database's folder is there some time before anything is stored in it. A node that is killed
//! then would never start again: `sc-client-db` 0.55 takes the folder for a database in use and
//! misses what it should hold ("does not have PRUNING_MODE"). Nothing can be lost with such a
//! folder, so it is made anew.
//!
//! The network test of a newcomer fails without this. When it passes without, delete it.

use std::{fs, io, path::Path};

/// What opening says of a database without anything in it: after it has taken the database's lock
/// and replayed its log. Of a database that is in use, or cannot be read, it says something else.
const MISSES_ALL: &str = "PRUNING_MODE";

/// Whether a database was created in `folder`, but no state was ever stored in it, when opening it
/// failed with `why`. For ParityDB: each column has files with its number, and state is column 1.
pub(crate) fn was_cut_off(why: &impl ToString, folder: &Path) -> bool {
	if !why.to_string().contains(MISSES_ALL) {
		return false;
	}
	let Ok(files) = fs::read_dir(folder) else {
		return false;
	};
	let (mut created, mut has_state) = (false, false);
	for file in files {
		// What cannot be read is not thrown away.
		let Ok(file) = file else {
			return false;
		};
		let name = file.file_name();
		let name = name.to_string_lossy();
		created |= name == "metadata";
		has_state |= name.starts_with("index_01_") || name.starts_with("table_01_");
	}
	created && !has_state
}

/// Throw it away, and say so.
pub(crate) fn discard(folder: &Path) -> io::Result<()> {
	log::warn!(
		"The first start was cut off before anything was stored. The database in {} is made anew.",
		folder.display()
	);
	fs::remove_dir_all(folder)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn folder(name: &str, files: &[&str]) -> std::path::PathBuf {
		let folder = std::env::temp_dir().join(format!("civic-{}-{name}", std::process::id()));
		fs::create_dir_all(&folder).expect("a temporary folder can be made");
		for file in files {
			fs::write(folder.join(file), "").expect("a file can be written");
		}
		folder
	}

	#[test]
	fn only_a_database_without_any_state_is_discarded() {
		let cut_off = folder(
			"cut-off",
			&["metadata", "lock", "index_00_16", "table_00_00"],
		);
		let used = folder("used", &["metadata", "index_00_16", "index_01_16"]);
		let foreign = folder("foreign", &["notes.txt"]);
		let misses_all = "Backend error: An existing StateDb does not have PRUNING_MODE stored";
		assert!(was_cut_off(&misses_all, &cut_off));
		assert!(!was_cut_off(&misses_all, &used));
		assert!(!was_cut_off(&misses_all, &foreign));
		// Another node has it open, or the disk is full: what is in its log is not in the tables yet.
		for other in ["Database file is in use", "No space left on device"] {
			assert!(!was_cut_off(&other, &cut_off));
		}
		discard(&cut_off).expect("it can be removed");
		assert!(!was_cut_off(&misses_all, &cut_off));
		for rest in [used, foreign] {
			fs::remove_dir_all(rest).expect("it can be removed");
		}
	}
}
