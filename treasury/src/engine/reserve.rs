//! What the treasurer and the auditor may attest: the bank's closing balance, less what came back and
//! is owed again.

use super::settings::Settings;
use crate::{
	error::Result,
	store::{entries, payments, reserve, Conn},
};

/// Propose from the newest statement of each account, if that says anything new.
pub(super) async fn propose(conn: &mut Conn, settings: &Settings, now: i64) -> Result<()> {
	for account in &settings.accounts {
		let iban: String = account
			.iban
			.chars()
			.filter(|c| !c.is_whitespace())
			.collect();
		let Some(statement) = entries::last_statement(conn, &iban).await? else {
			continue;
		};
		let books = payments::books(conn, account.currency).await?;
		// What left the account and is not settled yet is still due on chain: attested now it would
		// count twice, and those who wait would be paid in part without need.
		if books.unsettled.is_positive() {
			continue;
		}
		reserve::propose(conn, account.currency, &statement, books.owed, now).await?;
	}
	Ok(())
}
