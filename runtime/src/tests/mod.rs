//! The whole runtime, native: real pallets, real blocks, real signatures.

mod chain;
mod consensus;
mod fees;
mod governance;
mod metadata;
mod presets;
mod shape;
mod story;
