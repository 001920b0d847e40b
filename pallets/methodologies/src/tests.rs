//! Tests of each call, of genesis and of the laws that hold over all sequences.

mod adopt;
mod genesis;
mod laws;
mod migrations;
mod publish;
mod retire;
mod withdraw;
