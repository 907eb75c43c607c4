//! FFmpeg's command line tools.

use crate::material::{HEIGHT, WIDTH, number_of};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What ffprobe says of a file, its packets included.
pub fn ffprobe(path: &Path) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_packets", "-count_frames"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON")
}

/// The packets of a stream in the order of presentation: times in ticks of the stream.
pub fn times(probed: &Value, stream: u64) -> Vec<i64> {
    let packets = probed["packets"].as_array().unwrap().iter();
    let mut times: Vec<i64> = packets
        .filter(|packet| packet["stream_index"] == stream)
        .map(|packet| packet["pts"].as_i64().unwrap())
        .collect();
    times.sort_unstable();
    times
}

fn ffmpeg(path: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(arguments)
        .arg("-")
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    output.stdout
}

/// The numbers that the pictures of a file bear, as ffmpeg decodes them.
pub fn numbers(path: &Path) -> Vec<u64> {
    let bytes = ffmpeg(path, &["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p"]);
    let (pictures, rest) = (bytes.chunks_exact(WIDTH * HEIGHT * 3 / 2), bytes.len() % (WIDTH * HEIGHT * 3 / 2));
    assert_eq!(rest, 0);
    pictures.map(|picture| number_of(picture).expect("a number is read")).collect()
}

/// The left channel of a file's sound, full scale 1.
pub fn sound(path: &Path) -> Vec<f32> {
    let bytes = ffmpeg(path, &["-map", "0:a:0", "-f", "f32le"]);
    let (samples, _) = bytes.as_chunks::<4>();
    samples.iter().step_by(2).map(|sample| f32::from_le_bytes(*sample)).collect()
}

/// Names of the outermost boxes of a file, in order.
pub fn boxes(bytes: &[u8]) -> Vec<String> {
    let (mut names, mut rest) = (Vec::new(), bytes);
    while rest.len() >= 8 {
        names.push(String::from_utf8_lossy(&rest[4..8]).into_owned());
        let size = match u32::from_be_bytes(rest[..4].try_into().unwrap()) {
            1 => u64::from_be_bytes(rest[8..16].try_into().unwrap()),
            size => size.into(),
        };
        rest = &rest[size as usize..];
    }
    assert!(rest.is_empty(), "the last box ends with the file");
    names
}
