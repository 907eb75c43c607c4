//! Clips to write: frames that ffmpeg's encoder coded, and sound of noise.

use interneg_media::mux::mxf::{Op1aWriter, OpAtomTrack, OpAtomWriter};
use interneg_media::mux::{
    ColourTags, FieldOrder, MovieDescription, PictureTrack, SoundTrack, first_sample, take_channel,
};
use interneg_spec::proxy::{ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange, UtcTime};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frames of every clip.
pub const FRAMES: u64 = 7;

/// A kind of clip.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub codec: ProxyCodec,
    pub raster: (u32, u32),
    pub rate: &'static str,
    pub start: &'static str,
    pub channels: usize,
}

/// One of every codec, at the rates and numbers of channels that proxies have.
pub const KINDS: [Kind; 8] = [
    kind(ProxyCodec::DnxhrLb, (640, 360), "23.976", "10:11:12:13", 2),
    kind(ProxyCodec::DnxhrSq, (640, 360), "24", "00:00:00:00", 0),
    kind(ProxyCodec::DnxhrHq, (1280, 720), "25", "23:59:59:20", 1),
    kind(ProxyCodec::DnxhrHqx, (640, 360), "29.97", "00:59:59;28", 8),
    kind(ProxyCodec::Dnxhr444, (512, 288), "24", "01:00:00:00", 2),
    kind(ProxyCodec::Dnxhd36, (1920, 1080), "23.976", "01:02:03:04", 2),
    kind(ProxyCodec::Dnxhd115, (1920, 1080), "29.97", "12:00:00:00", 8),
    kind(ProxyCodec::Dnxhd175, (1920, 1080), "25", "09:08:07:06", 1),
];

const fn kind(codec: ProxyCodec, raster: (u32, u32), rate: &'static str, start: &'static str, channels: usize) -> Kind {
    Kind { codec, raster, rate, start, channels }
}

/// A clip that can be written.
pub struct Clip {
    pub description: MovieDescription,
    /// Coded frames.
    pub frames: Vec<Vec<u8>>,
    /// All samples, interleaved, 24 bits each.
    pub sound: Vec<u8>,
    /// The coded frames as one file without a wrapper.
    pub essence: PathBuf,
}

impl Clip {
    /// Has ffmpeg code the frames.
    pub fn new(folder: &Path, kind: Kind) -> Self {
        let rate: Rate = kind.rate.parse().unwrap();
        let essence = folder.join(format!("{}.dnxhd", kind.codec));
        let (width, height) = kind.raster;
        let pattern = format!("testsrc2=size={width}x{height}:rate={rate}");
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &pattern, "-frames:v", &FRAMES.to_string()])
            .args(["-c:v", "dnxhd"])
            .args(encoder_arguments(kind))
            .args(["-f", "dnxhd"])
            .arg(&essence)
            .output()
            .expect("ffmpeg is installed");
        assert!(output.status.success(), "{kind:?}: {}", String::from_utf8_lossy(&output.stderr));
        let bytes = std::fs::read(&essence).unwrap();
        // VC-3 frames of a codec and raster have one size.
        let frames: Vec<_> = bytes.chunks(bytes.len() / FRAMES as usize).map(<[u8]>::to_vec).collect();
        assert_eq!(frames.len() as u64, FRAMES);
        let description = description(kind, rate);
        let samples = first_sample(FRAMES, rate, 48000) as usize;
        Self { description, frames, sound: noise(samples * kind.channels * 3), essence }
    }

    /// Samples of a frame, interleaved.
    pub fn sound_of(&self, frame: u64) -> &[u8] {
        let Some(sound) = &self.description.sound else { return &[] };
        let byte = |frame| first_sample(frame, self.description.rate, 48000) as usize * 3 * sound.channels();
        &self.sound[byte(frame)..byte(frame + 1)]
    }

    /// All samples of a channel.
    pub fn channel(&self, channel: usize) -> Vec<u8> {
        let mut taken = Vec::new();
        take_channel(&self.sound, self.description.sound.as_ref().unwrap().channels(), channel, &mut taken);
        taken
    }

    /// The clip as one OP1a file.
    pub fn op1a(&self) -> Vec<u8> {
        let mut writer = Op1aWriter::new(Cursor::new(Vec::new()), &self.description).unwrap();
        for (frame, picture) in (0..).zip(&self.frames) {
            writer.write_frame(picture, self.sound_of(frame)).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// One track of the clip as an OP-Atom file.
    pub fn op_atom(&self, track: OpAtomTrack) -> Vec<u8> {
        let mut writer = OpAtomWriter::new(Cursor::new(Vec::new()), &self.description, track).unwrap();
        let mut channel_samples = Vec::new();
        for (frame, picture) in (0..).zip(&self.frames) {
            match track {
                OpAtomTrack::Picture => writer.write_frame(picture).unwrap(),
                OpAtomTrack::Sound { channel } => {
                    let channels = self.description.sound.as_ref().unwrap().channels();
                    take_channel(self.sound_of(frame), channels, channel, &mut channel_samples);
                    writer.write_frame(&channel_samples).unwrap();
                }
            }
        }
        writer.finish().unwrap().into_inner()
    }

    /// All OP-Atom tracks of the clip.
    pub fn tracks(&self) -> Vec<OpAtomTrack> {
        let channels = self.description.sound.as_ref().map_or(0, |sound| sound.channels());
        let sounds = (0..channels).map(|channel| OpAtomTrack::Sound { channel });
        std::iter::once(OpAtomTrack::Picture).chain(sounds).collect()
    }
}

fn description(kind: Kind, rate: Rate) -> MovieDescription {
    let (width, height) = kind.raster;
    let is_444 = kind.codec.is_444();
    MovieDescription {
        roll: "A001".to_owned(),
        clip_name: "A001C003_260131_R1AB".to_owned(),
        reel: Some("A001R1AB".to_owned()),
        rate,
        start: kind.start.parse().ok(),
        frame_count: FRAMES,
        picture: PictureTrack {
            codec: kind.codec,
            bits: kind.codec.bits(),
            raster: Raster { width, height },
            pixel_aspect: (1, 1),
            has_alpha: false,
            vendor: Vendor::Interneg,
            clean_aperture: None,
            field_order: FieldOrder::Progressive,
            colour: ColourTags { matrix: if is_444 { 0 } else { 1 }, ..ColourTags::REC709 },
            range: SampleRange::Legal,
        },
        sound: (kind.channels > 0).then(|| SoundTrack {
            sample_rate_hz: 48000,
            channel_names: (0..kind.channels).map(|channel| ["Boom", ""][channel % 2].to_owned()).collect(),
            channel_sources: (0..kind.channels).map(|channel| format!("camera {}", channel + 1)).collect(),
        }),
        comments: BTreeMap::from([
            ("Descript".to_owned(), "Two people at a table, naïve".to_owned()),
            ("Scene".to_owned(), "12A".to_owned()),
            ("Take".to_owned(), "3".to_owned()),
        ]),
        project: "Show".to_owned(),
        rendition: "avid".to_owned(),
        created: UtcTime::parse("2026-01-31T10:20:30Z").unwrap(),
        tool: "interneg".to_owned(),
        tool_version: "0.1.0".to_owned(),
    }
}

fn encoder_arguments(kind: Kind) -> Vec<String> {
    let nominal = kind.rate.parse::<Rate>().unwrap().nominal();
    let by_rate = |at_24, at_25, at_30| match nominal {
        24 => at_24,
        25 => at_25,
        _ => at_30,
    };
    let words = match kind.codec {
        ProxyCodec::DnxhrLb => "-profile:v dnxhr_lb -pix_fmt yuv422p",
        ProxyCodec::DnxhrSq => "-profile:v dnxhr_sq -pix_fmt yuv422p",
        ProxyCodec::DnxhrHq => "-profile:v dnxhr_hq -pix_fmt yuv422p",
        ProxyCodec::DnxhrHqx => "-profile:v dnxhr_hqx -pix_fmt yuv422p10le",
        ProxyCodec::Dnxhr444 => "-profile:v dnxhr_444 -pix_fmt gbrp10le",
        ProxyCodec::Dnxhd36 => by_rate("-b:v 36M -pix_fmt yuv422p", "-b:v 36M", "-b:v 45M -pix_fmt yuv422p"),
        ProxyCodec::Dnxhd115 => by_rate("-b:v 115M", "-b:v 120M", "-b:v 145M -pix_fmt yuv422p"),
        ProxyCodec::Dnxhd175 => by_rate("-b:v 175M", "-b:v 185M -pix_fmt yuv422p", "-b:v 220M"),
        other => panic!("{other} is no VC-3"),
    };
    words.split_whitespace().map(str::to_owned).collect()
}

/// Bytes of a deterministic sequence (Knuth's MMIX generator).
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    (0..length).map(|_| next()).collect()
}
