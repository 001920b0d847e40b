//! Everything a bank can send that is wrong: refused or made a visible case, nothing lost, nothing
//! paid.

mod booked_twice;
mod bookings;
mod files;
mod refused_files;
mod statements;

use std::fs;

use civic_treasury::{engine::bank_step, hex32::Hex32, store::cases::CaseKind};

use crate::common::{iban, World};

/// A corrected payee of the account that redeemed.
async fn corrected(w: &World, id: u64) -> Hex32 {
	let r = w.desk.redemption(id).await.expect("it is there").redemption;
	w.payees
		.register(r.account, &iban(id + 1_000), "J. de Vries")
}

/// What is with the bank, as text.
fn sent_files(w: &World) -> String {
	w.outbox()
		.iter()
		.map(|file| fs::read_to_string(file).expect("it can be read"))
		.collect()
}

/// The case of a kind that is open.
async fn case_of(w: &World, kind: CaseKind) -> i64 {
	let open = w.cases(true).await;
	open.iter().find(|c| c.kind == kind).expect("it is open").id
}

/// The bank sends a file, and the chain is not told of it yet.
async fn read_only(w: &World, content: String) {
	let name = format!("{}.xml", Hex32::sha256(&content));
	fs::write(w.path("in").join(name), content).expect("written");
	bank_step(&w.core).await.expect("it is read");
}
