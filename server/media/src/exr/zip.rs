//! The byte transform of EXR's ZIP compressions: split of even and odd bytes, then differences (both as OpenEXR's
//! file layout prescribes).

/// Splits `raw` in even and odd bytes and takes differences, biased by 128, into `out` of the same length.
pub(crate) fn to_differences(raw: &[u8], out: &mut [u8]) {
    let (even, odd) = out.split_at_mut(raw.len().div_ceil(2));
    let (pairs, last) = raw.as_chunks::<2>();
    let (Some(first), Some(final_pair)) = (pairs.first(), pairs.last()) else {
        even.copy_from_slice(raw);
        return;
    };
    even[0] = first[0];
    for (((out, here), before), _) in even[1..].iter_mut().zip(&pairs[1..]).zip(pairs).zip(odd.iter()) {
        *out = difference(here[0], before[0]);
    }
    let last_even = if let [last] = last {
        even[pairs.len()] = difference(*last, final_pair[0]);
        *last
    } else {
        final_pair[0]
    };
    odd[0] = difference(first[1], last_even);
    for ((out, here), before) in odd[1..].iter_mut().zip(&pairs[1..]).zip(pairs) {
        *out = difference(here[1], before[1]);
    }
}

fn difference(here: u8, before: u8) -> u8 {
    here.wrapping_sub(before).wrapping_add(128)
}

/// Undoes [`to_differences`]: sums `differences` in place and interleaves its halves into `out` of the same length.
pub(super) fn from_differences(differences: &mut [u8], out: &mut [u8]) {
    sum(differences);
    let (even, odd) = differences.split_at(differences.len().div_ceil(2));
    let (pairs, rest) = out.as_chunks_mut::<2>();
    for ((pair, even), odd) in pairs.iter_mut().zip(even).zip(odd) {
        *pair = [*even, *odd];
    }
    if let ([last], Some(even)) = (rest, even.last()) {
        *last = *even;
    }
}

/// Running sum of biased differences, 16 bytes a step: sums of 1, 2, 4, 8 neighbours, then the carry of the step before.
fn sum(bytes: &mut [u8]) {
    // The first byte has no bias; giving it one lets all bytes be treated alike.
    let Some(first) = bytes.first_mut() else { return };
    *first = first.wrapping_add(128);
    let mut carry = 0u8;
    let (steps, rest) = bytes.as_chunks_mut::<16>();
    for step in steps {
        let mut sums = step.map(|byte| byte.wrapping_add(128));
        sums = added(sums, shifted::<1>(sums));
        sums = added(sums, shifted::<2>(sums));
        sums = added(sums, shifted::<4>(sums));
        sums = added(sums, shifted::<8>(sums));
        sums = added(sums, [carry; 16]);
        carry = sums[15];
        *step = sums;
    }
    for byte in rest {
        carry = carry.wrapping_add(*byte).wrapping_add(128);
        *byte = carry;
    }
}

fn added(a: [u8; 16], b: [u8; 16]) -> [u8; 16] {
    std::array::from_fn(|index| a[index].wrapping_add(b[index]))
}

fn shifted<const BY: usize>(bytes: [u8; 16]) -> [u8; 16] {
    std::array::from_fn(|index| if index < BY { 0 } else { bytes[index - BY] })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The transform as the file layout words it, one byte at a time.
    fn plain(raw: &[u8]) -> Vec<u8> {
        let split: Vec<u8> = raw.iter().step_by(2).chain(raw.iter().skip(1).step_by(2)).copied().collect();
        let mut out = split.clone();
        for index in 1..split.len() {
            out[index] = (i32::from(split[index]) - i32::from(split[index - 1]) + 128 + 256) as u8;
        }
        out
    }

    #[test]
    fn agrees_with_the_plain_form_at_every_length() {
        let mut state = 1u32;
        for length in 0..200 {
            let raw: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8
                })
                .collect();
            let mut out = vec![0; length];
            to_differences(&raw, &mut out);
            assert_eq!(out, plain(&raw), "{length}");
            let mut back = vec![0; length];
            from_differences(&mut out, &mut back);
            assert_eq!(back, raw, "{length}");
        }
    }
}
