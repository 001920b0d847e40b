//! How each institution is set in this city, one file a theme.

mod consensus;
mod governance;
mod measurements;
mod members;
mod system;
mod tokens;

pub use consensus::{KeysOf, ReportWindow, ReportWindowInBlocks, ValidatorOf};
pub use measurements::FreshBlocks;
pub use system::{Permitted, RuntimeBlockLength, RuntimeBlockWeights};
pub use tokens::Commons;
