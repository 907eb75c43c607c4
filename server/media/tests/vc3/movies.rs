//! Renditions of our own encoder in movies, as foreign programs read them.

use crate::judge::farthest;
use crate::material::{Scene, picture};
use crate::{encoded, encoder};
use interneg_media::encode::{EncodeError, EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, MovieDescription, MovieFiles, PictureTrack};
use interneg_media::vc3::{Decoder, Format, Sampling};
use interneg_spec::proxy::{EncoderChoice, ProxyCodec, Vendor, Wrapper};
use interneg_spec::{Raster, Rate, SampleRange, UtcTime};
use std::path::{Path, PathBuf};
use std::process::Command;

const FRAMES: u64 = 2;

fn track(codec: ProxyCodec, bits: u8) -> PictureTrack {
    let is_hd = matches!(codec, ProxyCodec::Dnxhd36 | ProxyCodec::Dnxhd115 | ProxyCodec::Dnxhd175);
    let (width, height) = if is_hd { (1920, 1080) } else { (640, 360) };
    PictureTrack {
        codec,
        bits,
        raster: Raster { width, height },
        pixel_aspect: (1, 1),
        has_alpha: false,
        vendor: Vendor::Interneg,
        clean_aperture: None,
        field_order: FieldOrder::Progressive,
        colour: ColourTags::REC709,
        range: SampleRange::Legal,
    }
}

/// Every picture that lies in wrappers, with its compression id and FFmpeg's name of its samples.
fn kinds() -> Vec<(PictureTrack, u32, &'static str)> {
    let whole = [
        (ProxyCodec::DnxhrLb, 8, 1274, "yuv422p"),
        (ProxyCodec::DnxhrSq, 8, 1273, "yuv422p"),
        (ProxyCodec::DnxhrHq, 8, 1272, "yuv422p"),
        (ProxyCodec::DnxhrHqx, 10, 1271, "yuv422p10le"),
        (ProxyCodec::DnxhrHqx, 12, 1271, "yuv422p12le"),
        (ProxyCodec::Dnxhr444, 10, 1270, "yuv444p10le"),
        (ProxyCodec::Dnxhr444, 12, 1270, "yuv444p12le"),
        (ProxyCodec::Dnxhd36, 8, 1253, "yuv422p"),
        (ProxyCodec::Dnxhd115, 8, 1237, "yuv422p"),
        (ProxyCodec::Dnxhd175, 8, 1238, "yuv422p"),
        (ProxyCodec::Dnxhd175, 10, 1235, "yuv422p10le"),
    ];
    let whole = whole.map(|(codec, bits, id, pixels)| (track(codec, bits), id, pixels));
    let dnxhd = |bits, [of_fields, of_720_lines]: [u32; 2], codec, pixels| {
        let hd = track(codec, bits);
        let fields = |field_order| (PictureTrack { field_order, ..hd.clone() }, of_fields, pixels);
        let small = PictureTrack { raster: Raster { width: 1280, height: 720 }, ..hd.clone() };
        [fields(FieldOrder::TopFirst), fields(FieldOrder::BottomFirst), (small, of_720_lines, pixels)]
    };
    let others = [
        dnxhd(8, [1242, 1252], ProxyCodec::Dnxhd115, "yuv422p"),
        dnxhd(8, [1243, 1251], ProxyCodec::Dnxhd175, "yuv422p"),
        dnxhd(10, [1241, 1250], ProxyCodec::Dnxhd175, "yuv422p10le"),
    ];
    whole.into_iter().chain(others.into_iter().flatten()).collect()
}

fn description(picture: PictureTrack) -> MovieDescription {
    MovieDescription {
        roll: "A001".to_owned(),
        clip_name: "clip".to_owned(),
        reel: Some("A001".to_owned()),
        rate: Rate::FPS_24,
        start: "01:00:00:00".parse().ok(),
        frame_count: FRAMES,
        picture,
        sound: None,
        comments: [].into(),
        project: "P".to_owned(),
        rendition: "r".to_owned(),
        created: UtcTime::parse("2026-01-31T10:00:00Z").unwrap(),
        tool: "interneg".to_owned(),
        tool_version: "0".to_owned(),
    }
}

/// What a program says of a file, a word a line.
fn told(program: &str, arguments: &[&str], path: &Path) -> Vec<String> {
    let output = Command::new(program).args(arguments).arg(path).output().expect("it is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_codec_and_depth_lies_in_every_wrapper() {
    for (track, id, pixel_format) in kinds() {
        let (codec, bits) = (track.codec, track.bits);
        let sampling = if codec.is_444() { Sampling::YCbCr444 } else { Sampling::YCbCr422 };
        let format = Format::new(id, (track.raster.width, track.raster.height), bits, sampling).unwrap();
        let source = picture(Scene::Grain, &format, bits);
        let bytes = source.bytes();
        let planes = EncodePlanes {
            bits,
            planes: std::array::from_fn(|plane| EncodePlane {
                bytes: &bytes[plane],
                stride_bytes: source.line_bytes(plane),
            }),
        };
        let mut encoder = RenditionEncoder::new(&track, Rate::FPS_24, EncoderChoice::Interneg, bits).unwrap();
        assert!(encoder.describe().contains(&format!("interneg from {bits} bits with compression id {id}")));
        let mut packet = Vec::new();
        encoder.encode(&planes, &mut packet).unwrap();
        assert_eq!(packet.len(), format.frame_bytes());
        let ours = Decoder::new(&packet).unwrap().decode(&packet).unwrap().planes.concat();
        let wrong = EncodePlanes { bits: bits + 1, ..planes };
        assert!(matches!(encoder.encode(&wrong, &mut Vec::new()), Err(EncodeError::Depth { .. })));
        for wrapper in [Wrapper::Mov, Wrapper::MxfOp1a, Wrapper::MxfOpAtom] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(if wrapper == Wrapper::Mov { "clip.mov" } else { "clip.mxf" });
            let paths: Vec<PathBuf> = vec![path.clone()];
            let mut files = MovieFiles::create(wrapper, &paths, &description(track.clone())).unwrap();
            (0..FRAMES).for_each(|_| files.write_frame(&packet, &[]).unwrap());
            files.finish().unwrap();
            let what = format!("{codec} {bits}-bit {} {:?} {wrapper}", track.raster, track.field_order);
            let arguments = ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=codec_name,pix_fmt"];
            let found = told("ffprobe", &[&arguments[..], &["-of", "default=nw=1:nk=1"]].concat(), &path);
            assert_eq!(found, ["dnxhd", pixel_format], "{what}");
            let wanted = "--Inform=Video;%Format%\\n%BitDepth%\\n%Width%x%Height%\\n%ScanType%\\n%ScanOrder%\\n";
            let found = told("mediainfo", &[wanted], &path);
            let (scan, order) = match track.field_order {
                FieldOrder::Progressive => ("Progressive", ""),
                FieldOrder::TopFirst => ("Interlaced", "TFF"),
                FieldOrder::BottomFirst => ("Interlaced", "BFF"),
            };
            assert_eq!(found[..3], ["VC-3".to_owned(), bits.to_string(), track.raster.to_string()], "{what}");
            assert_eq!(found[3..5], [scan, order], "{what}");
            let raw = folder.path().join("frames.raw");
            let arguments = ["-nostdin", "-v", "error", "-xerror", "-f", "rawvideo", "-y"];
            let mut command = Command::new("ffmpeg");
            command.args(&arguments[..3]).arg("-i").arg(&path).args(&arguments[4..]);
            let output = command.arg(&raw).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{what}");
            let bytes = std::fs::read(&raw).unwrap();
            let samples: Vec<u16> = if bits == 8 {
                bytes.iter().map(|byte| u16::from(*byte)).collect()
            } else {
                bytes.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect()
            };
            let scan =
                &["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=interlaced_frame,top_field_first"];
            let arguments = &[&scan[..], &["-of", "csv=p=0"]].concat();
            let flags = match track.field_order {
                FieldOrder::Progressive => "0,0",
                FieldOrder::TopFirst => "1,1",
                FieldOrder::BottomFirst => "1,0",
            };
            let told = told("ffprobe", arguments, &path);
            assert!(told.len() == FRAMES as usize && told.iter().all(|frame| frame == flags), "{what}: {told:?}");
            assert_eq!(samples.len(), FRAMES as usize * ours.len(), "{what}");
            assert!(samples.chunks(ours.len()).all(|frame| farthest(frame, &ours) <= 1), "{what}");
        }
    }
}

/// The atom that tells Avid's codecs of a frame: compression id, sampling, depth.
#[test]
fn quicktime_says_twelve_bits() {
    for (bits, depth) in [(10, 2u8), (12, 3)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clip.mov");
        let track = track(ProxyCodec::Dnxhr444, bits);
        let format = Format::new(1270, (640, 360), bits, Sampling::YCbCr444).unwrap();
        let frame = encoded(&mut encoder(format, 1), &picture(Scene::Gradients, &format, bits));
        let mut files = MovieFiles::create(Wrapper::Mov, std::slice::from_ref(&path), &description(track)).unwrap();
        (0..FRAMES).for_each(|_| files.write_frame(&frame, &[]).unwrap());
        files.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let at = bytes.windows(4).position(|window| window == b"ADHR").unwrap();
        let expected = [b"0001".as_slice(), &1270u32.to_be_bytes(), &[0, 0, 0, 2, 0, 0, 0, depth]].concat();
        assert_eq!(bytes[at + 4..at + 20], expected);
    }
}

/// DNxHR 444 of R'G'B': in the frames, in QuickTime's atoms and in MXF's descriptor.
#[test]
fn rgb_is_told_in_every_wrapper_and_decodes() {
    for (bits, range) in [(12, SampleRange::Full), (10, SampleRange::Full), (12, SampleRange::Legal)] {
        let mut track = track(ProxyCodec::Dnxhr444, bits);
        (track.colour.matrix, track.range) = (0, range);
        let format = Format::new(1270, (640, 360), bits, Sampling::Gbr444).unwrap();
        // Three planes that differ, so that another order of them would show.
        let source = picture(Scene::Grain, &format, bits);
        assert!(source.planes[0] != source.planes[1] && source.planes[1] != source.planes[2]);
        let bytes = source.bytes();
        let planes =
            std::array::from_fn(|plane| EncodePlane { bytes: &bytes[plane], stride_bytes: source.line_bytes(plane) });
        let mut encoder = RenditionEncoder::new(&track, Rate::FPS_24, EncoderChoice::Interneg, bits).unwrap();
        let mut packet = Vec::new();
        encoder.encode(&EncodePlanes { bits, planes }, &mut packet).unwrap();
        let ours = Decoder::new(&packet).unwrap().decode(&packet).unwrap().planes;
        for wrapper in [Wrapper::Mov, Wrapper::MxfOp1a, Wrapper::MxfOpAtom] {
            let what = format!("{bits}-bit {range:?} {wrapper}");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(if wrapper == Wrapper::Mov { "clip.mov" } else { "clip.mxf" });
            let mut files =
                MovieFiles::create(wrapper, std::slice::from_ref(&path), &description(track.clone())).unwrap();
            (0..FRAMES).for_each(|_| files.write_frame(&packet, &[]).unwrap());
            files.finish().unwrap();
            let entries = "stream=codec_name,profile,pix_fmt,color_range";
            let arguments =
                ["-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "default=nw=1:nk=1"];
            let told_range = match (wrapper, range) {
                (Wrapper::Mov, SampleRange::Full) => "pc",
                (Wrapper::Mov, SampleRange::Legal) => "tv",
                // FFmpeg reads the codes of black and white of Y'CbCr's descriptor only.
                _ => "unknown",
            };
            let pixel_format = format!("gbrp{bits}le");
            assert_eq!(told("ffprobe", &arguments, &path), ["dnxhd", "DNXHR 444", &pixel_format, told_range], "{what}");
            let info = told("mediainfo", &["--Inform=Video;%Format%\\n%BitDepth%\\n%ColorSpace%"], &path);
            println!("mediainfo of {what}: {info:?}");
            assert_eq!(info[..2], ["VC-3".to_owned(), bits.to_string()], "{what}");
            if wrapper != Wrapper::Mov {
                assert_eq!(info[2], "RGB", "{what}");
            }
            let raw = folder.path().join("frames.raw");
            let mut command = Command::new("ffmpeg");
            command.args(["-nostdin", "-v", "error", "-xerror", "-i"]).arg(&path).args(["-f", "rawvideo"]).arg(&raw);
            let output = command.output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{what}");
            let bytes = std::fs::read(&raw).unwrap();
            let samples: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
            assert_eq!(samples.len(), FRAMES as usize * ours.concat().len(), "{what}");
            for frame in samples.chunks(ours.concat().len()) {
                for (plane, found) in frame.chunks(640 * 360).enumerate() {
                    assert!(farthest(found, &ours[plane]) <= 1, "{what}: plane {plane}");
                }
            }
            if wrapper == Wrapper::Mov {
                atoms_tell_rgb(&std::fs::read(&path).unwrap(), bits, range);
            }
        }
    }
}

fn atoms_tell_rgb(bytes: &[u8], bits: u8, range: SampleRange) {
    let at = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap() + 4;
    let told_range: u32 = if range == SampleRange::Full { 2 } else { 1 };
    assert_eq!(bytes[at(b"ACLR")..][..12], [b"ACLR0001".as_slice(), &told_range.to_be_bytes()].concat());
    let depth = [0, 0, 0, bits / 2 - 3];
    // 4:4:4, depth, colour format as in the frames, volume told outside of them.
    let expected = [&[0, 0, 0, 2], depth.as_slice(), &[0, 0], &[0, 3]].concat();
    assert_eq!(bytes[at(b"ADHR") + 8..][..12], expected);
    let nclc = [b"nclc".as_slice(), &[0, 1, 0, 1, 0, 0]].concat();
    assert_eq!(bytes[at(b"colr")..][..10], nclc);
}

#[test]
fn only_dnxhr_444_of_our_own_is_rgb() {
    for codec in [ProxyCodec::DnxhrHqx, ProxyCodec::Prores4444] {
        let mut track = track(codec, codec.bits());
        track.colour.matrix = 0;
        for encoder in [EncoderChoice::Interneg, EncoderChoice::Ffmpeg] {
            let Err(told) = RenditionEncoder::new(&track, Rate::FPS_24, encoder, track.bits) else { panic!("{codec}") };
            assert!(matches!(told, EncodeError::Coding { what: "R'G'B'", .. }), "{told}");
        }
        for wrapper in [Wrapper::Mov, Wrapper::MxfOp1a] {
            let told = MovieFiles::check(wrapper, &description(track.clone())).unwrap_err().to_string();
            assert!(told.contains("picture."), "{told}");
        }
    }
    let mut track = track(ProxyCodec::Dnxhr444, 10);
    track.colour.matrix = 0;
    let told = RenditionEncoder::new(&track, Rate::FPS_24, EncoderChoice::Ffmpeg, 10).err().unwrap().to_string();
    assert!(told.contains("our own"), "{told}");
}
