//! Programs of others that judge.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What ffprobe says of a file, its frames counted.
pub fn ffprobe(path: &Path) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_streams", "-show_format", "-count_frames"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{}: {words}", path.display());
    serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON")
}

/// Streams of a kind, as [`ffprobe`] lists them.
pub fn streams<'a>(told: &'a Value, kind: &str) -> Vec<&'a Value> {
    told["streams"].as_array().unwrap().iter().filter(|stream| stream["codec_type"] == kind).collect()
}

/// Bytes that ffmpeg makes of a file; a word of complaint is a failure.
pub fn ffmpeg(path: &Path, arguments: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "warning", "-i"])
        .arg(path)
        .args(arguments.split_whitespace())
        .arg("-")
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    // MXF's descriptors of sound do not name loudspeakers, so that ffmpeg says what it takes one channel for.
    let complaints: Vec<_> =
        words.lines().filter(|line| !line.is_empty() && !line.starts_with("Guessed Channel Layout")).collect();
    assert!(output.status.success() && complaints.is_empty(), "{}: {words}", path.display());
    output.stdout
}

/// Digest of every decoded picture.
pub fn picture_digests(path: &Path) -> Vec<String> {
    let lines = ffmpeg(path, "-map 0:v:0 -fps_mode passthrough -f framemd5");
    let lines = String::from_utf8(lines).unwrap();
    let digest = |line: &str| line.rsplit(',').next().unwrap().trim().to_owned();
    lines.lines().filter(|line| !line.starts_with('#')).map(digest).collect()
}

/// What mediainfo says of a file: its tracks, the general one first.
pub fn mediainfo(path: &Path) -> Option<Vec<Value>> {
    let Ok(output) = Command::new("mediainfo").arg("--Output=JSON").arg(path).output() else {
        assert!(std::env::var_os("CI").is_none(), "no mediainfo, which the set-up installs");
        println!("skipped: no mediainfo on the search path");
        return None;
    };
    let told: Value = serde_json::from_slice(&output.stdout).expect("mediainfo writes JSON");
    Some(told["media"]["track"].as_array().unwrap().clone())
}

/// A Python with pyaaf2: the one that `INTERNEG_PYTHON` names, or the one in `.venv` at the workspace root.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("INTERNEG_PYTHON").map(PathBuf::from);
    let has_judge = |python: &PathBuf| {
        Command::new(python).args(["-c", "import aaf2"]).output().is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([root.join(".venv/bin/python")]).find(has_judge);
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Python with pyaaf2, which the set-up installs");
        println!("skipped: no Python with pyaaf2; set INTERNEG_PYTHON or make .venv at the workspace root");
    }
    found
}

/// Packages as pyaaf2 links them into an AAF file, all files into one, as JSON by package id.
pub fn pyaaf2(paths: &[PathBuf]) -> Option<Value> {
    const SCRIPT: &str = r#"
import aaf2, aaf2.mxf, json, os, sys, tempfile
told = {}
with tempfile.TemporaryDirectory() as folder:
    with aaf2.open(os.path.join(folder, "linked.aaf"), "w") as aaf:
        for path in sys.argv[1:]:
            aaf2.mxf.MXFFile(path).link(aaf)
    with aaf2.open(os.path.join(folder, "linked.aaf")) as aaf:
        for mob in aaf.content.mobs:
            slots = []
            for slot in mob.slots:
                segment = slot.segment
                parts = list(segment.components) if hasattr(segment, "components") else [segment]
                part = parts[0]
                entry = {"id": slot.slot_id, "rate": str(slot.edit_rate), "media": slot.media_kind,
                         "length": part.length, "class": type(part).__name__}
                if type(part).__name__ == "SourceClip":
                    entry.update(source=str(part.mob_id), at=part.start)
                if type(part).__name__ == "Timecode":
                    entry.update(start=part.start, fps=part.fps, drop=part.drop)
                slots.append(entry)
            descriptor = getattr(mob, "descriptor", None)
            told[str(mob.mob_id)] = {
                "class": type(mob).__name__, "name": mob.name, "slots": slots,
                "descriptor": type(descriptor).__name__ if descriptor else None,
                "comments": {name: str(value) for name, value in mob.comments.items()}}
print(json.dumps(told))
"#;
    let output = Command::new(python()?).args(["-c", SCRIPT]).args(paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("the script writes JSON"))
}
