//! Frames to write, foreign tools to read them.

use interneg_kernels::{ByteOrder, Layout, Picture, Sample};
use interneg_media::{
    AssetStamp, DecodedFrame, EncodeScratch, FrameEncoder, FrameStamp, MediaError, ProbeOptions, SequenceReader,
    SourceInfo, WriteSpec, probe,
};
use interneg_spec::{DeliveryFormat, DpxBitDepth, ExrCompression, Raster, Rate};
use std::path::{Path, PathBuf};
use std::process::Command;

pub const OPTIONS: ProbeOptions = ProbeOptions { max_dimension: 16_384, every_frame: true, conform: None };

pub const EXR_FORMATS: [DeliveryFormat; 4] = [
    DeliveryFormat::Exr { compression: ExrCompression::None, zip_level: 1 },
    DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 1 },
    DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 9 },
    DeliveryFormat::Exr { compression: ExrCompression::Piz, zip_level: 1 },
];

pub const DPX_FORMATS: [DeliveryFormat; 2] =
    [DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten }, DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen }];

pub const AP1: [f32; 8] = [0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767];

/// A deterministic sequence of numbers (Knuth's MMIX generator).
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }
}

pub fn spec(format: DeliveryFormat, width: u32, height: u32) -> WriteSpec {
    WriteSpec {
        format,
        raster: Raster { width, height },
        chromaticities: Some(AP1),
        interop_id: Some("lin_ap1_scene".to_owned()),
        is_aces: false,
        picture: None,
        asset: AssetStamp {
            rate: Rate::FPS_23_976,
            title: "HARBOUR".to_owned(),
            creator: "interneg test".to_owned(),
            created: "2026-07-01T12:34:56Z".to_owned(),
            owner: "Owner Ltd".to_owned(),
            comments: "job 42".to_owned(),
            sequence_length: 24,
            first_frame_number: 86_400,
            colour_space: "ARRI LogC4".to_owned(),
        },
    }
}

pub fn stamp(file_name: &str) -> FrameStamp {
    FrameStamp {
        file_name: file_name.to_owned(),
        frame_number: 86_405,
        timecode: "01:00:00:05".parse().unwrap(),
        reel: "A001R1AB".to_owned(),
        source_file: "A001C001_260101_R1AB.mov".to_owned(),
    }
}

/// Three planes R, G, B of `width * height` samples.
pub type Planes = [Vec<u16>; 3];

/// Half values of a soft picture with grain, negative ones among them; all finite.
pub fn half_planes(width: usize, height: usize) -> Planes {
    let mut noise = Noise(7);
    [0.1f32, 0.5, 2.0].map(|gain| {
        (0..width * height)
            .map(|index| {
                let slope = (index % width) as f32 / width as f32 * gain - 0.05;
                half::f16::from_f32(slope + (noise.next() % 1000) as f32 * 1e-5).to_bits()
            })
            .collect()
    })
}

/// Codes below `2^bits` that reach both ends.
pub fn code_planes(width: usize, height: usize, bits: u32) -> Planes {
    let mut noise = Noise(11);
    let top = (1u32 << bits) - 1;
    std::array::from_fn(|_| {
        (0..width * height)
            .map(|index| match index {
                0 => 0,
                1 => top as u16,
                _ => (noise.next() & top) as u16,
            })
            .collect()
    })
}

/// Encodes planes with `encoder`, packing by plain arithmetic.
pub fn encode(spec: &WriteSpec, planes: &Planes, stamp: &FrameStamp) -> Vec<u8> {
    let encoder = FrameEncoder::new(spec).unwrap();
    let mut out = Vec::new();
    let mut scratch = EncodeScratch::new();
    let width = spec.raster.width as usize;
    let mut next_row = 0;
    encoder
        .encode(stamp, &mut scratch, &mut out, &mut |block| {
            assert_eq!(block.first_row, next_row);
            assert!(block.rows <= encoder.block_rows());
            next_row += block.rows;
            for row in 0..block.rows {
                let line = &mut block.bytes[row * block.stride_bytes..];
                let at = (block.first_row + row) * width;
                let [r, g, b] = planes.each_ref().map(|plane| &plane[at..at + width]);
                pack_line(spec.format, [r, g, b], line);
            }
        })
        .unwrap();
    assert_eq!(next_row, spec.raster.height as usize);
    assert!(out.len() <= encoder.worst_case_bytes());
    out
}

fn pack_line(format: DeliveryFormat, [r, g, b]: [&[u16]; 3], line: &mut [u8]) {
    match format {
        DeliveryFormat::Exr { .. } => {
            for (slot, value) in line.chunks_exact_mut(2).zip([b, g, r].concat()) {
                slot.copy_from_slice(&value.to_le_bytes());
            }
        }
        DeliveryFormat::Quicktime { .. } => unreachable!("a movie is no image"),
        DeliveryFormat::Dpx { bit_depth } => {
            for x in 0..r.len() {
                let (r, g, b) = (r[x], g[x], b[x]);
                match bit_depth {
                    DpxBitDepth::Ten => {
                        let word = u32::from(r) << 22 | u32::from(g) << 12 | u32::from(b) << 2;
                        line[4 * x..4 * x + 4].copy_from_slice(&word.to_be_bytes());
                    }
                    DpxBitDepth::Sixteen => {
                        line[6 * x..6 * x + 6].copy_from_slice([r, g, b].map(u16::to_be_bytes).as_flattened());
                    }
                }
            }
        }
    }
}

/// Writes a file below `folder` and tells its path.
pub fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Probes and reads the first frame.
pub fn read(path: &Path) -> Result<(SourceInfo, DecodedFrame), MediaError> {
    let info = probe(path, &OPTIONS)?;
    let frame = SequenceReader::open(&info)?.read(0, Vec::new())?;
    Ok((info, frame))
}

/// Planes of half or code values of a picture, by plain arithmetic on its layout.
pub fn planes_of(picture: &Picture<'_>) -> Planes {
    std::array::from_fn(|component| {
        let samples = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
        samples.map(|(x, y)| sample_at(picture, component, x, y) as u16).collect()
    })
}

/// One sample as stored: bits of a float, or a code.
pub fn sample_at(picture: &Picture<'_>, component: usize, x: usize, y: usize) -> u32 {
    let get = |plane: usize, at: usize, count: usize| {
        let plane = &picture.planes[plane];
        &plane.bytes[y * plane.stride_bytes + at..][..count]
    };
    let number = |bytes: &[u8], order: ByteOrder| {
        let fold = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        match order {
            ByteOrder::Big => bytes.iter().fold(0, fold),
            ByteOrder::Little => bytes.iter().rev().fold(0, fold),
        }
    };
    match picture.layout {
        Layout::RgbPlanar { sample: Sample::F16, .. } => number(get(component, 2 * x, 2), ByteOrder::Little),
        Layout::RgbPlanar { sample: Sample::F32, .. } => number(get(component, 4 * x, 4), ByteOrder::Little),
        Layout::RgbPacked { components, sample: Sample::U16(order), shift, .. } => {
            number(get(0, 2 * (x * usize::from(components) + component), 2), order) >> shift
        }
        Layout::RgbPacked { components, sample: Sample::U8, .. } => {
            number(get(0, x * usize::from(components) + component, 1), ByteOrder::Big)
        }
        Layout::Dpx10FilledA(order) => number(get(0, 4 * x, 4), order) >> (22 - 10 * component) & 0x3ff,
        Layout::Dpx10FilledB(order) => number(get(0, 4 * x, 4), order) >> (20 - 10 * component) & 0x3ff,
        other => panic!("{other:?}"),
    }
}

/// Runs a tool; `None`, with a message, where it is not installed.
pub fn tool(name: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    match Command::new(name).args(arguments).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name} {arguments:?}: {said}");
            Some(output.stdout)
        }
        Err(error) => {
            println!("skipped: {name} is not installed ({error})");
            None
        }
    }
}

/// Runs a tool and gives its output as text.
pub fn tool_text(name: &str, arguments: &[&str]) -> Option<String> {
    tool(name, arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Folder of sample media; `None`, with a message, where it is absent.
pub fn samples(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no sample media at {}", path.display());
    None
}
