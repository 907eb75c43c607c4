//! A DPX header in the words of a probe.

use super::coding::{Coding, range_of};
use super::header::Header;
use crate::info::Scan;
use crate::sequence::still::{Still, exact_rate, header_timecode};
use interneg_spec::Rate;
use std::collections::BTreeMap;

/// Says what `header` says.
pub(super) fn still(header: &Header, coding: &Coding) -> Still {
    let element = &header.elements[0];
    let rate = rate_of(header);
    let word = header.television.timecode;
    Still {
        raster: coding.raster,
        layout: coding.layout(),
        pixel_format: coding.name(),
        bits: coding.bits,
        is_float: false,
        range: range_of(element.low_code, element.high_code, coding.bits),
        chromaticities: None,
        transfer: element.transfer.and_then(|code| named(code, &TRANSFERS)),
        primaries: element.colorimetric.and_then(|code| named(code, &COLORIMETRICS)),
        pixel_aspect: pixel_aspect(header.source.pixel_aspect),
        scan: match header.television.interlace {
            Some(0) => Scan::Progressive,
            Some(1) => Scan::Interlaced,
            _ => Scan::Unknown,
        },
        rate,
        timecode: word.and_then(|word| header_timecode(word, false, rate)),
        pair_word: word.filter(|_| rate.is_some_and(|rate| rate.nominal() > 30)),
        timecode_origin: "dpx television header",
        reel: Some(header.source.device.trim().to_owned()).filter(|reel| !reel.is_empty()),
        metadata: metadata(header),
    }
}

/// The rate, where the film and the television section do not contradict each other. Zero stands for undefined.
fn rate_of(header: &Header) -> Option<Rate> {
    let defined = |fps: Option<f32>| fps.filter(|fps| *fps != 0.0).map(f64::from);
    match (defined(header.film.rate_fps), defined(header.television.rate_fps)) {
        (Some(film), Some(television)) if exact_rate(film) != exact_rate(television) => None,
        (Some(fps), _) | (None, Some(fps)) => exact_rate(fps),
        (None, None) => None,
    }
}

/// Square where either part is undefined or zero: FFmpeg writes 0 to 1.
fn pixel_aspect(parts: [Option<u32>; 2]) -> (u32, u32) {
    match parts {
        [Some(horizontal @ 1..), Some(vertical @ 1..)] => (horizontal, vertical),
        _ => (1, 1),
    }
}

fn metadata(header: &Header) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            tags.insert(format!("dpx:{key}"), value.trim().to_owned());
        }
    };
    let text = |value: &String| Some(value.clone());
    let number = |value: Option<u32>| value.map(|value| value.to_string());
    let float = |value: Option<f32>| value.map(|value| value.to_string());
    let (element, source, film, television) = (&header.elements[0], &header.source, &header.film, &header.television);
    put("version", text(&header.version));
    put("fileName", text(&header.file_name));
    put("created", text(&header.created));
    put("creator", text(&header.creator));
    put("project", text(&header.project));
    put("copyright", text(&header.copyright));
    put("description", text(&element.description));
    put("transfer", element.transfer.map(|code| code.to_string()));
    put("colorimetric", element.colorimetric.map(|code| code.to_string()));
    put("lowCode", number(element.low_code));
    put("highCode", number(element.high_code));
    put("sourceFileName", text(&source.file_name));
    put("sourceCreated", text(&source.created));
    put("inputDevice", text(&source.device));
    put("inputDeviceSerial", text(&source.device_serial));
    put("filmEdgeCode", Some(film.edge_code.concat()));
    put("filmFormat", text(&film.format));
    put("framePosition", number(film.frame_position));
    put("sequenceLength", number(film.sequence_length));
    put("filmRate", float(film.rate_fps));
    put("shutterAngle", float(film.shutter_degrees));
    put("frameId", text(&film.frame_id));
    put("slate", text(&film.slate));
    put("timecode", television.timecode.map(|word| format!("{word:08x}")));
    put("userBits", television.user_bits.map(|word| format!("{word:08x}")));
    put("televisionRate", float(television.rate_fps));
    tags
}

/// Name of a code of ST 268 table 5; `None` for codes that say nothing.
fn named(code: u8, names: &[&str]) -> Option<String> {
    match names.get(usize::from(code)) {
        Some(&"") => None,
        Some(name) => Some(format!("dpx {code} ({name})")),
        None => Some(format!("dpx {code}")),
    }
}

/// Transfer characteristics by code, ST 268 table 5A; empty where the code says nothing.
const TRANSFERS: [&str; 13] = [
    "",
    "printing density",
    "linear",
    "logarithmic",
    "",
    "SMPTE 274M",
    "BT.709",
    "BT.601 625",
    "BT.601 525",
    "composite NTSC",
    "composite PAL",
    "Z linear",
    "Z homogeneous",
];

/// Colorimetric specifications by code, ST 268 table 5B; empty where the code says nothing.
const COLORIMETRICS: [&str; 13] = [
    "",
    "printing density",
    "",
    "",
    "",
    "SMPTE 274M",
    "BT.709",
    "BT.601 625",
    "BT.601 525",
    "composite NTSC",
    "composite PAL",
    "",
    "",
];
