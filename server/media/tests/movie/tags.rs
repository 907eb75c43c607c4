//! What a probe says, against what was asked of ffmpeg and what ffprobe says.

use crate::{material, probe};
use interneg_media::{Scan, SourceInfo};
use interneg_spec::{Matrix, SampleRange, Siting};

fn made(name: &str, rate: &str, arguments: &str) -> SourceInfo {
    let folder = tempfile::tempdir().unwrap();
    let path = material::make(folder.path(), name, rate, 6, arguments).expect("the encoder is built in");
    probe(&path).unwrap()
}

#[test]
fn prores_with_all_tags() {
    let info = made(
        "a.mov",
        "30000/1001",
        "-vf format=yuv422p10le,setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc -c:v prores_ks \
         -profile:v hq -timecode 10:01:00;02 -metadata:s:v reel_name=A001R1AB -metadata title=Night",
    );
    assert_eq!((info.codec.as_str(), info.profile.as_deref()), ("prores", Some("HQ")));
    assert_eq!(info.codec_tag.as_deref(), Some("apch"));
    assert_eq!(info.start_timecode.map(|timecode| timecode.to_string()).as_deref(), Some("10:01:00;02"));
    assert_eq!(info.timecode_origin.as_deref(), Some("tmcd"));
    assert_eq!(info.reel.as_deref(), Some("A001R1AB"));
    assert_eq!(info.matrix, Some(Matrix::Bt2020));
    assert_eq!((info.primaries.as_deref(), info.transfer.as_deref()), (Some("bt2020"), Some("arib-std-b67")));
    assert_eq!((info.range, info.siting), (Some(SampleRange::Legal), Some(Siting::Left)));
    assert_eq!((info.bits, info.is_rgb, info.is_float, info.is_subsampled), (10, false, false, true));
    assert_eq!(info.scan, Scan::Progressive);
    assert_eq!(info.metadata.get("title").map(String::as_str), Some("Night"));
    assert_eq!(info.raster.to_string(), "512x288");
}

#[test]
fn mxf_with_reel_and_timecode() {
    let info = made(
        "a.mxf",
        "25",
        "-c:v libx264 -preset fast -g 1 -pix_fmt yuv422p10le -x264-params fullrange=on:colormatrix=bt709 -metadata \
         reel_name=B002R2 -timecode 23:59:58:10",
    );
    assert_eq!(info.reel.as_deref(), Some("B002R2"));
    assert_eq!(info.start_timecode.map(|timecode| timecode.to_string()).as_deref(), Some("23:59:58:10"));
    assert!(info.timecode_origin.is_some_and(|origin| origin.starts_with("mxf")));
    assert_eq!((info.range, info.matrix), (Some(SampleRange::Full), Some(Matrix::Bt709)));
}

#[test]
fn what_is_not_in_the_file_is_absent() {
    let info = made("a.mp4", "25", "-c:v libx264 -preset fast -pix_fmt yuv420p -colorspace unspecified");
    assert_eq!((info.start_timecode, info.timecode_origin, info.reel), (None, None, None));
    assert_eq!((info.matrix, info.primaries, info.transfer), (None, None, None));
}

#[test]
fn a_matrix_that_is_not_read_keeps_its_name() {
    let x264 = "-x264-params colormatrix=YCgCo";
    let info = made("a.mp4", "25", &format!("-c:v libx264 -preset fast -pix_fmt yuv444p10le {x264}"));
    assert_eq!((info.matrix, info.unsupported_matrix.as_deref()), (None, Some("ycgco")));
    assert_eq!((info.siting, info.is_subsampled), (None, false));
}

#[test]
fn fields_and_sound() {
    let info = made(
        "a.mov",
        "25",
        "-f lavfi -i sine=r=48000:d=0.24 -map 0:v -map 1:a -c:v prores_ks -profile:v hq -pix_fmt yuv422p10le -flags +ildct \
         -vf setfield=tff -c:a pcm_s24le -ac 2",
    );
    assert_eq!(info.scan, Scan::Interlaced);
    let [sound] = info.audio.as_slice() else { panic!("{:?}", info.audio) };
    assert_eq!((sound.codec.as_str(), sound.sample_rate_hz, sound.channels, sound.bits), ("pcm_s24le", 48000, 2, 24));
}

/// Overwrites the matrix of every track header: a, b, u, c, d, v, x, y, w.
fn set_matrix(path: &std::path::Path, matrix: [i32; 9]) {
    const ONE: i32 = 1 << 16;
    let bytes_of = |matrix: [i32; 9]| matrix.map(i32::to_be_bytes).concat();
    let plain = bytes_of([ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30]);
    let mut bytes = std::fs::read(path).unwrap();
    let headers: Vec<_> = bytes.windows(4).enumerate().filter(|(_, name)| *name == b"tkhd").map(|(at, _)| at).collect();
    for at in headers {
        // Behind the name: version and flags, 20 bytes of times and numbers, 16 of layer and volume.
        let place = at + 4 + 40..at + 4 + 76;
        assert_eq!(bytes[place.clone()], plain, "ffmpeg writes a plain matrix");
        bytes[place].copy_from_slice(&bytes_of(matrix));
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_picture_that_players_turn_is_reported() {
    const ONE: i32 = 1 << 16;
    let folder = tempfile::tempdir().unwrap();
    let prores = "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le";
    let path = material::make(folder.path(), "a.mov", "25", 2, prores).unwrap();
    assert!(!probe(&path).unwrap().metadata.contains_key("interneg:orientation"));
    for [a, b, c, d] in [[0, ONE, -ONE, 0], [-ONE, 0, 0, -ONE], [-ONE, 0, 0, ONE]] {
        let path = material::make(folder.path(), "a.mov", "25", 2, prores).unwrap();
        set_matrix(&path, [a, b, 0, c, d, 0, 0, 0, 1 << 30]);
        let info = probe(&path).unwrap();
        assert!(info.metadata["interneg:orientation"].contains("turn or mirror"), "{:?}", info.metadata);
        assert_eq!(info.raster.to_string(), "512x288");
    }
}
