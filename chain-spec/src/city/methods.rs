//! Methodologies, from human units to the integers of [`Terms`].

use std::collections::BTreeSet;
use std::path::Path;

use civic_primitives::{Moment, Shares, Terms, MAX_PANEL, WHOLE};
use pallet_methodologies::{
	Document, Methodology as Published, Provenance, Text, MAX_LOCATION, MAX_SOURCE, MAX_TITLE,
};
use sha2::{Digest, Sha256};
use sp_core::H256;
use sp_runtime::Permill;

use super::{is_slug, SLUG};
use crate::problem::Problems;
use crate::profile::{Factor, Methodology as Written, Profile};
use crate::units;

/// Ten years: nothing that a person agrees to should be open for longer.
const LONGEST_DAYS: Moment = 3_660;

/// A methodology adopted from the start.
#[derive(Clone, Debug)]
pub struct Methodology {
	/// What the profile calls it.
	pub name: String,
	/// What the chain keeps of it.
	pub published: Published,
}

/// Check the methodologies of `profile`, whose documents lie in `folder`.
pub(super) fn check(profile: &Profile, folder: &Path, problems: &mut Problems) -> Vec<Methodology> {
	let mut names = BTreeSet::new();
	let mut methodologies = Vec::new();
	for (i, written) in profile.methodologies.iter().enumerate() {
		let mut at = At {
			prefix: format!("methodologies[{i}]"),
			problems,
		};
		if !is_slug(&written.name) {
			at.wrong("name", &written.name, SLUG);
		} else if !names.insert(&written.name) {
			at.wrong("name", &written.name, "another methodology has this name");
		}
		let baseline_provenance = provenance(&written.baseline, "baseline", &mut at);
		let project_provenance = provenance(&written.project, "project", &mut at);
		let document = Document {
			title: at.text::<MAX_TITLE>("title", &written.title),
			content_hash: content_hash(&written.document, folder, &mut at),
			location: location(&written.read_at, &mut at),
			baseline_provenance,
			project_provenance,
		};
		let published = Published {
			document,
			terms: terms(written, &mut at),
			supersedes: None,
		};
		methodologies.push(Methodology {
			name: written.name.clone(),
			published,
		});
	}
	methodologies
}

/// Where in the profile the check is.
struct At<'a> {
	prefix: String,
	problems: &'a mut Problems,
}

impl At<'_> {
	fn wrong(&mut self, field: &str, value: impl core::fmt::Debug, expected: &str) {
		self.problems
			.add(format!("{}.{field}", self.prefix), value, expected);
	}

	fn take<T: Default>(&mut self, field: &str, value: &str, result: Result<T, String>) -> T {
		self.problems
			.take(format!("{}.{field}", self.prefix), value, result)
	}

	fn share(&mut self, field: &str, value: &str) -> u32 {
		self.take(field, value, units::share(value))
	}

	/// A length of time from `least` seconds to ten years.
	fn duration(&mut self, field: &str, value: &str, least: Moment) -> Moment {
		let seconds = units::duration(value).and_then(|seconds| {
			(least..=LONGEST_DAYS * 86_400)
				.contains(&seconds)
				.then_some(seconds)
				.ok_or_else(|| format!("expected {least} s to {LONGEST_DAYS} days"))
		});
		self.take(field, value, seconds)
	}

	/// Text of 1 to `MAX` bytes.
	fn text<const MAX: u32>(&mut self, field: &str, value: &str) -> Text<MAX> {
		let text = match Text::try_from(value.as_bytes().to_vec()) {
			Ok(text) if !value.trim().is_empty() => Ok(text),
			_ => Err(format!("expected a text of 1 to {MAX} bytes")),
		};
		self.take(field, value, text)
	}
}

/// Where people read the document.
fn location(url: &str, at: &mut At) -> Text<MAX_LOCATION> {
	if !url.starts_with("https://") {
		at.wrong(
			"read-at",
			url,
			"expected a public address that begins with https://",
		);
	}
	at.text("read-at", url)
}

/// Where a factor comes from.
fn provenance(factor: &Factor, field: &str, at: &mut At) -> Provenance {
	if !(1900..3000).contains(&factor.year) {
		at.wrong(
			&format!("{field}.year"),
			factor.year,
			"expected the year the factor describes",
		);
	}
	Provenance {
		source: at.text::<MAX_SOURCE>(&format!("{field}.source"), &factor.source),
		year: factor.year,
		basis: factor.basis,
	}
}

/// The SHA-256 of the document.
fn content_hash(path: &Path, folder: &Path, at: &mut At) -> H256 {
	let bytes = match std::fs::read(folder.join(path)) {
		Ok(bytes) if bytes.is_empty() => {
			at.wrong(
				"document",
				path,
				"the file is empty: it must say the methodology in full",
			);
			bytes
		},
		Ok(bytes) => bytes,
		Err(why) => {
			let expected = format!("expected a file beside the profile, but: {why}");
			at.wrong("document", path, &expected);
			Vec::new()
		},
	};
	H256(Sha256::digest(&bytes).into())
}

fn terms(written: &Written, at: &mut At) -> Terms {
	let (baseline, project) = (&written.baseline.value, &written.project.value);
	let baseline_factor = at.take(
		"baseline.value",
		baseline,
		units::factor(baseline, written.unit),
	);
	let project_factor = at.take(
		"project.value",
		project,
		units::factor(project, written.unit),
	);
	if project_factor >= baseline_factor && baseline_factor > 0 {
		at.wrong(
			"project.value",
			project,
			&format!("expected less than the baseline's {baseline}: otherwise nothing is avoided"),
		);
	}
	let deduction = at.share("deduction", &written.deduction);
	let leakage = at.share("leakage", &written.leakage);
	if leakage == WHOLE {
		at.wrong(
			"leakage",
			&written.leakage,
			"expected less than 100 %: otherwise nothing is left",
		);
	}
	let tolerance = at.share("tolerance", &written.tolerance);
	if tolerance == WHOLE {
		at.wrong(
			"tolerance",
			&written.tolerance,
			"expected less than 100 %: all would agree",
		);
	}
	let shares = shares(written, at);
	let (panel, quorum) = (written.panel, written.quorum);
	if panel == 0 || panel > MAX_PANEL {
		at.wrong(
			"panel",
			panel,
			&format!("expected 1 to {MAX_PANEL} verifiers"),
		);
	}
	if quorum > panel || u64::from(quorum) * 2 <= u64::from(panel) {
		at.wrong(
			"quorum",
			quorum,
			&format!("expected more than half of the panel and at most all of it ({panel})"),
		);
	}
	Terms {
		sector: written.sector,
		end_use: written.end_use,
		unit: written.unit,
		baseline_factor,
		project_factor,
		deduction: Permill::from_parts(deduction),
		leakage: Permill::from_parts(leakage),
		shares,
		panel,
		quorum,
		tolerance: Permill::from_parts(tolerance),
		attest_within: at.duration("attest-within", &written.attest_within, 1),
		challenge_within: at.duration("challenge-within", &written.challenge_within, 1),
		longest_period: at.duration("longest-period", &written.longest_period, 1),
		claim_interval: at.duration("claim-interval", &written.claim_interval, 0),
	}
}

fn shares(written: &Written, at: &mut At) -> Shares {
	let before = at.problems.0.len();
	let shares = Shares {
		owner: at.share("shares.owner", &written.shares.owner),
		commons: at.share("shares.commons", &written.shares.commons),
		verifiers: at.share("shares.verifiers", &written.shares.verifiers),
		buffer: at.share("shares.buffer", &written.shares.buffer),
	};
	let understood = at.problems.0.len() == before;
	if understood && !shares.is_whole() {
		let sum = [
			shares.owner,
			shares.commons,
			shares.verifiers,
			shares.buffer,
		]
		.iter()
		.map(|part| u64::from(*part))
		.sum::<u64>();
		let per_cent = u64::from(WHOLE / 100);
		let text = format!("{}.{:04} %", sum / per_cent, sum % per_cent);
		at.wrong("shares", text, "expected shares that sum to exactly 100 %");
	}
	shares
}
