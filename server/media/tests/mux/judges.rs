//! Programs that are not ours.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What ffprobe says of a file.
pub fn ffprobe(path: &Path) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_streams", "-show_format"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The streams of a kind: `video`, `audio`, `data`.
pub fn streams(probe: &serde_json::Value, kind: &str) -> Vec<serde_json::Value> {
    let streams = probe["streams"].as_array().unwrap();
    streams.iter().filter(|stream| stream["codec_type"] == kind).cloned().collect()
}

/// Bytes that ffmpeg decodes from a file. It must find nothing to complain of.
pub fn decoded(path: &Path, arguments: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(arguments.split_whitespace())
        .arg("-")
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    output.stdout
}

/// Digest of the packet that ffmpeg's command line makes of one raw picture, without any instruction-set extension.
pub fn packet_md5(picture: &[u8], input: &str, output: &str) -> String {
    let mut child = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-cpuflags", "0", "-f", "rawvideo"])
        .args(input.split_whitespace())
        .args(["-i", "-"])
        .args(output.split_whitespace())
        .args(["-f", "md5", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ffmpeg is installed");
    child.stdin.take().unwrap().write_all(picture).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().trim_start_matches("MD5=").to_owned()
}

/// What mediainfo says of a file; `None`, with a message, where it is not installed.
pub fn mediainfo(path: &Path) -> Option<serde_json::Value> {
    let Ok(output) = Command::new("mediainfo").args(["--Full", "--Output=JSON"]).arg(path).output() else {
        assert!(std::env::var_os("CI").is_none(), "no mediainfo, which the set-up installs");
        println!("skipped: no mediainfo");
        return None;
    };
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// The tracks of a kind: `General`, `Video`, `Audio`, `Other`.
pub fn tracks(mediainfo: &serde_json::Value, kind: &str) -> Vec<serde_json::Value> {
    let tracks = mediainfo["media"]["track"].as_array().unwrap();
    tracks.iter().filter(|track| track["@type"] == kind).cloned().collect()
}

/// An atom: name, and where its content lies in the file.
#[derive(Debug, Clone)]
pub struct Atom {
    pub path: String,
    pub content: std::ops::Range<usize>,
}

/// All atoms of a file in order, those inside of others with the names of these in front: `/moov/trak/tkhd`.
pub fn atoms(bytes: &[u8]) -> Vec<Atom> {
    let mut found = Vec::new();
    walk(bytes, 0..bytes.len(), "", &mut found);
    found
}

const PARENTS: [&str; 10] = ["moov", "trak", "mdia", "minf", "stbl", "dinf", "tref", "gmhd", "tapt", "udta"];

fn walk(bytes: &[u8], range: std::ops::Range<usize>, parent: &str, found: &mut Vec<Atom>) {
    let mut at = range.start;
    while at < range.end {
        let word = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let name = String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned();
        let (head_bytes, size_bytes) = match word {
            1 => (16, u64::from_be_bytes(bytes[at + 8..at + 16].try_into().unwrap()) as usize),
            word => (8, word),
        };
        assert!(size_bytes >= head_bytes && at + size_bytes <= range.end, "{parent}/{name} at {at} reaches too far");
        let path = format!("{parent}/{name}");
        let content = at + head_bytes..at + size_bytes;
        found.push(Atom { path: path.clone(), content: content.clone() });
        if PARENTS.contains(&name.as_str()) {
            walk(bytes, content, &path, found);
        }
        at += size_bytes;
    }
}
