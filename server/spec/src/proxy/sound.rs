//! Which sound a proxy has.

use crate::{MediaPath, Rate};
use serde::{Deserialize, Serialize};

/// Which sound the proxies have; always 24-bit PCM at 48 kHz.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoundChoice {
    /// Where it comes from.
    pub source: SoundSource,
    /// Production sound: BWF files, or folders that are searched for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<MediaPath>,
    /// Timecode rate of the sound recorder, for files whose iXML does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timecode_rate: Option<Rate>,
    /// A sound rate and a camera rate that are 1000 to 1001 to each other may be synced.
    pub allow_pulled_rates: bool,
    /// Channels of the sound that become tracks, from 1, in this order; all where empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<u16>,
}

/// Where the sound of proxies comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundSource {
    /// The camera's own, where it has any.
    #[default]
    Camera,
    /// Production sound, synced by timecode; the camera's own where no file matches the clip.
    Production,
    /// None.
    None,
}
