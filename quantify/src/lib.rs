#![doc = include_str!("../README.md")]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod decimal;
mod input;
mod table;

pub mod award;
pub mod error;
pub mod factors;
pub mod methods;
pub mod quality;
pub mod readings;
pub mod temperature;
pub mod time;
pub mod unit;

pub use award::Factors;
pub use error::{Error, Result};
pub use methods::{MeteredSavings, Method, Quantified, RooftopPv};
pub use quality::Quality;
pub use readings::{Options, Readings};
pub use temperature::Temperatures;
pub use time::{Period, Zone};
pub use unit::Unit;
