//! What a person reads of referenda.

use subxt::tx::Payload;

use super::{
	rows,
	view::{
		side, Argument, At, Ballot, Details, Enactment, Need, Opinions, OutlookView, ProposalView,
		ReferendumView, TrackName, Votes, You,
	},
	words::capital,
	Acted, Cleaned, NowOpen, Opened, Upgraded,
};
use crate::{
	chain::{api::civic, offline, referenda::Told, Receipt},
	decision::WHOLE,
	hex32::Hex32,
	output,
	time::Moment,
};

const PERCENT: u32 = WHOLE / 100;

fn at(block: u32) -> At {
	At {
		block,
		at: Moment(1_800_000_000 + 3 * u64::from(block)),
	}
}

/// In the middle of its decision, with less than it needs now and enough in the end.
fn view() -> ReferendumView {
	ReferendumView {
		referendum: 3,
		status: "deciding",
		details: Some(Details {
			track: TrackName {
				number: 20,
				name: "methodology".into(),
			},
			proposer: "5Grw".into(),
			proposal: ProposalView {
				title: Some("adopt methodology 2".into()),
				call: Some("Methodologies.adopt".into()),
				does: Some("Put a published methodology in force.".into()),
				arguments: vec![Argument {
					name: "id".into(),
					value: "2".into(),
				}],
				hash: Hex32([7; 32]),
				length: Some(6),
			},
			submitted: at(100),
			taken_up: true,
			deciding_since: at(120),
			deciding_until: at(400),
			confirming_until: None,
			votes: Votes {
				ayes: 31,
				nays: 15,
				persons_for: 12,
				persons_against: 4,
				citizens: 96,
				scale: 1_000,
				cap: 10,
			},
			approval: Need {
				ppb: 673_913_043,
				needed_ppb: 71 * PERCENT,
				at_last_ppb: 55 * PERCENT,
			},
			support: Need {
				ppb: 125_000_000,
				needed_ppb: 33 * PERCENT,
				at_last_ppb: 4 * PERCENT,
			},
			passing: false,
			examined: true,
			unvotable: None,
			interested: vec![9],
			opinions: Opinions { ayes: 0, nays: 2 },
			outlook: Some(OutlookView {
				outcome: "approved",
				enough: Some(at(300)),
				ends: Some(at(320)),
				done: Some(at(360)),
			}),
		}),
		ended: None,
		enactment: None,
		you: Some(You {
			member: Some(12),
			weight: Some(4),
			bar: None,
			vote: Some(Ballot {
				vote: side(true),
				weight: 4,
				via: Some(17),
			}),
			opinion: None,
		}),
		now: at(180),
	}
}

#[test]
fn all_that_a_person_asks_is_answered() {
	let text = view().text(false);
	for said in [
		"Referendum 3: Adopt methodology 2",
		"Methodologies.adopt",
		"id: 2",
		"deciding, 11 min to decide",
		"31 for, 15 against",
		"12 for, 4 against, of 96 citizens",
		"67.3 % of the weight cast",
		"needs 71.0 % now, 55.0 % in the end; not enough now",
		"12.5 % of the citizens",
		"needs 33.0 % now, 4.0 % in the end; not enough now",
		"0 for, 2 against",
		"member 9",
		"Your vote: aye with weight 4, cast by member 17, on whom you rely",
		"If no vote changes: it has what it needs from about",
		"(in 6 min)",
		"and done about",
	] {
		assert!(text.contains(said), "{said:?} is not in:\n{text}");
	}
	for line in text.lines() {
		let bars = line.contains('[');
		assert!(!bars || line.chars().count() <= 90, "too wide: {line}");
	}
}

#[test]
fn what_lacks_is_said() {
	let mut view = view();
	let details = view.details.as_mut().unwrap();
	details.examined = false;
	details.taken_up = false;
	details.outlook = Some(OutlookView {
		outcome: "timed-out",
		enough: None,
		ends: Some(at(400)),
		done: None,
	});
	view.status = "preparing";
	let said = view.what_happens().join(" ");
	assert!(said.contains("civic referendum open 3"), "{said}");
	assert!(said.contains("not known yet who has an interest"), "{said}");
	assert_eq!(view.left(), "not taken up");

	let mut view = self::view();
	let details = view.details.as_mut().unwrap();
	details.support.at_last_ppb = 20 * PERCENT;
	details.outlook = Some(OutlookView {
		outcome: "rejected",
		enough: None,
		ends: Some(at(400)),
		done: None,
	});
	let said = view.what_happens().join(" ");
	assert!(said.contains("rejected about"), "{said}");
	assert!(said.contains("for want of support"), "{said}");
}

#[test]
fn what_nobody_can_vote_on_is_told_from_the_others() {
	let mut view = view();
	let details = view.details.as_mut().unwrap();
	details.examined = false;
	details.taken_up = false;
	details.unvotable = Some("The origin may not make this call.".into());
	details.outlook = Some(OutlookView {
		outcome: "timed-out",
		enough: None,
		ends: Some(at(400)),
		done: None,
	});
	view.status = "preparing";
	view.you = Some(You {
		member: Some(12),
		weight: None,
		bar: Some("not-examined".into()),
		vote: None,
		opinion: None,
	});
	assert_eq!(view.left(), "nobody can vote on it");
	assert!(rows([&view], None).contains("nobody can vote on it"));
	let text = view.text(false);
	for said in [
		"Nobody can vote on it: The origin may not make this call.",
		"it ends undecided about",
	] {
		assert!(text.contains(said), "{said:?} is not in:\n{text}");
	}
	// What would be in vain.
	assert!(!text.contains("civic referendum open"), "{text}");
	let document = serde_json::to_value(view).unwrap();
	assert_eq!(document["unvotable"], "The origin may not make this call.");
}

#[test]
fn what_was_decided_is_told_until_it_is_done() {
	let mut view = view();
	view.status = "approved";
	view.ended = Some(at(320));
	let of = |status, error: Option<&str>, until| Enactment {
		status,
		at: Some(at(360)),
		error: error.map(Into::into),
		failed: None,
		until,
	};
	let mut said = |enactment| {
		view.details.as_mut().unwrap().outlook = None;
		view.enactment = Some(enactment);
		(view.what_happens().join(" "), view.is_over())
	};
	let (planned, over) = said(of("planned", None, None));
	assert!(planned.contains("It is done about") && !over, "{planned}");
	let (waiting, over) = said(of("waiting", None, Some(at(900))));
	assert!(waiting.contains("in one of the next") && !over, "{waiting}");
	let (failed, over) = said(of("failed", Some("No room."), Some(at(900))));
	assert!(failed.contains("No room.") && !over, "{failed}");
	assert!(failed.contains("civic referendum retry 3"), "{failed}");
	// Block 180 is final.
	let (late, over) = said(of("failed", Some("No room."), Some(at(179))));
	assert!(
		late.contains("No room.") && late.contains("no longer be tried again"),
		"{late}"
	);
	assert!(over && !late.contains("civic referendum retry"), "{late}");
	let (done, over) = said(of("done", None, None));
	assert!(done.contains("It was done in block 360") && over, "{done}");
	assert!(!done.contains("civic commons"), "{done}");
	let proposal = &mut view.details.as_mut().unwrap().proposal;
	proposal.call = Some("Treasury.spend".into());
	let granted = view.what_happens().join(" ");
	assert!(granted.contains("civic commons show"), "{granted}");
	// The node has forgotten the block before.
	view.details = None;
	assert!(view.text(false).contains("the node keeps no more of it"));
}

#[test]
fn who_may_not_vote_is_told_what_they_may_do() {
	let mut view = view();
	for (bar, says) in [
		("recused", "civic opine 3"),
		("newcomer", "enrolled after"),
		("absent", "did not run"),
		("not-citizen", "only citizens"),
		("not-examined", "civic referendum open 3"),
		("not-member", "civic whoami"),
	] {
		view.you = Some(You {
			member: None,
			weight: None,
			bar: Some(bar.into()),
			vote: None,
			opinion: Some("nay"),
		});
		let text = view.text(true);
		assert!(text.contains(says), "{bar}: {text}");
		assert!(text.contains("Your opinion: nay"), "{text}");
	}
}

#[test]
fn the_document_has_the_names_that_programs_know() {
	let document = serde_json::to_value(view()).unwrap();
	assert_eq!(document["referendum"], 3);
	assert_eq!(document["approval"]["neededPpb"], 710_000_000);
	assert_eq!(document["votes"]["personsFor"], 12);
	assert_eq!(document["outlook"]["outcome"], "approved");
	assert_eq!(document["you"]["vote"]["via"], 17);
	assert_eq!(document["track"]["name"], "methodology");
	assert!(document["enactment"].is_null());
}

/// A call as this program knows the chain.
fn told(call: &[u8]) -> Option<Told> {
	offline::told(call).unwrap()
}

fn encoded(call: &impl Payload) -> Vec<u8> {
	offline::encoded(call).unwrap()
}

#[test]
fn the_usual_proposals_have_titles() {
	use crate::chain::api::runtime::{
		Currency, Mandate, RuntimeCall, Sector, SystemCall, Terms, UtilityCall,
	};
	let calls = civic::transactions();
	let account = subxt::utils::AccountId32([1; 32]);
	let title = |call: Vec<u8>| told(&call).expect("it is a call").title;
	let spend = calls.treasury().spend((), 1_500_000, account, None);
	let budget = calls
		.issuance()
		.set_budget(Sector::StationaryEnergy, 2027, 9_000_000, 2_000_000);
	let upgrade = calls.system().authorize_upgrade([3; 32].into());
	let terms = calls.redemption().set_terms(
		Currency(*b"EUR"),
		Terms {
			min_rate: 1_000,
			max_rate: 6_250,
			max_window_budget: 100_000,
			max_window: 86_400,
			attestation_validity: 43_200,
			payment_term: 3_661,
		},
	);
	for (call, said) in [
		(
			encoded(&calls.methodologies().adopt(2)),
			"adopt methodology 2",
		),
		(encoded(&spend), "grant 1.500000 AVO of the commons to "),
		(
			encoded(&budget),
			"let stationary-energy be awarded 2.000000 AVO in 2027",
		),
		(
			encoded(&calls.authorities().admit(account)),
			"a seat among the validators",
		),
		(encoded(&calls.authorities().expel(account)), "its seat"),
		(
			encoded(&upgrade),
			"upgrade the runtime to the one of hash 0x0303",
		),
		(
			encoded(&calls.contributions().recognise(12, 5_000, [0; 32].into())),
			"recognise 5,000 points of member 12",
		),
		(
			encoded(&calls.members().grant_mandate(account, Mandate::Registrar)),
			"the mandate registrar",
		),
		(encoded(&calls.issuance().reverse(4, 7)), "of claim 4"),
		(
			encoded(&terms),
			"exchanged for EUR at 10.00 to 62.50 EUR a tonne, 1,000.00 EUR a window",
		),
	] {
		let told = title(call);
		assert!(told.contains(said), "{told}");
	}
	// Money is told to the cent, and no second is left out.
	let arguments = told(&encoded(&terms)).unwrap().arguments;
	for (name, value) in [
		("currency", "EUR"),
		("terms: max_rate", "62.50"),
		("terms: max_window_budget", "1,000.00"),
		("terms: payment_term", "3,661 s, that is 1 h 1 min"),
	] {
		assert!(
			arguments.contains(&(name.into(), value.into())),
			"{arguments:?}"
		);
	}
	// A year is no quantity, and what can be one thing only is not told.
	let arguments = told(&encoded(&budget)).unwrap().arguments;
	assert!(
		arguments.contains(&("year".into(), "2027".into())),
		"{arguments:?}"
	);
	let arguments = told(&encoded(&spend)).unwrap().arguments;
	assert!(
		arguments.iter().all(|(name, _)| name != "asset_kind"),
		"{arguments:?}"
	);
	let remark = || RuntimeCall::System(SystemCall::remark { remark: vec![1] });
	let batch = calls.utility().batch_all(vec![
		remark(),
		RuntimeCall::Utility(UtilityCall::batch { calls: Vec::new() }),
		remark(),
		remark(),
	]);
	assert_eq!(
		title(encoded(&batch)),
		"something else; do nothing; something else; and 1 more"
	);
	// One without a title is called by its name, with what it is given.
	let told = told(&encoded(&calls.system().remark(vec![1, 2]))).unwrap();
	assert_eq!(
		(told.title.as_str(), told.name.as_str()),
		("System.remark", "System.remark")
	);
	assert_eq!(
		told.arguments,
		[("remark".to_string(), "0x0102".to_string())]
	);
}

#[test]
fn what_is_no_call_is_told_as_none_and_nothing_ends_the_program() {
	for bad in [&[][..], &[0], &[255, 255], &[0, 200], &[0, 0]] {
		assert!(told(bad).is_none(), "{bad:?}");
	}
	// As deep as bytes allow: batches of one batch of one batch …
	let one = encoded(&civic::transactions().utility().batch(Vec::new()));
	let (pallet, call) = (one[0], one[1]);
	let deep = |levels: usize| {
		let mut bytes: Vec<u8> = (0..levels).flat_map(|_| [pallet, call, 4]).collect();
		bytes.extend([pallet, call, 0]);
		bytes
	};
	assert!(told(&deep(3)).is_some());
	for levels in [300, 1_300, 10_000] {
		let _ = told(&deep(levels));
	}
}

#[test]
fn sentences_begin_with_a_capital() {
	assert_eq!(capital("adopt methodology 2"), "Adopt methodology 2");
	assert_eq!(capital("öffnen"), "Öffnen");
	assert_eq!(capital(""), "");
}

#[test]
fn what_nobody_waited_for_is_not_called_done() {
	let acted = |receipt| Acted {
		done: "tried-again",
		index: 3,
		receipt,
		referendum: None,
	};
	assert!(output::told(&acted(Receipt::final_in(9))).starts_with("It is tried again"));
	assert!(output::told(&acted(Receipt::handed_in()))
		.starts_with("Having it tried again is handed in"));
	let upgraded = |receipt| Upgraded {
		hash: Hex32([7; 32]),
		receipt,
	};
	assert!(output::told(&upgraded(Receipt::final_in(9))).contains("in force from the next block"));
	assert!(!output::told(&upgraded(Receipt::handed_in())).contains("in force"));
	let cleaned = Cleaned {
		removed: None,
		complete: None,
		receipt: Receipt::handed_in(),
	};
	assert!(output::told(&cleaned).starts_with("Forgetting votes is handed in"));

	let opened = |receipt| Opened {
		taken_up: true,
		examined: true,
		receipt: Some(receipt),
	};
	assert!(opened(Receipt::final_in(9)).is_final());
	assert!(Opened::default().is_final(), "nothing was lacking");
	let handed_in = NowOpen {
		opened: opened(Receipt::handed_in()),
		view: None,
	};
	assert!(!handed_in.opened.is_final());
	assert!(output::told(&handed_in).starts_with("What it lacks is handed in"));
	let done = NowOpen {
		opened: opened(Receipt::final_in(9)),
		view: Some(view()),
	};
	assert!(output::told(&done).starts_with("It is taken up for decision, and can be voted on"));
}
