//! Camera-like movies made by ffmpeg's command line, every frame of which tells its own number.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Raster of the movies: 32 cells of 16 pixels across.
pub const WIDTH: usize = 512;
/// Lines of the movies.
pub const HEIGHT: usize = 288;
/// Lines at the top that bear the frame's number.
const STRIP_LINES: usize = 32;
const CELLS: usize = 32;
const CELL: usize = WIDTH / CELLS;

/// Runs ffmpeg on `frames` numbered pictures; `None` where ffmpeg lacks the encoder.
pub fn make(folder: &Path, name: &str, rate: &str, frames: u32, arguments: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    let mut child = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-color_range", "pc"])
        .args(["-s", &format!("{WIDTH}x{HEIGHT}"), "-r", rate, "-i", "-"])
        .args(arguments.split_whitespace())
        .arg(&path)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ffmpeg is installed");
    let mut pipe = child.stdin.take().expect("a pipe was asked for");
    for frame in 0..frames {
        // ffmpeg closes the pipe early where it has no such encoder; its words are judged below.
        if pipe.write_all(&picture(frame)).is_err() {
            break;
        }
    }
    drop(pipe);
    let output = child.wait_with_output().expect("ffmpeg runs");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() && words.contains("Unknown encoder") {
        println!("skipped {name}: {}", words.trim());
        return None;
    }
    assert!(output.status.success(), "{name}: {words}");
    Some(path)
}

/// RGB picture: 32 cells, most significant bit of the number first, above a scene that moves.
fn picture(frame: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            if y < STRIP_LINES {
                let bright = pattern(frame) >> (CELLS - 1 - x / CELL) & 1 == 1;
                bytes.extend([if bright { 200 } else { 40 }; 3]);
            } else {
                let shifted = x + 7 * frame as usize;
                bytes.push((shifted ^ y) as u8);
                bytes.push((shifted / 2 + y) as u8);
                bytes.push((255 - shifted % 256) as u8);
            }
        }
    }
    bytes
}

/// 1010, then 28 bits of the number.
fn pattern(frame: u32) -> u32 {
    0b1010 << 28 | frame
}

/// Reads the number from a line of luma or green samples; `value` gives the sample at a column, `full_scale` the
/// largest code.
pub fn number_of(value: impl Fn(usize) -> u32, full_scale: u32) -> Option<u32> {
    let bits = (0..CELLS)
        .fold(0_u32, |bits, cell| bits << 1 | u32::from(value(cell * CELL + CELL / 2) > full_scale * 12 / 25));
    (bits >> 28 == 0b1010).then_some(bits & 0x0fff_ffff)
}

/// All pictures of a movie in its own pixel format, as ffmpeg's command line decodes them.
pub fn decoded_by_ffmpeg(path: &Path, pixel_format: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixel_format, "-"])
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
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

/// When each picture of a movie is shown, in seconds, in order, as ffprobe lists its packets.
pub fn picture_times_s(path: &Path) -> Vec<f64> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "csv=p=0", "-select_streams", "v:0", "-show_entries", "packet=pts_time"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("ffprobe writes ASCII");
    let mut times: Vec<f64> =
        text.split_whitespace().map(|time| time.trim_end_matches(',').parse().expect("a time")).collect();
    times.sort_by(f64::total_cmp);
    times
}
