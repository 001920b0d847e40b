//! What this runtime costs on its database: `make weights` measures it and writes these files.

mod block;
mod extrinsic;
pub mod frame_system_extensions;
pub mod pallet_balances;
pub mod pallet_parameters;
pub mod pallet_referenda;
pub mod pallet_transaction_payment;
mod parity_db;

pub use block::BlockExecutionWeight;
pub use extrinsic::ExtrinsicBaseWeight;
pub use parity_db::ParityDbWeight;
