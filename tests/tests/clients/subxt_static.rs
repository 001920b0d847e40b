//! Talks to a civic ledger with subxt and types that were generated when the program was compiled: what the compiler
//! accepts, the chain understands.

use serde_json::{json, Value};
use subxt::utils::AccountId32;
use subxt::{OnlineClient, SubstrateConfig};
use subxt_signer::sr25519::Keypair;

/// The chain's calls and storage, from the metadata that the wallet keeps.
#[allow(missing_docs, unreachable_pub, reason = "generated")]
#[subxt::subxt(runtime_metadata_path = "../wallet/metadata/civic.scale")]
mod civic {}

/// Reads a claim, sends `amount` units, waits until they are final, and tells what it saw.
pub(crate) async fn session(
	url: &str,
	claim: u64,
	sender: &Keypair,
	receiver: AccountId32,
	amount: u128,
) -> anyhow::Result<Value> {
	let api = OnlineClient::<SubstrateConfig>::from_insecure_url(url).await?;
	let at = api.at_current_block().await?;

	let place = civic::storage().measurements().claims();
	let stored = at.storage().fetch(place, (claim,)).await?.decode()?;

	let account = AccountId32(sender.public_key().0);
	let balance = async |who: &AccountId32| -> anyhow::Result<u128> {
		let at = api.at_current_block().await?;
		let place = civic::storage().system().account();
		let found = at.storage().fetch(place, (*who,)).await?;
		Ok(found.decode()?.data.free)
	};
	let before = json!({
		"sender": balance(&account).await?.to_string(),
		"receiver": balance(&receiver).await?.to_string(),
	});

	let call = civic::transactions()
		.balances()
		.transfer_keep_alive(receiver.into(), amount);
	let sent = at
		.transactions()
		.sign_and_submit_then_watch_default(&call, sender)
		.await?
		.wait_for_finalized()
		.await?;
	sent.wait_for_success().await?;

	let number = api.at_block(sent.block_hash()).await?.block_number();
	Ok(json!({
		"client": "subxt, generated",
		"claim": {
			"number": claim.to_string(),
			"source": stored.source.to_string(),
			"owner": stored.owner.to_string(),
			"methodology": stored.measurement.methodology.to_string(),
			"from": stored.measurement.period.from.to_string(),
			"until": stored.measurement.period.until.to_string(),
			"quantity": stored.measurement.quantity.to_string(),
			"uncertainty": stored.measurement.uncertainty.to_string(),
			"evidence": format!("{:?}", stored.measurement.evidence),
			"readings": format!("{:?}", stored.measurement.readings),
			"submittedAt": stored.submitted_at.to_string(),
		},
		"transfer": {
			"sender": account.to_string(),
			"receiver": receiver.to_string(),
			"before": before,
			"after": {
				"sender": balance(&account).await?.to_string(),
				"receiver": balance(&receiver).await?.to_string(),
			},
			"block": { "number": number, "hash": format!("{:?}", sent.block_hash()) },
		},
	}))
}
