//! What a movie says of its clip, as ffprobe, mediainfo and our own probe read it.

use crate::judges::{atoms, ffprobe, mediainfo, streams, tracks};
use crate::material::{description, make_movie, sound, track};
use crate::pictures::{decoded_pictures, psnr_db};
use interneg_media::mux::{CleanAperture, ColourTags, FieldOrder, MovieDescription, PictureTrack};
use interneg_media::{ProbeOptions, Scan, SourceInfo, probe};
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{Raster, Rate, SampleRange};
use std::path::Path;

fn proxy(rate: &str) -> MovieDescription {
    let picture = PictureTrack { raster: Raster { width: 256, height: 144 }, ..track(ProxyCodec::ProresProxy) };
    description(picture, rate.parse().unwrap(), 5)
}

fn probed(path: &Path) -> SourceInfo {
    probe(path, &ProbeOptions { max_dimension: 4096, every_frame: true, conform: None }).unwrap()
}

/// The content of the one atom at `path`.
fn content(bytes: &[u8], path: &str) -> Vec<u8> {
    let found: Vec<_> = atoms(bytes).into_iter().filter(|atom| atom.path == path).collect();
    let [atom] = &found[..] else { panic!("{} atoms at {path}", found.len()) };
    bytes[atom.content.clone()].to_vec()
}

/// The extension `name` of the picture's sample description, which is the first one of the file.
fn extension(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let stsd = atoms(bytes).into_iter().find(|atom| atom.path.ends_with("/stsd")).unwrap();
    // Behind version, count, and 86 bytes of description.
    let mut rest = &bytes[stsd.content.start + 8 + 86..stsd.content.end];
    while let Some(size) = rest.first_chunk().map(|size| u32::from_be_bytes(*size) as usize).filter(|size| *size > 0) {
        let (atom, others) = rest.split_at(size);
        if &atom[4..8] == name.as_bytes() {
            return Some(atom[8..].to_vec());
        }
        rest = others;
    }
    assert_eq!(rest, [0; 4], "the list of extensions ends with a size of 0");
    None
}

#[test]
fn timecode_counts_as_it_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    for (rate, start) in [
        ("24000/1001", "23:59:59:23"),
        ("24", "01:00:00:00"),
        ("25", "10:11:12:24"),
        ("30000/1001", "10:01:00;02"),
        ("30000/1001", "10:01:00:00"),
        ("30", "00:00:00:29"),
        ("48", "02:00:00:47"),
        ("50", "01:00:00:49"),
        ("60000/1001", "10:01:00;04"),
        ("60000/1001", "10:01:00:59"),
        ("120", "00:59:59:119"),
    ] {
        let start = start.parse().unwrap();
        let description = MovieDescription { start: Some(start), ..proxy(rate) };
        let path = make_movie(folder.path(), &description);
        let seen = ffprobe(&path);
        let [timecode] = &streams(&seen, "data")[..] else { panic!("{seen}") };
        let text = timecode["tags"]["timecode"].as_str().unwrap();
        assert_eq!(text.parse(), Ok(start), "{rate}");
        assert_eq!(text.contains(';'), start.is_drop_frame(), "{rate}");
        let [video] = &streams(&seen, "video")[..] else { panic!("{seen}") };
        let fraction = if rate.contains('/') { rate.to_owned() } else { format!("{rate}/1") };
        assert_eq!((&video["r_frame_rate"], &video["avg_frame_rate"]), (&fraction.clone().into(), &fraction.into()));
        let info = probed(&path);
        assert_eq!((info.start_timecode, info.rate, info.frame_count), (Some(start), Some(description.rate), 5));
        if let Some(seen) = mediainfo(&path) {
            let [other] = &tracks(&seen, "Other")[..] else { panic!("{seen}") };
            // mediainfo writes three digits above 100 frames and knows drop-frame.
            assert_eq!(other["TimeCode_FirstFrame"].as_str().unwrap().parse(), Ok(start), "{rate}: {other}");
            assert_eq!(tracks(&seen, "Video")[0]["FrameCount"], "5");
        }
    }
}

#[test]
fn names_are_where_readers_look() {
    let folder = tempfile::tempdir().unwrap();
    let description = MovieDescription { sound: Some(sound(2)), reel: Some("RÖLL_7".to_owned()), ..proxy("25") };
    let path = make_movie(folder.path(), &description);
    let seen = ffprobe(&path);
    let tags = &seen["format"]["tags"];
    for (key, text) in [
        ("com.apple.quicktime.displayname", "A001C001_260131_R1AB"),
        ("com.apple.proapps.clipID", "A001C001_260131_R1AB"),
        ("com.apple.proapps.reel", "RÖLL_7"),
        ("com.apple.proapps.scene", "12A"),
        ("com.apple.proapps.take", "3"),
        ("Camroll", "A001"),
        ("com.apple.quicktime.software", "interneg 0.1.0"),
        ("com.apple.quicktime.creationdate", "2026-01-31T10:00:00Z"),
        ("creation_time", "2026-01-31T10:00:00.000000Z"),
        ("major_brand", "qt  "),
    ] {
        assert_eq!(tags[key], text, "{key}: {tags}");
    }
    let [timecode] = &streams(&seen, "data")[..] else { panic!("{seen}") };
    assert_eq!(timecode["tags"]["reel_name"], "RÖLL_7");
    // ffprobe knows the handler's name, mediainfo (below) the track's.
    let names: Vec<_> = streams(&seen, "audio").iter().map(|stream| stream["tags"]["handler_name"].clone()).collect();
    assert_eq!(names, ["Mic A", "Mic B"]);
    assert_eq!(probed(&path).reel.as_deref(), Some("RÖLL_7"));
    if let Some(seen) = mediainfo(&path) {
        let [general] = &tracks(&seen, "General")[..] else { panic!("{seen}") };
        let text = general.to_string();
        for part in ["A001C001_260131_R1AB", "RÖLL_7", "12A", "2026-01-31"] {
            assert!(text.contains(part), "mediainfo lacks {part}: {text}");
        }
        // It shows the handler's name and the track's.
        let names: Vec<_> = tracks(&seen, "Audio").iter().map(|track| track["Title"].clone()).collect();
        assert_eq!(names, ["Mic A / Mic A", "Mic B / Mic B"]);
        assert_eq!(tracks(&seen, "Video")[0].get("Title"), None, "{seen}");
        assert_eq!(tracks(&seen, "Other")[0]["Title"], "RÖLL_7", "{seen}");
    }
}

#[test]
fn what_is_not_known_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let description = MovieDescription { reel: None, start: None, comments: Default::default(), ..proxy("24000/1001") };
    let path = make_movie(folder.path(), &description);
    let seen = ffprobe(&path);
    assert!(streams(&seen, "data").is_empty() && streams(&seen, "audio").is_empty(), "{seen}");
    assert!(!seen.to_string().contains("reel") && !seen.to_string().contains("timecode"), "{seen}");
    let info = probed(&path);
    assert_eq!((info.start_timecode, info.reel, info.frame_count), (None, None, 5));
}

#[test]
fn pixels_need_not_be_square() {
    let folder = tempfile::tempdir().unwrap();
    let mut description = proxy("24");
    description.picture.pixel_aspect = (2, 1);
    let path = make_movie(folder.path(), &description);
    let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
    assert_eq!((&video["sample_aspect_ratio"], &video["display_aspect_ratio"]), (&"2:1".into(), &"32:9".into()));
    assert_eq!(probed(&path).pixel_aspect, (2, 1));
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(extension(&bytes, "pasp").unwrap(), [0, 0, 0, 2, 0, 0, 0, 1]);
    // Version and flags, then 512x144 and, as it is stored, 256x144 with 16 bits behind the point.
    for (name, width) in [("clef", 2), ("prof", 2), ("enof", 1)] {
        assert_eq!(content(&bytes, &format!("/moov/trak/tapt/{name}")), [0, 0, 0, 0, width, 0, 0, 0, 0, 144, 0, 0]);
    }
    let header = atoms(&bytes).into_iter().find(|atom| atom.path == "/moov/trak/tkhd").unwrap();
    assert_eq!(bytes[header.content][76..], [2, 0, 0, 0, 0, 144, 0, 0]);
    if let Some(seen) = mediainfo(&path) {
        let [video] = &tracks(&seen, "Video")[..] else { panic!("{seen}") };
        assert_eq!((&video["PixelAspectRatio"], &video["Width"]), (&"2.000".into(), &"256".into()), "{video}");
    }
}

#[test]
fn a_clean_aperture_is_measured_from_the_centre() {
    let folder = tempfile::tempdir().unwrap();
    let mut description = proxy("24");
    // Its centre is 1.5 pixels right of the picture's and 10 lines above it.
    description.picture.clean_aperture = Some(CleanAperture { left: 10, top: 12, width: 239, height: 100 });
    let path = make_movie(folder.path(), &description);
    let bytes = std::fs::read(&path).unwrap();
    let clap: Vec<i32> =
        extension(&bytes, "clap").unwrap().as_chunks::<4>().0.iter().map(|word| i32::from_be_bytes(*word)).collect();
    let fraction = |at: usize| f64::from(clap[at]) / f64::from(clap[at + 1]);
    assert_eq!([fraction(0), fraction(2), fraction(4), fraction(6)], [239.0, 100.0, 1.5, -10.0]);
    assert_eq!(content(&bytes, "/moov/trak/tapt/clef"), [0, 0, 0, 0, 0, 239, 0, 0, 0, 100, 0, 0]);
    let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
    assert_eq!((&video["width"], &video["height"]), (&256.into(), &144.into()));
    if let Some(seen) = mediainfo(&path) {
        let [video] = &tracks(&seen, "Video")[..] else { panic!("{seen}") };
        let seen = (&video["Width_CleanAperture"], &video["Height_CleanAperture"]);
        assert_eq!(seen, (&"239".into(), &"100".into()), "{video}");
    }
}

#[test]
fn a_picture_that_is_shown_as_a_whole_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for codec in [ProxyCodec::ProresProxy, ProxyCodec::Prores4444, ProxyCodec::DnxhrLb, ProxyCodec::Dnxhd36] {
        let mut description = description(track(codec), Rate::FPS_25, 1);
        description.picture.codec = codec;
        let raster = description.picture.raster;
        let path = make_movie(folder.path(), &description);
        let bytes = std::fs::read(&path).unwrap();
        let clap: Vec<u32> = extension(&bytes, "clap")
            .unwrap()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|word| u32::from_be_bytes(*word))
            .collect();
        assert_eq!(clap, [raster.width, 1, raster.height, 1, 0, 2, 0, 2], "{codec}");
        let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
        assert_eq!((&video["width"], &video["height"]), (&raster.width.into(), &raster.height.into()), "{codec}");
        if let Some(seen) = mediainfo(&path) {
            let [video] = &tracks(&seen, "Video")[..] else { panic!("{seen}") };
            // mediainfo tells an aperture where it is not the whole.
            let told =
                (&video["Width"], &video["Height"], &video["Width_CleanAperture"], &video["Height_CleanAperture"]);
            let (width, height) = (raster.width.to_string().into(), raster.height.to_string().into());
            assert!(
                told == (&width, &height, &width, &height)
                    || told == (&width, &height, &serde_json::Value::Null, &serde_json::Value::Null),
                "{video}"
            );
        }
    }
}

#[test]
fn fields_are_told_with_their_order() {
    let folder = tempfile::tempdir().unwrap();
    for (field_order, fiel, ffmpeg, scan, mediainfo_order) in [
        (FieldOrder::Progressive, [1, 0], "progressive", Scan::Progressive, None),
        (FieldOrder::TopFirst, [2, 9], "tb", Scan::Interlaced, Some("TFF")),
        (FieldOrder::BottomFirst, [2, 14], "bt", Scan::Interlaced, Some("BFF")),
    ] {
        let mut description = proxy("25");
        description.picture.field_order = field_order;
        let path = make_movie(folder.path(), &description);
        assert_eq!(extension(&std::fs::read(&path).unwrap(), "fiel").unwrap(), fiel);
        let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
        assert_eq!(video["field_order"], ffmpeg);
        assert_eq!(probed(&path).scan, scan);
        // Lines of the two fields come back in their places.
        for (frame, picture) in decoded_pictures(&path, &description.picture, "yuv422p10le", 10).iter().enumerate() {
            let psnr_db = psnr_db(picture, &description.picture, frame, 10);
            assert!(psnr_db.iter().all(|plane| *plane > 50.0), "{field_order:?} frame {frame}: {psnr_db:.1?} dB");
        }
        if let Some(seen) = mediainfo(&path) {
            assert_eq!(tracks(&seen, "Video")[0]["ScanOrder"].as_str(), mediainfo_order, "{seen}");
        }
    }
}

#[test]
fn colour_is_in_the_container_too() {
    let folder = tempfile::tempdir().unwrap();
    let hlg = ColourTags { primaries: 9, transfer: 18, matrix: 9 };
    for codec in [ProxyCodec::ProresProxy, ProxyCodec::DnxhrLb] {
        let mut description = proxy("25");
        description.picture.codec = codec;
        description.picture.colour = hlg;
        let path = make_movie(folder.path(), &description);
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(extension(&bytes, "colr").unwrap(), *b"nclc\0\x09\0\x12\0\x09");
        assert!(extension(&bytes, "gama").is_none());
        let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
        assert_eq!((&video["color_primaries"], &video["color_space"]), (&"bt2020".into(), &"bt2020nc".into()));
        assert_eq!(video["color_transfer"], "arib-std-b67", "{codec}");
        assert_eq!(probed(&path).transfer.as_deref(), Some("arib-std-b67"), "{codec}");
    }
}

#[test]
fn dnx_tells_its_range_and_profile() {
    let folder = tempfile::tempdir().unwrap();
    for (codec, range, word, aclr) in [
        (ProxyCodec::DnxhrSq, SampleRange::Full, "pc", 2),
        (ProxyCodec::DnxhrSq, SampleRange::Legal, "tv", 1),
        (ProxyCodec::Dnxhr444, SampleRange::Legal, "tv", 1),
    ] {
        let mut description = proxy("25");
        description.picture = PictureTrack { range, codec, ..description.picture };
        let path = make_movie(folder.path(), &description);
        let bytes = std::fs::read(&path).unwrap();
        let [video] = &streams(&ffprobe(&path), "video")[..] else { panic!() };
        assert_eq!(video["color_range"], word);
        assert_eq!(probed(&path).range, Some(range));
        assert_eq!(extension(&bytes, "ACLR").unwrap(), [&b"ACLR0001\0\0\0"[..], &[aclr, 0, 0, 0, 0]].concat());
        let adhr = extension(&bytes, "ADHR").unwrap();
        let id: u8 = if codec == ProxyCodec::DnxhrSq { 0xf9 } else { 0xf6 };
        assert_eq!((adhr.len(), &adhr[..8]), (24, &[&b"0001\0\0\x04"[..], &[id]].concat()[..]));
    }
    let classic = description(track(ProxyCodec::Dnxhd36), Rate::FPS_25, 1);
    let bytes = std::fs::read(make_movie(folder.path(), &classic)).unwrap();
    // As FFmpeg 5.1 writes them for the same frames.
    assert_eq!(extension(&bytes, "APRG").unwrap(), *b"APRG0001\0\0\0\x01\0\0\0\0");
    let ares = extension(&bytes, "ARES").unwrap();
    assert_eq!((ares.len(), &ares[..16]), (112, &b"ARES0001\0\0\x04\xe5\0\0\x07\x80"[..]));
    assert!(extension(&bytes, "ADHR").is_none());
}
