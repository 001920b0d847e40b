//! What can go wrong, sorted by what to do about it.

use sqlx::error::ErrorKind;

use crate::{hex32::Hex32, seal::VaultError};

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The database did not answer, or refused.
	#[error("database: {0}")]
	Database(#[from] sqlx::Error),
	/// The database's tables could not be brought to this version's.
	#[error("database migration: {0}")]
	Migration(#[from] sqlx::migrate::MigrateError),
	/// The node did not answer, or its answer cannot be read.
	#[error("chain: {0}")]
	Chain(String),
	/// The node is of another chain than the books.
	#[error("these books are of the chain {books}, the node is of {node}")]
	OtherChain {
		/// Genesis (or last handled block) by the books.
		books: Hex32,
		/// The same by the node.
		node: Hex32,
	},
	/// A file or folder.
	#[error("{what}: {source}")]
	Io {
		/// What was tried.
		what: String,
		/// Why it failed.
		source: std::io::Error,
	},
	/// The way to the bank (SFTP).
	#[error("transport: {0}")]
	Transport(String),
	/// What was asked for does not exist.
	#[error("there is no such {0}")]
	NotFound(&'static str),
	/// What was asked for is not allowed in this state; the text says why, for the officer.
	#[error("{0}")]
	Refused(String),
	/// The settings contradict themselves or the world.
	#[error("settings: {0}")]
	Settings(String),
	/// The books contradict themselves: a defect or a damaged database. Nothing is paid.
	#[error("the books are inconsistent: {0}")]
	Inconsistent(String),
	/// A payee cannot be decrypted. What needs it waits for its key, or for the member; nothing else does.
	#[error(transparent)]
	Sealed(#[from] VaultError),
}

impl Error {
	/// A file or folder could not be used.
	pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
		let what = what.into();
		move |source| Self::Io { what, source }
	}

	/// Refused for a reason an officer can read.
	pub fn refused(why: impl Into<String>) -> Self {
		Self::Refused(why.into())
	}

	/// Whether the same may succeed later without anybody changing anything here.
	pub fn is_transient(&self) -> bool {
		match self {
			Self::Database(e) => match e {
				sqlx::Error::ColumnDecode { .. }
				| sqlx::Error::ColumnNotFound(_)
				| sqlx::Error::Configuration(_)
				| sqlx::Error::Decode(_) => false,
				// A row that the tables do not allow, or cannot hold, is not allowed later either.
				sqlx::Error::Database(refusal) => {
					let code = refusal.code();
					matches!(refusal.kind(), ErrorKind::Other)
						&& !code.is_some_and(|code| cannot_be_held(&code))
				},
				_ => true,
			},
			Self::Chain(_) | Self::Io { .. } | Self::Transport(_) => true,
			Self::Migration(_)
			| Self::OtherChain { .. }
			| Self::NotFound(_)
			| Self::Refused(_)
			| Self::Settings(_)
			| Self::Inconsistent(_)
			| Self::Sealed(_) => false,
		}
	}
}

/// Whether PostgreSQL says that data is wrong in itself or beyond its limits: the classes 22 and 54 of its codes, which
/// have five characters (Appendix A of its manual). SQLite's are shorter.
fn cannot_be_held(code: &str) -> bool {
	code.len() == 5 && (code.starts_with("22") || code.starts_with("54"))
}
