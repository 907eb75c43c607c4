//! The command line of Interneg, `interneg`: jobs in, deliveries checked.
//!
//! Results go to standard output, everything else to standard error. Conversions between our types and the wire's are
//! in [`wire`], what is shown of a wire message in [`view`]; the commands know neither files of pictures nor pixels.

pub mod args;
pub mod commands;
pub mod config;
pub mod error;
pub mod exit;
pub mod output;
pub mod progress;
pub mod render;
pub mod review;
pub mod rpc;
pub mod view;
pub mod wire;
