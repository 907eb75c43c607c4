//! Pictures and sound by arithmetic, and movies of them.

use interneg_media::encode::{EncodePlane, EncodePlanes, PictureEncoder};
use interneg_media::mux::mov::MovWriter;
use interneg_media::mux::{ColourTags, FieldOrder, MovieDescription, PictureTrack, SoundTrack, first_sample};
use interneg_spec::proxy::{CodecFamily, ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange, UtcTime};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Raster of most movies.
pub const SMALL: Raster = Raster { width: 512, height: 288 };
/// The raster that every DNxHD has.
pub const HD: Raster = Raster { width: 1920, height: 1080 };
/// Cells of the strip that bears a frame's number, and the lines it takes.
const CELLS: usize = 16;
const STRIP_LINES: usize = 32;

/// A picture track with nothing special about it.
pub fn track(codec: ProxyCodec) -> PictureTrack {
    PictureTrack {
        codec,
        bits: codec.bits(),
        raster: if codec.family() == CodecFamily::Dnxhd { HD } else { SMALL },
        pixel_aspect: (1, 1),
        has_alpha: false,
        vendor: Vendor::Interneg,
        clean_aperture: None,
        field_order: FieldOrder::Progressive,
        colour: ColourTags::REC709,
        range: SampleRange::Legal,
    }
}

/// A clip with reel and timecode.
pub fn description(picture: PictureTrack, rate: Rate, frame_count: u64) -> MovieDescription {
    MovieDescription {
        roll: "A001".to_owned(),
        clip_name: "A001C001_260131_R1AB".to_owned(),
        reel: Some("A001R1AB".to_owned()),
        rate,
        start: Some("10:11:12:13".parse().unwrap()),
        frame_count,
        picture,
        sound: None,
        comments: [("Scene", "12A"), ("Take", "3"), ("Camroll", "A001")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        project: "HARBOUR".to_owned(),
        rendition: "offline".to_owned(),
        created: UtcTime::parse("2026-01-31T10:00:00Z").unwrap(),
        tool: "interneg".to_owned(),
        tool_version: "0.1.0".to_owned(),
    }
}

/// Sound of `channels` channels at 48 kHz, named A, B, C …
pub fn sound(channels: u8) -> SoundTrack {
    let channel_names = (0..channels).map(|channel| format!("Mic {}", char::from(b'A' + channel))).collect();
    let channel_sources = (1..=channels).map(|channel| format!("camera {channel}")).collect();
    SoundTrack { sample_rate_hz: 48_000, channel_names, channel_sources }
}

/// Samples of a plane in 10 bits: slopes that move, a little noise, and in luma the frame's number, 16 bits from the left,
/// most significant first.
pub fn samples(frame: usize, plane: usize, width: usize, height: usize) -> Vec<u16> {
    let mut state = (frame * 3 + plane) as u64;
    let mut samples = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise = (state >> 62) as usize;
            samples.push(if plane == 0 && y < STRIP_LINES {
                let is_bright = frame >> (CELLS - 1 - x * CELLS / width) & 1 == 1;
                if is_bright { 800 } else { 160 }
            } else {
                let slope = 500 * ((x + 5 * frame) % (2 * width)).abs_diff(width) / width + 200 * y / height;
                (120 + 8 * plane + slope + noise) as u16
            });
        }
    }
    samples
}

/// The number that luma samples in 10 bits bear.
pub fn number_of(luma: &[u16], width: usize) -> usize {
    let line = &luma[width * STRIP_LINES / 2..][..width];
    (0..CELLS).fold(0, |bits, cell| bits << 1 | usize::from(line[(2 * cell + 1) * width / CELLS / 2] > 480))
}

/// Width of a plane.
pub fn plane_width(track: &PictureTrack, plane: usize) -> usize {
    track.raster.width as usize / if plane > 0 && !track.codec.is_444() { 2 } else { 1 }
}

/// A picture as the codec takes it, with `padding_bytes` of rubbish behind each line.
pub struct Picture {
    bits: u8,
    planes: [(Vec<u8>, usize); 3],
}

impl Picture {
    pub fn new(track: &PictureTrack, frame: usize, padding_bytes: usize) -> Self {
        let height = track.raster.height as usize;
        Self::of(track, padding_bytes, |plane| samples(frame, plane, plane_width(track, plane), height))
    }

    /// A picture of samples in 10 bits.
    pub fn of(track: &PictureTrack, padding_bytes: usize, samples: impl Fn(usize) -> Vec<u16>) -> Self {
        let bits = track.codec.bits();
        let planes = [0, 1, 2].map(|plane| {
            let width = plane_width(track, plane);
            let mut bytes = Vec::new();
            for line in samples(plane).chunks(width) {
                match bits {
                    8 => bytes.extend(line.iter().map(|sample| (sample >> 2) as u8)),
                    _ => bytes.extend(line.iter().flat_map(|sample| sample.to_le_bytes())),
                }
                bytes.extend(std::iter::repeat_n(0xa5, padding_bytes));
            }
            (bytes, width * if bits == 8 { 1 } else { 2 } + padding_bytes)
        });
        Self { bits, planes }
    }

    pub fn planes(&self) -> EncodePlanes<'_> {
        let planes =
            self.planes.each_ref().map(|(bytes, stride_bytes)| EncodePlane { bytes, stride_bytes: *stride_bytes });
        EncodePlanes { bits: self.bits, planes }
    }

    pub fn encode(&self, encoder: &mut PictureEncoder) -> Vec<u8> {
        let mut packet = Vec::new();
        encoder.encode(&self.planes(), &mut packet).unwrap();
        packet
    }
}

/// Packets of frames, by an encoder of their own.
pub fn packets(track: &PictureTrack, rate: Rate, frames: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let mut encoder = PictureEncoder::new(track, rate).unwrap();
    frames.map(|frame| Picture::new(track, frame, 0).encode(&mut encoder)).collect()
}

/// Sample `sample` of a channel, 24 bits: every sample of every channel has another value.
pub fn sound_sample(channel: usize, sample: u64) -> [u8; 3] {
    let value = (sample * 2_654_435 + 77_777 * channel as u64) as u32;
    let [low, middle, high, _] = value.to_le_bytes();
    [low, middle, high]
}

/// Sound of a frame, channels in turn.
pub fn sound_of_frame(frame: u64, rate: Rate, sound: &SoundTrack) -> Vec<u8> {
    let first = |frame| first_sample(frame, rate, sound.sample_rate_hz);
    (first(frame)..first(frame + 1))
        .flat_map(|sample| (0..sound.channels()).flat_map(move |channel| sound_sample(channel, sample)))
        .collect()
}

/// Writes a movie of these packets, with the sound that the description announces.
pub fn write_movie(path: &Path, description: &MovieDescription, packets: &[Vec<u8>]) {
    let mut writer = MovWriter::create(File::create(path).unwrap(), description).unwrap();
    for (frame, packet) in (0..).zip(packets) {
        writer.write_picture(packet).unwrap();
        if let Some(sound) = &description.sound {
            writer.write_sound(&sound_of_frame(frame, description.rate, sound)).unwrap();
        }
    }
    writer.finish().unwrap();
}

/// Encodes and writes all frames of a description to `folder`.
pub fn make_movie(folder: &Path, description: &MovieDescription) -> PathBuf {
    let path = folder.join(format!("{}.mov", description.clip_name));
    let frames = usize::try_from(description.frame_count).unwrap();
    write_movie(&path, description, &packets(&description.picture, description.rate, 0..frames));
    path
}
