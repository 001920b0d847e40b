// Talks to a civic ledger with @polkadot/api: reads a claim, sends tokens, waits until they are final.
//
//   node polkadot-js.js --url ws://127.0.0.1:9944 --claim 0 --to 5FHneW46… --amount 1.25
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { mustBe, run, step, tokens, units, version } from "./common.js";

await run(async ({ url, genesis, claim, to, amount, suri }) => {
	// The chain's types come with its metadata: no `types`, no `typesBundle`, no `signedExtensions`.
	const provider = new WsProvider(url, false);
	const api = new ApiPromise({ provider });
	await step(`connecting to ${url}`, provider.connect().then(() => api.isReadyOrError));

	// Symbol, decimals and address format come from the chain specification.
	const network = {
		name: (await api.rpc.system.chain()).toString(),
		genesis: api.genesisHash.toHex(),
		symbol: api.registry.chainTokens[0],
		decimals: api.registry.chainDecimals[0],
		ss58Format: api.registry.chainSS58,
	};
	mustBe(genesis, network);

	const stored = await step(`reading claim ${claim}`, api.query.measurements.claims(claim));
	if (stored.isNone) throw new Error(`there is no claim ${claim}`);
	const { source, owner, measurement, submittedAt, status } = stored.unwrap();

	const sender = new Keyring({ type: "sr25519", ss58Format: network.ss58Format }).addFromUri(suri);
	const receiver = to ?? sender.address;
	const free = async (who) => (await api.query.system.account(who)).data.free;
	const balances = async () => {
		const [ours, theirs] = await step("reading balances", Promise.all([free(sender.address), free(receiver)]));
		return { sender: ours.toBigInt(), receiver: theirs.toBigInt() };
	};
	const before = await balances();

	const call = api.tx.balances.transferKeepAlive(receiver, units(amount, network));
	const block = await step(`sending ${amount} ${network.symbol}`, whenFinal(api, call, sender));

	const after = await balances();
	const shownByLibrary = api.createType("Balance", after.sender).toHuman();
	await api.disconnect();
	return {
		client: "@polkadot/api",
		version: version("@polkadot/api"),
		network,
		claim: {
			number: claim,
			source: source.toString(),
			owner: owner.toString(),
			methodology: measurement.methodology.toString(),
			from: measurement.period.from.toString(),
			until: measurement.period.until.toString(),
			quantity: measurement.quantity.toString(),
			uncertainty: measurement.uncertainty.toString(),
			evidence: measurement.evidence.toHex(),
			readings: measurement.readings.toHex(),
			submittedAt: submittedAt.toString(),
			status: status.type,
		},
		transfer: { sender: sender.address, receiver, before, after, block },
		shown: tokens(after.sender, network),
		shownByLibrary,
	};
});

/** Signs and sends `call`. Resolves with the block it is in once that is final. */
function whenFinal(api, call, sender) {
	return new Promise((resolve, reject) => {
		const told = async ({ status, dispatchError, isError }) => {
			if (dispatchError?.isModule) {
				const { section, name, docs } = api.registry.findMetaError(dispatchError.asModule);
				reject(new Error(`${section}.${name}: ${docs.join(" ")}`));
			} else if (dispatchError || isError) {
				reject(new Error(`refused: ${(dispatchError ?? status).toString()}`));
			} else if (status.isFinalized) {
				const hash = status.asFinalized.toHex();
				const { number } = await api.rpc.chain.getHeader(hash);
				resolve({ number: number.toNumber(), hash });
			}
		};
		call.signAndSend(sender, told).catch(reject);
	});
}
