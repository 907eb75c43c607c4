//! What a description may ask for.

use super::MovError;
use super::clock::Clock;
use crate::mux::{CleanAperture, MovieDescription, PictureTrack, first_sample};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use interneg_spec::{Raster, SampleRange};

/// Most frames: more than a day at 120 frames per second, and a sample table of 64 MiB.
const MOST_FRAMES: u64 = 1 << 24;
/// Most channels of sound, each a track.
const MOST_CHANNELS: usize = 64;
/// Sample rates that 16 bits of a sound description hold.
const SAMPLE_RATES_HZ: std::ops::RangeInclusive<u32> = 8000..=65_535;
/// Longest name or comment.
const MOST_TEXT_BYTES: usize = 4096;
/// Most comments.
const MOST_COMMENTS: usize = 256;
/// Longest side of a picture as it is shown: sizes are signed numbers with 16 bits before the point.
const MOST_PIXELS_A_SIDE: u64 = 32_767;

fn refused(field: &'static str, reason: String) -> MovError {
    MovError::Description { field, reason }
}

/// Holds a description against what the format can hold and what this writer writes.
pub(super) fn check(description: &MovieDescription) -> Result<(), MovError> {
    if !(1..=MOST_FRAMES).contains(&description.frame_count) {
        return Err(refused("frame_count", format!("{}, expected 1 to {MOST_FRAMES}", description.frame_count)));
    }
    check_picture(&description.picture)?;
    check_sound(description)?;
    check_timecode(description)?;
    check_texts(description)
}

fn check_picture(picture: &PictureTrack) -> Result<(), MovError> {
    let (width, height) = picture.pixel_aspect;
    if width == 0 || height == 0 {
        return Err(refused("picture.pixel_aspect", format!("{width}:{height}, expected no zero")));
    }
    let Raster { width: columns, height: lines } = picture.raster;
    let shown_columns = u64::from(columns) * u64::from(width) / u64::from(height);
    let sides = [u64::from(columns), u64::from(lines), shown_columns];
    if !sides.iter().all(|side| (1..=MOST_PIXELS_A_SIDE).contains(side)) {
        let reason = format!(
            "{} with pixels of {width}:{height}, expected 1 to {MOST_PIXELS_A_SIDE} pixels a side as it is shown",
            picture.raster
        );
        return Err(refused("picture.raster", reason));
    }
    if let Some(CleanAperture { left, top, width, height }) = picture.clean_aperture {
        let fits =
            |begin: u32, length: u32, side: u32| length > 0 && begin.checked_add(length).is_some_and(|end| end <= side);
        if !fits(left, width, columns) || !fits(top, height, lines) {
            let reason = format!("{width}x{height} at {left}, {top} is not inside of {}", picture.raster);
            return Err(refused("picture.clean_aperture", reason));
        }
    }
    let codec = picture.codec;
    if picture.has_alpha && !matches!(codec, ProxyCodec::Prores4444 | ProxyCodec::Prores4444Xq) {
        let reason = format!("{codec} has none: take prores_4444 or prores_4444_xq");
        return Err(refused("picture.has_alpha", reason));
    }
    if picture.is_rgb() && codec != ProxyCodec::Dnxhr444 {
        return Err(refused("picture.colour.matrix", format!("{codec} holds no R'G'B': take dnxhr_444")));
    }
    if picture.codec.family() == CodecFamily::Prores && picture.range == SampleRange::Full {
        let reason = "full range, which ProRes has no mark for: convert the picture to legal range".to_owned();
        return Err(refused("picture.range", reason));
    }
    Ok(())
}

fn check_sound(description: &MovieDescription) -> Result<(), MovError> {
    let Some(sound) = &description.sound else { return Ok(()) };
    if !(1..=MOST_CHANNELS).contains(&sound.channels()) {
        let reason = format!("{} of them, expected 1 to {MOST_CHANNELS}", sound.channels());
        return Err(refused("sound.channel_names", reason));
    }
    if !SAMPLE_RATES_HZ.contains(&sound.sample_rate_hz) {
        let reason = format!("{} Hz, expected 8000 to 65535: convert the sound to 48000 Hz", sound.sample_rate_hz);
        return Err(refused("sound.sample_rate_hz", reason));
    }
    let samples = first_sample(description.frame_count, description.rate, sound.sample_rate_hz);
    if samples == 0 || u32::try_from(samples).is_err() {
        return Err(refused("sound", format!("{samples} samples a channel, expected 1 to {}", u32::MAX)));
    }
    Ok(())
}

fn check_timecode(description: &MovieDescription) -> Result<(), MovError> {
    let Some(start) = description.start else { return Ok(()) };
    start.frame_count(description.rate).map_err(|error| refused("start", error.to_string()))?;
    if u8::try_from(description.rate.nominal()).is_err() {
        return Err(refused("start", format!("timecode at {} fps, expected at most 255", description.rate)));
    }
    // The timecode track has one sample as long as the movie, and a sample's duration has 32 bits.
    if u32::try_from(Clock::of(description.rate).ticks_of_frames(description.frame_count)).is_err() {
        let reason = format!("{} at {} fps, too long for one timecode", description.frame_count, description.rate);
        return Err(refused("frame_count", reason));
    }
    Ok(())
}

fn check_texts(description: &MovieDescription) -> Result<(), MovError> {
    let check = |field: &'static str, text: &str| {
        if text.len() > MOST_TEXT_BYTES || text.contains('\0') {
            let reason = format!("{} bytes, expected at most {MOST_TEXT_BYTES} and no zero byte", text.len());
            return Err(refused(field, reason));
        }
        Ok(())
    };
    check("clip_name", &description.clip_name)?;
    check("reel", description.reel.as_deref().unwrap_or_default())?;
    check("tool", &description.tool)?;
    check("tool_version", &description.tool_version)?;
    for name in description.sound.iter().flat_map(|sound| &sound.channel_names) {
        check("sound.channel_names", name)?;
    }
    if description.comments.len() > MOST_COMMENTS {
        let reason = format!("{} of them, expected at most {MOST_COMMENTS}", description.comments.len());
        return Err(refused("comments", reason));
    }
    for (name, text) in &description.comments {
        if name.is_empty() {
            return Err(refused("comments", "one without a name".to_owned()));
        }
        check("comments", name)?;
        check("comments", text)?;
    }
    Ok(())
}
