//! Files that come twice, cannot be read, or speak of something else.

use std::fs;

use civic_treasury::{
	engine::inbox as bank_inbox,
	store::{
		cases::CaseKind, inbox::FileStatus, payments::PaymentStatus, redemptions::RedemptionStatus,
	},
};

use crate::{
	common::{
		bank::{debit, notice, notice_of, returned, returned_to, statement, status},
		e2e, iban, World, DAY,
	},
	on_both,
};

on_both! {
	a_replayed_file_has_no_effect;
	a_file_that_could_not_be_moved_is_no_replay;
	a_file_that_cannot_be_moved_does_not_keep_the_others_from_being_read;
	what_cannot_be_read_is_kept_and_shown;
	another_account_is_a_case;
	hundreds_are_settled_together;
	a_status_report_on_another_message_pays_nobody;
	a_batch_of_bookings_in_one_line_is_taken_apart;
}

async fn a_replayed_file_has_no_effect(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let file = notice("C54", &[debit(&e2e(ids[0]), 1_000)]);
	w.bank_sends(&file).await;
	w.must_balance().await;
	let deeds = w.chain.submissions();
	for _ in 0..2 {
		w.bank_sends(&file).await;
	}
	assert_eq!(w.chain.submissions(), deeds);
	let files = w.desk.inbox(None, 10).await.expect("the inbox");
	assert_eq!(
		files.iter().map(|f| f.status).collect::<Vec<_>>(),
		[
			FileStatus::Duplicate,
			FileStatus::Duplicate,
			FileStatus::Handled
		]
	);
	assert_eq!(files[0].duplicate_of, Some(files[2].id));
	let replays = w.cases(false).await;
	assert_eq!(
		replays
			.iter()
			.filter(|c| c.kind == CaseKind::Replay)
			.count(),
		2
	);
	assert_eq!(w.open_cases().await, vec![]);
	// The bytes of a replay are those of the first.
	let bytes = w.desk.inbox_file(files[0].id).await.expect("the bytes");
	assert_eq!(bytes, file.as_bytes());
	w.must_balance().await;
}

async fn a_file_that_could_not_be_moved_is_no_replay(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	let file = notice("C54", &[debit(&e2e(ids[0]), 1_000)]);
	// Stored, and killed before it was moved away.
	bank_inbox::store(&w.core, "a.xml", file.as_bytes())
		.await
		.expect("stored");
	fs::write(w.path("in/a.xml"), &file).expect("written");
	w.run().await;
	let files = w.desk.inbox(None, 10).await.expect("the inbox");
	assert_eq!(files.len(), 1);
	assert_eq!(files[0].status, FileStatus::Handled);
	assert_eq!(fs::read_dir(w.path("in")).expect("the inbox").count(), 0);
	assert_eq!(fs::read_dir(w.path("old")).expect("the archive").count(), 1);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
}

async fn a_file_that_cannot_be_moved_does_not_keep_the_others_from_being_read(w: World) {
	let (ids, _) = w.sent(&[1_000]).await;
	// With the number before it the name is longer than a file's may be.
	let long = format!("a{}.xml", "x".repeat(250));
	fs::write(w.path("in").join(&long), "<x/>").expect("written");
	fs::write(
		w.path("in/b.xml"),
		notice("C54", &[debit(&e2e(ids[0]), 1_000)]),
	)
	.expect("written");
	let error = w.step().await.expect_err("one cannot be moved").to_string();
	assert!(error.contains(&long), "{error}");
	assert!(w.step().await.is_err(), "it is told until it is mended");
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Booked);
	assert!(!w.path("in/b.xml").exists());
	fs::rename(w.path("in").join(&long), w.path("in/a.xml")).expect("renamed");
	w.run().await;
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Settled);
}

/// Text that no compression makes short.
fn random_text(length: usize) -> String {
	(0..length)
		.map(|_| char::from(b'A' + rand::random_range(0..26u8)))
		.collect()
}

async fn what_cannot_be_read_is_kept_and_shown(mut w: World) {
	let good = notice("C54", &[debit("CL0X1", 1_000)]);
	let bad: Vec<Vec<u8>> =
		vec![
		b"".to_vec(),
		b"\xff\xfe\x00".to_vec(),
		b"not XML at all".to_vec(),
		good.as_bytes()[..good.len() / 2].to_vec(),
		good.replace("camt.054.001.08", "camt.054.001.99")
			.into_bytes(),
		good.replace("1000", "")
			.replace("10.00", "ten")
			.into_bytes(),
		good.replace("10.00", "10.001").into_bytes(),
		good.replace("10.00", "99999999999999999999.00")
			.into_bytes(),
		good.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>DEBT")
			.into_bytes(),
		good.replace("2026-11-30</Dt>", "2026-13-45</Dt>")
			.into_bytes(),
		b"<!DOCTYPE a [<!ENTITY x \"y\">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>"
			.to_vec(),
		b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf/>\
		  </Document>"
			.to_vec(),
		returned("R", "CL0X1", 5)
			.replace("<TxInf>", "<Tx>")
			.replace("</TxInf>", "</Tx>")
			.into_bytes(),
		returned("R", "CL0X1", 5)
			.replace("Ccy=\"EUR\"", "")
			.into_bytes(),
		statement(1, DAY, 0, 0, &[])
			.replace("CLBD", "ITBD")
			.into_bytes(),
		format!("<a>{}</a>", "<b>".repeat(10_000)).into_bytes(),
		// What a database cannot keep, or cannot add up.
		returned("R", "CL0X1", 5)
			.replace("<MsgId>R<", "<MsgId>R\0<")
			.into_bytes(),
		returned("R", &"X".repeat(1_000), 5).into_bytes(),
		returned("R", "CL0X1", 5).replace("<MsgId>R<", "<MsgId>R&#27;<").into_bytes(),
		notice("C54", &[debit(&random_text(9_000), 1_000)]).into_bytes(),
		statement(1, DAY, 0, 0, &[])
			.replace("<Id>ST-1<", &format!("<Id>{}<", random_text(9_000)))
			.into_bytes(),
		notice("C54", &[debit("CL0X1", 1_000_000_000_000_001)]).into_bytes(),
		statement(1, DAY, 1_000_000_000_000_001, 1_000_000_000_000_001, &[]).into_bytes(),
	];
	let count = bad.len();
	for bytes in &bad {
		w.bank_sends(bytes).await;
	}
	let files = w.desk.inbox(None, 100).await.expect("the inbox");
	assert_eq!(files.len(), count);
	for (file, bytes) in files.iter().rev().zip(&bad) {
		assert_eq!(
			file.status,
			FileStatus::Failed,
			"{}: {:?}",
			file.name,
			file.error
		);
		assert_eq!(&w.desk.inbox_file(file.id).await.expect("the bytes"), bytes);
	}
	assert_eq!(w.open_cases().await, vec![CaseKind::Unreadable; count]);
	assert_eq!(w.chain.submissions(), 0);
	// Too large a file is not even taken; it stays where it is.
	w.change(|s| s.inbox.max_bytes = 100);
	w.bank_sends("x".repeat(101)).await;
	assert_eq!(w.open_cases().await.len(), count + 1);
	assert_eq!(fs::read_dir(w.path("in")).expect("the inbox").count(), 1);
}

async fn another_account_is_a_case(w: World) {
	let (ids, msg_id) = w.sent(&[1_000]).await;
	let name = e2e(ids[0]);
	w.bank_sends(notice_of(&iban(5), "C54", &[debit(&name, 1_000)]))
		.await;
	w.bank_sends(returned_to(&iban(5), "EUR", "R1", &name, 1_000))
		.await;
	let report = status("P2", &msg_id, &[(&name, "RJCT", Some("AC04"))]).replace(
		"</TxInfAndSts>",
		&format!(
			"<OrgnlTxRef><DbtrAcct><Id><IBAN>{}</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInfAndSts>",
			iban(5)
		),
	);
	w.bank_sends(report).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::WrongAccount; 3]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	assert_eq!(w.payment_status(ids[0]).await, PaymentStatus::Instructed);
	w.must_balance().await;
}

async fn hundreds_are_settled_together(w: World) {
	let (ids, _) = w.sent(&[1_000; 230]).await;
	let lines: Vec<_> = ids.iter().map(|id| debit(&e2e(*id), 1_000)).collect();
	let before = w.chain.submissions();
	w.bank_sends(notice("C54", &lines)).await;
	assert_eq!(w.chain.submissions() - before, 3);
	w.must_balance().await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
}

async fn a_status_report_on_another_message_pays_nobody(w: World) {
	let (first, _) = w.sent(&[1_000]).await;
	let (_, second) = w.sent(&[2_000]).await;
	// The payment is of the first message, the report is on the second.
	w.bank_sends(status("P2", &second, &[(&e2e(first[0]), "ACSC", None)]))
		.await;
	assert_eq!(w.open_cases().await, vec![CaseKind::UnknownPayment]);
	assert_eq!(w.chain_status(first[0]), RedemptionStatus::Paying);
}

async fn a_batch_of_bookings_in_one_line_is_taken_apart(w: World) {
	let (ids, _) = w.sent(&[1_000, 2_000]).await;
	let one = |id: u64, amount: &str| {
		format!(
			"<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>\
			 <CdtDbtInd>DBIT</CdtDbtInd></TxDtls>",
			e2e(id)
		)
	};
	let file = |total: &str, second: &str| {
		let both = format!("{}{}", one(ids[0], "10.00"), one(ids[1], second));
		let plain = notice("C54", &[debit("ALL", 3_000)]).replace("30.00", total);
		let (before, rest) = plain.split_once("<TxDtls>").expect("there is one");
		let (_, after) = rest.split_once("</TxDtls>").expect("it ends");
		format!("{before}{both}{after}")
	};
	// Parts that are not the whole are refused as a whole.
	w.bank_sends(file("30.00", "20.01")).await;
	assert_eq!(w.open_cases().await, vec![CaseKind::Unreadable]);
	assert_eq!(w.chain_status(ids[0]), RedemptionStatus::Paying);
	w.bank_sends(file("30.00", "20.00")).await;
	for id in ids {
		assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	}
	w.must_balance().await;
}
