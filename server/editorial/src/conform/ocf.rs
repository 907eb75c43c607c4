//! What conform has to know of a camera original.

use interneg_spec::{Raster, Rate};
use serde::{Deserialize, Serialize};

/// Facts of an original camera file. A clip that spans several files is one of these, with the first file's path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ocf {
    /// Path, as the job names it.
    pub path: String,
    /// File name without its extension.
    pub stem: String,
    /// Reel that is embedded in the file.
    #[serde(default)]
    pub reel: Option<String>,
    /// Folder of the camera roll.
    #[serde(default)]
    pub roll_folder: Option<String>,
    /// Clip name that is embedded in the file.
    #[serde(default)]
    pub clip_name: Option<String>,
    /// Count of the first frame since midnight of the clip's timecode.
    pub start_frame: u64,
    /// Frames of the clip.
    pub frame_count: u64,
    /// Rate of the clip.
    pub rate: Rate,
    /// Whether its timecode counts in drop-frame.
    #[serde(default)]
    pub drop_frame: bool,
    /// Raster of the clip.
    #[serde(default)]
    pub raster: Option<Raster>,
    /// Day of the shoot, `YYYYMMDD`.
    #[serde(default)]
    pub shoot_date: Option<String>,
    /// UMID of the clip.
    #[serde(default)]
    pub umid: Option<String>,
}

impl Ocf {
    /// An original of which nothing but its file and its timecode is known.
    pub fn new(path: impl Into<String>, rate: Rate, start_frame: u64, frame_count: u64) -> Self {
        let path = path.into();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        Self {
            path,
            stem,
            reel: None,
            roll_folder: None,
            clip_name: None,
            start_frame,
            frame_count,
            rate,
            drop_frame: false,
            raster: None,
            shoot_date: None,
            umid: None,
        }
    }

    /// The clip in words that tell it from others of its name (rule CF-19).
    pub(super) fn description(&self) -> String {
        let facts =
            [("roll", &self.roll_folder), ("date", &self.shoot_date), ("UMID", &self.umid), ("reel", &self.reel)];
        let facts: Vec<String> =
            facts.iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_deref()?))).collect();
        facts.join(", ")
    }
}

/// A line of the table that our own renders of proxies leave (rule PX-12): which original an editorial file shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyEntry {
    /// File name of the proxy.
    pub file_name: String,
    /// UMID of the proxy.
    #[serde(default)]
    pub umid: Option<String>,
    /// Path of its original, as [`Ocf::path`] has it.
    pub ocf_path: String,
}
