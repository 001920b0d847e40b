//! Tests of each call, of genesis, of the ring, and of the laws that hold over all sequences.

mod genesis;
mod invariants;
mod laws;
mod on_awarded;
mod on_idle;
mod recognise;
mod ring;
mod set_policy;
mod share_out;
mod views;
