//! What this runtime costs on its database: `make weights` measures it and writes these files.

mod block;
mod extrinsic;
pub mod pallet_parameters;
pub mod pallet_referenda;
mod parity_db;

pub use block::BlockExecutionWeight;
pub use extrinsic::ExtrinsicBaseWeight;
pub use parity_db::ParityDbWeight;
