//! Tests of each call, of genesis, of the arithmetic, and of the laws that hold over all sequences.

mod arithmetic;
mod award_deferred;
mod genesis;
mod laws;
mod migrations;
mod on_redeemed;
mod on_settled;
mod retire;
mod reverse;
mod set_budget;
