//! The service's faces as others meet them: both addresses over HTTP, and the program itself.

mod command_line;
mod description;
mod officers;
mod pages;
mod payees;
pub(crate) mod setting;
mod wallet;
