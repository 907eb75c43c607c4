//! The three passes over a frame: look where the quantiser lies, take exact lengths, write. What they are done with, the
//! processors or a GPU, is no matter: everything that decides about a frame's bytes is here.

use super::RateControl;
use super::estimate::{LADDER, steps_near};
use super::layout::Layout;
use super::lengths::Lengths;
use super::plan::Plan;
use super::quantisers::{chosen, finest_that_fits};
use crate::prores::{EncodeError, target_bytes};
use interneg_kernels::prores::Quantiser;

/// Every how many slices one is looked at in the first pass; it shares no divisor with the usual numbers of slices in a
/// row, so that all columns have their share. Frames of few slices are looked at whole.
const LOOK_EVERY: usize = 11;
const FEW_SLICES: usize = 20 * LOOK_EVERY;
/// Steps that are counted in addition where those near the estimate do not do.
const MORE_STEPS: usize = 3;

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded {
    /// Bytes of the frame that count against the limit: all but alpha's.
    pub counted_bytes: u64,
    /// Bytes of alpha.
    pub alpha_bytes: u64,
    /// The coarsest quantisation index of a slice, and the finest.
    pub coarsest_index: u8,
    /// See above.
    pub finest_index: u8,
}

/// How a slice is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    pub quantiser: Quantiser,
    /// Its first byte in the frame, and its bytes with its header.
    pub first_byte: usize,
    pub bytes: usize,
}

/// Who takes lengths of one picture's slices, and writes them.
pub(super) trait Coder {
    /// The picture's faults, and others.
    type Error: From<EncodeError>;

    /// Bytes of the components of every slice, or of every `every`th from the first on, without headers and alpha: a
    /// slice's with all quantisers, then the next one's.
    fn lengths(&mut self, every: usize, quantisers: &[Quantiser]) -> Result<Vec<u32>, Self::Error>;

    /// All bits that samples of the slices counted so far use, by plane.
    fn used(&self) -> [u16; 3];

    /// Bytes of every slice's alpha; none where there is no alpha.
    fn alpha_lengths(&mut self) -> Result<Vec<usize>, Self::Error>;

    /// Replaces the content of `frame` by `frame_bytes` bytes, in which the slices lie in their places.
    fn write(self, tasks: &[Task], frame_bytes: usize, frame: &mut Vec<u8>) -> Result<(), Self::Error>;
}

/// Replaces the content of `frame` by the encoded picture that `coder` has.
pub(super) fn encode<C: Coder>(plan: &Plan, mut coder: C, frame: &mut Vec<u8>) -> Result<Coded, C::Error> {
    let settings = &plan.settings;
    let (lengths, step, limit) = match settings.rate {
        RateControl::Index(index) => {
            // Settings have been checked to have an index that there is.
            let step = usize::from(index);
            (count(plan, &mut coder, step, 1)?, step, u64::MAX)
        }
        RateControl::Bytes(bytes) => fitting(plan, &mut coder, bytes)?,
        RateControl::Target => fitting(plan, &mut coder, target_bytes(settings.profile, settings.raster))?,
    };
    let quantisers = chosen(&lengths, step, limit);
    let alphas = coder.alpha_lengths()?;
    let slice_bytes: Vec<usize> = (0..plan.places.len())
        .map(|slice| {
            let alpha = alphas.get(slice).copied().unwrap_or_default();
            plan.slice_header_bytes() + lengths.of(slice, quantisers[slice]) as usize + alpha
        })
        .collect();
    let layout = Layout::new(plan, &slice_bytes)?;
    let pairs = quantisers.iter().zip(&layout.slices);
    let tasks: Vec<Task> = pairs
        .map(|(quantiser, (first_byte, bytes))| Task { quantiser: *quantiser, first_byte: *first_byte, bytes: *bytes })
        .collect();
    coder.write(&tasks, layout.bytes as usize, frame)?;
    layout.write_headers(plan, frame);
    let alpha_bytes = alphas.iter().sum::<usize>() as u64;
    let indices = || quantisers.iter().map(|quantiser| quantiser.index());
    Ok(Coded {
        counted_bytes: u64::from(layout.bytes) - alpha_bytes,
        alpha_bytes,
        coarsest_index: indices().max().unwrap_or_default(),
        finest_index: indices().min().unwrap_or_default(),
    })
}

/// Lengths that hold the step to take and the next finer one, that step, and what all components may have.
fn fitting<C: Coder>(plan: &Plan, coder: &mut C, limit_bytes: u64) -> Result<(Lengths, usize, u64), C::Error> {
    let overhead = plan.overhead_bytes();
    let limit = limit_bytes.saturating_sub(overhead);
    let near = steps_near(&looked_at(plan, coder)?, limit as f64);
    let mut lengths = count(plan, coder, *near.start(), near.end() - near.start() + 1)?;
    loop {
        let counted = lengths.steps();
        let (first, last) = (*counted.start(), *counted.end());
        let more = match finest_that_fits(&lengths, limit) {
            Some(step) if step > first || first == Quantiser::FINEST.step() => return Ok((lengths, step, limit)),
            Some(_) => {
                let finer = first.saturating_sub(MORE_STEPS).max(Quantiser::FINEST.step());
                count(plan, coder, finer, first - finer)?
            }
            None if last < Quantiser::COARSEST.step() => {
                // Farther each time: pictures that the estimate is no good for may need the coarsest of all.
                let steps = counted.count().max(MORE_STEPS).min(Quantiser::COARSEST.step() - last);
                count(plan, coder, last + 1, steps)?
            }
            None => {
                let least_bytes = overhead + lengths.total(last);
                return Err(EncodeError::Limit { limit_bytes, least_bytes }.into());
            }
        };
        lengths = lengths.joined(more);
    }
}

/// About the lengths of the whole frame with the quantisers of the ladder.
fn looked_at<C: Coder>(plan: &Plan, coder: &mut C) -> Result<[f64; LADDER.len()], C::Error> {
    let slices = plan.places.len();
    let every = if slices < FEW_SLICES { 1 } else { LOOK_EVERY };
    let bytes = coder.lengths(every, &LADDER.map(Quantiser::of_step))?;
    let share = slices as f64 / slices.div_ceil(every) as f64;
    let of_rung = |rung| bytes.iter().skip(rung).step_by(LADDER.len()).map(|bytes| u64::from(*bytes)).sum::<u64>();
    Ok(std::array::from_fn(|rung| of_rung(rung) as f64 * share))
}

/// Exact lengths of all slices with `steps` quantisers from `first_step` on.
fn count<C: Coder>(plan: &Plan, coder: &mut C, first_step: usize, steps: usize) -> Result<Lengths, C::Error> {
    let quantisers: Vec<Quantiser> = (first_step..first_step + steps).map(Quantiser::of_step).collect();
    let bytes = coder.lengths(1, &quantisers)?;
    let bits = plan.settings.bits;
    if let Some(plane) = coder.used().iter().position(|used| u32::from(*used) >> bits != 0) {
        // Eight bits or more: the highest code is a word.
        return Err(EncodeError::Code { plane, bits, most: ((1u32 << bits) - 1) as u16 }.into());
    }
    Ok(Lengths::new(first_step, steps, bytes))
}
