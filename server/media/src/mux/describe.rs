//! What a movie file says besides its samples. Every wrapper is written from this one description, so that no two of
//! them can disagree about a clip.

use interneg_spec::proxy::{ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange, Timecode, UtcTime};
use std::collections::BTreeMap;

/// A clip as its file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct MovieDescription {
    /// Roll: the folder of a camera card, empty where there is none; part of the identity from which package ids are
    /// derived.
    pub roll: String,
    /// Name of the clip: the stem of the camera original's file name.
    pub clip_name: String,
    /// Reel or tape name, where the clip has one.
    pub reel: Option<String>,
    /// Frame rate.
    pub rate: Rate,
    /// Timecode of the first frame, where the clip has one.
    pub start: Option<Timecode>,
    /// Frames of the picture; every frame that is announced must be written.
    pub frame_count: u64,
    /// The picture.
    pub picture: PictureTrack,
    /// The sound, where there is any.
    pub sound: Option<SoundTrack>,
    /// Scene, take, camera and the like, as names that are shown to people, in order of the alphabet.
    pub comments: BTreeMap<String, String>,
    /// Name of the project or show; part of the identity from which package ids are derived.
    pub project: String,
    /// What sets this file apart from others of the clip in the project, such as the output's name; part of the identity
    /// from which package ids are derived.
    pub rendition: String,
    /// Moment that the file says it was made; never the clock.
    pub created: UtcTime,
    /// Name of the tool that writes.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
}

/// The picture of a movie.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureTrack {
    /// What the samples are coded in.
    pub codec: ProxyCodec,
    /// Bits of a sample that is coded.
    pub bits: u8,
    /// Stored size in pixels.
    pub raster: Raster,
    /// Width to height of one pixel.
    pub pixel_aspect: (u32, u32),
    /// Its frames have alpha, which ProRes 4444 and 4444 XQ in QuickTime can hold.
    pub has_alpha: bool,
    /// Whose mark ProRes bears.
    pub vendor: Vendor,
    /// Part of the stored picture that is meant to be shown, where that is not all of it. QuickTime says it either way.
    pub clean_aperture: Option<CleanAperture>,
    /// How lines make up frames.
    pub field_order: FieldOrder,
    /// What the codes mean. With matrix 0 they are R'G'B', which DNxHR 444 can hold.
    pub colour: ColourTags,
    /// Code range.
    pub range: SampleRange,
}

/// A part of a picture, in whole pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanAperture {
    /// Pixels left of it.
    pub left: u32,
    /// Lines above it.
    pub top: u32,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in lines.
    pub height: u32,
}

/// How lines make up frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldOrder {
    /// Whole frames.
    Progressive,
    /// Two fields, the one with the top line earlier.
    TopFirst,
    /// Two fields, the one with the second line earlier.
    BottomFirst,
}

/// Code points of ITU-T H.273, which QuickTime's `nclc` has; of ProRes's frame headers it has more. 2 is unspecified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColourTags {
    /// Colour primaries (table 2): 1 is BT.709.
    pub primaries: u8,
    /// Transfer characteristics (table 3): 1 is BT.709.
    pub transfer: u8,
    /// Matrix coefficients (table 4): 1 is BT.709, 0 is none: R'G'B'.
    pub matrix: u8,
}

impl PictureTrack {
    /// Whether the samples are R'G'B'.
    pub fn is_rgb(&self) -> bool {
        self.colour.matrix == 0
    }
}

impl ColourTags {
    /// Rec. 709 video.
    pub const REC709: Self = Self { primaries: 1, transfer: 1, matrix: 1 };
}

/// The sound of a movie: 24-bit PCM, one mono track a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundTrack {
    /// Samples per second.
    pub sample_rate_hz: u32,
    /// Name of each channel, empty where it has none; as many as there are channels.
    pub channel_names: Vec<String>,
    /// Where each channel comes from, in words that stay when the clip is made again; part of the identity from which
    /// package ids are derived.
    pub channel_sources: Vec<String>,
}

impl SoundTrack {
    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.channel_names.len()
    }
}

/// Sample at which frame `frame_number` of a clip begins, counted from the clip's first frame: `floor(frame_number *
/// sample_rate_hz / rate)`. Samples of a frame are those from its own begin to that of the next, so that clips that are
/// cut in chunks have the samples of the whole, at 29.97 frames as well.
pub fn first_sample(frame_number: u64, rate: Rate, sample_rate_hz: u32) -> u64 {
    let samples = u128::from(frame_number) * u128::from(sample_rate_hz) * u128::from(rate.denominator());
    u64::try_from(samples / u128::from(rate.numerator())).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_frames_leave_no_gap() {
        let ntsc = Rate::new(30000, 1001).unwrap();
        let lengths: Vec<u64> =
            (0..5).map(|frame| first_sample(frame + 1, ntsc, 48000) - first_sample(frame, ntsc, 48000)).collect();
        assert_eq!(lengths, [1601, 1602, 1601, 1602, 1602]);
        assert_eq!(first_sample(5, ntsc, 48000), 8008);
        assert_eq!(first_sample(880_141, Rate::FPS_23_976, 48000), 1_762_042_282);
        assert_eq!(first_sample(7, Rate::new(25, 1).unwrap(), 48000), 7 * 1920);
    }
}
