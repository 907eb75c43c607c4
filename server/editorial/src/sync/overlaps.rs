//! Recordings that overlap each other: two recorders, or a clock that was set in between.

use super::clock::nearest;
use super::facts::{SoundFile, SyncOptions};
use super::report::SoundOverlap;

/// All pairs of recordings of one day and rate that have time in common.
pub(super) fn between(sounds: &[SoundFile], recordings: &[Vec<usize>], options: &SyncOptions) -> Vec<SoundOverlap> {
    let mut found = Vec::new();
    let firsts = || recordings.iter().map(|files| files[0]);
    for first in firsts() {
        for second in firsts().filter(|second| *second != first) {
            let (a, b) = (&sounds[first], &sounds[second]);
            let (Some(begin), Some(other)) = (a.time_reference, b.time_reference) else { continue };
            if a.date != b.date || a.rate(options) != b.rate(options) {
                continue;
            }
            let stamp_rate = i128::from(b.timestamp_rate_hz.max(1));
            let other = nearest(i128::from(other) * i128::from(a.timestamp_rate_hz), stamp_rate);
            let behind = other - i128::from(begin);
            let is_later = behind > 0 || (behind == 0 && second > first);
            let samples = (i128::from(a.samples) - behind).min(i128::from(b.samples));
            if is_later && samples > 0 {
                let names = [a.name.clone(), b.name.clone()];
                found.push(SoundOverlap { first, second, names, samples: u64::try_from(samples).unwrap_or(u64::MAX) });
            }
        }
    }
    found
}
