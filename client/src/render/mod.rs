//! Results as text for people.

mod editorial;
mod findings;
mod jobs;
mod plan;
mod server;
mod units;

pub use editorial::{ranges, relink, sync};
pub use findings::{findings, style};
pub use jobs::{job, jobs, outputs, progress_line, warnings};
pub use plan::plan;
pub use server::server;
pub use units::{bytes, seconds};

#[cfg(test)]
mod tests;
