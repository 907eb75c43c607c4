//! What renders on this machine: `internegd devices`, and how the service asks it.
//!
//! The NVIDIA driver is loaded in a process of its own, as codecs are: one that crashes or hangs must not take the
//! service with it.

use interneg_engine::{Cuda, ExitClass, Inventory, inventory};
use std::io::Write;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::Command;

/// Arguments of `internegd devices`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct DevicesArguments {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// A driver that has not answered by then will not answer a worker either.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints what renders on this machine.
pub fn print(arguments: DevicesArguments) -> ExitClass {
    let found = inventory();
    let text = if arguments.json { json(&found) } else { Ok(text(&found)) };
    let written = text.and_then(|text| {
        let mut output = std::io::stdout().lock();
        output.write_all(text.as_bytes()).and_then(|()| output.flush())
    });
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("internegd: error: {error}");
            ExitClass::Io
        }
        _ => ExitClass::Success,
    }
}

fn json(inventory: &Inventory) -> std::io::Result<String> {
    Ok(serde_json::to_string(inventory)? + "\n")
}

/// One line a device, then what there is of CUDA.
fn text(inventory: &Inventory) -> String {
    let mut text = format!("cpu     kernels at level {}\n", inventory.cpu_level);
    for (number, gpu) in inventory.cuda.gpus.iter().enumerate() {
        let (name, capability, memory_mib) = (&gpu.name, &gpu.compute_capability, gpu.memory_bytes >> 20);
        text += &format!("cuda:{number:<2} {name}, compute capability {capability}, {memory_mib} MiB\n");
    }
    let version = |label: &str, version: &Option<String>| version.as_ref().map(|version| format!("{label} {version}"));
    let Cuda { driver_version, compiler_version, absence, .. } = &inventory.cuda;
    let reason = absence.as_ref().map(|absence| format!("no GPU renders: {}", absence.reason));
    let facts = [version("driver", driver_version), version("NVRTC", compiler_version), reason];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    text + &format!("CUDA    {}\n", facts.join(", "))
}

/// Asks a process of our own what renders on this machine. A machine that cannot be asked has a fault and no GPU.
pub async fn ask() -> Inventory {
    let answer = match tokio::time::timeout(PATIENCE, run()).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("the driver has not answered within {} s", PATIENCE.as_secs())),
    };
    answer.unwrap_or_else(|reason| {
        tracing::warn!(reason, "GPUs are not used");
        Inventory::with(Cuda::absent(reason, true))
    })
}

async fn run() -> Result<Inventory, String> {
    let told = |error: std::io::Error| format!("failed to ask for GPUs: {error}");
    let program = std::env::current_exe().map_err(told)?;
    let asked =
        Command::new(program).args(["devices", "--json"]).stdin(Stdio::null()).kill_on_drop(true).output().await;
    let asked = asked.map_err(told)?;
    understand(asked.status, &asked.stdout, &asked.stderr)
}

fn understand(status: ExitStatus, stdout: &[u8], stderr: &[u8]) -> Result<Inventory, String> {
    let last_words = String::from_utf8_lossy(stderr);
    let last_words = last_words.lines().rev().find(|line| !line.is_empty()).unwrap_or("it said nothing");
    if !status.success() {
        return Err(format!("the process that looked for GPUs ended with {status}: {last_words}"));
    }
    // Drivers print what they like; ours is the last line.
    let line = stdout.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap_or_default();
    serde_json::from_slice(line).map_err(|error| format!("the process that looked for GPUs is not understood: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_engine::{Absence, Gpu};
    use std::os::unix::process::ExitStatusExt;

    fn two_gpus() -> Inventory {
        let gpu = |name: &str| Gpu { name: name.into(), compute_capability: "8.6".into(), memory_bytes: 24 << 30 };
        let cuda = Cuda {
            driver_version: Some("12.4".into()),
            compiler_version: Some("12.6".into()),
            gpus: vec![gpu("Example A"), gpu("Example B")],
            absence: None,
        };
        Inventory { cpu_level: "avx2".into(), cuda }
    }

    #[test]
    fn what_is_printed_is_understood_although_a_driver_prints_too() {
        let printed = format!("driver says hello\n{}", json(&two_gpus()).unwrap());
        assert_eq!(understand(ExitStatus::from_raw(0), printed.as_bytes(), b""), Ok(two_gpus()));
    }

    #[test]
    fn a_driver_that_crashes_is_a_reason() {
        let crashed = understand(ExitStatus::from_raw(11), b"", b"first\nlibcuda: no memory\n").unwrap_err();
        assert!(crashed.contains("signal: 11") && crashed.contains("libcuda: no memory"), "{crashed}");
        let failed = understand(ExitStatus::from_raw(78 << 8), b"", b"").unwrap_err();
        assert!(failed.contains("exit status: 78"), "{failed}");
        assert!(understand(ExitStatus::from_raw(0), b"hello\n", b"").unwrap_err().contains("not understood"));
    }

    #[test]
    fn people_read_each_device_and_why_there_are_no_others() {
        assert_eq!(
            text(&two_gpus()),
            "cpu     kernels at level avx2\n\
             cuda:0  Example A, compute capability 8.6, 24576 MiB\n\
             cuda:1  Example B, compute capability 8.6, 24576 MiB\n\
             CUDA    driver 12.4, NVRTC 12.6\n"
        );
        let absence = Some(Absence { reason: "no NVIDIA driver on this machine".into(), is_fault: false });
        let none = Inventory { cpu_level: "baseline".into(), cuda: Cuda { absence, ..Cuda::default() } };
        let expected = "cpu     kernels at level baseline\nCUDA    no GPU renders: no NVIDIA driver on this machine\n";
        assert_eq!(text(&none), expected);
    }
}
