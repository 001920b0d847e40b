//! A ledger with a history, and what a claim costs on it.

use std::time::Duration;

use anyhow::Context;
use civic_primitives::{ClaimId, EndUse};
use civic_runtime::{Hash, Runtime, RuntimeCall, UncheckedExtrinsic};
use codec::Encode;
use pallet_measurements::{
	Attestation, Call, Claims, Measurement, NextClaim, NextSource, Panel, Panels, Round, Status,
};
use sp_core::H256;
use sp_io::hashing::blake2_256;

use crate::city::{member_number, Setting};
use crate::people::{Person, VERIFIERS};

use super::block::Block;
use super::chain::Chain;
use super::history::{claims_at, fill, free_hour, Place};

/// Sources, each of a member of its own.
const SOURCES: u32 = 64;

/// As in the demo city, so that panels are drawn within a few blocks.
const EPOCH: &str = "18 s";

/// Blocks in which every panel must have been drawn.
const PATIENCE: u32 = 2_000;

/// Blocks after which the window for challenges of 30 seconds is over.
const WINDOW: u32 = 11;

/// Blocks in a row that may be too full for one transaction: the first of a session is.
const FULL: u32 = 3;

/// A ledger with a history.
pub struct Ledger {
	chain: Chain,
	genesis: Hash,
	members: Vec<Person>,
	verifiers: Vec<Person>,
	sources: Vec<Place>,
	history: u64,
	/// How many claims each source has made by call.
	made: Vec<u64>,
	/// How many claims will be made by call, in all rounds.
	planned: u64,
}

/// How long calls took.
#[derive(Clone, Debug, Default)]
pub struct Times {
	/// To carry each out: signature, checks, call.
	pub each: Vec<Duration>,
	/// To compute the roots of the blocks that hold them and to store those blocks.
	pub storing: Duration,
}

impl Times {
	fn add(&mut self, other: Self) {
		self.each.extend(other.each);
		self.storing += other.storing;
	}
}

/// How long the calls of a claim's life took.
#[derive(Clone, Debug, Default)]
pub struct Life {
	/// `measurements.submit`.
	pub submit: Times,
	/// `measurements.attest`, the answer that decides.
	pub attest: Times,
	/// `measurements.settle`.
	pub settle: Times,
}

impl Life {
	/// Both together.
	pub fn add(&mut self, other: Self) {
		self.submit.add(other.submit);
		self.attest.add(other.attest);
		self.settle.add(other.settle);
	}
}

impl Ledger {
	/// A ledger of `history` settled claims.
	pub fn begin(history: u64) -> anyhow::Result<Self> {
		let setting = Setting {
			members: SOURCES,
			epoch: Some(EPOCH),
		};
		let chain = Chain::begin(setting)?;
		let mut ledger = Self {
			genesis: chain.genesis()?,
			chain,
			members: (0..SOURCES).map(Person::member).collect(),
			verifiers: (0..VERIFIERS).map(Person::verifier).collect(),
			sources: Vec::new(),
			history,
			made: vec![0; SOURCES as usize],
			planned: 1,
		};
		ledger.set_up()?;
		fill(&mut ledger.chain, &ledger.sources, history)?;
		ledger.chain.reopen()?;
		Ok(ledger)
	}

	/// The chain beneath.
	pub fn chain(&mut self) -> &mut Chain {
		&mut self.chain
	}

	/// Where the history's claims lie.
	pub fn sources(&self) -> &[Place] {
		&self.sources
	}

	/// How many claims the history has.
	pub fn history(&self) -> u64 {
		self.history
	}

	/// Let `count` claims live from submission to award. `rounds` says how many such lives there will
	/// be, so that they can spread over the history.
	pub fn life(&mut self, count: u32, rounds: u32) -> anyhow::Result<Life> {
		self.planned = u64::from(rounds) * u64::from(count);
		let key = NextClaim::<Runtime>::hashed_key();
		let first: ClaimId = self.chain.stored(&key)?.unwrap_or_default();
		let claims = first..first + u64::from(count);

		let calls = (0..count).map(|i| self.submit(i)).collect();
		let submit = self.carry_out(calls)?;
		self.until_drawn(claims.end - 1)?;

		let (mut early, mut deciding) = (Vec::new(), Vec::new());
		for claim in claims.clone() {
			let panel: Option<Panel> = self
				.chain
				.stored(&Panels::<Runtime>::hashed_key_for(claim, Round::First))?;
			let panel = panel.context("a submitted claim has a panel")?;
			let mut seats = panel.seats.iter().map(|seat| seat.verifier);
			let [one, two] = [seats.next(), seats.next()];
			early.push(self.attest(claim, one.context("a seat")?)?);
			deciding.push(self.attest(claim, two.context("another seat")?)?);
		}
		// In the order in which the verifiers' transactions are numbered: both kinds are signed in
		// turn above, so they are sent in turn as well.
		let answers = early
			.into_iter()
			.zip(deciding)
			.flat_map(|(one, two)| [one, two]);
		let mut attest = self.carry_out(answers.collect())?;
		let decided = attest.each.into_iter().skip(1).step_by(2);
		attest.each = decided.collect();
		// Half of the transactions in those blocks, and so about half of what they cost.
		attest.storing /= 2;

		self.chain.empty_blocks(WINDOW)?;
		let calls = claims.clone().map(|claim| self.settle(claim)).collect();
		let settle = self.carry_out(calls)?;
		for claim in claims {
			let claim: Option<pallet_measurements::Claim> = self
				.chain
				.stored(&Claims::<Runtime>::hashed_key_for(claim))?;
			anyhow::ensure!(
				claim.is_some_and(|claim| claim.status == Status::Settled),
				"a claim was not settled"
			);
		}
		Ok(Life {
			submit,
			attest,
			settle,
		})
	}

	/// Register and commission the sources.
	fn set_up(&mut self) -> anyhow::Result<()> {
		for index in 0..SOURCES {
			let place = H256(blake2_256(&(b"place", index).encode()));
			let register = Call::register_source {
				family: 0,
				place,
				nameplate: 10_000,
				device: None,
			};
			let register = self.sign_member(index as usize, register);
			self.carry_out(vec![register])?;
			let key = NextSource::<Runtime>::hashed_key();
			let next: u64 = self.chain.stored(&key)?.unwrap_or_default();
			let source = next.checked_sub(1).context("a source was registered")?;
			self.sources.push(Place {
				source,
				owner: member_number(index),
				place,
				end_use: EndUse::ElectricityGeneration,
			});
			let commission = Call::commission { source, since: 0 };
			let commission =
				self.verifiers[0].sign(RuntimeCall::Measurements(commission), self.genesis);
			self.carry_out(vec![commission])?;
		}
		Ok(())
	}

	/// The next claim: every other one on the premises with the long timeline.
	fn submit(&mut self, i: u32) -> UncheckedExtrinsic {
		let others = SOURCES as usize - 1;
		let index = match i % 2 {
			0 => 0,
			_ => 1 + (i as usize / 2) % others,
		};
		let there = claims_at(index, self.history, u64::from(SOURCES));
		// Spread over the whole timeline.
		let stride = (there / self.planned.max(1)).max(1);
		let period = free_hour(self.made[index] * stride);
		self.made[index] += 1;
		let source = self.sources[index].source;
		let measurement = Measurement {
			methodology: 0,
			period,
			quantity: 5_000,
			uncertainty: 100,
			evidence: H256::repeat_byte(1),
			readings: H256(blake2_256(&(b"new", source, period.from).encode())),
			registry: None,
		};
		self.sign_member(
			index,
			Call::submit {
				source,
				measurement,
			},
		)
	}

	fn attest(&mut self, claim: ClaimId, verifier: u64) -> anyhow::Result<UncheckedExtrinsic> {
		// Verifiers are numbered after the four agencies.
		let index = verifier
			.checked_sub(4)
			.and_then(|i| usize::try_from(i).ok());
		let verifier = index.and_then(|i| self.verifiers.get_mut(i));
		let attestation = Attestation::Confirm {
			quantity: 5_000,
			uncertainty: 100,
		};
		let call = Call::attest { claim, attestation };
		Ok(verifier
			.context("a seat is a verifier's")?
			.sign(RuntimeCall::Measurements(call), self.genesis))
	}

	fn settle(&mut self, claim: ClaimId) -> UncheckedExtrinsic {
		let index = claim as usize % self.members.len();
		self.sign_member(index, Call::settle { claim })
	}

	fn sign_member(&mut self, index: usize, call: Call<Runtime>) -> UncheckedExtrinsic {
		self.members[index].sign(RuntimeCall::Measurements(call), self.genesis)
	}

	/// Make blocks until the panel of `claim`, and so those of all before it, is drawn.
	fn until_drawn(&mut self, claim: ClaimId) -> anyhow::Result<()> {
		let key = Panels::<Runtime>::hashed_key_for(claim, Round::First);
		for _ in 0..PATIENCE {
			let panel: Option<Panel> = self.chain.stored(&key)?;
			if panel.is_some_and(|panel| !panel.seats.is_empty()) {
				return Ok(());
			}
			self.chain.empty_blocks(1)?;
		}
		anyhow::bail!("claim {claim} had no panel after {PATIENCE} blocks")
	}

	/// Carry `transactions` out in as many blocks as they need.
	fn carry_out(&mut self, transactions: Vec<UncheckedExtrinsic>) -> anyhow::Result<Times> {
		let mut times = Times::default();
		let mut waiting = transactions.iter().peekable();
		let mut full = 0;
		while waiting.peek().is_some() {
			let mut block = Block::begin(&mut self.chain)?;
			let before = times.each.len();
			while let Some(next) = waiting.peek() {
				let Some(took) = block.apply(next)? else {
					break;
				};
				times.each.push(took);
				waiting.next();
			}
			let took = block.finish()?;
			if times.each.len() == before {
				full += 1;
				anyhow::ensure!(full < FULL, "a transaction fits into no block");
			} else {
				times.storing += took;
				full = 0;
			}
		}
		Ok(times)
	}
}
