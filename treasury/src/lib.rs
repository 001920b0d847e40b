//! The city treasury's bridge between the ledger and its bank.
//!
//! The chain decides who is owed what; the bank moves the money; this service stands between them
//! and never pays twice. It keeps its own books in an SQL database ([`store`]), follows final
//! blocks through a narrow door ([`chain`]), speaks ISO 20022 to the bank ([`bank`]), and moves each
//! payment from one durable state to the next ([`engine`]).

pub mod bank;
pub mod chain;
pub mod cli;
pub mod config;
pub mod engine;
pub mod error;
pub mod money;
pub mod seal;
pub mod store;
pub mod web;
pub mod words;

pub use civic_payee::{self as payee, hex32};
