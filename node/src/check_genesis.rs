//! `check-genesis`: whether to start a node from a chain specification.

mod own_keys;

use std::path::PathBuf;
use std::process::ExitCode;

use civic_chain_spec::inspect::{inspect, try_runtime, validators, Finding, Validator, Verdict};
use civic_chain_spec::{show, Opened};
use sc_chain_spec::ChainSpec as _;
use serde_json::json;
use sp_core::H256;

use crate::place::Place;
use own_keys::OwnKeys;

/// Check a chain specification before a node is started from it.
///
/// Builds the first block, shows the hashes that all agencies compare, and says whether this node's
/// keys are among the validators. Exit codes: 0 all right, 1 the file cannot be read, 2 wrong usage,
/// 3 something is wrong.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckGenesisCmd {
	/// The chain specification
	#[arg(long, value_name = "FILE")]
	chain: PathBuf,

	/// What was agreed on: the genesis hash, the SHA-256 of the file or the hash of the runtime. Give
	/// it once for each
	#[arg(long, value_name = "HASH", value_parser = hash)]
	expect: Vec<H256>,

	/// Answer in JSON
	#[arg(long)]
	json: bool,

	#[clap(flatten)]
	place: Place,
}

fn hash(text: &str) -> Result<H256, String> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
		.map(|()| H256(bytes))
		.map_err(|_| "expected 64 hexadecimal digits".into())
}

impl CheckGenesisCmd {
	/// Do it.
	pub(crate) fn run(&self) -> sc_cli::Result<ExitCode> {
		let file = self.chain.display();
		let bytes = std::fs::read(&self.chain).map_err(|why| {
			format!("cannot read {file}: {why}. Give the path of a chain specification")
		})?;
		let opened = match Opened::read(bytes) {
			Ok(opened) => opened,
			Err(why) => {
				self.tell_malformed(&why.to_string());
				return Ok(ExitCode::from(3));
			},
		};
		let validators = validators(&opened);
		let own = OwnKeys::find(&self.place, &opened, &validators)?;
		let mut findings = inspect(&opened, &validators);
		findings.push(try_runtime(&opened));
		findings.extend(self.expected(&opened));
		findings.extend(own.findings.iter().cloned());
		if self.json {
			self.tell_json(&opened, &validators, &own, &findings);
		} else {
			self.tell(&opened, &validators, &own, &findings);
		}
		Ok(if is_right(&findings) {
			ExitCode::SUCCESS
		} else {
			ExitCode::from(3)
		})
	}

	/// Whether the hashes are those that were agreed on.
	fn expected(&self, opened: &Opened) -> Vec<Finding> {
		const TOPIC: &str = "agreed hash";
		let ours = &opened.fingerprint;
		if self.expect.is_empty() {
			let says =
				"compare the hashes above with those of the other agencies, or give them with \
			            --expect";
			return vec![Finding::note(TOPIC, says)];
		}
		self.expect
			.iter()
			.map(|expected| {
				let names = [
					(ours.genesis, "the genesis hash"),
					(ours.file, "the SHA-256 of the file"),
					(ours.runtime, "the hash of the runtime"),
				];
				match names.iter().find(|(own, _)| own == expected) {
					Some((_, name)) => Finding::right(TOPIC, format!("{expected:?} is {name}")),
					None => Finding::wrong(
						TOPIC,
						format!(
							"{expected:?} is no hash of this file: it is not the one that was agreed \
							 on. Do not start; get the file again, or ask who made it"
						),
					),
				}
			})
			.collect()
	}

	fn tell_malformed(&self, why: &str) {
		if self.json {
			let answer = json!({
				"file": self.chain,
				"right": false,
				"findings": [Finding::wrong("form", why)],
			});
			println!("{answer:#}");
		} else {
			println!("WRONG  {}: {why}", self.chain.display());
		}
	}

	fn tell_json(
		&self,
		opened: &Opened,
		validators: &[Validator],
		own: &OwnKeys,
		findings: &[Finding],
	) {
		let spec = &opened.spec;
		let validators: Vec<_> = validators
			.iter()
			.map(|validator| {
				json!({
					"account": validator.address(),
					"babe": format!("0x{}", hex::encode(&validator.keys.babe)),
					"grandpa": format!("0x{}", hex::encode(&validator.keys.grandpa)),
				})
			})
			.collect();
		let mut answer = json!({
			"file": self.chain,
			"chain": { "id": spec.id(), "name": spec.name(), "type": spec.chain_type() },
			"runtime": {
				"specName": opened.version.spec_name,
				"specVersion": opened.version.spec_version,
			},
			"validators": validators,
			"bootNodes": spec.boot_nodes(),
			"thisNode": { "validatesAs": own.account, "peerId": own.peer },
			"findings": findings,
			"right": is_right(findings),
		});
		show::add_hashes(&mut answer, &opened.fingerprint);
		println!("{answer:#}");
	}

	fn tell(&self, opened: &Opened, validators: &[Validator], own: &OwnKeys, findings: &[Finding]) {
		let spec = &opened.spec;
		println!(
			"{} ({}, {})\n\n{}\n",
			spec.name(),
			spec.id(),
			kind(spec.chain_type()),
			show::hashes(&opened.fingerprint)
		);
		for (i, validator) in validators.iter().enumerate() {
			let address = validator.address();
			let mark = if own.account.as_ref() == Some(&address) {
				"  this node"
			} else {
				""
			};
			println!("validator {:<2}  {address}{mark}", i + 1);
		}
		println!();
		for finding in findings {
			let verdict = match finding.verdict {
				Verdict::Right => "ok",
				Verdict::Note => "note",
				Verdict::Wrong => "WRONG",
			};
			println!("{verdict:<5}  {:<16}  {}", finding.topic, finding.says);
		}
		let wrong = findings
			.iter()
			.filter(|finding| finding.verdict == Verdict::Wrong)
			.count();
		match wrong {
			0 => println!("\nA node may start from this file."),
			1 => println!("\nDo not start a node from this file: one thing is wrong."),
			_ => println!("\nDo not start a node from this file: {wrong} things are wrong."),
		}
	}
}

fn is_right(findings: &[Finding]) -> bool {
	findings
		.iter()
		.all(|finding| finding.verdict != Verdict::Wrong)
}

fn kind(chain_type: sc_chain_spec::ChainType) -> &'static str {
	match chain_type {
		sc_chain_spec::ChainType::Live => "a live chain",
		sc_chain_spec::ChainType::Local => "a local chain",
		_ => "a chain for development",
	}
}
