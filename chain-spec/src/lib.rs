#![doc = include_str!("../README.md")]

mod city;
mod genesis;
mod problem;
mod profile;
pub mod show;
mod spec;
mod units;

pub use city::{Agency, Budget, City, Member, Methodology, Verifier};
pub use problem::{Problem, Problems};
pub use profile::{ChainType, Profile, ReadError};
pub use spec::SpecError;
