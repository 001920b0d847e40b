//! Transactions on a running network: sent, watched until they are final, counted.

mod blocks;
mod cpu;
mod drive;
mod figures;
mod gate;
mod limit;
mod watch;
mod work;

pub use blocks::{fetch, Block};
pub use cpu::{Cores, Usage};
pub use drive::{drive, Sent};
pub use figures::{Figures, Measured};
pub use gate::Gate;
pub use limit::{Limit, Signs};
pub use watch::{Finality, Watch};
pub use work::{Id, Queue, Ready};
