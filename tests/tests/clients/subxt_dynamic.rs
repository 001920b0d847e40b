//! Talks to a civic ledger with subxt and no generated types: the names are looked up in the metadata of the node, so
//! that the program outlives upgrades which leave these names alone.

use serde_json::{json, Value};
use subxt::dynamic;
use subxt::ext::scale_decode::DecodeAsType;
use subxt::utils::{AccountId32, MultiAddress, H256};
use subxt::{OnlineClient, SubstrateConfig};
use subxt_signer::sr25519::Keypair;

/// The parts of a claim that are wanted; the rest is passed over.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Claim {
	source: u64,
	owner: u64,
	measurement: Measurement,
	submitted_at: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Measurement {
	methodology: u32,
	period: Period,
	quantity: u64,
	uncertainty: u64,
	evidence: H256,
	readings: H256,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Period {
	from: u64,
	until: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Account {
	data: Balance,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Balance {
	free: u128,
}

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

	let place = dynamic::storage::<(u64,), Claim>("Measurements", "Claims");
	let stored = at.storage().fetch(place, (claim,)).await?.decode()?;

	let account = AccountId32(sender.public_key().0);
	let balance = async |who: &AccountId32| -> anyhow::Result<u128> {
		let at = api.at_current_block().await?;
		let place = dynamic::storage::<([u8; 32],), Account>("System", "Account");
		Ok(at
			.storage()
			.fetch(place, (who.0,))
			.await?
			.decode()?
			.data
			.free)
	};
	let before = json!({
		"sender": balance(&account).await?.to_string(),
		"receiver": balance(&receiver).await?.to_string(),
	});

	let to = MultiAddress::<AccountId32, ()>::Id(receiver);
	let call = dynamic::transaction("Balances", "transfer_keep_alive", (to, amount));
	let sent = at
		.transactions()
		.sign_and_submit_then_watch_default(&call, sender)
		.await?
		.wait_for_finalized()
		.await?;
	sent.wait_for_success().await?;

	let number = api.at_block(sent.block_hash()).await?.block_number();
	Ok(json!({
		"client": "subxt, dynamic",
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
