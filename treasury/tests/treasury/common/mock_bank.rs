//! PyPI's `mock-bank`, as the bank: it takes files from the outbox and answers into a folder.

use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant},
};

use serde_json::{json, Value};

use super::tools;

/// The bank's name of the city's account.
const ACCOUNT: &str = "ACME";

/// Its closed account.
pub const CLOSED: &str = "NL84MOCK0000000003";

/// A bank; killed when dropped.
pub struct MockBank {
	child: Child,
	url: String,
	http: reqwest::Client,
	pickup: PathBuf,
}

impl MockBank {
	/// Start one on the folders `out` and `pickup` below `dir`; none where it is not installed.
	pub async fn start(dir: &Path) -> Option<Self> {
		Self::start_at(dir, Some("2026-11-30T08:00")).await
	}

	/// The same at another time; now, if none is named.
	pub async fn start_at(dir: &Path, clock: Option<&str>) -> Option<Self> {
		let python = tools::python()?;
		let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
		let port = listener.local_addr().expect("it has one").port();
		drop(listener);
		let pickup = dir.join("pickup");
		fs::create_dir_all(&pickup).expect("a folder");
		fs::create_dir_all(dir.join("out")).expect("a folder");
		let child = Command::new(python)
			.args(["-m", "mockbank", "-q", "--drop-settle-ms", "0"])
			.args([
				"--drop-interval-ms",
				"3600000",
				"--clock",
				clock.unwrap_or_default(),
			])
			.args(["--port", &port.to_string(), "--keep-requests", "100"])
			.arg("--db")
			.arg(dir.join("bank.db"))
			.arg("--drop-dir")
			.arg(dir.join("out"))
			.arg("--pickup-dir")
			.arg(&pickup)
			.stdout(Stdio::null())
			.stderr(Stdio::inherit())
			.spawn()
			.expect("mock-bank starts");
		let bank = Self {
			child,
			url: format!("http://127.0.0.1:{port}"),
			http: reqwest::Client::new(),
			pickup,
		};
		let until = Instant::now() + Duration::from_secs(30);
		while bank
			.http
			.get(format!("{}/_mock/health", bank.url))
			.send()
			.await
			.is_err()
		{
			assert!(Instant::now() < until, "mock-bank does not start");
			tokio::time::sleep(Duration::from_millis(50)).await;
		}
		Some(bank)
	}

	async fn get(&self, path: &str) -> Value {
		let answer = self.http.get(format!("{}{path}", self.url)).send().await;
		answer.expect("an answer").json().await.expect("JSON")
	}

	async fn post(&self, path: &str, body: Value) -> Value {
		let request = self.http.post(format!("{}{path}", self.url)).json(&body);
		request
			.send()
			.await
			.expect("an answer")
			.json()
			.await
			.expect("JSON")
	}

	/// Take what lies in the outbox; what it said of each file.
	pub async fn scan(&self) -> Vec<Value> {
		let answer = self.post("/_mock/drop/scan", json!({})).await;
		answer["files"].as_array().expect("a list").clone()
	}

	/// Send a file over the other door; its answer.
	pub async fn post_file(&self, bytes: Vec<u8>) -> (u16, Value) {
		let request = self
			.http
			.post(format!("{}/payments", self.url))
			.header("Content-Type", "application/xml")
			.body(bytes);
		let answer = request.send().await.expect("an answer");
		(answer.status().as_u16(), answer.json().await.expect("JSON"))
	}

	/// Let days pass.
	pub async fn advance(&self, days: u32) {
		let answer = self
			.post(&format!("/_mock/advance?days={days}"), json!({}))
			.await;
		assert!(answer.get("error").is_none(), "{answer}");
	}

	/// What the city's account does with payments from now on.
	pub async fn behave(&self, behaviour: &str, parameters: Value) {
		let request = self
			.http
			.patch(format!("{}/_mock/accounts/{ACCOUNT}", self.url))
			.json(&json!({"behaviour": behaviour, "parameters": parameters}));
		let answer = request.send().await.expect("an answer");
		assert!(answer.status().is_success(), "{:?}", answer.text().await);
	}

	/// Somebody pays into the city's account.
	pub async fn pay_in(&self, cents: i64) {
		let answer = self
			.post(
				"/_mock/credits",
				json!({"account": ACCOUNT, "amount": cents, "debtor": {"name": "Sponsor"}}),
			)
			.await;
		assert!(answer.get("error").is_none(), "{answer}");
	}

	/// What the account holds.
	pub async fn balance(&self) -> i64 {
		let account = self.get(&format!("/_mock/accounts/{ACCOUNT}")).await;
		account["balance"].as_i64().expect("a number")
	}

	/// Every payment the bank decided on.
	pub async fn payments(&self) -> Vec<Value> {
		self.get("/_mock/payments")
			.await
			.as_array()
			.expect("a list")
			.clone()
	}

	/// What the bank has sent about the city's account and nobody took yet, oldest first.
	pub async fn outgoing(&self) -> Vec<PathBuf> {
		// Whatever is due is released first.
		self.get("/_mock/mailbox?leave").await;
		let mut files: Vec<_> = fs::read_dir(&self.pickup)
			.expect("the folder can be read")
			.map(|e| e.expect("an entry").path())
			.filter(|p| p.extension().is_some_and(|e| e == "xml"))
			.filter(|p| name(p).contains(ACCOUNT))
			.collect();
		files.sort_by_key(|p| {
			let name = name(p);
			let number = name.trim_end_matches(".xml").rsplit('-').next();
			number.and_then(|n| n.parse::<u64>().ok())
		});
		files
	}

	/// Put everything the bank has sent into the inbox, in order.
	pub async fn deliver(&self, inbox: &Path) -> usize {
		let files = self.outgoing().await;
		for file in &files {
			fs::rename(file, inbox.join(name(file))).expect("moved");
		}
		files.len()
	}
}

/// The name of a file.
pub fn name(path: &Path) -> String {
	path.file_name()
		.and_then(|n| n.to_str())
		.expect("a name")
		.to_owned()
}

impl Drop for MockBank {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}
