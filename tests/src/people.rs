//! What people of the demo city do, each with the wallet, as they would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use futures::future::try_join_all;
use futures::lock::Mutex;
use serde_json::Value;

use crate::network::Network;
use crate::node::DevKey;
use crate::wait::{until, Seen};
use crate::wallet::{at, number, text, Wallet};

/// Verifiers in `demo-city`.
const VERIFIERS: u32 = 8;

/// Seats on a panel there.
const PANEL: usize = 3;

/// How many of a panel have to agree there.
const QUORUM: usize = 2;

/// How long a claim may wait for its panel: a lot needs an epoch that began after it.
const LOT: Duration = Duration::from_secs(75);

/// Who keeps the register.
#[derive(Debug)]
pub struct Registrar {
	wallet: Wallet,
	secret: PathBuf,
}

impl Registrar {
	/// The registry office, with a secret to derive persons and places with: the network's first one.
	pub async fn open(network: &Network) -> anyhow::Result<Self> {
		let wallet = network.wallet("registrar", DevKey::Alice)?;
		let secret = wallet.folder().join("registrar.secret");
		if !secret.exists() {
			wallet.run(&["member", "secret", path(&secret)?]).await?;
		}
		Ok(Self {
			wallet: wallet.with_suri(DevKey::Alice.suri()),
			secret,
		})
	}

	/// Write a voucher for the citizen with this number in the civil register.
	pub async fn voucher(&self, citizen: &str) -> anyhow::Result<PathBuf> {
		let entry = self.entry(citizen)?;
		let person = [
			"--secret-file",
			path(&self.secret)?,
			"--id-file",
			path(&entry)?,
		];
		self.issue(citizen, "citizen", &person).await
	}

	/// Write a voucher for a business, which is no person.
	pub async fn business_voucher(&self, name: &str) -> anyhow::Result<PathBuf> {
		self.issue(name, "business", &[]).await
	}

	async fn issue(&self, name: &str, kind: &str, person: &[&str]) -> anyhow::Result<PathBuf> {
		let voucher = self.wallet.folder().join(format!("voucher-{name}.json"));
		let (month, years) = (in_days(30)?, in_days(3650)?);
		let issue = ["member", "voucher", "issue", "--kind", kind];
		let dates = ["--enrolled-until", &years, "--valid-until", &month];
		let out = ["--out", path(&voucher)?];
		self.wallet
			.run(&[issue.as_slice(), &dates, person, &out].concat())
			.await?;
		Ok(voucher)
	}

	/// The commitment to the premises with this number in the cadastre.
	pub async fn place(&self, premises: &str) -> anyhow::Result<String> {
		let entry = self.entry(premises)?;
		let wallet = self.wallet.clone().unsigned();
		let secret = path(&self.secret)?;
		let args = [
			"member",
			"derive",
			"place",
			"--secret-file",
			secret,
			"--id-file",
			path(&entry)?,
		];
		Ok(text(&wallet.run(&args).await?, "/derived")?.to_string())
	}

	fn entry(&self, number: &str) -> anyhow::Result<PathBuf> {
		let file = self.wallet.folder().join(format!("{number}.txt"));
		std::fs::write(&file, number).context("cannot write a register's entry")?;
		Ok(file)
	}
}

/// A citizen, or a business, with a key file and no balance.
#[derive(Clone, Debug)]
pub struct Citizen {
	/// The wallet.
	pub wallet: Wallet,
	/// The number in the register of members.
	pub member: u64,
	/// The account.
	pub account: String,
}

impl Citizen {
	/// Make a key, and enrol with a voucher of the registrar.
	pub async fn enrol(
		network: &Network,
		registrar: &Registrar,
		name: &str,
		node: DevKey,
	) -> anyhow::Result<Self> {
		let voucher = registrar.voucher(name).await?;
		Self::enrol_with(network, &voucher, name, node).await
	}

	/// The same for a business.
	pub async fn enrol_business(
		network: &Network,
		registrar: &Registrar,
		name: &str,
		node: DevKey,
	) -> anyhow::Result<Self> {
		let voucher = registrar.business_voucher(name).await?;
		Self::enrol_with(network, &voucher, name, node).await
	}

	async fn enrol_with(
		network: &Network,
		voucher: &Path,
		name: &str,
		node: DevKey,
	) -> anyhow::Result<Self> {
		let wallet = network.wallet(name, node)?;
		wallet.run(&["key", "new", name]).await?;
		let wallet = wallet.with_key(name);
		let redeemed = wallet
			.run(&["member", "voucher", "redeem", path(voucher)?])
			.await?;
		Ok(Self {
			wallet,
			member: number(&redeemed, "/member/member")?,
			account: text(&redeemed, "/member/account")?.to_string(),
		})
	}

	/// Register a source of `family` and have a verifier commission it as running `since`.
	pub async fn source(
		&self,
		place: &str,
		family: Family,
		since: &str,
		verifier: &Wallet,
	) -> anyhow::Result<u64> {
		let family = (family as u32).to_string();
		let registered = self
			.wallet
			.run(&[
				"source",
				"register",
				"--family",
				&family,
				"--place",
				place,
				"--nameplate",
				NAMEPLATE,
			])
			.await?;
		let source: u64 = number(&registered, "/source/source")?;
		verifier
			.run(&[
				"source",
				"commission",
				&source.to_string(),
				"--since",
				since,
			])
			.await?;
		Ok(source)
	}

	/// Claim what a file of readings shows. Returns the wallet's document.
	pub async fn claim(&self, source: u64, method: &[&str]) -> anyhow::Result<Value> {
		let source = source.to_string();
		let mut args = vec!["claim", "submit", "--source", &source];
		args.extend(method);
		self.wallet.run(&args).await
	}

	/// Tell the treasury at `url` where this member's money goes. The commitment to it.
	pub async fn payee(&self, url: &str, iban: &str, name: &str) -> anyhow::Result<String> {
		let details = self.wallet.folder().join("bank-account.json");
		let account = serde_json::json!({ "iban": iban, "name": name }).to_string();
		std::fs::write(&details, account).context("cannot write the bank account")?;
		let args = ["redeem", "payee", "--treasury", url, "--details"];
		let told = self
			.wallet
			.run(&[args.as_slice(), &[path(&details)?]].concat())
			.await?;
		Ok(text(&told, "/commitment")?.to_string())
	}

	/// Exchange `tokens`, to be paid to the registered payee. The redemption as the wallet shows it.
	pub async fn redeem(&self, window: u64, tokens: &str) -> anyhow::Result<Value> {
		let window = window.to_string();
		let asked = self
			.wallet
			.run(&["redeem", "submit", &window, tokens])
			.await?;
		at(&asked, "/redemption").cloned()
	}

	/// The balance in units.
	pub async fn balance(&self) -> anyhow::Result<u128> {
		number(&self.wallet.run(&["balance"]).await?, "/free")
	}
}

/// The most a household's source does in an hour, Wh.
const NAMEPLATE: &str = "20000";

/// The methodology families of `demo-city`.
#[derive(Clone, Copy, Debug)]
pub enum Family {
	/// Rooftop PV.
	RooftopPv = 0,
	/// Metered savings of electricity.
	Electricity = 1,
	/// Metered savings of gas.
	Gas = 2,
}

/// The verifiers of the demo city by their numbers in the register.
#[derive(Debug)]
pub struct Verifiers(BTreeMap<u64, Verifier>);

/// A verifier, who does one thing after another.
#[derive(Debug)]
struct Verifier {
	wallet: Wallet,
	turn: Mutex<()>,
}

/// How a verifier comes to an answer.
#[derive(Clone, Copy, Debug)]
pub enum Review<'a> {
	/// Recomputes from the evidence in this folder, and answers what comes out.
	Recompute(&'a Path),
	/// Has seen the place, and rejects.
	Reject,
}

impl Verifiers {
	/// All of them.
	pub async fn open(network: &Network) -> anyhow::Result<Self> {
		let all = (1..=VERIFIERS).map(|i| async move {
			let name = format!("verifier-{i}");
			let wallet = network
				.wallet(&name, DevKey::Bob)?
				.with_suri(&format!("//Verifier//{i}"));
			let member = number(&wallet.run(&["member", "show"]).await?, "/member")?;
			anyhow::Ok((
				member,
				Verifier {
					wallet,
					turn: Mutex::new(()),
				},
			))
		});
		Ok(Self(try_join_all(all).await?.into_iter().collect()))
	}

	/// Any of them, the same for the same `i`.
	pub fn any(&self, i: usize) -> anyhow::Result<&Wallet> {
		let verifier = self
			.0
			.values()
			.cycle()
			.nth(i)
			.context("there are verifiers")?;
		Ok(&verifier.wallet)
	}

	/// The verifier with this number in the register, as the register shows it.
	pub async fn show(&self, member: u64) -> anyhow::Result<Value> {
		self.get(member)?.wallet.run(&["member", "show"]).await
	}

	fn get(&self, member: u64) -> anyhow::Result<&Verifier> {
		self.0
			.get(&member)
			.with_context(|| format!("{member} is no verifier of the demo city"))
	}

	/// Wait until a panel is drawn for `claim` in this round (0 or 1). Returns who sits on it.
	pub async fn panel(&self, claim: u64, round: usize) -> anyhow::Result<Vec<u64>> {
		let what = format!("panel {round} of claim {claim}");
		let wallet = self.any(0)?.clone().unsigned();
		until(&what, LOT, || async {
			let shown = wallet.run(&["claim", "show", &claim.to_string()]).await?;
			let Some(panel) = shown.pointer(&format!("/panels/{round}")) else {
				return Ok(Seen::Not(shown.to_string()));
			};
			let seats = at(panel, "/seats")?
				.as_array()
				.context("seats are a list")?;
			if seats.len() < PANEL {
				return Ok(Seen::Not(panel.to_string()));
			}
			let members = seats.iter().map(|seat| number(seat, "/verifier"));
			Ok(Seen::Ready(members.collect::<anyhow::Result<_>>()?))
		})
		.await
	}

	/// As many of the panel as have to agree review the claim and answer. With the last answer it is
	/// decided, and the others need not answer any more.
	pub async fn review(
		&self,
		claim: u64,
		panel: &[u64],
		review: Review<'_>,
	) -> anyhow::Result<()> {
		let claim = claim.to_string();
		let answers = panel.iter().take(QUORUM).map(|member| {
			let claim = claim.as_str();
			async move {
				let verifier = self.get(*member)?;
				let _turn = verifier.turn.lock().await;
				let verify = ["verify", claim];
				match review {
					Review::Recompute(evidence) => {
						let evidence = ["--evidence", path(evidence)?];
						verifier.wallet.run(&[verify, evidence].concat()).await
					},
					Review::Reject => verifier.wallet.run(&["verify", claim, "--reject"]).await,
				}
			}
		});
		try_join_all(answers).await.map(drop)
	}
}

/// Wait until `claim` may be settled, and settle it. Returns the claim as it is then.
pub async fn settle(wallet: &Wallet, claim: u64) -> anyhow::Result<Value> {
	let id = claim.to_string();
	let reader = wallet.clone().unsigned();
	let what = format!("the challenge window of claim {claim} to pass");
	until(&what, Duration::from_secs(60), || async {
		let answer = wallet.ask(&["settle", &id]).await?;
		Ok(match answer.code {
			0 => Seen::Ready(()),
			_ => Seen::Not(answer.told),
		})
	})
	.await?;
	reader.run(&["claim", "show", &id]).await
}

/// A path as an argument.
pub fn path(path: &Path) -> anyhow::Result<&str> {
	path.to_str()
		.with_context(|| format!("{} is not text", path.display()))
}

/// A moment `days` from now, as the wallet reads it.
fn in_days(days: u64) -> anyhow::Result<String> {
	let now = SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.context("the clock is set")?;
	Ok(format!("@{}", now.as_secs() + days * 86_400))
}
