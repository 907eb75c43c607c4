//! Folder and file names of picture archival assets (spec page on NAM, section 6).
use serde::{Deserialize, Serialize};

/// Fields of the client's name template, in template order.
///
/// `color_space`, `transfer`, `bit_depth`, `resolution` and `aces_version` are derived from the format and the colour
/// target where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameFields {
    /// Project title, legal characters only.
    pub title: String,
    /// `s01e101`, for episodic programmes.
    pub episode: Option<String>,
    /// `lp` (long-play) or `r01`, `r02` … for non-episodic programmes.
    pub segment: Option<String>,
    /// `nam` or `nam-txtls`.
    pub asset: Option<String>,
    /// `hdr` or `sdr`; not used for a NAM.
    pub dynamic_range: Option<String>,
    /// `aces130` and the like; only for ACES assets.
    pub aces_version: Option<String>,
    /// Name token of the colour space, `ap0`, `arriwg`, `sgamut3` …
    pub color_space: Option<String>,
    /// Name token of the transfer function, `linear`, `logc3`, `slog3` …
    pub transfer: Option<String>,
    /// `YYYYMMDD`.
    pub date: String,
    /// Aspect ratio times 100, `239`.
    pub aspect_ratio: Option<String>,
    /// Digits of the frame number in file names, constant over the asset.
    pub frame_padding: Option<u8>,
}
