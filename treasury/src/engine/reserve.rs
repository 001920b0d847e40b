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
		let iban = account.electronic_iban();
		let Some(statement) = entries::last_statement(conn, &iban).await? else {
			continue;
		};
		let adds_up = statement
			.opening
			.checked_add(statement.credits)
			.and_then(|sum| sum.checked_sub(statement.debits))
			== Some(statement.closing);
		if !adds_up {
			continue;
		}
		let books = payments::books(conn, account.currency).await?;
		// What left the account and is not settled yet is still due on chain: attested now it would
		// count twice, and those who wait would be paid in part without need.
		if books.unsettled.is_positive() {
			continue;
		}
		// Of the day of the statement: what came back later is not in its balance.
		let owed = payments::owed_by(conn, account.currency, statement.day).await?;
		reserve::propose(conn, account.currency, &statement, owed, now).await?;
	}
	Ok(())
}
