//! That what is answered is what `openapi.json` says.

use std::sync::Arc;

use civic_treasury::{
	engine::{inbox, machine_clock, reconcile, Core},
	hex32::Hex32,
	money::{Cents, Currency},
	store::{
		batches::{BatchKind, BatchStatus},
		cases::{self, About, CaseKind, CaseStatus},
		inbox::FileStatus,
		intents::{self, IntentKind, IntentStatus},
		officers::Role,
		payees::PayeeStore,
		payments::PaymentStatus,
		redemptions::RedemptionStatus,
		reserve::{self, ProposalStatus},
	},
	web::{self, now},
};
use serde_json::{json, Value};
use subxt_signer::sr25519::dev;

use super::setting::{services, Service, PASSWORD};
use crate::common::{
	bank::{paid_in, statement},
	DAY,
};

fn document() -> Value {
	serde_json::to_value(web::openapi()).unwrap()
}

/// What of a value is not as a schema says: as much of JSON Schema as the document uses, and nothing that it does not
/// describe.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
	if let Some(reference) = schema["$ref"].as_str() {
		let schema = document
			.pointer(reference.trim_start_matches('#'))
			.unwrap_or_else(|| panic!("{at}: {reference} is not there"));
		return faults(document, schema, value, at);
	}
	if let Some(some) = schema["oneOf"].as_array() {
		let tried: Vec<_> = some
			.iter()
			.map(|one| faults(document, one, value, at))
			.collect();
		return match tried.iter().any(Vec::is_empty) {
			true => Vec::new(),
			false => tried.concat(),
		};
	}
	// An object and what is said beside it: all of them together describe it.
	if let Some(parts) = schema["allOf"].as_array() {
		let mut whole = json!({ "type": "object", "properties": {}, "required": [] });
		for part in parts {
			let part = match part["$ref"].as_str() {
				Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
				None => part,
			};
			for (name, field) in part["properties"].as_object().into_iter().flatten() {
				whole["properties"][name] = field.clone();
			}
			let required = part["required"].as_array().into_iter().flatten();
			let all = whole["required"].as_array_mut().unwrap();
			all.extend(required.cloned());
		}
		return faults(document, &whole, value, at);
	}
	let mut found = Vec::new();
	let types = match &schema["type"] {
		Value::Array(all) => all.clone(),
		Value::Null => panic!("{at}: a schema of another form: {schema}"),
		one => vec![one.clone()],
	};
	let is = |kind: &Value| match kind.as_str().unwrap() {
		"null" => value.is_null(),
		"boolean" => value.is_boolean(),
		"integer" => value.is_i64() || value.is_u64(),
		"number" => value.is_number(),
		"string" => value.is_string(),
		"array" => value.is_array(),
		"object" => value.is_object(),
		other => panic!("{at}: {other}"),
	};
	if !types.iter().any(is) {
		found.push(format!("{at}: {value} is not {types:?}"));
	}
	if let Some(words) = schema["enum"].as_array() {
		if !value.is_null() && !words.contains(value) {
			found.push(format!("{at}: {value} is none of {words:?}"));
		}
	}
	for (n, item) in value.as_array().into_iter().flatten().enumerate() {
		found.extend(faults(
			document,
			&schema["items"],
			item,
			&format!("{at}[{n}]"),
		));
	}
	for name in schema["required"].as_array().into_iter().flatten() {
		let name = name.as_str().unwrap();
		if value.is_object() && value.get(name).is_none() {
			found.push(format!("{at}: no {name}"));
		}
	}
	for (name, field) in value.as_object().into_iter().flatten() {
		let at = format!("{at}.{name}");
		match &schema["properties"][name] {
			Value::Null if schema["additionalProperties"].is_object() => {
				let of_all = &schema["additionalProperties"];
				found.extend(faults(document, of_all, field, &at));
			},
			Value::Null => found.push(format!("{at}: not described")),
			of_this => found.extend(faults(document, of_this, field, &at)),
		}
	}
	found
}

/// Something of everything that is listed.
async fn filled(service: &Service) {
	for name in ["anna", "bert", "chris"] {
		service.officer(name, Role::Treasurer).await;
	}
	for (id, key) in [(1, dev::alice()), (2, dev::bob())] {
		let payee = service.registered(&key, 1).await;
		service.redeemed(id, &key, payee, 1_250).await;
	}
	let core = Core::new(
		service.db.clone(),
		Arc::new(service.chain.clone()),
		Arc::new(PayeeStore::new(service.config.vault().unwrap())),
		service.config.engine(),
		machine_clock(),
	)
	.unwrap();
	let file = statement(1, DAY, 5_000, 6_000, &[paid_in("GRANT", 1_000)]);
	for (name, bytes) in [
		("a.xml", file.as_str()),
		("b.xml", "no XML"),
		("c.xml", &file),
	] {
		inbox::store(&core, name, bytes.as_bytes()).await.unwrap();
	}
	inbox::handle(&core).await.unwrap();
	let (anna, bert, chris) = (
		service.sign_in("anna").await,
		service.sign_in("bert").await,
		service.sign_in("chris").await,
	);
	let post = async |session, path: &str, body: Value| {
		let answer = service.post(session, path, body).send().await.unwrap();
		assert!(answer.status().is_success(), "{path}: {answer:?}");
	};
	post(&anna, "/v1/batches", json!({ "currency": "EUR" })).await;
	for session in [&bert, &chris] {
		let password = json!({ "password": PASSWORD });
		post(session, "/v1/batches/1/release", password).await;
	}
	let reject = json!({ "password": PASSWORD, "reason": "AM02", "note": "why not" });
	post(&anna, "/v1/redemptions/1/reject", reject).await;
	reconcile::run_all(&core).await.unwrap();
	let mut write = service.db.write().await.unwrap();
	for intent in intents::begins_of(&mut write, 1).await.unwrap() {
		intents::hold_back(&mut write, intent.id, "NotNext", Some(now()), now())
			.await
			.unwrap();
	}
	for kind in CaseKind::ALL {
		let about = About {
			redemption: Some(1),
			payment: Some("CL1X1".into()),
			batch: Some(1),
			file: Some(1),
			money: Some((Cents(1_250), Currency::EUR)),
		};
		cases::open(&mut write, *kind, "x", about, "x", now())
			.await
			.unwrap();
	}
	cases::set_status(&mut write, 4, CaseStatus::Working)
		.await
		.unwrap();
	let (eur, sum, hash) = (Currency::EUR, Cents(6_000), Hex32([5; 32]));
	reserve::set_in_force(&mut write, eur, sum, DAY, hash, now())
		.await
		.unwrap();
	write.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_answered_is_what_the_description_says() {
	for service in services().await {
		as_described(&service).await;
	}
}

async fn as_described(service: &Service) {
	filled(service).await;
	let document = document();
	let olga = {
		service.officer("olga", Role::Auditor).await;
		service.sign_in("olga").await
	};
	let payee = service.registered(&dev::charlie(), 1).await.to_string();
	let mut tried = Vec::new();
	for (path, methods) in document["paths"].as_object().unwrap() {
		let operation = &methods["get"];
		let content = &operation["responses"]["200"]["content"];
		let schema = &content["application/json"]["schema"];
		if schema.is_null() {
			continue;
		}
		let asked = path
			.replace("{currency}", "EUR")
			.replace("{id}", "1")
			.replace("{commitment}", &payee);
		let asked = match path.as_str() {
			"/v1/cases" => format!("{asked}?closed=true"),
			_ => asked,
		};
		let request = match operation["security"].is_null() {
			true => service.client.get(format!("{}{asked}", service.payees)),
			false => service.get(&olga, &asked),
		};
		let answer: Value = request.send().await.unwrap().json().await.unwrap();
		assert_ne!(answer, json!([]), "{path} is empty: nothing is compared");
		let found = faults(&document, schema, &answer, path);
		assert!(found.is_empty(), "{found:#?}");
		tried.push(path);
	}
	assert!(tried.len() >= 18, "{tried:?}");
}

#[test]
fn words_are_described_as_they_are_sent() {
	let document = document();
	macro_rules! described {
		($($name:ident)+) => {
			$({
				let sent: Vec<_> = $name::ALL
					.iter()
					.map(|word| serde_json::to_value(word).unwrap())
					.collect();
				let described = &document["components"]["schemas"][stringify!($name)]["enum"];
				assert_eq!(described, &json!(sent));
			})+
		};
	}
	described!(
		BatchKind BatchStatus CaseKind CaseStatus FileStatus IntentKind IntentStatus PaymentStatus ProposalStatus
		RedemptionStatus Role
	);
}
