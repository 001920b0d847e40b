//! The whole runtime, native: real pallets, real blocks, real signatures.

mod assembly;
mod chain;
mod civic_api;
mod civic_api_assembly;
mod consensus;
mod electorate;
mod emergency;
mod enactment;
mod fees;
mod governance;
mod interests;
mod metadata;
mod parameters;
mod presets;
mod privileges;
mod proposals;
mod redemption;
mod shape;
mod story;
mod validation;
