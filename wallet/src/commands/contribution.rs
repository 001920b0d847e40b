//! `civic contribution`: what members gave, and how that weighs in votes.

use std::{
	io::{self, Write},
	str::FromStr,
};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::source::owner_number;
use crate::{
	amount::grouped,
	bars::bar,
	chain::{
		api::{
			civic,
			runtime::{BoundedVec, PointsByKind},
		},
		block_on,
		views::word,
		Chain, Receipt, State,
	},
	cli::Global,
	decision::share,
	error::{Error, Result},
	keys::SignerArgs,
	output::{facts, fancy, Report},
	signing::{carry_out, SigningArgs},
	time::{span, Moment},
};

/// What members gave, and how that weighs in votes.
#[derive(Debug, Subcommand)]
pub enum ContributionCommand {
	/// Show points by kind, and what a vote weighs
	#[command(after_help = "Examples:
  civic contribution show --key anna
  civic contribution show 12

Points of a period count when it is over. They halve with every half-life, cannot be given, bought
or spent, and nothing but votes reads them.")]
	Show(ShowArgs),
	/// As a collective or a verifier, say to which citizens what it earns goes, in which parts
	#[command(after_help = "Example:
  civic contribution share 12=2 17=1 --key garden     two thirds to member 12, a third to member 17

Each has to be a citizen who belongs to the collective, or whom the verifier's accreditation names
as tied to it. What waits is passed on at once; the rule can be replaced, not removed.")]
	Share {
		/// A citizen's number and part
		#[arg(value_name = "MEMBER=PART", required = true)]
		parts: Vec<Part>,
		/// Who signs.
		#[command(flatten)]
		signing: SigningArgs,
	},
}

/// Arguments of `civic contribution show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
	/// Whose: an address, the name of a key, or a member's number; without it, your own
	member: Option<String>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// A citizen's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
	member: u64,
	part: u32,
}

impl FromStr for Part {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let read = || {
			let (member, part) = text.split_once('=')?;
			Some(Self {
				member: member.parse().ok()?,
				part: part.parse().ok().filter(|part| *part > 0)?,
			})
		};
		read().ok_or_else(|| {
			Error::input(format!(
				"\"{text}\" is not a member's number and a part: write 12=2. A part is 1 at least."
			))
		})
	}
}

/// Run it.
pub fn run(global: &Global, command: ContributionCommand) -> Result<()> {
	match command {
		ContributionCommand::Show(args) => block_on(async {
			let state = Chain::connect(global).await?.state().await?;
			let member = args.member.as_deref();
			let member = owner_number(global, &state, member, &args.signer).await?;
			global.output().show(&of(&state, member).await?)
		}),
		ContributionCommand::Share { parts, signing } => {
			let parts = rule(parts)?;
			let call = civic::transactions()
				.contributions()
				.share_out(BoundedVec(parts.clone()));
			carry_out(
				global,
				&signing,
				&call,
				"Saying who shares",
				async |_, submitted| {
					global.output().show(&Shared {
						rule: parts.iter().map(Into::into).collect(),
						receipt: submitted.receipt,
					})
				},
			)
		},
	}
}

/// The parts as the chain has them: by number, nobody twice.
fn rule(parts: Vec<Part>) -> Result<Vec<(u64, u32)>> {
	let mut rule: Vec<_> = parts.iter().map(|part| (part.member, part.part)).collect();
	rule.sort_unstable();
	let twice = rule.windows(2).find_map(|pair| match pair {
		[(one, _), (other, _)] if one == other => Some(*one),
		_ => None,
	});
	match twice {
		Some(member) => Err(Error::usage(format!(
			"Member {member} is named twice. Add the parts up."
		))),
		None => Ok(rule),
	}
}

async fn of(state: &State, member: u64) -> Result<Contribution> {
	let questions = civic::view_functions();
	let found = state
		.ask(questions.members().member_by_id(member))
		.await?
		.ok_or_else(|| Error::input(format!("There is no member {member} on this network.")))?;
	let questions = questions.contributions();
	let policy = state.ask(questions.policy()).await?;
	let (_, began, ends) = state.ask(questions.current_period()).await?;
	let rule = state.ask(questions.rule(member)).await?;
	Ok(Contribution {
		member,
		kind: word(&found.kind),
		points: Kinds::from(&state.ask(questions.points(member)).await?),
		running: Kinds::from(&state.ask(questions.running(member)).await?),
		held: Kinds::from(&state.ask(questions.held(member)).await?),
		weight: state.ask(questions.weight(member)).await?,
		most: policy.rule.cap,
		scale: policy.rule.scale,
		period_cap: policy.cap,
		period_from: Moment(began),
		period_until: Moment(ends),
		rule: rule.map(|rule| rule.iter().map(Into::into).collect()),
		now: state.now().await?,
		block: state.block(),
	})
}

/// What a member gave.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Contribution {
	member: u64,
	kind: String,
	/// What counts: from periods that are over, halved with every half-life.
	points: Kinds,
	/// What was earned in the period that runs.
	running: Kinds,
	/// What a collective or a verifier has earned and not passed on.
	held: Kinds,
	/// What a vote weighs in a referendum that is submitted now.
	weight: u32,
	/// The most a vote weighs.
	most: u32,
	/// The points that make the second unit of weight.
	scale: u64,
	/// The most points of one kind that one person earns in a period.
	period_cap: u64,
	period_from: Moment,
	period_until: Moment,
	/// To whom a collective or a verifier shares out.
	rule: Option<Vec<Share>>,
	now: Moment,
	/// The final block this was read at.
	block: u64,
}

/// Points by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Kinds {
	measured: u64,
	verified: u64,
	stewarded: u64,
}

impl From<&PointsByKind> for Kinds {
	fn from(points: &PointsByKind) -> Self {
		Self {
			measured: points.measured,
			verified: points.verified,
			stewarded: points.stewarded,
		}
	}
}

impl Kinds {
	fn total(&self) -> u64 {
		self.measured
			.saturating_add(self.verified)
			.saturating_add(self.stewarded)
	}
}

/// A citizen's part.
#[derive(Debug, Serialize)]
struct Share {
	member: u64,
	part: u32,
}

impl From<&(u64, u32)> for Share {
	fn from((member, part): &(u64, u32)) -> Self {
		Self {
			member: *member,
			part: *part,
		}
	}
}

/// The points at which a vote weighs one more: `scale × weight²`.
fn points_for_more(weight: u32, scale: u64) -> u64 {
	scale.saturating_mul(u64::from(weight).saturating_pow(2))
}

fn said(rule: &[Share]) -> String {
	let parts: Vec<_> = rule
		.iter()
		.map(|share| format!("{} to member {}", share.part, share.member))
		.collect();
	let sum: u64 = rule.iter().map(|share| u64::from(share.part)).sum();
	format!("{}, of {sum}", parts.join(", "))
}

impl Report for Contribution {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let left = span(self.period_until.0.saturating_sub(self.now.0));
		let counted = |points: &Kinds, kind: fn(&Kinds) -> u64| grouped(kind(points).into());
		let row = |kind: fn(&Kinds) -> u64| match kind(&self.running) {
			0 => counted(&self.points, kind),
			_ => format!(
				"{}, and {} from this period",
				counted(&self.points, kind),
				counted(&self.running, kind)
			),
		};
		let mut rows = vec![
			("Member", format!("{} ({})", self.member, self.kind)),
			("Measured", row(|points| points.measured)),
			("Verified", row(|points| points.verified)),
			("Stewarded", row(|points| points.stewarded)),
			(
				"This period",
				format!("counts from {} on (in {left})", self.period_until),
			),
		];
		if self.held.total() > 0 {
			rows.push((
				"Not passed on",
				format!(
					"measured {}, verified {}, stewarded {}",
					grouped(self.held.measured.into()),
					grouped(self.held.verified.into()),
					grouped(self.held.stewarded.into())
				),
			));
		}
		if let Some(rule) = &self.rule {
			rows.push(("Shares out", said(rule)));
		}
		writeln!(to, "{}", facts(rows))?;
		if self.kind != "citizen" {
			return match (self.kind.as_str(), &self.rule) {
				("collective" | "verifier", None) => writeln!(
					to,
					"What it earns waits until it says to which citizens it goes: civic contribution share \
					 MEMBER=PART …"
				),
				("collective" | "verifier", Some(_)) => Ok(()),
				_ => writeln!(
					to,
					"Businesses and agencies earn no points and do not vote. What their people do is \
					 recognised in person: civic propose recognise"
				),
			};
		}
		writeln!(
			to,
			"Vote       [{}]  weighs {} of at most {}",
			bar(share(self.weight.into(), self.most.into()), None, fancy()),
			self.weight,
			self.most
		)?;
		if self.weight >= self.most {
			return Ok(());
		}
		let more = points_for_more(self.weight, self.scale);
		writeln!(
			to,
			"           from {} points on it weighs {}; there are {}",
			grouped(more.into()),
			self.weight.saturating_add(1),
			grouped(self.points.total().into())
		)
	}
}

/// A rule that was set.
#[derive(Debug, Serialize)]
struct Shared {
	rule: Vec<Share>,
	#[serde(flatten)]
	receipt: Receipt,
}

impl Report for Shared {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let (rule, receipt) = (said(&self.rule), &self.receipt);
		match receipt.block {
			Some(_) => writeln!(to, "What it earns is shared out: {rule} ({receipt})."),
			None => writeln!(to, "The rule ({rule}) is {receipt}."),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::told;

	#[test]
	fn parts_are_read_and_nobody_is_named_twice() {
		let part = |text: &str| text.parse::<Part>();
		assert_eq!(
			part("12=2").unwrap(),
			Part {
				member: 12,
				part: 2
			}
		);
		for bad in ["", "12", "12=", "=2", "12=0", "12=-1", "a=1", "12=1=2"] {
			assert!(part(bad).is_err(), "{bad}");
		}
		let parts = |texts: &[&str]| texts.iter().map(|text| part(text).unwrap()).collect();
		assert_eq!(rule(parts(&["9=1", "3=2"])).unwrap(), [(3, 2), (9, 1)]);
		assert!(rule(parts(&["9=1", "9=2"])).is_err());
	}

	#[test]
	fn the_next_weight_is_at_the_next_square() {
		// weight = 1 + isqrt(points / scale)
		assert_eq!(points_for_more(1, 1_000), 1_000);
		assert_eq!(points_for_more(3, 1_000), 9_000);
		assert_eq!(points_for_more(u32::MAX, u64::MAX), u64::MAX);
	}

	#[test]
	fn what_nobody_waited_for_is_not_called_done() {
		let shared = |receipt| Shared {
			rule: vec![Share {
				member: 12,
				part: 2,
			}],
			receipt,
		};
		assert!(told(&shared(Receipt::final_in(9))).contains("is shared out"));
		let said = told(&shared(Receipt::handed_in()));
		assert!(
			said.contains("handed in") && !said.contains("is shared out"),
			"{said}"
		);
	}
}
