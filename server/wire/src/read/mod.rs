//! Messages as our types.

mod nam;
mod proxies;
mod reader;

use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::Job;
use reader::Reader;

/// A job from the wire; `default_config` is the colour configuration of NAMs that name none.
///
/// # Errors
/// Every field that is no value of its kind.
pub fn from_spec(spec: &v1::JobSpec, default_config: &str) -> Result<Job, Vec<FieldError>> {
    let mut reader = Reader::default();
    let job = match &spec.job {
        Some(v1::job_spec::Job::Nam(spec)) => reader.nam(spec, default_config).map(Job::Nam),
        Some(v1::job_spec::Job::Proxies(spec)) => reader.proxies(spec).map(Job::Proxies),
        None => reader.wrong("spec", "asks for nothing; set nam or proxies"),
    };
    match job {
        Some(job) if reader.faults.is_empty() => Ok(job),
        _ => Err(reader.faults),
    }
}
