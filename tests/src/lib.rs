#![doc = include_str!("../README.md")]

pub mod binaries;
pub mod chain;
pub mod fixtures;
pub mod network;
pub mod node;
pub mod people;
pub mod wait;
pub mod wallet;

pub use chain::Chain;
pub use network::Network;
pub use node::{DevKey, Node};
pub use wallet::Wallet;
