//! The claims that are watched, and what changes about them.

use std::collections::BTreeMap;

use subxt::ext::futures::future::try_join_all;

use crate::{
	chain::{
		api::civic,
		views::{ClaimView, SourceView},
		State,
	},
	commands::claim::get,
	error::{Error, Result},
	time::Moment,
};

/// The most pages of sources and claims that are read to find a member's claims: 100 on each.
const PAGES: usize = 50;

/// What is watched, as of a block.
pub(super) struct Watched {
	/// Whose claims; nobody's when they are named one by one.
	owner: Option<u64>,
	limit: usize,
	/// By number.
	claims: BTreeMap<u64, ClaimView>,
	/// Claims that are to be read and were not yet.
	pending: Vec<u64>,
	/// Sources of the owner, each with the number no claim of it is below that was not read.
	sources: BTreeMap<u64, u64>,
	/// The chain's next claim when claims were looked for last.
	next_claim: Option<u64>,
	/// How many blocks were read.
	blocks: u64,
	/// The block and its time.
	pub(super) block: u64,
	pub(super) now: Moment,
}

/// Something that is as it was not before.
pub(super) struct Change {
	/// The claim.
	pub(super) claim: u64,
	/// Its status before; nothing when it was not known.
	pub(super) was: Option<String>,
}

impl Watched {
	/// The newest `limit` claims of a member.
	pub(super) fn of_owner(owner: u64, limit: usize) -> Self {
		Self {
			owner: Some(owner),
			limit,
			claims: BTreeMap::new(),
			pending: Vec::new(),
			sources: BTreeMap::new(),
			next_claim: None,
			blocks: 0,
			block: 0,
			now: Moment(0),
		}
	}

	/// These claims.
	pub(super) fn of(claims: &[u64], limit: usize) -> Result<Self> {
		if claims.len() > limit {
			return Err(Error::usage(format!(
				"These are {} claims, and {limit} are watched at most. Name fewer, or say --limit.",
				claims.len()
			)));
		}
		Ok(Self {
			owner: None,
			pending: claims.to_vec(),
			..Self::of_owner(0, limit)
		})
	}

	/// How many blocks were read.
	pub(super) fn blocks(&self) -> u64 {
		self.blocks
	}

	/// The claims, newest first.
	pub(super) fn claims(&self) -> impl Iterator<Item = &ClaimView> {
		self.claims.values().rev()
	}

	/// One of them.
	pub(super) fn claim(&self, id: u64) -> Option<&ClaimView> {
		self.claims.get(&id)
	}

	/// Whether each of them is settled or void.
	pub(super) fn all_settled(&self) -> bool {
		self.claims
			.values()
			.all(|claim| matches!(claim.status.as_str(), "settled" | "void"))
	}

	/// Read what may have changed, and say what has.
	pub(super) async fn read(&mut self, state: &State) -> Result<Vec<Change>> {
		self.find(state).await?;
		let open = self
			.claims
			.values()
			.filter(|claim| !is_over(claim))
			.map(|claim| claim.claim);
		let ids: Vec<_> = open.chain(self.pending.iter().copied()).collect();
		let read = try_join_all(ids.into_iter().map(|id| get(state, id))).await?;
		self.pending.clear();
		let mut changes = Vec::new();
		for claim in read {
			let id = claim.claim;
			let before = self.claims.insert(id, claim);
			let now = self.claims.get(&id);
			if before.as_ref() != now {
				changes.push(Change {
					claim: id,
					was: before.map(|claim| claim.status),
				});
			}
		}
		while self.claims.len() > self.limit {
			self.claims.pop_first();
		}
		changes.retain(|change| self.claims.contains_key(&change.claim));
		changes.sort_by_key(|change| change.claim);
		self.now = state.now().await?;
		self.block = state.block();
		self.blocks = self.blocks.saturating_add(1);
		Ok(changes)
	}

	/// Note the newest of the claims that were not there before.
	async fn find(&mut self, state: &State) -> Result<()> {
		let Some(owner) = self.owner else {
			return Ok(());
		};
		let next = civic::storage().measurements().next_claim();
		let next = state.stored(next, ()).await?.unwrap_or_default();
		// Nobody has claimed anything since.
		if self.next_claim == Some(next) {
			return Ok(());
		}
		let mut pages = 0;
		let from = self.sources.keys().next_back().map_or(0, |last| last + 1);
		for source in sources(state, owner, from, &mut pages).await? {
			self.sources.insert(source.source, 0);
		}
		for (source, from) in &mut self.sources {
			loop {
				turn(&mut pages)?;
				let question = civic::view_functions()
					.measurements()
					.claims_of(*source, *from);
				let page = state.ask(question).await?;
				let Some((last, _)) = page.last() else {
					break;
				};
				*from = last.saturating_add(1);
				self.pending.extend(page.iter().map(|(id, _)| *id));
			}
		}
		self.next_claim = Some(next);
		self.pending.sort_unstable();
		let older = self.pending.len().saturating_sub(self.limit);
		self.pending.drain(..older);
		Ok(())
	}
}

/// Whether nothing about it changes any more, but by a reversal.
fn is_over(claim: &ClaimView) -> bool {
	match claim.status.as_str() {
		"void" => true,
		"settled" => claim.award.is_some(),
		_ => false,
	}
}

async fn sources(
	state: &State,
	owner: u64,
	mut from: u64,
	pages: &mut usize,
) -> Result<Vec<SourceView>> {
	let mut sources = Vec::new();
	loop {
		turn(pages)?;
		let question = civic::view_functions()
			.measurements()
			.sources_of(owner, from);
		let page = state.ask(question).await?;
		let Some((last, _)) = page.last() else {
			return Ok(sources);
		};
		from = last.saturating_add(1);
		sources.extend(page.iter().map(|(id, source)| SourceView::new(*id, source)));
	}
}

/// Read another page, unless they are too many.
fn turn(pages: &mut usize) -> Result<()> {
	*pages += 1;
	if *pages <= PAGES {
		return Ok(());
	}
	Err(Error::input(
		"This member has more sources and claims than are looked through at once. Name the claims to \
		 watch: --claim N.",
	))
}
