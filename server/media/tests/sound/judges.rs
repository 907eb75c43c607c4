//! Foreign programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Real files, where they are beside the project.
pub fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return None;
    }
    Some(folder)
}

/// What ffprobe says of a file.
pub fn ffprobe(path: &Path) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_streams", "-show_format"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON")
}

/// Runs ffmpeg's command line.
pub fn ffmpeg(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Samples of a file's sound stream as ffmpeg writes them with 24 bits.
pub fn s24_by_ffmpeg(path: &Path, stream: usize) -> Vec<i32> {
    let map = format!("0:a:{stream}");
    let bytes = ffmpeg(&["-i", path.to_str().unwrap(), "-map", &map, "-f", "s24le", "-"]);
    let (samples, rest) = bytes.as_chunks::<3>();
    assert!(rest.is_empty());
    samples.iter().map(|[low, middle, high]| i32::from_le_bytes([0, *low, *middle, *high]) >> 8).collect()
}

/// What wavinfo reads of a WAVE file, as JSON; `None` where it is not installed.
pub fn wavinfo(path: &Path) -> Option<serde_json::Value> {
    const SCRIPT: &str = r#"
import dataclasses, json, sys, wavinfo
w = wavinfo.WavInfoReader(sys.argv[1])
x, b = w.ixml, w.bext
print(json.dumps({
    "frames": w.data.frame_count, "rate": w.fmt.sample_rate, "channels": w.fmt.channel_count, "bits": w.fmt.bits_per_sample,
    "bext": b and {k: v for k, v in b.to_dict().items() if k != "umid"},
    "ixml": x and {"scene": x.scene, "take": x.take, "tape": x.tape, "project": x.project, "family": x.family_uid,
        "tracks": [[t.interleave_index, t.name] for t in x.track_list]},
}))
"#;
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    let has_judge = |python: &Path| {
        Command::new(python).args(["-c", "import wavinfo"]).output().is_ok_and(|output| output.status.success())
    };
    if !has_judge(&python) {
        assert!(std::env::var_os("CI").is_none(), "no Python with wavinfo, which the set-up installs");
        println!("skipped: no Python with wavinfo; make .venv at the workspace root");
        return None;
    }
    let output = Command::new(python).args(["-c", SCRIPT]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
