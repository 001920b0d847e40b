//! Who decides what.

pub mod origins;
