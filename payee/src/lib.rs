#![doc = include_str!("../README.md")]

mod error;
pub mod hex32;
mod payee;
mod registration;

pub use error::PayeeError;
pub use hex32::Hex32;
pub use payee::{electronic, Payee, MAX_NAME};
pub use registration::{Checked, Registration, FRESH};

/// What commitment and signed text begin with: neither can be taken for anything else.
pub const DOMAIN: &str = "civic-payee-v1";

/// The longest any other field may be, before anything is made of it.
const MAX_FIELD: usize = 128;
