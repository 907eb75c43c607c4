//! A plan of any kind of job, for those who only carry it from the submitter to a worker.

use crate::{EngineError, Plan, PlanEnvironment, ProxyPlan, TaskRequest, WorkerEvent, plan, plan_proxies};
use interneg_spec::{Finding, FrameRange, Job};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// The plan of a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum WorkPlan {
    /// Of a NAM.
    Nam(Plan),
    /// Of editorial proxies.
    Proxies(ProxyPlan),
}

impl WorkPlan {
    /// Resolves `job` against its sources. Never fails: faults of the job are findings in the plan.
    pub fn of(job: &Job, environment: &PlanEnvironment) -> Self {
        match job {
            Job::Nam(job) => Self::Nam(plan(job, environment)),
            Job::Proxies(job) => Self::Proxies(plan_proxies(job, environment)),
        }
    }

    /// The job as it was planned: `created` filled in, `device` taken out.
    pub fn job(&self) -> Job {
        match self {
            Self::Nam(plan) => Job::Nam(plan.job.clone()),
            Self::Proxies(plan) => Job::Proxies(plan.job.clone()),
        }
    }

    /// Everything there is to say about the job, worst first.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Nam(plan) => &plan.findings,
            Self::Proxies(plan) => &plan.findings,
        }
    }

    /// Whether the job may run: no finding is an error.
    pub fn is_renderable(&self) -> bool {
        match self {
            Self::Nam(plan) => plan.is_renderable(),
            Self::Proxies(plan) => plan.is_renderable(),
        }
    }

    /// SHA-256 under which work is resumed, lower-case hex.
    pub fn identity(&self) -> &str {
        match self {
            Self::Nam(plan) => &plan.identity,
            Self::Proxies(plan) => &plan.identity,
        }
    }

    /// Folder that the job delivers, absolute.
    pub fn final_folder(&self) -> &Path {
        match self {
            Self::Nam(plan) => &plan.final_folder,
            Self::Proxies(plan) => &plan.final_folder,
        }
    }

    /// Rolls of proxies, in order: what the job writes in its folder, which may be that of others as well. Empty for a NAM,
    /// whose folder is its own.
    pub fn rolls(&self) -> Vec<String> {
        let Self::Proxies(plan) = self else { return Vec::new() };
        let rolls: BTreeSet<&str> = plan.clips.iter().map(|clip| clip.roll.as_str()).collect();
        rolls.into_iter().map(str::to_owned).collect()
    }

    /// All frames of the job, as it numbers them.
    pub fn frames(&self) -> FrameRange {
        match self {
            Self::Nam(plan) => plan.frames,
            Self::Proxies(plan) => plan.frames(),
        }
    }

    /// Cuts the job in tasks of at most `frames_per_task` frames.
    pub fn tasks(&self, frames_per_task: u64) -> Vec<FrameRange> {
        match self {
            Self::Nam(plan) => plan.tasks(frames_per_task),
            Self::Proxies(plan) => plan.tasks(frames_per_task),
        }
    }

    /// Frames of a task where the service wishes for `frames_per_task`.
    pub fn task_frames(&self, frames_per_task: u64) -> u64 {
        match self {
            Self::Nam(_) => frames_per_task,
            Self::Proxies(plan) => plan.task_frames(frames_per_task),
        }
    }

    /// Memory to grant a worker with `threads` threads, see [`Plan::memory_within`].
    pub fn memory_within(&self, threads: usize, share_bytes: u64) -> u64 {
        match self {
            Self::Nam(plan) => plan.memory_within(threads, share_bytes),
            Self::Proxies(plan) => plan.memory_within(threads, share_bytes),
        }
    }

    /// Memory of the host that a worker needs in addition where it renders on a GPU.
    pub fn gpu_host_bytes(&self, threads: usize) -> u64 {
        match self {
            Self::Nam(plan) => plan.gpu_host_bytes(threads),
            Self::Proxies(plan) => plan.gpu_host_bytes(threads),
        }
    }

    /// Renders the frames of `request` into its stage and proves them.
    ///
    /// # Errors
    /// As [`crate::render_task`].
    pub fn render(&self, request: &TaskRequest, events: &mut dyn FnMut(WorkerEvent)) -> Result<(), EngineError> {
        match self {
            Self::Nam(plan) => crate::render_task(plan, request, events),
            Self::Proxies(plan) => crate::proxy::render_chunk(plan, request, events),
        }
    }
}

impl<'de> Deserialize<'de> for WorkPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By the kind and not by trial, so that what is wrong with a plan is told of the right one.
        let value = serde_json::Value::deserialize(deserializer)?;
        let read = if value.get("kind").is_some() {
            serde_json::from_value(value).map(Self::Proxies)
        } else {
            serde_json::from_value(value).map(Self::Nam)
        };
        read.map_err(serde::de::Error::custom)
    }
}
