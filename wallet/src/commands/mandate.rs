//! What an agency is charged with.

use clap::ValueEnum;

use crate::chain::api::runtime::Mandate as ChainMandate;

/// What an agency may be charged with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mandate {
	/// Keeps the register of members and issues vouchers
	Registrar,
	/// In charge of methodologies and verifiers: prepares what the assembly decides
	Methodology,
	/// In charge of budgets and reversals: prepares what the assembly decides
	Issuance,
	/// In charge of agencies and validators: prepares what the assembly decides
	Authorities,
	/// Keeps the reserve and pays what is redeemed
	Treasurer,
	/// Countersigns what treasurers attest of the reserve
	Auditor,
}

impl From<Mandate> for ChainMandate {
	fn from(mandate: Mandate) -> Self {
		match mandate {
			Mandate::Registrar => Self::Registrar,
			Mandate::Methodology => Self::Methodology,
			Mandate::Issuance => Self::Issuance,
			Mandate::Authorities => Self::Authorities,
			Mandate::Treasurer => Self::Treasurer,
			Mandate::Auditor => Self::Auditor,
		}
	}
}
