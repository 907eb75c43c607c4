//! One pass over many files, on several threads, with MD5 side by side.

use super::Progress;
use crate::hash::{Digest, DigestKind, Md5Engine, Md5State, MultiHasher, READ_SIZE_BYTES};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// A file to be read.
#[derive(Debug, Clone)]
pub(super) struct FileJob {
    pub path: String,
    /// Size when the folder was listed.
    pub size_bytes: u64,
    pub kinds: Vec<DigestKind>,
}

/// Digests ascending by kind, or why there are none.
pub(super) type Outcome = Result<Vec<Digest>, String>;

/// Makes the digests of all jobs. Outcomes come in any order; `report` is called after each file, on this thread.
pub(super) fn hash_all(
    root: &Path,
    jobs: Vec<FileJob>,
    threads: usize,
    report: &mut dyn FnMut(Progress<'_>),
) -> Vec<(FileJob, Outcome)> {
    let files_total = jobs.len();
    let bytes_total = jobs.iter().map(|job| job.size_bytes).sum();
    let threads = threads.clamp(1, files_total.max(1));
    let batches = Mutex::new(batches_of(jobs, threads));
    let (sender, receiver) = mpsc::channel();
    let mut outcomes = Vec::with_capacity(files_total);
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                let mut buffers = Vec::new();
                loop {
                    // A poisoned queue is still a queue: taking from it cannot leave it half changed.
                    let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(batch) = batch else { return };
                    for outcome in hash_batch(root, batch, &mut buffers) {
                        if sender.send(outcome).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(sender);
        let mut bytes_done = 0;
        for (job, outcome) in receiver {
            bytes_done += job.size_bytes;
            outcomes.push((job, outcome));
            let last = &outcomes[outcomes.len() - 1].0;
            report(Progress { files_done: outcomes.len(), files_total, bytes_done, bytes_total, path: &last.path });
        }
    });
    outcomes
}

/// Files that need MD5 are read side by side, files of like size together; all others one by one. Large ones come first.
fn batches_of(jobs: Vec<FileJob>, threads: usize) -> VecDeque<Vec<FileJob>> {
    let (mut with_md5, without): (Vec<_>, Vec<_>) =
        jobs.into_iter().partition(|job| job.kinds.contains(&DigestKind::Md5));
    with_md5.sort_by_key(|job| std::cmp::Reverse(job.size_bytes));
    let width = Md5Engine::best().lanes().min(with_md5.len().div_ceil(threads)).max(1);
    let mut batches: VecDeque<Vec<FileJob>> = with_md5.chunks(width).map(<[FileJob]>::to_vec).collect();
    batches.extend(without.into_iter().map(|job| vec![job]));
    batches
}

/// A file of the batch that is being read.
struct Open {
    file: File,
    hasher: MultiHasher,
    md5: Md5State,
    failure: Option<io::Error>,
    is_done: bool,
}

impl Open {
    fn new(root: &Path, job: &FileJob) -> io::Result<Self> {
        let others: Vec<DigestKind> = job.kinds.iter().copied().filter(|kind| *kind != DigestKind::Md5).collect();
        let file = File::open(root.join(&job.path))?;
        Ok(Self { file, hasher: MultiHasher::new(&others), md5: Md5State::new(), failure: None, is_done: false })
    }

    /// Fills the buffer as far as the file goes; returns how far.
    fn read(&mut self, buffer: &mut [u8]) -> usize {
        let mut filled = 0;
        while filled < buffer.len() && !self.is_done {
            match self.file.read(&mut buffer[filled..]) {
                Ok(0) => self.is_done = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    self.is_done = true;
                }
            }
        }
        filled
    }
}

fn hash_batch(root: &Path, jobs: Vec<FileJob>, buffers: &mut Vec<Vec<u8>>) -> Vec<(FileJob, Outcome)> {
    let engine = Md5Engine::best();
    if buffers.len() < jobs.len() {
        buffers.resize_with(jobs.len(), || vec![0; READ_SIZE_BYTES]);
    }
    let mut files: Vec<io::Result<Open>> = jobs.iter().map(|job| Open::new(root, job)).collect();
    loop {
        let mut streams: Vec<(&mut Md5State, &[u8])> = Vec::new();
        let mut is_done = true;
        for ((file, buffer), job) in files.iter_mut().zip(buffers.iter_mut()).zip(&jobs) {
            let Ok(file) = file else { continue };
            let filled = file.read(buffer);
            is_done &= file.is_done;
            file.hasher.update(&buffer[..filled]);
            if job.kinds.contains(&DigestKind::Md5) {
                streams.push((&mut file.md5, &buffer[..filled]));
            }
        }
        engine.update_many(&mut streams);
        if is_done {
            break;
        }
    }
    jobs.into_iter().zip(files).map(|(job, file)| finish(job, file)).collect()
}

fn finish(job: FileJob, file: io::Result<Open>) -> (FileJob, Outcome) {
    let outcome = file.and_then(|open| open.failure.map_or(Ok((open.hasher, open.md5)), Err));
    let outcome = match outcome {
        Ok((hasher, _)) if hasher.size_bytes() != job.size_bytes => {
            Err("the file changed while it was read".to_owned())
        }
        Ok((hasher, md5)) => {
            let mut digests = hasher.finish();
            if job.kinds.contains(&DigestKind::Md5) {
                digests.push(Digest::md5(md5.finish()));
            }
            digests.sort_unstable();
            Ok(digests)
        }
        Err(error) => Err(error.to_string()),
    };
    (job, outcome)
}
