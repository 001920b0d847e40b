//! Who validates, as the chain has it.

use std::{
	collections::BTreeSet,
	io::{self, Write},
};

use serde::Serialize;
use subxt::utils::AccountId32;

use crate::{
	chain::{api::civic, api::runtime::SessionKeys, State},
	error::{Error, Result},
	output::{facts, number, table, Report},
	time::{span, Moment},
};

/// Digits of a key that a person is shown.
const SHOWN: usize = 8;

/// The fewest that a vote can leave, whatever minimum is set: one of four may fail (pallet-authorities).
const SURVIVES_ONE: u32 = 4;

/// The seats, and who validates.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seats {
	session: u32,
	/// When the next session begins, were no block late.
	next_session_at: Moment,
	/// Seconds of a session.
	session_seconds: u64,
	/// Nobody is expelled below this number of seats.
	minimum: u32,
	authorities: Vec<Authority>,
	/// The final block this was read at.
	block: u64,
}

/// An account that validates, will, or may.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Authority {
	account: String,
	/// The agency that holds a seat by it; none when it lost its seat.
	agency: Option<u64>,
	/// In this session.
	validates: bool,
	/// In the next.
	validates_next: bool,
	/// From the session after next, as named so far.
	planned: bool,
	/// Whether it is kept from validating for an offence.
	disabled: bool,
	/// The keys it validates with.
	keys_in_use: Option<String>,
	/// Those it will in the next session.
	keys_next: Option<String>,
	/// Those it has registered, which act from the session after next at the latest.
	keys_registered: Option<String>,
}

/// Who validates.
pub(super) async fn seats(state: &State) -> Result<Seats> {
	let session = civic::storage().session();
	let babe = civic::storage().babe();
	let questions = civic::view_functions().authorities();

	let held = state.ask(questions.seats()).await?;
	let planned = state.ask(questions.planned()).await?;
	let validators = state
		.stored(session.validators(), ())
		.await?
		.unwrap_or_default();
	let next = state
		.stored(session.queued_keys(), ())
		.await?
		.unwrap_or_default();
	let disabled = state
		.stored(session.disabled_validators(), ())
		.await?
		.unwrap_or_default();
	let block_keys = state.stored(babe.authorities(), ()).await?;
	let block_keys = block_keys.map(|keys| keys.0).unwrap_or_default();
	let vote_keys = state
		.stored(civic::storage().grandpa().authorities(), ())
		.await?;
	let vote_keys = vote_keys.map(|keys| keys.0).unwrap_or_default();

	let all: BTreeSet<[u8; 32]> = held
		.iter()
		.map(|(account, _)| account.0)
		.chain(validators.iter().map(|account| account.0))
		.chain(next.iter().map(|(account, _)| account.0))
		.chain(planned.iter().map(|account| account.0))
		.collect();
	let mut authorities = Vec::new();
	for account in all {
		let account = AccountId32(account);
		let at = validators.iter().position(|who| *who == account);
		let in_use = at.and_then(|at| Some((block_keys.get(at)?.0 .0, vote_keys.get(at)?.0 .0)));
		let queued = next.iter().find(|(who, _)| *who == account);
		let registered = state.stored(session.next_keys(), (account,)).await?;
		authorities.push(Authority {
			account: account.to_string(),
			agency: held
				.iter()
				.find(|(who, _)| *who == account)
				.map(|(_, agency)| *agency),
			validates: at.is_some(),
			validates_next: queued.is_some(),
			planned: planned.contains(&account),
			disabled: at.is_some_and(|at| {
				disabled
					.iter()
					.any(|(index, _)| usize::try_from(*index) == Ok(at))
			}),
			keys_in_use: in_use.map(|(block, vote)| hex_keys(&block, &vote)),
			keys_next: queued.map(|(_, keys)| text(keys)),
			keys_registered: registered.as_ref().map(text),
		});
	}
	authorities.sort_by_key(|authority| (authority.agency.is_none(), authority.agency));

	let index = state.stored(session.current_index(), ()).await?;
	let epoch = state
		.stored(babe.epoch_index(), ())
		.await?
		.unwrap_or_default();
	let first = state.stored(babe.genesis_slot(), ()).await?;
	let first = first.map_or(0, |slot| slot.0);
	let sizes = civic::storage().authorities();
	// The metadata has what stands for nothing there.
	let unknown = |what: &str| Error::network(format!("The node does not say {what}."));
	let slots = state
		.stored(sizes.epoch_slots(), ())
		.await?
		.ok_or_else(|| unknown("how long a session is"))?;
	let minimum = state
		.stored(sizes.min_authorities(), ())
		.await?
		.ok_or_else(|| unknown("how many seats are left at least"))?;
	let millis = state.constant(civic::constants().babe().expected_block_time())?;
	// A slot's number is its time in lengths of a slot. Before the first block there is no slot yet.
	let first = match first {
		0 => Moment::now().0.saturating_mul(1000) / millis.max(1),
		first => first,
	};
	let ends = first.saturating_add(epoch.saturating_add(1).saturating_mul(slots));
	Ok(Seats {
		session: index.unwrap_or_default(),
		next_session_at: Moment(ends.saturating_mul(millis) / 1000),
		session_seconds: slots.saturating_mul(millis) / 1000,
		minimum: minimum.max(SURVIVES_ONE),
		authorities,
		block: state.block(),
	})
}

impl Seats {
	/// The session after next and when it begins: a change that is made now acts from then on.
	pub(super) fn after_next(&self) -> (u32, Moment) {
		(
			self.session.saturating_add(2),
			Moment(self.next_session_at.0.saturating_add(self.session_seconds)),
		)
	}
}

fn text(keys: &SessionKeys) -> String {
	hex_keys(&keys.babe.0, &keys.grandpa.0)
}

fn hex_keys(block: &[u8; 32], vote: &[u8; 32]) -> String {
	format!("0x{}{}", hex::encode(block), hex::encode(vote))
}

impl Authority {
	/// What is to be said of its keys.
	fn keys(&self) -> String {
		let short = |keys: &str| keys.chars().take(2 + SHOWN).collect::<String>() + "…";
		match (&self.keys_in_use, &self.keys_next, &self.keys_registered) {
			(_, _, None) => "none registered".into(),
			(Some(now), next, Some(registered)) if now == registered => match next {
				Some(next) if next != now => format!("{}, changing", short(now)),
				_ => short(now),
			},
			(Some(now), Some(next), Some(registered)) if next == registered => {
				format!("{} from the next session (now {})", short(next), short(now))
			},
			(None, Some(next), Some(registered)) if next == registered => {
				format!("{} from the next session", short(next))
			},
			(Some(now), _, Some(registered)) => format!(
				"{} from the session after next (now {})",
				short(registered),
				short(now)
			),
			(None, _, Some(registered)) => format!("{} registered", short(registered)),
		}
	}

	fn validates(&self) -> &'static str {
		match (self.validates, self.validates_next, self.agency) {
			(true, _, _) if self.disabled => "no: disabled",
			(true, true, Some(_)) => "yes",
			(true, _, None) => "until it is over",
			(true, false, Some(_)) => "until the next session",
			(false, true, _) => "from the next session",
			(false, false, Some(_)) if self.keys_registered.is_none() => "no: no keys",
			(false, false, _) => "from the session after next",
		}
	}
}

impl Report for Seats {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let left = self.next_session_at.0.saturating_sub(Moment::now().0);
		let held = self
			.authorities
			.iter()
			.filter(|authority| authority.agency.is_some())
			.count();
		let rows = [
			("Session", self.session.to_string()),
			(
				"The next begins",
				format!("{} (in {})", self.next_session_at, span(left)),
			),
			("A session lasts", span(self.session_seconds)),
			("Seats", format!("{held}, {} at least", self.minimum)),
		];
		writeln!(to, "{}", facts(rows))?;
		let mut rows = table(&["Agency", "Account", "Validates", "Keys"]);
		for authority in &self.authorities {
			let agency = authority.agency.map_or("no seat".into(), |n| n.to_string());
			rows.add_row([
				number(agency),
				authority.account.clone().into(),
				authority.validates().into(),
				authority.keys().into(),
			]);
		}
		writeln!(to, "{rows}")
	}
}
