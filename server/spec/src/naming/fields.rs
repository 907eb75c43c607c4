//! What the submitter says about the delivery's name.

use serde::{Deserialize, Serialize};

/// Fields of the client's name template, in template order.
///
/// `color_space`, `transfer` and `aces_version` are derived from the colour target where absent; bit depth and
/// resolution always are, from format and raster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameFields {
    /// Project title, legal characters only.
    pub title: String,
    /// `s01e101`, for episodic programmes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode: Option<String>,
    /// `lp` (long-play) or `r01`, `r02` … for non-episodic programmes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// `nam` or `nam-txtls`; `nam` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// `hdr` or `sdr`; not used for a NAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic_range: Option<String>,
    /// `aces130` and the like; only for ACES assets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aces_version: Option<String>,
    /// Name token of the colour space, `ap0`, `arriwg`, `sgamut3` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_space: Option<String>,
    /// Name token of the transfer function, `linear`, `logc3`, `slog3` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<String>,
    /// `YYYYMMDD`.
    pub date: String,
    /// Aspect ratio times 100, `239`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<String>,
    /// Digits of the frame number in file names, constant over the asset; 7 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_padding: Option<u8>,
}
