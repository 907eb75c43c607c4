//! Processes as the kernel shows them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Process ids of the workers that render below `folder`.
pub fn workers_of(folder: &Path) -> Vec<u32> {
    let here = folder.to_string_lossy().into_owned();
    let ids = fs::read_dir("/proc").expect("Linux").flatten();
    let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let arguments = String::from_utf8_lossy(&arguments);
        arguments.split('\0').any(|argument| argument == "worker") && arguments.contains(&here) && is_running(*id)
    })
    .collect()
}

/// Whether a process exists and is no zombie.
pub fn is_running(id: u32) -> bool {
    state_of(id).is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// The letter that proc(5) gives the state of a process.
fn state_of(id: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // It follows the name, which is in brackets and may hold anything.
    stat.rsplit_once(") ")?.1.chars().next()
}

/// Workers that stand still, so that a job is in its middle for as long as a test looks at it, on a fast machine too.
/// They go on when this is dropped: one that is stopped would outlive its service.
#[derive(Debug)]
pub struct Frozen {
    ids: Vec<u32>,
}

impl Frozen {
    /// Stops the workers that render below `folder`; between two tasks it waits for the next.
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn workers_of(folder: &Path) -> Self {
        let stopped = || {
            let mut ids = workers_of(folder);
            // One may have ended since it was seen, and its id is then nobody's.
            ids.retain(|id| try_signal("-STOP", *id) && state_of(*id) == Some('T'));
            (!ids.is_empty()).then_some(Self { ids })
        };
        wait_until("a worker to stop", Duration::from_secs(60), stopped).0
    }

    /// Process ids of those that stand still, at least one.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for id in &self.ids {
            // One that was killed needs to be told nothing.
            try_signal("-CONT", *id);
        }
    }
}

/// Asks a process to end.
///
/// # Panics
/// When there is none.
pub fn terminate(id: u32) {
    signal("-TERM", id);
}

/// Ends a process without warning.
///
/// # Panics
/// When there is none.
pub fn kill(id: u32) {
    signal("-KILL", id);
}

fn signal(name: &str, id: u32) {
    assert!(try_signal(name, id), "kill {name} {id}");
}

/// Whether there was a process to signal.
fn try_signal(name: &str, id: u32) -> bool {
    let mut kill = Command::new("kill");
    kill.arg(name).arg(id.to_string()).stderr(Stdio::null()).status().expect("kill is everywhere").success()
}

/// Looks again and again until there is an answer, and says how long that took.
///
/// # Panics
/// When `limit` has passed.
#[track_caller]
pub fn wait_until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> (T, Duration) {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return (found, begin.elapsed());
        }
        assert!(begin.elapsed() < limit, "waited {limit:?} for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
