//! The treasury's own books, in SQLite or PostgreSQL.
//!
//! Every change happens in a write transaction ([`Db::write`]); these are carried out one after the
//! other, also between processes, so that what a transaction read still holds when it writes.

pub mod audit;
pub mod batches;
pub mod cases;
pub mod cursor;
pub mod db;
pub mod entries;
pub mod inbox;
pub mod intents;
pub mod members;
pub mod officers;
pub mod payees;
pub mod payments;
pub mod reconciliations;
pub mod redemptions;
pub mod rejections;
pub mod reserve;
mod row;
pub mod statements;

pub use db::{Conn, Db, Write};

/// Who acts when no officer does, in the audit trail and as the maker of a batch.
pub const SERVICE: &str = "service";
