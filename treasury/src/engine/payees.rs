//! Who is to be paid, as the engine asks for it.

use std::fmt;

use async_trait::async_trait;

use crate::{
	error::{Error, Result},
	hex32::Hex32,
	seal::VaultError,
	store::Conn,
};

/// A registered payee.
#[derive(Clone, PartialEq, Eq)]
pub struct Payee {
	/// The account that registered it.
	pub account: Hex32,
	/// Where the money goes.
	pub iban: String,
	/// Who holds that account.
	pub name: String,
}

impl fmt::Debug for Payee {
	/// Names and account numbers are not for logs.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Payee")
			.field("account", &self.account)
			.finish_non_exhaustive()
	}
}

/// The registered payees.
#[async_trait]
pub trait Payees: Send + Sync {
	/// The payee with this commitment. Fails with [`Error::Sealed`] if it is there and cannot be decrypted.
	async fn find(&self, conn: &mut Conn, commitment: Hex32) -> Result<Option<Payee>>;
}

/// The payee with this commitment, if it can be decrypted: for those who only look.
pub(super) async fn readable(
	payees: &dyn Payees,
	conn: &mut Conn,
	commitment: Hex32,
) -> Result<Option<Payee>> {
	match payees.find(conn, commitment).await {
		Err(Error::Sealed(_)) => Ok(None),
		other => other,
	}
}

/// What to do about a payee that cannot be decrypted.
pub(super) fn sealed(why: &VaultError) -> String {
	format!(
		"its payee cannot be decrypted. {why} If there is no such key any more, ask the member to register the same account \
		 again with the wallet: then it is paid"
	)
}
