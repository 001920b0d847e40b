//! Reading files that others made, and writing files that must not be lost.

use std::{
	fs::{self, File, OpenOptions},
	io::{Read, Write},
	path::Path,
};

use crate::error::{Error, Result};

/// The largest readings file: a meter's minute values of ten years fit several times over.
pub const MAX_READINGS: u64 = 128 * 1024 * 1024;

/// The largest file of a few fields: keys, vouchers, certificates, secrets.
pub const MAX_SMALL: u64 = 1024 * 1024;

/// The bytes of a file that is at most `limit` long. `what` names it in the error.
pub fn read(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>> {
	let shown = path.display();
	let failed = |e: std::io::Error| {
		Error::input(format!("The {what} {shown} cannot be read: {}.", plain(&e)))
	};
	let file = File::open(path).map_err(failed)?;
	let meta = file.metadata().map_err(failed)?;
	if meta.is_dir() {
		return Err(Error::input(format!(
			"The {what} {shown} is a folder. Name a file."
		)));
	}
	let too_large = || {
		Error::input(format!(
			"The {what} {shown} is larger than {} MiB. Split it, or check that it is the right file.",
			limit / (1024 * 1024)
		))
	};
	if meta.len() > limit {
		return Err(too_large());
	}
	let mut bytes = Vec::new();
	// A pipe or a growing file has no length to trust.
	file.take(limit.saturating_add(1))
		.read_to_end(&mut bytes)
		.map_err(failed)?;
	if bytes.len() as u64 > limit {
		return Err(too_large());
	}
	if bytes.is_empty() {
		return Err(Error::input(format!("The {what} {shown} is empty.")));
	}
	Ok(bytes)
}

/// The text of a file, as [`read`].
pub fn read_text(path: &Path, limit: u64, what: &str) -> Result<String> {
	String::from_utf8(read(path, limit, what)?)
		.map_err(|_| Error::input(format!("The {what} {} is not a text file.", path.display())))
}

/// Write a file that must not exist yet: wholly or not at all, readable by its owner only.
pub fn write_new(path: &Path, bytes: &[u8], what: &str) -> Result<()> {
	let file = beside(path, bytes, what)?;
	file.persist_noclobber(path)
		.map_err(|e| match e.error.kind() {
			std::io::ErrorKind::AlreadyExists => taken(path, what),
			_ => unwritable(path, &e.error, what),
		})?;
	Ok(())
}

/// Write a file of this program in the place of an older one, as [`write_new`] does.
pub fn replace(path: &Path, bytes: &[u8], what: &str) -> Result<()> {
	let file = beside(path, bytes, what)?;
	file.persist(path)
		.map_err(|e| unwritable(path, &e.error, what))?;
	// The name is on the disk when its folder is.
	#[cfg(unix)]
	File::open(folder_of(path))
		.and_then(|folder| folder.sync_all())
		.map_err(|e| unwritable(path, &e, what))?;
	Ok(())
}

/// Wait until nobody else changes what `path` stands for; they wait until the result is dropped. It is a
/// file of its own, since [`replace`] puts another in the place of the one that is changed.
pub fn lock(path: &Path, what: &str) -> Result<File> {
	create_folder(folder_of(path))?;
	let mut options = OpenOptions::new();
	options.write(true).create(true).truncate(false);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let locked = options
		.open(path)
		.and_then(|file| file.lock().map(|()| file));
	locked.map_err(|e| {
		Error::input(format!(
			"The {what} cannot be locked with {}: {}.",
			path.display(),
			plain(&e)
		))
	})
}

/// Write a file that everybody may read, in the place of an older one.
pub fn replace_shared(path: &Path, bytes: &[u8], what: &str) -> Result<()> {
	let file = beside(path, bytes, what)?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		file.as_file()
			.set_permissions(fs::Permissions::from_mode(0o644))
			.map_err(|e| unwritable(path, &e, what))?;
	}
	file.persist(path)
		.map_err(|e| unwritable(path, &e.error, what))?;
	Ok(())
}

/// A complete file with another name in the folder of `path`.
fn beside(path: &Path, bytes: &[u8], what: &str) -> Result<tempfile::NamedTempFile> {
	let folder = folder_of(path);
	create_folder(folder)?;
	let write = || {
		let mut file = tempfile::NamedTempFile::new_in(folder)?;
		file.write_all(bytes)?;
		file.as_file().sync_all()?;
		Ok(file)
	};
	write().map_err(|e: std::io::Error| unwritable(path, &e, what))
}

fn folder_of(path: &Path) -> &Path {
	match path.parent() {
		Some(parent) if !parent.as_os_str().is_empty() => parent,
		_ => Path::new("."),
	}
}

fn unwritable(path: &Path, e: &std::io::Error, what: &str) -> Error {
	Error::input(format!(
		"The {what} {} cannot be written: {}.",
		path.display(),
		plain(e)
	))
}

fn taken(path: &Path, what: &str) -> Error {
	Error::input(format!(
		"The {what} {} exists already and is not overwritten. Choose another name.",
		path.display()
	))
}

/// Refuse early what [`write_new`] would refuse late, before anything is sent to the chain.
pub fn must_not_exist(path: &Path, what: &str) -> Result<()> {
	if path.exists() {
		return Err(taken(path, what));
	}
	Ok(())
}

/// Make a folder that only its owner may enter, if it is not there.
pub fn create_folder(path: &Path) -> Result<()> {
	if path.is_dir() {
		return Ok(());
	}
	let mut builder = fs::DirBuilder::new();
	builder.recursive(true);
	#[cfg(unix)]
	std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
	builder.create(path).map_err(|e| {
		Error::input(format!(
			"The folder {} cannot be made: {}.",
			path.display(),
			plain(&e)
		))
	})
}

/// The reason of an I/O error without its number.
fn plain(e: &std::io::Error) -> String {
	match e.kind() {
		std::io::ErrorKind::NotFound => "it is not there".into(),
		std::io::ErrorKind::PermissionDenied => "you may not".into(),
		_ => e.to_string(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_new_file_is_private_and_is_never_overwritten() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("deeper/key.json");
		write_new(&path, b"one", "key file").unwrap();
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(
				fs::metadata(&path).unwrap().permissions().mode() & 0o777,
				0o600
			);
		}
		let error = write_new(&path, b"two", "key file").unwrap_err();
		assert!(error.to_string().contains("exists already"), "{error}");
		assert_eq!(fs::read(&path).unwrap(), b"one");
		assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
	}

	#[test]
	fn files_that_are_missing_empty_too_large_or_folders_are_told_apart() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("readings.csv");
		let sentence = |path: &Path| read(path, 3, "readings file").unwrap_err().to_string();
		assert!(sentence(&path).contains("is not there"));
		fs::write(&path, b"").unwrap();
		assert!(sentence(&path).contains("is empty"));
		fs::write(&path, b"four").unwrap();
		assert!(sentence(&path).contains("is larger than"));
		assert!(sentence(folder.path()).contains("is a folder"));
		fs::write(&path, b"two").unwrap();
		assert_eq!(read(&path, 3, "readings file").unwrap(), b"two");
	}
}
