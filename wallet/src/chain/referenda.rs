//! Referenda as the chain keeps them.

use scale_info::PortableRegistry;
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	ext::scale_decode::DecodeAsType,
	tx::Payload,
	utils::{AccountId32, H256},
	Metadata,
};

use super::{
	api::{
		civic,
		runtime::{
			Bounded, ChainCurve, DispatchTime, OriginCaller, PerBillion, ReferendumInfo,
			RuntimeCall,
		},
	},
	calls::{self, Words},
	explain::explain,
	views::address,
	Chain, State,
};
use crate::{
	decision::{share, Curve, Progress, Share, Track, Wish, WHOLE},
	error::{Error, Result},
	hex32::Hex32,
	time::Moment,
};

/// The longest proposal that is put into words. Longer ones are told by their name.
const MAX_TOLD: usize = 4 * 1024;

/// Room to read a proposal that nests calls as deep as so many bytes allow: whoever proposes it must
/// not be able to end this program.
const DEEP: usize = 256 * 1024 * 1024;

/// The longest proposal that is fetched.
const MAX_FETCHED: u32 = 1024 * 1024;

/// A referendum.
pub enum Found {
	/// It can be voted on.
	Open(Box<Open>),
	/// It has ended.
	Ended {
		/// `approved`, `rejected`, `cancelled`, `timed-out` or `killed`.
		how: &'static str,
		/// In which block.
		at: u32,
	},
}

impl Found {
	/// Whether it can be voted on.
	pub fn is_open(&self) -> bool {
		matches!(self, Self::Open(_))
	}
}

/// A referendum that can be voted on.
pub struct Open {
	/// On which track.
	pub track: u16,
	/// By what authority it is done.
	pub origin: OriginCaller,
	/// Who has proposed it.
	pub proposer: String,
	/// What is proposed.
	pub proposal: Proposal,
	/// How far it is.
	pub progress: Progress,
	/// What was counted.
	pub tally: Tally,
}

/// What was counted of a referendum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
	/// The weight of those for it.
	pub ayes: u32,
	/// The weight of those against it.
	pub nays: u32,
	/// How many persons are for it.
	pub supporters: u32,
	/// How many persons have voted.
	pub voters: u32,
	/// How many citizens there were when it was submitted.
	pub citizens: u32,
	/// When it was submitted.
	pub at: Moment,
	/// The points that make the second unit of weight.
	pub scale: u64,
	/// The most a vote weighs.
	pub cap: u32,
	/// Members of this number and above were enrolled later, and do not vote.
	pub next_member: u64,
}

impl Tally {
	/// Whether a member of this number was enrolled before it was submitted.
	pub fn is_in_time(&self, member: u64) -> bool {
		member < self.next_member
	}

	/// Approval by weight and support by persons, as the chain computes them.
	pub fn has(&self) -> (Share, Share) {
		if self.citizens == 0 {
			return (0, 0);
		}
		let cast = u64::from(self.ayes).saturating_add(u64::from(self.nays));
		(
			share(self.ayes.into(), cast),
			share(self.supporters.into(), self.citizens.into()),
		)
	}
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
	/// Its hash.
	pub hash: Hex32,
	/// Its length in bytes, where that is known.
	pub length: Option<u32>,
	/// The call, if it is here and not too long to be fetched.
	pub bytes: Option<Vec<u8>>,
}

/// A proposed call for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
	/// Its name, as in `Methodologies.adopt`.
	pub name: String,
	/// What it would do, in a few words.
	pub title: String,
	/// What such calls do, in the chain's own words.
	pub does: String,
	/// With what.
	pub arguments: Vec<(String, String)>,
}

/// The hash by which the chain knows bytes.
pub fn hash(bytes: &[u8]) -> Hex32 {
	BlakeTwo256.hash(bytes).into()
}

impl Chain {
	/// The chain as of an earlier block, if the node still keeps it.
	pub async fn state_at(&self, block: u64) -> Option<State> {
		let at = self.client.at_block(block).await.ok()?;
		Some(State { at })
	}
}

impl State {
	/// `call` as the chain encodes it.
	pub fn encode(&self, call: &impl Payload) -> Result<Vec<u8>> {
		self.at.tx().call_data(call).map_err(explain)
	}

	/// How each kind of decision is taken.
	pub fn tracks(&self) -> Result<Vec<Track>> {
		let tracks = self.constant(civic::constants().referenda().tracks())?;
		Ok(tracks
			.into_iter()
			.map(|(id, info)| Track {
				id,
				name: info.name.trim_end_matches('\0').to_string(),
				places: info.max_deciding,
				prepare: info.prepare_period,
				decide: info.decision_period,
				confirm: info.confirm_period,
				enact: info.min_enactment_period,
				approval: curve(&info.min_approval),
				support: curve(&info.min_support),
			})
			.collect())
	}

	/// A referendum, if there is one of this number.
	pub async fn referendum(&self, index: u32) -> Result<Option<Found>> {
		let place = civic::storage().referenda().referendum_info_for();
		let Some(info) = self.stored(place, (index,)).await? else {
			return Ok(None);
		};
		let ended = |how, at| Ok(Some(Found::Ended { how, at }));
		let status = match info {
			ReferendumInfo::Ongoing(status) => status,
			ReferendumInfo::Approved(at, ..) => return ended("approved", at),
			ReferendumInfo::Rejected(at, ..) => return ended("rejected", at),
			ReferendumInfo::Cancelled(at, ..) => return ended("cancelled", at),
			ReferendumInfo::TimedOut(at, ..) => return ended("timed-out", at),
			ReferendumInfo::Killed(at) => return ended("killed", at),
		};
		let patience = self.constant(civic::constants().referenda().undeciding_timeout())?;
		let snapshot = &status.tally.snapshot;
		let tally = Tally {
			ayes: status.tally.ayes,
			nays: status.tally.nays,
			supporters: status.tally.supporters,
			voters: status.tally.voters,
			citizens: snapshot.citizens,
			at: Moment(snapshot.at),
			scale: snapshot.rule.scale,
			cap: snapshot.rule.cap,
			next_member: snapshot.next_member,
		};
		let progress = Progress {
			submitted: status.submitted,
			taken_up: status.decision_deposit.is_some(),
			queued: status.in_queue,
			since: status.deciding.as_ref().map(|deciding| deciding.since),
			confirming: status.deciding.as_ref().and_then(|d| d.confirming),
			timeout: status.submitted.saturating_add(patience),
			wish: match status.enactment {
				DispatchTime::At(block) => Wish::At(block),
				DispatchTime::After(blocks) => Wish::After(blocks),
			},
		};
		let proposal = match status.proposal {
			Bounded::Inline(bytes) => Proposal {
				hash: hash(&bytes.0),
				length: u32::try_from(bytes.0.len()).ok(),
				bytes: Some(bytes.0),
			},
			Bounded::Lookup { hash, len } => Proposal {
				hash: hash.into(),
				length: Some(len),
				bytes: self.preimage(hash, len).await?,
			},
			Bounded::Legacy { hash, .. } => Proposal {
				hash: hash.into(),
				length: None,
				bytes: None,
			},
			Bounded::__Ignore(_) => {
				return Err(Error::network(
					"The node's proposals are of an unknown form.",
				))
			},
		};
		Ok(Some(Found::Open(Box::new(Open {
			track: status.track,
			origin: status.origin,
			proposer: address(&status.submission_deposit.who),
			proposal,
			progress,
			tally,
		}))))
	}

	/// Why nobody could vote on `call`, made by `origin`, if so.
	pub async fn bar_to_voting(&self, origin: OriginCaller, call: &[u8]) -> Result<Option<String>> {
		let question = civic::view_functions()
			.governance()
			.may_be_voted_on(origin, call.to_vec());
		match self.ask(question).await? {
			Ok(()) => Ok(None),
			Err(why) => Ok(Some(self.reason(&why))),
		}
	}

	/// The bytes behind a hash, if they are here and not too many.
	async fn preimage(&self, hash: H256, length: u32) -> Result<Option<Vec<u8>>> {
		if length > MAX_FETCHED {
			return Ok(None);
		}
		let place = civic::storage().preimage().preimage_for();
		let found = self.stored(place, ((hash, length),)).await?;
		Ok(found.map(|bytes| bytes.0))
	}

	/// Whether somebody has noted the bytes behind a hash.
	pub async fn is_noted(&self, hash: Hex32) -> Result<bool> {
		let place = civic::storage().preimage().request_status_for();
		Ok(self.stored(place, (hash.into(),)).await?.is_some())
	}

	/// The number of the next referendum.
	pub async fn next_referendum(&self) -> Result<u32> {
		let place = civic::storage().referenda().referendum_count();
		Ok(self.stored(place, ()).await?.unwrap_or_default())
	}

	/// A proposed call in words, if it is a call of this chain.
	pub fn told(&self, call: &[u8]) -> Option<Told> {
		told(call, self.at.metadata_ref())
	}

	/// Milliseconds between blocks.
	pub fn block_millis(&self) -> Result<u64> {
		self.constant(civic::constants().babe().expected_block_time())
	}

	/// Why a call was refused, in the chain's own words.
	pub fn reason(&self, error: &super::api::runtime::DispatchError) -> String {
		use super::api::runtime::DispatchError as E;
		let E::Module(module) = error else {
			return format!("{error:?}");
		};
		let metadata = self.at.metadata_ref();
		let found = metadata
			.pallet_by_error_index(module.index)
			.and_then(|pallet| Some((pallet, pallet.error_variant_by_index(module.error[0])?)));
		match found {
			Some((pallet, variant)) => format!(
				"{} ({}.{})",
				super::explain::prose(&variant.docs),
				pallet.name(),
				variant.name
			),
			None => format!("{error:?}"),
		}
	}
}

/// What is needed, from the chain's form of it.
fn curve(curve: &ChainCurve) -> Curve {
	let parts = |part: &PerBillion| part.0.min(WHOLE);
	match curve {
		ChainCurve::LinearDecreasing {
			length,
			floor,
			ceil,
		} => Curve::Linear {
			length: parts(length),
			floor: parts(floor),
			ceil: parts(ceil),
		},
		ChainCurve::SteppedDecreasing {
			begin,
			end,
			step,
			period,
		} => Curve::Stepped {
			begin: parts(begin),
			end: parts(end),
			step: parts(step),
			period: parts(period),
		},
		ChainCurve::Reciprocal {
			factor,
			x_offset,
			y_offset,
		} => Curve::Reciprocal {
			factor: factor.0,
			x_offset: x_offset.0,
			y_offset: y_offset.0,
		},
	}
}

/// A call in words. One that is too long is told by its name alone.
pub(super) fn told(call: &[u8], metadata: &Metadata) -> Option<Told> {
	if call.len() > MAX_TOLD {
		return named(call, metadata);
	}
	// In a thread of its own, which has room for calls within calls within calls.
	std::thread::scope(|scope| {
		let reading = std::thread::Builder::new()
			.stack_size(DEEP)
			.spawn_scoped(scope, || {
				let Words {
					name,
					does,
					arguments,
				} = calls::words(call, metadata).ok()?;
				let title = title_of(call, metadata, metadata.types()).unwrap_or(name.clone());
				Some(Told {
					name,
					title,
					does,
					arguments,
				})
			});
		reading.ok()?.join().ok()?
	})
}

/// The name of a call, from its first two bytes.
fn named(call: &[u8], metadata: &Metadata) -> Option<Told> {
	let [pallet, index, ..] = call else {
		return None;
	};
	let pallet = metadata.pallet_by_call_index(*pallet)?;
	let variant = pallet.call_variant_by_index(*index)?;
	let name = format!("{}.{}", pallet.name(), variant.name);
	Some(Told {
		title: name.clone(),
		name,
		does: super::explain::prose(&variant.docs),
		arguments: Vec::new(),
	})
}

fn title_of(call: &[u8], metadata: &Metadata, types: &PortableRegistry) -> Option<String> {
	let ty = metadata.outer_enums().call_enum_ty();
	let call = RuntimeCall::decode_as_type(&mut &call[..], ty, types).ok()?;
	super::titles::title(&call)
}

/// An address, short enough for a line.
pub fn short(account: &AccountId32) -> String {
	let text = account.to_string();
	let head: String = text.chars().take(8).collect();
	format!("{head}…")
}
