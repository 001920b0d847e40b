// Talks to a civic ledger with a light client (smoldot) inside this program: it asks nodes for proofs and believes none.
//
//   node light-client.js --spec city-light.json --claim 0 --to 5FHneW46… --amount 1.25
//
// The specification is the city's own, raw, with `bootNodes` the light client can reach; docs/clients.md says how to make it.
import { readFileSync } from "node:fs";
import { getSmProvider } from "polkadot-api/sm-provider";
import { start } from "smoldot";
import { run, version } from "./common.js";
import { session } from "./papi-session.js";

await run(async (options) => {
	if (!options.spec) throw new Error("which city? Give --spec with its chain specification");
	const chainSpec = readFileSync(options.spec, "utf8");
	const smoldot = start({
		// A web page can open no TCP connection: `--websocket-only` tries what works there.
		forbidTcp: options["websocket-only"],
		maxLogLevel: Number(process.env.CIVIC_LOG ?? 2),
		logCallback: (level, target, message) => console.error(`smoldot ${level} ${target}: ${message}`),
	});
	try {
		const provider = getSmProvider(() => smoldot.addChain({ chainSpec }));
		return { client: "smoldot", version: version("smoldot"), ...(await session(provider, options)) };
	} finally {
		await smoldot.terminate();
	}
});
