//! From a job to what the store takes: plan it, and refuse it where the plan has errors.

use crate::store::NewJob;
use interneg_engine::{ExitClass, PlanEnvironment, WorkPlan};
use interneg_spec::proxy::ProxyJob;
use interneg_spec::{Finding, Job, Level, NamJob};
use thiserror::Error;
use uuid::Uuid;

/// Why a job was not taken.
#[derive(Debug, Error)]
pub enum Refusal {
    /// Its plan has errors.
    #[error("job rejected: {}", first_error(.0))]
    Findings(Vec<Finding>),
    /// A bug of ours.
    #[error("failed to write the plan down: {0}")]
    Encode(#[from] serde_json::Error),
}

fn first_error(findings: &[Finding]) -> String {
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.level == Level::Error).collect();
    match errors.as_slice() {
        [] => "no reason given".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}

/// Plans `job` and makes of it what the store takes, under a new id. Reads the sources, so it blocks.
///
/// # Errors
/// The plan has errors.
pub fn prepare(job: &Job, environment: &PlanEnvironment, frames_per_task: u64) -> Result<NewJob, Refusal> {
    let plan = WorkPlan::of(job, environment);
    if !plan.is_renderable() {
        return Err(Refusal::Findings(plan.findings().to_vec()));
    }
    // The plan has no device, so that it is the same wherever the job runs.
    let spec = match plan.job() {
        Job::Nam(planned) => Job::Nam(NamJob { device: job.device(), ..planned }),
        Job::Proxies(planned) => Job::Proxies(ProxyJob { device: job.device(), ..planned }),
    };
    Ok(NewJob {
        id: Uuid::new_v4(),
        spec,
        plan: serde_json::to_string(&plan)?,
        identity: plan.identity().to_owned(),
        folder: plan.final_folder().to_string_lossy().into_owned(),
        rolls: plan.rolls(),
        frames: plan.frames(),
        tasks: plan.tasks(frames_per_task),
        findings: plan.findings().to_vec(),
        request: None,
    })
}

/// The exit code that says why a plan was refused: the common class of all its errors, else that of a bad job.
pub fn class_of(findings: &[Finding]) -> ExitClass {
    let mut classes =
        findings.iter().filter(|finding| finding.level == Level::Error).map(|finding| match finding.rule.as_str() {
            "SRC-MISSING" | "SRC-GAP" => ExitClass::MissingInput,
            rule if rule.starts_with("ROOT-") => ExitClass::NotPermitted,
            _ => ExitClass::BadInput,
        });
    let first = classes.next().unwrap_or(ExitClass::BadInput);
    if classes.all(|class| class == first) { first } else { ExitClass::BadInput }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_what_all_errors_have_in_common() {
        let error = |rule: &str| Finding::error(rule, "clips[0].path", "x", "y");
        assert_eq!(class_of(&[error("SRC-MISSING"), error("SRC-GAP")]), ExitClass::MissingInput);
        assert_eq!(class_of(&[error("ROOT-OUTSIDE")]), ExitClass::NotPermitted);
        assert_eq!(class_of(&[error("SRC-MISSING"), error("NAM-06")]), ExitClass::BadInput);
        let warning = Finding::warning("NAM-06", "", "x", "y");
        assert_eq!(class_of(&[warning, error("SRC-MISSING")]), ExitClass::MissingInput);
    }
}
