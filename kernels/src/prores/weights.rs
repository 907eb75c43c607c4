//! Weighting matrices, and the order in which coefficients are coded.

use crate::transform::factor;
use thiserror::Error;

/// Coefficients of a block.
pub const WEIGHTS: usize = 64;

/// The order in which the coefficients of a block are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// Of pictures that are whole frames.
    Progressive,
    /// Of fields.
    Interlaced,
}

/// For each coefficient in raster order, its place in coding order (RDD 36, figure 4); for fields, the same of the
/// transposed block.
const PLACES: [u8; WEIGHTS] = [
    0, 1, 4, 5, 16, 17, 21, 22, //
    2, 3, 6, 7, 18, 20, 23, 28, //
    8, 9, 12, 13, 19, 24, 27, 29, //
    10, 11, 14, 15, 25, 26, 30, 31, //
    32, 33, 37, 38, 45, 46, 53, 54, //
    34, 36, 39, 44, 47, 52, 55, 60, //
    35, 40, 43, 48, 51, 56, 59, 61, //
    41, 42, 49, 50, 57, 58, 62, 63,
];

impl Scan {
    /// For each place in coding order, the index of its coefficient in raster order.
    pub fn raster(self) -> [u8; WEIGHTS] {
        let mut raster = [0; WEIGHTS];
        for (index, place) in (0u8..).zip(PLACES) {
            let transposed = index % 8 * 8 + index / 8;
            raster[usize::from(place)] = if self == Self::Progressive { index } else { transposed };
        }
        raster
    }
}

/// A weight that a frame header cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("weight {weight} of coefficient {index}; weights are 2 to 63")]
pub struct WeightsError {
    /// Index of the coefficient, in raster order.
    pub index: usize,
    /// Its weight.
    pub weight: u8,
}

/// A weighting matrix for samples of one depth and one order of coding, as the transform takes it in.
#[derive(Debug, Clone)]
pub struct Weights {
    device: DeviceWeights,
    bits: u8,
}

/// `struct Weighting` of `host/prores/transform.h`.
#[repr(C)]
#[derive(Debug, Clone)]
pub(super) struct DeviceWeights {
    raster: [u8; WEIGHTS],
    factors: [f32; WEIGHTS],
}

impl Weights {
    /// `matrix` is in raster order, for samples of `bits` bits, 8 to 16.
    ///
    /// # Errors
    /// The first weight that is not 2 to 63.
    pub fn new(matrix: &[u8; WEIGHTS], scan: Scan, bits: u8) -> Result<Self, WeightsError> {
        if let Some(index) = matrix.iter().position(|weight| !(2..=63).contains(weight)) {
            return Err(WeightsError { index, weight: matrix[index] });
        }
        let raster = scan.raster();
        // RDD 36, 7.4: samples span 512, and a level is 8 coefficients by weight and scale.
        let of_depth = 512.0 / 2f64.powi(i32::from(bits));
        let factors = raster.map(|index| {
            let index = usize::from(index);
            (of_depth * 8.0 / (f64::from(matrix[index]) * factor(index / 8, index % 8))) as f32
        });
        Ok(Self { device: DeviceWeights { raster, factors }, bits })
    }

    /// Bits of the samples that it is made for.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// For each place in coding order, the index of its coefficient in raster order, and its factor.
    pub(crate) fn parts(&self) -> (&[u8; WEIGHTS], &[f32; WEIGHTS]) {
        (&self.device.raster, &self.device.factors)
    }

    pub(super) fn for_device(&self) -> &DeviceWeights {
        &self.device
    }
}
