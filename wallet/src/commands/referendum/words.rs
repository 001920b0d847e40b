//! A referendum in words and bars.

use std::io::{self, Write};

use super::view::{
	At, Details, Enactment, Need, OutlookView, ProposalView, ReferendumView, Votes, You,
};
use crate::{
	amount::grouped,
	bars::{bar, sides},
	decision::{percent, share},
	output::{facts, fancy, Report},
	time::span,
};

/// Why somebody may not vote, and what they may do.
pub fn why_not(bar: &str, index: u32) -> String {
	match bar {
		"not-ongoing" => "it has ended".into(),
		"not-examined" => format!(
			"nobody has looked yet who has an interest in it: civic referendum open {index}"
		),
		"not-member" => "this account speaks for no active member (civic whoami)".into(),
		"not-citizen" => {
			format!("only citizens vote; say what you think: civic opine {index} aye|nay")
		},
		"newcomer" => format!(
			"you were enrolled after it was submitted; say what you think: civic opine {index} aye|nay"
		),
		"absent" => format!(
			"your enrolment did not run when it was submitted; say what you think: civic opine {index} aye|nay"
		),
		"recused" => format!(
			"you have an interest in the outcome; say what you think: civic opine {index} aye|nay"
		),
		other => other.into(),
	}
}

impl ReferendumView {
	/// What it is about, in a line.
	pub fn title(&self) -> String {
		match &self.details {
			Some(details) => details.proposal.said(),
			None => "(the node keeps no more of it)".into(),
		}
	}

	/// Whether nobody can vote on it, as things are.
	fn is_unvotable(&self) -> bool {
		let details = self.details.as_ref();
		details.is_some_and(|details| details.unvotable.is_some())
	}

	/// Whether it grants money of the commons.
	fn is_grant(&self) -> bool {
		let details = self.details.as_ref();
		details.and_then(|details| details.proposal.call.as_deref()) == Some("Treasury.spend")
	}

	/// Whether it has ended and nothing about it changes any more.
	pub fn is_over(&self) -> bool {
		match (&self.ended, &self.enactment) {
			(None, _) => false,
			(Some(_), Some(enactment)) => match enactment.status {
				"planned" => false,
				"waiting" | "failed" => !self.can_be_retried(enactment),
				_ => true,
			},
			(Some(_), None) => true,
		}
	}

	/// Whether what failed can still be tried again.
	fn can_be_retried(&self, failed: &Enactment) -> bool {
		failed
			.until
			.is_none_or(|until| self.now.block <= until.block)
	}

	/// The time to what comes next, in a few words.
	pub fn left(&self) -> String {
		let until = |at: &At| span(at.at.0.saturating_sub(self.now.at.0));
		let Some(details) = &self.details else {
			return String::new();
		};
		if self.is_unvotable() {
			return "nobody can vote on it".into();
		}
		match self.status {
			"preparing" if !details.taken_up => "not taken up".into(),
			"preparing" => format!("{} to the decision", until(&details.deciding_since)),
			"deciding" => format!("{} to decide", until(&details.deciding_until)),
			"confirming" => details
				.confirming_until
				.as_ref()
				.map(|at| format!("{} to confirm", until(at)))
				.unwrap_or_default(),
			"queued" => "waits for a place".into(),
			_ => String::new(),
		}
	}

	/// What becomes of it, in sentences.
	pub fn what_happens(&self) -> Vec<String> {
		let mut said = Vec::new();
		let index = self.referendum;
		let from_now = |at: &At| {
			let left = span(at.at.0.saturating_sub(self.now.at.0));
			format!("about {} (in {left})", at.at)
		};
		if let Some(details) = &self.details {
			match &details.unvotable {
				Some(why) => said.push(format!("Nobody can vote on it: {why}")),
				None if self.ended.is_none() && !details.examined => said.push(format!(
					"It is not known yet who has an interest in it. The first vote has that found out, and so does: \
					 civic referendum open {index}"
				)),
				None => {},
			}
			if let Some(outlook) = &details.outlook {
				said.extend(self.outlook(details, outlook, from_now));
			}
		}
		if let Some(enactment) = &self.enactment {
			said.push(match (enactment.status, &enactment.at, &enactment.error) {
				("planned", Some(at), None) => format!("It is done {}.", from_now(at)),
				("planned", Some(at), Some(error)) => {
					format!("It failed: {error} It is tried again {}.", from_now(at))
				},
				("waiting", ..) if self.can_be_retried(enactment) => format!(
					"Its block had no room for it: it is done in one of the next. If it is not, have it \
					 tried again: civic referendum retry {index}"
				),
				("waiting", ..) => {
					"No block had room for it while it could be tried. What is still \
				                    wanted is proposed anew."
						.into()
				},
				("done", Some(at), _) => {
					let mut done = format!("It was done in block {}, {}.", at.block, at.at);
					if self.is_grant() {
						done.push_str(" The grant is to be paid out: civic commons show");
					}
					done
				},
				("failed", _, Some(error)) if !self.can_be_retried(enactment) => format!(
					"It could not be done: {error} It can no longer be tried again. What is still wanted is \
					 proposed anew."
				),
				("failed", _, Some(error)) => {
					let until = enactment.until.as_ref().map(from_now);
					format!(
						"It could not be done: {error} When the cause is gone, have it tried again, until {}: \
						 civic referendum retry {index}",
						until.unwrap_or_default()
					)
				},
				_ => "It could not be done, and was given up.".into(),
			});
		}
		said
	}

	fn outlook(
		&self,
		details: &Details,
		outlook: &OutlookView,
		from_now: impl Fn(&At) -> String,
	) -> Vec<String> {
		let index = self.referendum;
		let end = outlook.ends.as_ref().map(&from_now).unwrap_or_default();
		match outlook.outcome {
			"approved" => {
				let done = outlook.done.as_ref().map(&from_now).unwrap_or_default();
				let later = outlook
					.enough
					.as_ref()
					.filter(|enough| enough.at > self.now.at && !details.passing);
				vec![match later {
					Some(enough) => format!(
						"If no vote changes: it has what it needs from {} on, is approved {end}, and done {done}.",
						from_now(enough)
					),
					None => format!("If no vote changes: it is approved {end}, and done {done}."),
				}]
			},
			"rejected" => vec![format!(
				"If no vote changes: it is rejected {end}, for want of {}.",
				details.lacks()
			)],
			"timed-out" if details.unvotable.is_some() => {
				vec![format!("As it stands, it ends undecided {end}.")]
			},
			"timed-out" => vec![format!(
				"Nobody has had it taken up for decision. Anybody may, at no cost: civic referendum open \
				 {index}. Otherwise it ends undecided {end}."
			)],
			_ => vec![
				"It waits for a place: so many of this track are decided on already. Those with the most \
				 weight for them come first."
					.into(),
			],
		}
	}
}

impl Details {
	/// What it will not have even in the end.
	fn lacks(&self) -> String {
		let mut lacks = Vec::new();
		if self.approval.ppb < self.approval.at_last_ppb {
			lacks.push("agreement");
		}
		if self.support.ppb < self.support.at_last_ppb {
			lacks.push("support");
		}
		lacks.join(" and ")
	}
}

impl ProposalView {
	/// What it is, in a line.
	pub fn said(&self) -> String {
		match (&self.title, &self.call) {
			(Some(title), _) => title.clone(),
			(None, Some(call)) => call.clone(),
			(None, None) => format!("{} (not here, or not readable)", self.hash),
		}
	}
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
	let mut letters = text.chars();
	match letters.next() {
		Some(first) => first.to_uppercase().chain(letters).collect(),
		None => String::new(),
	}
}

impl Report for ReferendumView {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(to, "{}", self.text(fancy()))
	}
}

impl ReferendumView {
	/// All of it. `fancy` draws with blocks.
	pub fn text(&self, fancy: bool) -> String {
		let mut text = vec![format!(
			"Referendum {}: {}",
			self.referendum,
			capital(&self.title())
		)];
		let mut rows = Vec::new();
		if let Some(details) = &self.details {
			rows.push(("Track", details.track.name.clone()));
			rows.push(("Proposed by", details.proposer.clone()));
			let submitted = &details.submitted;
			rows.push(("Submitted", submitted.at.to_string()));
		}
		rows.push(("Status", self.standing()));
		text.push(facts(rows).to_string());
		if let Some(details) = &self.details {
			text.extend(details.proposal.lines());
			text.extend(details.drawn(self.ended.is_none(), fancy));
		}
		if !self.is_unvotable() {
			text.extend(self.you.as_ref().map(|you| you.said(self.referendum)));
		}
		text.extend(self.what_happens());
		text.join("\n")
	}

	fn standing(&self) -> String {
		match (&self.ended, self.left()) {
			(Some(ended), _) => format!("{}, {}", self.status, ended.at),
			(None, left) if left.is_empty() => self.status.into(),
			(None, left) => format!("{}, {left}", self.status),
		}
	}
}

impl ProposalView {
	/// The very call, line by line.
	pub fn lines(&self) -> Vec<String> {
		let Some(call) = &self.call else {
			return vec![format!("  proposal of hash {}", self.hash)];
		};
		let mut lines = vec![format!("  {call}")];
		lines.extend(self.arguments.iter().map(|argument| {
			format!(
				"    {}: {}",
				argument.name.replace('_', " "),
				argument.value
			)
		}));
		if let Some(length) = self.length {
			lines.push(format!("    ({length} bytes, hash {})", self.hash));
		}
		lines
	}
}

impl Details {
	/// For and against, by weight and by people, and what is needed.
	fn drawn(&self, open: bool, fancy: bool) -> Vec<String> {
		let Votes {
			ayes,
			nays,
			persons_for,
			persons_against,
			citizens,
			..
		} = self.votes;
		let against = |part: u32, whole: u32| share(part.into(), whole.into());
		let reached = |need: &Need| match need.ppb >= need.needed_ppb {
			true => "enough",
			false => "not enough",
		};
		let needs = |need: &Need| match open {
			true => format!(
				"{:12}needs {} now, {} in the end; {} now",
				"",
				percent(need.needed_ppb),
				percent(need.at_last_ppb),
				reached(need)
			),
			false => format!(
				"{:12}needed {}: {}",
				"",
				percent(need.needed_ppb),
				reached(need)
			),
		};
		let by_weight = sides(
			self.approval.ppb,
			against(nays, ayes.saturating_add(nays)),
			fancy,
		);
		let by_people = sides(
			against(persons_for, citizens),
			against(persons_against, citizens),
			fancy,
		);
		let mut lines = vec![
			String::new(),
			format!(
				"By weight  [{by_weight}]  {} for, {} against",
				grouped(ayes.into()),
				grouped(nays.into()),
			),
			format!(
				"By people  [{by_people}]  {} for, {} against, of {} citizens",
				grouped(persons_for.into()),
				grouped(persons_against.into()),
				grouped(citizens.into()),
			),
			String::new(),
			format!(
				"Agreement  [{}]  {} of the weight cast",
				bar(self.approval.ppb, Some(self.approval.needed_ppb), fancy),
				percent(self.approval.ppb),
			),
			needs(&self.approval),
			format!(
				"Support    [{}]  {} of the citizens",
				bar(self.support.ppb, Some(self.support.needed_ppb), fancy),
				percent(self.support.ppb),
			),
			needs(&self.support),
			String::new(),
		];
		if self.opinions.ayes > 0 || self.opinions.nays > 0 {
			lines.push(format!(
				"Opinions of those who may not vote, which decide nothing: {} for, {} against.",
				self.opinions.ayes, self.opinions.nays
			));
		}
		if !self.interested.is_empty() {
			lines.push(format!(
				"May not vote, for an interest in the outcome: {}.",
				members(&self.interested)
			));
		}
		lines
	}
}

/// Members by their numbers, the first few.
fn members(ids: &[u64]) -> String {
	const SHOWN: usize = 12;
	let said: Vec<_> = ids
		.iter()
		.take(SHOWN)
		.map(|id| format!("member {id}"))
		.collect();
	match ids.len().saturating_sub(SHOWN) {
		0 => said.join(", "),
		more => format!("{} and {more} more", said.join(", ")),
	}
}

impl You {
	/// In a sentence.
	fn said(&self, index: u32) -> String {
		let changed = "It can be changed until the end.";
		match (&self.vote, &self.weight, &self.bar) {
			(Some(ballot), _, bar) => {
				let via = match ballot.via {
					Some(delegate) => format!(", cast by member {delegate}, on whom you rely"),
					None => String::new(),
				};
				let how = match bar {
					None => changed,
					Some(_) => "",
				};
				let said = format!(
					"Your vote: {} with weight {}{via}. {how}",
					ballot.vote, ballot.weight
				);
				said.trim_end().to_string()
			},
			(None, Some(weight), _) => {
				format!("You have not voted; your vote weighs {weight}: civic vote {index} aye|nay")
			},
			(None, None, Some(bar)) => {
				let opinion = match self.opinion {
					Some(opinion) => format!(" Your opinion: {opinion}."),
					None => String::new(),
				};
				format!("You may not vote: {}.{opinion}", why_not(bar, index))
			},
			(None, None, None) => String::new(),
		}
	}
}
