//! Worst errors of the logarithm and the exponential over all 2^32 inputs, in units of the last place.
//!
//! `cargo run --release -p interneg-kernels --example ulps`

use interneg_kernels::Level;
use interneg_kernels::math::{exp2_at, log2_at, pow_at};

const BLOCK: u32 = 1 << 16;

fn main() {
    let level = Level::best();
    report("log2", |values| log2_at(level, values), f64::log2);
    report("exp2", |values| exp2_at(level, values), f64::exp2);
    report("pow 2.4", |values| pow_at(level, values, 2.4), |x| x.powf(f64::from(2.4f32)));
}

fn report(name: &str, change: impl Fn(&mut [f32]), truth: impl Fn(f64) -> f64) {
    let (mut worst, mut at) = (0.0, 0.0f32);
    let mut misrounded = 0u64;
    for first in (0..=u32::MAX).step_by(BLOCK as usize) {
        let mut values: Vec<f32> = (first..=first + (BLOCK - 1)).map(f32::from_bits).collect();
        change(&mut values);
        for (offset, found) in (0u32..).zip(&values) {
            let x = f32::from_bits(first + offset);
            let expected = truth(f64::from(x));
            misrounded += u64::from(*found != expected as f32 && !(found.is_nan() && expected.is_nan()));
            if !found.is_finite() || !expected.is_finite() {
                continue;
            }
            let exponent = ((expected.abs().to_bits() >> 52) as i32 - 1023).clamp(-126, 127);
            let error = (f64::from(*found) - expected).abs() / 2f64.powi(exponent - 23);
            if error > worst {
                (worst, at) = (error, x);
            }
        }
    }
    println!("{name}: worst {worst:.4} units at {at:e}; {misrounded} of 2^32 not rounded to nearest");
}
