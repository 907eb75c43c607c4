//! Milliseconds per UHD frame of each writer, one thread: `cargo run --release -p interneg-media --example write_speed`.

use interneg_media::{AssetStamp, EncodeScratch, FrameEncoder, FrameStamp, RowBlock, WriteSpec};
use interneg_spec::{DeliveryFormat, DpxBitDepth, ExrCompression, Raster, Rate, Timecode};
use std::time::Instant;

const FRAMES: u32 = 6;

fn spec(format: DeliveryFormat) -> WriteSpec {
    WriteSpec {
        format,
        raster: Raster::UHD,
        chromaticities: None,
        interop_id: None,
        is_aces: true,
        picture: None,
        asset: AssetStamp {
            rate: Rate::FPS_24,
            title: "SPEED".to_owned(),
            creator: "interneg write_speed".to_owned(),
            created: "2026-07-01T00:00:00Z".to_owned(),
            owner: String::new(),
            comments: String::new(),
            sequence_length: u64::from(FRAMES),
            first_frame_number: 0,
            colour_space: "ACES2065-1".to_owned(),
        },
    }
}

/// Lines of 16-bit samples: slopes with grain, as halves that a log to linear conversion would give.
fn picture() -> Vec<u8> {
    let Raster { width, height } = Raster::UHD;
    let mut state = 1u64;
    let mut grain = || {
        let mut sum = 0f32;
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5;
        }
        sum
    };
    let mut bytes = Vec::new();
    for y in 0..height {
        for channel in 0..3 {
            for x in 0..width {
                let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
                let scene = 0.18 + 0.15 * (7.0 * u + channel as f32).sin() * (5.0 * v).cos() + 0.1 * u;
                let value = scene * (1.0 + 0.02 * grain());
                bytes.extend_from_slice(&half::f16::from_f32(value).to_le_bytes());
            }
        }
    }
    bytes
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pixels = picture();
    let exr = |compression, zip_level| DeliveryFormat::Exr { compression, zip_level };
    for (name, format) in [
        ("exr none", exr(ExrCompression::None, 1)),
        ("exr zip 1", exr(ExrCompression::Zip, 1)),
        ("exr zip 4", exr(ExrCompression::Zip, 4)),
        ("exr piz", exr(ExrCompression::Piz, 1)),
        ("dpx 10", DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten }),
        ("dpx 16", DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen }),
    ] {
        let encoder = FrameEncoder::new(&spec(format))?;
        let line_bytes = if name == "dpx 10" { 4 } else { 6 } * Raster::UHD.width as usize;
        let mut fill = |block: RowBlock<'_>| {
            for row in 0..block.rows {
                let at = (block.first_row + row) * line_bytes;
                block.bytes[row * block.stride_bytes..][..line_bytes].copy_from_slice(&pixels[at..at + line_bytes]);
            }
        };
        let (mut scratch, mut out) = (EncodeScratch::new(), Vec::with_capacity(encoder.worst_case_bytes()));
        let mut best_ms = f64::INFINITY;
        for frame in 0..FRAMES {
            let stamp = FrameStamp {
                file_name: format!("speed.{frame:07}.{}", format.extension()),
                frame_number: u64::from(frame),
                timecode: Timecode::from_frame_count(u64::from(frame), Rate::FPS_24, false),
                reel: String::new(),
                source_file: String::new(),
            };
            let start = Instant::now();
            encoder.encode(&stamp, &mut scratch, &mut out, &mut fill)?;
            best_ms = best_ms.min(start.elapsed().as_secs_f64() * 1e3);
        }
        println!("{name:10} {best_ms:7.1} ms  {:6.2} MB", out.len() as f64 / 1e6);
    }
    Ok(())
}
