//! The encoder: samples of a picture in, a frame of exactly its format's bytes out.
//!
//! A few blocks of the frame tell which quantiser about fits (`sample`); then every macroblock is measured at it and at the next
//! one (`rows`), those where a bit does most good get the finer of both (`choose`), and rows are written to where they will
//! stand (`write`). Processors work coefficients out again for writing: that takes less time than memory does to keep them.
//! A GPU keeps them (`gpu`); what it is asked, and all choices, are the same (`passes`).

mod bits;
mod choose;
mod gpu;
mod passes;
mod processors;
mod rows;
mod sample;
mod threads;
mod write;

use super::blocks::{RowLayout, ZIGZAG};
use super::header::{self, END_MARK};
use super::picture::{check_depth, sample_planes};
use super::words::{BlockWords, WordLengths};
use super::{Format, Vc3Error};
use crate::encode::EncodePlane;
use interneg_kernels::Level;
use interneg_kernels::macroblock::{Costs, Quantiser, Reading, Scan};
use passes::Passes;
use processors::Processors;
use rows::{Measured, RowScratch};
use std::num::NonZeroUsize;

pub use gpu::{CudaEncoder, CudaVc3Error};
pub(super) use write::HEAD_BITS;

/// The coarsest quantiser: 11 bits hold no more.
const COARSEST: u16 = 2047;
/// Where in its step a level is taken to be read, in steps above the level.
///
/// The standard's reader takes the middle, 0.5, and levels are then truncated coefficients; FFmpeg's reads 0.75
/// (`dnxhr.md` of the project's facts, section 4), and which one Avid's follows is not known. Half-way between loses nothing
/// with the first, because levels that are an eighth of a step lower cost fewer bits, and gains 0.2 to 0.6 dB with the
/// second: `cargo test -p interneg-media --test vc3 quality` measures both.
const READ_WITHIN: f32 = 0.625;

/// Encodes pictures of one format. The same samples give the same bytes, whatever was encoded before.
pub struct Encoder {
    setting: Setting,
    threads: NonZeroUsize,
    /// Macroblocks at the finer and at the coarser quantiser, kept for their memory.
    measured: [Measured; 2],
    scratch: Vec<RowScratch>,
}

/// What all threads share, and processors and GPUs.
struct Setting {
    format: Format,
    colour_volume: u8,
    level: Level,
    layout: RowLayout,
    words: BlockWords,
    scan: Scan,
    costs: [Costs; 3],
}

impl Encoder {
    /// An encoder at the machine's best level. `colour_volume` is what the codes mean: 0 BT.709, 1 BT.2020, 2 BT.2020 with
    /// constant luminance, 3 told outside of the frame.
    ///
    /// # Errors
    /// `Format` for a colour volume above 3.
    pub fn new(format: Format, colour_volume: u8, threads: NonZeroUsize) -> Result<Self, Vc3Error> {
        Self::at_level(Level::best(), format, colour_volume, threads)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn at_level(level: Level, format: Format, colour_volume: u8, threads: NonZeroUsize) -> Result<Self, Vc3Error> {
        let setting = Setting::new(level, format, colour_volume)?;
        let scratch = (0..threads.get()).map(|_| RowScratch::new(&setting)).collect();
        Ok(Self { setting, threads, measured: Measured::pair(), scratch })
    }

    /// The format of its frames.
    pub fn format(&self) -> &Format {
        &self.setting.format
    }

    /// Replaces the content of `frame` by the frame of a picture; planes as the format's sampling has them.
    ///
    /// # Errors
    /// `Plane` for planes that are not those of the format, `TooDetailed` for noise that no quantiser gets into the frame.
    /// The content of `frame` is then of no use.
    pub fn encode(&mut self, planes: &[EncodePlane<'_>; 3], frame: &mut Vec<u8>) -> Result<(), Vc3Error> {
        let Self { setting, threads, measured, scratch } = self;
        let planes = &sample_planes(&setting.format, planes)?;
        let mut passes = Processors { setting, planes, scratch, threads: *threads, is_sampled: false };
        frame.clear();
        frame.resize(setting.format.frame_bytes(), 0);
        encode(setting, &mut passes, measured, frame)
    }
}

impl Setting {
    fn new(level: Level, format: Format, colour_volume: u8) -> Result<Self, Vc3Error> {
        let refused = |what, reason: String| Vc3Error::Format { id: format.id(), what, reason };
        if colour_volume > 3 {
            return Err(refused("such colour volume", format!("{colour_volume} is not from 0 to 3")));
        }
        let tables = format.profile.tables;
        let lengths = WordLengths::new(tables);
        let costs = |plane: usize| {
            let steps = std::array::from_fn(|i| step_of(&format, plane, i));
            let unit = (1u32 << format.level_shift()) as f32;
            let added = std::array::from_fn(|i| format.reader_adds(plane, i) as f32 / unit);
            let reading = Reading { within: READ_WITHIN, added };
            let quantiser = Quantiser::new(steps, &reading, tables.most_level());
            Costs::new(quantiser, &lengths.lengths(), reading)
                .map_err(|error| refused("code that can be counted", error.to_string()))
        };
        let mut scales = [1.0; 64];
        scales[0] = 1.0 / f64::from(format.mean_scale());
        Ok(Self {
            level,
            layout: RowLayout::new(&format),
            words: BlockWords::new(tables),
            scan: Scan::new(ZIGZAG, scales),
            costs: [costs(0)?, costs(1)?, costs(2)?],
            colour_volume,
            format,
        })
    }
}

/// Writes the frame of a picture to its bytes, which are zeros before. `measured` is memory.
fn encode<P: Passes>(
    setting: &Setting,
    passes: &mut P,
    measured: &mut [Measured; 2],
    frame: &mut [u8],
) -> Result<(), P::Error> {
    let (_, row_count) = setting.format.macroblocks();
    let header_bytes = header::header_bytes(row_count);
    // The smallest frames have 8 KiB and few rows, so that there is always room between header and mark.
    let budget = frame.len().saturating_sub(header_bytes + END_MARK.len());
    let quantiser = sample::quantiser(setting, passes, budget)?;
    let finer = measure_around(setting, passes, measured, quantiser, budget)?;
    let [fine, coarse] = measured;
    let choice = choose::choose(&setting.layout, [fine, coarse], finer, budget);

    let (head, rest) = frame.split_at_mut(header_bytes);
    header::write(&setting.format, setting.colour_volume, &choice.offsets, head);
    let end = rest.len() - END_MARK.len();
    let (rows, mark) = rest.split_at_mut(end);
    mark.copy_from_slice(&END_MARK);
    passes.write(&choice, [fine, coarse], rows)
}

/// Measures the frame at two quantisers next to each other, of which the coarser fits and the finer does not, if there is
/// one; begins at a guess. Returns the finer.
fn measure_around<P: Passes>(
    setting: &Setting,
    passes: &mut P,
    [fine, coarse]: &mut [Measured; 2],
    guess: u16,
    budget: usize,
) -> Result<u16, P::Error> {
    let mut finer = guess.clamp(1, COARSEST - 1);
    let seen = passes.measure([(finer, &mut *fine), (finer + 1, &mut *coarse)])?;
    for (plane, seen) in seen.into_iter().enumerate() {
        check_depth(&setting.format, plane, seen)?;
    }
    while coarse.row_bytes(&setting.layout) > budget {
        finer += 1;
        if finer == COARSEST {
            return Err(Vc3Error::TooDetailed { frame_bytes: setting.format.frame_bytes() }.into());
        }
        std::mem::swap(fine, coarse);
        passes.measure([(finer + 1, &mut *coarse)])?;
    }
    while finer > 1 && fine.row_bytes(&setting.layout) <= budget {
        finer -= 1;
        std::mem::swap(fine, coarse);
        passes.measure([(finer, &mut *fine)])?;
    }
    Ok(finer)
}

/// The step of a coefficient at quantiser 1, by scan position; that of the mean is not used.
fn step_of(format: &Format, plane: usize, position: usize) -> f64 {
    let halves = 2.0 / f64::from(1u32 << format.level_shift());
    f64::from(format.weights(plane)[position].max(16)) * halves
}
