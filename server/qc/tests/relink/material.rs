//! Small originals and proxies.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A movie to be made: 24 frames at 24 fps from 10:00:00:00 on, without sound.
#[derive(Debug, Clone)]
pub struct Movie<'a> {
    /// Path below the root.
    pub path: &'a str,
    /// Timecode of the first frame; empty for none.
    pub timecode: &'a str,
    /// Reel name; empty for none.
    pub reel: &'a str,
    /// Frames per second.
    pub rate: &'a str,
    /// Frames.
    pub frames: u32,
}

impl<'a> Movie<'a> {
    /// The usual movie at `path`.
    pub fn at(path: &'a str, reel: &'a str) -> Self {
        Self { path, timecode: "10:00:00:00", reel, rate: "24", frames: 24 }
    }

    /// Another start.
    pub fn from(self, timecode: &'a str) -> Self {
        Self { timecode, ..self }
    }

    /// Another rate.
    pub fn rate(self, rate: &'a str) -> Self {
        Self { rate, ..self }
    }

    /// Another length.
    pub fn frames(self, frames: u32) -> Self {
        Self { frames, ..self }
    }

    /// Makes it, and has ffprobe confirm what is in the file.
    pub fn make(&self, root: &Path) {
        let Self { timecode, reel, rate, frames, .. } = self;
        let path = root.join(self.path);
        let mut tags = Vec::new();
        if !timecode.is_empty() {
            tags.extend(["-timecode".to_owned(), (*timecode).to_owned()]);
        }
        if !reel.is_empty() {
            tags.extend(["-metadata:s:v".to_owned(), format!("reel_name={reel}")]);
        }
        let picture = format!("-f lavfi -i color=s=64x36:r={rate} -frames:v {frames} -c:v prores_ks -profile:v 0");
        ffmpeg(&path, &picture, &tags);
        let told = ffprobe(&path, "stream=r_frame_rate,nb_frames:stream_tags=timecode,reel_name");
        let picture = told["streams"].as_array().unwrap().iter().find(|stream| stream["nb_frames"] != "1").unwrap();
        let full_rate = if rate.contains('/') { (*rate).to_owned() } else { format!("{rate}/1") };
        assert_eq!(picture["r_frame_rate"], full_rate);
        assert_eq!(picture["nb_frames"], frames.to_string());
        let tag = |key: &str| {
            let mut tags = told["streams"].as_array().unwrap().iter().filter_map(|stream| stream["tags"][key].as_str());
            tags.next().unwrap_or_default().to_owned()
        };
        // ffmpeg writes the reel into the timecode track.
        let reel = if timecode.is_empty() { "" } else { reel };
        assert_eq!((tag("timecode"), tag("reel_name")), ((*timecode).to_owned(), reel.to_owned()));
    }
}

/// Runs ffmpeg; the folder of `path` is made.
pub fn ffmpeg(path: &Path, arguments: &str, tags: &[String]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments.split_whitespace())
        .args(tags)
        .arg(path)
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
}

/// What ffprobe says of a file.
pub fn ffprobe(path: &Path, entries: &str) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_entries", entries])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON")
}
