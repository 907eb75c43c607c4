//! Jobs to and from the server, with whoever must act on what the wire cannot carry.

use super::WireError;
use interneg_proto::v1;
use interneg_spec::Job;

/// A job for the server.
///
/// # Errors
/// `created` must be a time, because the wire carries no text there.
pub fn job_to_wire(job: &Job) -> Result<v1::JobSpec, WireError> {
    interneg_wire::to_spec(job).map_err(|fault| WireError::Job { field: fault.field, message: fault.description })
}

/// A job as the server keeps it.
///
/// # Errors
/// Names the first field that this client has no form for.
pub fn job_from_wire(spec: &v1::JobSpec) -> Result<Job, WireError> {
    // The server has filled in every default.
    interneg_wire::from_spec(spec, "").map_err(|faults| match faults.into_iter().next() {
        Some(fault) => WireError::answer(fault.field, fault.description),
        None => WireError::answer("spec", "cannot be read"),
    })
}
