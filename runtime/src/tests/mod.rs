//! The whole runtime, native: real pallets, real blocks, real signatures.

mod chain;
mod civic_api;
mod civic_api_assembly;
mod consensus;
mod fees;
mod governance;
mod metadata;
mod presets;
mod shape;
mod story;
