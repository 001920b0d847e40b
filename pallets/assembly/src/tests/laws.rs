//! Random sequences of everything that can happen, beside a model that knows nothing of storage.

use std::collections::{BTreeMap, BTreeSet};

use civic_primitives::{MemberId, MemberKind, Moment};
use frame_support::{dispatch::RawOrigin, traits::Polling};
use proptest::prelude::*;
use sp_runtime::StateVersion;

use crate::{mock::*, *};

/// The clerk, citizens, then one of each other kind; who comes later has a higher number.
const CITIZENS: u32 = 6;
const VERIFIER: MemberId = 7;
const COLLECTIVE: MemberId = 8;
/// One more than there are at first.
const MEMBERS: MemberId = 9;

#[derive(Clone, Debug)]
enum Step {
	Propose(TrackId),
	Examine(PollIndex, BTreeSet<MemberId>),
	Vote(MemberId, PollIndex, bool),
	Retract(MemberId, PollIndex),
	Opine(MemberId, PollIndex, bool),
	Stand(MemberId, TrackId),
	StandDown(MemberId, TrackId),
	Delegate(MemberId, TrackId, MemberId),
	Undelegate(MemberId, TrackId),
	CleanUp(PollIndex, u32),
	Kill(PollIndex),
	Enrol,
	StrikeOff(MemberId),
	Restore(MemberId),
	MoveKey(MemberId),
	Earn(MemberId, u64),
	Wait,
	Enrich(MemberId, u64),
	Transfer(MemberId, MemberId, u64),
}

/// Mostly what can succeed.
fn step() -> impl Strategy<Value = Step> {
	let citizen = 1..=u64::from(CITIZENS);
	let member = 0..MEMBERS + 2;
	let poll = 0..4u32;
	let track = prop_oneof![8 => Just(ROOT), 3 => Just(OTHER), 1 => Just(7)];
	prop_oneof![
		4 => prop_oneof![Just(ROOT), Just(OTHER)].prop_map(Step::Propose),
		6 => (poll.clone(), prop::collection::btree_set(member.clone(), 0..3))
			.prop_map(|(poll, interested)| Step::Examine(poll, interested)),
		20 => (citizen.clone(), poll.clone(), any::<bool>())
			.prop_map(|(who, poll, aye)| Step::Vote(who, poll, aye)),
		4 => (member.clone(), poll.clone(), any::<bool>())
			.prop_map(|(who, poll, aye)| Step::Vote(who, poll, aye)),
		8 => (citizen.clone(), poll.clone()).prop_map(|(who, poll)| Step::Retract(who, poll)),
		6 => (member.clone(), poll.clone(), any::<bool>())
			.prop_map(|(who, poll, aye)| Step::Opine(who, poll, aye)),
		5 => (citizen.clone(), track.clone()).prop_map(|(who, track)| Step::Stand(who, track)),
		2 => (citizen.clone(), track.clone()).prop_map(|(who, track)| Step::StandDown(who, track)),
		14 => (member.clone(), track.clone(), citizen.clone())
			.prop_map(|(who, track, to)| Step::Delegate(who, track, to)),
		2 => (citizen, track).prop_map(|(who, track)| Step::Undelegate(who, track)),
		2 => (poll.clone(), 0..7u32).prop_map(|(poll, limit)| Step::CleanUp(poll, limit)),
		1 => poll.prop_map(Step::Kill),
		1 => Just(Step::Enrol),
		3 => member.clone().prop_map(Step::StrikeOff),
		4 => member.clone().prop_map(Step::Restore),
		1 => member.clone().prop_map(Step::MoveKey),
		6 => (member.clone(), 0..20_000u64).prop_map(|(who, points)| Step::Earn(who, points)),
		2 => Just(Step::Wait),
		1 => (member.clone(), any::<u32>())
			.prop_map(|(who, amount)| Step::Enrich(who, amount.into())),
		1 => (member.clone(), member, any::<u32>())
			.prop_map(|(from, to, amount)| Step::Transfer(from, to, amount.into())),
	]
}

/// A referendum, as it should be.
struct Poll {
	track: TrackId,
	ended: bool,
	citizens: u32,
	/// When it was submitted.
	at: Moment,
	/// Who was struck off in that second, before or after.
	away: BTreeSet<MemberId>,
	/// What everybody's vote weighs who was there when it was submitted.
	weights: BTreeMap<MemberId, u32>,
	interested: Option<BTreeSet<MemberId>>,
	votes: BTreeMap<MemberId, (bool, Option<MemberId>)>,
	opinions: BTreeMap<MemberId, bool>,
}

impl Poll {
	fn may_vote(&self, who: MemberId) -> bool {
		let interested = self.interested.as_ref();
		!self.ended
			&& active(who) == Some(MemberKind::Citizen)
			&& self.weights.contains_key(&who)
			&& !self.away.contains(&who)
			&& interested.is_some_and(|interested| !interested.contains(&who))
	}
}

#[derive(Default)]
struct Model {
	polls: Vec<Poll>,
	standing: BTreeSet<(TrackId, MemberId)>,
	relies: BTreeMap<(TrackId, MemberId), MemberId>,
	/// Who has been struck off in this second.
	away: (Moment, BTreeSet<MemberId>),
}

fn entry(id: MemberId) -> Option<Entry> {
	Register::mutate(|register| register.get(&id).copied())
}

fn active(id: MemberId) -> Option<MemberKind> {
	entry(id)
		.filter(|entry| entry.active)
		.map(|entry| entry.kind)
}

/// Floor of the square root, as one would look for it by hand.
fn root(of: u64) -> u32 {
	(0..).take_while(|root| root * root <= of).count() as u32 - 1
}

impl Model {
	/// What should become of `step`; whether it should be accepted.
	fn take(&mut self, step: &Step) -> bool {
		match *step {
			Step::Propose(track) => {
				let ids = 0..Register::get().len() as MemberId;
				let weights = ids.map(|id| {
					let earned = Earned::get().remove(&id).unwrap_or_default();
					let before = earned.iter().filter(|(when, _)| *when < Now::get());
					let points = before.map(|(_, points)| points).sum::<u64>();
					(id, (1 + root(points / 100)).min(10))
				});
				let citizens = Register::get()
					.into_values()
					.filter(|entry| entry.enrolled && entry.kind == MemberKind::Citizen);
				self.polls.push(Poll {
					track,
					ended: false,
					at: Now::get(),
					away: BTreeSet::new(),
					citizens: citizens.count() as u32,
					weights: weights.collect(),
					interested: None,
					votes: BTreeMap::new(),
					opinions: BTreeMap::new(),
				});
				true
			},
			Step::Examine(poll, ref interested) => match self.poll(poll) {
				Some(poll) if !poll.ended && poll.interested.is_none() => {
					let clerk = active(CLERK).is_some();
					if clerk {
						poll.interested = Some(interested.clone());
					}
					clerk
				},
				_ => false,
			},
			Step::Vote(who, poll, aye) => self.vote(who, poll, aye),
			Step::Retract(who, index) => {
				let relies = self.relies.clone();
				match self.poll(index) {
					Some(poll) if !poll.ended && active(who).is_some() => {
						let had = poll.votes.remove(&who).is_some();
						let track = poll.track;
						if had {
							poll.votes.retain(|member, (_, via)| {
								*via != Some(who) || relies.get(&(track, *member)) != Some(&who)
							});
						}
						had
					},
					_ => false,
				}
			},
			Step::Opine(who, poll, aye) => match self.poll(poll) {
				Some(poll)
					if !poll.ended
						&& poll.interested.is_some()
						&& active(who).is_some()
						&& !poll.may_vote(who)
						&& !poll.votes.contains_key(&who) =>
				{
					poll.opinions.insert(who, aye);
					true
				},
				_ => false,
			},
			Step::Stand(who, track) => {
				citizen(who)
					&& track != 7 && !self.relies.contains_key(&(track, who))
					&& self.standing.insert((track, who))
			},
			Step::StandDown(who, track) => {
				let down = citizen(who) && self.standing.remove(&(track, who));
				if down {
					self.relies.retain(|(on, _), to| (*on, *to) != (track, who));
				}
				down
			},
			Step::Delegate(who, track, to) => {
				let relying = self.relies.iter();
				let load = relying.filter(|((on, _), on_whom)| (*on, **on_whom) == (track, to));
				let room = load.count() < 3;
				let accepted = citizen(who)
					&& active(to).is_some()
					&& self.standing.contains(&(track, to))
					&& !self.standing.contains(&(track, who))
					&& self.relies.get(&(track, who)) != Some(&to)
					&& room;
				if accepted {
					self.relies.insert((track, who), to);
				}
				accepted
			},
			Step::Undelegate(who, track) => {
				citizen(who) && self.relies.remove(&(track, who)).is_some()
			},
			Step::Kill(poll) => match self.poll(poll) {
				Some(poll) if !poll.ended => {
					poll.ended = true;
					true
				},
				_ => false,
			},
			Step::CleanUp(poll, _) => {
				let poll = self.poll(poll);
				poll.is_some_and(|poll| poll.ended && poll.interested.is_some())
			},
			_ => true,
		}
	}

	fn vote(&mut self, who: MemberId, index: PollIndex, aye: bool) -> bool {
		let relies = self.relies.clone();
		let Some(poll) = self.poll(index).filter(|poll| poll.may_vote(who)) else {
			return false;
		};
		poll.votes.insert(who, (aye, None));
		for ((track, member), to) in relies {
			let own = poll
				.votes
				.get(&member)
				.is_some_and(|(_, via)| via.is_none());
			if (track, to) == (poll.track, who) && poll.may_vote(member) && !own {
				poll.votes.insert(member, (aye, Some(who)));
			}
		}
		true
	}

	/// Who is struck off now has been for a part of this second.
	fn look_around(&mut self) {
		if self.away.0 != Now::get() {
			self.away = (Now::get(), BTreeSet::new());
		}
		let members = Register::get().into_iter();
		let away = members.filter(|(_, entry)| !entry.active).map(|(id, _)| id);
		self.away.1.extend(away);
		for poll in &mut self.polls {
			if poll.at == self.away.0 {
				poll.away.extend(&self.away.1);
			}
		}
	}

	fn poll(&mut self, index: PollIndex) -> Option<&mut Poll> {
		self.polls.get_mut(index as usize)
	}

	/// What is forgotten of what has ended is for storage to choose: no more than it may, nothing
	/// of anything else, and all in the end.
	fn clean(&mut self, index: PollIndex, limit: u32) {
		let poll = self.poll(index).expect("was cleaned up");
		let before = poll.votes.len() + poll.opinions.len();
		poll.votes
			.retain(|member, _| Votes::<Test>::contains_key(index, member));
		poll.opinions
			.retain(|member, _| OpinionsOf::<Test>::contains_key(index, member));
		let after = poll.votes.len() + poll.opinions.len();
		assert_eq!(before - after, before.min(limit.min(5) as usize));
		if after == 0 {
			poll.interested = None;
		}
	}
}

fn citizen(who: MemberId) -> bool {
	active(who) == Some(MemberKind::Citizen)
}

/// Does what `step` says; whether it was accepted.
fn take(step: &Step) -> bool {
	let signed = |who: MemberId| {
		// Whose number is not given yet has no account that anybody knows.
		RuntimeOrigin::signed(entry(who).map_or(STRANGER, |entry| entry.account))
	};
	match *step {
		Step::Propose(track) => {
			propose_on(track);
			true
		},
		Step::Examine(poll, ref interested) => {
			let found = Ok(interested.iter().copied().collect());
			Findings::mutate(|findings| findings.insert(poll, found));
			Assembly::examine(signed(CLERK), poll).is_ok()
		},
		Step::Vote(who, poll, aye) => Assembly::vote(signed(who), poll, aye).is_ok(),
		Step::Retract(who, poll) => Assembly::retract(signed(who), poll).is_ok(),
		Step::Opine(who, poll, aye) => Assembly::opine(signed(who), poll, aye).is_ok(),
		Step::Stand(who, track) => Assembly::stand(signed(who), track).is_ok(),
		Step::StandDown(who, track) => Assembly::stand_down(signed(who), track).is_ok(),
		Step::Delegate(who, track, to) => Assembly::delegate(signed(who), track, to).is_ok(),
		Step::Undelegate(who, track) => Assembly::undelegate(signed(who), track).is_ok(),
		Step::CleanUp(poll, limit) => Assembly::clean_up(signed(CLERK), poll, limit).is_ok(),
		Step::Kill(poll) => Referenda::kill(RawOrigin::Root.into(), poll).is_ok(),
		Step::Enrol => {
			enrol(MemberKind::Citizen);
			true
		},
		Step::StrikeOff(who) => {
			entry(who).is_some().then(|| strike_off(who));
			true
		},
		Step::Restore(who) => {
			entry(who).is_some().then(|| restore(who));
			true
		},
		Step::MoveKey(who) => {
			let key = 5_000
				+ Register::get()
					.values()
					.map(|entry| entry.account)
					.max()
					.unwrap();
			if entry(who).is_some() {
				edit(who, |entry| entry.account = key);
			}
			true
		},
		Step::Earn(who, points) => {
			earn(who, points);
			true
		},
		Step::Wait => {
			Now::mutate(|now| *now += 1);
			true
		},
		Step::Enrich(who, amount) => {
			let account = entry(who).map_or(STRANGER, |entry| entry.account);
			Balances::force_set_balance(RawOrigin::Root.into(), account, amount).is_ok()
		},
		Step::Transfer(from, to, amount) => {
			let to = entry(to).map_or(STRANGER, |entry| entry.account);
			let _ = Balances::transfer_allow_death(signed(from), to, amount);
			true
		},
	}
}

/// Everything that is stored is what the model says, and no law is broken.
fn compare(model: &Model) {
	let votes = Votes::<Test>::iter()
		.map(|(poll, member, vote)| ((poll, member), vote))
		.collect::<BTreeMap<_, _>>();
	let opinions = OpinionsOf::<Test>::iter()
		.map(|(poll, member, aye)| ((poll, member), aye))
		.collect::<BTreeMap<_, _>>();
	let mut expected_votes = BTreeMap::new();
	let mut expected_opinions = BTreeMap::new();
	for (index, poll) in model.polls.iter().enumerate() {
		let index = index as PollIndex;
		let weight = |member: &MemberId| poll.weights[member];
		for (member, (aye, via)) in &poll.votes {
			let vote = Vote {
				aye: *aye,
				weight: weight(member),
				via: *via,
			};
			expected_votes.insert((index, *member), vote);
		}
		for (member, aye) in &poll.opinions {
			expected_opinions.insert((index, *member), *aye);
		}
		let interested = poll.interested.clone();
		assert_eq!(
			Assembly::interested(index),
			interested.map(|interested| interested.into_iter().collect())
		);
		if poll.ended {
			continue;
		}

		let sum = |wanted: bool| {
			let these = poll.votes.iter().filter(|(_, (aye, _))| *aye == wanted);
			these.map(|(member, _)| weight(member)).sum::<u32>()
		};
		let supporters = poll.votes.values().filter(|(aye, _)| *aye).count() as u32;
		assert_eq!(
			counted(index),
			(sum(true), sum(false), supporters, poll.votes.len() as u32)
		);
		assert_eq!(tally(index).snapshot.citizens, poll.citizens);
		// Whoever casts it, nobody weighs more than alone, and nobody twice.
		assert!(sum(true) + sum(false) <= poll.weights.values().sum());
		assert!(poll
			.weights
			.values()
			.all(|weight| (1..=10).contains(weight)));
		// The view says what the call would do.
		for id in 0..Register::get().len() as MemberId {
			let account = entry(id).unwrap().account;
			let said = Assembly::may_vote(index, account);
			assert_eq!(said.is_ok(), poll.may_vote(id), "{id}: {said:?}");
			if let Ok(said) = said {
				assert_eq!(said, weight(&id));
			}
		}
	}
	assert_eq!(votes, expected_votes);
	assert_eq!(opinions, expected_opinions);

	let relies = Delegations::<Test>::iter()
		.map(|(track, member, to)| ((track, member), to))
		.collect::<BTreeMap<_, _>>();
	assert_eq!(relies, model.relies);
	let standing = Delegates::<Test>::iter_keys().collect::<BTreeSet<_>>();
	assert_eq!(standing, model.standing);
	// No chains: nobody on whom others rely relies on another.
	for ((track, _), to) in &relies {
		assert!(!relies.contains_key(&(*track, *to)));
	}
}

/// A chain with members of every kind.
fn chain() -> sp_io::TestExternalities {
	let ext = ExtBuilder::default().citizens(CITIZENS).build();
	assert_eq!(enrol(MemberKind::Verifier), VERIFIER);
	assert_eq!(enrol(MemberKind::Collective), COLLECTIVE);
	ext
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn any_sequence_is_what_the_model_says(steps in prop::collection::vec(step(), 1..120)) {
		chain().execute_with(|| {
			let mut model = Model::default();
			for step in [Step::Propose(ROOT), Step::Examine(0, BTreeSet::new())].into_iter().chain(steps) {
				let before = sp_io::storage::root(StateVersion::V1);
				let expected = model.take(&step);
				let accepted = take(&step);
				assert_eq!(accepted, expected, "{step:?}");
				model.look_around();
				let after = sp_io::storage::root(StateVersion::V1);
				assert!(accepted || before == after, "{step:?} failed and changed something");
				if let (true, Step::CleanUp(poll, limit)) = (accepted, &step) {
					model.clean(*poll, *limit);
				}
				compare(&model);
				Assembly::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
			}
		});
	}

	/// However votes are delegated, as much is cast as if everybody who relies on another had voted
	/// like them; delegating makes nothing of nothing.
	#[test]
	fn delegation_never_raises_the_total(
		points in prop::collection::vec(0..20_000u64, 6),
		choices in prop::collection::vec(1..=6u64, 6),
		voters in prop::collection::vec(any::<Option<bool>>(), 6),
	) {
		let total = |delegating: bool| chain().execute_with(|| {
			for (id, points) in (1..).zip(&points) {
				earn(id, *points);
			}
			Now::mutate(|now| *now += 1);
			if delegating {
				for id in [1, 2] {
					Assembly::stand(by(id), ROOT).unwrap();
				}
				for (id, to) in (1..).zip(&choices) {
					let _ = Assembly::delegate(by(id), ROOT, *to);
				}
			}
			let poll = open();
			for (id, aye) in (1..).zip(&voters) {
				if let Some(aye) = aye {
					vote(id, poll, *aye).unwrap();
				}
			}
			let (ayes, nays, _, persons) = counted(poll);
			let everybody = (1..=6u64).map(|id| Assembly::may_vote(poll, 1_000 + id).unwrap());
			assert!(ayes + nays <= everybody.sum());
			assert!(persons <= 6);

			// The same votes, each by its owner's own hand.
			let cast = Votes::<Test>::iter_prefix(poll).collect::<Vec<_>>();
			let by_hand = open();
			for (id, cast) in cast {
				Assembly::stand_down(by(id), ROOT).ok();
				vote(id, by_hand, cast.aye).unwrap();
			}
			assert_eq!(counted(by_hand), (ayes, nays, counted(poll).2, persons));
			(ayes + nays, persons)
		});
		let (alone, delegated) = (total(false), total(true));
		prop_assert!(alone.0 <= delegated.0, "who votes in person is never left out");
		let relied_on = voters[0].is_some() || voters[1].is_some();
		prop_assert!(relied_on || alone == delegated, "nobody is voted for without a delegate's vote");
	}

	/// The same referendum with and without tokens, transfers, key moves, and gains that come later.
	#[test]
	fn nothing_but_what_was_given_before_counts(
		points in prop::collection::vec(0..20_000u64, 6),
		votes in prop::collection::vec(any::<bool>(), 6),
		later in prop::collection::vec((1..=6u64, 0..u64::from(u32::MAX)), 0..12),
	) {
		let result = |noise: bool| chain().execute_with(|| {
			for (id, points) in (1..).zip(&points) {
				earn(id, *points);
			}
			Now::mutate(|now| *now += 1);
			let poll = open();
			for (id, aye) in (1..).zip(&votes) {
				for (who, amount) in later.iter().filter(|_| noise) {
					earn(*who, *amount);
					take(&Step::Enrich(*who, *amount));
					take(&Step::Transfer(*who, id, *amount / 2));
					take(&Step::MoveKey(*who));
					take(&Step::Enrol);
					take(&Step::Wait);
				}
				vote(id, poll, *aye).unwrap();
			}
			let (tally, _) = Referenda::as_ongoing(poll).unwrap();
			(counted(poll), tally.turnout(), tally.approval_of_cast())
		});
		prop_assert_eq!(result(false), result(true));
	}
}
