//! Renditions of our own encoder in movies, as foreign programs read them.

use crate::judge::farthest;
use crate::material::{Scene, picture};
use crate::{encoded, encoder};
use interneg_media::encode::{EncodeError, EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, MovieDescription, MovieFiles, PictureTrack};
use interneg_media::vc3::{Decoder, Format, Sampling};
use interneg_spec::proxy::{EncoderChoice, ProxyCodec, Wrapper};
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
