//! Officers: who may see, and who may release.
//!
//! Passwords are kept as argon2id hashes. Officers are made by the administrator of the machine, on its
//! command line; nobody can make one over the net.

use argon2::{
	password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
	Argon2,
};
use serde::Serialize;
use sqlx::any::AnyRow;
use zeroize::Zeroizing;

use super::{
	row::{self, words},
	Conn,
};
use crate::error::{Error, Result};

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// The longest password that is looked at, in bytes.
const LONGEST_PASSWORD: usize = 1024;

words! {
	/// What an officer may do.
	Role {
		/// See everything, make and release batches, deal with cases.
		Treasurer = "treasurer",
		/// See everything, do nothing.
		Auditor = "auditor",
	}
}

/// An officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Officer {
	/// The name to sign in with.
	pub name: String,
	/// What they may do.
	pub role: Role,
	/// When they were made, in Unix seconds.
	pub made_at: i64,
	/// When password or role last changed: older sessions end with it.
	pub changed_at: i64,
	/// Since when they may not sign in, if they may not.
	pub disabled_at: Option<i64>,
	/// The hash of the password.
	#[serde(skip)]
	hash: String,
}

fn read(r: &AnyRow) -> Result<Officer> {
	Ok(Officer {
		name: row::text(r, "name")?,
		role: row::parsed(r, "role")?,
		made_at: row::int(r, "made_at")?,
		changed_at: row::int(r, "changed_at")?,
		disabled_at: row::int_or_none(r, "disabled_at")?,
		hash: row::text(r, "password")?,
	})
}

/// Whether a name can be an officer's: small letters, digits, dots and hyphens.
pub fn check_name(name: &str) -> Result<()> {
	let good = (2..=32).contains(&name.len())
		&& name.starts_with(|c: char| c.is_ascii_lowercase())
		&& name
			.bytes()
			.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
	match (good, name == super::SERVICE) {
		(true, false) => Ok(()),
		(true, true) => Err(Error::refused(format!(
			"\"{name}\" is what this service calls itself; take another name"
		))),
		(false, _) => Err(Error::refused(
			"an officer's name has 2 to 32 small letters, digits, dots or hyphens, and begins with a letter",
		)),
	}
}

/// Whether a password is one that can be chosen.
pub fn check_password(password: &str) -> Result<()> {
	if password.chars().count() < SHORTEST_PASSWORD {
		return Err(Error::refused(format!(
			"the password is too short: take at least {SHORTEST_PASSWORD} characters, such as four words"
		)));
	}
	if password.len() > LONGEST_PASSWORD {
		return Err(Error::refused("the password is too long: take fewer words"));
	}
	Ok(())
}

/// The hash to keep of a password. Slow on purpose: not for an async task.
pub fn hash(password: &str) -> Result<String> {
	let salt: [u8; 16] = rand::random();
	SaltString::encode_b64(&salt)
		.and_then(|salt| {
			Argon2::default()
				.hash_password(password.as_bytes(), &salt)
				.map(|hash| hash.to_string())
		})
		.map_err(|_| Error::Inconsistent("a password cannot be hashed".into()))
}

/// The hash of [`hash`], beside the async tasks.
pub async fn hash_beside(password: Zeroizing<String>) -> Result<String> {
	tokio::task::spawn_blocking(move || hash(&password))
		.await
		.map_err(|_| Error::Inconsistent("a password cannot be hashed".into()))?
}

/// Make an officer. A name is never given to another person: the audit trail knows them by it.
pub async fn add(conn: &mut Conn, name: &str, role: Role, hash: &str, now: i64) -> Result<()> {
	check_name(name)?;
	let done = sqlx::query(
		"INSERT INTO officers (name, role, password, made_at, changed_at) VALUES ($1, $2, $3, $4, $4) \
		 ON CONFLICT (name) DO NOTHING",
	)
	.bind(name)
	.bind(role.as_str())
	.bind(hash)
	.bind(now)
	.execute(conn)
	.await?;
	match done.rows_affected() {
		1 => Ok(()),
		_ => Err(Error::refused(format!(
			"there is or was an officer \"{name}\"; take another name"
		))),
	}
}

/// Give an officer another password.
pub async fn set_password(conn: &mut Conn, name: &str, hash: &str, now: i64) -> Result<()> {
	let done = sqlx::query("UPDATE officers SET password = $2, changed_at = $3 WHERE name = $1")
		.bind(name)
		.bind(hash)
		.bind(now)
		.execute(conn)
		.await?;
	found(done.rows_affected())
}

/// Whether an officer may sign in.
pub async fn set_enabled(conn: &mut Conn, name: &str, enabled: bool, now: i64) -> Result<()> {
	let done = sqlx::query("UPDATE officers SET disabled_at = $2, changed_at = $3 WHERE name = $1")
		.bind(name)
		.bind((!enabled).then_some(now))
		.bind(now)
		.execute(conn)
		.await?;
	found(done.rows_affected())
}

fn found(rows: u64) -> Result<()> {
	match rows {
		0 => Err(Error::NotFound("officer")),
		_ => Ok(()),
	}
}

/// An officer by name.
pub async fn get(conn: &mut Conn, name: &str) -> Result<Option<Officer>> {
	sqlx::query("SELECT * FROM officers WHERE name = $1")
		.bind(name)
		.fetch_optional(conn)
		.await?
		.as_ref()
		.map(read)
		.transpose()
}

/// All of them.
pub async fn list(conn: &mut Conn) -> Result<Vec<Officer>> {
	sqlx::query("SELECT * FROM officers ORDER BY name")
		.fetch_all(conn)
		.await?
		.iter()
		.map(read)
		.collect()
}

/// The officer of this name, if the password is theirs and they may sign in. A wrong name takes as long
/// as a wrong password.
pub async fn authenticate(
	conn: &mut Conn,
	name: &str,
	password: Zeroizing<String>,
) -> Result<Option<Officer>> {
	let officer = get(conn, name).await?.filter(|o| o.disabled_at.is_none());
	let hash = officer.as_ref().map(|o| o.hash.clone());
	let right = tokio::task::spawn_blocking(move || {
		let right = hash.as_deref().unwrap_or(nobodys()).to_string();
		let matches = password.len() <= LONGEST_PASSWORD
			&& PasswordHash::new(&right).is_ok_and(|hash| {
				Argon2::default()
					.verify_password(password.as_bytes(), &hash)
					.is_ok()
			});
		matches && hash.is_some()
	})
	.await
	.unwrap_or(false);
	Ok(officer.filter(|_| right))
}

/// A hash that nobody has the password of.
fn nobodys() -> &'static str {
	static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
	HASH.get_or_init(|| {
		let unknown: [u8; 32] = rand::random();
		hash(&hex::encode(unknown)).unwrap_or_default()
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::store::Db;

	fn words(text: &str) -> Zeroizing<String> {
		Zeroizing::new(text.to_string())
	}

	#[tokio::test]
	async fn the_right_password_of_an_enabled_officer_and_nothing_else() {
		let folder = tempfile::tempdir().unwrap();
		let url = format!("sqlite://{}/t.db", folder.path().display());
		let db = Db::open(&url).await.unwrap();
		let mut write = db.write().await.unwrap();
		let conn = &mut write;
		add(
			conn,
			"anna",
			Role::Treasurer,
			&hash("four words of mine").unwrap(),
			1,
		)
		.await
		.unwrap();
		let signed_in = authenticate(conn, "anna", words("four words of mine"))
			.await
			.unwrap();
		assert_eq!(signed_in.unwrap().role, Role::Treasurer);
		for (name, password) in [
			("anna", "four words of yours"),
			("bert", "four words of mine"),
			("anna", ""),
		] {
			assert_eq!(
				authenticate(conn, name, words(password)).await.unwrap(),
				None
			);
		}
		assert!(add(conn, "anna", Role::Auditor, "", 2).await.is_err());
		set_enabled(conn, "anna", false, 3).await.unwrap();
		assert_eq!(
			authenticate(conn, "anna", words("four words of mine"))
				.await
				.unwrap(),
			None
		);
		set_enabled(conn, "anna", true, 4).await.unwrap();
		set_password(conn, "anna", &hash("another set of words").unwrap(), 5)
			.await
			.unwrap();
		assert_eq!(
			authenticate(conn, "anna", words("four words of mine"))
				.await
				.unwrap(),
			None
		);
		assert!(authenticate(conn, "anna", words("another set of words"))
			.await
			.unwrap()
			.is_some());
		assert!(matches!(
			set_enabled(conn, "bert", true, 6).await,
			Err(Error::NotFound(_))
		));
	}

	#[test]
	fn names_and_passwords_have_a_form() {
		for name in [
			"service",
			"A",
			"a",
			"Anna",
			"an na",
			"1a",
			"anna\n",
			&"a".repeat(33),
		] {
			assert!(check_name(name).is_err(), "{name:?}");
		}
		check_name("a.de-vries2").unwrap();
		assert!(check_password("eleven char").is_err());
		check_password("twelve chars").unwrap();
	}

	#[test]
	fn a_hash_never_shows() {
		let officer = Officer {
			name: "anna".into(),
			role: Role::Auditor,
			made_at: 0,
			changed_at: 0,
			disabled_at: None,
			hash: "secret".into(),
		};
		assert!(!serde_json::to_string(&officer).unwrap().contains("secret"));
	}
}
