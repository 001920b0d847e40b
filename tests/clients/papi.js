// Talks to a civic ledger with polkadot-api (PAPI) and a node.
//
//   npm run papi add civic -- --wsUrl ws://127.0.0.1:9944     (once, and after each upgrade of the chain)
//   node papi.js --url ws://127.0.0.1:9944 --claim 0 --to 5FHneW46… --amount 1.25
import "./websocket.js";
import { getWsProvider } from "polkadot-api/ws";
import { run, version } from "./common.js";
import { session } from "./papi-session.js";

await run(async (options) => ({
	client: "polkadot-api",
	version: version("polkadot-api"),
	...(await session(getWsProvider(options.url), options)),
}));
