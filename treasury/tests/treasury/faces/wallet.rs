//! The wallet's side of a registration, against the service itself.

use civic_payee::{Payee, Registration};
use civic_treasury::{hex32::Hex32, payee::FRESH, store::payees, web::now};
use civic_wallet::{
	error::Error,
	treasury::{Registered, Treasury},
};
use jiff::Timestamp;
use subxt_signer::sr25519::{dev, Keypair};

use super::setting::{self, sign, GENESIS, IBAN};

fn payee(salt: u8) -> Payee {
	Payee::new(IBAN, "A. de Vries", Hex32([salt; 32])).unwrap()
}

fn account(key: &Keypair) -> Hex32 {
	Hex32(key.public_key().0)
}

/// What the wallet sends, and the commitment that it computes.
fn signed(key: &Keypair, payee: &Payee, at: i64) -> (Registration, Hex32) {
	let at = Timestamp::from_second(at).unwrap();
	let made = Registration::signed(payee, GENESIS, account(key), at, |text| key.sign(text).0);
	let commitment = payee.commitment(GENESIS, account(key));
	(made, commitment)
}

/// What it comes to: the exit code, and what is said.
fn told(answer: Result<Registered, Error>) -> (u8, String) {
	let error = answer.unwrap_err();
	(error.exit_code(), error.to_string())
}

#[tokio::test]
async fn the_wallet_registers_and_both_compute_the_same_commitment() {
	let service = setting::service("").await;
	let treasury = Treasury::at(&service.payees, None).unwrap();
	assert_eq!(treasury.network().await.unwrap(), GENESIS);
	let key = dev::alice();
	let (made, commitment) = signed(&key, &payee(1), now());
	let register = treasury.register(&made, commitment);
	assert_eq!(register.await.unwrap(), Registered::Kept(None));
	// An answer was lost: the same opening, signed anew.
	let (again, commitment) = signed(&key, &payee(1), now());
	let register = treasury.register(&again, commitment);
	assert_eq!(register.await.unwrap(), Registered::Kept(None));

	// The bank cannot write every name.
	let accented = Payee::new(IBAN, "Zoë de Vries", Hex32([3; 32])).unwrap();
	let (written, of_accented) = signed(&key, &accented, now());
	let said = treasury.register(&written, of_accented).await.unwrap();
	assert_eq!(said, Registered::Kept(Some("Zoe de Vries".into())));

	let mut conn = service.db.read().await.unwrap();
	let rows = payees::of_account(&mut conn, account(&key)).await.unwrap();
	let kept: Vec<_> = rows.iter().map(|row| row.commitment).collect();
	assert_eq!(kept.len(), 2, "one that was sent twice is one");
	assert!(kept.contains(&commitment) && kept.contains(&of_accented));
	// Whoever answers with another commitment is not believed.
	let other = Hex32([9; 32]);
	let (code, said) = told(treasury.register(&made, other).await);
	assert_eq!(code, 5);
	assert!(said.contains("another commitment"), "{said}");
}

#[tokio::test]
async fn what_the_treasury_does_not_take_is_told_in_words() {
	let service = setting::service("").await;
	let treasury = Treasury::at(&service.payees, None).unwrap();
	let key = dev::alice();
	let (mut forged, commitment) = signed(&key, &payee(1), now());
	sign(&mut forged, &dev::bob());
	let (expired, _) = signed(&key, &payee(1), now() - FRESH - 60);
	let (mut elsewhere, _) = signed(&key, &payee(1), now());
	elsewhere.genesis_hash = Hex32([8; 32]).to_string();
	sign(&mut elsewhere, &key);
	for (made, code, says) in [
		(&forged, 6, "not the account's"),
		(&expired, 3, "clock"),
		(&elsewhere, 5, "another network"),
	] {
		let (exit, said) = told(treasury.register(made, commitment).await);
		assert_eq!(exit, code, "{said}");
		assert!(said.contains(says), "{said}");
	}
	let mut conn = service.db.read().await.unwrap();
	let rows = payees::of_account(&mut conn, account(&key)).await.unwrap();
	assert_eq!(rows, [], "nothing of it was stored");
}

#[tokio::test]
async fn what_was_erased_is_told_apart() {
	let service = setting::service("").await;
	let treasury = Treasury::at(&service.payees, None).unwrap();
	let key = dev::alice();
	let (made, commitment) = signed(&key, &payee(1), now());
	treasury.register(&made, commitment).await.unwrap();
	let mut write = service.db.write().await.unwrap();
	payees::erase(&mut write, commitment, "test", false, now())
		.await
		.unwrap();
	write.commit().await.unwrap();
	let register = treasury.register(&made, commitment);
	assert_eq!(register.await.unwrap(), Registered::Erased);
	// With another salt it is another payee.
	let (anew, commitment) = signed(&key, &payee(2), now());
	let register = treasury.register(&anew, commitment);
	assert_eq!(register.await.unwrap(), Registered::Kept(None));
}

#[tokio::test]
async fn a_full_or_busy_treasury_says_so_and_a_silent_one_is_told() {
	let addresses = "[officers]\nlisten = \"127.0.0.1:0\"\n[payees]\nlisten = \"127.0.0.1:0\"\n";
	let service = setting::service(&format!("{addresses}most_per_account = 1\n")).await;
	let treasury = Treasury::at(&service.payees, None).unwrap();
	let key = dev::alice();
	let (first, commitment) = signed(&key, &payee(1), now());
	treasury.register(&first, commitment).await.unwrap();
	let (second, commitment) = signed(&key, &payee(2), now());
	let (code, said) = told(treasury.register(&second, commitment).await);
	assert_eq!(code, 3);
	assert!(said.contains("ask the treasury"), "{said}");

	let busy = setting::service(&format!("{addresses}requests_a_minute = 1\n")).await;
	let treasury = Treasury::at(&busy.payees, None).unwrap();
	treasury
		.register(&first, commitment_of(&first))
		.await
		.unwrap();
	let (code, said) = told(treasury.register(&first, commitment_of(&first)).await);
	assert_eq!(code, 5);
	assert!(said.contains("Try again in"), "{said}");

	// Nobody listens at a port that was free a moment ago.
	let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("http://{}", nobody.local_addr().unwrap());
	drop(nobody);
	let treasury = Treasury::at(&url, None).unwrap();
	let error = treasury.network().await.unwrap_err();
	assert_eq!(error.exit_code(), 5);
	assert!(error.to_string().contains("does not answer"), "{error}");
}

fn commitment_of(made: &Registration) -> Hex32 {
	made.check(GENESIS).unwrap().commitment
}
