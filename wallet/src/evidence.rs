//! Evidence: everything a verifier needs to recompute a claim, in one file that is named by its
//! hash (ADR 0026). The hash goes on chain, the file does not.

use std::path::{Path, PathBuf};

use base64::{engine::general_purpose::STANDARD, Engine};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
	error::{Error, Result},
	files::{self, MAX_READINGS},
	quantifying::Request,
};

/// The first field of every package.
const FORMAT: &str = "civic-evidence/1";

/// The largest package: the largest readings and temperatures, in base64.
const MAX_PACKAGE: u64 = MAX_READINGS * 3;

/// SHA-256 of a package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EvidenceHash(pub [u8; 32]);

impl EvidenceHash {
	/// Of `bytes`.
	pub fn of(bytes: &[u8]) -> Self {
		Self(Sha256::digest(bytes).into())
	}
}

impl std::fmt::Display for EvidenceHash {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(&hex::encode(self.0))
	}
}

impl std::fmt::Debug for EvidenceHash {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{self}")
	}
}

impl std::str::FromStr for EvidenceHash {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let mut hash = [0u8; 32];
		hex::decode_to_slice(text.trim_start_matches("0x"), &mut hash)
			.map(|()| Self(hash))
			.map_err(|_| Error::input(format!("\"{text}\" is not a SHA-256 hash in hex.")))
	}
}

impl Serialize for EvidenceHash {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.to_string())
	}
}

/// What a claim rests on: a method with its parameters, and the files as they were, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
	format: String,
	/// What was computed, and how.
	pub request: Request,
	files: Vec<Attachment>,
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attachment {
	role: Role,
	#[serde(with = "in_base64")]
	content: Vec<u8>,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
	/// What the meter counted.
	Readings,
	/// How warm it was outside.
	Temperature,
}

impl Package {
	/// Of a request and the files it is about.
	pub fn new(request: Request, readings: Vec<u8>, temperature: Option<Vec<u8>>) -> Self {
		let mut files = vec![Attachment {
			role: Role::Readings,
			content: readings,
		}];
		files.extend(temperature.map(|content| Attachment {
			role: Role::Temperature,
			content,
		}));
		Self {
			format: FORMAT.into(),
			request,
			files,
		}
	}

	/// The content of the file with this role.
	pub fn file(&self, role: Role) -> Option<&[u8]> {
		self.files
			.iter()
			.find(|file| file.role == role)
			.map(|file| file.content.as_slice())
	}

	/// The readings, which every package has.
	pub fn readings(&self) -> Result<&[u8]> {
		self.file(Role::Readings).ok_or_else(|| {
			Error::input("The evidence holds no readings. Ask its owner for all of it.")
		})
	}

	/// Its bytes: the same for the same content, since fields have an order and nothing else is
	/// in it.
	pub fn bytes(&self) -> Result<Vec<u8>> {
		serde_json::to_vec(self)
			.map_err(|e| Error::internal(format!("The evidence cannot be written: {e}.")))
	}

	/// From its bytes.
	pub fn parse(bytes: &[u8]) -> Result<Self> {
		let package: Self = serde_json::from_slice(bytes)
			.map_err(|e| Error::input(format!("The evidence cannot be read: {e}.")))?;
		if package.format != FORMAT {
			return Err(Error::input(format!(
				"The evidence has the format \"{}\", and this program reads {FORMAT}. Take a newer \
				 civic.",
				package.format
			)));
		}
		Ok(package)
	}
}

/// A folder of packages, each named by its hash.
#[derive(Debug, Clone)]
pub struct EvidenceStore {
	folder: PathBuf,
}

impl EvidenceStore {
	/// In `folder`, or where the platform keeps such things.
	pub fn at(folder: Option<PathBuf>) -> Result<Self> {
		let folder = match folder {
			Some(folder) => folder,
			None => crate::home()?.join("evidence"),
		};
		Ok(Self { folder })
	}

	/// Where it is.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Where the package with `hash` is or would be.
	pub fn path(&self, hash: EvidenceHash) -> PathBuf {
		self.folder.join(hash.to_string())
	}

	/// Keep a package. Keeping it twice is the same as once.
	pub fn put(&self, bytes: &[u8]) -> Result<(EvidenceHash, PathBuf)> {
		let hash = EvidenceHash::of(bytes);
		let path = self.path(hash);
		if path.exists() && self.get(hash).is_ok() {
			return Ok((hash, path));
		}
		files::write_new(&path, bytes, "evidence file")?;
		Ok((hash, path))
	}

	/// The bytes of the package with `hash`, which must be what they were.
	pub fn get(&self, hash: EvidenceHash) -> Result<Vec<u8>> {
		matching(&self.path(hash), hash)
	}
}

/// The bytes of the package with `hash`, from a file or from a folder of packages.
pub fn find(place: &Path, hash: EvidenceHash) -> Result<Vec<u8>> {
	if place.is_dir() {
		return EvidenceStore {
			folder: place.to_path_buf(),
		}
		.get(hash);
	}
	matching(place, hash)
}

/// The bytes of a package whose hash nobody expects yet.
pub fn read(path: &Path) -> Result<Vec<u8>> {
	files::read(path, MAX_PACKAGE, "evidence file")
}

fn matching(path: &Path, hash: EvidenceHash) -> Result<Vec<u8>> {
	let bytes = read(path)?;
	let found = EvidenceHash::of(&bytes);
	if found != hash {
		return Err(Error::input(format!(
			"The evidence file {} does not match the claim: its SHA-256 is {found}, the claim says \
			 {hash}. It was changed or belongs to another claim. Ask the owner for the right file.",
			path.display()
		)));
	}
	Ok(bytes)
}

/// Bytes as a base64 string.
mod in_base64 {
	use super::{Engine, STANDARD};
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
		to.serialize_str(&STANDARD.encode(bytes))
	}

	pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
		let text = String::deserialize(from)?;
		STANDARD
			.decode(text)
			.map_err(|_| D::Error::custom("a file in it is not base64"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn package() -> Package {
		Package::new(Request::rooftop_pv(), b"time,kWh\n".to_vec(), None)
	}

	#[test]
	fn the_same_content_has_the_same_bytes_and_comes_back() {
		let bytes = package().bytes().unwrap();
		assert_eq!(bytes, package().bytes().unwrap());
		let back = Package::parse(&bytes).unwrap();
		assert_eq!(back, package());
		assert_eq!(back.readings().unwrap(), b"time,kWh\n");
		assert_eq!(back.file(Role::Temperature), None);
		assert!(bytes.starts_with(br#"{"format":"civic-evidence/1","request":"#));
	}

	#[test]
	fn a_changed_file_is_recognised() {
		let folder = tempfile::tempdir().unwrap();
		let store = EvidenceStore::at(Some(folder.path().into())).unwrap();
		let bytes = package().bytes().unwrap();
		let (hash, path) = store.put(&bytes).unwrap();
		assert_eq!(store.put(&bytes).unwrap().0, hash);
		assert_eq!(
			path.file_name().unwrap().to_str().unwrap(),
			hash.to_string()
		);
		assert_eq!(find(folder.path(), hash).unwrap(), bytes);
		assert_eq!(find(&path, hash).unwrap(), bytes);

		let changed = folder.path().join("changed");
		std::fs::write(&changed, [bytes.as_slice(), b" "].concat()).unwrap();
		let error = find(&changed, hash).unwrap_err();
		assert_eq!(error.exit_code(), 3);
		assert!(
			error.to_string().contains("does not match the claim"),
			"{error}"
		);
	}

	#[test]
	fn what_is_no_package_is_refused() {
		let other = package().bytes().unwrap();
		let other = String::from_utf8(other)
			.unwrap()
			.replace("evidence/1", "evidence/9");
		for bad in ["", "{}", "[]", "\0", &other] {
			assert_eq!(
				Package::parse(bad.as_bytes()).unwrap_err().exit_code(),
				3,
				"{bad:?}"
			);
		}
	}
}
