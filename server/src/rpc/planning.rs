//! PlanJob.

use super::status::{Violation, internal, invalid_request};
use super::{RenderApi, convert};
use interneg_proto::v1;
use interneg_spec::NamJob;
use std::sync::Arc;
use tonic::Status;

impl RenderApi {
    pub(super) async fn plan(&self, request: v1::PlanJobRequest) -> Result<v1::PlanJobResponse, Status> {
        let job = self.job_of(request.spec.as_ref())?;
        let device = job.device.unwrap_or(self.config.device).to_string();
        let (environment, limits) = (Arc::clone(&self.environment), self.config.limits());
        let planned =
            tokio::task::spawn_blocking(move || convert::plan(&interneg_engine::plan(&job, &environment), limits));
        let plan = v1::Plan { device, ..planned.await.map_err(|error| internal(&error))? };
        Ok(v1::PlanJobResponse { plan: Some(plan) })
    }

    /// The job of a request.
    pub(super) fn job_of(&self, spec: Option<&v1::JobSpec>) -> Result<NamJob, Status> {
        let spec = spec.ok_or_else(|| invalid_request(&[Violation::new("spec", "is required")]))?;
        convert::from_spec(spec, &self.config.colour_config).map_err(|violations| invalid_request(&violations))
    }
}
