//! Our types as messages.

mod nam;
mod proxies;
mod words;

use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::Job;

pub use words::sample_range;

/// A job for the wire.
///
/// # Errors
/// `created` must be a time, because the wire carries no text there.
pub fn to_spec(job: &Job) -> Result<v1::JobSpec, FieldError> {
    let job = match job {
        Job::Nam(job) => v1::job_spec::Job::Nam(nam::nam(job)?),
        Job::Proxies(job) => v1::job_spec::Job::Proxies(proxies::proxies(job)?),
    };
    Ok(v1::JobSpec { job: Some(job) })
}
