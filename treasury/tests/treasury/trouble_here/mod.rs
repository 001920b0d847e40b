//! Chain, database, settings and payees that are not as they should be: waited for or refused,
//! nothing lost, nothing paid twice.

mod books;
mod chain;
mod officers;
mod payees;

use civic_treasury::{hex32::Hex32, store::cases::CaseKind};

use crate::common::{
	bank::{credit, debit, notice, returned, statement},
	iban, World, DAY,
};

fn e2e(id: u64) -> String {
	format!("CL{id}X1")
}

/// Pays one redemption and has it come back: its case.
async fn late_return(w: &World) -> (u64, i64) {
	let (ids, _) = w.sent(&[5_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice("C54", &[debit(&name, 5_000)])).await;
	w.bank_sends(returned("R1", &name, 5_000)).await;
	let both = [debit(&name, 5_000), credit(&name, 5_000)];
	w.bank_sends(statement(1, DAY, 100_000, 100_000, &both))
		.await;
	let cases = w.cases(true).await;
	assert_eq!(cases.len(), 1, "{cases:?}");
	assert_eq!(cases[0].kind, CaseKind::LateReturn);
	(ids[0], cases[0].id)
}

/// A corrected payee of the account that redeemed.
async fn corrected(w: &World, id: u64) -> Hex32 {
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees
		.register(r.account, &iban(id + 1_000), "J. de Vries")
}
