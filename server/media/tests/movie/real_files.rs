//! Files from real cameras and other makers' encoders, judged by ffprobe; skipped where they are absent.

use crate::{material, probe};
use interneg_media::{MovieReader, Scan, SourceInfo};
use std::path::{Path, PathBuf};

fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return None;
    }
    Some(folder)
}

fn is_movie(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["mov", "mp4", "mxf"].contains(&extension.to_ascii_lowercase().as_str())
}

/// Holds each field of a probe against ffprobe's.
fn check_against_ffprobe(path: &Path, info: &SourceInfo) {
    let told = material::ffprobe(path);
    let picture = told["streams"].as_array().unwrap().iter().find(|stream| stream["codec_type"] == "video").unwrap();
    let text = |key: &str| picture[key].as_str().filter(|value| *value != "unknown").map(str::to_owned);
    assert_eq!(Some(info.codec.clone()), text("codec_name"));
    assert_eq!(picture["width"], info.raster.width);
    assert_eq!(picture["height"], info.raster.height);
    assert_eq!(Some(info.pixel_format.clone()), text("pix_fmt"));
    assert_eq!(info.primaries, text("color_primaries"));
    assert_eq!(info.transfer, text("color_transfer"));
    let range = info.range.map(|range| if range == interneg_spec::SampleRange::Full { "pc" } else { "tv" });
    assert_eq!(range.map(str::to_owned), text("color_range"));
    let scan = if text("field_order").as_deref() == Some("progressive") { Scan::Progressive } else { Scan::Interlaced };
    assert_eq!(info.scan, scan);
    let rate: interneg_spec::Rate = text("r_frame_rate").unwrap().parse().unwrap();
    assert_eq!(info.rate, Some(rate));
    if let Some(frames) = text("nb_frames") {
        assert_eq!(info.frame_count.to_string(), frames);
    }
    let sounds = told["streams"].as_array().unwrap().iter().filter(|stream| stream["codec_type"] == "audio").count();
    assert_eq!(info.audio.len(), sounds);
}

#[test]
fn every_movie_is_described_as_ffprobe_does_and_decodes() {
    let Some(samples) = samples() else { return };
    let mut read = Vec::new();
    for folder in ["camera", "imf/phdr_uhd_p3pq"] {
        let mut paths: Vec<_> =
            std::fs::read_dir(samples.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| is_movie(path)) {
            let info = match probe(path) {
                Ok(info) => info,
                Err(error) if path.file_name().unwrap().to_str().unwrap().starts_with("AUDIO") => {
                    assert!(error.to_string().contains("0 picture tracks"), "{error}");
                    continue;
                }
                Err(error) => panic!("{error}"),
            };
            check_against_ffprobe(path, &info);
            for first in [0, info.frame_count / 2, info.frame_count - 1] {
                let mut reader = MovieReader::open(&info, first, 2).unwrap();
                let last = info.frame_count.min(first + 3);
                for _ in first..last {
                    drop(reader.next_frame().unwrap());
                }
            }
            interneg_media::layout_of(&info).unwrap();
            println!("{info:?}");
            read.push(path.file_name().unwrap().to_owned());
        }
    }
    assert!(read.len() >= 8, "{read:?}");
}

#[test]
fn timecodes_that_count_otherwise_are_not_used() {
    let Some(samples) = samples() else { return };
    let info = probe(&samples.join("camera/gopro_h264_tmcd.mp4")).unwrap();
    assert_eq!(info.start_timecode, None);
    assert!(info.metadata["interneg:timecode"].contains("counts 29 frames"), "{:?}", info.metadata);
    let info = probe(&samples.join("camera/qt_h264_tmcd_010000.mov")).unwrap();
    assert_eq!(info.start_timecode, "01:00:00:00".parse().ok());
    let info = probe(&samples.join("camera/mxf_op1a_d10_625i25_tc2358.mxf")).unwrap();
    assert_eq!(info.start_timecode, "23:58:30:00".parse().ok());
    let info = probe(&samples.join("camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf")).unwrap();
    assert_eq!(info.start_timecode, "01:00:00:00".parse().ok());
    assert_eq!(info.reel.as_deref(), Some("1920x1080-red.tif"));
}

#[test]
fn cinema_masters_keep_their_significant_bits() {
    let Some(samples) = samples() else { return };
    let movie = "imf/phdr_uhd_p3pq/VIDEO_23e9a145-f2da-4183-86b2-1c399db41afb.mxf";
    let info = probe(&samples.join(movie)).unwrap();
    assert_eq!((info.bits, info.is_rgb, info.pixel_format.as_str()), (12, true, "rgb48le"));
    assert_eq!((info.primaries.as_deref(), info.transfer.as_deref()), (Some("smpte432"), Some("smpte2084")));
    assert_eq!((info.range, info.frame_count), (None, 24));
}
