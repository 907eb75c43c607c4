//! The service: configuration, job store, scheduler, worker processes, and the gRPC face.
//!
//! This crate does not know a pixel: it plans through the engine, starts workers, and decides which of them may publish.

pub mod clean;
pub mod config;
pub mod devices;
pub mod executor;
pub mod logging;
pub mod moment;
pub mod progress;
pub mod rpc;
pub mod run;
pub mod scheduler;
pub mod serve;
pub mod store;
pub mod submission;
pub mod worker;

use interneg_engine::{PlanEnvironment, RootError, Roots};
use interneg_spec::naming::Vocabulary;

/// Tool and version for headers and manifests.
pub const TOOL: &str = concat!("interneg ", env!("CARGO_PKG_VERSION"));

/// What plans are made with under `config`.
///
/// # Errors
/// A root cannot be used.
pub fn plan_environment(config: &config::Config) -> Result<PlanEnvironment, RootError> {
    Ok(PlanEnvironment {
        roots: Roots::new(config.roots.clone())?,
        max_dimension: config.max_dimension,
        tool: TOOL.to_owned(),
        vocabulary: Vocabulary::shipped(),
    })
}
