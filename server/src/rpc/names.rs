//! Resource names: `jobs/{uuid}` and `jobs/{uuid}/tasks/{n}`.

use super::status::{Violation, invalid_request};
use tonic::Status;
use uuid::Uuid;

/// The job of `jobs/{uuid}`.
pub(super) fn job_id(name: &str) -> Result<Uuid, Status> {
    let id = name.strip_prefix("jobs/").and_then(|id| Uuid::parse_str(id).ok());
    id.ok_or_else(|| invalid_request(&[Violation::new("name", format!("{name:?} is no job name; write jobs/UUID"))]))
}

/// The job, and the task where the name has one.
pub(super) fn job_and_task(name: &str) -> Result<(&str, Option<u32>), Status> {
    let Some((job, task)) = name.split_once("/tasks/") else { return Ok((name, None)) };
    let task = task.parse().map_err(|_| {
        invalid_request(&[Violation::new("name", format!("{name:?} is no task name; write jobs/UUID/tasks/NUMBER"))])
    })?;
    Ok((job, Some(task)))
}

/// The name of a task.
pub(super) fn task_name(job: &str, task: u32) -> String {
    format!("{job}/tasks/{task}")
}
