//! The words officers read: on the page and from the commands the same. Programs get the codes.

use crate::store::{
	batches::{Batch, BatchStatus},
	cases::CaseStatus,
	inbox::FileStatus,
	payments::PaymentStatus,
	redemptions::RedemptionStatus,
	reserve::ProposalStatus,
};

/// Where a batch is.
pub fn batch_status(status: BatchStatus) -> &'static str {
	match status {
		BatchStatus::Drafted => "waits for two officers",
		BatchStatus::Released => "released; the chain is being told",
		BatchStatus::Begun => "on the chain; the file comes next",
		BatchStatus::Made => "its file is being written",
		BatchStatus::Staged => "its file is about to go to the bank",
		BatchStatus::Sent => "with the bank",
		BatchStatus::Withdrawn => "given up",
	}
}

/// Where a batch is, that nothing is left in it, or that nothing of it is waited for any more.
pub fn batch(batch: &Batch) -> &'static str {
	match batch.status {
		_ if batch.is_empty() => {
			"empty: all its redemptions ended before it was sent; nothing is paid by it"
		},
		BatchStatus::Sent if batch.unanswered == 0 => "answered by the bank",
		status => batch_status(status),
	}
}

/// How far a payment is.
pub fn payment(status: PaymentStatus) -> &'static str {
	match status {
		PaymentStatus::Drafted => "not sent",
		PaymentStatus::Instructed => "with the bank, no answer yet",
		PaymentStatus::Accepted => "the bank took it",
		PaymentStatus::Booked => "paid",
		PaymentStatus::Rejected => "the bank refused it",
		PaymentStatus::Returned => "the money came back",
		PaymentStatus::Withdrawn => "given up",
	}
}

/// Where a redemption is.
pub fn redemption(status: RedemptionStatus) -> &'static str {
	match status {
		RedemptionStatus::Open => "in the queue",
		RedemptionStatus::Paying => "being paid",
		RedemptionStatus::Settled => "paid; its tokens are burned",
		RedemptionStatus::Rejected => "refused; its tokens are the holder's again",
		RedemptionStatus::Cancelled => "taken back by its owner",
		RedemptionStatus::Expired => "not paid in time; its tokens are the holder's again",
	}
}

/// Whether somebody has dealt with a case.
pub fn case(status: CaseStatus) -> &'static str {
	match status {
		CaseStatus::Open => "open",
		CaseStatus::Working => "under way",
		CaseStatus::Closed => "closed",
	}
}

/// What became of a file of the bank's.
pub fn file(status: FileStatus) -> &'static str {
	match status {
		FileStatus::Stored => "not read yet",
		FileStatus::Handled => "read",
		FileStatus::Failed => "cannot be read",
		FileStatus::Duplicate => "came before",
	}
}

/// Who is to sign for a reserve.
pub fn proposal(status: ProposalStatus) -> &'static str {
	match status {
		ProposalStatus::Proposed => "waits for the treasurer",
		ProposalStatus::Attested => "waits for the auditor",
		ProposalStatus::InForce => "in force",
		ProposalStatus::Superseded => "a newer one took its place",
	}
}

/// A payee whose money came back.
pub const CAME_BACK: &str = "money came back from this account";

/// What to look for before a late return is paid again: whoever can write into the inbox can write a statement.
pub fn look_in_portal(stated: &str) -> String {
	format!(
		"The money is back by statement {stated}. Before you release, look for that credit in the bank's own portal: \
		 a file in the inbox can be forged, what the bank shows you cannot."
	)
}
