//! The way to the bank over SFTP: OpenSSH's program against OpenSSH's server, without the network
//! between them.

use std::{fs, path::Path};

use civic_treasury::{
	bank::transport::{Published, Sftp, Transport},
	engine::settings::TransportSettings,
	store::{batches::BatchStatus, redemptions::RedemptionStatus},
};

use crate::common::{
	bank::{debit, notice},
	tools, World,
};

fn server() -> Option<&'static str> {
	let found = [
		"/usr/lib/openssh/sftp-server",
		"/usr/libexec/openssh/sftp-server",
		"/usr/lib/ssh/sftp-server",
	]
	.into_iter()
	.find(|p| Path::new(p).exists());
	if found.is_none() || !Path::new("/usr/bin/sftp").exists() {
		tools::missing("OpenSSH's sftp and sftp-server (openssh-client, openssh-sftp-server)");
		return None;
	}
	found
}

fn over_sftp(dir: &Path, server: &str) -> TransportSettings {
	let path = |name: &str| dir.join(name).display().to_string();
	TransportSettings::Sftp {
		destination: "bank.example".into(),
		port: None,
		identity: None,
		known_hosts: None,
		outbox: path("out"),
		inbox: path("in"),
		archive: path("old"),
		program: ["sftp", "-D", server].map(str::to_owned).to_vec(),
	}
}

#[tokio::test]
async fn a_file_goes_out_once_and_comes_in_once_it_is_complete() {
	let Some(server) = server() else {
		return;
	};
	let dir = tempfile::tempdir().expect("a folder");
	for name in ["out", "in"] {
		fs::create_dir(dir.path().join(name)).expect("a folder");
	}
	let transport = Sftp::new(over_sftp(dir.path(), server));
	transport.stage("M1", b"half").await.expect("staged");
	transport.stage("M1", b"whole").await.expect("staged anew");
	let file = dir.path().join("out/M1.xml");
	assert!(!file.exists());
	assert_eq!(
		transport.publish("M1").await.expect("moved"),
		Published::Now
	);
	assert_eq!(fs::read(&file).expect("it is there"), b"whole");
	fs::remove_file(&file).expect("the bank takes it");
	assert_eq!(
		transport.publish("M1").await.expect("known"),
		Published::Before
	);
	assert!(!file.exists());

	let incoming = dir.path().join("in/camt 054.xml");
	fs::write(&incoming, "<a").expect("written");
	fs::write(dir.path().join("in/b.xml.part"), "x").expect("written");
	assert_eq!(
		transport.waiting().await.expect("a list"),
		vec![],
		"seen for the first time"
	);
	fs::write(&incoming, "<a/>").expect("written on");
	assert_eq!(
		transport.waiting().await.expect("a list"),
		vec![],
		"it grows"
	);
	let waiting = transport.waiting().await.expect("a list");
	assert_eq!(waiting.len(), 1);
	assert_eq!(
		(waiting[0].name.as_str(), waiting[0].size),
		("camt 054.xml", 4)
	);
	assert_eq!(
		transport.fetch("camt 054.xml").await.expect("the bytes"),
		b"<a/>"
	);
	for _ in 0..2 {
		transport
			.archive("camt 054.xml", 5)
			.await
			.expect("moved, or gone");
	}
	assert!(dir.path().join("old/5-camt 054.xml").exists());
	assert!(!incoming.exists());
	assert!(transport.fetch("nothing.xml").await.is_err());
	// A server that is not there is an error, never an empty folder.
	let gone = Sftp::new(over_sftp(dir.path(), "/nonexistent"));
	assert!(gone.waiting().await.is_err());
	assert!(gone.publish("M1").await.is_err());
}

#[tokio::test]
async fn a_pay_day_over_sftp() {
	let Some(server) = server() else {
		return;
	};
	let mut w = World::sqlite().await;
	let transport = over_sftp(w.dir.path(), server);
	w.change(|s| s.accounts[0].transport = transport);
	let id = w.redeem(1_000);
	let batch = w.pay_day().await[0];
	assert_eq!(
		w.desk.batch(batch).await.expect("it exists").batch.status,
		BatchStatus::Sent
	);
	assert_eq!(w.outbox().len(), 1);
	w.bank_sends(notice("C54", &[debit(&format!("CL{id}X1"), 1_000)]))
		.await;
	assert_eq!(w.chain_status(id), RedemptionStatus::Settled);
	assert_eq!(fs::read_dir(w.path("old")).expect("the archive").count(), 1);
	w.must_balance().await;
}
