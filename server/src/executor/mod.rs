//! Runs one attempt of a task in a worker process of its own, so that a decoder that crashes kills a task and never
//! the service.

mod command;
mod log;
mod patience;
mod process;
mod verdict;

pub use command::{Attempt, WorkerCommand};
pub use log::{LogTarget, attempt_log};
pub use patience::GPU_SILENCE;
pub use process::{EventSink, run_attempt};
pub use verdict::Outcome;

#[cfg(test)]
mod tests;
