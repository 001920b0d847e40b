//! The chain's refusals, and the network's failures, in words.

use subxt::{
	error::{
		ArithmeticError, BackendError, DispatchError, ExtrinsicError, ModuleError, RpcError,
		TokenError, TransactionEventsError, TransactionFinalizedSuccessError,
		TransactionProgressError, TransactionStatusError,
	},
	rpcs,
	tx::{TransactionInvalid, TransactionUnknown, ValidationResult},
	Metadata,
};

use crate::error::{Error, Refusal};

/// Any error of the client, in words.
pub fn explain(error: impl Into<subxt::Error>) -> Error {
	use subxt::Error as E;
	let error = error.into();
	match error {
		E::TransactionEventsError(TransactionEventsError::ExtrinsicFailed(error))
		| E::TransactionFinalizedSuccessError(TransactionFinalizedSuccessError::SuccessError(
			TransactionEventsError::ExtrinsicFailed(error),
		)) => dispatch(&error),
		E::ExtrinsicError(ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(
			RpcError::ClientError(rpcs::Error::User(error)),
		))) => pool(&error),
		E::TransactionStatusError(error)
		| E::ExtrinsicError(ExtrinsicError::TransactionStatusError(error))
		| E::TransactionProgressError(TransactionProgressError::TransactionStatusError(error)) => {
			status(&error)
		},
		other => failure(&other),
	}
}

/// Whatever is not the chain's refusal: the node, or what lies between.
fn failure(error: &subxt::Error) -> Error {
	let chain = causes(error);
	if chain
		.iter()
		.any(|cause| cause.contains("not compatible with the live chain"))
	{
		return Error::network(
			"The node runs another version of the chain than this program was made for. Take the \
			 civic of that version.",
		);
	}
	let lost = ["connection", "restart", "closed", "disconnected", "dropped"];
	if chain
		.iter()
		.any(|cause| lost.iter().any(|word| cause.to_lowercase().contains(word)))
	{
		return Error::network(
			"The connection to the node was lost. What was handed in may still be carried out: look \
			 before you repeat it.",
		);
	}
	Error::network(format!(
		"The node does not answer as expected: {}.",
		chain.join(": ")
	))
}

/// An error and what it was caused by, each once.
fn causes(error: &dyn std::error::Error) -> Vec<String> {
	let mut said = vec![error.to_string()];
	let mut next = error.source();
	while let Some(cause) = next {
		let text = cause.to_string();
		if !said.iter().any(|before| before.contains(&text)) {
			said.push(text);
		}
		next = cause.source();
	}
	said
}

/// No connection to `url`.
pub(super) fn connection(url: &str, error: &rpcs::Error) -> Error {
	if let rpcs::Error::InsecureUrl(_) = error {
		return Error::network(format!(
			"{url} is not encrypted, and the node is on another machine. Use wss://, or a tunnel to \
			 this machine."
		));
	}
	// The layers of the client each put their name in front of the one reason.
	let why = causes(error).pop().unwrap_or_default();
	let why = why.rsplit(": ").next().unwrap_or_default();
	Error::network(format!(
		"No node answers at {url} ({why}). Start one, or name another with --url or CIVIC_URL."
	))
}

/// What a block says about a transaction that failed.
fn dispatch(error: &DispatchError) -> Error {
	let (pallet, name, docs) = match error {
		DispatchError::Module(error) => return module(error),
		DispatchError::Token(error) => (None, format!("Token.{error:?}"), token(error)),
		DispatchError::Arithmetic(ArithmeticError::Underflow) => (
			None,
			"Arithmetic.Underflow".into(),
			"Something would fall below zero: the account does not hold that much. Look at `civic \
			 balance`."
				.to_string(),
		),
		DispatchError::BadOrigin => (
			None,
			"BadOrigin".into(),
			"This key may not do that by itself. What the assembly decides is proposed (civic propose \
			 --help); who takes part is a registrar's to say."
				.to_string(),
		),
		other => (None, variant(other), other.to_string()),
	};
	refused(pallet, name, docs, false)
}

/// A rule of one of the institutions, by its own words.
fn module(error: &ModuleError) -> Error {
	match error.details() {
		Ok(details) => {
			let (pallet, name) = (details.pallet.name(), details.variant.name.clone());
			let docs = in_other_words(pallet, &name)
				.map_or_else(|| prose(&details.variant.docs), str::to_string);
			refused(Some(pallet.into()), name, docs, false)
		},
		Err(_) => refused(
			None,
			error.details_string(),
			"An unknown rule.".into(),
			false,
		),
	}
}

/// What errors mean here whose own words are for programmers, or name calls where a person has
/// commands.
fn in_other_words(pallet: &str, name: &str) -> Option<&'static str> {
	Some(match (pallet, name) {
		("Assembly", "NotExamined") => {
			"It is not known yet who has an interest in this referendum. Have it found out: civic \
			 referendum open N"
		},
		("Assembly", "NotCitizen") => {
			"Only citizens do this. Members of other kinds can say what they think: civic opine"
		},
		("Assembly", "Newcomer") => {
			"You were enrolled after this referendum was submitted. Say what you think (civic opine), and \
			 vote on later ones."
		},
		("Assembly", "Absent") => {
			"Your enrolment did not run when this referendum was submitted. Say what you think (civic opine), \
			 and vote on later ones."
		},
		("Assembly", "Recused") => {
			"You have an interest in the outcome of this referendum. Say what you think: civic opine"
		},
		("Assembly", "MayVote") => {
			"You may vote, or have voted, so your opinion has a weight: civic vote"
		},
		("Assembly", "IsDelegating") => {
			"You rely on somebody on this track, and so nobody can rely on you. End it first: civic delegate \
			 TRACK --to nobody"
		},
		("Assembly", "IsDelegate") => {
			"You stand as a delegate on this track, and so cannot rely on another. Stand down first: civic \
			 stand TRACK --down"
		},
		("Assembly", "NotDelegate") => {
			"That person does not stand as a delegate on this track, or is no active member. They stand \
			 with: civic stand TRACK"
		},
		("Assembly", "NotOngoing") | ("Referenda", "NotOngoing") => {
			"There is no such referendum, or it has ended. See: civic referendum list --open"
		},
		("Governance", "NoEnactment") => {
			"Nothing that this referendum decided waits to be done: it was not approved, or it is done. See: \
			 civic referendum show N"
		},
		("Governance", "NoRoom") => {
			"Your long proposals take as much room as they may. Propose something shorter, or have an agency \
			 propose it."
		},
		("Referenda", "BadReferendum") => {
			"There is no such referendum. See: civic referendum list"
		},
		("Referenda", "HasDeposit") => "Somebody has had it taken up for decision already.",
		("Referenda", "QueueFull") => {
			"As many referenda wait on this track as may. Propose it again when some are decided."
		},
		("Referenda", "BadTrack" | "NoTrack") => {
			"There is no track for this authority. See: civic referendum tracks"
		},
		("Authorities", "NoKeys") => {
			"The account has no session keys. Register them first: civic authority set-keys"
		},
		("Session", "NoAccount") => {
			"The account was enrolled when an agency still needed tokens to register keys. Have somebody send \
			 it the smallest unit: civic transfer ADDRESS 0.000001"
		},
		("Session", "NoAssociatedValidatorId") => {
			"Only an enrolled agency's account, or one that holds a seat, registers keys. The assembly enrols \
			 agencies: civic propose enrol-agency ADDRESS --until DATE"
		},
		("Session", "InvalidProof") => {
			"The proof is not of these keys for this account. Have your node make both for the account that \
			 signs: civic-node agency-keys --help"
		},
		("Session", "DuplicatedKey") => {
			"Another account has registered one of these keys. Have your node make new ones: civic-node \
			 agency-keys --new-keys"
		},
		("Preimage", "AlreadyNoted") => "The proposal's bytes are on the chain already.",
		("Treasury", "InvalidIndex") => {
			"There is no such grant, or it is settled. See: civic commons show"
		},
		("Treasury", "EarlyPayout") => "The grant cannot be paid out yet. See: civic commons show",
		("Treasury", "SpendExpired") => {
			"The time to pay the grant out is over. `civic commons show` says whether it was paid. One that was \
			 not is proposed again: civic propose spend"
		},
		("Treasury", "AlreadyAttempted") => "The grant is paid out already.",
		("Treasury", "PayoutError") => {
			"The commons hold too little for this grant. It can be paid out when there is more, until it \
			 expires. See: civic commons show"
		},
		("Redemption", "AmountOutsideWindow") => {
			"The amount is smaller or larger than the window takes at a time. See: civic redeem windows"
		},
		("Redemption", "KindExcluded" | "LimitReached" | "BudgetUsedUp") => {
			"The window has no more for you, now or at all. See what you may still exchange, where and when: civic \
			 redeem windows --key NAME"
		},
		("System", "CallFiltered") => {
			"This rests: it is paused or the network is in safe mode, or such calls do not exist here. Try \
			 again later."
		},
		("System", "Unauthorized" | "NothingAuthorized") => {
			"This runtime is not the one that was decided on."
		},
		_ => return None,
	})
}

fn token(error: &TokenError) -> String {
	match error {
		TokenError::FundsUnavailable => {
			"The account does not hold that much. Look at `civic balance`.".into()
		},
		TokenError::BelowMinimum => "The amount is too small to stand on an account.".into(),
		other => other.to_string(),
	}
}

/// What the pool says before a transaction runs; `None` when it takes it.
pub(super) fn validity(result: &ValidationResult, metadata: &Metadata) -> Option<Error> {
	let (name, docs) = match result {
		ValidationResult::Valid(_) => return None,
		ValidationResult::Invalid(TransactionInvalid::Custom(code)) => custom(*code, metadata)
			.unwrap_or_else(|| (format!("Custom({code})"), "An unknown rule.".into())),
		ValidationResult::Invalid(invalid) => (variant(invalid), invalid_docs(invalid).to_string()),
		ValidationResult::Unknown(TransactionUnknown::CannotLookup) => (
			"CannotLookup".into(),
			"The node cannot tell yet. Try again.".into(),
		),
		ValidationResult::Unknown(unknown) => (
			variant(unknown),
			"The node does not know such a transaction.".into(),
		),
	};
	Some(refused(None, name, docs, true))
}

/// What a transaction's code of refusal means: the chain's metadata has an enum `…Refusal` for each
/// institution that refuses, and no two share a code.
fn custom(code: u8, metadata: &Metadata) -> Option<(String, String)> {
	metadata.types().types.iter().find_map(|ty| {
		let is_refusal = ty
			.ty
			.path
			.ident()
			.is_some_and(|name| name.ends_with("Refusal"));
		let scale_info::TypeDef::Variant(variants) = &ty.ty.type_def else {
			return None;
		};
		if !is_refusal {
			return None;
		}
		let found = variants
			.variants
			.iter()
			.find(|variant| variant.index == code)?;
		let docs = match prose(&found.docs) {
			docs if docs.is_empty() => refusal_docs(&found.name).to_string(),
			docs => docs,
		};
		Some((found.name.clone(), docs))
	})
}

/// The doc texts of the pallets' `…Refusal` enums, for metadata that leaves them out.
fn refusal_docs(name: &str) -> &'static str {
	match name {
		"NotMember" => "The account speaks for no member. Redeem a voucher, or ask a registrar.",
		"EnrolmentEnded" => {
			"The member's enrolment has expired or was removed. Have a registrar renew it."
		},
		"AllowanceUsedUp" => {
			"The allowance is used up. Wait until it is refilled (`civic balance` says when)."
		},
		"TooCostly" => "The transaction costs more than a full allowance. Make it smaller.",
		"TipNotAccepted" => "Nobody is served first for a tip. Leave it out.",
		"WrongNetwork" => "The voucher is for another network. Redeem it there.",
		"Expired" => "The voucher has expired. Ask the registrar for another one.",
		"ValidTooLong" => {
			"The voucher is valid for longer than this network remembers vouchers. Redeem it later, or \
			 ask the registrar for one that ends earlier."
		},
		"EnrolmentOver" => {
			"The enrolment the voucher promises is over. Ask the registrar for another one."
		},
		"AlreadyRedeemed" => {
			"The voucher was redeemed before; it works once. Ask the registrar for another one."
		},
		"NotRegistrar" => {
			"Whoever signed the voucher is no registrar, or no longer. Ask a registrar for another one."
		},
		"KindNotAllowed" => {
			"Agencies are not enrolled by voucher. The assembly enrols them: civic propose enrol-agency"
		},
		"NullifierMismatch" => {
			"A citizen's voucher lacks its nullifier, or another's has one. Ask the registrar for \
			 another voucher."
		},
		"NullifierUsed" => {
			"This person is enrolled already. If the key was lost, ask the registrar to move the member."
		},
		"AlreadyMember" => "The account belongs to a member already. Use another key.",
		"BadRegistrarSignature" | "BadRedeemerSignature" => {
			"A signature does not fit the voucher. Check that the file arrived unchanged."
		},
		_ => "The network's rules do not allow it.",
	}
}

fn invalid_docs(invalid: &TransactionInvalid) -> &'static str {
	match invalid {
		TransactionInvalid::Payment => {
			"This account is nobody's on this network. Use the key that is enrolled, or redeem a \
			 voucher first."
		},
		TransactionInvalid::Stale => {
			"Another transaction of this key came first. Look whether it was this one, and repeat it \
			 if not."
		},
		TransactionInvalid::Future => {
			"An earlier transaction of this key is missing. Wait a minute and repeat it."
		},
		TransactionInvalid::BadProof => {
			"The signature does not fit. The node may be of another network or version."
		},
		TransactionInvalid::AncientBirthBlock => "It waited too long. Repeat it.",
		TransactionInvalid::ExhaustsResources => "The block is full. Repeat it in a minute.",
		TransactionInvalid::Call => "The node does not accept such a transaction.",
		TransactionInvalid::BadSigner => "This key may not sign transactions.",
		_ => "The node does not accept it.",
	}
}

fn status(error: &TransactionStatusError) -> Error {
	match error {
		TransactionStatusError::Invalid(message) => let_go("Invalid", message),
		TransactionStatusError::Dropped(message) => let_go("Dropped", message),
		TransactionStatusError::Error(message) => let_go("Error", message),
		other => let_go("Error", &other.to_string()),
	}
}

/// What the pool says when it does not take a transaction that would be valid by itself.
fn pool(error: &rpcs::UserError) -> Error {
	let (name, docs) = match error.code {
		1012 => ("Banned", "The node turned this transaction away a moment ago. Repeat it in a minute."),
		1013 => ("AlreadyImported", "The node has this transaction already. Wait until it is final."),
		1014 => (
			"PriorityTooLow",
			"Another transaction of this key waits in its place. Wait until it is final, and repeat this \
			 one.",
		),
		1016 => ("ImmediatelyDropped", "The node's pool is full. Repeat it in a minute."),
		_ => {
			let docs = format!("The node does not take the transaction: {}.", error.message);
			return refused(None, format!("Pool({})", error.code), docs, true);
		},
	};
	refused(None, name.into(), docs.into(), true)
}

/// What became of a transaction that left the pool otherwise than into a block.
pub(super) fn let_go(name: &str, message: &str) -> Error {
	let docs = format!(
		"The node let the transaction go ({}). Look whether it was carried out before you repeat it.",
		message.trim_end_matches('.')
	);
	refused(None, name.into(), docs, true)
}

fn refused(pallet: Option<String>, name: String, docs: String, at_pool: bool) -> Error {
	Error::Refused(Box::new(Refusal {
		pallet,
		name,
		docs,
		at_pool,
	}))
}

/// The name of an enum's variant, without what it holds.
fn variant(value: &impl std::fmt::Debug) -> String {
	let text = format!("{value:?}");
	text.split(['(', '{', ' '])
		.next()
		.unwrap_or_default()
		.to_string()
}

/// Doc lines as running text.
pub(super) fn prose(lines: &[String]) -> String {
	lines
		.iter()
		.map(|line| line.trim())
		.filter(|line| !line.is_empty())
		.collect::<Vec<_>>()
		.join(" ")
}
