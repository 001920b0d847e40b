// What one does with polkadot-api (PAPI), wherever its JSON-RPC comes from: a node or a light client.
//
// `#descriptors` are the chain's types, generated from its own metadata by `papi add` (see docs/clients.md).
import { civic } from "#descriptors";
import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import { AccountId, createClient, Enum } from "polkadot-api";
import { getPolkadotSigner, withMetadataHash } from "polkadot-api/signer";
import { mustBe, step, tokens, units } from "./common.js";

/** Connects, reads a claim, sends tokens, waits until they are final, and tells what it saw. */
export async function session(provider, { genesis, claim, to, amount, suri, "metadata-hash": withHash }) {
	const client = createClient(provider);
	const api = client.getTypedApi(civic);

	// Symbol, decimals and address format come from the chain specification.
	const { name, genesisHash, properties } = await step("connecting", client.getChainSpecData());
	const network = {
		name,
		genesis: genesisHash,
		symbol: properties.tokenSymbol,
		decimals: properties.tokenDecimals,
		ss58Format: properties.ss58Format,
	};
	mustBe(genesis, network);
	const begun = await step("learning the latest final block", client.getFinalizedBlock());

	const stored = await step(`reading claim ${claim}`, api.query.Measurements.Claims.getValue(BigInt(claim)));
	if (!stored) throw new Error(`there is no claim ${claim}`);

	const keys = keyPair(suri);
	const sender = AccountId(network.ss58Format).dec(keys.publicKey);
	const receiver = to ?? sender;
	const balance = async (who) => (await api.query.System.Account.getValue(who)).data.free;
	const balances = async () => ({ sender: await balance(sender), receiver: await balance(receiver) });
	const before = await step("reading balances", balances());

	// Hardware wallets compare the hash of the metadata with what they show; it is signed on request only.
	const plain = getPolkadotSigner(keys.publicKey, "Sr25519", keys.sign);
	const signer = withHash ? withMetadataHash({ decimals: network.decimals, tokenSymbol: network.symbol }, plain) : plain;
	const call = api.tx.Balances.transfer_keep_alive({
		dest: Enum("Id", receiver),
		value: units(amount, network),
	});
	// Resolves when the block is final.
	const sent = await step(`sending ${amount} ${network.symbol}`, call.signAndSubmit(signer));
	if (!sent.ok) throw new Error(`refused: ${JSON.stringify(sent.dispatchError)}`);

	const after = await step("reading balances", balances());
	client.destroy();
	return {
		network,
		begun: { number: begun.number, hash: begun.hash },
		claim: {
			number: claim,
			source: stored.source,
			owner: stored.owner,
			methodology: stored.measurement.methodology.toString(),
			from: stored.measurement.period.from,
			until: stored.measurement.period.until,
			quantity: stored.measurement.quantity,
			uncertainty: stored.measurement.uncertainty,
			evidence: stored.measurement.evidence,
			readings: stored.measurement.readings,
			submittedAt: stored.submitted_at,
			status: stored.status.type,
		},
		transfer: { sender, receiver, before, after, block: { number: sent.block.number, hash: sent.block.hash } },
		shown: tokens(after.sender, network),
	};
}

/** The key of a phrase and a path, such as "bottom drive …//1//work"; a path alone is under the phrase everybody knows. */
function keyPair(suri) {
	const [, phrase, path] = suri.match(/^([^/]*)(.*)$/);
	const secret = entropyToMiniSecret(mnemonicToEntropy(phrase.trim() || DEV_PHRASE));
	return sr25519CreateDerive(secret)(path);
}
