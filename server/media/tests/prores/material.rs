//! Pictures by arithmetic, each hard in its own way.

use interneg_media::encode::EncodePlane;
use interneg_media::prores::{AlphaPlane, Encoder, Picture, Profile, RateControl, Settings};
use interneg_spec::Raster;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Discs of many sizes one over the other, slopes on them, and the grain of film.
    Grain,
    /// Rings that grow finer up to the finest that samples hold.
    ZonePlate,
    /// Slopes so slow that every step of a code is many samples wide.
    Gradients,
    /// Noise of a sensor near black.
    DarkNoise,
    /// A quarter of each.
    All,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Grain, Self::ZonePlate, Self::Gradients, Self::DarkNoise, Self::All];
}

/// Samples of one plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    pub columns: usize,
    pub rows: usize,
    pub samples: Vec<u16>,
}

/// A picture of samples right-aligned in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Master {
    pub bits: u8,
    pub planes: Vec<Plane>,
    pub alpha: Option<(u8, Plane)>,
}

/// The same numbers on every machine.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// From 0 up to, but not, 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }

    /// About normal, with a deviation of 1.
    pub fn normal(&mut self) -> f64 {
        (0..6).map(|_| self.next() - 0.5).sum::<f64>() * 2f64.sqrt()
    }
}

/// Discs from the rear to the front: centre, radius, level, slopes; lengths are shares of the width.
fn discs() -> Vec<[f64; 6]> {
    let mut chance = Chance::new(77);
    let mut next = || chance.next();
    (0..160)
        .map(|i| [next(), next(), 0.12 / (1.0 + f64::from(i) / 20.0) + 0.01, next(), next() - 0.5, next() - 0.5])
        .collect()
}

impl Master {
    /// Legal-range samples of a picture; `frame` shifts it and makes other noise.
    pub fn new(kind: Kind, raster: Raster, is_444: bool, bits: u8, frame: usize) -> Self {
        let (columns, rows) = (raster.width as usize, raster.height as usize);
        let discs = discs();
        let scale = f64::from(1u32 << (bits - 8));
        let planes = (0..3).map(|plane| {
            let columns_here = if plane > 0 && !is_444 { columns.div_ceil(2) } else { columns };
            let mut chance = Chance::new((3 * frame + plane + 1) as u64);
            let share = noise_share(plane, is_444);
            let mut samples = Vec::with_capacity(columns_here * rows);
            for y in 0..rows {
                let v = y as f64 / columns as f64;
                // What of the discs meets this line, so that a picture takes no minutes.
                let near: Vec<&[f64; 6]> = discs.iter().filter(|disc| (disc[1] * 0.6 - v).abs() < disc[2]).collect();
                for x in 0..columns_here {
                    let u = (x as f64 + 2.5 * frame as f64) / columns_here as f64;
                    let kind = match (kind, 2 * x < columns_here, 2 * y < rows) {
                        (Kind::All, true, true) => Kind::Grain,
                        (Kind::All, false, true) => Kind::ZonePlate,
                        (Kind::All, true, false) => Kind::Gradients,
                        (Kind::All, false, false) => Kind::DarkNoise,
                        (kind, ..) => kind,
                    };
                    let value = match kind {
                        Kind::Grain => grain(&near, u, v, plane) + 1.1 * share * chance.normal(),
                        Kind::ZonePlate => zone_plate(columns, u, v, plane),
                        Kind::Gradients => gradients(u, v, plane) + 0.08 * share * chance.normal(),
                        Kind::DarkNoise | Kind::All => dark(u, v, plane) + 1.6 * share * chance.normal(),
                    };
                    samples.push((value * scale).round().clamp(scale, 254.0 * scale) as u16);
                }
            }
            Plane { columns: columns_here, rows, samples }
        });
        Self { bits, planes: planes.collect(), alpha: None }
    }

    /// Samples from a function of plane, column and row.
    pub fn of(raster: Raster, is_444: bool, bits: u8, mut sample: impl FnMut(usize, usize, usize) -> u16) -> Self {
        let (columns, rows) = (raster.width as usize, raster.height as usize);
        let planes = (0..3).map(|plane| {
            let columns = if plane > 0 && !is_444 { columns.div_ceil(2) } else { columns };
            let mut samples = Vec::with_capacity(columns * rows);
            (0..rows).for_each(|y| samples.extend((0..columns).map(|x| sample(plane, x, y))));
            Plane { columns, rows, samples }
        });
        Self { bits, planes: planes.collect(), alpha: None }
    }

    /// As the encoder takes it, with `padding_bytes` of rubbish behind each line.
    pub fn stored(&self, padding_bytes: usize) -> Stored {
        let store = |plane: &Plane, bits: u8| {
            let mut bytes = Vec::new();
            for line in plane.samples.chunks(plane.columns) {
                match bits {
                    8 => bytes.extend(line.iter().map(|sample| *sample as u8)),
                    _ => bytes.extend(line.iter().flat_map(|sample| sample.to_le_bytes())),
                }
                bytes.extend(std::iter::repeat_n(0xa5, padding_bytes));
            }
            (bytes, plane.columns * if bits == 8 { 1 } else { 2 } + padding_bytes)
        };
        Stored {
            bits: self.bits,
            planes: self.planes.iter().map(|plane| store(plane, self.bits)).collect(),
            alpha: self.alpha.as_ref().map(|(bits, plane)| (*bits, store(plane, *bits))),
        }
    }

    /// The planes one behind the other, as raw video has them.
    pub fn raw(&self) -> Vec<u8> {
        self.stored(0).planes.into_iter().flat_map(|(bytes, _)| bytes).collect()
    }
}

/// Bytes of planes, as an encoder is given them; beside each, the distance of lines.
pub struct Stored {
    bits: u8,
    planes: Vec<(Vec<u8>, usize)>,
    alpha: Option<(u8, (Vec<u8>, usize))>,
}

impl Stored {
    pub fn picture(&self) -> Picture<'_> {
        Picture {
            bits: self.bits,
            planes: [0, 1, 2].map(|index| plane_of(&self.planes[index])),
            alpha: self.alpha.as_ref().map(|(bits, plane)| AlphaPlane { bits: *bits, plane: plane_of(plane) }),
        }
    }
}

fn plane_of((bytes, stride_bytes): &(Vec<u8>, usize)) -> EncodePlane<'_> {
    EncodePlane { bytes, stride_bytes: *stride_bytes }
}

/// Noise of a plane where each of R', G' and B' has noise of 1 by itself: the root of the sum of the squares of the
/// equations of BT.709; of two pixels' mean, for chroma of half the width, the root of a half of that.
fn noise_share(plane: usize, is_444: bool) -> f64 {
    let [r, g, b]: [f64; 3] = match plane {
        0 => [0.2126, 0.7152, 0.0722],
        1 => [-0.1146, -0.3854, 0.5],
        _ => [0.5, -0.4542, -0.0458],
    };
    let full = (r * r + g * g + b * b).sqrt();
    if plane > 0 && !is_444 { full / 2f64.sqrt() } else { full }
}

/// Values are codes of 8 bits, with fractions.
fn grain(discs: &[&[f64; 6]], u: f64, v: f64, plane: usize) -> f64 {
    let inside = |disc: &&&[f64; 6]| (disc[0] - u).powi(2) + (disc[1] * 0.6 - v).powi(2) < disc[2] * disc[2];
    let [x, y, _, level, right, down] =
        discs.iter().rfind(inside).map_or([0.5, 0.5, 0.0, 0.4, 0.3, 0.2], |disc| **disc);
    let value = level + 0.8 * (right * (u - x) + down * (v - 0.6 * y));
    match plane {
        0 => 30.0 + 170.0 * value,
        1 => 128.0 + 60.0 * (value - 0.5) * if level > 0.5 { 1.0 } else { -0.7 },
        _ => 128.0 + 50.0 * (level * 7.0).sin() * value,
    }
}

fn zone_plate(columns: usize, u: f64, v: f64, plane: usize) -> f64 {
    // Half a cycle a sample at the right edge.
    let phase = std::f64::consts::PI * columns as f64 * ((u - 0.5).powi(2) + (v - 0.28).powi(2)) / 1.2;
    match plane {
        0 => 126.0 + 70.0 * phase.cos(),
        1 => 128.0 + 30.0 * (phase / 4.0).cos(),
        _ => 128.0 + 30.0 * (phase / 5.0).sin(),
    }
}

fn gradients(u: f64, v: f64, plane: usize) -> f64 {
    match plane {
        0 => 40.0 + 60.0 * u + 90.0 * v,
        1 => 120.0 + 18.0 * u - 10.0 * v,
        _ => 130.0 - 12.0 * u + 20.0 * v,
    }
}

fn dark(u: f64, v: f64, plane: usize) -> f64 {
    match plane {
        0 => 18.0 + 9.0 * (6.0 * u).sin().powi(2) + 6.0 * v,
        _ => 128.0 + 2.0 * (5.0 * u + plane as f64).cos(),
    }
}

/// Settings of a small encoder with nothing special about it.
pub fn settings(profile: Profile, width: u32, height: u32, bits: u8) -> Settings {
    Settings::new(profile, Raster { width, height }, bits)
}

/// A frame of a picture, as the settings have it.
pub fn encoded(settings: &Settings, master: &Master) -> Vec<u8> {
    let mut frame = Vec::new();
    Encoder::new(settings.clone()).unwrap().encode(&master.stored(0).picture(), &mut frame).unwrap();
    frame
}

/// The same with one quantisation index everywhere.
pub fn with_index(settings: Settings, index: u8) -> Settings {
    Settings { rate: RateControl::Index(index), ..settings }
}
