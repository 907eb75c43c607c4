//! Calls to the server and what they fail with.

mod connect;
mod error;

pub use connect::{Client, EditorialClient, connect, connect_editorial, patient, prompt};
pub use error::{RpcError, Violation};
