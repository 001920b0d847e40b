//! What can be proposed in a person's words, with the help that is shown for it.

use clap::Subcommand;

use super::{
	agencies::{AdmitArgs, EnrolmentArgs, ExpelArgs, GrantArgs, MoveArgs, RevokeArgs},
	commons::{RecogniseArgs, SpendArgs},
	issuance::{BudgetArgs, ReverseArgs},
	methodologies::MethodologyArgs,
	runtime::{CallArgs, UpgradeArgs},
	terms::TermsArgs,
	verifiers::{AccreditArgs, ReinstateArgs},
	ProposerArgs, Ready,
};
use crate::{chain::State, error::Result, keys::KeyStore};

/// Put something to the vote.
#[derive(Debug, Subcommand)]
pub enum ProposeCommand {
	/// Put a published methodology in force
	#[command(after_help = "Example:
  civic propose adopt-methodology 2 --key anna

Who has published it has an interest and may not vote. `civic methodology show 2` says what it asks.")]
	AdoptMethodology(MethodologyArgs),
	/// Close a methodology for new claims
	#[command(after_help = "Example:
  civic propose retire-methodology 1 --key anna")]
	RetireMethodology(MethodologyArgs),
	/// Change what a sector may be awarded in a year
	#[command(after_help = "Example:
  civic propose budget stationary-energy --year 2027 --ceiling 250000 --key anna

Claims that wait for the budget are awarded when it is raised: civic claim award-waiting SECTOR.")]
	Budget(BudgetArgs),
	/// Grant money of the commons to somebody
	#[command(after_help = "Example:
  civic propose spend 5FHn… 1200 --key anna

Who gets it has an interest and may not vote. When it is approved and done, anybody has it paid out:
civic commons pay N.")]
	Spend(SpendArgs),
	/// Recognise a contribution that no measurement shows
	#[command(after_help = "Example:
  civic propose recognise 12 5000 --reason-file why.md --key anna

The file stays with you: publish it, for its SHA-256 is all that goes on the chain. No more counts
than one person can earn of a kind in a period. Who is recognised may not vote.")]
	Recognise(RecogniseArgs),
	/// Enrol an agency, so that it can take part
	#[command(after_help = "Example:
  civic propose enrol-agency 5Wat… --until 2035-01-01 --key works

Vouchers are not for agencies. A seat among the validators is another proposal: civic propose
admit-agency.")]
	EnrolAgency(EnrolmentArgs),
	/// Let an agency's enrolment run until another date
	#[command(after_help = "Example:
  civic propose renew-agency 5Wat… --until 2040-01-01 --key works")]
	RenewAgency(EnrolmentArgs),
	/// Give an agency whose key was lost or stolen another account
	#[command(after_help = "Example:
  civic propose move-agency 5Old… 5New… --key works

Its number, standing and mandates follow; tokens stay on the old account, and so does its seat until
civic propose admit-agency moves that too.")]
	MoveAgency(MoveArgs),
	/// Give an agency a seat among the validators, or move its seat to its present account
	#[command(after_help = "Examples:
  civic propose admit-agency 5Wat… --key works
  civic propose admit-agency 12 --key works

The agency has to be enrolled and to have registered keys (civic authority rotate-keys) when it is
done. It validates from the session after next. Its people may not vote on it.")]
	AdmitAgency(AdmitArgs),
	/// Take an agency's seat away
	#[command(after_help = "Example:
  civic propose expel-agency 5Wat… --key works

It validates until the session after next. Never are fewer seats left than the chain needs.")]
	ExpelAgency(ExpelArgs),
	/// Charge an agency with something
	#[command(after_help = "Example:
  civic propose grant-mandate 5Wat… registrar --key works")]
	GrantMandate(GrantArgs),
	/// Relieve an agency of something
	#[command(after_help = "Example:
  civic propose revoke-mandate 5Wat… registrar --key works")]
	RevokeMandate(RevokeArgs),
	/// Say what a verifier may judge
	#[command(after_help = "Examples:
  civic propose accredit 5Ver… --family 0 --family 1 --until 2028-01-01 --max-duties 10 \\
    --tied-to 17 --key works
  civic propose accredit 5Ver… --until 2030-01-01 --key works     longer; the rest stays as it is
  civic propose accredit 5Ver… --withdraw --key works

What is not named stays as it is; families or ties that are named take the place of all there were.
Who a verifier is tied to may share in its points, and its claims are never judged by it.")]
	Accredit(AccreditArgs),
	/// Lift the sanctions against a verifier
	#[command(after_help = "Example:
  civic propose reinstate 5Ver… --key works")]
	Reinstate(ReinstateArgs),
	/// Declare that awarded emissions were not avoided after all
	#[command(after_help = "Example:
  civic propose reverse-award 12 --amount 350.5 --key anna

The buffer makes it good; what it lacks becomes the owner's debt. The owner may not vote.")]
	ReverseAward(ReverseArgs),
	/// Change on what terms tokens are exchanged for money
	#[command(after_help = "Examples:
  civic propose redemption-terms --highest-rate 60 --payment-term 1209600 --key anna
  civic propose redemption-terms CHF --lowest-rate 10 --highest-rate 50 --largest-budget 100000 \\
    --longest-window 2592000 --attestation-valid 604800 --payment-term 1209600 --key anna
  civic propose redemption-terms --largest-budget 0 --key anna            no window opens any more

What is not named stays as it is. The treasurers open windows within these bounds; what waits to be
paid is not changed by them.")]
	RedemptionTerms(TermsArgs),
	/// Replace the runtime: the rules of this chain
	#[command(after_help = "Examples:
  civic propose upgrade-runtime --wasm civic_runtime.compact.compressed.wasm --key works
  civic propose upgrade-runtime --hash 0x… --key anna

Only the hash is voted on. When it is done, anybody hands the runtime itself in: civic referendum
apply-upgrade FILE. Whoever votes builds it again and compares the hash
(docs/runbooks/verify-runtime.md).")]
	UpgradeRuntime(UpgradeArgs),
	/// Anything else: an encoded call
	#[command(after_help = "Examples:
  civic propose call 0x0001… --track charter --dry-run
  civic propose call 0x0001… --track charter --key anna

--dry-run shows in words what the bytes do. The track has to be one that may do it:
docs/governance.md has the table; root may do all that can be done.")]
	Call(CallArgs),
}

impl ProposeCommand {
	/// Who proposes.
	pub(super) fn proposer(&self) -> &ProposerArgs {
		match self {
			Self::AdoptMethodology(args) | Self::RetireMethodology(args) => &args.proposer,
			Self::Budget(args) => &args.proposer,
			Self::Spend(args) => &args.proposer,
			Self::Recognise(args) => &args.proposer,
			Self::EnrolAgency(args) | Self::RenewAgency(args) => &args.proposer,
			Self::MoveAgency(args) => &args.proposer,
			Self::AdmitAgency(args) => &args.proposer,
			Self::ExpelAgency(args) => &args.proposer,
			Self::GrantMandate(args) => &args.proposer,
			Self::RevokeMandate(args) => &args.proposer,
			Self::Accredit(args) => &args.proposer,
			Self::Reinstate(args) => &args.proposer,
			Self::ReverseAward(args) => &args.proposer,
			Self::RedemptionTerms(args) => &args.proposer,
			Self::UpgradeRuntime(args) => &args.proposer,
			Self::Call(args) => &args.proposer,
		}
	}

	/// What is to be done. What can be seen to fail is refused here, before anybody votes on it.
	pub(super) async fn ready(self, store: &KeyStore, state: &State) -> Result<Ready> {
		match self {
			Self::AdoptMethodology(args) => args.adopt(state).await,
			Self::RetireMethodology(args) => args.retire(state).await,
			Self::Budget(args) => args.call(state).await,
			Self::Spend(args) => args.call(store, state).await,
			Self::Recognise(args) => args.call(store, state).await,
			Self::EnrolAgency(args) => args.enrol(store, state).await,
			Self::RenewAgency(args) => args.renew(store, state).await,
			Self::MoveAgency(args) => args.call(store, state),
			Self::AdmitAgency(args) => args.call(store, state).await,
			Self::ExpelAgency(args) => args.call(store, state).await,
			Self::GrantMandate(args) => args.call(store, state).await,
			Self::RevokeMandate(args) => args.call(store, state).await,
			Self::Accredit(args) => args.call(store, state).await,
			Self::Reinstate(args) => args.call(store, state),
			Self::ReverseAward(args) => args.call(state).await,
			Self::RedemptionTerms(args) => args.call(state).await,
			Self::UpgradeRuntime(args) => args.call(state),
			Self::Call(args) => args.call(),
		}
	}
}
