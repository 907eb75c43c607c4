//! Pictures that are hard in different ways: film grain, a zone plate, gradients, noise in the dark, hard edges.

use interneg_media::vc3::{Format, Sampling};
use std::f64::consts::PI;

/// A picture of any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub bits: u8,
    pub sizes: [(usize, usize); 3],
    pub planes: [Vec<u16>; 3],
}

impl Picture {
    /// Bytes of the planes, without padding.
    pub fn bytes(&self) -> [Vec<u8>; 3] {
        let wide = |plane: &Vec<u16>| plane.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let narrow = |plane: &Vec<u16>| plane.iter().map(|sample| u8::try_from(*sample).unwrap()).collect();
        std::array::from_fn(|i| if self.bits > 8 { wide(&self.planes[i]) } else { narrow(&self.planes[i]) })
    }

    pub fn line_bytes(&self, plane: usize) -> usize {
        self.sizes[plane].0 * if self.bits > 8 { 2 } else { 1 }
    }
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    Grain,
    ZonePlate,
    Gradients,
    DarkNoise,
    Bars,
}

pub const SCENES: [Scene; 5] = [Scene::Grain, Scene::ZonePlate, Scene::Gradients, Scene::DarkNoise, Scene::Bars];

/// A generator with the same numbers on every machine.
#[derive(Clone)]
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32
    }

    pub fn unit(&mut self) -> f64 {
        f64::from(self.next()) / 4_294_967_296.0
    }

    /// About normal, variance 1.
    pub fn normal(&mut self) -> f64 {
        ((0..6).map(|_| self.unit()).sum::<f64>() - 3.0) * 2f64.sqrt()
    }
}

/// R', G' and B' from 0 to 1 of every pixel.
fn scene_rgb(scene: Scene, (width, height): (usize, usize)) -> Vec<[f64; 3]> {
    let mut noise = Noise::new(scene as u64 + 1);
    let (w, h) = (width as f64, height as f64);
    let pixels = (0..width * height).map(|i| ((i % width) as f64, (i / width) as f64));
    let mut rgb: Vec<[f64; 3]> = pixels
        .map(|(x, y)| match scene {
            Scene::Grain => {
                // Soft shapes with edges between them, as out of focus and in focus parts of a picture.
                let shape = (0.5 + 0.5 * (x / w * 9.0).sin() * (y / h * 7.0).cos()) * 0.6 + 0.15;
                let edge = if (((x * 0.8 + y) / 90.0) as usize).is_multiple_of(4) { 0.12 } else { 0.0 };
                let texture = 0.03 * ((x * 0.7).sin() * (y * 0.9 + x * 0.13).sin());
                [shape + edge + texture, shape * 0.9 + texture + 0.05, shape * 0.7 + edge * 0.5 + 0.1]
            }
            Scene::ZonePlate => {
                let (dx, dy) = (x - w / 2.0, y - h / 2.0);
                [0.5 + 0.4 * (PI * (dx * dx + dy * dy) / (1.6 * w.max(h))).cos(); 3]
            }
            Scene::Gradients => [x / w, y / h, (x + y) / (w + h)],
            Scene::DarkNoise => [0.02 + 0.01 * (x / w), 0.02, 0.02 + 0.01 * (y / h)],
            Scene::Bars => {
                let on = (x as usize / 7 + y as usize / 23).is_multiple_of(3);
                [
                    if on { 0.92 } else { 0.08 },
                    0.5 + 0.4 * f64::from(u8::from((x as usize / 31).is_multiple_of(2))),
                    0.3,
                ]
            }
        })
        .collect();
    let sigma = match scene {
        Scene::Grain => 0.006,
        Scene::DarkNoise => 0.004,
        _ => 0.0,
    };
    if sigma > 0.0 {
        for pixel in &mut rgb {
            let common = noise.normal() * 0.5;
            *pixel = pixel.map(|value| value + sigma * (common + noise.normal() * 0.85));
        }
    }
    rgb
}

/// A scene as a picture of a format's sampling and raster, of `bits` bits, legal range where it is Y'CbCr.
pub fn picture(scene: Scene, format: &Format, bits: u8) -> Picture {
    let raster = (format.raster().0 as usize, format.raster().1 as usize);
    let sizes: [(usize, usize); 3] = std::array::from_fn(|plane| format.plane_size(plane));
    let rgb = scene_rgb(scene, raster);
    let most = f64::from((1u32 << bits) - 1);
    let code = |value: f64| (value + 0.5).clamp(0.0, most) as u16;
    if format.sampling() == Sampling::Gbr444 {
        let plane = |channel: usize| rgb.iter().map(|pixel| code(pixel[channel] * most)).collect();
        return Picture { bits, sizes, planes: [plane(1), plane(2), plane(0)] };
    }
    let scale = f64::from(1u32 << (bits - 8));
    let luma = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let y = rgb.iter().map(|pixel| code((16.0 + 219.0 * luma(*pixel)) * scale)).collect();
    let difference = |channel: usize, divisor: f64| {
        let value = |x: usize, y: usize| {
            let pixel = rgb[y * raster.0 + x.min(raster.0 - 1)];
            (pixel[channel] - luma(pixel)) / divisor
        };
        let (width, height) = sizes[1];
        let step = if width == raster.0 { 1 } else { 2 };
        let sample = |i: usize| {
            let (x, y) = (i % width * step, i / width);
            let mean = if step == 1 {
                value(x, y)
            } else {
                0.5 * value(x, y) + 0.25 * (value(x.saturating_sub(1), y) + value(x + 1, y))
            };
            code((128.0 + 224.0 * mean) * scale)
        };
        (0..width * height).map(sample).collect()
    };
    Picture { bits, sizes, planes: [y, difference(2, 1.8556), difference(0, 1.5748)] }
}
