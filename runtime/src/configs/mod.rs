//! How each institution is set in this city, one file a theme.

mod accounts;
mod consensus;
mod emergency;
mod governance;
mod measurements;
mod members;
mod redemption;
mod system;
mod tokens;

pub use accounts::ProxyType;
pub use consensus::{KeysOf, ReportWindow, ReportWindowInBlocks, ValidatorOf};
pub use governance::{Days, MaxEnactment};
pub use measurements::FreshBlocks;
pub use system::{Permitted, RuntimeBlockLength, RuntimeBlockWeights};
pub use tokens::{Commons, CommonsId};
