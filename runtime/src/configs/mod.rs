//! How each institution is set in this city, one file a theme.

mod consensus;
mod governance;
mod system;

pub use consensus::{KeysOf, ReportWindow, ReportWindowInBlocks, ValidatorOf};
pub use system::{Permitted, RuntimeBlockLength, RuntimeBlockWeights};
