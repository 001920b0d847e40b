#![doc = include_str!("../README.md")]

pub mod assembly;
pub mod bank;
pub mod binaries;
pub mod chain;
pub mod fixtures;
pub mod network;
pub mod node;
pub mod people;
pub mod sender;
pub mod sides;
pub mod treasury;
pub mod wait;
pub mod wallet;
pub mod witness;

pub use bank::Bank;
pub use chain::Chain;
pub use network::Network;
pub use node::{DevKey, Node};
pub use treasury::Treasury;
pub use wallet::Wallet;
