//! Who decides what, and how a decision becomes a fact.
//!
//! - `origins`: a name for each privilege, and who holds it
//! - `tracks`: how each kind of decision is taken
//! - `decisions`: the pallet that keeps a city's day, what was decided and could not be done, pauses
//! - `enactment`: between the referenda and the scheduler
//! - `interests`: who has an interest in what is proposed
//! - `powers`: what each authority may do, as far as a proposed call shows it
//! - `proposers`: who may propose, and how much room a proposal may take
//! - `emergency`: what the validating agencies may stop, and what nobody can

pub mod decisions;
pub mod emergency;
mod enactment;
mod interests;
pub mod origins;
pub mod parameters;
mod powers;
mod proposers;
pub mod tracks;

pub use enactment::Enactor;
pub use interests::FromProposal;
#[cfg(test)]
pub(crate) use interests::{interested_in, MAX_NAMED, MAX_TIES};
pub(crate) use powers::in_person;
#[cfg(test)]
pub(crate) use powers::may_make;
pub use proposers::{Proposer, Room};
