//! How far a decoded block may be off from the samples that were encoded.
//!
//! A codec's only loss is that each coefficient becomes a level, a whole number of steps. Encoders take the level below or the
//! nearest, so that what a decoder reads is less than one step off: ours and FFmpeg's both, in ProRes, whose levels are read as
//! they stand (RDD 36, 7.3), and in VC-3, whose levels are read within their step (ST 2019-1; ours and FFmpeg's readers at three
//! quarters of it). The step is told by the frame itself: the weight of the place times the quantiser of its slice or macroblock.
//!
//! Samples are whole numbers, so that each is off by up to a half more. The transform is orthonormal: a coefficient is a sum of 64
//! samples by numbers whose squares add up to 1 and whose magnitudes therefore add up to at most 8, which makes 4 of these
//! halves. Readers of VC-3 drop what is behind the point, and FFmpeg's transforms are of whole numbers: 2 more.
//!
//! Two kinds of block allow less to be said, and it is said:
//! - Where the decoder has clipped a sample to the codes that there are, or where a part of a block lies outside of the plane,
//!   nothing is known of single coefficients, but clipping brings a sample nearer to any code that there is, and leaving samples
//!   out makes no sum of squares larger: the block's squared error is at most that of all its coefficients together.
//! - At ProRes's coarsest index our encoder leaves coefficients out to keep a frame's size. Only the mean is then held to its
//!   step.

use interneg_kernels::transform::{Allowed, factor};

/// What roundings to whole numbers take a coefficient off, in codes of a sample.
const ROUNDING: f64 = 4.0 + 2.0;

/// How far the coefficients of a plane's blocks may be off.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    /// As the kernels' transform leaves coefficients.
    allowed: Allowed,
    /// The squared error of a block: factors of the quantiser's square, of the quantiser, and of neither.
    energy: [f64; 3],
    /// From this quantiser on, coefficients other than the mean may be left out.
    leaves_out_from: u16,
}

impl Allowance {
    /// Of blocks whose coefficients have `steps` at quantiser 1, in raster order, and `fixed_steps` besides; both in codes by the
    /// orthonormal transform. From `leaves_out_from` on, coefficients may be left out.
    pub fn new(steps: &[f64; 64], fixed_steps: &[f64; 64], leaves_out_from: u16) -> Self {
        let fixed = fixed_steps.map(|step| step + ROUNDING);
        let sum = |term: &dyn Fn(usize) -> f64| (0..64).map(term).sum::<f64>();
        let scaled = |values: &[f64; 64]| std::array::from_fn(|i| (values[i] * factor(i / 8, i % 8)) as f32);
        Self {
            allowed: Allowed { by_quantiser: scaled(steps), fixed: scaled(&fixed) },
            energy: [sum(&|i| steps[i] * steps[i]), sum(&|i| 2.0 * steps[i] * fixed[i]), sum(&|i| fixed[i] * fixed[i])],
            leaves_out_from,
        }
    }

    /// Whether coefficients other than the mean may be left out.
    pub fn leaves_out(&self, quantiser: u16) -> bool {
        quantiser >= self.leaves_out_from
    }

    /// What coefficients may be off.
    pub fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    /// What the coefficient at a place may be off, multiplied as the kernels' transform has it.
    pub fn scaled(&self, place: usize, quantiser: f32) -> f32 {
        self.allowed.by_quantiser[place] * quantiser + self.allowed.fixed[place]
    }

    /// The most that the squared errors of a block's samples add up to.
    pub fn squared_error(&self, quantiser: u16) -> f64 {
        let quantiser = f64::from(quantiser);
        let [square, linear, constant] = self.energy;
        square * quantiser * quantiser + linear * quantiser + constant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_off_by_its_coefficients_together() {
        let mut steps = [1.5; 64];
        steps[0] = 0.0;
        let mut fixed = [0.0; 64];
        fixed[0] = 4.0;
        let allowance = Allowance::new(&steps, &fixed, 512);
        // 63 coefficients of 3 steps of 1.5 and the mean's 4, each with 6 of roundings.
        let expected = 63.0 * (3.0f64 * 1.5 + 6.0).powi(2) + 10.0f64.powi(2);
        assert!((allowance.squared_error(3) - expected).abs() < 1e-9);
        assert_eq!(allowance.scaled(0, 700.0), 80.0, "the mean of a block is its sum by 8");
        assert!(allowance.leaves_out(512) && !allowance.leaves_out(511));
    }
}
