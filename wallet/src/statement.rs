//! The bank's statement that an attestation is about: a camt.053 of ISO 20022.

use sepa::{camt::BalanceType, camt053, IsoDate, ParseLimits};

use crate::{
	error::{Error, Result},
	money::Money,
};

/// Refuse to attest what the statement contradicts. Less than its closing balance may be attested: what came
/// back and is owed again is left out.
pub fn must_show(statement: &[u8], currency: &str, balance: Money, day: &str) -> Result<()> {
	let unreadable = || {
		Error::input(
			"The statement is no camt.053 file. Take it as the bank sent it (civic-treasury keeps the bank's \
			 files in its archive).",
		)
	};
	let text = std::str::from_utf8(statement).map_err(|_| unreadable())?;
	let limits = ParseLimits {
		input_bytes: statement.len(),
		..ParseLimits::default()
	};
	let document = camt053::parse_camt053_with_limits(text, limits).map_err(|_| unreadable())?;
	let closings = document
		.statements
		.iter()
		.flat_map(|statement| &statement.balances)
		.filter(|found| found.balance_type == BalanceType::ClosingBooked)
		.filter(|found| found.amount.currency.as_deref() == Some(currency))
		.filter_map(|found| {
			let day = IsoDate::parse_date_part(&found.date_raw).ok()?.to_string();
			// An account that is overdrawn has nothing.
			let money = u128::try_from(found.signed_ct()?).unwrap_or_default();
			Some((day, Money(money)))
		});
	let closings: Vec<_> = closings.collect();
	match closings.iter().find(|(closes, _)| closes == day) {
		Some((_, shown)) if balance <= *shown => Ok(()),
		Some((_, shown)) => Err(Error::input(format!(
			"The statement closes with {} and you say {}. Never attest more than it shows.",
			shown.of(currency),
			balance.of(currency)
		))),
		None => {
			let days: Vec<_> = closings.into_iter().map(|(day, _)| day).collect();
			Err(Error::input(match days.is_empty() {
				true => format!("The statement has no closing balance in {currency}."),
				false => format!(
					"The statement closes on {}, not on {day}. Say --as-of that day, or take the other \
					 statement.",
					days.join(" and ")
				),
			}))
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Closes on the first of December with 1,245.50 euros.
	const STATEMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-12-02T09:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id><CreDtTm>2026-12-02T09:00:00+01:00</CreDtTm>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">2000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1245.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-01</Dt></Dt></Bal>
</Stmt></BkToCstmrStmt></Document>"#;

	fn shows(balance: u128, currency: &str, day: &str) -> String {
		match must_show(STATEMENT.as_bytes(), currency, Money(balance), day) {
			Ok(()) => "yes".into(),
			Err(error) => {
				assert_eq!(error.exit_code(), 3);
				error.to_string()
			},
		}
	}

	#[test]
	fn no_more_than_the_closing_balance_of_that_day_is_attested() {
		assert_eq!(shows(124_550, "EUR", "2026-12-01"), "yes");
		// What came back and is owed again is left out.
		assert_eq!(shows(100_000, "EUR", "2026-12-01"), "yes");
		for (balance, currency, day, why) in [
			(
				124_551,
				"EUR",
				"2026-12-01",
				"closes with 1,245.50 EUR and you say 1,245.51 EUR",
			),
			(
				124_550,
				"EUR",
				"2026-12-02",
				"closes on 2026-12-01, not on 2026-12-02",
			),
			(124_550, "CHF", "2026-12-01", "no closing balance in CHF"),
		] {
			let said = shows(balance, currency, day);
			assert!(said.contains(why), "{said}");
		}
	}

	#[test]
	fn an_overdrawn_account_has_nothing() {
		let debit = STATEMENT.replace(
			"1245.50</Amt><CdtDbtInd>CRDT",
			"1245.50</Amt><CdtDbtInd>DBIT",
		);
		let show = |balance| must_show(debit.as_bytes(), "EUR", Money(balance), "2026-12-01");
		assert!(show(0).is_ok());
		assert!(show(1).is_err());
	}

	#[test]
	fn what_is_no_statement_is_refused() {
		for other in [&b""[..], b"%PDF-1.7", b"\xff\xfe", b"<Document/>"] {
			let why = must_show(other, "EUR", Money(0), "2026-12-01").unwrap_err();
			assert!(why.to_string().contains("camt.053"), "{why}");
		}
	}
}
