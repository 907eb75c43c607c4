//! What levels cost in bits, and what they lose.

use thiserror::Error;

/// Most changes of a length, `STEPS` of `host/macroblock/job.h`.
const STEPS: usize = 16;
/// `WITHOUT_INDEX` of the same.
const WITHOUT_INDEX: usize = 64;
/// The most that a level with its run may cost: seven such fit in a byte.
const MOST_BITS: u8 = 36;

/// A code that the loops cannot count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CostsError {
    /// Its lengths change too often.
    #[error("code lengths change {changes} times; at most {STEPS} are counted")]
    Changes {
        /// How often they do.
        changes: usize,
    },
    /// Its words are too long.
    #[error("a level costs up to {bits} bits; at most {MOST_BITS} are counted")]
    Long {
        /// Bits of the longest.
        bits: u32,
    },
}

/// Bits of a run-level code's words, from a level or run of 1 on.
#[derive(Debug, Clone, Copy)]
pub struct Lengths<'a> {
    /// Levels 1 to 64 behind another level, with their sign.
    pub next: &'a [u8; WITHOUT_INDEX],
    /// The same behind zeros.
    pub after_zeros: &'a [u8; WITHOUT_INDEX],
    /// What an index of 64 leaves of higher levels, 1 to 64, behind another level, with sign and index.
    pub next_with_index: &'a [u8; WITHOUT_INDEX],
    /// The same behind zeros.
    pub after_zeros_with_index: &'a [u8; WITHOUT_INDEX],
    /// Runs of 1 to 62 zeros.
    pub runs: &'a [u8; 62],
}

/// Lengths as sums of steps.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Steps {
    thresholds: [i8; STEPS],
    changes: [i8; STEPS],
    table: [i8; 16],
}

/// How a reader makes coefficients of levels.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// How far within its step it takes a level to lie, in steps.
    pub within: f32,
    /// What it adds at each scan position before it drops what is behind the point.
    pub added: [f32; 64],
}

/// How coefficients become levels, as the loops take it.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Quantiser {
    steps: [f32; 64],
    reciprocals: [f32; 64],
    shift: f32,
    shifts: [f32; 64],
    first: f32,
    most: f32,
}

impl Quantiser {
    /// `steps` are those of each scan position at quantiser 1, `most` is the highest level.
    ///
    /// Level 1 begins at a whole step, where the reader adds half a unit to a level's value; where it adds less, as much lower.
    /// Higher ones begin where their reading is nearer than that of the level below, on the
    /// average of what a reader that drops what is behind the point reads.
    pub fn new(steps: [f64; 64], reading: &Reading, most: u16) -> Self {
        let shift = 0.5 - reading.within;
        // What is dropped is half a unit on the average.
        let of_position = |i: usize| ((0.5 - f64::from(reading.added[i])) / steps[i]) as f32;
        Self {
            shift,
            shifts: std::array::from_fn(of_position),
            first: 1.0 + shift,
            most: f32::from(most),
            reciprocals: steps.map(|step| (1.0 / step) as f32),
            steps: steps.map(|step| step as f32),
        }
    }
}

/// What levels cost and lose, as the loops take it.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Costs {
    quantiser: Quantiser,
    next: Steps,
    after_zeros: Steps,
    next_with_index: Steps,
    after_zeros_with_index: Steps,
    runs: Steps,
    within: f32,
    added: [f32; 64],
}

impl Steps {
    fn new(lengths: &[u8]) -> Result<Self, CostsError> {
        let mut steps = Self { thresholds: [i8::MAX; STEPS], changes: [0; STEPS], table: [0; 16] };
        let (mut count, mut before) = (0, 0);
        for (index, length) in lengths.iter().enumerate() {
            if *length != before {
                if let (Some(threshold), Some(change)) = (steps.thresholds.get_mut(count), steps.changes.get_mut(count))
                {
                    // The number is one more than its index, and the threshold one less than the number.
                    (*threshold, *change) = (index as i8, length.wrapping_sub(before).cast_signed());
                }
                (count, before) = (count + 1, *length);
            }
            if let Some(entry) = steps.table.get_mut(index + 1) {
                *entry = length.cast_signed();
            }
        }
        if count > STEPS { Err(CostsError::Changes { changes: count }) } else { Ok(steps) }
    }
}

impl Costs {
    /// Costs of levels of a quantiser in a code, and what is lost by a reader.
    ///
    /// # Errors
    /// For lengths that are too long or change too often.
    pub fn new(quantiser: Quantiser, lengths: &Lengths<'_>, reading: Reading) -> Result<Self, CostsError> {
        let longest = |lengths: &[u8]| lengths.iter().copied().max().unwrap_or(0);
        let levels = [lengths.next, lengths.after_zeros, lengths.next_with_index, lengths.after_zeros_with_index];
        let level = levels.iter().map(|lengths| longest(*lengths)).max().unwrap_or(0);
        let bits = u32::from(level) + u32::from(longest(lengths.runs));
        if bits > u32::from(MOST_BITS) {
            return Err(CostsError::Long { bits });
        }
        let Reading { within, added } = reading;
        Ok(Self {
            quantiser,
            next: Steps::new(lengths.next)?,
            after_zeros: Steps::new(lengths.after_zeros)?,
            next_with_index: Steps::new(lengths.next_with_index)?,
            after_zeros_with_index: Steps::new(lengths.after_zeros_with_index)?,
            runs: Steps::new(lengths.runs)?,
            within,
            added,
        })
    }

    /// How coefficients become levels.
    pub fn quantiser(&self) -> &Quantiser {
        &self.quantiser
    }

    /// The highest level.
    pub(crate) fn most_level(&self) -> u16 {
        // `Quantiser::new` has it of such a number.
        self.quantiser.most as u16
    }

    /// The numbers of `struct Weighing` in `device/macroblock/code.h`, by which a GPU measures and makes levels.
    pub(crate) fn weighing(&self) -> Vec<f32> {
        let Quantiser { steps, reciprocals, shift, shifts, first, most } = &self.quantiser;
        let position = |i: usize| [steps[i], reciprocals[i], shifts[i], self.added[i]];
        (0..64).flat_map(position).chain([*shift, *first, *most, self.within]).collect()
    }
}
