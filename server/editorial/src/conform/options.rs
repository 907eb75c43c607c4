//! What the job says of conform.

use crate::timeline::SourceOrigin;
use serde::{Deserialize, Serialize};

/// What a match goes by (rules CF-10, CF-17 and CF-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The table of our own proxies, or the UMID. It always comes first.
    ProxyTable,
    /// Clip name, or stem of the source file.
    Name,
    /// Reel; its first eight characters where the list has no more.
    Reel,
    /// Clip name or stem, without what proxies add to it.
    CleanStem,
}

impl Key {
    /// The rule that allows it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::ProxyTable => "CF-20",
            Self::Name | Self::Reel | Self::CleanStem => "CF-10",
        }
    }
}

/// What may decide between several candidates (rules CF-12 and CF-19). It decides where one candidate agrees with the
/// event and the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreaker {
    /// The original's clip name or stem is the event's clip name to the letter.
    WholeClipName,
    /// The reels agree.
    Reel,
    /// The roll folder is the event's reel, or a folder in the path of its source file.
    RollFolder,
    /// The day of the shoot is a folder in the path of the event's source file.
    ShootDate,
}

/// What the job says of conform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConformOptions {
    /// Keys after the proxy table, in their order.
    pub keys: Vec<Key>,
    /// Frames of the clip to have before and after what is used; 0 for a NAM, 8 to 24 for pulls.
    pub handles_frames: u64,
    /// What may decide between several candidates, in this order; nothing by default.
    pub tie_breakers: Vec<TieBreaker>,
    /// Take 24 for 23.976 and so on, frame for frame.
    pub allow_ntsc_pairs: bool,
    /// From where source ranges count whose list does not say.
    pub unstated_origin: SourceOrigin,
    /// What proxies add to the name of their original.
    pub proxy_suffixes: Vec<String>,
}

impl Default for ConformOptions {
    fn default() -> Self {
        let suffixes = ["_proxy", "-proxy", " proxy", "_prxy", "_v1", "_a1", "_a2", "_a3", "_a4"];
        Self {
            keys: vec![Key::Name, Key::Reel, Key::CleanStem],
            handles_frames: 0,
            tie_breakers: Vec::new(),
            allow_ntsc_pairs: false,
            unstated_origin: SourceOrigin::Timecode,
            proxy_suffixes: suffixes.map(str::to_owned).to_vec(),
        }
    }
}
