//! GetLogs: the log files of attempts, attempt by attempt, then what is added to them.

use super::names::{job_and_task, task_name};
use super::status::{internal, not_found, shutting_down};
use super::{RenderApi, names};
use crate::executor::attempt_log;
use crate::store::{AttemptRow, AttemptState, JobKey};
use interneg_proto::v1;
use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Lines of one message at most.
const LINES: usize = 200;
/// Longest line; longer ones are cut in pieces.
const LINE_BYTES: u64 = 16 << 10;
/// How often a file that is followed is looked at.
const POLL: Duration = Duration::from_millis(250);

type Sender = mpsc::Sender<Result<v1::GetLogsResponse, Status>>;

/// What a reader asked for.
struct Reader {
    api: RenderApi,
    job: JobKey,
    name: String,
    task: Option<u32>,
    attempt: u32,
    follow: bool,
    tail_lines: usize,
}

/// The reader has gone; there is nobody to tell.
struct ReaderGone;

impl RenderApi {
    pub(super) async fn logs(
        &self,
        request: v1::GetLogsRequest,
    ) -> Result<ReceiverStream<Result<v1::GetLogsResponse, Status>>, Status> {
        let (job_name, task) = job_and_task(&request.name)?;
        let job = self.find_job(job_name).await?;
        let key = job.key;
        let (tasks, attempts) = self
            .store
            .call(move |store| Ok::<_, crate::store::StoreError>((store.tasks(key)?, store.attempts(key)?)))
            .await
            .map_err(Status::from)?;
        if let Some(task) = task
            && !tasks.iter().any(|row| row.number == task)
        {
            return Err(not_found("TASK_NOT_FOUND", "task", &request.name));
        }
        let reader = Reader {
            api: self.clone(),
            job: key,
            name: job.name(),
            task,
            attempt: request.attempt,
            follow: request.follow,
            tail_lines: request.tail_lines as usize,
        };
        if request.attempt > 0 && !request.follow && !attempts.iter().any(|row| reader.wants(row)) {
            let name = format!("{} attempt {}", request.name, request.attempt);
            return Err(not_found("ATTEMPT_NOT_FOUND", "attempt", &name));
        }
        let (sender, receiver) = mpsc::channel(4);
        tokio::spawn(async move {
            if reader.run(&sender).await.is_err() {
                tracing::debug!("a log reader has gone");
            }
        });
        Ok(ReceiverStream::new(receiver))
    }
}

impl Reader {
    fn wants(&self, row: &AttemptRow) -> bool {
        self.task.is_none_or(|task| task == row.task) && (self.attempt == 0 || self.attempt == row.attempt)
    }

    async fn run(&self, sender: &Sender) -> Result<(), ReaderGone> {
        let mut sent: Vec<(u32, u32)> = Vec::new();
        loop {
            let (attempts, is_over) = match self.attempts().await {
                Ok(found) => found,
                Err(status) => return sender.send(Err(status)).await.map_err(|_| ReaderGone),
            };
            for row in attempts.iter().filter(|row| self.wants(row)) {
                if sent.contains(&(row.task, row.attempt)) {
                    continue;
                }
                self.send_attempt(row, sender).await?;
                sent.push((row.task, row.attempt));
            }
            if !self.follow || is_over {
                return Ok(());
            }
            self.pause(sender).await?;
        }
    }

    /// The attempts of the job, and whether no more will come.
    async fn attempts(&self) -> Result<(Vec<AttemptRow>, bool), Status> {
        let key = self.job;
        self.api
            .store
            .call(move |store| {
                // In this order: attempts of a job that has come to rest are complete.
                let is_over = store.job(key)?.is_none_or(|job| job.state.is_final());
                Ok::<_, crate::store::StoreError>((store.attempts(key)?, is_over))
            })
            .await
            .map_err(Status::from)
    }

    async fn send_attempt(&self, row: &AttemptRow, sender: &Sender) -> Result<(), ReaderGone> {
        let job = names::job_id(&self.name).map(|id| id.to_string()).unwrap_or_default();
        let path = attempt_log(&self.api.config.log_folder(), &job, row.task, row.attempt);
        let mut lines = match Lines::open(&path).await {
            Ok(lines) => lines,
            // The store is told of an attempt before its worker starts.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return sender.send(Err(internal(&error))).await.map_err(|_| ReaderGone),
        };
        let mut is_first = true;
        loop {
            let is_running = self.is_running(row).await;
            if let Err(error) = self.send_lines(row, &mut lines, is_first, !is_running, sender).await? {
                return sender.send(Err(internal(&error))).await.map_err(|_| ReaderGone);
            }
            is_first = false;
            if !self.follow || !is_running {
                return Ok(());
            }
            self.pause(sender).await?;
        }
    }

    /// Sends what the file holds now; an unfinished line only when `is_complete`.
    async fn send_lines(
        &self,
        row: &AttemptRow,
        lines: &mut Lines,
        is_first: bool,
        is_complete: bool,
        sender: &Sender,
    ) -> Result<std::io::Result<()>, ReaderGone> {
        let keep = if is_first && self.tail_lines > 0 { self.tail_lines } else { usize::MAX };
        let mut batch = VecDeque::new();
        loop {
            let line = match lines.next(is_complete).await {
                Ok(line) => line,
                Err(error) => return Ok(Err(error)),
            };
            let is_end = line.is_none();
            batch.extend(line);
            if keep != usize::MAX {
                while batch.len() > keep {
                    batch.pop_front();
                }
            }
            let is_full = keep == usize::MAX && batch.len() >= LINES;
            if is_full || is_end {
                while !batch.is_empty() {
                    let count = batch.len().min(LINES);
                    let message = v1::GetLogsResponse {
                        task: task_name(&self.name, row.task),
                        attempt: row.attempt,
                        lines: batch.drain(..count).collect(),
                    };
                    sender.send(Ok(message)).await.map_err(|_| ReaderGone)?;
                }
            }
            if is_end {
                return Ok(Ok(()));
            }
        }
    }

    async fn is_running(&self, wanted: &AttemptRow) -> bool {
        let (key, task, attempt) = (self.job, wanted.task, wanted.attempt);
        let attempts = self.api.store.call(move |store| store.attempts(key)).await.unwrap_or_default();
        let found = attempts.iter().find(|row| row.task == task && row.attempt == attempt);
        found.is_some_and(|row| row.state == AttemptState::Running)
    }

    async fn pause(&self, sender: &Sender) -> Result<(), ReaderGone> {
        tokio::select! {
            () = sender.closed() => Err(ReaderGone),
            () = self.api.shutdown.cancelled() => {
                sender.send(Err(shutting_down())).await.map_err(|_| ReaderGone)?;
                Err(ReaderGone)
            }
            () = tokio::time::sleep(POLL) => Ok(()),
        }
    }
}

/// The lines of a file that may still grow.
struct Lines {
    reader: BufReader<File>,
    unfinished: Vec<u8>,
}

impl Lines {
    async fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self { reader: BufReader::new(File::open(path).await?), unfinished: Vec::new() })
    }

    /// The next whole line; what stands at the end without a line end only when `is_complete`.
    async fn next(&mut self, is_complete: bool) -> std::io::Result<Option<String>> {
        let room = LINE_BYTES.saturating_sub(self.unfinished.len() as u64);
        (&mut self.reader).take(room).read_until(b'\n', &mut self.unfinished).await?;
        let is_whole = self.unfinished.last() == Some(&b'\n') || self.unfinished.len() as u64 >= LINE_BYTES;
        let is_rest = is_complete && !self.unfinished.is_empty();
        if !is_whole && !is_rest {
            return Ok(None);
        }
        let line = std::mem::take(&mut self.unfinished);
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[tokio::test]
    async fn lines_come_whole_while_the_file_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut file = std::fs::File::create(&path).unwrap();
        write!(file, "one\ntw").unwrap();
        let mut lines = Lines::open(&path).await.unwrap();
        assert_eq!(lines.next(false).await.unwrap().as_deref(), Some("one"));
        assert_eq!(lines.next(false).await.unwrap(), None);
        file.write_all(b"o\r\n\xff!\nrest").unwrap();
        assert_eq!(lines.next(false).await.unwrap().as_deref(), Some("two"));
        assert_eq!(lines.next(false).await.unwrap().as_deref(), Some("\u{fffd}!"));
        assert_eq!(lines.next(false).await.unwrap(), None);
        assert_eq!(lines.next(true).await.unwrap().as_deref(), Some("rest"));
        assert_eq!(lines.next(true).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, vec![b'x'; 40 << 10]).unwrap();
        let mut lines = Lines::open(&path).await.unwrap();
        let mut lengths = Vec::new();
        while let Some(line) = lines.next(true).await.unwrap() {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [16 << 10, 16 << 10, 8 << 10]);
    }
}
