//! A city profile as it is written: the shape of the TOML file. What the words mean is checked in
//! [`crate::city`].

use std::path::{Path, PathBuf};

use civic_primitives::{ActivityUnit, EndUse, Mandate, MemberKind, Sector};
use pallet_methodologies::Basis;
use pallet_redemption::Currency;
use serde::Deserialize;

/// A city profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
	/// The city's name, as wallets show it.
	pub name: String,
	/// The network's name in file names and folders: `a-z`, `0-9`, `-`.
	pub id: String,
	/// What the network is for.
	pub chain_type: ChainType,
	/// The city's time zone, an IANA name. Dates in the profile are days of it.
	pub time_zone: String,
	/// Where nodes find the network first: multiaddresses that end in `/p2p/<peer id>`.
	#[serde(default)]
	pub boot_nodes: Vec<String>,
	/// The token.
	pub token: Token,
	/// How long an epoch is: BABE's randomness, and with it panels, is that old at most.
	pub epoch: String,
	/// What a member may do without paying, by kind.
	pub allowance: Allowance,
	/// How the assembly counts time.
	#[serde(default)]
	pub assembly: Assembly,
	/// How contributions count.
	#[serde(default)]
	pub contributions: Contributions,
	/// The bounds within which tokens become money, by currency. Without any, the assembly sets them later.
	#[serde(default)]
	pub redemption: Vec<Redemption>,
	/// Below how many validating agencies nobody is removed. At least 4 in a live city.
	#[serde(default = "survives_one")]
	pub fewest_agencies: u32,
	/// The agencies that validate.
	pub agencies: Vec<Agency>,
	/// Members enrolled from the start. For development: cities enrol by voucher.
	#[serde(default)]
	pub members: Vec<Member>,
	/// Verifiers accredited from the start.
	#[serde(default)]
	pub verifiers: Vec<Verifier>,
	/// The methodologies adopted from the start.
	#[serde(default)]
	pub methodologies: Vec<Methodology>,
	/// The most that may be awarded, by sector and year.
	#[serde(default)]
	pub budgets: Vec<Budget>,
}

/// Four survive the loss of one.
fn survives_one() -> u32 {
	4
}

/// What a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainType {
	/// Trying out. Well-known keys are accepted.
	Development,
	/// Several nodes on one machine or in one room. Well-known keys are accepted.
	Local,
	/// A city's own.
	Live,
}

/// The token, as wallets show it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Token {
	/// Its symbol.
	pub symbol: String,
	/// Its decimals: the smallest unit is 10^-decimals.
	pub decimals: u8,
	/// The prefix of addresses.
	pub ss58_prefix: u16,
}

/// What a member may do without paying, by kind: how long the chain may compute for it in a day, as
/// in `100 ms`. Most calls take less than one. A byte sent counts like 1 us.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allowance {
	/// A citizen's.
	pub citizen: String,
	/// A collective's.
	pub collective: String,
	/// A business's.
	pub business: String,
	/// A verifier's.
	pub verifier: String,
	/// An agency's.
	pub agency: String,
}

/// How the assembly counts time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Assembly {
	/// How long a day of its periods is. Shorter ones are for demonstrations.
	pub day: String,
}

impl Default for Assembly {
	fn default() -> Self {
		Self { day: "24 h".into() }
	}
}

/// Between which bounds the treasurers of a currency may act. Money is in its smallest unit, cents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Redemption {
	/// Three capitals of ISO 4217.
	pub currency: Currency,
	/// The lowest rate of a window: money for 1,000 tokens, which are a tonne.
	pub lowest_rate: u64,
	/// The highest.
	pub highest_rate: u64,
	/// The largest budget of a window.
	pub largest_budget: u64,
	/// How long a window may last.
	pub longest_window: String,
	/// How long a countersigned attestation of the reserve is fresh.
	pub attestation_valid: String,
	/// How long a redemption waits for its payment to begin.
	pub payment_term: String,
}

/// How contributions count. What is left out is the runtime's default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Contributions {
	/// How long a period is: what was earned counts in votes when it is over, and half of it twelve
	/// periods later. Never changed.
	pub period: Option<String>,
	/// How much avoided emissions make a point, as in `1 g`.
	pub point: Option<String>,
	/// The points of a verifier for a claim that was awarded.
	pub points_per_claim: Option<u64>,
	/// The most points of one kind in one period.
	pub cap: Option<u64>,
	/// The points that make the second unit of weight.
	pub scale: Option<u64>,
	/// The most a vote weighs.
	pub heaviest: Option<u32>,
}

/// An agency that validates. Its keys stand in the file it handed over, or here.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Agency {
	/// Its name. Stays in the profile.
	pub name: String,
	/// The file it handed over, beside the profile: see [`crate::HandOver`]. In place of `account`
	/// and `session`.
	#[serde(default)]
	pub hand_over: Option<PathBuf>,
	/// Its account, an SS58 address.
	#[serde(default)]
	pub account: Option<String>,
	/// Its public keys as a validator.
	#[serde(default)]
	pub session: Option<Session>,
	/// What the city has charged it with.
	#[serde(default)]
	pub mandates: Vec<Mandate>,
	/// The last day of its enrolment, as in 2036-12-31.
	pub until: String,
}

/// A validator's public keys: SS58 addresses, or `0x` and 64 hexadecimal digits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Session {
	/// Sr25519: authors blocks.
	pub babe: String,
	/// Ed25519: finalises blocks.
	pub grandpa: String,
	/// What both secret keys signed: that the account may register them. A live city needs it.
	#[serde(default)]
	pub proof: Option<String>,
}

/// A member enrolled from the start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Member {
	/// What the member is called in the profile. Stays there.
	pub name: String,
	/// The account, an SS58 address.
	pub account: String,
	/// What the member is to the city: collective or business. Citizens carry a nullifier that only
	/// a registrar can derive: they redeem a voucher.
	pub kind: MemberKind,
	/// The last day of the enrolment, as in 2036-12-31.
	pub until: String,
	/// Tokens to begin with.
	#[serde(default)]
	pub balance: Option<String>,
}

/// A verifier accredited from the start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Verifier {
	/// What the verifier is called in the profile. Stays there.
	pub name: String,
	/// The account, an SS58 address.
	pub account: String,
	/// The methodologies the verifier may judge, by their names here.
	pub methodologies: Vec<String>,
	/// The last day of the accreditation, as in 2036-12-31.
	pub until: String,
	/// How many open claims the verifier may hold.
	pub capacity: u32,
	/// The agencies and members the verifier is tied to, by their names here: not drawn for theirs.
	#[serde(default)]
	pub affiliations: Vec<String>,
}

/// A methodology adopted from the start. Its terms as in `civic_primitives::Terms`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Methodology {
	/// What the profile calls it.
	pub name: String,
	/// Its title.
	pub title: String,
	/// The file that says it in full, beside the profile. Its SHA-256 goes on chain.
	pub document: PathBuf,
	/// Where people read that file.
	pub read_at: String,
	/// Which budget its awards come from.
	pub sector: Sector,
	/// What the activity serves.
	pub end_use: EndUse,
	/// What quantities count.
	pub unit: ActivityUnit,
	/// Emissions without the project.
	pub baseline: Factor,
	/// Emissions with it.
	pub project: Factor,
	/// The share of a claim's uncertainty that is deducted.
	pub deduction: String,
	/// The share of the avoided emissions that leaks to elsewhere.
	pub leakage: String,
	/// Who gets which part of an award.
	pub shares: Shares,
	/// Verifiers on a panel.
	pub panel: u32,
	/// How many of them must agree.
	pub quorum: u32,
	/// How far apart agreeing quantities may be.
	pub tolerance: String,
	/// How long a verifier has to answer.
	pub attest_within: String,
	/// How long a verified claim may be challenged.
	pub challenge_within: String,
	/// The longest time a claim may cover.
	pub longest_period: String,
	/// The time between two claims of a source.
	pub claim_interval: String,
}

/// An emission factor, and where it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Factor {
	/// Its value, as in `383.78 g/kWh`.
	pub value: String,
	/// Publisher, title, table and licence, as one would cite it.
	pub source: String,
	/// The year it describes.
	pub year: u16,
	/// What it means.
	pub basis: Basis,
}

/// Who gets which part of an award.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shares {
	/// The one who avoided the emissions.
	pub owner: String,
	/// The commons pool.
	pub commons: String,
	/// The panel, in equal parts.
	pub verifiers: String,
	/// Kept back for reversals.
	pub buffer: String,
}

/// The most that may be awarded in a sector in a year (UTC), or in each of several.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Budget {
	/// The sector.
	pub sector: Sector,
	/// The year in which claims are awarded, or the first of several.
	pub year: u32,
	/// The last of several years with the same budget.
	#[serde(default)]
	pub through: Option<u32>,
	/// What the sector emitted, by the city's inventory.
	pub inventory: String,
	/// The most that may be awarded in a year.
	pub ceiling: String,
}

/// Why a profile could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
	/// The file could not be read.
	#[error("cannot read the profile {path}: {source}. Give the path of a TOML file")]
	File {
		/// Which file.
		path: PathBuf,
		/// Why not.
		source: std::io::Error,
	},
	/// The text is not a profile.
	#[error("the profile {path} is not well formed:\n{source}")]
	Shape {
		/// Which file.
		path: PathBuf,
		/// Where, and what is expected there.
		source: toml::de::Error,
	},
}

impl Profile {
	/// Read the profile at `path`.
	pub fn read(path: &Path) -> Result<Self, ReadError> {
		let text = std::fs::read_to_string(path).map_err(|source| ReadError::File {
			path: path.into(),
			source,
		})?;
		toml::from_str(&text).map_err(|source| ReadError::Shape {
			path: path.into(),
			source,
		})
	}
}
