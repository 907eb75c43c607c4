//! What the end of a worker process means.

use interneg_engine::ExitClass;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every frame is in the stage and proven.
    Done,
    /// It did not get there.
    Failed {
        /// Who must act.
        class: ExitClass,
        /// What happened, with file and frame where the worker told them.
        message: String,
    },
    /// It was stopped because we asked for it.
    Stopped,
}

/// What a worker said of its end before it ended.
#[derive(Debug, Clone, Default)]
pub(super) struct LastWords {
    pub(super) done: bool,
    pub(super) failed: Option<(ExitClass, String)>,
}

/// Judges by the exit code first: success counts only where words and code agree.
pub(super) fn judge(status: ExitStatus, words: LastWords, stop_requested: bool) -> Outcome {
    let failed = |class, message: String| Outcome::Failed { class, message };
    match (status.code(), status.signal()) {
        (Some(0), _) if words.done => Outcome::Done,
        _ if stop_requested => Outcome::Stopped,
        (Some(0), _) => {
            failed(ExitClass::Internal, "worker ended with exit code 0 without saying that it was done".into())
        }
        (Some(code), _) => {
            let class = u8::try_from(code).map_or(ExitClass::Unclassified, ExitClass::from_code);
            match class {
                // Somebody else stopped it; the task is none the worse for it.
                ExitClass::Cancelled => {
                    failed(ExitClass::Unclassified, format!("worker was stopped from outside, exit code {code}"))
                }
                class => {
                    let said = words.failed.map(|(_, message)| message);
                    failed(class, said.unwrap_or_else(|| format!("worker ended with exit code {code}; see its log")))
                }
            }
        }
        (None, signal) => {
            let signal = signal.map_or_else(|| "an unknown signal".to_owned(), |signal| format!("signal {signal}"));
            failed(ExitClass::Unclassified, format!("worker was killed by {signal}; see its log"))
        }
    }
}
