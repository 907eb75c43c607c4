//! What a decoded picture says of its colours, in our words.

use ffmpeg_next::frame::Video;
use ffmpeg_next::util::chroma::Location;
use ffmpeg_next::util::color::{Primaries, Range, Space, TransferCharacteristic};
use interneg_spec::{Matrix, SampleRange, Siting};

/// Colour tags of a picture; absent where neither the container nor the bitstream has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColourTags {
    pub range: Option<SampleRange>,
    pub matrix: Option<Matrix>,
    pub unsupported_matrix: Option<String>,
    pub siting: Option<Siting>,
    pub primaries: Option<String>,
    pub transfer: Option<String>,
    /// What a user should know of a siting that was not taken.
    pub siting_note: Option<String>,
}

/// How chroma is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chroma {
    /// RGB.
    None,
    /// 4:4:4.
    Full,
    /// 4:2:2.
    HalfWidth,
    /// 4:2:0.
    HalfBoth,
}

impl Chroma {
    /// Tells it from FFmpeg's name of the pixel format and its chroma shifts.
    pub fn of(pixel_format: &str, log2_width: u8, log2_height: u8) -> Self {
        match (log2_width, log2_height) {
            _ if is_rgb(pixel_format) => Self::None,
            (0, 0) => Self::Full,
            (_, 0) => Self::HalfWidth,
            _ => Self::HalfBoth,
        }
    }

    /// Chroma has fewer samples than luma.
    pub fn is_subsampled(self) -> bool {
        matches!(self, Self::HalfWidth | Self::HalfBoth)
    }
}

/// The pixel format stores R'G'B'.
pub(super) fn is_rgb(pixel_format: &str) -> bool {
    pixel_format.starts_with("rgb") || pixel_format.starts_with("gbr")
}

/// Reads the tags of a decoded picture.
pub(super) fn of(frame: &Video, codec: &str, pixel_format: &str, chroma: Chroma) -> ColourTags {
    let (matrix, unsupported_matrix) = match chroma {
        Chroma::None => (None, None),
        _ => matrix(frame.color_space()),
    };
    let (siting, siting_note) = siting(frame.chroma_location(), codec, chroma);
    ColourTags {
        range: match frame.color_range() {
            Range::JPEG => Some(SampleRange::Full),
            Range::MPEG => Some(SampleRange::Legal),
            // These pixel formats are full range by their definition.
            Range::Unspecified => pixel_format.starts_with("yuvj").then_some(SampleRange::Full),
        },
        matrix,
        unsupported_matrix,
        siting,
        siting_note,
        primaries: match frame.color_primaries() {
            Primaries::Reserved | Primaries::Reserved0 => None,
            primaries => primaries.name().map(str::to_owned),
        },
        transfer: match frame.color_transfer_characteristic() {
            TransferCharacteristic::Reserved | TransferCharacteristic::Reserved0 => None,
            transfer => transfer.name().map(str::to_owned),
        },
    }
}

fn matrix(space: Space) -> (Option<Matrix>, Option<String>) {
    match space {
        Space::BT709 => (Some(Matrix::Bt709), None),
        // ITU-T H.273 table 4: codes 5 and 6 have the same coefficients.
        Space::BT470BG | Space::SMPTE170M => (Some(Matrix::Bt601), None),
        Space::BT2020NCL => (Some(Matrix::Bt2020), None),
        Space::Unspecified | Space::Reserved => (None, None),
        other => (None, other.name().map(str::to_owned)),
    }
}

fn siting(location: Location, codec: &str, chroma: Chroma) -> (Option<Siting>, Option<String>) {
    match (chroma, location) {
        (Chroma::None | Chroma::Full, _) => (None, None),
        // In 4:2:2 chroma has as many lines as luma, so only the horizontal position means anything.
        (Chroma::HalfWidth, Location::Left | Location::TopLeft | Location::BottomLeft) => (Some(Siting::Left), None),
        (Chroma::HalfWidth, Location::Center | Location::Top | Location::Bottom) => (Some(Siting::Centre), None),
        (Chroma::HalfBoth, Location::Left) => (Some(Siting::Left), None),
        (Chroma::HalfBoth, Location::Center) => (Some(Siting::Centre), None),
        (Chroma::HalfBoth, Location::TopLeft) => (Some(Siting::TopLeft), None),
        (Chroma::HalfBoth, Location::Top | Location::Bottom | Location::BottomLeft) => {
            (None, Some(format!("chroma siting {location:?} is none that is read; set the siting of the clip")))
        }
        (_, Location::Unspecified) => (siting_of_standard(codec, chroma), None),
    }
}

/// Where a codec's standard puts chroma when the stream is silent.
fn siting_of_standard(codec: &str, chroma: Chroma) -> Option<Siting> {
    match (codec, chroma) {
        // ProRes (SMPTE RDD 36) and VC-3 (SMPTE ST 2019-1) code the 4:2:2 lattice of ITU-R BT.601, ST 274 and ST 296,
        // where chroma is co-sited with every other luma sample; so does MPEG-2 (ISO/IEC 13818-2 section 6.1.1).
        ("prores" | "dnxhd" | "mpeg2video", Chroma::HalfWidth) => Some(Siting::Left),
        // ISO/IEC 13818-2 section 6.1.1: MPEG-2 4:2:0 lies on the left luma sample, between lines.
        ("mpeg2video", Chroma::HalfBoth) => Some(Siting::Left),
        // ITU-T H.264 section E.2.1 and H.265 section E.3.1: chroma_sample_loc_type is 0 when absent; 4:2:2 is
        // co-sited by H.264 section 6.2.
        ("h264" | "hevc", Chroma::HalfWidth | Chroma::HalfBoth) => Some(Siting::Left),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_settled_only_by_a_standard() {
        let silent = |codec, chroma| siting(Location::Unspecified, codec, chroma).0;
        assert_eq!(silent("prores", Chroma::HalfWidth), Some(Siting::Left));
        assert_eq!(silent("jpeg2000", Chroma::HalfWidth), None);
        assert_eq!(silent("h264", Chroma::HalfBoth), Some(Siting::Left));
        assert_eq!(silent("prores", Chroma::Full), None);
    }

    #[test]
    fn lines_do_not_matter_in_422() {
        assert_eq!(siting(Location::TopLeft, "mpeg2video", Chroma::HalfWidth).0, Some(Siting::Left));
        assert_eq!(siting(Location::TopLeft, "hevc", Chroma::HalfBoth).0, Some(Siting::TopLeft));
        let (none, note) = siting(Location::Bottom, "hevc", Chroma::HalfBoth);
        assert!(none.is_none() && note.is_some());
    }

    #[test]
    fn matrices_that_cannot_be_undone_keep_their_name() {
        assert_eq!(matrix(Space::SMPTE170M), (Some(Matrix::Bt601), None));
        assert_eq!(matrix(Space::BT2020NCL), (Some(Matrix::Bt2020), None));
        assert_eq!(matrix(Space::ICTCP), (None, Some("ictcp".to_owned())));
        assert_eq!(matrix(Space::Unspecified), (None, None));
    }
}
