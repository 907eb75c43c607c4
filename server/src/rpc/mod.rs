//! The gRPC face: thin, one file per group of calls. Wire types stop here.

mod convert;
mod editorial;
mod info;
mod jobs;
mod logs;
mod names;
mod outputs;
mod paging;
mod planning;
mod review;
mod status;
mod watch;

pub use editorial::{EditorialApi, MAX_EDITORIAL_REQUEST_BYTES};

use crate::config::Config;
use crate::scheduler::Board;
use crate::store::{JobRow, Store};
use interneg_engine::{Inventory, PlanEnvironment};
use interneg_proto::v1;
use interneg_proto::v1::render_service_server::RenderService;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

/// Largest request, in bytes: a job of some ten thousand clips.
pub const MAX_REQUEST_BYTES: usize = 4 << 20;

/// The service behind `interneg.v1.RenderService`. Cheap to clone.
#[derive(Clone)]
pub struct RenderApi {
    /// Configuration in force.
    pub config: Arc<Config>,
    /// Jobs and tasks.
    pub store: Store,
    /// What is only worth knowing while it happens.
    pub board: Board,
    /// What plans are made with.
    pub environment: Arc<PlanEnvironment>,
    /// What renders on this machine.
    pub inventory: Arc<Inventory>,
    /// Wakes the scheduler.
    pub wake: Arc<Notify>,
    /// Ends streams when the service ends.
    pub shutdown: CancellationToken,
}

impl RenderApi {
    /// The job of a resource name.
    async fn find_job(&self, name: &str) -> Result<JobRow, Status> {
        let id = names::job_id(name)?;
        let found = self.store.call(move |store| store.job_by_id(id)).await.map_err(Status::from)?;
        found.ok_or_else(|| status::not_found("JOB_NOT_FOUND", "job", name))
    }
}

#[cfg(test)]
mod tests;

#[tonic::async_trait]
impl RenderService for RenderApi {
    type WatchJobStream = ReceiverStream<Result<v1::WatchJobResponse, Status>>;
    type GetLogsStream = ReceiverStream<Result<v1::GetLogsResponse, Status>>;
    type GetReviewStream = ReceiverStream<Result<v1::GetReviewResponse, Status>>;

    async fn submit_job(
        &self,
        request: Request<v1::SubmitJobRequest>,
    ) -> Result<Response<v1::SubmitJobResponse>, Status> {
        self.submit(request.into_inner()).await.map(Response::new)
    }

    async fn plan_job(&self, request: Request<v1::PlanJobRequest>) -> Result<Response<v1::PlanJobResponse>, Status> {
        self.plan(request.into_inner()).await.map(Response::new)
    }

    async fn get_job(&self, request: Request<v1::GetJobRequest>) -> Result<Response<v1::GetJobResponse>, Status> {
        self.get(request.into_inner()).await.map(Response::new)
    }

    async fn list_jobs(&self, request: Request<v1::ListJobsRequest>) -> Result<Response<v1::ListJobsResponse>, Status> {
        self.list(request.into_inner()).await.map(Response::new)
    }

    async fn watch_job(&self, request: Request<v1::WatchJobRequest>) -> Result<Response<Self::WatchJobStream>, Status> {
        self.watch(request.into_inner()).await.map(Response::new)
    }

    async fn cancel_job(
        &self,
        request: Request<v1::CancelJobRequest>,
    ) -> Result<Response<v1::CancelJobResponse>, Status> {
        self.cancel(request.into_inner()).await.map(Response::new)
    }

    async fn retry_job(&self, request: Request<v1::RetryJobRequest>) -> Result<Response<v1::RetryJobResponse>, Status> {
        self.retry(request.into_inner()).await.map(Response::new)
    }

    async fn list_outputs(
        &self,
        request: Request<v1::ListOutputsRequest>,
    ) -> Result<Response<v1::ListOutputsResponse>, Status> {
        self.outputs(request.into_inner()).await.map(Response::new)
    }

    async fn get_logs(&self, request: Request<v1::GetLogsRequest>) -> Result<Response<Self::GetLogsStream>, Status> {
        self.logs(request.into_inner()).await.map(Response::new)
    }

    async fn get_review(
        &self,
        request: Request<v1::GetReviewRequest>,
    ) -> Result<Response<Self::GetReviewStream>, Status> {
        self.review(request.into_inner()).await.map(Response::new)
    }

    async fn get_server_info(
        &self,
        _request: Request<v1::GetServerInfoRequest>,
    ) -> Result<Response<v1::GetServerInfoResponse>, Status> {
        self.info().await.map(Response::new)
    }
}
