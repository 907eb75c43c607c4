//! In which order a band of source rows moves down the frame, and what is made of it on the way.
//!
//! Several scalings take their rows from one band. A step makes some target rows of one of them; before it, the band
//! takes in what these need and lets go of what nobody needs any more. The order is that of the rows' needs, so that the
//! band is as low as can be.

use interneg_kernels::resample::Resampler;
use std::ops::Range;

/// Some target rows of one scaling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Place of the scaling in the list.
    pub(super) scaling: usize,
    /// Target rows, counted from the top of the placed picture.
    pub(super) rows: Range<usize>,
    /// Source rows that the band holds: those before are let go, those behind are unpacked.
    pub(super) band: Range<usize>,
}

/// All steps of a frame.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    pub(super) steps: Vec<Step>,
    /// Most rows that the band ever holds.
    pub(super) band_rows: usize,
}

/// A scaling and the target rows that are wanted of it.
pub(super) type Wanted<'a> = (&'a Resampler, Range<usize>);

impl Schedule {
    /// At most `tile_rows` target rows a step.
    pub(super) fn new(wanted: &[Wanted<'_>], tile_rows: usize) -> Self {
        let mut rest: Vec<Range<usize>> = wanted.iter().map(|(_, rows)| rows.clone()).collect();
        let first_needed: Vec<Vec<usize>> = wanted.iter().map(first_needed).collect();
        let mut schedule = Self::default();
        let mut band = 0..0;
        loop {
            let next = |index: usize| {
                let rows = rest[index].start..(rest[index].start + tile_rows).min(rest[index].end);
                (wanted[index].0.source_rows(rows.clone()).end, index, rows)
            };
            let unfinished = (0..rest.len()).filter(|index| !rest[*index].is_empty());
            let Some((end, scaling, rows)) = unfinished.clone().map(next).min_by_key(|(end, index, _)| (*end, *index))
            else {
                return schedule;
            };
            let needed = |index: usize| first_needed[index][rest[index].start - wanted[index].1.start];
            let begin = unfinished.map(needed).min().unwrap_or(end);
            band = begin..end.max(band.end);
            schedule.band_rows = schedule.band_rows.max(band.len());
            rest[scaling].start = rows.end;
            schedule.steps.push(Step { scaling, rows, band: band.clone() });
        }
    }
}

/// For every wanted target row the first source row that it or a later one needs.
fn first_needed((resampler, rows): &Wanted<'_>) -> Vec<usize> {
    let mut first: Vec<usize> = rows.clone().map(|row| resampler.source_rows(row..row + 1).start).collect();
    for index in (1..first.len()).rev() {
        first[index - 1] = first[index - 1].min(first[index]);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_kernels::resample::{Filter, ResampleSpec};

    fn resampler(source: usize, target: usize) -> Resampler {
        Resampler::new(&ResampleSpec::whole(Filter::Lanczos3, (64, source), (32, target))).unwrap()
    }

    #[test]
    fn every_row_is_made_once_of_rows_that_are_there() {
        let scalings = [resampler(2160, 1080), resampler(2160, 540), resampler(2160, 2200), resampler(2160, 7)];
        let wanted = [(&scalings[0], 0..1080), (&scalings[1], 60..480), (&scalings[2], 0..2200), (&scalings[3], 2..7)];
        for tile_rows in [1, 16, 64, 10_000] {
            let schedule = Schedule::new(&wanted, tile_rows);
            let mut next = wanted.each_ref().map(|(_, rows)| rows.start);
            let mut band = 0..0;
            for Step { scaling, rows, band: now } in &schedule.steps {
                assert_eq!(rows.start, next[*scaling]);
                assert!(rows.len() <= tile_rows && !rows.is_empty());
                next[*scaling] = rows.end;
                let needed = scalings[*scaling].source_rows(rows.clone());
                assert!(now.start <= needed.start && needed.end <= now.end, "{needed:?} of {now:?}");
                // The band moves down only.
                assert!(now.start >= band.start && now.end >= band.end && now.len() <= schedule.band_rows);
                band = now.clone();
            }
            assert_eq!(next, wanted.each_ref().map(|(_, rows)| rows.end));
        }
    }

    #[test]
    fn the_band_is_low() {
        let half = resampler(2160, 1080);
        // 16 rows of a half are of 32, and 5 and 6 more around them.
        assert_eq!(Schedule::new(&[(&half, 0..1080)], 16).band_rows, 42);
        assert_eq!(Schedule::new(&[], 16).band_rows, 0);
        assert!(Schedule::new(&[(&half, 5..5)], 16).steps.is_empty());
    }
}
