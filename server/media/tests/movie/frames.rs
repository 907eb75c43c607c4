//! Every frame, from every start position.

use crate::{material, probe};
use interneg_kernels::{ByteOrder, Layout, Picture, Sample, Subsampling};
use interneg_media::{Conformed, DecodedFrame, MediaError, MovieReader, ProbeOptions, SourceInfo};
use interneg_spec::Rate;
use std::path::Path;

fn sample(picture: &Picture<'_>, plane: usize, line: usize, column: usize) -> u32 {
    let plane = picture.planes[plane];
    let row = &plane.bytes[line * plane.stride_bytes..];
    match layout_sample(picture.layout).0 {
        Sample::U8 => u32::from(row[column]),
        Sample::U16(ByteOrder::Little) => u32::from(u16::from_le_bytes([row[2 * column], row[2 * column + 1]])),
        other => panic!("no movie of these tests has {other:?}"),
    }
}

fn layout_sample(layout: Layout) -> (Sample, u8) {
    match layout {
        Layout::YCbCrPlanar { sample, bits, .. }
        | Layout::RgbPlanar { sample, bits }
        | Layout::RgbPacked { sample, bits, .. } => (sample, bits),
        other => panic!("no movie of these tests has {other:?}"),
    }
}

/// The number that a frame bears, read in line 16.
fn number_of(frame: &DecodedFrame) -> u32 {
    let picture = frame.picture();
    let (_, bits) = layout_sample(picture.layout);
    let (plane, step, bits) = match picture.layout {
        // Green.
        Layout::RgbPlanar { .. } => (1, 1, bits),
        Layout::RgbPacked { components, shift, .. } => (0, usize::from(components), bits + shift),
        _ => (0, 1, bits),
    };
    let value = |column: usize| sample(&picture, plane, 16, column * step);
    material::number_of(value, (1 << bits) - 1).expect("the frame bears a number")
}

/// The planes in FFmpeg's order without padding, as its rawvideo writer lays them out.
fn packed(frame: &DecodedFrame) -> Vec<u8> {
    let picture = frame.picture();
    let (kind, _) = layout_sample(picture.layout);
    let sample_bytes = if kind == Sample::U8 { 1 } else { 2 };
    let (order, shapes) = match picture.layout {
        Layout::YCbCrPlanar { subsampling, .. } => {
            let (half_width, half_height) = match subsampling {
                Subsampling::S420 => (2, 2),
                Subsampling::S422 => (2, 1),
                Subsampling::S444 => (1, 1),
            };
            let chroma = (picture.width.div_ceil(half_width), picture.height.div_ceil(half_height));
            (vec![0, 1, 2], vec![(picture.width, picture.height), chroma, chroma])
        }
        // FFmpeg writes G, B, R.
        Layout::RgbPlanar { .. } => (vec![1, 2, 0], vec![(picture.width, picture.height); 3]),
        Layout::RgbPacked { components, .. } => {
            (vec![0], vec![(picture.width * usize::from(components), picture.height)])
        }
        other => panic!("no movie of these tests has {other:?}"),
    };
    let mut bytes = Vec::new();
    for (index, (columns, lines)) in order.into_iter().zip(shapes) {
        let plane = picture.planes[index];
        for line in 0..lines {
            bytes.extend_from_slice(&plane.bytes[line * plane.stride_bytes..][..columns * sample_bytes]);
        }
    }
    bytes
}

/// Reads the movie from every position, and compares all pixels with ffmpeg's.
fn check_every_start(path: &Path, info: &SourceInfo, frames: u32, threads: usize) {
    assert_eq!(info.frame_count, u64::from(frames), "{}", path.display());
    let truth = material::decoded_by_ffmpeg(path, &info.pixel_format);
    for first in 0..frames {
        let mut reader = MovieReader::open(info, u64::from(first), threads).unwrap();
        // All of the movie from the first positions, then as far as one group of pictures goes.
        let last = if first < 2 { frames } else { frames.min(first + 14) };
        for expected in first..last {
            let frame = reader.next_frame().unwrap_or_else(|error| panic!("started at {first}: {error}"));
            assert_eq!(number_of(&frame), expected, "started at {first}, {}", path.display());
            let pixels = packed(&frame);
            let offset = expected as usize * pixels.len();
            assert!(
                pixels == truth[offset..offset + pixels.len()],
                "pixels of {expected} from {first}: {}",
                path.display()
            );
        }
        if last == frames {
            let end = reader.next_frame().err().map(|error| error.to_string());
            assert!(
                end.as_ref().is_some_and(|text| text.contains(&format!("the movie has {frames} frames"))),
                "{end:?}"
            );
        }
    }
    assert!(MovieReader::open(info, u64::from(frames), threads).is_err());
}

fn check(name: &str, rate: &str, frames: u32, arguments: &str) {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = material::make(folder.path(), name, rate, frames, arguments) else { return };
    let info = probe(&path).unwrap();
    assert_eq!(info.rate.map(|rate| rate.to_string()).as_deref(), Some(rate));
    for threads in [1, 3] {
        check_every_start(&path, &info, frames, threads);
    }
}

#[test]
fn prores_422_at_23_976() {
    check("a.mov", "24000/1001", 20, "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le -timecode 01:00:00:00");
}

#[test]
fn prores_4444_at_25() {
    check("a.mov", "25", 20, "-c:v prores_ks -profile:v 4444 -pix_fmt yuv444p10le");
}

#[test]
fn dnxhr_hqx_in_mov_drop_frame() {
    let arguments = "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le -timecode 00:59:59;20";
    check("a.mov", "30000/1001", 20, arguments);
}

#[test]
fn dnxhr_hqx_in_mxf() {
    check("a.mxf", "25", 20, "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le -timecode 10:00:00:00");
}

#[test]
fn dnxhr_444_in_mov() {
    check("a.mov", "24", 12, "-c:v dnxhd -profile:v dnxhr_444 -pix_fmt yuv444p10le");
}

const LONG_GOP: &str = "-pix_fmt yuv422p10le -g 12 -bf 3 -threads 1";

#[test]
fn h264_long_gop_in_mov() {
    check("a.mov", "24000/1001", 50, &format!("-c:v libx264 -preset fast -b_strategy 0 {LONG_GOP}"));
}

#[test]
fn h264_open_gop_pyramid_in_mp4() {
    let x264 = "-x264-params open-gop=1:b-pyramid=normal:b-adapt=0:scenecut=0";
    check("a.mp4", "30000/1001", 60, &format!("-c:v libx264 -preset fast {x264} {LONG_GOP}"));
}

#[test]
fn h264_open_gop_without_reference_b_in_mp4() {
    let x264 = "-x264-params open-gop=1:b-pyramid=none:b-adapt=0:scenecut=0";
    check("a.mp4", "25", 60, &format!("-c:v libx264 -preset fast {x264} {LONG_GOP}"));
}

#[test]
fn h264_without_edit_list() {
    check("a.mp4", "25", 30, &format!("-c:v libx264 -preset fast -use_editlist 0 {LONG_GOP}"));
}

#[test]
fn h264_in_a_fragmented_mp4() {
    check("a.mp4", "25", 40, &format!("-c:v libx264 -preset fast -movflags frag_keyframe+empty_moov {LONG_GOP}"));
}

#[test]
fn h264_intra_in_mxf() {
    check("a.mxf", "24000/1001", 20, "-c:v libx264 -preset fast -g 1 -pix_fmt yuv422p10le -threads 1");
}

#[test]
fn hevc_long_gop_in_mov() {
    let x265 = "-x265-params log-level=none:keyint=12:bframes=3:open-gop=1:pools=1:frame-threads=1";
    check("a.mov", "25", 50, &format!("-c:v libx265 -preset ultrafast {x265} -pix_fmt yuv420p10le -tag:v hvc1"));
}

#[test]
fn mpeg2_long_gop_in_mxf() {
    check("a.mxf", "25", 40, "-c:v mpeg2video -pix_fmt yuv422p -g 12 -bf 2 -b:v 20M -threads 1");
}

#[test]
fn jpeg2000_in_mxf() {
    check("a.mxf", "24", 6, "-c:v jpeg2000 -pix_fmt yuv422p10le");
}

#[test]
fn jpeg2000_rgb_in_mxf() {
    check("a.mxf", "24", 6, "-c:v libopenjpeg -pix_fmt rgb48le");
}

#[test]
fn an_edit_list_moves_frame_0() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = format!("-c:v libx264 -preset fast {LONG_GOP}");
    let Some(whole) = material::make(folder.path(), "whole.mp4", "25", 48, &arguments) else { return };
    let cut = folder.path().join("cut.mp4");
    // Copying from the middle of a group keeps the pictures before the cut and hides them by an edit list.
    let status = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-ss", "0.8", "-i"])
        .arg(&whole)
        .args(["-c", "copy"])
        .arg(&cut)
        .status()
        .unwrap();
    assert!(status.success());
    let info = probe(&cut).unwrap();
    assert_eq!(info.frame_count, 28);
    for first in 0..28 {
        let mut reader = MovieReader::open(&info, first, 2).unwrap();
        for expected in first..28 {
            assert_eq!(u64::from(number_of(&reader.next_frame().unwrap())), expected + 20);
        }
    }
}

#[test]
fn a_variable_rate_is_refused_or_conformed() {
    let folder = tempfile::tempdir().unwrap();
    for (name, codec) in [
        ("a.mov", "-c:v prores_ks -pix_fmt yuv422p10le -video_track_timescale 600"),
        // Pictures that refer to later ones, and a table of times that counts decoding.
        ("a.mp4", "-c:v libx264 -preset fast -bf 3 -g 10 -pix_fmt yuv420p -video_track_timescale 90000"),
    ] {
        // Of 25 a second: one is late by most of a frame, one is missing, four come in the time of two.
        let times = r"settb=1/9000,setpts=(N+0.7*eq(N\,3)+gte(N\,7)-0.5*clip(N-12\,0\,4))/25/TB";
        let arguments = format!("-vf {times} -enc_time_base 1:9000 -fps_mode passthrough {codec}");
        let Some(path) = material::make(folder.path(), name, "25", 30, &arguments) else { continue };
        let error = probe(&path).unwrap_err();
        assert!(matches!(&error, MediaError::VariableRate { .. }), "{error}");
        assert!(error.to_string().contains("variable frame rate"), "{error}");

        let rate: Rate = "25".parse().unwrap();
        let options = ProbeOptions { max_dimension: 8192, every_frame: false, conform: Some(rate) };
        let info = interneg_media::probe(&path, &options).unwrap();
        let expected = nearest(&material::picture_times_s(&path), 25.0);
        let mut distinct = expected.clone();
        distinct.dedup();
        let (dropped, repeated) = (30 - distinct.len() as u64, (expected.len() - distinct.len()) as u64);
        assert!(dropped > 0 && repeated > 0, "{expected:?}");
        assert_eq!(info.conformed, Some(Conformed { pictures: 30, dropped, repeated }), "{expected:?}");
        assert_eq!((info.rate, info.frame_count), (Some(rate), expected.len() as u64));
        for first in 0..expected.len() {
            let mut reader = MovieReader::open(&info, first as u64, 2).unwrap();
            let found: Vec<u32> = expected[first..].iter().map(|_| number_of(&reader.next_frame().unwrap())).collect();
            assert_eq!(found, expected[first..], "{name} from frame {first}");
            assert!(reader.next_frame().is_err());
        }
    }
}

/// The picture nearest to each time of the grid, by double precision to the microsecond; of two as near the earlier one. The
/// last picture lasts as long as the one before it.
fn nearest(times_s: &[f64], rate: f64) -> Vec<u32> {
    let [.., before, last] = times_s else { panic!("{times_s:?}") };
    let frames = ((last - times_s[0] + (last - before)) * rate).round() as u32;
    let distance_us = |frame: u32, picture: u32| {
        ((times_s[picture as usize] - times_s[0] - f64::from(frame) / rate).abs() * 1e6).round() as u64
    };
    let pictures = || 0..times_s.len() as u32;
    (0..frames).map(|frame| pictures().min_by_key(|picture| distance_us(frame, *picture)).unwrap()).collect()
}
