//! Calls to the server and what they fail with.

mod connect;
mod error;

pub use connect::{Client, connect, patient, prompt};
pub use error::{RpcError, Violation};
