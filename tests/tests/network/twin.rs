//! Two nodes validate with one key.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::ensure;
use civic_tests::wait::{until, when};
use civic_tests::{DevKey, Network};

/// The offence is seen by the others, proven on chain, and costs the agency its seat; the chain goes
/// on with the other three.
pub(crate) async fn is_reported_and_removed(network: &mut Network) -> anyhow::Result<()> {
	let offender = DevKey::Dave;
	let chain = network.chain(DevKey::Alice).await?;
	let seats = chain.validators().await?;
	ensure!(seats.len() == 4, "four validate: {seats:?}");
	let begun = chain.finalized().await?;
	let _twin = network.start_twin(offender)?;

	let seen = RefCell::new((begun, BTreeSet::new()));
	until(
		"the double author or voter to be reported",
		Duration::from_secs(120),
		|| async {
			let height = chain.finalized().await?;
			loop {
				let next = seen.borrow().0 + 1;
				if next > height {
					break;
				}
				let events = chain.events(next).await?;
				let mut seen = seen.borrow_mut();
				seen.0 = next;
				seen.1.extend(events);
			}
			let seen = seen.borrow();
			Ok(when(seen.1.contains("Authorities.OffenderRemoved"), &*seen))
		},
	)
	.await?;

	// The set that acts changes the session after next.
	until(
		"the offender to be out of the set",
		Duration::from_secs(120),
		|| async {
			let now = chain.validators().await?;
			Ok(when(now.len() == 3, now.len()))
		},
	)
	.await?;
	let left = chain.validators().await?;
	let gone: Vec<_> = seats.iter().filter(|who| !left.contains(who)).collect();
	ensure!(
		gone.len() == 1
			&& gone[0].to_string() == "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
		"it is Dave who is gone: {gone:?}"
	);
	let height = chain.finalized().await?;
	until(
		"the other three to go on",
		Duration::from_secs(45),
		|| async {
			let now = chain.finalized().await?;
			Ok(when(now >= height + 3, now))
		},
	)
	.await
}
