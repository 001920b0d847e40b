//! `civic referendum watch`: referenda as they go, live.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use subxt::utils::AccountId32;

use super::{
	rows,
	view::{self, At, ReferendumView},
	words::capital,
};
use crate::{
	chain::{Chain, State},
	cli::Global,
	commands::watch::{follow, until_stopped, Followed, Screen, Step},
	decision::percent,
	error::{Error, Result},
	keys::SignerArgs,
	output::fancy,
};

/// How many open referenda are followed at most, the newest.
const MOST: usize = 50;

/// How many of the newest are looked at.
const LOOKED_AT: u32 = 500;

/// Arguments of `civic referendum watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
	/// The referendum's number; without it, all that are open
	referendum: Option<u32>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub(super) fn run(global: &Global, args: &WatchArgs) -> Result<()> {
	let who = args.signer.somebody(&global.key_store()?)?;
	until_stopped(async {
		let chain = Chain::connect(global).await?;
		let watched = Watched {
			only: args.referendum,
			who,
			known: BTreeMap::new(),
			next: 0,
			read: 0,
			screen: Screen::new(global.output()),
		};
		follow(global, chain, watched).await
	})
}

/// What is followed, and where it is shown.
struct Watched {
	only: Option<u32>,
	who: Option<AccountId32>,
	known: BTreeMap<u32, ReferendumView>,
	/// The number that nobody has looked at yet.
	next: u32,
	read: u64,
	screen: Screen,
}

/// What a program is told of a change.
#[derive(Serialize)]
struct Line<'a> {
	/// The final block and its time.
	now: At,
	/// The status before; nothing when it was not watched before.
	was: Option<&'a str>,
	referendum: &'a ReferendumView,
}

impl Watched {
	/// The referenda that are to be read.
	async fn numbers(&mut self, state: &State) -> Result<Vec<u32>> {
		if let Some(only) = self.only {
			return Ok(vec![only]);
		}
		let next = state.next_referendum().await?;
		let from = self.next.max(next.saturating_sub(LOOKED_AT));
		let mut numbers: Vec<_> = self.known.keys().copied().collect();
		for index in from..next {
			let found = state.referendum(index).await?;
			if found.is_some_and(|found| found.is_open()) {
				numbers.push(index);
			}
		}
		self.next = next;
		let older = numbers.len().saturating_sub(MOST);
		numbers.drain(..older);
		Ok(numbers)
	}

	fn text(&self, width: u16) -> String {
		match (self.only, self.known.values().next()) {
			(_, None) => "No referendum is open. They are shown as they come.".into(),
			(Some(_), Some(view)) => format!(
				"Final block {}, {}\n{}",
				view.now.block,
				view.now.at,
				view.text(fancy())
			),
			(None, Some(first)) => format!(
				"Final block {}, {}\n{}",
				first.now.block,
				first.now.at,
				rows(self.known.values().rev(), Some(width))
			),
		}
	}

	/// A line for each change. False when nobody reads them any more.
	fn write(&self, changes: &[(u32, Option<&'static str>)]) -> Result<bool> {
		let output = self.screen.output();
		if changes.is_empty() && self.read == 0 && !output.is_json() {
			return output.line("No referendum is open. They are shown as they come.");
		}
		for (index, was) in changes {
			let Some(view) = self.known.get(index) else {
				continue;
			};
			let line = match output.is_json() {
				true => serde_json::to_string(&Line {
					now: view.now,
					was: *was,
					referendum: view,
				})
				.map_err(|e| Error::internal(format!("A change cannot be written: {e}.")))?,
				false => format!(
					"{} block {}: referendum {index}: {}",
					view.now.at,
					view.now.block,
					sentence(view)
				),
			};
			if !output.line(&line)? {
				return Ok(false);
			}
		}
		Ok(true)
	}
}

/// All of it in a line.
fn sentence(view: &ReferendumView) -> String {
	let mut parts = vec![capital(&view.title()), view.status.to_string()];
	if let Some(details) = &view.details {
		let votes = &details.votes;
		parts.push(format!(
			"by weight {} for, {} against ({} of {} needed)",
			votes.ayes,
			votes.nays,
			percent(details.approval.ppb),
			percent(details.approval.needed_ppb)
		));
		parts.push(format!(
			"by people {} for, {} against, of {} ({} of {} needed)",
			votes.persons_for,
			votes.persons_against,
			votes.citizens,
			percent(details.support.ppb),
			percent(details.support.needed_ppb)
		));
	}
	if let Some(enactment) = &view.enactment {
		parts.push(match &enactment.error {
			Some(error) => format!("{}: {error}", enactment.status),
			None => enactment.status.to_string(),
		});
	}
	parts.join("; ")
}

/// What is to be told: everything but that time goes on.
fn telling(view: &ReferendumView) -> impl PartialEq + use<> {
	let counted = view.details.as_ref().map(|details| {
		(
			details.votes.clone(),
			details.opinions,
			details.examined,
			details.taken_up,
			details.interested.len(),
		)
	});
	let enactment = view
		.enactment
		.as_ref()
		.map(|enactment| (enactment.status, enactment.error.clone()));
	(view.status, counted, enactment)
}

impl Followed for Watched {
	async fn read(&mut self, chain: &Chain, state: &State) -> Result<Step> {
		let mut changes = Vec::new();
		for index in self.numbers(state).await? {
			if self.known.get(&index).is_some_and(ReferendumView::is_over) {
				continue;
			}
			let view = view::get(chain, state, index, self.who.as_ref()).await?;
			let now = telling(&view);
			let before = self.known.insert(index, view);
			if before.as_ref().map(telling) != Some(now) {
				changes.push((index, before.map(|view| view.status)));
			}
		}
		if self.screen.in_place() {
			let text = self.text(self.screen.width());
			self.screen.paint(|_| text)?;
		} else if !self.write(&changes)? {
			return Ok(Step::End);
		}
		self.read = self.read.saturating_add(1);
		let over = self.only.is_some() && self.known.values().all(ReferendumView::is_over);
		Ok(if over { Step::End } else { Step::GoOn })
	}

	fn say(&mut self, text: &str) -> Result<()> {
		self.screen.say(text)
	}
}
