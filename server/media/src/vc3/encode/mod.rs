//! The encoder: samples of a picture in, a frame of exactly its format's bytes out.
//!
//! A few blocks of the frame tell which quantiser about fits (`sample`); then every macroblock is measured at it and at the next
//! one (`rows`), and at others where neither is the one (`nearest`); those where a bit does most good get the finer of both (`choose`), and rows are written to where they will
//! stand (`write`). The fields of interlaced frames are encoded one after the other, each by itself. Processors work coefficients
//! out again for writing: that takes less time than memory does to keep them. A GPU keeps them (`gpu`); what it is asked, and
//! all choices, are the same (`passes`).

mod bits;
mod choose;
#[cfg(test)]
mod every_word;
mod gpu;
mod nearest;
mod passes;
mod processors;
mod rows;
mod sample;
mod threads;
mod write;

use super::blocks::{RowLayout, ZIGZAG};
use super::format::Unit;
use super::header::{self, END_MARK};
use super::picture::sample_planes;
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
/// (`dnxhr.md` of the project's facts, section 4), and which one Avid's follows is not known. This is half-way between:
/// `server/media/README.md` says what it gains and loses with either.
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

    /// Replaces the content of `frame` by the frame of a picture; planes as the format's sampling has them, with all lines of
    /// both fields where it has fields.
    ///
    /// # Errors
    /// `Plane` for planes that are not those of the format, `TooDetailed` for noise that no quantiser gets into the frame.
    /// The content of `frame` is then of no use.
    pub fn encode(&mut self, planes: &[EncodePlane<'_>; 3], frame: &mut Vec<u8>) -> Result<(), Vc3Error> {
        let Self { setting, threads, measured, scratch } = self;
        let format = &setting.format;
        frame.clear();
        frame.resize(format.frame_bytes(), 0);
        for (unit, bytes) in format.units().iter().zip(frame.chunks_mut(format.unit_bytes())) {
            let planes = &sample_planes(format, *unit, planes)?;
            let mut passes = Processors { setting, planes, scratch, threads: *threads, is_sampled: false };
            encode(setting, *unit, &mut passes, measured, bytes)?;
        }
        Ok(())
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

/// Writes a part of a frame to its bytes, which are zeros before. `measured` is memory.
fn encode<P: Passes>(
    setting: &Setting,
    unit: Unit,
    passes: &mut P,
    measured: &mut [Measured; 2],
    bytes: &mut [u8],
) -> Result<(), P::Error> {
    let (_, row_count) = setting.format.macroblocks();
    let header_bytes = header::header_bytes(row_count);
    // The smallest frames have 8 KiB and few rows, so that there is always room between header and mark.
    let budget = bytes.len().saturating_sub(header_bytes + END_MARK.len());
    let quantiser = sample::quantiser(setting, passes, budget)?;
    let finer = nearest::measure(setting, passes, measured, quantiser, budget)?;
    let [fine, coarse] = measured;
    let choice = choose::choose(&setting.layout, [fine, coarse], finer, budget);

    let (head, rest) = bytes.split_at_mut(header_bytes);
    header::write(&setting.format, unit, setting.colour_volume, &choice.offsets, head);
    let end = rest.len() - END_MARK.len();
    let (rows, mark) = rest.split_at_mut(end);
    mark.copy_from_slice(&END_MARK);
    passes.write(&choice, [fine, coarse], rows)
}

/// The step of a coefficient at quantiser 1, by scan position; that of the mean is not used.
fn step_of(format: &Format, plane: usize, position: usize) -> f64 {
    let halves = 2.0 / f64::from(1u32 << format.level_shift());
    f64::from(format.weights(plane)[position].max(16)) * halves
}
