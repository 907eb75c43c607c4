//! Times a command from outside.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run of a command cost.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Frames that it rendered.
    pub frames: u32,
    /// Wall-clock seconds.
    pub wall_s: f64,
    /// CPU seconds of the process and all its children, user and system.
    pub cpu_s: f64,
    /// Sum over all processes of the largest memory that each held, in bytes.
    pub peak_bytes: u64,
}

impl Measured {
    /// Frames per second.
    pub fn fps(&self) -> f64 {
        f64::from(self.frames) / self.wall_s
    }

    /// CPU milliseconds per frame.
    pub fn cpu_ms(&self) -> f64 {
        self.cpu_s * 1000.0 / f64::from(self.frames)
    }
}

/// Runs `command` to its end, which must be a success.
pub fn command(mut command: Command, frames: u32) -> Result<Measured, String> {
    let text = format!("{command:?}");
    let cpu_before = children_cpu_s()?;
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("failed to start {text}: {error}"))?;
    let mut errors = child.stderr.take();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(errors) = errors.as_mut() {
            // What cannot be read cannot be shown; the exit status still tells.
            let _unreadable = std::io::Read::read_to_string(errors, &mut text);
        }
        text
    });
    let mut peaks: BTreeMap<u32, u64> = BTreeMap::new();
    let status = loop {
        for (pid, bytes) in family(child.id()) {
            let peak = peaks.entry(pid).or_default();
            *peak = (*peak).max(bytes);
        }
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let wall_s = begin.elapsed().as_secs_f64();
    let errors = reader.join().unwrap_or_default();
    if !status.success() {
        return Err(format!("{status}: {text}\n{errors}"));
    }
    Ok(Measured { frames, wall_s, cpu_s: children_cpu_s()? - cpu_before, peak_bytes: peaks.values().sum() })
}

/// CPU time of all children that have ended, user and system (proc(5): stat fields 16 and 17, in clock ticks).
fn children_cpu_s() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // Behind the name the numbering continues with field 3.
    let ticks: f64 = [16 - 3, 17 - 3].iter().filter_map(|index| fields.get(*index)?.parse::<f64>().ok()).sum();
    // Linux reports these fields in USER_HZ, which is 100 on every architecture that we run on.
    Ok(ticks / 100.0)
}

/// The process and its descendants with the most memory that each has held so far.
fn family(root: u32) -> Vec<(u32, u64)> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(pid) = found.get(next).copied() {
        next += 1;
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        for task in tasks {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
    }
    found.into_iter().filter_map(|pid| Some((pid, peak_bytes(pid)?))).collect()
}

fn peak_bytes(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}
