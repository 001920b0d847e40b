// What the examples share: their arguments, their deadlines, and how they end.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** What one step may take: a block takes 3 s, being final some 6 s more. */
const STEP_SECONDS = Number(process.env.CIVIC_STEP_SECONDS ?? 60);

/** The arguments. The key that signs comes in the environment: arguments can be read by everybody on the machine. */
export function options() {
	const { values } = parseArgs({
		options: {
			url: { type: "string", default: "ws://127.0.0.1:9944" },
			spec: { type: "string" },
			genesis: { type: "string" },
			claim: { type: "string", default: "0" },
			to: { type: "string" },
			amount: { type: "string", default: "1" },
			"metadata-hash": { type: "boolean", default: false },
			"websocket-only": { type: "boolean", default: false },
			hear: { type: "boolean", default: false },
		},
	});
	return { ...values, suri: process.env.CIVIC_SURI ?? "//Watch" };
}

/** Waits for `promise`; after the deadline says what for. */
export async function step(what, promise) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: nothing for ${STEP_SECONDS} s`)), STEP_SECONDS * 1000);
	});
	try {
		return await Promise.race([promise, late]);
	} catch (error) {
		if (error.message?.startsWith(`${what}:`)) throw error;
		// PAPI's refusals carry the reason as a value.
		const why = error.error ? JSON.stringify(error.error) : error.message;
		throw new Error(`${what}: ${why}`, { cause: error });
	} finally {
		clearTimeout(timer);
	}
}

/** Refuses a node of another network: a name can be taken by anybody, the hash of the first block cannot. */
export function mustBe(expected, network) {
	if (expected && expected !== network.genesis) {
		throw new Error(
			`"${network.name}" is another network: its first block is ${network.genesis}, not ${expected}. ` +
				"Give the address of a node of your city with --url.",
		);
	}
}

/** Units as people write them: 1250000 → "1.25 AVO". */
export function tokens(units, { decimals, symbol }) {
	const digits = units.toString().padStart(decimals + 1, "0");
	const fraction = digits.slice(-decimals).replace(/0+$/, "");
	return `${digits.slice(0, -decimals)}${fraction && `.${fraction}`} ${symbol}`;
}

/** "1.25" → 1250000n. */
export function units(amount, { decimals, symbol }) {
	const [, whole, fraction = ""] = amount.match(/^(\d+)(?:\.(\d+))?$/) ?? [];
	if (whole === undefined || fraction.length > decimals) {
		throw new Error(`--amount ${amount}: give ${symbol} with at most ${decimals} decimals, such as 1.25`);
	}
	return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** The version of an installed package. */
export function version(name) {
	return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
}

/** Runs an example: prints what it returns as one line of JSON, or says what went wrong and exits with 1. */
export async function run(example) {
	try {
		const seen = await example(options());
		console.log(JSON.stringify(seen, (_, value) => (typeof value === "bigint" ? value.toString() : value)));
		process.exitCode = 0;
	} catch (error) {
		console.error(`error: ${error.message}`);
		process.exitCode = 1;
	} finally {
		// Connections that are still open must not keep the program alive.
		process.stdout.write("", () => process.exit());
	}
}
