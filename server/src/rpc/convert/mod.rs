//! What the service knows, for the wire; jobs themselves are the business of `interneg-wire`.

mod job;
mod plan;

pub(super) use job::{event, finding, frame_span, job, job_state, task, timestamp};
pub(super) use plan::plan;
