//! What calls cost on a ledger of some size: the chain's own WebAssembly on ParityDB, in this process.

mod block;
mod chain;
mod costs;
mod history;
mod ledger;
mod storage;

pub use block::Block;
pub use chain::{Chain, Changes};
pub use costs::{Cost, Costs};
pub use history::{fill, keys_of, Place};
pub use ledger::{Ledger, Life, Times};
pub use storage::{measure as measure_storage, Access, StorageCost, TOGETHER};
