//! The rules of the redemption pallet that the treasury meets.

use std::{
	collections::{BTreeMap, VecDeque},
	ops::RangeInclusive,
};

use serde::{Deserialize, Serialize};

use crate::{
	chain::{
		Block, BlockRef, Call, Event, Outcome, Refusal, Reserve, Settlement, State,
		MAX_PAYMENTS_PER_CALL,
	},
	hex32::Hex32,
	money::{Cents, Currency},
	store::redemptions::{Ending, Opened, RedemptionStatus},
};

/// Seconds between blocks.
const BLOCK_TIME: i64 = 6;

/// The first block's time: 2026-11-30 08:00 UTC, a TARGET day.
pub(super) const FIRST: i64 = 1_796_025_600;

/// A redemption somebody makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewRedemption {
	/// The account.
	pub account: Hex32,
	/// The currency.
	pub currency: Currency,
	/// What it is worth.
	pub quote: Cents,
	/// The commitment to the payee.
	pub payee: Hex32,
}

/// Blocks, redemptions and the queue.
pub struct Ledger {
	genesis: Hex32,
	blocks: Vec<Block>,
	redemptions: BTreeMap<u64, State>,
	/// Before which block a redemption was in which state; to answer about earlier blocks.
	history: BTreeMap<u64, Vec<(u64, State)>>,
	queues: BTreeMap<Currency, VecDeque<u64>>,
	next: u64,
	/// Numerator and denominator of what is paid of a quote.
	fraction: (i64, i64),
	/// The days it takes bookings of.
	days: RangeInclusive<u32>,
	/// How many redemptions it takes in one call.
	per_call: usize,
}

impl Ledger {
	pub(super) fn new(first: i64) -> Self {
		let genesis = Hex32::sha256(rand::random::<[u8; 16]>());
		Self {
			genesis,
			blocks: vec![Block {
				number: 0,
				hash: genesis,
				parent: Hex32([0; 32]),
				time: first,
				events: Vec::new(),
			}],
			redemptions: BTreeMap::new(),
			history: BTreeMap::new(),
			queues: BTreeMap::new(),
			next: 0,
			fraction: (1, 1),
			days: 0..=u32::MAX,
			per_call: MAX_PAYMENTS_PER_CALL,
		}
	}

	/// The hash of the first block.
	pub fn genesis(&self) -> Hex32 {
		self.genesis
	}

	/// The last block.
	pub fn head(&self) -> BlockRef {
		self.blocks.last().map_or(
			BlockRef {
				number: 0,
				hash: self.genesis,
			},
			|b| BlockRef {
				number: b.number,
				hash: b.hash,
			},
		)
	}

	/// The block at a height.
	pub fn block(&self, height: u64) -> Option<Block> {
		self.blocks.get(usize::try_from(height).ok()?).cloned()
	}

	/// A redemption.
	pub fn redemption(&self, id: u64) -> Option<State> {
		self.redemptions.get(&id).cloned()
	}

	/// All redemptions.
	pub fn all(&self) -> &BTreeMap<u64, State> {
		&self.redemptions
	}

	pub(super) fn redemptions_at(
		&self,
		at: Hex32,
		from: u64,
		limit: u32,
	) -> Option<Vec<(u64, State)>> {
		let height = self.blocks.iter().rev().find(|b| b.hash == at)?.number;
		Some(
			self.history
				.range(from..)
				.filter_map(|(id, states)| {
					let (_, state) = states.iter().rev().find(|(since, _)| *since <= height)?;
					Some((*id, state.clone()))
				})
				.take(limit as usize)
				.collect(),
		)
	}

	/// Make an empty block.
	pub fn tick(&mut self) {
		self.make_block(Vec::new());
	}

	/// Somebody redeems: its number.
	pub fn redeem(&mut self, new: NewRedemption) -> u64 {
		self.redeem_all(vec![new]).start
	}

	/// Several redeem in one block.
	pub fn redeem_all(&mut self, all: Vec<NewRedemption>) -> std::ops::Range<u64> {
		let first = self.next;
		let mut events = Vec::new();
		for new in all {
			let id = self.next;
			self.next += 1;
			self.redemptions.insert(
				id,
				State {
					status: RedemptionStatus::Open,
					currency: new.currency,
					quote: new.quote,
					due: None,
					message: None,
					paid: None,
				},
			);
			self.queues.entry(new.currency).or_default().push_back(id);
			events.push(Event::Redeemed(Opened {
				id,
				window: 0,
				member: new.account.to_string(),
				account: new.account,
				amount: u128::from(new.quote.0.unsigned_abs()) * 10_000,
				currency: new.currency,
				quote: new.quote,
				payee: new.payee,
			}));
		}
		self.make_block(events);
		first..self.next
	}

	/// Its owner takes it back; false if it is too late.
	pub fn cancel(&mut self, id: u64) -> bool {
		self.end_open(id, Ending::Cancelled)
	}

	/// Its time is over; false if it is too late.
	pub fn expire(&mut self, id: u64) -> bool {
		self.end_open(id, Ending::Expired)
	}

	/// Put a number at the head of a queue, as nothing in these rules does.
	pub fn put_first(&mut self, currency: Currency, id: u64) {
		self.queues.entry(currency).or_default().push_front(id);
	}

	/// Take it away from there.
	pub fn take_out(&mut self, currency: Currency, id: u64) {
		if let Some(queue) = self.queues.get_mut(&currency) {
			queue.retain(|other| *other != id);
		}
	}

	/// Take bookings of these days only: its blocks are made faster than days pass, so that it is
	/// told which days the pallet would not take.
	pub fn take_bookings_of(&mut self, days: RangeInclusive<u32>) {
		self.days = days;
	}

	/// How many redemptions it takes in one call.
	pub(super) fn per_call(&self) -> usize {
		self.per_call
	}

	/// Take no more redemptions than these in one call from now on, as after an upgrade.
	pub fn take_at_once(&mut self, redemptions: usize) {
		self.per_call = redemptions;
	}

	/// Pay only this part of a quote from now on.
	pub fn be_short(&mut self, currency: Currency, numerator: i64, denominator: i64) {
		self.fraction = (numerator, denominator.max(1));
		self.make_block(vec![Event::ReserveShort {
			currency,
			short: numerator < denominator,
		}]);
	}

	/// Another account speaks from here on for the member that redeemed with `from`.
	pub fn move_member(&mut self, from: Hex32, to: Hex32) {
		self.make_block(vec![Event::MemberMoved {
			member: from.to_string(),
			to,
		}]);
	}

	/// The treasurer attests, the auditor countersigns.
	pub fn attest(&mut self, reserve: Reserve) {
		self.make_block(vec![Event::ReserveAttested(reserve)]);
		self.make_block(vec![Event::ReserveInForce(reserve)]);
	}

	/// The treasurer attests, and the auditor does not countersign.
	pub fn attest_only(&mut self, reserve: Reserve) {
		self.make_block(vec![Event::ReserveAttested(reserve)]);
	}

	fn end_open(&mut self, id: u64, how: Ending) -> bool {
		let Some(state) = self.redemptions.get_mut(&id) else {
			return false;
		};
		if state.status != RedemptionStatus::Open {
			return false;
		}
		state.status = how.status();
		self.leave_queue(id);
		self.make_block(vec![Event::Ended {
			redemption: id,
			how,
		}]);
		true
	}

	fn leave_queue(&mut self, id: u64) {
		for queue in self.queues.values_mut() {
			queue.retain(|waiting| *waiting != id);
		}
	}

	/// Carry out calls: each is a transaction, all are in one block.
	pub(super) fn carry_out(&mut self, calls: &[Call]) -> Vec<Outcome> {
		let number = self.head().number + 1;
		let mut events = Vec::new();
		let outcomes = calls
			.iter()
			.map(|call| match self.dispatch(call) {
				Ok(caused) => {
					events.extend(caused);
					Outcome::Final(number)
				},
				Err(why) => Outcome::Refused(Refusal::of(why, "")),
			})
			.collect();
		self.make_block(events);
		outcomes
	}

	fn dispatch(&mut self, call: &Call) -> Result<Vec<Event>, &'static str> {
		match call {
			Call::Begin {
				currency,
				redemptions,
				message,
			} => self.begin(*currency, redemptions, *message),
			Call::Settle(payments) => self.settle(payments),
			Call::Reject { redemption, reason } => self.reject(*redemption, *reason),
		}
	}

	fn begin(
		&mut self,
		currency: Currency,
		ids: &[u64],
		message: Hex32,
	) -> Result<Vec<Event>, &'static str> {
		if ids.is_empty() || ids.len() > self.per_call {
			return Err("TooMany");
		}
		let queue = self.queues.entry(currency).or_default();
		if queue.len() < ids.len() || !ids.iter().eq(queue.iter().take(ids.len())) {
			return Err("NotNext");
		}
		queue.drain(..ids.len());
		let (numerator, denominator) = self.fraction;
		let mut payments = Vec::new();
		for id in ids {
			let state = self.redemptions.get_mut(id).ok_or("UnknownRedemption")?;
			let due = Cents(state.quote.0 * numerator / denominator);
			state.status = RedemptionStatus::Paying;
			state.due = Some(due);
			state.message = Some(message);
			payments.push((*id, due));
		}
		Ok(vec![Event::Begun { payments, message }])
	}

	fn settle(&mut self, payments: &[Settlement]) -> Result<Vec<Event>, &'static str> {
		if payments.is_empty() || payments.len() > self.per_call {
			return Err("TooMany");
		}
		// All or nothing, as a transaction is.
		for payment in payments {
			match self.redemptions.get(&payment.redemption) {
				Some(state) if state.status == RedemptionStatus::Paying => {},
				_ => return Err("NotPaying"),
			}
			if payment.reference.is_empty() || payment.reference.len() > 35 {
				return Err("TextUnfit");
			}
			if payment.booked > *self.days.end() {
				return Err("DateInFuture");
			}
			if payment.booked < *self.days.start() {
				return Err("BookedTooEarly");
			}
		}
		let mut events = Vec::new();
		for payment in payments {
			let state = self
				.redemptions
				.get_mut(&payment.redemption)
				.ok_or("UnknownRedemption")?;
			let paid = state.due.unwrap_or(state.quote);
			state.status = RedemptionStatus::Settled;
			state.paid = Some(paid);
			events.push(Event::Ended {
				redemption: payment.redemption,
				how: Ending::Settled {
					paid,
					burned: u128::from(paid.0.unsigned_abs()) * 10_000,
					reference: payment.reference.clone(),
				},
			});
		}
		Ok(events)
	}

	fn reject(&mut self, id: u64, reason: [u8; 4]) -> Result<Vec<Event>, &'static str> {
		let state = self.redemptions.get_mut(&id).ok_or("UnknownRedemption")?;
		if state.status.is_ended() {
			return Err("AlreadyEnded");
		}
		state.status = RedemptionStatus::Rejected;
		self.leave_queue(id);
		Ok(vec![Event::Ended {
			redemption: id,
			how: Ending::Rejected {
				reason: String::from_utf8_lossy(&reason).into_owned(),
			},
		}])
	}

	fn make_block(&mut self, events: Vec<Event>) {
		let parent = self.head();
		let number = parent.number + 1;
		let time = self.blocks.last().map_or(FIRST, |b| b.time) + BLOCK_TIME;
		for event in &events {
			let touched: Vec<u64> = match event {
				Event::Redeemed(opened) => vec![opened.id],
				Event::Begun { payments, .. } => payments.iter().map(|(id, _)| *id).collect(),
				Event::Ended { redemption, .. } => vec![*redemption],
				_ => Vec::new(),
			};
			for id in touched {
				if let Some(state) = self.redemptions.get(&id) {
					self.history
						.entry(id)
						.or_default()
						.push((number, state.clone()));
				}
			}
		}
		self.blocks.push(Block {
			number,
			hash: Hex32::sha256([parent.hash.as_ref(), &number.to_le_bytes()].concat()),
			parent: parent.hash,
			time,
			events,
		});
	}
}
