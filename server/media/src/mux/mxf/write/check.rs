//! What an MXF file of ours can hold; after this check nothing in a description is out of bounds.

use crate::mux::mxf::{MxfError, colour};
use crate::mux::vc3::compression_id;
use crate::mux::{FieldOrder, MovieDescription, PictureTrack};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};

/// Channels of sound: as many as Avid takes of a clip, and as the tape package has tracks.
pub(super) const MOST_CHANNELS: usize = 24;
/// Characters of a text: a value of a local set ends at 65535 bytes.
const MOST_CHARACTERS: usize = 4096;
/// User comments of a clip: their list of ids ends at 65535 bytes.
const MOST_COMMENTS: usize = 1024;
/// Frames of a clip: a day at the fastest rate that we know.
const MOST_FRAMES: u64 = 24 * 3600 * 1000;

/// Checks a description.
///
/// # Errors
/// `Description` with the first field that cannot be held.
pub(super) fn check(clip: &MovieDescription) -> Result<(), MxfError> {
    check_picture(clip)?;
    check_texts(clip)?;
    if !(1..=MOST_FRAMES).contains(&clip.frame_count) {
        return refuse("frame_count", format!("{} frames, held are 1 to {MOST_FRAMES}", clip.frame_count));
    }
    if let Some(start) = clip.start
        && let Err(error) = start.frame_count(clip.rate)
    {
        return refuse("start", error.to_string());
    }
    if let Some(sound) = &clip.sound {
        if !(1..=MOST_CHANNELS).contains(&sound.channels()) {
            return refuse("sound", format!("{} channels, held are 1 to {MOST_CHANNELS}", sound.channels()));
        }
        if !(8000..=192_000).contains(&sound.sample_rate_hz) {
            return refuse("sound", format!("{} samples per second, held are 8000 to 192000", sound.sample_rate_hz));
        }
    }
    Ok(())
}

fn refuse(field: &'static str, reason: String) -> Result<(), MxfError> {
    Err(MxfError::Description { field, reason })
}

fn check_picture(clip: &MovieDescription) -> Result<(), MxfError> {
    let picture = &clip.picture;
    let (width, height) = (picture.raster.width, picture.raster.height);
    if !(1..=16384).contains(&width) || !(1..=16384).contains(&height) {
        return refuse("picture.raster", format!("{}, held are 1x1 to 16384x16384", picture.raster));
    }
    if picture.codec.family() == CodecFamily::Prores {
        if picture.field_order != FieldOrder::Progressive {
            return refuse("picture.field_order", "fields of ProRes are held in QuickTime only".to_owned());
        }
    } else if compression_id(picture).is_none() {
        let whole = PictureTrack { field_order: FieldOrder::Progressive, ..picture.clone() };
        let other_depth = PictureTrack { bits: picture.codec.bits(), ..picture.clone() };
        return match (compression_id(&whole), compression_id(&other_depth)) {
            (Some(_), _) => refuse("picture.field_order", format!("{} has whole frames there", picture.codec)),
            (_, Some(_)) => refuse("picture.bits", format!("{} does not have {} bits", picture.codec, picture.bits)),
            _ => refuse("picture.raster", format!("{} does not have {} pixels", picture.codec, picture.raster)),
        };
    }
    if !(1..=65535).contains(&picture.pixel_aspect.0) || !(1..=65535).contains(&picture.pixel_aspect.1) {
        return refuse("picture.pixel_aspect", format!("{:?}, held are 1 to 65535", picture.pixel_aspect));
    }
    if let Some(clean) = picture.clean_aperture {
        let inside = |from: u32, size: u32, all: u32| size > 0 && from.checked_add(size).is_some_and(|end| end <= all);
        if !inside(clean.left, clean.width, width) || !inside(clean.top, clean.height, height) {
            return refuse("picture.clean_aperture", format!("{clean:?} lies outside of {}", picture.raster));
        }
        let is_even = clean.top.is_multiple_of(2) && clean.height.is_multiple_of(2);
        if picture.field_order != FieldOrder::Progressive && !is_even {
            return refuse("picture.clean_aperture", format!("{clean:?} has an odd line, and fields share it"));
        }
    }
    let tags = picture.colour;
    for (field, code, label) in [
        ("picture.colour.primaries", tags.primaries, colour::primaries(tags.primaries)),
        ("picture.colour.transfer", tags.transfer, colour::transfer(tags.transfer)),
        ("picture.colour.matrix", tags.matrix, colour::equations(tags.matrix)),
    ] {
        if code != colour::UNSPECIFIED && label.is_none() {
            return refuse(field, format!("code point {code} of H.273 has no label; 2 leaves it untold"));
        }
    }
    if picture.is_rgb() && picture.codec != ProxyCodec::Dnxhr444 {
        return refuse("picture.colour.matrix", format!("{} holds no R'G'B': take dnxhr_444", picture.codec));
    }
    if picture.has_alpha {
        return refuse("picture.has_alpha", "alpha lies in QuickTime only".to_owned());
    }
    Ok(())
}

fn check_texts(clip: &MovieDescription) -> Result<(), MxfError> {
    let names: [(&str, &str); 5] = [
        ("clip_name", &clip.clip_name),
        ("project", &clip.project),
        ("rendition", &clip.rendition),
        ("tool", &clip.tool),
        ("reel", clip.reel.as_deref().unwrap_or("-")),
    ];
    for (field, text) in names {
        if text.is_empty() {
            return refuse(field, "it is empty".to_owned());
        }
        check_text(field, text)?;
    }
    check_text("tool_version", &clip.tool_version)?;
    if clip.comments.len() > MOST_COMMENTS {
        return refuse("comments", format!("{} of them, held are {MOST_COMMENTS}", clip.comments.len()));
    }
    for (name, value) in &clip.comments {
        check_text("comments", name)?;
        check_text("comments", value)?;
    }
    clip.sound.iter().flat_map(|sound| &sound.channel_names).try_for_each(|name| check_text("channel_names", name))
}

fn check_text(field: &'static str, text: &str) -> Result<(), MxfError> {
    if text.contains('\0') {
        return refuse(field, format!("a zero character in {text:?}"));
    }
    if text.chars().count() > MOST_CHARACTERS {
        return refuse(field, format!("{} characters, held are {MOST_CHARACTERS}", text.chars().count()));
    }
    Ok(())
}
