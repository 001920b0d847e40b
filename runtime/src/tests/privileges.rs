//! Each privilege is with whom it should be and with nobody else, and docs/governance.md says so.

use std::{collections::BTreeSet, env, fmt::Write, fs};

use frame_support::traits::{EnsureOrigin, GetCallMetadata};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};

use super::chain::{blocks, fail, run, send};
use crate::{
	configs::Days,
	governance::{
		emergency::Agencies,
		may_make,
		origins::{self, *},
		parameters::{dynamic_params::days, RuntimeParametersKey, SetParameter},
		tracks::{Plan, PLANS},
	},
	AccountId, RuntimeCall, RuntimeOrigin,
};

/// The table's place in the document.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/governance.md");
const BEGIN: &str = "<!-- begin: checked against the runtime -->\n";
const END: &str = "<!-- end -->";
/// Set to write the table in place of comparing it.
const RENEW: &str = "CIVIC_RENEW_GOVERNANCE";

/// A privileged call, and whether its origin accepts one.
type Privilege = (&'static str, &'static str, fn(RuntimeOrigin) -> bool);

fn accepts<O: EnsureOrigin<RuntimeOrigin>>(origin: RuntimeOrigin) -> bool {
	O::try_origin(origin).is_ok()
}

fn sets_parameters(origin: RuntimeOrigin) -> bool {
	use frame_support::traits::EnsureOriginWithArg;
	let key = RuntimeParametersKey::Days(days::ParametersKey::Emergency(days::Emergency));
	SetParameter::try_origin(origin, &key).is_ok()
}

/// The calls that a track decides on, by pallet and name; the origins are those in `configs`.
fn decided_by(origin: Origin) -> Vec<Privilege> {
	match origin {
		Origin::Authorities => vec![
			("Members", "enrol (agencies)", accepts::<GrantMandate>),
			("Members", "renew (agencies)", accepts::<GrantMandate>),
			("Members", "remove (agencies)", accepts::<GrantMandate>),
			("Members", "move_member (agencies)", accepts::<GrantMandate>),
			("Members", "grant_mandate", accepts::<GrantMandate>),
			("Members", "revoke_mandate", accepts::<GrantMandate>),
			("Authorities", "admit", accepts::<AdmitAuthority>),
			("Authorities", "expel", accepts::<ExpelAuthority>),
		],
		Origin::Methodology => vec![
			("Methodologies", "adopt", accepts::<AdoptMethodology>),
			("Methodologies", "retire", accepts::<RetireMethodology>),
			(
				"Methodologies",
				"withdraw (of others)",
				accepts::<RetireMethodology>,
			),
		],
		Origin::IssuancePolicy => vec![
			("Issuance", "set_budget", accepts::<SetBudget>),
			("Issuance", "reverse", accepts::<ReverseAward>),
		],
		Origin::Commons => vec![
			("Treasury", "spend", accepts::<SpendCommons>),
			("Treasury", "void_spend", accepts::<VoidSpend>),
			(
				"Contributions",
				"recognise",
				accepts::<RecogniseContribution>,
			),
		],
		Origin::Redemption => vec![("Redemption", "set_terms", accepts::<SetRedemption>)],
		Origin::Sanctions => vec![
			("Members", "accredit", accepts::<AccreditVerifier>),
			("Members", "reinstate", accepts::<HearAppeal>),
		],
		Origin::Charter => vec![
			(
				"Contributions",
				"set_policy",
				accepts::<SetContributionPolicy>,
			),
			("Allowance", "set_capacity", accepts::<SetAllowancePolicy>),
			("Parameters", "set_parameter", sets_parameters),
		],
	}
}

/// What only root does, that is the root track; in development the sudo key too.
const ROOT: &[(&str, &[&str])] = &[
	(
		"System",
		&[
			"set_heap_pages",
			"set_code",
			"set_code_without_checks",
			"set_storage",
			"kill_storage",
			"kill_prefix",
			"authorize_upgrade",
			"authorize_upgrade_without_checks",
		],
	),
	(
		"Balances",
		&[
			"force_transfer",
			"force_unreserve",
			"force_set_balance",
			"force_adjust_total_issuance",
		],
	),
	(
		"Utility",
		&["dispatch_as", "dispatch_as_fallible", "with_weight"],
	),
	("Preimage", &["request_preimage", "unrequest_preimage"]),
	(
		"Scheduler",
		&[
			"schedule",
			"cancel",
			"schedule_named",
			"cancel_named",
			"schedule_after",
			"schedule_named_after",
			"set_retry",
			"set_retry_named",
			"cancel_retry",
			"cancel_retry_named",
		],
	),
	(
		"Referenda",
		&["cancel", "kill", "nudge_referendum", "one_fewer_deciding"],
	),
	("Governance", &["enact"]),
	("Treasury", &["spend_local", "remove_approval"]),
	("Emergency", &["set_members", "disapprove_proposal", "kill"]),
	(
		"SafeMode",
		&[
			"force_extend",
			"force_slash_deposit",
			"force_release_deposit",
		],
	),
	("Babe", &["plan_config_change"]),
	("Grandpa", &["note_stalled"]),
];

/// What two thirds of the agencies do together, or root.
const EMERGENCY: &[(&str, &[&str])] = &[
	("SafeMode", &["force_enter", "force_exit"]),
	("TxPause", &["unpause"]),
	("Governance", &["pause"]),
];

/// What is no privilege: everybody does it for themselves, or by what they are to the city. A call
/// that is listed nowhere fails the test: decide on it.
const OPEN: &[(&str, &[&str])] = &[
	(
		"System",
		&["remark", "remark_with_event", "apply_authorized_upgrade"],
	),
	("Timestamp", &["set"]),
	(
		"Utility",
		&[
			"batch",
			"as_derivative",
			"batch_all",
			"force_batch",
			"if_else",
		],
	),
	(
		"Balances",
		&[
			"transfer_allow_death",
			"transfer_keep_alive",
			"transfer_all",
			"upgrade_accounts",
			"burn",
		],
	),
	(
		"Multisig",
		&[
			"as_multi_threshold_1",
			"as_multi",
			"approve_as_multi",
			"cancel_as_multi",
			"poke_deposit",
		],
	),
	(
		"Proxy",
		&[
			"proxy",
			"add_proxy",
			"remove_proxy",
			"remove_proxies",
			"create_pure",
			"kill_pure",
			"announce",
			"remove_announcement",
			"reject_announcement",
			"proxy_announced",
			"poke_deposit",
		],
	),
	("Session", &["set_keys", "purge_keys"]),
	(
		"Babe",
		&["report_equivocation", "report_equivocation_unsigned"],
	),
	(
		"Grandpa",
		&["report_equivocation", "report_equivocation_unsigned"],
	),
	(
		"Sudo",
		&[
			"sudo",
			"sudo_unchecked_weight",
			"set_key",
			"sudo_as",
			"remove_key",
		],
	),
	(
		"Preimage",
		&["note_preimage", "unnote_preimage", "ensure_updated"],
	),
	(
		"Referenda",
		&[
			"submit",
			"place_decision_deposit",
			"refund_decision_deposit",
			"refund_submission_deposit",
			"set_metadata",
		],
	),
	("Governance", &["retry", "abandon"]),
	("Treasury", &["payout", "check_status"]),
	(
		"Emergency",
		&[
			"execute",
			"propose",
			"vote",
			"close",
			"release_proposal_cost",
		],
	),
	("SafeMode", &["enter", "extend", "release_deposit"]),
	("TxPause", &["pause"]),
	(
		"Members",
		&[
			"enrol",
			"redeem_voucher",
			"renew",
			"remove",
			"move_member",
			"invite",
			"join",
			"leave",
			"dismiss",
		],
	),
	("Methodologies", &["publish", "withdraw"]),
	(
		"Measurements",
		&[
			"register_source",
			"commission",
			"decommission",
			"submit",
			"draw_panel",
			"attest",
			"replace_silent",
			"challenge",
			"settle",
			"give_up",
		],
	),
	("Issuance", &["award_deferred", "retire"]),
	(
		"Redemption",
		&[
			"attest_reserve",
			"countersign_reserve",
			"record_payment",
			"open_window",
			"close_window",
			"redeem",
			"cancel",
			"begin_payments",
			"settle",
			"reject",
			"release",
		],
	),
	("Contributions", &["share_out"]),
	(
		"Assembly",
		&[
			"examine",
			"vote",
			"retract",
			"opine",
			"stand",
			"stand_down",
			"delegate",
			"undelegate",
			"clean_up",
		],
	),
];

/// What of the open calls somebody does in person, or consensus does: root does not propose it. The
/// others it may, in the name of nobody.
const IN_PERSON: &[(&str, &[&str])] = &[
	("Timestamp", &["set"]),
	(
		"Balances",
		&[
			"transfer_allow_death",
			"transfer_keep_alive",
			"transfer_all",
			"burn",
		],
	),
	("Contributions", &["share_out"]),
	(
		"Members",
		&["redeem_voucher", "invite", "join", "leave", "dismiss"],
	),
];

/// Pallets of which root proposes nothing; a call that is new to one is still to be listed as open.
const IN_PERSON_ALL: &[&str] = &["Session", "Multisig", "Proxy", "Measurements", "Assembly"];

/// What root does, in development, and nobody proposes: it passes every rule, with nobody named.
const PAST_ALL_RULES: &[(&str, &[&str])] = &[
	("System", &["set_storage", "kill_storage", "kill_prefix"]),
	(
		"Balances",
		&["force_set_balance", "force_adjust_total_issuance"],
	),
];

/// What of the open calls root may propose besides its own.
const ROOTS_TOO: &[(&str, &[&str])] = &[
	(
		"System",
		&["remark", "remark_with_event", "apply_authorized_upgrade"],
	),
	("Balances", &["upgrade_accounts"]),
	(
		"Utility",
		&[
			"batch",
			"as_derivative",
			"batch_all",
			"force_batch",
			"if_else",
		],
	),
	(
		"Babe",
		&["report_equivocation", "report_equivocation_unsigned"],
	),
	(
		"Grandpa",
		&["report_equivocation", "report_equivocation_unsigned"],
	),
	(
		"Sudo",
		&[
			"sudo",
			"sudo_unchecked_weight",
			"set_key",
			"sudo_as",
			"remove_key",
		],
	),
	(
		"Preimage",
		&["note_preimage", "unnote_preimage", "ensure_updated"],
	),
	(
		"Referenda",
		&[
			"submit",
			"place_decision_deposit",
			"refund_decision_deposit",
			"refund_submission_deposit",
			"set_metadata",
		],
	),
	("Governance", &["retry", "abandon"]),
	("Treasury", &["payout", "check_status"]),
	(
		"Emergency",
		&[
			"execute",
			"propose",
			"vote",
			"close",
			"release_proposal_cost",
		],
	),
	("SafeMode", &["enter", "extend", "release_deposit"]),
	("TxPause", &["pause"]),
	// Of agencies; a registrar's are not root's.
	("Members", &["enrol", "renew", "remove", "move_member"]),
	("Methodologies", &["publish", "withdraw"]),
	("Issuance", &["award_deferred", "retire"]),
	(
		"Redemption",
		&[
			"attest_reserve",
			"countersign_reserve",
			"record_payment",
			"open_window",
			"close_window",
			"redeem",
			"cancel",
			"begin_payments",
			"settle",
			"reject",
			"release",
		],
	),
];

fn names(list: &[(&'static str, &[&'static str])]) -> Vec<(&'static str, &'static str)> {
	list.iter()
		.flat_map(|(pallet, calls)| calls.iter().map(move |call| (*pallet, *call)))
		.collect()
}

/// `enrol (agencies)` is `enrol`.
fn bare(call: &'static str) -> &'static str {
	call.split(' ').next().expect("there is a word")
}

#[test]
fn every_call_is_open_or_somebodys_privilege() {
	let all: BTreeSet<_> = RuntimeCall::get_module_names()
		.iter()
		.flat_map(|pallet| {
			let calls = RuntimeCall::get_call_names(pallet).iter();
			calls.map(move |call| (*pallet, *call))
		})
		.collect();
	let decided = Origin::ALL.into_iter().flat_map(decided_by);
	let listed: BTreeSet<_> = decided
		.map(|(pallet, call, _)| (pallet, bare(call)))
		.chain(names(ROOT))
		.chain(names(EMERGENCY))
		.chain(names(OPEN))
		.collect();
	let unknown: Vec<_> = all.difference(&listed).collect();
	assert!(unknown.is_empty(), "whose privilege are these? {unknown:?}");
	let gone: Vec<_> = listed.difference(&all).collect();
	assert!(gone.is_empty(), "there are no such calls: {gone:?}");
}

pub(super) fn two_thirds() -> RuntimeOrigin {
	pallet_collective::RawOrigin::<AccountId, Agencies>::Members(2, 3).into()
}

#[test]
fn each_privilege_is_the_assemblys_by_one_track_or_roots() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		for track in Origin::ALL {
			for (pallet, call, accepts) in decided_by(track) {
				let name = format!("{pallet}.{call}");
				assert!(accepts(RuntimeOrigin::root()), "{name}: root");
				for other in Origin::ALL {
					assert_eq!(accepts(other.into()), other == track, "{name}: {other:?}");
				}
				// No agency, whatever its mandate, no citizen, and no emergency.
				for who in [Alice, Bob, Charlie, Dave, Eve, Ferdie] {
					let signed = RuntimeOrigin::signed(who.to_account_id());
					assert!(!accepts(signed), "{name}: {who:?}");
				}
				assert!(!accepts(two_thirds()), "{name}: an emergency");
				assert!(!accepts(RuntimeOrigin::none()), "{name}: nobody");
			}
		}
	});
}

/// What the examination lets a track propose is what the track decides on, and what anybody may.
#[test]
fn a_track_proposes_what_it_decides_on() {
	use codec::Decode;
	use sp_runtime::traits::TrailingZeroInput;
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		// Every call there is, with whatever arguments nothing but zeros make.
		let index = || 0..=u8::MAX;
		let calls: Vec<_> = index()
			.flat_map(|pallet| index().map(move |call| [pallet, call]))
			.filter_map(|bytes| RuntimeCall::decode(&mut TrailingZeroInput::new(&bytes)).ok())
			.collect();
		assert!(calls.len() > 100, "they can be made: {}", calls.len());
		for track in Origin::ALL {
			let decided: BTreeSet<_> = decided_by(track)
				.into_iter()
				.map(|(pallet, call, _)| (pallet, bare(call)))
				.collect();
			for call in &calls {
				let names = call.get_call_metadata();
				let names = (names.pallet_name, names.function_name);
				let open = [("System", "remark"), ("System", "apply_authorized_upgrade")];
				// A citizen of zeros is no agency.
				if names == ("Members", "enrol") {
					continue;
				}
				assert_eq!(
					may_make(&track.into(), call),
					decided.contains(&names) || open.contains(&names),
					"{track:?}: {names:?}"
				);
			}
		}
	});
}

/// Each call of the chain is one that root may propose or one that it may not, by a list: a call
/// that is new falls into neither by itself, whatever `powers.rs` says of it.
#[test]
fn root_proposes_what_is_listed_and_nothing_else() {
	use codec::Decode;
	use sp_runtime::traits::TrailingZeroInput;
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		let of_pallets = IN_PERSON_ALL.iter().flat_map(|pallet| {
			let calls = RuntimeCall::get_call_names(pallet).iter();
			calls.map(move |call| (*pallet, *call))
		});
		let past_all_rules = names(PAST_ALL_RULES);
		let never: BTreeSet<_> = names(IN_PERSON)
			.into_iter()
			.chain(of_pallets)
			.chain(past_all_rules.iter().copied())
			.collect();
		let decided = Origin::ALL.into_iter().flat_map(decided_by);
		let may: BTreeSet<_> = decided
			.map(|(pallet, call, _)| (pallet, bare(call)))
			.chain(names(ROOT))
			.chain(names(EMERGENCY))
			.chain(names(ROOTS_TOO))
			.filter(|call| !past_all_rules.contains(call))
			.collect();
		let both: Vec<_> = never.intersection(&may).collect();
		assert!(both.is_empty(), "may root, or not? {both:?}");

		let root = super::assembly::root();
		let mut seen = BTreeSet::new();
		for bytes in (0..=u8::MAX).flat_map(|pallet| (0..=u8::MAX).map(move |call| [pallet, call]))
		{
			// With whatever arguments zeros make, or of the second kind where there is no first.
			let zeros = RuntimeCall::decode(&mut TrailingZeroInput::new(&bytes));
			let second = [bytes[0], bytes[1], 1];
			let Ok(call) =
				zeros.or_else(|_| RuntimeCall::decode(&mut TrailingZeroInput::new(&second)))
			else {
				continue;
			};
			let names = call.get_call_metadata();
			let names = (names.pallet_name, names.function_name);
			seen.insert(names);
			assert!(
				never.contains(&names) || may.contains(&names),
				"may root propose {names:?}? Say so here and in powers.rs"
			);
			// Zeros enrol a citizen, which is the registrars'.
			let expected = may.contains(&names) && names != ("Members", "enrol");
			assert_eq!(may_make(&root, &call), expected, "{names:?}");
		}
		let agency = pallet_members::Call::<crate::Runtime>::enrol {
			account: AccountId::new([0; 32]),
			kind: civic_primitives::MemberKind::Agency,
			until: 0,
			nullifier: None,
		};
		assert!(may_make(&root, &agency.into()));

		// Nothing was passed over because such bytes make no call of it.
		let all: BTreeSet<_> = RuntimeCall::get_module_names()
			.iter()
			.flat_map(|pallet| {
				let calls = RuntimeCall::get_call_names(pallet).iter();
				calls.map(move |call| (*pallet, *call))
			})
			.collect();
		let unseen: Vec<_> = all.difference(&seen).collect();
		assert!(unseen.is_empty(), "no bytes make one of {unseen:?}");
		let known: BTreeSet<_> = never.union(&may).copied().collect();
		let gone: Vec<_> = known.difference(&all).collect();
		assert!(gone.is_empty(), "there are no such calls: {gone:?}");
	});
}

#[test]
fn registrars_keep_the_register_and_nobody_else() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		// Somebody must answer for an enrolment: neither root nor the assembly can.
		assert!(!accepts::<EnsureRegistrar>(RuntimeOrigin::root()));
		for other in Origin::ALL {
			assert!(!accepts::<EnsureRegistrar>(other.into()));
		}
		for (who, may) in [(Alice, true), (Bob, false), (Charlie, false), (Eve, false)] {
			let signed = RuntimeOrigin::signed(who.to_account_id());
			assert_eq!(accepts::<EnsureRegistrar>(signed), may, "{who:?}");
		}
		let revoke = pallet_members::Call::revoke_mandate {
			account: Alice.to_account_id(),
			mandate: civic_primitives::Mandate::Registrar,
		};
		super::chain::decided(Origin::Authorities, revoke).expect("revoked");
		let signed = RuntimeOrigin::signed(Alice.to_account_id());
		assert!(!accepts::<EnsureRegistrar>(signed));
	});
}

#[test]
fn an_agency_decides_nothing_alone() {
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		blocks(1);
		let expel = pallet_authorities::Call::expel {
			who: Charlie.to_account_id(),
		};
		// Dave holds the mandate for it.
		assert_eq!(fail(Dave, expel), sp_runtime::DispatchError::BadOrigin);
		let adopt = pallet_methodologies::Call::retire { id: 0 };
		assert_eq!(fail(Bob, adopt), sp_runtime::DispatchError::BadOrigin);
		send(Bob, frame_system::Call::remark { remark: vec![] });
	});
}

#[test]
fn an_emergency_takes_two_thirds_of_the_agencies() {
	type Council = pallet_collective::RawOrigin<AccountId, Agencies>;
	let of = |ayes, all| accepts::<DeclareEmergency>(Council::Members(ayes, all).into());
	assert!(of(3, 4) && of(2, 3) && of(1, 1));
	assert!(!of(2, 4) && !of(1, 2));
	assert!(!accepts::<DeclareEmergency>(
		Council::Member(AccountId::new([0; 32])).into()
	));
	assert!(accepts::<DeclareEmergency>(RuntimeOrigin::root()));
	for origin in Origin::ALL {
		assert!(!accepts::<DeclareEmergency>(origin.into()));
	}
}

#[test]
fn tracks_are_sound_and_each_origin_has_one() {
	use pallet_referenda::TracksInfo;
	crate::governance::tracks::Tracks::check_integrity().expect("sound");
	let tracks: BTreeSet<_> = origins::Origin::ALL.iter().map(|o| o.track()).collect();
	let plans: BTreeSet<_> = PLANS.iter().map(|plan| plan.id).skip(1).collect();
	assert_eq!(tracks, plans, "every track but root has one origin");
	run(LOCAL_TESTNET_RUNTIME_PRESET, || {
		let info = crate::governance::tracks::Tracks::info(0).expect("root's");
		// Days of twenty blocks.
		assert_eq!(info.prepare_period, 40);
		assert_eq!(info.decision_period, 280);
		assert_eq!(info.min_enactment_period, 60);
		assert_eq!(
			<Days<14> as frame_support::traits::Get<u32>>::get(),
			14 * 20
		);
		assert!(crate::governance::tracks::Tracks::info(1).is_none());
	});
}

fn period(hours: u32) -> String {
	match hours / 24 {
		1 => "1 day".into(),
		days => format!("{days} days"),
	}
}

fn row(table: &mut String, call: &str, plan: &Plan) {
	writeln!(
		table,
		"| {call} | {} | {} % → {} % | {} % → {} % | {} | {} | {} | {} |",
		plan.name,
		plan.approval.0,
		plan.approval.1,
		plan.support.0,
		plan.support.1,
		period(plan.prepare),
		period(plan.decide),
		period(plan.confirm),
		period(plan.enact),
	)
	.expect("written");
}

fn table() -> String {
	let mut table = String::from(
		"| call | track | weight for it, of what was cast | citizens for it, of all | prepared for | decided within \
		 | confirmed for | done after |\n|---|---|---|---|---|---|---|---|\n",
	);
	for plan in &PLANS {
		if plan.id == 0 {
			row(
				&mut table,
				"whatever root may: `System.authorize_upgrade`, …",
				plan,
			);
		}
		for origin in Origin::ALL.into_iter().filter(|o| o.track() == plan.id) {
			let calls = decided_by(origin);
			for (pallet, call, _) in &calls {
				let (name, of) = call.split_once(' ').unwrap_or((call, ""));
				row(&mut table, format!("`{pallet}.{name}` {of}").trim(), plan);
			}
			if calls.is_empty() {
				row(&mut table, "(none yet)", plan);
			}
		}
	}
	table
}

#[test]
fn the_document_says_what_the_runtime_does() {
	let document = fs::read_to_string(FILE).expect("docs/governance.md is there");
	let (before, rest) = document.split_once(BEGIN).expect("the table's beginning");
	let (known, after) = rest.split_once(END).expect("the table's end");
	let table = table();
	if env::var_os(RENEW).is_some() {
		fs::write(FILE, [before, BEGIN, &table, END, after].concat()).expect("written");
		return;
	}
	assert_eq!(
		known, table,
		"docs/governance.md is not what the runtime does: run its test with {RENEW}=1"
	);
}
