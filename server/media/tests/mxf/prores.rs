//! ProRes in OP1a (RDD 44), beside what FFmpeg writes and reads.

use crate::foreign::{ffmpeg, ffprobe, mediainfo, streams};
use crate::material::{Clip, KINDS};
use interneg_media::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::mux::mxf::{self, MxfError, Op1aWriter};
use interneg_media::mux::{MovieDescription, MovieFiles, first_sample};
use interneg_spec::proxy::{EncoderChoice, ProxyCodec, Wrapper};
use interneg_spec::{Raster, Rate};
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

const FRAMES: u64 = 5;
/// Codec, ffprobe's profile, mediainfo's, and the decoder's pixel format.
const CODECS: [(ProxyCodec, &str, &str, &str); 6] = [
    (ProxyCodec::ProresProxy, "Proxy", "422 Proxy", "yuv422p10le"),
    (ProxyCodec::ProresLt, "LT", "422 LT", "yuv422p10le"),
    (ProxyCodec::Prores422, "Standard", "422", "yuv422p10le"),
    (ProxyCodec::ProresHq, "HQ", "422 HQ", "yuv422p10le"),
    (ProxyCodec::Prores4444, "4444", "4444", "yuv444p12le"),
    (ProxyCodec::Prores4444Xq, "XQ", "4444 XQ", "yuv444p12le"),
];

/// A clip of a codec with two channels of sound at 29.97, whose frames have 1601 or 1602 samples.
fn described(codec: ProxyCodec, frame_count: u64, raster: (u32, u32)) -> MovieDescription {
    let folder = tempfile::tempdir().unwrap();
    let mut clip = Clip::new(folder.path(), KINDS[0]).description;
    (clip.rate, clip.start) = (Rate::new(30000, 1001).unwrap(), "00:59:59;28".parse().ok());
    (clip.picture.codec, clip.picture.bits) = (codec, codec.depths(EncoderChoice::Interneg)[0]);
    clip.picture.raster = Raster { width: raster.0, height: raster.1 };
    clip.frame_count = frame_count;
    clip
}

/// Frames of one codec, each with more noise than the one before, so that no two have one size.
fn packets(clip: &MovieDescription, count: u64) -> Vec<Vec<u8>> {
    let picture = &clip.picture;
    let mut encoder = RenditionEncoder::new(picture, clip.rate, EncoderChoice::Interneg, picture.bits).unwrap();
    let (width, height) = (picture.raster.width as usize, picture.raster.height as usize);
    let chroma_width = if picture.codec.is_444() { width } else { width / 2 };
    let mut state = 7_u64;
    let mut noise = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if most == 0 { 0 } else { (state >> 33) % most }
    };
    let frame = |frame: u64| {
        let planes = [width, chroma_width, chroma_width].map(|width| {
            let codes =
                (0..width * height).map(|i| ((200 + i % width + noise(frame * 24) as usize) as u16).to_le_bytes());
            codes.flatten().collect::<Vec<u8>>()
        });
        let strides = [width, chroma_width, chroma_width].map(|width| 2 * width);
        let planes = [0, 1, 2].map(|plane| EncodePlane { bytes: &planes[plane], stride_bytes: strides[plane] });
        let mut packet = Vec::new();
        encoder.encode(&EncodePlanes { bits: picture.bits, planes }, &mut packet).unwrap();
        packet
    };
    (0..count).map(frame).collect()
}

fn sound_of(clip: &MovieDescription, frame: u64) -> Vec<u8> {
    let first = |frame| first_sample(frame, clip.rate, 48_000);
    let channels = clip.sound.as_ref().map_or(0, |sound| sound.channels());
    let bytes = (first(frame + 1) - first(frame)) as usize * 3 * channels;
    (0..bytes).map(|at| (at as u64 * 7 + frame) as u8).collect()
}

fn write(wrapper: Wrapper, path: &Path, clip: &MovieDescription, packets: &[Vec<u8>]) {
    let mut files = MovieFiles::create(wrapper, &[path.to_path_buf()], clip).unwrap();
    for (frame, packet) in (0..).zip(packets) {
        files.write_frame(packet, &sound_of(clip, frame)).unwrap();
    }
    files.finish().unwrap();
}

#[test]
fn every_codec_comes_back_and_is_named_by_all() {
    let folder = tempfile::tempdir().unwrap();
    for (codec, profile, commercial, pixel_format) in CODECS {
        let clip = described(codec, FRAMES, (640, 360));
        let packets = packets(&clip, FRAMES);
        let sizes: std::collections::BTreeSet<usize> = packets.iter().map(Vec::len).collect();
        assert!(sizes.len() > 1, "{codec}: frames of one size would prove nothing of the index");
        let [mxf, mov] = [folder.path().join("clip.mxf"), folder.path().join("clip.mov")];
        write(Wrapper::MxfOp1a, &mxf, &clip, &packets);
        write(Wrapper::Mov, &mov, &clip, &packets);

        let told = ffprobe(&mxf);
        let picture = streams(&told, "video")[0];
        for (fact, expected) in [
            ("codec_name", "prores"),
            ("profile", profile),
            ("pix_fmt", pixel_format),
            ("nb_read_frames", "5"),
            ("r_frame_rate", "30000/1001"),
            ("color_range", "tv"),
            ("color_transfer", "bt709"),
            ("color_primaries", "bt709"),
            ("field_order", "progressive"),
        ] {
            assert_eq!(picture[fact], expected, "{codec}: {fact}");
        }
        for stream in told["streams"].as_array().unwrap() {
            assert_eq!(
                (&stream["tags"]["reel_name"], &stream["tags"]["timecode"]),
                (&"A001R1AB".into(), &"00:59:59;28".into())
            );
        }
        // Packets as they were, sound to the sample, and every plane as from QuickTime.
        assert!(ffmpeg(&mxf, "-map 0:v -c copy -f data") == packets.concat(), "{codec}: packets");
        for channel in 0..2 {
            let from = |path: &Path| ffmpeg(path, &format!("-map 0:a:{channel} -f s24le -c:a pcm_s24le"));
            assert!(from(&mxf) == from(&mov), "{codec}: channel {channel}");
        }
        let pictures = |path: &Path| ffmpeg(path, &format!("-map 0:v -f rawvideo -pix_fmt {pixel_format}"));
        let decoded = pictures(&mxf);
        let samples = 640 * 360 * if codec.is_444() { 3 } else { 2 };
        assert_eq!(decoded.len(), FRAMES as usize * samples * 2, "{codec}");
        assert!(decoded == pictures(&mov), "{codec}: pictures differ from those in QuickTime");

        let own = mxf::describe(&mxf).unwrap();
        assert_eq!(own.partitions.len(), 3);
        labels_are_those_of_ffmpegs_file(folder.path(), &clip, &packets, &std::fs::read(&mxf).unwrap());
        let Some(tracks) = mediainfo(&mxf) else { continue };
        let video = tracks.iter().find(|track| track["@type"] == "Video").unwrap();
        assert_eq!((&video["Format"], &video["Format_Profile"]), (&"ProRes".into(), &commercial.into()), "{codec}");
        let chroma = if codec.is_444() { "4:4:4" } else { "4:2:2" };
        assert_eq!((&video["ChromaSubsampling"], &video["FrameCount"]), (&chroma.into(), &"5".into()), "{codec}");
        assert_eq!(video["Format_Settings_Wrapping"], "Frame", "{codec}");
    }
}

/// FFmpeg wraps the same frames itself; its labels of container and coding, and its essence element's key but for the
/// element's number, are in our file too.
fn labels_are_those_of_ffmpegs_file(folder: &Path, clip: &MovieDescription, packets: &[Vec<u8>], ours: &[u8]) {
    // FFmpeg takes the time base of the source for a frame rate, and wants one that MXF has.
    let mut silent = clip.clone();
    (silent.sound, silent.rate, silent.start) = (None, Rate::FPS_24, None);
    let [source, retimed, theirs] = ["silent.mov", "retimed.mov", "theirs.mxf"].map(|name| folder.join(name));
    write(Wrapper::Mov, &source, &silent, packets);
    let copy = |from: &Path, arguments: &[&str], to: &Path| {
        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-v", "error", "-y", "-i"]).arg(from).args(["-map", "0:v", "-c", "copy"]);
        let output = command.args(arguments).arg(to).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    copy(&source, &["-video_track_timescale", "24"], &retimed);
    copy(&retimed, &[], &theirs);
    let theirs = std::fs::read(&theirs).unwrap();
    let with = |start: &[u8], bytes: &[u8], length: usize| -> std::collections::BTreeSet<Vec<u8>> {
        bytes.windows(16).filter(|label| label.starts_with(start)).map(|label| label[..length].to_vec()).collect()
    };
    let smpte = [0x06, 0x0e, 0x2b, 0x34];
    for (what, start, length) in [
        ("container", [smpte.as_slice(), &[4, 1, 1, 0x0d, 0x0d, 1, 3, 1, 2, 0x1c]].concat(), 16),
        ("coding", [smpte.as_slice(), &[4, 1, 1, 0x0d, 4, 1, 2, 2, 3, 6]].concat(), 16),
        ("essence element", [smpte.as_slice(), &[1, 2, 1, 1, 0x0d, 1, 3, 1, 0x15]].concat(), 15),
    ] {
        let expected = with(&start, &theirs, length);
        assert_eq!(expected.len(), 1, "{what} in FFmpeg's file: {expected:02x?}");
        assert_eq!(with(&start, ours, length), expected, "{what}");
    }
}

#[test]
fn frames_are_found_by_the_index_in_all_its_segments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.mxf");
    // Two segments and a part of one, of sixteen kinds of frames.
    let count = 8_100;
    for has_sound in [true, false] {
        let mut clip = described(ProxyCodec::ProresProxy, count, (64, 48));
        if !has_sound {
            clip.sound = None;
        }
        let kinds = packets(&clip, 16);
        let mut writer = Op1aWriter::new(std::fs::File::create(&path).unwrap(), &clip).unwrap();
        for frame in 0..count {
            writer.write_frame(&kinds[frame as usize % 16], &sound_of(&clip, frame)).unwrap();
        }
        writer.finish().unwrap();
        for frame in [0, 1, 17, 3_999, 4_000, 4_001, 7_999, 8_000, 8_099] {
            let seconds = (frame as f64 + 0.01) * 1001.0 / 30000.0;
            let output = Command::new("ffmpeg")
                .args(["-nostdin", "-v", "error", "-ss", &format!("{seconds:.6}"), "-noaccurate_seek", "-i"])
                .arg(&path)
                .args(["-map", "0:v", "-frames:v", "1", "-c", "copy", "-f", "data", "-"])
                .output()
                .unwrap();
            assert!(output.stdout == kinds[frame % 16], "frame {frame}, sound {has_sound}");
        }
        entries_lead_to_frames(&std::fs::read(&path).unwrap(), &kinds, count, has_sound);
    }
}

/// Every entry of every segment by arithmetic on the file: at its place lies the frame's key, at its slice the sound's.
fn entries_lead_to_frames(bytes: &[u8], kinds: &[Vec<u8>], count: u64, has_sound: bool) {
    let picture_key = [0x06, 0x0e, 0x2b, 0x34, 1, 2, 1, 1, 0x0d, 1, 3, 1, 0x15, 1, 0x17, 1];
    let first = bytes.windows(16).position(|key| key == picture_key).unwrap();
    let entry_bytes = if has_sound { 15 } else { 11 };
    let head = [&[0x3f, 0x0a][..]].concat();
    let footer = bytes.len() - count as usize * entry_bytes - 8_192;
    let mut frame = 0;
    let mut at = footer;
    while let Some(found) = bytes[at..].windows(2).position(|tag| tag == head) {
        let value = at + found + 4;
        let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        at = value;
        if word(value + 4) != entry_bytes {
            continue;
        }
        for entry in bytes[value + 8..][..word(value) * entry_bytes].chunks(entry_bytes) {
            assert_eq!(entry[..3], [0, 0, 0x80]);
            let offset = u64::from_be_bytes(entry[3..11].try_into().unwrap()) as usize;
            let unit = first + offset;
            assert_eq!(bytes[unit..unit + 16], picture_key, "frame {frame}");
            assert!(bytes[unit + 25..].starts_with(&kinds[frame % 16]), "frame {frame}");
            if has_sound {
                let sound = unit + u32::from_be_bytes(entry[11..15].try_into().unwrap()) as usize;
                assert_eq!(bytes[sound + 12..sound + 15], [0x16, 2, 1], "sound of frame {frame}");
            }
            frame += 1;
        }
        at = value + 8 + word(value) * entry_bytes;
    }
    assert_eq!(frame as u64, count);
}

#[test]
fn frames_of_another_kind_are_named() {
    let clip = described(ProxyCodec::ProresHq, 2, (64, 48));
    let frame = packets(&clip, 1).remove(0);
    let told = |clip: &MovieDescription, frame: &[u8]| {
        let mut writer = Op1aWriter::new(Cursor::new(Vec::new()), clip).unwrap();
        match writer.write_frame(frame, &sound_of(clip, 0)) {
            Err(MxfError::ForeignFrame { frame: 0, reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    };
    let changed = |change: fn(&mut MovieDescription)| {
        let mut clip = clip.clone();
        change(&mut clip);
        clip
    };
    let wide = changed(|clip| clip.picture.raster.width = 80);
    assert!(told(&wide, &frame).contains("64x48 pixels, expected 80x48"));
    let full = changed(|clip| clip.picture.codec = ProxyCodec::Prores4444);
    assert!(told(&full, &frame).contains("4:2:2"));
    assert!(told(&clip, &[frame.as_slice(), &[0; 3]].concat()).contains("it says that it has"));
    assert!(!told(&clip, &frame[..100]).is_empty());
    assert!(!told(&clip, &vec![0; 4096]).is_empty());
}
