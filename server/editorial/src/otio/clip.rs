//! A clip: its media, its speed, and what metadata says of it.

use super::error::OtioError;
use super::json::Object;
use super::time::{Range, whole};
use crate::timeline::{CdlNumbers, Event, Picture, SourceOrigin, Speed};
use crate::url;
use interneg_spec::{Finding, FrameRange, Rate};
use serde_json::Value;

/// A clip, before it has a place on the record.
#[derive(Debug)]
pub(super) struct ReadClip {
    pub event: Event,
    /// Length on the track, in frames of the timeline.
    pub record_frames: f64,
    pub findings: Vec<Finding>,
}

/// Reads a clip for a timeline of `rate`.
pub(super) fn read(clip: &Object<'_>, rate: Rate) -> Result<ReadClip, OtioError> {
    let mut findings = Vec::new();
    let media = media_of(clip)?;
    let available = media.as_ref().map(|media| Range::of(media, "available_range")).transpose()?.flatten();
    let used = Range::of(clip, "source_range")?.or(available);
    let used =
        used.ok_or_else(|| clip.error("the clip has neither a source_range nor media with an available_range"))?;
    let source_rate = available.unwrap_or(used).start.rate;
    let (speed, freeze) = speed_of(clip, &mut findings)?;
    // The source range says how long the clip is on the record; how much it uses is a matter of its speed.
    let (length, exact_length) = frames(clip, used.duration.at(source_rate))?;
    let (first, exact_first) = frames(clip, used.start.at(source_rate))?;
    if !exact_length || !exact_first {
        let message = format!("the source is not cut at whole frames at {source_rate} fps and was rounded");
        findings.push(Finding::warning("OTIO-FRACTION", &clip.at, message, "look at the first and the last frame"));
    }
    let used_frames = if freeze { 1 } else { speed.source_frames(length) };
    if speed.is_reverse() {
        let message = "the event runs backwards: the source range was taken as written forwards";
        findings.push(Finding::warning("CF-02", &clip.at, message, "look at the event beside the editor's reference"));
    }
    let (picture, source_file) = picture_of(media.as_ref())?;
    let available = available.map(|range| available_frames(clip, range, source_rate)).transpose()?;
    let origin = match available {
        Some(all) if all.contains(first) && all.first > 0 => SourceOrigin::Timecode,
        Some(all) if all.contains(first) => SourceOrigin::MediaStart,
        _ => SourceOrigin::Unstated,
    };
    let text = |path: &[&str]| clip.find_text(path);
    let comments = clip.find(&["metadata", "cmx_3600", "comments"]).and_then(Value::as_array);
    let comments = comments.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let drop_frame = clip.find(&["metadata", "interneg", "source_drop_frame"]).and_then(Value::as_bool);
    let event = Event {
        source_origin: origin,
        source_drop_frame: drop_frame.or((!source_rate.allows_drop_frame()).then_some(false)),
        counted_as_drop_frame: drop_frame.unwrap_or(false),
        available,
        picture,
        reel: text(&["metadata", "cmx_3600", "reel"]).or_else(|| text(&["metadata", "ALE", "Tape"])),
        clip_name: clip.text("name").map(str::to_owned),
        source_file,
        umid: text(&["metadata", "interneg", "umid"]),
        speed,
        freeze,
        cdl: cdl_of(clip),
        comments: comments.collect(),
        ..Event::of_clip(source_rate, FrameRange::new(first, first.saturating_add(used_frames)))
    };
    Ok(ReadClip { event, record_frames: used.duration.at(rate), findings })
}

/// The media that the clip shows now: `Clip.2` has several and says which, `Clip.1` has one.
fn media_of<'a>(clip: &Object<'a>) -> Result<Option<Object<'a>>, OtioError> {
    let Some(all) = clip.object("media_references")? else { return clip.object("media_reference") };
    let key = clip.text("active_media_reference_key").unwrap_or("DEFAULT_MEDIA");
    let media = all.object(key)?;
    if media.is_none() && clip.text("active_media_reference_key").is_some() {
        return Err(clip.error(format_args!("there is no media reference {key:?}")));
    }
    Ok(media)
}

fn picture_of(media: Option<&Object<'_>>) -> Result<(Picture, Option<String>), OtioError> {
    let Some(media) = media else { return Ok((Picture::Clip, None)) };
    match media.schema()? {
        "ExternalReference" => Ok((Picture::Clip, media.text("target_url").map(url::path_of))),
        "ImageSequenceReference" => {
            let part = |field: &str| media.text(field).unwrap_or_default();
            let digits = media.number("frame_zero_padding").unwrap_or(0.0).clamp(1.0, 16.0);
            let base = url::path_of(part("target_url_base"));
            let slash = if base.is_empty() || base.ends_with(['/', '\\']) { "" } else { "/" };
            let hashes = "#".repeat(digits as usize);
            let path = format!("{base}{slash}{}{hashes}{}", part("name_prefix"), part("name_suffix"));
            Ok((Picture::Clip, Some(path)))
        }
        "GeneratorReference" => Ok((
            match media.text("generator_kind") {
                Some("black") => Picture::Black,
                Some("SMPTEBars") => Picture::Bars,
                kind => Picture::Generator(kind.or_else(|| media.text("name")).unwrap_or_default().to_owned()),
            },
            None,
        )),
        "MissingReference" => Ok((Picture::Clip, None)),
        other => Err(media.unsupported(format_args!("media of the kind {other} are not read"))),
    }
}

/// Speed and freeze, from the clip's effects.
fn speed_of(clip: &Object<'_>, findings: &mut Vec<Finding>) -> Result<(Speed, bool), OtioError> {
    let (mut scalar, mut freeze) = (1.0, false);
    for effect in clip.list("effects")? {
        match effect.schema()? {
            "FreezeFrame" => freeze = true,
            "LinearTimeWarp" => {
                scalar *= effect.number("time_scalar").ok_or_else(|| effect.error("it has no time_scalar"))?;
            }
            // It only says that there is one, and not how fast it is.
            "TimeEffect" => return Err(effect.unsupported("the clip has a time effect of unknown speed")),
            other => {
                let name = effect.text("effect_name").or_else(|| effect.text("name")).unwrap_or(other);
                let message = format!("the effect {name:?} is not read");
                findings.push(Finding::note("OTIO-EFFECT", &effect.at, message));
            }
        }
    }
    if freeze || scalar == 0.0 {
        return Ok((Speed::FREEZE, true));
    }
    let speed = Speed::from_f64(scalar).filter(|speed| speed.numerator() != 0);
    Ok((speed.ok_or_else(|| clip.error(format_args!("the speed {scalar} is no speed of a clip")))?, false))
}

fn cdl_of(clip: &Object<'_>) -> Option<CdlNumbers> {
    let triple = |name: &str| -> Option<[f64; 3]> {
        let values = clip.find(&["metadata", "cdl", "asc_sop", name])?.as_array()?;
        values.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>()?.try_into().ok()
    };
    clip.find(&["metadata", "cdl"])?;
    let plain = CdlNumbers::default();
    Some(CdlNumbers {
        slope: triple("slope").unwrap_or(plain.slope),
        offset: triple("offset").unwrap_or(plain.offset),
        power: triple("power").unwrap_or(plain.power),
        saturation: clip.find(&["metadata", "cdl", "asc_sat"]).and_then(Value::as_f64).unwrap_or(plain.saturation),
    })
}

fn available_frames(clip: &Object<'_>, range: Range, rate: Rate) -> Result<FrameRange, OtioError> {
    let (first, _) = frames(clip, range.start.at(rate))?;
    let (length, _) = frames(clip, range.duration.at(rate))?;
    Ok(FrameRange::new(first, first.saturating_add(length)))
}

fn frames(clip: &Object<'_>, value: f64) -> Result<(u64, bool), OtioError> {
    whole(value).ok_or_else(|| clip.unsupported("the clip begins before frame 0 of its media"))
}
