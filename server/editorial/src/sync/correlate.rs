//! Finds how far a recorder's sound is from the camera's own.
//!
//! Sums of products of whole numbers are exact in a field of numbers modulo a prime that is larger than any of them, and a
//! Fourier transform exists there as well. So the shift that is found does not depend on the processor, as it would with
//! transforms of floats.

/// 2^64 - 2^32 + 1: it has roots of unity of every order up to 2^32.
const PRIME: u64 = 0xffff_ffff_0000_0001;
/// A generator of the numbers modulo the prime.
const GENERATOR: u64 = 7;
/// Samples beyond which no comparison is made: at 48 kHz 87 seconds.
const MAX_SAMPLES: usize = 1 << 22;
/// Samples around the best shift that are no other shift: at 48 kHz 10 ms.
const NEIGHBOURS: usize = 480;

/// Where two sounds fit best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundShift {
    /// Samples that the recorder's sound is later than expected.
    pub shift_samples: i64,
    /// Correlation there, from -1 to 1; negative where a microphone has the other polarity.
    pub correlation: f64,
    /// By how much it is better than any shift more than 10 ms away, from 0 to 1. Sound that repeats itself, noise and
    /// silence give little.
    pub confidence: f64,
}

/// Compares the camera's `scratch` sound with a recorder's: `sound` begins `reach` samples earlier than timecode says that
/// the scratch does, and is `2 * reach` samples longer. Both are one channel of the same rate with numbers of 24 bits.
///
/// `None` where the lengths are others, one of them is silent, or there is too much of it.
pub fn find_shift(scratch: &[i32], sound: &[i32], reach: usize) -> Option<FoundShift> {
    if scratch.is_empty()
        || sound.len() > MAX_SAMPLES
        || reach.checked_mul(2)?.checked_add(scratch.len())? != sound.len()
    {
        return None;
    }
    let (scratch, sound) = (levelled(scratch)?, levelled(sound)?);
    let products = correlate(&scratch, &sound, 2 * reach + 1);
    let power = |samples: &[i64]| samples.iter().map(|sample| sample * sample).sum::<i64>();
    let scratch_power = power(&scratch);
    let mut window_power = power(&sound[..scratch.len()]);
    let mut fits = Vec::with_capacity(products.len());
    for (lag, product) in products.iter().enumerate() {
        // Square roots and quotients of IEEE numbers are the same everywhere.
        let scale = (scratch_power as f64).sqrt() * (window_power as f64).sqrt();
        fits.push(if window_power > 0 { *product as f64 / scale } else { 0.0 });
        if let Some(entering) = sound.get(lag + scratch.len()) {
            window_power += entering * entering - sound[lag] * sound[lag];
        }
    }
    let best = (0..fits.len()).fold(0, |best, lag| if fits[lag].abs() > fits[best].abs() { lag } else { best });
    let elsewhere = (0..fits.len()).filter(|lag| lag.abs_diff(best) > NEIGHBOURS).map(|lag| fits[lag].abs());
    let confidence = fits[best].abs() - elsewhere.fold(0.0, f64::max);
    let shift_samples = i64::try_from(best).ok()? - i64::try_from(reach).ok()?;
    Some(FoundShift { shift_samples, correlation: fits[best], confidence: confidence.clamp(0.0, 1.0) })
}

/// Sound around its mean, scaled to 16 bits; `None` where it is silent.
fn levelled(samples: &[i32]) -> Option<Vec<i64>> {
    let mean = samples.iter().map(|sample| i64::from(*sample)).sum::<i64>() / i64::try_from(samples.len()).ok()?;
    let peak = samples.iter().map(|sample| (i64::from(*sample) - mean).abs()).max().filter(|peak| *peak > 0)?;
    Some(samples.iter().map(|sample| (i64::from(*sample) - mean) * 32767 / peak).collect())
}

/// Sums of `a[i] * b[i + lag]` for the first `lags` lags.
fn correlate(a: &[i64], b: &[i64], lags: usize) -> Vec<i64> {
    let size = b.len().next_power_of_two().max(2);
    let mut of_a = vec![0; size];
    let mut of_b = vec![0; size];
    // Turned about, a convolution becomes a correlation.
    for (index, sample) in a.iter().enumerate() {
        of_a[(size - index) % size] = to_field(*sample);
    }
    for (slot, sample) in of_b.iter_mut().zip(b) {
        *slot = to_field(*sample);
    }
    let root = power(GENERATOR, (PRIME - 1) / size as u64);
    transform(&mut of_a, root);
    transform(&mut of_b, root);
    let inverse_size = power(size as u64, PRIME - 2);
    for (a, b) in of_a.iter_mut().zip(&of_b) {
        *a = times(times(*a, *b), inverse_size);
    }
    transform(&mut of_a, power(root, PRIME - 2));
    of_a.iter().take(lags).map(|value| from_field(*value)).collect()
}

/// Fourier transform in place, with a root of unity of the order of its length, which is a power of two.
fn transform(values: &mut [u64], root: u64) {
    let size = values.len();
    let bits = size.trailing_zeros();
    for index in 0..size {
        let mirrored = index.reverse_bits() >> (usize::BITS - bits);
        if index < mirrored {
            values.swap(index, mirrored);
        }
    }
    let mut half = 1;
    while half < size {
        let step = power(root, (size / (2 * half)) as u64);
        let mut roots = Vec::with_capacity(half);
        let mut turn = 1;
        for _ in 0..half {
            roots.push(turn);
            turn = times(turn, step);
        }
        for pair in values.chunks_exact_mut(2 * half) {
            let (low, high) = pair.split_at_mut(half);
            for ((low, high), turn) in low.iter_mut().zip(high).zip(&roots) {
                let turned = times(*high, *turn);
                (*low, *high) = (plus(*low, turned), minus(*low, turned));
            }
        }
        half *= 2;
    }
}

fn to_field(value: i64) -> u64 {
    if value < 0 { PRIME - value.unsigned_abs() } else { value.unsigned_abs() }
}

fn from_field(value: u64) -> i64 {
    if value > PRIME / 2 { -(PRIME - value).cast_signed() } else { value.cast_signed() }
}

fn plus(a: u64, b: u64) -> u64 {
    let sum = u128::from(a) + u128::from(b);
    (if sum >= u128::from(PRIME) { sum - u128::from(PRIME) } else { sum }) as u64
}

fn minus(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { PRIME - (b - a) }
}

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // 2^64 is 2^32 - 1 here, and 2^96 is -1.
    let (low, middle, high) = (product as u64, (product >> 64) as u64 & 0xffff_ffff, (product >> 96) as u64);
    let (reduced, borrows) = low.overflowing_sub(high);
    let reduced = if borrows { reduced.wrapping_sub(0xffff_ffff) } else { reduced };
    let (sum, carries) = reduced.overflowing_add(middle * 0xffff_ffff);
    let sum = if carries { sum.wrapping_add(0xffff_ffff) } else { sum };
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, square);
        }
        square = times(square, square);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise of up to 20 bits (Knuth's MMIX generator).
    fn noise(count: usize, seed: u64) -> Vec<i32> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 44) as i32 - (1 << 19)
            })
            .collect()
    }

    #[test]
    fn products_are_those_of_wide_numbers() {
        let values = [0, 1, 2, 0xffff_ffff, 1 << 32, PRIME - 1, PRIME - 2, PRIME / 2, 0x1234_5678_9abc_def0];
        for a in values {
            for b in values {
                let expected = (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64;
                assert_eq!(times(a, b), expected, "{a} * {b}");
                assert_eq!(u128::from(plus(a, b)), (u128::from(a) + u128::from(b)) % u128::from(PRIME));
                assert_eq!(plus(minus(a, b), b), a);
            }
        }
    }

    #[test]
    fn sums_are_those_of_the_definition() {
        let (a, b): (Vec<i64>, Vec<i64>) = (
            noise(50, 1).iter().map(|sample| i64::from(sample >> 4)).collect(),
            noise(90, 2).iter().map(|sample| i64::from(sample >> 4)).collect(),
        );
        let expected: Vec<i64> = (0..41).map(|lag| a.iter().zip(&b[lag..]).map(|(a, b)| a * b).sum()).collect();
        assert_eq!(correlate(&a, &b, 41), expected);
    }

    #[test]
    fn a_shift_is_found_to_the_sample_under_noise_and_at_any_level() {
        let (reach, length) = (2000, 12_000);
        for (shift, polarity) in [(0_i64, 1), (1, 1), (-1, 1), (1999, -1), (-2000, 1), (777, -1)] {
            let sound = noise(length + 2 * reach, 3);
            let begin = usize::try_from(2000 + shift).unwrap();
            let disturbance = noise(length, 4);
            let scratch: Vec<i32> = sound[begin..begin + length]
                .iter()
                .zip(&disturbance)
                .map(|(sample, noise)| polarity * sample / 8 + noise / 16 + 5000)
                .collect();
            let found = find_shift(&scratch, &sound, reach).unwrap();
            assert_eq!((found.shift_samples, found.correlation < 0.0), (shift, polarity < 0));
            assert!(found.confidence > 0.5, "{found:?}");
        }
    }

    #[test]
    fn sounds_that_have_nothing_in_common_give_no_confidence() {
        let found = find_shift(&noise(8000, 5), &noise(12_000, 6), 2000).unwrap();
        assert!(found.confidence < 0.05, "{found:?}");
        let beat: Vec<i32> = (0..12_000).map(|index| if index % 1000 < 20 { 100_000 } else { 0 }).collect();
        let found = find_shift(&beat[1000..9000], &beat, 2000).unwrap();
        assert!(found.confidence < 0.01, "every beat is like the next: {found:?}");
        assert_eq!(find_shift(&[0; 100], &[1; 120], 10), None);
        assert_eq!(find_shift(&noise(100, 1), &noise(119, 1), 10), None);
        assert_eq!(find_shift(&[], &[], 0), None);
    }
}
