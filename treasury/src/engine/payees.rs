//! Who is to be paid, as the engine asks for it.

use std::fmt;

use async_trait::async_trait;

use crate::{error::Result, hex32::Hex32, store::Conn};

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
	/// The payee with this commitment.
	async fn find(&self, conn: &mut Conn, commitment: Hex32) -> Result<Option<Payee>>;
}
