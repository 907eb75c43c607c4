//! SubmitJob, GetJob, ListJobs, CancelJob, RetryJob.

use super::status::{Violation, internal, invalid_request, job_rejected};
use super::{RenderApi, convert, paging};
use crate::moment::Moment;
use crate::scheduler::LiveProgress;
use crate::store::{Inserted, JobFilter, JobKey, JobRow, JobState, NewJob, SubmitError};
use crate::submission::{Refusal, prepare};
use interneg_proto::v1;
use prost::Message;
use std::sync::Arc;
use std::time::Instant;
use tonic::Status;
use uuid::Uuid;

/// Warnings of one answer at most; there is one for each task at worst.
const WARNINGS: u32 = 500;

impl RenderApi {
    pub(super) async fn submit(&self, request: v1::SubmitJobRequest) -> Result<v1::SubmitJobResponse, Status> {
        let job = self.job_of(request.spec.as_ref())?;
        let identity = request_identity(&request)?;
        if let Some((request_id, body)) = identity.clone() {
            // Asked before planning too, so that a repeated call is answered even when the sources have moved on.
            let find = move |store: &crate::store::Store| store.find_request(&request_id, &body, Moment::now());
            if let Some(earlier) = self.store.call(find).await.map_err(|error: SubmitError| Status::from(error))? {
                return self.submitted(earlier, true).await;
            }
        }
        let now = Moment::now();
        let (environment, frames_per_task) = (Arc::clone(&self.environment), self.config.frames_per_task);
        let prepared = tokio::task::spawn_blocking(move || prepare(&job, &environment, frames_per_task)).await;
        let mut new = prepared.map_err(|error| internal(&error))?.map_err(|refusal| match refusal {
            Refusal::Findings(findings) => job_rejected(&findings),
            Refusal::Encode(_) => internal(&refusal),
        })?;
        if request.validate_only {
            return self.only_checked(new, now).await;
        }
        new.request = identity;
        let inserted = self.store.call(move |store| store.insert_job(&new, now)).await;
        match inserted.map_err(|error: SubmitError| Status::from(error))? {
            Inserted::New(key) => {
                self.wake.notify_one();
                self.submitted(key, false).await
            }
            Inserted::Duplicate(key) => self.submitted(key, true).await,
        }
    }

    async fn submitted(&self, key: JobKey, duplicate: bool) -> Result<v1::SubmitJobResponse, Status> {
        Ok(v1::SubmitJobResponse { job: Some(self.job_now(key).await?), duplicate })
    }

    /// Everything that a submission checks, and nothing that it changes.
    async fn only_checked(&self, new: NewJob, now: Moment) -> Result<v1::SubmitJobResponse, Status> {
        let (folder, rolls) = (new.folder.clone(), new.rolls.clone());
        let other = self.store.call(move |store| store.writer_of(&folder, &rolls)).await.map_err(Status::from)?;
        if let Some(busy) = other {
            return Err(SubmitError::OutputBusy(busy).into());
        }
        let row = JobRow {
            key: JobKey(0),
            id: new.id,
            state: JobState::Queued,
            version: 0,
            spec: new.spec,
            findings: new.findings,
            identity: new.identity,
            folder: new.folder,
            rolls: new.rolls,
            frames: new.frames,
            bytes_done: 0,
            created: now,
            started: None,
            ended: None,
            failure: None,
            tasks_total: u32::try_from(new.tasks.len()).unwrap_or(u32::MAX),
            tasks_done: 0,
            frames_open: new.frames.len(),
            frames_failed: 0,
        };
        let checked = v1::Job {
            name: String::new(),
            state: v1::job::State::Unspecified.into(),
            create_time: None,
            etag: String::new(),
            ..convert::job(&row, &LiveProgress::default())
        };
        Ok(v1::SubmitJobResponse { job: Some(checked), duplicate: false })
    }

    pub(super) async fn get(&self, request: v1::GetJobRequest) -> Result<v1::GetJobResponse, Status> {
        let row = self.find_job(&request.name).await?;
        let key = row.key;
        let read = move |store: &crate::store::Store| Ok((store.tasks(key)?, store.warnings(key, WARNINGS)?));
        let (tasks, warnings) =
            self.store.call(read).await.map_err(|error: crate::store::StoreError| Status::from(error))?;
        let live = self.board.progress(key, Instant::now());
        let name = row.name();
        let live_frames = |task| live.frames_by_task.get(&task).copied().unwrap_or(0);
        Ok(v1::GetJobResponse {
            tasks: tasks.iter().map(|task| convert::task(&name, task, live_frames(task.number))).collect(),
            warnings: warnings.iter().map(|warning| convert::event(&name, warning)).collect(),
            job: Some(convert::job(&row, &live)),
        })
    }

    pub(super) async fn list(&self, request: v1::ListJobsRequest) -> Result<v1::ListJobsResponse, Status> {
        let size = paging::size(request.page_size)?;
        let states: Vec<JobState> = request.states().filter_map(convert::job_state).collect();
        if states.len() != request.states.len() {
            return Err(invalid_request(&[Violation::new("states", "holds a value that is no state of a job")]));
        }
        let mut names: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let list = format!("jobs {}", names.join(","));
        let before = paging::position(&list, &request.page_token)?
            .map(|position| position.parse().map(JobKey).map_err(|_| paging::not_ours()))
            .transpose()?;
        // One more than asked for tells whether there is another page.
        let filter = JobFilter { states, before };
        let mut rows = self.store.call(move |store| store.jobs(&filter, size + 1)).await.map_err(Status::from)?;
        let has_more = rows.len() > size as usize;
        rows.truncate(size as usize);
        let last = rows.last().filter(|_| has_more);
        Ok(v1::ListJobsResponse {
            next_page_token: last.map(|row| paging::token(&list, &row.key.0.to_string())).unwrap_or_default(),
            jobs: rows.iter().map(|row| convert::job(row, &self.board.progress(row.key, Instant::now()))).collect(),
        })
    }

    pub(super) async fn cancel(&self, request: v1::CancelJobRequest) -> Result<v1::CancelJobResponse, Status> {
        let key = self.find_job(&request.name).await?.key;
        let change = move |store: &crate::store::Store| store.request_cancel(key, &request.etag, Moment::now());
        self.store.call(change).await.map_err(|error: crate::store::TransitionError| Status::from(error))?;
        Ok(v1::CancelJobResponse { job: Some(self.changed(key).await?) })
    }

    pub(super) async fn retry(&self, request: v1::RetryJobRequest) -> Result<v1::RetryJobResponse, Status> {
        let key = self.find_job(&request.name).await?.key;
        let change = move |store: &crate::store::Store| store.retry_job(key, &request.etag, Moment::now());
        self.store.call(change).await.map_err(|error: crate::store::TransitionError| Status::from(error))?;
        Ok(v1::RetryJobResponse { job: Some(self.changed(key).await?) })
    }

    /// Tells scheduler and watchers of a change, and the caller what came of it.
    async fn changed(&self, key: JobKey) -> Result<v1::Job, Status> {
        self.wake.notify_one();
        self.board.changed(key);
        self.job_now(key).await
    }

    async fn job_now(&self, key: JobKey) -> Result<v1::Job, Status> {
        let row = self.store.call(move |store| store.job(key)).await.map_err(Status::from)?;
        let row = row.ok_or_else(|| internal(&format!("job {} has gone", key.0)))?;
        Ok(convert::job(&row, &self.board.progress(key, Instant::now())))
    }
}

/// The request id and what it stands for; none where the caller gave none.
fn request_identity(request: &v1::SubmitJobRequest) -> Result<Option<(String, Vec<u8>)>, Status> {
    if request.request_id.is_empty() || request.validate_only {
        return Ok(None);
    }
    let id = Uuid::parse_str(&request.request_id)
        .map_err(|_| invalid_request(&[Violation::new("request_id", "is no UUID; leave it empty or make one")]))?;
    // The messages hold no maps, so equal jobs are equal bytes.
    let body = request.spec.as_ref().map(Message::encode_to_vec).unwrap_or_default();
    Ok(Some((id.to_string(), body)))
}
