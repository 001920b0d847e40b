//! One file a call, and one each for what the session and offences pallets do.

mod admit;
mod authors;
mod expel;
mod genesis;
mod offences;
mod sequences;
mod sessions;
