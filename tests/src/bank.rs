//! PyPI's `mock-bank`, as the city's bank: a program of its own with two folders, and a clock that can
//! be moved.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{bail, ensure, Context};
use serde_json::{json, Value};

use crate::node::free_ports;
use crate::wait::{until, Seen};
use crate::wallet::{at, text};

/// The city's account at it.
pub const IBAN: &str = "NL41MOCK0000000001";

/// An account at it that is closed: payments to it are refused (AC04).
pub const CLOSED: &str = "NL84MOCK0000000003";

/// What the bank calls the city's account.
const ACCOUNT: &str = "ACME";

/// Others with an account there: closed, so that no statement of theirs lies among the city's.
const OTHERS: [&str; 2] = ["GLOBEX", "EURODIS"];

/// It pays at weekends too, and for the same day until midnight: a demonstration may run at any hour.
const EVERY_DAY: &str = "import datetime, mockbank.clock as clock
clock.WEEKEND = ()
clock.cutoff_time = lambda _: datetime.time.max
from mockbank.__main__ import main
main()";

/// How far the bank's clock is behind. The ledger takes a booking of any day that has begun somewhere on
/// Earth: so both the bank's first day and the one after it are such days, at any hour.
const BEHIND: Duration = Duration::from_secs(12 * 3600);

/// How long it may take to start, or to answer.
const START: Duration = Duration::from_secs(30);

/// When it takes what lies in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
	/// Every second.
	ByItself,
	/// When [`Bank::scan`] asks for it.
	WhenAsked,
}

/// A bank. Killed when dropped.
#[derive(Debug)]
pub struct Bank {
	process: Child,
	url: String,
	http: reqwest::Client,
}

/// The Python that has `mock-bank`, or what to do to have it.
pub fn python() -> anyhow::Result<PathBuf> {
	let folder = match env::var_os("CIVIC_BANK_VENV") {
		Some(folder) => PathBuf::from(folder),
		None => env::var_os("XDG_CACHE_HOME")
			.map_or_else(
				|| Path::new(&env::var_os("HOME").unwrap_or_default()).join(".cache"),
				PathBuf::from,
			)
			.join("civic-ledger/bank-venv"),
	};
	let python = folder.join("bin/python");
	ensure!(
		python.exists(),
		"the bank's simulator is missing: there is no {}. Run `make setup`, or name its Python \
		 environment in CIVIC_BANK_VENV",
		python.display()
	);
	Ok(python)
}

impl Bank {
	/// Open one that takes payment files from `outbox` and puts its answers into `inbox`; the rest lies in
	/// `folder`. The city's account is empty, and the bank's clock is `days` behind.
	pub async fn open(
		folder: &Path,
		outbox: &Path,
		inbox: &Path,
		days: u32,
		takes: Takes,
	) -> anyhow::Result<Self> {
		let python = python()?;
		for folder in [folder, outbox, inbox] {
			std::fs::create_dir_all(folder)
				.with_context(|| format!("cannot make {}", folder.display()))?;
		}
		let [port] = free_ports()?;
		let log = File::create(folder.join("bank.log")).context("cannot make the bank's log")?;
		let begin = jiff::Timestamp::now()
			.checked_sub(BEHIND + Duration::from_secs(86_400) * days)
			.context("the clock is set")?;
		let interval = match takes {
			Takes::ByItself => "1000",
			Takes::WhenAsked => "86400000",
		};
		let process = Command::new(&python)
			.args(["-c", EVERY_DAY, "-q", "--port", &port.to_string()])
			.args(["--clock", &begin.strftime("%Y-%m-%dT%H:%M:%S").to_string()])
			.args(["--drop-interval-ms", interval, "--drop-settle-ms", "0"])
			.arg("--db")
			.arg(folder.join("bank.db"))
			.arg("--drop-dir")
			.arg(outbox)
			.arg("--pickup-dir")
			.arg(inbox)
			.stdin(Stdio::null())
			.stdout(log.try_clone().context("cannot share the log file")?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start the bank with {}", python.display()))?;
		let bank = Self {
			process,
			url: format!("http://127.0.0.1:{port}"),
			http: reqwest::Client::builder()
				.no_proxy()
				.timeout(START)
				.build()
				.context("cannot talk HTTP")?,
		};
		until("the bank to open", START, || async {
			bank.get("/_mock/health").await.map(Seen::Ready)
		})
		.await?;
		for other in OTHERS {
			bank.change(other, &json!({ "closed": 1 })).await?;
		}
		bank.change(ACCOUNT, &json!({ "balance": 0 })).await?;
		Ok(bank)
	}

	/// Where it is spoken to about what a bank is not asked: its clock, its behaviour.
	pub fn url(&self) -> &str {
		&self.url
	}

	async fn get(&self, path: &str) -> anyhow::Result<Value> {
		answer(self.http.get(format!("{}{path}", self.url))).await
	}

	async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
		answer(self.http.post(format!("{}{path}", self.url)).json(body)).await
	}

	async fn change(&self, account: &str, to: &Value) -> anyhow::Result<()> {
		let url = format!("{}/_mock/accounts/{account}", self.url);
		answer(self.http.patch(url).json(to)).await.map(drop)
	}

	/// Take what lies in the outbox, now.
	pub async fn scan(&self) -> anyhow::Result<Vec<Value>> {
		let answer = self.post("/_mock/drop/scan", &json!({})).await?;
		list(&answer["files"])
	}

	/// Let days pass. At the end of each the bank sends its statement.
	pub async fn advance(&self, days: u32) -> anyhow::Result<()> {
		let path = format!("/_mock/advance?days={days}");
		self.post(&path, &json!({})).await.map(drop)
	}

	/// Somebody pays into the city's account.
	pub async fn pay_in(&self, cents: u64, from: &str, reference: &str) -> anyhow::Result<()> {
		let credit = json!({
			"account": ACCOUNT,
			"amount": cents,
			"debtor": { "name": from },
			"end_to_end_id": reference,
		});
		self.post("/_mock/credits", &credit).await.map(drop)
	}

	/// The payment with this end-to-end id is carried out, and comes back the next day.
	pub async fn return_later(&self, end_to_end: &str) -> anyhow::Result<()> {
		let parameters = json!({ "days": 1, "reason": "AC04", "end_to_end_id": end_to_end });
		let behaviour = json!({ "behaviour": "return-later", "parameters": parameters });
		self.change(ACCOUNT, &behaviour).await
	}

	/// What the city's account holds, in cents.
	pub async fn balance(&self) -> anyhow::Result<i64> {
		let account = self.get(&format!("/_mock/accounts/{ACCOUNT}")).await?;
		account["balance"]
			.as_i64()
			.with_context(|| format!("an account has a balance: {account}"))
	}

	/// Every payment it decided on, the oldest first.
	pub async fn payments(&self) -> anyhow::Result<Vec<Paid>> {
		let mut payments = list(&self.get("/_mock/payments").await?)?;
		payments.reverse();
		payments.iter().map(Paid::read).collect()
	}
}

/// A payment, as the bank knows it.
#[derive(Clone, Debug)]
pub struct Paid {
	/// What the city calls it.
	pub end_to_end: String,
	/// How much, in cents.
	pub cents: i64,
	/// To which account.
	pub to: String,
	/// Whether the money left the city's account.
	pub booked: bool,
	/// Whether it came back.
	pub returned: bool,
	/// Why it was refused.
	pub reason: Option<String>,
}

impl Paid {
	fn read(json: &Value) -> anyhow::Result<Self> {
		let cents = at(json, "/amount")?.as_i64();
		Ok(Self {
			end_to_end: text(json, "/end_to_end_id")?.into(),
			cents: cents.with_context(|| format!("a payment has an amount: {json}"))?,
			to: text(json, "/creditor_iban")?.into(),
			booked: !json["booked_at"].is_null(),
			returned: !json["returned_at"].is_null(),
			reason: json["reason"].as_str().map(Into::into),
		})
	}
}

/// What left the account for good: paid, less what came back.
pub fn paid(payments: &[Paid]) -> i64 {
	let left = |payment: &&Paid| payment.booked && !payment.returned;
	payments.iter().filter(left).map(|paid| paid.cents).sum()
}

fn list(json: &Value) -> anyhow::Result<Vec<Value>> {
	json.as_array()
		.cloned()
		.with_context(|| format!("the bank lists, and said {json}"))
}

async fn answer(request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
	let answer = request.send().await.context("the bank does not answer")?;
	let status = answer.status();
	let text = answer.text().await.context("the bank broke off")?;
	if !status.is_success() {
		bail!("the bank refused ({status}): {text}");
	}
	serde_json::from_str(&text).with_context(|| format!("the bank answered no JSON: {text}"))
}

impl Drop for Bank {
	fn drop(&mut self) {
		// Nothing is left to do about a process that cannot be killed.
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}
