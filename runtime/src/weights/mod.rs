//! What this runtime costs on its database, measured: `make weights` writes these files (ADR 0055).

mod block;
mod extrinsic;
mod parity_db;

pub use block::BlockExecutionWeight;
pub use extrinsic::ExtrinsicBaseWeight;
pub use parity_db::ParityDbWeight;
