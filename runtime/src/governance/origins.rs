//! One name for each privilege, and today's answer to who holds it.
//!
//! Until the assembly decides, that is root (nobody, but for the development key) or an agency with
//! a mandate. The pallets know only the names: handing a privilege over changes one line here.

use frame_system::EnsureRoot;

use crate::AccountId;

/// Gives an agency a seat among the validators.
pub type AdmitAuthority = EnsureRoot<AccountId>;
/// Takes an agency's seat away.
pub type ExpelAuthority = EnsureRoot<AccountId>;
