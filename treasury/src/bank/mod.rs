//! The bank's side: what is written to it, what is read from it, and how files travel.

pub mod calendar;
pub mod camt;
pub mod message;
pub mod pacs004;
pub mod pain001;
pub mod pain002;
pub mod transport;

pub use message::{read, Message, NotReadable};
