//! Which slice is coded with which quantiser.

use super::lengths::Lengths;
use interneg_kernels::prores::Quantiser;

/// The finest of the counted steps with which all slices together have at most `limit_bytes`.
pub(super) fn finest_that_fits(lengths: &Lengths, limit_bytes: u64) -> Option<usize> {
    lengths.steps().find(|step| lengths.total(*step) <= limit_bytes)
}

/// All slices with the quantiser at `step`, and as many as still fit with the next finer one, spread over the picture: a
/// finer quantiser in one place alone would show.
pub(super) fn chosen(lengths: &Lengths, step: usize, limit_bytes: u64) -> Vec<Quantiser> {
    let slices = lengths.slices();
    let coarse = Quantiser::of_step(step);
    let mut quantisers = vec![coarse; slices];
    let finer = coarse.finer();
    if finer == coarse || !lengths.steps().contains(&finer.step()) {
        return quantisers;
    }
    let mut total = lengths.total(step);
    for slice in spread(slices) {
        let with_finer = total - u64::from(lengths.of(slice, coarse)) + u64::from(lengths.of(slice, finer));
        if with_finer <= limit_bytes {
            total = with_finer;
            quantisers[slice] = finer;
        }
    }
    quantisers
}

/// All numbers below `count`, each once, neighbours far apart: steps of about the golden section of the whole.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let wanted = count * 618 / 1000;
    // 1 shares no divisor with any number, so that the search ends.
    let step = (1..=wanted).rev().find(|step| greatest_common_divisor(*step, count) == 1).unwrap_or(1);
    (0..count).map(move |index| index * step % count)
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_visited_once() {
        for count in [0, 1, 2, 3, 10, 68, 1020, 4050, 4051] {
            let mut all: Vec<usize> = spread(count).collect();
            if count > 100 {
                assert!(all.windows(2).all(|pair| pair[0].abs_diff(pair[1]) > count / 5));
            }
            all.sort_unstable();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_left_goes_to_finer_quantisers() {
        let lengths = Lengths::new(2, 2, vec![15, 10, 15, 10, 15, 10, 90, 10]);
        assert_eq!(finest_that_fits(&lengths, 50), Some(3));
        let steps = |limit| chosen(&lengths, 3, limit).iter().map(|quantiser| quantiser.step()).collect::<Vec<_>>();
        assert_eq!(steps(40), [3, 3, 3, 3]);
        assert_eq!(steps(50).iter().filter(|step| **step == 2).count(), 2);
        assert_eq!(steps(55), [2, 2, 2, 3]);
        assert_eq!(finest_that_fits(&lengths, 39), None);
        assert_eq!(finest_that_fits(&lengths, 135), Some(2));
    }
}
