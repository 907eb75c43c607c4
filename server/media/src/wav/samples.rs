//! Stored samples to signed 24-bit numbers.

use super::SampleCoding;

/// Largest and smallest number of 24 bits.
pub(crate) const MAX_S24: i32 = 0x7f_ffff;
pub(crate) const MIN_S24: i32 = -0x80_0000;

/// Converts samples one by one; returns how many were beyond full scale or no number.
///
/// 24 bits are exact and 16 bits are shifted up. 32-bit integers are rounded to the nearest, halves upwards; floats are
/// scaled by 2^23 and rounded to the nearest, halves to even.
pub(super) fn to_s24(bytes: &[u8], coding: SampleCoding, samples: &mut [i32]) -> u64 {
    match coding {
        SampleCoding::Pcm16 => {
            for (sample, stored) in samples.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *sample = i32::from(i16::from_le_bytes(*stored)) << 8;
            }
            0
        }
        SampleCoding::Pcm24 => {
            for (sample, [low, middle, high]) in samples.iter_mut().zip(bytes.as_chunks::<3>().0) {
                *sample = i32::from_le_bytes([0, *low, *middle, *high]) >> 8;
            }
            0
        }
        SampleCoding::Pcm32 => {
            for (sample, stored) in samples.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *sample = s24_of_s32(i32::from_le_bytes(*stored));
            }
            0
        }
        SampleCoding::Float32 => {
            let stored = bytes.as_chunks::<4>().0.iter().map(|stored| f32::from_le_bytes(*stored));
            samples.iter_mut().zip(stored).map(|(sample, stored)| u64::from(put_float(sample, stored.into()))).sum()
        }
    }
}

/// Rounds 32 bits to 24, halves upwards; the few codes above the largest 24-bit number become it.
pub(crate) fn s24_of_s32(stored: i32) -> i32 {
    (stored.saturating_add(0x80) >> 8).min(MAX_S24)
}

/// Scales a float of full scale 1 to 24 bits; whether it was beyond full scale or no number, which becomes silence.
pub(crate) fn put_float(sample: &mut i32, stored: f64) -> bool {
    let scaled = (stored * 8_388_608.0).round_ties_even();
    let is_beyond = !(f64::from(MIN_S24)..=f64::from(MAX_S24)).contains(&scaled);
    // The cast saturates, and makes 0 of what is no number.
    *sample = (scaled as i32).clamp(MIN_S24, MAX_S24);
    is_beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(bytes: &[u8], coding: SampleCoding) -> (Vec<i32>, u64) {
        let mut samples = vec![0; bytes.len() / coding.bytes()];
        let clipped = to_s24(bytes, coding, &mut samples);
        (samples, clipped)
    }

    #[test]
    fn integers_of_16_and_24_bits_are_exact() {
        let stored: Vec<u8> = [0x7fff_i16, -0x8000, -1, 1].iter().flat_map(|value| value.to_le_bytes()).collect();
        assert_eq!(convert(&stored, SampleCoding::Pcm16), (vec![0x7f_ff00, MIN_S24, -256, 256], 0));
        let stored = [0xff, 0xff, 0x7f, 0, 0, 0x80, 0xff, 0xff, 0xff, 1, 0, 0];
        assert_eq!(convert(&stored, SampleCoding::Pcm24), (vec![MAX_S24, MIN_S24, -1, 1], 0));
    }

    #[test]
    fn integers_of_32_bits_are_rounded_and_do_not_wrap() {
        let stored: Vec<u8> = [i32::MAX, i32::MIN, 127, 128, -128, -129, 0x1234_5600]
            .iter()
            .flat_map(|value: &i32| value.to_le_bytes())
            .collect();
        assert_eq!(convert(&stored, SampleCoding::Pcm32), (vec![MAX_S24, MIN_S24, 0, 1, 0, -1, 0x12_3456], 0));
    }

    #[test]
    fn floats_are_rounded_and_what_clips_is_counted() {
        let least = 1.0 / 8_388_608.0;
        let values =
            [0.5, -1.0, least, 0.5 * least, 1.5 * least, 1.0, -2.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
        let stored: Vec<u8> = values.iter().flat_map(|value: &f32| value.to_le_bytes()).collect();
        let expected = vec![0x40_0000, MIN_S24, 1, 0, 2, MAX_S24, MIN_S24, 0, MAX_S24, MIN_S24];
        assert_eq!(convert(&stored, SampleCoding::Float32), (expected, 5));
    }
}
