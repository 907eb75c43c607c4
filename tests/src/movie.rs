//! A movie file as foreign programs read it.

use crate::{Identity, Tool, read_strip};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A movie with a picture.
#[derive(Debug, Clone)]
pub struct Movie {
    /// The file.
    pub path: PathBuf,
    /// What ffprobe says of its container and streams, packets counted.
    pub facts: Value,
}

/// Planes of a decoded frame: Y', Cb, Cr as FFmpeg's decoder gave them, without any conversion.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedFrame {
    /// Width, height and samples of each plane.
    pub planes: Vec<(usize, usize, Vec<u16>)>,
    /// Bits of a sample.
    pub bits: u32,
}

fn ffmpeg(arguments: Vec<OsString>) -> Vec<u8> {
    let ffmpeg = Tool::find("ffmpeg").expect("ffmpeg made the originals");
    let always = ["-v", "error", "-nostdin"].map(OsString::from);
    let output = ffmpeg.run(always.iter().chain(&arguments));
    // FFmpeg exits with 0 after some decoder errors, but it says them.
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "ffmpeg {arguments:?}: {}: {complaint}", output.status);
    output.stdout
}

impl Movie {
    /// Asks ffprobe about a file.
    ///
    /// # Panics
    /// When it cannot be read without complaint.
    pub fn open(path: &Path) -> Self {
        let ffprobe = Tool::find("ffprobe").expect("ffprobe comes with ffmpeg");
        let mut arguments: Vec<OsString> =
            ["-v", "error", "-count_packets", "-show_format", "-show_streams", "-of", "json"]
                .map(OsString::from)
                .into();
        arguments.push(path.into());
        let output = ffprobe.run(&arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaint.is_empty(), "ffprobe {}: {complaint}", path.display());
        let facts = serde_json::from_slice(&output.stdout).expect("ffprobe prints JSON");
        Self { path: path.to_path_buf(), facts }
    }

    /// The streams of a kind: `video`, `audio` or `data`.
    pub fn streams(&self, kind: &str) -> Vec<&Value> {
        let all = self.facts["streams"].as_array().expect("ffprobe lists streams");
        all.iter().filter(|stream| stream["codec_type"] == kind).collect()
    }

    /// A fact of the picture, such as `pix_fmt`; empty where ffprobe says none.
    pub fn picture(&self, name: &str) -> String {
        word(&self.streams("video")[0][name])
    }

    /// A tag of the file or of its first stream that has it; empty where none has.
    pub fn tag(&self, name: &str) -> String {
        let streams = self.facts["streams"].as_array().into_iter().flatten();
        let places = streams.map(|stream| &stream["tags"]).chain([&self.facts["format"]["tags"]]);
        places.map(|tags| word(&tags[name])).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// A field of one of mediainfo's tracks: `General`, `Video`, `Audio`, `Other`; none where mediainfo is not there.
    pub fn mediainfo(&self) -> Option<MediaInfo> {
        let mediainfo = Tool::find("mediainfo")?;
        let mut arguments: Vec<OsString> = vec!["--Output=JSON".into()];
        arguments.push(self.path.clone().into());
        let facts = serde_json::from_slice(&mediainfo.bytes(arguments)).expect("mediainfo prints JSON");
        Some(MediaInfo { facts })
    }

    /// Every frame, decoded by FFmpeg.
    ///
    /// # Panics
    /// When FFmpeg complains, or its pixel format is no planar Y'CbCr.
    pub fn frames(&self) -> Vec<DecodedFrame> {
        let pixel_format = self.picture("pix_fmt");
        // Columns and lines that share a chroma sample.
        let (columns, lines, bits) = match pixel_format.as_str() {
            "yuv420p" => (2, 2, 8),
            "yuv422p" => (2, 1, 8),
            "yuv422p10le" => (2, 1, 10),
            "yuv444p10le" => (1, 1, 10),
            "yuv444p12le" => (1, 1, 12),
            other => panic!("{}: {other}", self.path.display()),
        };
        let size =
            |name: &str| usize::try_from(self.streams("video")[0][name].as_u64().expect("a size")).expect("small");
        let (width, height) = (size("width"), size("height"));
        let mut arguments: Vec<OsString> = vec!["-i".into(), self.path.clone().into()];
        arguments.extend(["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-"].map(OsString::from));
        let bytes = ffmpeg(arguments);
        let samples: Vec<u16> = if bits == 8 {
            bytes.into_iter().map(u16::from).collect()
        } else {
            bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect()
        };
        let chroma = (width / columns, height / lines);
        let sizes = [(width, height), chroma, chroma];
        let frame_size: usize = sizes.iter().map(|(width, height)| width * height).sum();
        assert!(samples.len().is_multiple_of(frame_size), "{}: half a frame", self.path.display());
        let cut = |frame: &[u16]| {
            let mut rest = frame;
            let planes = sizes.map(|(width, height)| {
                let (plane, behind) = rest.split_at(width * height);
                rest = behind;
                (width, height, plane.to_vec())
            });
            DecodedFrame { planes: planes.into(), bits }
        };
        samples.chunks(frame_size).map(cut).collect()
    }

    /// What every frame says of itself, read from the strip at its top.
    pub fn identities(&self, strip_rows: usize) -> Vec<Identity> {
        self.frames().iter().map(|frame| frame.identity(strip_rows)).collect()
    }

    /// All sound as 24-bit samples, channels of all streams one after the other in each sample's place.
    pub fn sound(&self) -> Vec<i32> {
        let streams = self.streams("audio").len();
        let mut arguments: Vec<OsString> = vec!["-i".into(), self.path.clone().into()];
        if streams > 1 {
            let inputs: String = (0..streams).map(|stream| format!("[0:a:{stream}]")).collect();
            arguments.extend(["-filter_complex".into(), format!("{inputs}amerge=inputs={streams}").into()]);
        } else {
            arguments.extend(["-map".into(), "0:a:0".into()]);
        }
        arguments.extend(["-f", "s32le", "-c:a", "pcm_s32le", "-"].map(OsString::from));
        ffmpeg(arguments).as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(*four) >> 8).collect()
    }
}

/// What mediainfo says.
#[derive(Debug)]
pub struct MediaInfo {
    facts: Value,
}

impl MediaInfo {
    /// A field of the tracks of a type, of every track that has it.
    pub fn fields(&self, track_type: &str, name: &str) -> Vec<String> {
        let tracks = self.facts["media"]["track"].as_array().into_iter().flatten();
        let tracks = tracks.filter(|track| track["@type"] == track_type);
        // What mediainfo knows under no name of its own stands in "extra".
        tracks
            .map(|track| [word(&track[name]), word(&track["extra"][name])].concat())
            .filter(|v| !v.is_empty())
            .collect()
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

impl DecodedFrame {
    /// What the strip at the top says; the codes are of legal range.
    pub fn identity(&self, strip_rows: usize) -> Identity {
        let (width, _, luma) = &self.planes[0];
        let step = f32::from(1_u16 << (self.bits - 8));
        let rows: Vec<f32> =
            luma[..width * strip_rows].iter().map(|code| (f32::from(*code) / step - 16.0) / 219.0).collect();
        read_strip(&rows, *width, false)
    }

    /// Peak signal-to-noise ratio of each plane in decibels, beside a frame of the same size and any number of bits.
    pub fn psnr(&self, other: &Self) -> Vec<f64> {
        let scaled = |code: u16, bits: u32| f64::from(code) / f64::from(1_u32 << bits);
        let pairs = self.planes.iter().zip(&other.planes);
        pairs
            .map(|((width, height, ours), (other_width, other_height, theirs))| {
                assert_eq!((width, height), (other_width, other_height), "planes of one size");
                let squares =
                    ours.iter().zip(theirs).map(|(a, b)| (scaled(*a, self.bits) - scaled(*b, other.bits)).powi(2));
                let mean = squares.sum::<f64>() / ours.len() as f64;
                -10.0 * mean.max(1e-12).log10()
            })
            .collect()
    }
}
