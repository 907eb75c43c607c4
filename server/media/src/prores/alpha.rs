//! Alpha: differences and runs, nothing lost (RDD 36, 7.1.2 and 7.5.3).

use super::AlphaBits;
use super::codebooks::BitSink;
use crate::bits::BitReader;

/// Longest run of one value.
const LONGEST_RUN: usize = 2048;
/// Runs up to here have the shorter code.
const SHORT_RUN: usize = 16;

impl AlphaBits {
    /// Small differences have codes of so many bits, without flag and sign.
    fn small_bits(self) -> u32 {
        match self {
            Self::Eight => 3,
            Self::Sixteen => 6,
        }
    }

    fn mask(self) -> u32 {
        (1 << self.bits()) - 1
    }
}

/// A sample of `bits` bits in coded bits: full scale stays full scale.
pub(super) fn to_coded(sample: u16, bits: u8, coded: AlphaBits) -> u16 {
    scaled(sample, bits, coded.bits())
}

/// The way back.
pub(super) fn from_coded(sample: u16, coded: AlphaBits, bits: u8) -> u16 {
    scaled(sample, coded.bits(), bits)
}

fn scaled(sample: u16, from: u8, to: u8) -> u16 {
    let (most_from, most_to) = ((1u64 << from) - 1, (1u64 << to) - 1);
    // Rounded to nearest; no larger than the highest code.
    ((u64::from(sample).min(most_from) * most_to + most_from / 2) / most_from) as u16
}

/// Appends the codes of a slice's samples, which are in raster order, to `out`.
pub(super) fn encode(samples: &[u16], bits: AlphaBits, out: &mut Vec<u8>) {
    let mut sink = BitSink::new(out);
    // All ones come before the first.
    let mut before = bits.mask();
    let mut left = samples;
    while let [first, ..] = left {
        let run = left.iter().take(LONGEST_RUN).take_while(|sample| *sample == first).count();
        left = &left[run..];
        let value = u32::from(*first);
        put_difference(&mut sink, value, before, bits);
        before = value;
        match run {
            1 => sink.put(1, 1),
            run if run <= SHORT_RUN => sink.put(run as u32 - 1, 5),
            run => sink.put(run as u32 - 1, 16),
        }
    }
    sink.finish();
}

fn put_difference(sink: &mut BitSink<'_>, value: u32, before: u32, bits: AlphaBits) {
    let difference = value as i32 - before as i32;
    // The shortest way round: differences are modulo the number of codes.
    let half = 1 << (bits.bits() - 1);
    let wrapped = match difference {
        difference if difference >= half => difference - 2 * half,
        difference if difference < -half => difference + 2 * half,
        difference => difference,
    };
    let (size, small) = (wrapped.unsigned_abs(), bits.small_bits());
    if (1..=1 << small).contains(&size) {
        sink.put((size - 1) << 1 | u32::from(wrapped < 0), 1 + small + 1);
    } else {
        sink.put(1 << bits.bits() | (wrapped as u32 & bits.mask()), 1 + u32::from(bits.bits()));
    }
}

/// Fills `samples` from the codes; `None` where they end early or a run is longer than what is left.
pub(super) fn decode(codes: &[u8], bits: AlphaBits, samples: &mut [u16]) -> Option<()> {
    let mut reader = BitReader::new(codes);
    let mut value = bits.mask();
    let mut left = samples;
    while !left.is_empty() {
        let difference = if reader.take(1)? == 1 {
            reader.take(u32::from(bits.bits()))?
        } else {
            let size = reader.take(bits.small_bits())? + 1;
            if reader.take(1)? == 1 { size.wrapping_neg() } else { size }
        };
        value = value.wrapping_add(difference) & bits.mask();
        let run = run_length(&mut reader)?;
        let (now, behind) = left.split_at_mut_checked(run)?;
        now.fill(value as u16);
        left = behind;
    }
    Some(())
}

fn run_length(reader: &mut BitReader<'_>) -> Option<usize> {
    if reader.take(1)? == 1 {
        return Some(1);
    }
    let run = match reader.take(4)? {
        0 => reader.take(11)?,
        run => run,
    };
    Some(run as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(samples: &[u16], bits: AlphaBits) -> usize {
        let mut codes = Vec::new();
        encode(samples, bits, &mut codes);
        let mut found = vec![0; samples.len()];
        assert_eq!(decode(&codes, bits, &mut found), Some(()));
        assert!(found == samples);
        for cut in 0..codes.len() {
            let whole = decode(&codes[..cut], bits, &mut found);
            assert!(whole.is_none(), "{cut} of {} bytes", codes.len());
        }
        codes.len()
    }

    #[test]
    fn alpha_comes_back_as_it_was() {
        for bits in [AlphaBits::Eight, AlphaBits::Sixteen] {
            let most = ((1u32 << bits.bits()) - 1) as u16;
            assert_eq!(round_trip(&[most; 2048], bits), if bits == AlphaBits::Eight { 4 } else { 5 });
            round_trip(&[0; 256], bits);
            let mut state = 5u32;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 8
            };
            let noise: Vec<u16> = (0..2048).map(|_| next() as u16 & most).collect();
            round_trip(&noise, bits);
            let edges: Vec<u16> = (0..2048).map(|i| if i / 17 % 2 == 0 { 0 } else { most }).collect();
            round_trip(&edges, bits);
            // Differences up to and over the small ones, round both ends.
            let steps: Vec<u16> = (0..512u32).map(|i| (i * i / 3) as u16 & most).collect();
            round_trip(&steps, bits);
        }
    }

    #[test]
    fn depths_meet_at_both_ends() {
        assert_eq!([0, 255].map(|code| to_coded(code, 8, AlphaBits::Sixteen)), [0, 65_535]);
        assert_eq!([0, 1023].map(|code| to_coded(code, 10, AlphaBits::Eight)), [0, 255]);
        for code in 0..4096 {
            assert_eq!(from_coded(to_coded(code, 12, AlphaBits::Sixteen), AlphaBits::Sixteen, 12), code);
        }
    }
}
