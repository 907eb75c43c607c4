//! PlanJob.

use super::status::{Violation, internal, invalid_request};
use super::{RenderApi, convert};
use interneg_engine::WorkPlan;
use interneg_proto::v1;
use interneg_spec::Job;
use std::sync::Arc;
use tonic::Status;

impl RenderApi {
    pub(super) async fn plan(&self, request: v1::PlanJobRequest) -> Result<v1::PlanJobResponse, Status> {
        let job = self.job_of(request.spec.as_ref())?;
        let device = job.device().unwrap_or(self.config.device).to_string();
        let (environment, limits) = (Arc::clone(&self.environment), self.config.limits());
        let planned = tokio::task::spawn_blocking(move || convert::plan(&WorkPlan::of(&job, &environment), limits));
        let plan = v1::Plan { device, ..planned.await.map_err(|error| internal(&error))? };
        Ok(v1::PlanJobResponse { plan: Some(plan) })
    }

    /// The job of a request.
    pub(super) fn job_of(&self, spec: Option<&v1::JobSpec>) -> Result<Job, Status> {
        let spec = spec.ok_or_else(|| invalid_request(&[Violation::new("spec", "is required")]))?;
        interneg_wire::from_spec(spec, &self.config.colour_config).map_err(|faults| {
            let violations = faults.into_iter().map(|fault| Violation::new(fault.field, fault.description));
            invalid_request(&violations.collect::<Vec<_>>())
        })
    }
}
