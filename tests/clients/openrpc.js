// Asks a civic ledger in plain JSON, without any library for it, and holds every answer against the node's own OpenRPC document.
//
//   node openrpc.js --url http://127.0.0.1:9944 --claim 0
//   node openrpc.js --url ws://127.0.0.1:9944 --hear          waits until a claim changes
//
// With `rpc.discover` a program can do the same anywhere: the schemas are those of the node that answers.
import Ajv from "ajv";
import formats from "ajv-formats";
import "./websocket.js";
import { run, step, version } from "./common.js";

/** A node, asked over HTTP. */
class Node {
	#url;
	#id = 0;

	constructor(url) {
		this.#url = url;
	}

	async ask(method, params = []) {
		const body = JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params });
		const response = await fetch(this.#url, { method: "POST", headers: { "content-type": "application/json" }, body });
		const { result, error } = await response.json();
		if (error) throw new Error(`${method}: ${error.message} (${error.code})`);
		return result;
	}
}

/** The document, and what it promises. */
class Checker {
	#document;
	#ajv = formats(new Ajv({ allErrors: true, strict: false }));
	#schemas = new Map();
	#notifications = new Map();

	constructor(document) {
		this.#document = document;
		// JSON Schema leaves the sizes of whole numbers to others.
		for (const format of ["uint32", "uint64"]) this.#ajv.addFormat(format, true);
		const compile = (schema) => this.#ajv.compile({ ...schema, components: document.components });
		for (const { name, result, "x-notification": notification } of document.methods) {
			this.#schemas.set(name, compile(result.schema));
			if (notification) this.#notifications.set(notification.method, compile(notification.schema));
		}
	}

	/** The parts that OpenRPC 1.3 asks for; the schemas were compiled above. */
	isOpenRpc() {
		const { openrpc, info, methods } = this.#document;
		const complete = methods.every(({ name, params, result }) => name && Array.isArray(params) && result.name && result.schema);
		if (!/^1\.3\./.test(openrpc) || !info.title || !info.version || !complete) {
			throw new Error("rpc.discover is no OpenRPC document");
		}
	}

	answer(method, answer) {
		this.#hold(method, this.#schemas.get(method), answer);
	}

	notification(method, said) {
		this.#hold(method, this.#notifications.get(method), said);
	}

	#hold(method, fits, answer) {
		if (!fits(answer)) throw new Error(`${method}: ${JSON.stringify(fits.errors)} in ${JSON.stringify(answer)}`);
	}
}

/** The first notification of a claim that changes, and that it is as described. */
async function hear(url, check) {
	const socket = new WebSocket(url.replace(/^http/, "ws"));
	try {
		return await new Promise((resolve, reject) => {
			socket.onerror = () => reject(new Error(`${url} does not answer`));
			socket.onclose = () => reject(new Error("the connection closed"));
			socket.onopen = () => socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "civic_subscribeClaims", params: [] }));
			let subscription;
			socket.onmessage = ({ data }) => {
				try {
					const { id, result, error, method, params } = JSON.parse(data);
					if (error) throw new Error(error.message);
					if (id === 1) {
						check.answer("civic_subscribeClaims", result);
						subscription = result;
						return;
					}
					check.notification(method, params.result);
					if (params.subscription !== subscription) throw new Error(`not the subscription ${subscription}: ${data}`);
					resolve(params.result);
				} catch (why) {
					reject(why);
				}
			};
		});
	} finally {
		socket.onclose = null;
		socket.close();
	}
}

function same(what, one, other) {
	const sorted = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
	if (sorted(one) !== sorted(other)) throw new Error(`${what} differ: ${sorted(one)} and ${sorted(other)}`);
}

await run(async ({ url, claim, hear: onlyHear }) => {
	const node = new Node(url.replace(/^ws/, "http"));
	const document = await step("rpc.discover", node.ask("rpc.discover"));
	const check = new Checker(document);
	check.isOpenRpc();
	if (onlyHear) return { client: "plain JSON", heard: await step("civic_subscribeClaims", hear(url, check)) };

	const served = (await node.ask("rpc_methods")).methods.filter((name) => /^(civic_|rpc\.)/.test(name));
	const described = document.methods.map(({ name }) => name);
	same("what is served and what is described", served, described);

	const asked = [];
	const ask = async (method, params = {}) => {
		const { params: known } = document.methods.find(({ name }) => name === method);
		const byPosition = known.map(({ name }) => params[name] ?? null);
		const answers = [await step(method, node.ask(method, params)), await step(method, node.ask(method, byPosition))];
		for (const answer of answers) check.answer(method, answer);
		same(`${method} by name and by position`, answers[0].value, answers[1].value);
		asked.push(method);
		return answers[0];
	};

	const { block } = await ask("civic_supply");
	const at = block.hash;
	const { value: found } = await ask("civic_claim", { claim: Number(claim), at });
	if (!found) throw new Error(`there is no claim ${claim}`);
	const { value: owner } = await ask("civic_member", { who: found.owner, at });
	same("a member by number and by address", owner, (await ask("civic_member", { who: owner.account, at })).value);
	await ask("civic_source", { source: found.source, at });
	const { value: page } = await ask("civic_claims", { query: { owner: found.owner, limit: 5 }, at });
	if (!page.claims.some((each) => each.claim === found.claim)) throw new Error("the owner's claims are without the claim");
	const { value: methods } = await ask("civic_methodologies", { at });
	const { sector } = methods.methodologies.find((each) => each.methodology === found.methodology).terms;
	await ask("civic_budget", { sector, year: new Date().getUTCFullYear(), at });
	await ask("civic_allowance", { account: owner.account, at });
	await ask("civic_contribution", { who: owner.member, at });
	await ask("civic_electorate", { at });
	await ask("civic_reserve", { currency: "EUR", at });
	await ask("civic_windows", { at });
	await ask("civic_redemption", { redemption: 0, at });
	await ask("civic_redemptions", { at });
	const { value: latest } = await ask("civic_referenda", { limit: 2, at });
	for (const { referendum } of latest.referenda) await ask("civic_referendum", { referendum, at });
	for (const [method, params] of [
		["civic_contribution", { who: 2 ** 40, at }],
		["civic_referendum", { referendum: 2 ** 32 - 1, at }],
		["civic_claim", { claim: 2 ** 40, at }],
		["civic_member", { who: 2 ** 40, at }],
		["civic_source", { source: 2 ** 40, at }],
	]) {
		if ((await ask(method, params)).value !== null) throw new Error(`${method}: what is not there is null`);
	}
	const answering = described.filter((name) => name !== "rpc.discover" && !/ubscribe/.test(name));
	same("what is described and what was asked", answering, [...new Set(asked)]);
	return { client: "plain JSON", version: version("ajv"), asked: [...new Set(asked)].sort(), claim: found, block };
});
