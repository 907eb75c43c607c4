//! A proxy held against its original, fact by fact (rules PX-02 to PX-08).

use super::difference;
use super::index::Known;
use super::reel;
use crate::ClipIdentity;
use crate::rules::Normalisation;
use interneg_spec::{Finding, Level};

/// A difference of the sound's start up to this is rounding of a file's clock.
const SOUND_ROUNDING_US: u64 = 1000;

/// In which ways `proxy` is not what `ocf` is.
pub(super) fn compare(proxy: &Known, ocf: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    names(proxy.clip, ocf.clip, &mut findings);
    findings.extend(reel::compare(proxy.clip, ocf.clip));
    timecode(proxy, ocf, &mut findings);
    rate(proxy.clip, ocf.clip, &mut findings);
    frames(proxy.clip, ocf.clip, &mut findings);
    sound(proxy.clip, ocf.clip, &mut findings);
    findings
}

fn remake(ocf: &ClipIdentity, what: &str) -> String {
    format!("make the proxy again from {} with {what}", ocf.path)
}

/// PX-02: the proxy is called as the camera called the clip.
fn names(proxy: &ClipIdentity, ocf: &ClipIdentity, findings: &mut Vec<Finding>) {
    let plain = Normalisation::ProxySuffix.apply(proxy.stem.clone());
    if proxy.stem == ocf.stem {
        // The file is called right; an editor may still show another name.
    } else if plain == ocf.stem || proxy.stem.eq_ignore_ascii_case(&ocf.stem) {
        findings.push(Finding::warning(
            "PX-02",
            "file_name",
            format!("the file is called {}, the camera's name of the clip is {}", proxy.file_name, ocf.stem),
            format!("call it {} with its own extension; not every application looks past the difference", ocf.stem),
        ));
    } else {
        findings.push(Finding::error(
            "PX-02",
            "file_name",
            format!("the file is called {}, the camera's name of the clip is {}", proxy.file_name, ocf.stem),
            format!("call it {} with its own extension", ocf.stem),
        ));
    }
    if proxy.clip_name != proxy.stem && proxy.clip_name != ocf.stem {
        findings.push(Finding::error(
            "PX-02",
            "clip_name",
            format!("an editor shows the clip as {}, the camera's name of it is {}", proxy.clip_name, ocf.stem),
            remake(ocf, &format!("the clip name {}", ocf.stem)),
        ));
    }
}

/// PX-04: the same first frame, counted in the same way.
fn timecode(proxy: &Known, ocf: &Known, findings: &mut Vec<Finding>) {
    let (clip, original) = (proxy.clip, ocf.clip);
    let mut add = |level: Level, message: String, remedy: String| {
        findings.push(Finding { rule: "PX-04".to_owned(), level, field: "start".to_owned(), message, remedy });
    };
    match (clip.start, original.start) {
        (None, None) => add(
            Level::Warning,
            "neither the proxy nor the original has a timecode".to_owned(),
            "give both the same start timecode, or relink by file names and frame counts alone".to_owned(),
        ),
        (None, Some(start)) => add(
            Level::Error,
            format!("it has no timecode, the original starts at {start}"),
            remake(original, &format!("the start timecode {start}")),
        ),
        (Some(start), None) => add(
            Level::Error,
            format!("it starts at {start}, the original has no timecode that can be used"),
            "find out what the original's timecode is before anything is cut".to_owned(),
        ),
        (Some(_), Some(expected)) => {
            let remedy = || remake(original, &format!("the start timecode {expected}"));
            // Where the rates count otherwise, PX-05 says so, and starts cannot be compared.
            let counts_alike = clip.rate.map(|rate| rate.nominal()) == original.rate.map(|rate| rate.nominal());
            if !counts_alike {
                return;
            }
            if let Some(message) = difference::counting(clip, original) {
                add(Level::Error, message, remedy());
            } else if let (Some(own), Some(other)) = (&proxy.clock, &ocf.clock)
                && let Some(message) = difference::start(own, other, clip, original)
            {
                add(Level::Error, message, remedy());
            }
        }
    }
}

/// PX-05: the same rate.
fn rate(proxy: &ClipIdentity, ocf: &ClipIdentity, findings: &mut Vec<Finding>) {
    match (proxy.rate, ocf.rate) {
        (Some(own), Some(other)) if own != other => findings.push(Finding::error(
            "PX-05",
            "rate",
            format!("it runs at {own} frames a second instead of {other}"),
            remake(ocf, &format!("{other} frames a second, one proxy frame for each frame of the original")),
        )),
        (None, _) | (_, None) => findings.push(Finding::error(
            "PX-05",
            "rate",
            "the proxy or the original does not say its frame rate".to_owned(),
            "state the rate of the project before anything is cut".to_owned(),
        )),
        _ => {}
    }
}

/// PX-06: frame for frame.
fn frames(proxy: &ClipIdentity, ocf: &ClipIdentity, findings: &mut Vec<Finding>) {
    let (own, other) = (proxy.frame_count, ocf.frame_count);
    if own == other {
        return;
    }
    let difference = match own.abs_diff(other) {
        1 => "one frame".to_owned(),
        frames => format!("{frames} frames"),
    };
    let way = if own < other { "short" } else { "too many" };
    let parts = match ocf.parts.len() {
        0 => String::new(),
        parts => format!(" in {parts} files"),
    };
    findings.push(Finding::error(
        "PX-06",
        "frame_count",
        format!("it is {difference} {way}: {own} frames instead of {other}{parts}"),
        remake(ocf, "all of its frames and no handles"),
    ));
}

/// PX-08: the camera's sound, beginning with the picture as it does there.
fn sound(proxy: &ClipIdentity, ocf: &ClipIdentity, findings: &mut Vec<Finding>) {
    let (own, other) = (&proxy.sound, &ocf.sound);
    if own.channels < other.channels {
        let message = format!("it has {} sound channels, the original has {}", own.channels, other.channels);
        let remedy = "carry the camera's channels over where editorial wants them";
        findings.push(Finding::warning("PX-08", "sound", message, remedy));
    }
    // Sound that the original does not have was laid to the proxy, and is judged by its own list.
    if own.channels == 0 || other.channels == 0 {
        return;
    }
    let late_us = i128::from(own.start_us) - i128::from(other.start_us);
    if late_us.unsigned_abs() > u128::from(SOUND_ROUNDING_US) {
        let milliseconds = late_us.unsigned_abs().div_ceil(1000);
        let way = if late_us > 0 { "later" } else { "earlier" };
        findings.push(Finding::error(
            "PX-08",
            "sound",
            format!("its sound starts {milliseconds} ms {way} than that of the original"),
            remake(ocf, "sound and picture starting as they do there"),
        ));
    }
}
