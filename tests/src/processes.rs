//! Processes as the kernel shows them.

use std::fs;
use std::path::Path;
use std::process::Command;
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
    // The state follows the name, which is in brackets and may hold anything.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
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
    let status = Command::new("kill").arg(name).arg(id.to_string()).status().expect("kill is everywhere");
    assert!(status.success(), "kill {name} {id}");
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
