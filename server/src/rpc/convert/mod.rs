//! Wire types to ours and back, by hand: the one place that knows both.

mod job;
mod plan;
mod spec;
mod to_spec;

pub(super) use job::{event, finding, frame_span, job, job_state, task, timestamp};
pub(super) use plan::plan;
pub(super) use spec::from_spec;
pub(super) use to_spec::to_spec;
