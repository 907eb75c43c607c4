//! WatchJob: a snapshot, then what has changed, until the job has come to rest.

use super::status::{not_found, shutting_down};
use super::{RenderApi, convert};
use crate::moment::Moment;
use crate::scheduler::LiveProgress;
use crate::store::{EventRow, JobKey, JobRow, Store, StoreError, TaskRow};
use interneg_proto::v1;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Messages that wait for a slow reader; what happens meanwhile is told in the next one.
const QUEUE: usize = 1;
/// Messages are at least so far apart.
const INTERVAL: Duration = Duration::from_millis(200);
/// Speed and remaining time change although nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Events of one message at most.
const EVENTS: u32 = 500;

type Sender = mpsc::Sender<Result<v1::WatchJobResponse, Status>>;

/// One watcher's place in the story.
struct Watcher {
    api: RenderApi,
    key: JobKey,
    sequence: u64,
    /// Tasks as they were last told, with the frames of their running attempt.
    told: HashMap<u32, (TaskRow, u64)>,
    is_first: bool,
}

impl RenderApi {
    pub(super) async fn watch(
        &self,
        request: v1::WatchJobRequest,
    ) -> Result<ReceiverStream<Result<v1::WatchJobResponse, Status>>, Status> {
        let key = self.find_job(&request.name).await?.key;
        let (sender, receiver) = mpsc::channel(QUEUE);
        let watcher =
            Watcher { api: self.clone(), key, sequence: request.after_sequence, told: HashMap::new(), is_first: true };
        let board = self.board.clone();
        tokio::spawn(async move {
            watcher.run(sender).await;
            board.tidy(key);
        });
        Ok(ReceiverStream::new(receiver))
    }
}

/// What the store knows of a job.
struct Seen {
    job: JobRow,
    tasks: Vec<TaskRow>,
    events: Vec<EventRow>,
}

impl Watcher {
    async fn run(mut self, sender: Sender) {
        // Subscribed before the first look, so that nothing is missed in between.
        let mut news = self.api.board.subscribe(self.key);
        let shutdown = self.api.shutdown.clone();
        loop {
            news.mark_unchanged();
            let (message, is_last, has_more) = match self.look().await {
                Ok(looked) => looked,
                Err(status) => {
                    // A reader that has gone needs no reason.
                    let _reader_gone = sender.send(Err(status)).await.is_err();
                    return;
                }
            };
            if sender.send(Ok(message)).await.is_err() || is_last {
                return;
            }
            if has_more {
                continue;
            }
            tokio::select! {
                () = sender.closed() => return,
                () = shutdown.cancelled() => {
                    let _reader_gone = sender.send(Err(shutting_down())).await.is_err();
                    return;
                }
                () = async {
                    // The board never drops a job that somebody watches.
                    let _board_gone = news.changed().await.is_err();
                    tokio::time::sleep(INTERVAL).await;
                } => {}
                () = tokio::time::sleep(HEARTBEAT) => {}
            }
        }
    }

    /// The next message, whether it is the last one, and whether events are left for another.
    async fn look(&mut self) -> Result<(v1::WatchJobResponse, bool, bool), Status> {
        let (key, after) = (self.key, self.sequence);
        let seen = self.api.store.call(move |store| see(store, key, after)).await.map_err(Status::from)?;
        let Some(seen) = seen else { return Err(not_found("JOB_NOT_FOUND", "job", &key.0.to_string())) };
        let live = self.api.board.progress(key, Instant::now());
        let has_more = seen.events.len() == EVENTS as usize;
        let is_last = seen.job.state.is_final() && !has_more;
        Ok((self.tell(&seen, &live), is_last, has_more))
    }

    fn tell(&mut self, seen: &Seen, live: &LiveProgress) -> v1::WatchJobResponse {
        let name = seen.job.name();
        let mut tasks = Vec::new();
        for task in &seen.tasks {
            let frames = live.frames_by_task.get(&task.number).copied().unwrap_or(0);
            let is_news =
                self.told.get(&task.number).is_none_or(|(told, told_frames)| told != task || *told_frames != frames);
            if is_news {
                tasks.push(convert::task(&name, task, frames));
                self.told.insert(task.number, (task.clone(), frames));
            }
        }
        let mut job = convert::job(&seen.job, live);
        if !self.is_first {
            job.spec = None;
            job.findings.clear();
        }
        self.is_first = false;
        self.sequence = seen.events.last().map_or(self.sequence, |event| event.sequence);
        v1::WatchJobResponse {
            sequence: self.sequence,
            time: Some(convert::timestamp(Moment::now())),
            job: Some(job),
            tasks,
            events: seen.events.iter().map(|event| convert::event(&name, event)).collect(),
        }
    }
}

/// The state is read first: a final one is then told together with everything that led to it, and what happens between
/// the reads is told again in the next message.
fn see(store: &Store, key: JobKey, after_sequence: u64) -> Result<Option<Seen>, StoreError> {
    let Some(job) = store.job(key)? else { return Ok(None) };
    let tasks = store.tasks(key)?;
    let events = store.events(key, after_sequence, EVENTS)?;
    Ok(Some(Seen { job, tasks, events }))
}
