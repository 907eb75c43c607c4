//! A product and a sum are rounded once at every level, also where a processor has no instruction for it.

use super::run;
use crate::Level;
use crate::matrix::Matrix;
use crate::program::{Operation, Program};

/// Numbers of `bits` random bits each, odd ones, and now and then any bits at all.
struct Noise(u64);

impl Noise {
    fn bits(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> (64 - count)) as u32
    }

    fn odd(&mut self, bits: u32) -> f32 {
        let sign = if self.bits(1) == 1 { -1.0 } else { 1.0 };
        (self.bits(bits) | 1 | 1 << (bits - 1)) as f32 * sign
    }

    /// Any finite number; exponents near the middle are likelier, so that not all products are infinite or 0.
    fn any(&mut self) -> f32 {
        let exponent = if self.bits(2) == 0 { self.bits(8).min(254) } else { 97 + self.bits(6) };
        f32::from_bits(self.bits(1) << 31 | exponent << 23 | self.bits(23))
    }
}

/// Factors and summands, and what they are applied to: the numbers that are hard to round twice.
fn cases() -> Vec<([f32; 2], Vec<[f32; 3]>)> {
    let mut noise = Noise(1);
    let mut cases = Vec::new();
    let mut add = |noise: &mut Noise, factor, summand, bits: u32| {
        let pixel = |noise: &mut Noise| [0; 3].map(|_| if bits == 0 { noise.any() } else { noise.odd(bits) });
        cases.push(([factor, summand], (0..67).map(|_| pixel(noise)).collect()));
    };
    for exponent in -140..100 {
        let small = 2f32.powi(exponent);
        for summand in [small, -small] {
            // Odd products of 25 bits lie in the middle between two numbers; what the summand adds is lost in double
            // precision if it is small enough, and decides. The second factor leads to middles among denormal numbers.
            let factor = noise.odd(13);
            add(&mut noise, factor, summand, 12);
            add(&mut noise, factor * 2f32.powi(-149), summand, 12);
        }
        let (factor, summand) = (noise.any(), noise.any());
        add(&mut noise, factor, summand, 0);
        add(&mut noise, factor, 0.0, 0);
    }
    cases
}

fn bits(value: f32) -> u32 {
    if value.is_nan() { f32::NAN.to_bits() } else { value.to_bits() }
}

#[test]
fn a_product_and_a_sum_are_rounded_once_at_every_level() {
    let (mut twice, mut count) = (0, 0);
    for ([factor, summand], inputs) in cases() {
        let rows = [[0.0, 0.0, factor], [0.0, 0.0, -factor], [0.5, -0.25, factor]];
        let matrix = Operation::Matrix(Matrix { constant: [summand; 3], ..Matrix::new(rows) });
        for level in Level::available() {
            let found = run(&Program::at_level(level, std::slice::from_ref(&matrix)).unwrap(), &inputs);
            for (pixel, found) in inputs.iter().zip(found) {
                let [r, g, b] = *pixel;
                let expected = rows.map(|[m0, m1, m2]| (m0 * r + m1 * g) + b.mul_add(m2, summand));
                let in_double = f64::from(b) * f64::from(factor) + f64::from(summand);
                twice += usize::from(bits(in_double as f32) != bits(b.mul_add(factor, summand)));
                count += 1;
                assert_eq!(found.map(bits), expected.map(bits), "{rows:?} {summand:e} {pixel:?} at {}", level.name());
            }
        }
    }
    // Inputs that nobody could round wrongly would prove nothing.
    assert!(twice > count / 50, "{twice} of {count} are hard");
}
