//! GetReview: the HLS of a job's finished part, file by file.

use super::RenderApi;
use super::status::{self, internal, shutting_down};
use interneg_engine::{ReviewView, ReviewViewError, WorkPlan};
use interneg_proto::v1;
use std::fs::File;
use std::io::ErrorKind;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Bytes of a message.
const CHUNK_BYTES: usize = 256 << 10;
/// Name of the playlist, where it is asked for by name.
const PLAYLIST: &str = "index.m3u8";
/// How often a file that moves to its clip's folder is looked for again.
const LOOKS: usize = 3;

/// What is sent.
enum Found {
    Text(String),
    File(File),
}

impl RenderApi {
    pub(super) async fn review(
        &self,
        request: v1::GetReviewRequest,
    ) -> Result<ReceiverStream<Result<v1::GetReviewResponse, Status>>, Status> {
        let key = self.find_job(&request.name).await?.key;
        let plan = self.store.call(move |store| store.plan(key)).await.map_err(Status::from)?;
        let found = tokio::task::spawn_blocking(move || find(&plan, &request.file)).await;
        let found = found.map_err(|error| internal(&error))??;
        let (sender, receiver) = mpsc::channel(4);
        let shutdown = self.shutdown.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = send(found, &sender) => {}
                () = shutdown.cancelled() => {
                    // A reader that has gone needs no reason.
                    sender.send(Err(shutting_down())).await.ok();
                }
            }
        });
        Ok(ReceiverStream::new(receiver))
    }
}

/// Reads the plan and looks into the working folder.
fn find(plan: &str, file: &str) -> Result<Found, Status> {
    let plan: WorkPlan = serde_json::from_str(plan).map_err(|error| internal(&error))?;
    let WorkPlan::Proxies(plan) = plan else { return Err(status::review(&ReviewViewError::NotAskedFor)) };
    let view = ReviewView::new(&plan).map_err(|error| status::review(&error))?;
    if file.is_empty() || file == PLAYLIST {
        return view.playlist().map(Found::Text).map_err(|error| status::review(&error));
    }
    for _ in 0..LOOKS {
        let path = view.file(file).map_err(|error| status::review(&error))?;
        match File::open(&path) {
            Ok(file) => return Ok(Found::File(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(internal(&error)),
        }
    }
    Err(status::review(&ReviewViewError::NoSuchFile(file.to_owned())))
}

/// Sends all of it; ends early where the reader has gone.
async fn send(found: Found, sender: &mpsc::Sender<Result<v1::GetReviewResponse, Status>>) {
    let mut file = match found {
        Found::Text(text) => {
            for part in text.as_bytes().chunks(CHUNK_BYTES) {
                if sender.send(Ok(v1::GetReviewResponse { chunk: part.to_vec() })).await.is_err() {
                    return;
                }
            }
            return;
        }
        Found::File(file) => tokio::fs::File::from_std(file),
    };
    loop {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        let message = match (&mut file).take(CHUNK_BYTES as u64).read_to_end(&mut chunk).await {
            Ok(0) => return,
            Ok(_) => Ok(v1::GetReviewResponse { chunk }),
            Err(error) => Err(internal(&error)),
        };
        let is_last = message.is_err();
        if sender.send(message).await.is_err() || is_last {
            return;
        }
    }
}
