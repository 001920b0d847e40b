//! The description of the `civic_…` methods for programs: an OpenRPC 1.3.2 document, whose schemas
//! come from the types that answer.

use schemars::{generate::SchemaSettings, JsonSchema, SchemaGenerator};
use serde_json::{json, Value};

use super::civic::{
	error::{MAX_PAGE, RUNTIME, TOO_MANY_SUBSCRIPTIONS, UNKNOWN_BLOCK},
	views::{
		Address, Allowance, AtBlock, Budget, Bytes32, Claim, ClaimChange, Claims, Contribution,
		Currency, Electorate, Member, Methodologies, Redemption, Redemptions, Referenda,
		Referendum, Reserve, Source, Supply, Window,
	},
	words::Sector,
	ClaimsFilter, ClaimsQuery, MemberKey,
};

/// The document. `docs/openrpc.json` is a copy.
pub(crate) fn document() -> Value {
	let settings = SchemaSettings::draft07().with(|settings| {
		settings.definitions_path = "/components/schemas".into();
		settings.meta_schema = None;
	});
	let mut schemas = settings.into_generator();
	let methods = methods(&mut schemas);
	json!({
		"openrpc": "1.3.2",
		"info": {
			"title": "Civic ledger",
			"version": env!("CARGO_PKG_VERSION"),
			"license": { "name": "Apache-2.0" },
			"description": "What a city's civic ledger knows, in plain JSON, over HTTP or WebSocket at the \
				node's JSON-RPC port (9944). Reading only: transactions are signed by wallets and handed \
				in by the standard methods. Every answer names the block it is of: the last final one, \
				unless `at` names another.",
		},
		"methods": methods,
		"components": {
			"schemas": schemas.take_definitions(true),
			"errors": {
				"UnknownBlock": {
					"code": UNKNOWN_BLOCK,
					"message": "The node does not have this block, or not its state any more.",
				},
				"Runtime": {
					"code": RUNTIME,
					"message": "The runtime of this block cannot answer the question, or the database fails.",
				},
				"TooManySubscriptions": {
					"code": TOO_MANY_SUBSCRIPTIONS,
					"message": "The node serves as many subscriptions as it takes on.",
				},
			},
		},
	})
}

fn methods(schemas: &mut SchemaGenerator) -> Value {
	let at = optional::<Bytes32>(
		schemas,
		"at",
		"The hash of the block to ask. The last final one when left out.",
	);
	let limit = optional::<u32>(
		schemas,
		"limit",
		&format!("At most so many: 1 to {MAX_PAGE}, which is also what is taken when left out."),
	);
	let methods = vec![
		method::<AtBlock<Supply>>(
			schemas,
			"civic_supply",
			"Where everything is that was ever awarded",
			[at.clone()],
		),
		{
			let who = required::<MemberKey>(
				schemas,
				"who",
				"A member's number, or the address that speaks for it.",
			);
			method::<AtBlock<Option<Member>>>(
				schemas,
				"civic_member",
				"A member, or null if there is none",
				[who, at.clone()],
			)
		},
		{
			let source = required::<u64>(schemas, "source", "The source's number.");
			method::<AtBlock<Option<Source>>>(
				schemas,
				"civic_source",
				"A source of measurements, or null if there is none",
				[source, at.clone()],
			)
		},
		{
			let claim = required::<u64>(schemas, "claim", "The claim's number.");
			method::<AtBlock<Option<Claim>>>(
				schemas,
				"civic_claim",
				"A claim and what became of it, or null if there is none",
				[claim, at.clone()],
			)
		},
		{
			let query = optional::<ClaimsQuery>(
				schemas,
				"query",
				"Which claims, and which page of them. All, from the first, when left out.",
			);
			method::<AtBlock<Claims>>(
				schemas,
				"civic_claims",
				"Claims, page by page",
				[query, at.clone()],
			)
		},
		{
			let from = optional::<u32>(
				schemas,
				"from",
				"The number to begin with: `next` of the page before. 0 when left out.",
			);
			method::<AtBlock<Methodologies>>(
				schemas,
				"civic_methodologies",
				"The published methodologies, page by page",
				[from, limit.clone(), at.clone()],
			)
		},
		{
			let sector = required::<Sector>(schemas, "sector", "The sector of the inventory.");
			let year = required::<u32>(schemas, "year", "The calendar year, in UTC.");
			method::<AtBlock<Budget>>(
				schemas,
				"civic_budget",
				"What a sector may be awarded in a calendar year, and who waits for it",
				[sector, year, at.clone()],
			)
		},
		{
			let account = required::<Address>(schemas, "account", "The account's address.");
			method::<AtBlock<Allowance>>(
				schemas,
				"civic_allowance",
				"What an account may do without paying",
				[account, at.clone()],
			)
		},
		{
			let who = required::<MemberKey>(
				schemas,
				"who",
				"A member's number, or the address that speaks for it.",
			);
			method::<AtBlock<Option<Contribution>>>(
				schemas,
				"civic_contribution",
				"What a member gave to the city and how that weighs, or null if there is no such member",
				[who, at.clone()],
			)
		},
		{
			let referendum = required::<u32>(schemas, "referendum", "The referendum's number.");
			method::<AtBlock<Option<Referendum>>>(
				schemas,
				"civic_referendum",
				"A referendum and what became of it, or null if there is none",
				[referendum, at.clone()],
			)
		},
		{
			let from = optional::<u32>(
				schemas,
				"from",
				"The number to begin with: `next` of the page before. The latest when left out.",
			);
			method::<AtBlock<Referenda>>(
				schemas,
				"civic_referenda",
				"Referenda, page by page, the latest first",
				[from, limit.clone(), at.clone()],
			)
		},
		method::<AtBlock<Electorate>>(
			schemas,
			"civic_electorate",
			"Who votes and how: how votes weigh, and how each kind of decision is taken",
			[at.clone()],
		),
		{
			let currency =
				required::<Currency>(schemas, "currency", "Three capitals, such as EUR.");
			method::<AtBlock<Option<Reserve>>>(
				schemas,
				"civic_reserve",
				"The reserve of a currency, or null if nothing is exchanged for it",
				[currency, at.clone()],
			)
		},
		method::<AtBlock<Vec<Window>>>(
			schemas,
			"civic_windows",
			"The windows in which tokens are exchanged for money",
			[at.clone()],
		),
		{
			let redemption = required::<u64>(schemas, "redemption", "The redemption's number.");
			method::<AtBlock<Option<Redemption>>>(
				schemas,
				"civic_redemption",
				"A redemption and what became of it, or null if there is none",
				[redemption, at.clone()],
			)
		},
		{
			let owner = optional::<u64>(schemas, "owner", "Only those of this member.");
			let from = optional::<u64>(
				schemas,
				"from",
				"Where to begin: `next` of the page before. The first when left out.",
			);
			method::<AtBlock<Redemptions>>(
				schemas,
				"civic_redemptions",
				"Redemptions, page by page, in the order in which they were asked for",
				[owner, from, limit, at],
			)
		},
		subscribe(schemas),
		{
			let id = json!({
				"name": "subscription",
				"description": "What `civic_subscribeClaims` answered.",
				"required": true,
				"schema": { "type": ["string", "integer"] },
			});
			method::<bool>(
				schemas,
				"civic_unsubscribeClaims",
				"End a subscription; whether there was one",
				[id],
			)
		},
		json!({
			"name": "rpc.discover",
			"summary": "This document",
			"params": [],
			"result": { "name": "document", "schema": { "type": "object" } },
		}),
	];
	methods.into()
}

/// Subscriptions are beyond OpenRPC: what is sent is described by an extension.
fn subscribe(schemas: &mut SchemaGenerator) -> Value {
	let filter = optional::<ClaimsFilter>(schemas, "filter", "Which claims. All when left out.");
	let notification = json!({
		"method": "civic_claimChanged",
		"description": "For each final block in order, each claim of which the block's events speak, as \
			it is after the block. A subscriber that is too slow is let go.",
		"schema": schemas.subschema_for::<ClaimChange>(),
	});
	json!({
		"name": "civic_subscribeClaims",
		"summary": "Hear of each final change of claims (WebSocket)",
		"params": [filter],
		"paramStructure": "either",
		"result": {
			"name": "subscription",
			"description": "What notifications carry as `params.subscription`.",
			"schema": { "type": ["string", "integer"] },
		},
		"errors": [{ "$ref": "#/components/errors/TooManySubscriptions" }],
		"x-notification": notification,
	})
}

fn method<Answer: JsonSchema>(
	schemas: &mut SchemaGenerator,
	name: &str,
	summary: &str,
	params: impl IntoIterator<Item = Value>,
) -> Value {
	json!({
		"name": name,
		"summary": summary,
		"params": params.into_iter().collect::<Vec<_>>(),
		"paramStructure": "either",
		"result": { "name": "answer", "schema": schemas.subschema_for::<Answer>() },
		"errors": [
			{ "$ref": "#/components/errors/UnknownBlock" },
			{ "$ref": "#/components/errors/Runtime" },
		],
	})
}

fn required<T: JsonSchema>(schemas: &mut SchemaGenerator, name: &str, description: &str) -> Value {
	param::<T>(schemas, name, description, true)
}

fn optional<T: JsonSchema>(schemas: &mut SchemaGenerator, name: &str, description: &str) -> Value {
	param::<Option<T>>(schemas, name, description, false)
}

fn param<T: JsonSchema>(
	schemas: &mut SchemaGenerator,
	name: &str,
	description: &str,
	required: bool,
) -> Value {
	json!({
		"name": name,
		"description": description,
		"required": required,
		"schema": schemas.subschema_for::<T>(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	/// `make openrpc` renews the file.
	#[test]
	fn the_document_in_the_docs_is_this_one() {
		let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openrpc.json");
		let mut document = serde_json::to_string_pretty(&document()).expect("it is JSON");
		document.push('\n');
		if std::env::var_os("CIVIC_RENEW_OPENRPC").is_some() {
			std::fs::write(path, &document).expect("docs can be written");
		}
		let file = std::fs::read_to_string(path).expect("docs/openrpc.json is there");
		assert!(
			file == document,
			"docs/openrpc.json is not what the node answers: renew it with `make openrpc`"
		);
	}

	#[test]
	fn every_reference_leads_somewhere() {
		let document = document();
		let text = document.to_string();
		let references = text.split("\"$ref\":\"#").skip(1);
		let references: Vec<_> = references
			.filter_map(|rest| rest.split('"').next())
			.collect();
		assert!(references.len() > 50, "{references:?}");
		for reference in references {
			assert!(document.pointer(reference).is_some(), "{reference}");
		}
	}
}
