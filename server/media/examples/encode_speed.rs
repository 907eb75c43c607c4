//! Milliseconds per HD frame of each proxy codec, one thread:
//! `cargo run --release -p interneg-media --example encode_speed`.

use interneg_media::encode::{EncodePlane, EncodePlanes, PictureEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, PictureTrack};
use interneg_spec::proxy::{ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange};
use std::time::Instant;

const RASTER: Raster = Raster { width: 1920, height: 1080 };
const FRAMES: usize = 12;

/// Y', Cb and Cr of slopes with grain, in 10 bits, shifted from frame to frame.
fn picture(frame: usize, is_444: bool) -> [Vec<u16>; 3] {
    let mut state = frame as u64 + 1;
    let mut grain = || {
        let mut sum = 0f32;
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5;
        }
        sum
    };
    let height = RASTER.height as usize;
    [0, 1, 2].map(|plane| {
        let width = if plane > 0 && !is_444 { RASTER.width as usize / 2 } else { RASTER.width as usize };
        let mut samples = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = ((x + 3 * frame) as f32 / width as f32, y as f32 / height as f32);
                let scene = 500.0 + 300.0 * (7.0 * u + plane as f32).sin() * (5.0 * v).cos();
                samples.push((scene + 12.0 * grain()) as u16);
            }
        }
        samples
    })
}

/// Samples as a codec takes them.
fn stored(samples: &[u16], bits: u8) -> Vec<u8> {
    match bits {
        8 => samples.iter().map(|sample| (sample >> 2) as u8).collect(),
        _ => samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for codec in ProxyCodec::ALL {
        let track = PictureTrack {
            codec,
            bits: codec.bits(),
            raster: RASTER,
            pixel_aspect: (1, 1),
            has_alpha: false,
            vendor: Vendor::Interneg,
            clean_aperture: None,
            field_order: FieldOrder::Progressive,
            colour: ColourTags::REC709,
            range: SampleRange::Legal,
        };
        let pictures: Vec<[Vec<u8>; 3]> = (0..FRAMES)
            .map(|frame| picture(frame, codec.is_444()).map(|samples| stored(&samples, codec.bits())))
            .collect();
        let mut encoder = PictureEncoder::new(&track, Rate::FPS_24)?;
        let mut packet = Vec::new();
        let (mut took_ms, mut packet_bytes) = (Vec::new(), 0);
        for planes in &pictures {
            let planes = planes
                .each_ref()
                .map(|bytes| EncodePlane { bytes, stride_bytes: bytes.len() / RASTER.height as usize });
            let began = Instant::now();
            encoder.encode(&EncodePlanes { bits: codec.bits(), planes }, &mut packet)?;
            took_ms.push(began.elapsed().as_secs_f64() * 1e3);
            packet_bytes += packet.len();
        }
        took_ms.sort_by(f64::total_cmp);
        let median = took_ms[FRAMES / 2];
        println!("{:16} {median:7.1} ms/frame, {:9} bytes/frame", codec.name(), packet_bytes / FRAMES);
    }
    Ok(())
}
