//! Pixels as foreign programs read them.

use crate::{Delivery, Tool};
use half::f16;
use std::ffi::OsString;
use std::path::Path;

/// Samples of one picture: one plane a component, in the order of the pixel format.
#[derive(Debug, Clone, PartialEq)]
pub struct Planes<T> {
    /// Pixels per line.
    pub width: usize,
    /// The planes.
    pub planes: Vec<Vec<T>>,
}

fn ffmpeg(arguments: &[OsString]) -> Vec<u8> {
    let ffmpeg = Tool::find("ffmpeg").expect("ffmpeg made the originals");
    let always = ["-v", "error", "-nostdin"].map(OsString::from);
    let output = ffmpeg.run(always.iter().chain(arguments));
    // FFmpeg exits with 0 after some decoder errors, but it says them.
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "ffmpeg {arguments:?}: {}: {complaint}", output.status);
    output.stdout
}

fn words(text: &[&str]) -> Vec<OsString> {
    text.iter().map(OsString::from).collect()
}

/// One frame of a file, decoded by FFmpeg to 16-bit little-endian planes of `pixel_format` without any conversion of
/// colour: the format must be the decoder's own up to byte order and order of the planes.
pub fn raw_planes(file: &Path, frame: usize, pixel_format: &str, width: usize, planes: usize) -> Planes<u16> {
    let mut arguments = words(&["-i"]);
    arguments.push(file.into());
    arguments.extend(words(&["-vf", &format!("select=eq(n\\,{frame})"), "-frames:v", "1", "-map", "0:v:0"]));
    arguments.extend(words(&["-f", "rawvideo", "-pix_fmt", pixel_format, "-"]));
    let bytes = ffmpeg(&arguments);
    let samples: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    assert!(!samples.is_empty() && samples.len().is_multiple_of(width * planes), "{} samples", samples.len());
    let planes = samples.chunks(samples.len() / planes).map(<[u16]>::to_vec).collect();
    Planes { width, planes }
}

/// The top rows of every frame of a delivery, one channel (all are alike in a strip), values 0 to 1 or linear.
pub fn strip_rows(delivery: &Delivery, rows: usize) -> (usize, Vec<Vec<f32>>) {
    let mut arguments = words(&["-start_number", &delivery.first_number().to_string(), "-i"]);
    arguments.push(delivery.pattern().into());
    arguments.extend(words(&["-vf", &format!("crop=iw:{rows}:0:0")]));
    // Planar, green first, whatever the file; 10-bit and half values pass unaltered.
    let is_exr = delivery.extension() == "exr";
    let pixel_format = if is_exr { "gbrpf32le" } else { "gbrp16le" };
    arguments.extend(words(&["-f", "rawvideo", "-pix_fmt", pixel_format, "-"]));
    let bytes = ffmpeg(&arguments);
    let samples: Vec<f32> = if is_exr {
        bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
    } else {
        bytes.as_chunks::<2>().0.iter().map(|two| f32::from(u16::from_le_bytes(*two)) / 65535.0).collect()
    };
    let frames = delivery.frames().len();
    let plane = samples.len() / frames / 3;
    assert_eq!(
        plane * frames * 3,
        samples.len(),
        "ffmpeg did not read {frames} frames of {}",
        delivery.folder.display()
    );
    (plane / rows, samples.chunks(plane * 3).map(|frame| frame[..plane].to_vec()).collect())
}

/// Every pixel of a half EXR in the order of scan lines, red, green, blue, as oiiotool prints them. It prints nine
/// decimals, which is finer than half values lie but not exact: each is taken as the half that it means.
pub fn dumped_pixels(oiiotool: &Tool, file: &Path) -> Vec<[f32; 3]> {
    let text = oiiotool.text([OsString::from("--dumpdata"), OsString::from("--info"), file.into()]);
    let half_of = |value: &str| f16::from_f32(value.parse().expect("a number")).to_f32();
    let pixel = |line: &str| {
        let (_, values) = line.trim().strip_prefix("Pixel (")?.split_once("): ")?;
        let values: Vec<f32> = values.split_whitespace().map(half_of).collect();
        <[f32; 3]>::try_from(values).ok()
    };
    text.lines().filter_map(pixel).collect()
}
