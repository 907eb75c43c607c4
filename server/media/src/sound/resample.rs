//! Sound of another rate to 48 kHz.
//!
//! A windowed sine, in one table of whole numbers for each of the positions that an output sample can have between two input
//! samples. Sums of whole numbers do not depend on their order, so neither do the samples on the processor; and every sample
//! is computed from its number, so that it does not matter where a range begins. libswresample has neither property: its
//! loops differ by processor, and it carries its position along.

use crate::wav::samples::{MAX_S24, MIN_S24};
use std::f64::consts::PI;
use std::ops::Range;

/// Zero crossings of the sine on each side, at the lower of the two rates.
const CROSSINGS: i64 = 64;
/// Kaiser window with side lobes below -120 dB; its transition is 0.063 of the lower rate.
const KAISER_BETA: f64 = 12.27;
/// Where the response is half, in parts of half the lower rate: the transition ends there, so that nothing folds back.
const CUTOFF: f64 = 0.937;
/// One, in the table.
const UNIT_BITS: u32 = 30;

/// A rate converter of fixed ratio. Built once; running it cannot fail.
pub(super) struct Resampler {
    /// Output samples in `step` input samples.
    phases: i64,
    step: i64,
    /// Input samples on each side of an output sample.
    reach: i64,
    /// `2 * reach` weights for each phase, which sum to one.
    weights: Vec<i32>,
}

impl Resampler {
    /// Both rates in Hz, not 0.
    pub fn new(from_hz: u32, to_hz: u32) -> Self {
        let divisor = gcd(from_hz, to_hz);
        let (phases, step) = (i64::from(to_hz / divisor), i64::from(from_hz / divisor));
        // Where the rate falls, the sine is as much longer.
        let stretch = (step as f64 / phases as f64).max(1.0);
        let reach = (CROSSINGS as f64 * stretch).ceil() as i64;
        let window_end = bessel_i0(KAISER_BETA);
        let mut weights = Vec::with_capacity(usize::try_from(2 * reach * phases).unwrap_or(0));
        let mut of_phase = vec![0.0; usize::try_from(2 * reach).unwrap_or(0)];
        for phase in 0..phases {
            for (weight, tap) in of_phase.iter_mut().zip(1 - reach..) {
                let distance = tap as f64 - phase as f64 / phases as f64;
                let x = distance * CUTOFF / stretch;
                let edge = distance / reach as f64;
                let window = bessel_i0(KAISER_BETA * (1.0 - edge * edge).max(0.0).sqrt()) / window_end;
                *weight = if x == 0.0 { 1.0 } else { sine_of_pi(x) / (PI * x) } * window;
            }
            push_scaled(&of_phase, &mut weights);
        }
        Self { phases, step, reach, weights }
    }

    /// Input samples that `count` output samples from `first` on are made of.
    pub fn needed(&self, first: i64, count: i64) -> Range<i64> {
        let begin = self.position(first).0 + 1 - self.reach;
        let end = self.position(first.saturating_add(count - 1)).0 + 1 + self.reach;
        begin..end.max(begin)
    }

    /// Makes output samples from `first` on, interleaved like the input, whose first sample is `input_first`. Returns how
    /// many went beyond full scale and were clipped.
    pub fn run(&self, first: i64, input: &[i32], input_first: i64, channels: usize, output: &mut [i32]) -> u64 {
        let taps = usize::try_from(2 * self.reach).unwrap_or(0);
        let mut clipped = 0;
        for (samples, number) in output.chunks_exact_mut(channels).zip(first..) {
            let (whole, phase) = self.position(number);
            let begin = usize::try_from(whole + 1 - self.reach - input_first).unwrap_or(0) * channels;
            let weights = &self.weights[phase * taps..][..taps];
            for (channel, sample) in samples.iter_mut().enumerate() {
                let heard = input.iter().skip(begin + channel).step_by(channels);
                let sum: i64 = heard.zip(weights).map(|(input, weight)| i64::from(*input) * i64::from(*weight)).sum();
                let rounded = (sum + (1 << (UNIT_BITS - 1))) >> UNIT_BITS;
                let limited = rounded.clamp(MIN_S24.into(), MAX_S24.into());
                clipped += u64::from(limited != rounded);
                *sample = i32::try_from(limited).unwrap_or(0);
            }
        }
        clipped
    }

    /// The input sample at or before an output sample, and how far behind it that is, in phases.
    fn position(&self, number: i64) -> (i64, usize) {
        let at = i128::from(number) * i128::from(self.step);
        let phases = i128::from(self.phases);
        let whole = i64::try_from(at.div_euclid(phases)).unwrap_or(i64::MAX);
        (whole, usize::try_from(at.rem_euclid(phases)).unwrap_or(0))
    }
}

/// Scales weights so that they sum to exactly one, and rounds them; what rounding leaves goes to the largest.
fn push_scaled(weights: &[f64], table: &mut Vec<i32>) {
    let unit = i64::from(1_u32 << UNIT_BITS);
    let sum: f64 = weights.iter().sum();
    let begin = table.len();
    table.extend(weights.iter().map(|weight| (weight / sum * unit as f64).round() as i32));
    let rest = unit - table[begin..].iter().map(|weight| i64::from(*weight)).sum::<i64>();
    if let Some(largest) = table[begin..].iter_mut().max_by_key(|weight| **weight) {
        *largest += i32::try_from(rest).unwrap_or(0);
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// sin(pi x) by its series. The C library's sine differs between systems in its last bit.
fn sine_of_pi(x: f64) -> f64 {
    let turned = x - 2.0 * (x / 2.0).round();
    let folded = if turned > 0.5 {
        1.0 - turned
    } else if turned < -0.5 {
        -1.0 - turned
    } else {
        turned
    };
    let angle = PI * folded;
    let (mut term, mut sum) = (angle, angle);
    for order in 1..=11_u32 {
        term *= -angle * angle / f64::from(2 * order * (2 * order + 1));
        sum += term;
    }
    sum
}

/// Modified Bessel function of the first kind and order 0, by its series.
fn bessel_i0(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for order in 1..=60_u32 {
        let factor = x / (2.0 * f64::from(order));
        term *= factor * factor;
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resample(input: &[i32], from_hz: u32, first: i64, count: i64) -> Vec<i32> {
        let resampler = Resampler::new(from_hz, 48000);
        let needed = resampler.needed(first, count);
        let heard: Vec<i32> = needed
            .clone()
            .map(|at| usize::try_from(at).ok().and_then(|at| input.get(at)).copied().unwrap_or(0))
            .collect();
        let mut output = vec![0; usize::try_from(count).unwrap()];
        resampler.run(first, &heard, needed.start, 1, &mut output);
        output
    }

    /// The largest error against the same tone at 48 kHz, in dB below the tone. Ends are left out: nothing is before and
    /// behind the input.
    fn error_db(from_hz: u32, tone_hz: f64) -> f64 {
        let scale = 4_000_000.0;
        let tone = |index: i64, rate: f64| scale * (2.0 * PI * tone_hz * index as f64 / rate).sin();
        let input: Vec<i32> =
            (0..i64::from(from_hz) / 4).map(|index| tone(index, from_hz.into()).round() as i32).collect();
        let output = resample(&input, from_hz, 2000, 8000);
        let error = output.iter().zip(2000..).map(|(found, index)| (f64::from(*found) - tone(index, 48000.0)).abs());
        20.0 * (error.fold(0.0, f64::max) / scale).log10()
    }

    #[test]
    fn tones_keep_their_shape() {
        for from_hz in [44100, 32000, 88200, 96000, 192_000, 47952, 48048] {
            for tone_hz in [50.0, 997.0, 12000.0] {
                let error = error_db(from_hz, tone_hz);
                assert!(error < -118.0, "{from_hz} Hz, tone of {tone_hz} Hz: {error:.1} dB");
            }
        }
        assert!(error_db(44100, 19000.0) < -110.0 && error_db(96000, 20900.0) < -110.0);
    }

    #[test]
    fn what_48_khz_cannot_hold_is_gone() {
        let tone = |index: u32| (4_000_000.0 * (2.0 * PI * 25000.0 * f64::from(index) / 96000.0).sin()).round() as i32;
        let input: Vec<i32> = (0..30000).map(tone).collect();
        let loudest = resample(&input, 96000, 1000, 8000).into_iter().map(i32::abs).max().unwrap();
        assert!(loudest < 8, "{loudest}");
    }

    #[test]
    fn a_constant_stays_what_it_is() {
        for from_hz in [44100, 96000, 11025] {
            let output = resample(&vec![1_234_567; 40000], from_hz, 2000, 2000);
            assert!(output.iter().all(|sample| *sample == 1_234_567), "{from_hz}");
        }
    }

    #[test]
    fn ranges_are_parts_of_the_whole() {
        let input: Vec<i32> = (0..5000_i32).map(|index| index.wrapping_mul(747_796_405) >> 9).collect();
        let whole = resample(&input, 44100, -200, 6000);
        for (first, count) in [(-200, 1), (-1, 7), (0, 160), (161, 999), (5700, 100)] {
            let from = usize::try_from(first + 200).unwrap();
            assert_eq!(resample(&input, 44100, first, count), whole[from..from + usize::try_from(count).unwrap()]);
        }
    }

    #[test]
    fn a_click_stays_in_its_place() {
        let mut input = vec![0; 44100];
        input[22050] = 8_000_000;
        let output = resample(&input, 44100, 0, 48000);
        let loudest = (0..output.len()).max_by_key(|index| output[*index]).unwrap();
        assert_eq!(loudest, 24000);
    }

    #[test]
    fn the_sine_is_a_sine() {
        for index in -4000..4000 {
            let x = f64::from(index) / 999.0;
            assert!((sine_of_pi(x) - (PI * x).sin()).abs() < 3e-15 * (1.0 + x.abs()), "{x}");
        }
    }
}
