//! The gRPC face for editorial: reads requests, has the engine do the work, and turns its reports into messages.

mod convert;
mod request;

#[cfg(test)]
mod tests;

use super::status::{editorial, internal};
use interneg_engine::PlanEnvironment;
use interneg_engine::editorial::{EditorialError, check_relink, list_cut, report_sync};
use interneg_proto::v1;
use interneg_proto::v1::editorial_service_server::EditorialService;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Largest request, in bytes: a cut, a passport, and what goes with them.
pub const MAX_EDITORIAL_REQUEST_BYTES: usize = 2 * v1::MAX_LIST_BYTES + (1 << 20);

/// The service behind `interneg.v1.EditorialService`. Cheap to clone.
#[derive(Clone)]
pub struct EditorialApi {
    /// The roots, and what limits a look at files.
    pub environment: Arc<PlanEnvironment>,
}

impl EditorialApi {
    /// Has `work` done where it may block.
    async fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PlanEnvironment) -> Result<T, EditorialError> + Send + 'static,
    ) -> Result<T, Status> {
        let environment = Arc::clone(&self.environment);
        let done = tokio::task::spawn_blocking(move || work(&environment)).await.map_err(|error| internal(&error))?;
        done.map_err(|error| editorial(&error))
    }
}

#[tonic::async_trait]
impl EditorialService for EditorialApi {
    async fn check_relink(
        &self,
        request: Request<v1::CheckRelinkRequest>,
    ) -> Result<Response<v1::CheckRelinkResponse>, Status> {
        let (proxies, ocf) = request::check_relink(request.get_ref())?;
        let report = self.answer(move |environment| check_relink(&proxies, &ocf, environment)).await?;
        Ok(Response::new(v1::CheckRelinkResponse { report: Some(convert::relink_report(report)) }))
    }

    async fn list_cut(&self, request: Request<v1::ListCutRequest>) -> Result<Response<v1::ListCutResponse>, Status> {
        let cut = request::list_cut(request.into_inner())?;
        let list = self.answer(move |environment| list_cut(&cut, environment)).await?;
        Ok(Response::new(v1::ListCutResponse { list: Some(convert::range_list(list)) }))
    }

    async fn report_sync(
        &self,
        request: Request<v1::ReportSyncRequest>,
    ) -> Result<Response<v1::ReportSyncResponse>, Status> {
        let (clips, sounds, options) = request::report_sync(request.get_ref())?;
        let measures_drift = request.get_ref().measure_drift;
        let report = move |environment: &_| report_sync(&clips, &sounds, &options, measures_drift, environment);
        let day = self.answer(report).await?;
        Ok(Response::new(v1::ReportSyncResponse { report: Some(convert::sync_report(day)) }))
    }
}
