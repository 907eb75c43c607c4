//! What a process cost.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Seconds and memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// CPU time, user and system.
    pub cpu_s: f64,
    /// Wall time.
    pub wall_s: f64,
    /// The largest memory that it held.
    pub peak_bytes: u64,
}

impl Cost {
    /// The least of both in every respect.
    pub fn least(before: Option<Self>, now: Self) -> Self {
        let Some(before) = before else { return now };
        Self {
            cpu_s: before.cpu_s.min(now.cpu_s),
            wall_s: before.wall_s.min(now.wall_s),
            peak_bytes: before.peak_bytes.min(now.peak_bytes),
        }
    }
}

/// Runs a process to its end, which must be a success.
pub fn run(mut command: Command) -> Result<Cost, String> {
    let before = children_cpu_s()?;
    let begin = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let mut child = child.map_err(|error| format!("failed to start {command:?}: {error}"))?;
    let mut peak_bytes = 0;
    let status = loop {
        peak_bytes = peak_bytes.max(peak(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    if !status.success() {
        return Err(format!("{status}: {command:?}"));
    }
    Ok(Cost { cpu_s: children_cpu_s()? - before, wall_s: begin.elapsed().as_secs_f64(), peak_bytes })
}

/// CPU time of all children that have ended (proc(5): stat fields 16 and 17, in clock ticks, 100 a second on Linux).
fn children_cpu_s() -> Result<f64, String> {
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // Behind the name the numbering continues with field 3.
    let ticks: f64 = [16 - 3, 17 - 3].iter().filter_map(|index| fields.get(*index)?.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}
