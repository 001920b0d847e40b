//! Tests of each call, of genesis, of the views, of the arithmetic, and of the laws that hold over all sequences.

mod arithmetic;
mod attesting;
mod begin_payments;
mod genesis;
mod invariants;
mod laws;
mod recording;
mod redeem;
mod settle;
mod short;
mod unpaid;
mod views;
mod windows;
