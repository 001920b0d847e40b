//! Accounts that send tokens, one transaction after another.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{ensure, Context};
use subxt::dynamic::{self, Value};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;
use subxt_signer::SecretUri;

use crate::chain::Chain;
use crate::wait::{until, when};

/// The member of the demo city that has tokens from the start.
const FUNDED: &str = "//Watch";

/// What a sender gets to begin with: 0.2 AVO.
const FUND: u128 = 200_000;

/// How long a transaction may take to become final while all is well.
const FINAL: Duration = Duration::from_secs(90);

/// An account whose key the test holds.
#[derive(Clone, Debug)]
pub struct Sender {
	key: Keypair,
	/// Its account.
	pub account: AccountId32,
}

impl Sender {
	/// The account of the development key `suri`.
	pub fn new(suri: &str) -> anyhow::Result<Self> {
		let uri = SecretUri::from_str(suri).with_context(|| format!("{suri} is no key"))?;
		let key = Keypair::from_uri(&uri).with_context(|| format!("{suri} makes no key"))?;
		Ok(Self {
			account: key.public_key().to_account_id(),
			key,
		})
	}

	/// Sign a transfer of `units` to `to`.
	pub async fn transfer(
		&self,
		chain: &Chain,
		nonce: u64,
		to: &AccountId32,
		units: u128,
	) -> anyhow::Result<String> {
		let to = Value::unnamed_variant("Id", [Value::from_bytes(to.0)]);
		let call = dynamic::tx(
			"Balances",
			"transfer_keep_alive",
			vec![to, Value::u128(units)],
		);
		chain.sign(&call, &self.key, nonce).await
	}

	/// Sign the submission of a referendum on `call`, encoded, to be done by `authority`, with nothing
	/// looked at that a wallet looks at.
	pub async fn proposal(
		&self,
		chain: &Chain,
		nonce: u64,
		authority: &str,
		call: &[u8],
	) -> anyhow::Result<String> {
		let authority = Value::unnamed_variant(authority, []);
		let call = dynamic::tx(
			"Referenda",
			"submit",
			vec![
				Value::unnamed_variant("Origins", [authority]),
				Value::unnamed_variant("Inline", [Value::from_bytes(call)]),
				Value::unnamed_variant("After", [Value::u128(1)]),
			],
		);
		chain.sign(&call, &self.key, nonce).await
	}
}

/// Verifiers of the demo city, whom nothing charges for a transfer, with some tokens each.
pub async fn funded(
	chain: &Chain,
	numbers: impl Iterator<Item = u32>,
) -> anyhow::Result<Vec<Sender>> {
	let senders = numbers
		.map(|number| Sender::new(&format!("//Verifier//{number}")))
		.collect::<anyhow::Result<Vec<_>>>()?;
	fund(chain, &senders).await?;
	Ok(senders)
}

/// Give each of them some tokens, and see that they have them.
pub async fn fund(chain: &Chain, senders: &[Sender]) -> anyhow::Result<()> {
	ensure!(!senders.is_empty(), "somebody sends");
	let rich = Sender::new(FUNDED)?;
	let mut nonce = chain.next_nonce(&rich.account).await?;
	for sender in senders {
		let transfer = rich.transfer(chain, nonce, &sender.account, FUND).await?;
		chain.submit(&transfer).await?;
		nonce += 1;
	}
	until("the senders to have their tokens", FINAL, || async {
		let there = chain.final_nonce(&rich.account).await?;
		Ok(when(there == nonce, there))
	})
	.await
}
