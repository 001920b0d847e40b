//! Emission factors, with where they come from.
