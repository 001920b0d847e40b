#![doc = include_str!("../README.md")]

mod city;
mod genesis;
mod hand_over;
pub mod inspect;
mod opened;
mod problem;
mod profile;
mod proof;
pub mod show;
mod spec;
mod units;
pub mod verify;

pub use city::{account, is_slug, Agency, Budget, City, Member, Methodology, Verifier, SLUG};
pub use hand_over::{Dialable, HandOver, HandOverError};
pub use opened::{Fingerprint, OpenError, Opened};
pub use problem::{Problem, Problems};
pub use profile::{ChainType, Profile, ReadError};
pub use spec::{Runtime, SpecError};
