//! The work on blocks by a GPU, on which the picture lies already.

use super::super::{Format, Vc3Error};
use super::choose::Choice;
use super::passes::Passes;
use super::rows::{Measured, padded_bytes};
use super::{Setting, encode, sample};
use crate::vc3::Sampling;
use interneg_kernels::Level;
use interneg_kernels::cuda::{
    CodedPicture, CudaDevice, CudaError, CudaMacroblocks, KeptLines, KeptPicture, KernelCache, Lane, MacroblockCoding,
    MacroblockOrder,
};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// Why a GPU does not make a frame.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CudaVc3Error {
    /// The request or the picture, as with [`Encoder`](super::Encoder).
    #[error(transparent)]
    Picture(#[from] Vc3Error),
    /// The GPU.
    #[error(transparent)]
    Cuda(#[from] CudaError),
}

/// Encodes pictures of one format that lie on a GPU: the bytes of [`Encoder`](super::Encoder). May be shared between threads,
/// each with its own lane.
pub struct CudaEncoder {
    setting: Setting,
    macroblocks: CudaMacroblocks,
    /// Memory of threads that encode nothing now.
    spare: Mutex<Vec<Memory>>,
}

/// Memory for a frame, kept for the next one.
struct Memory {
    measured: [Measured; 2],
    /// Quantisers that the frame before asked the sample for. The next one asks for the same or their neighbours, as a rule:
    /// to have them at hand saves waiting for the GPU, and changes no answer.
    asked: Vec<u16>,
}

impl CudaEncoder {
    /// An encoder on a GPU. `colour_volume` is as for [`Encoder`](super::Encoder).
    ///
    /// # Errors
    /// `Picture` for a colour volume above 3; `Cuda` for what the compiler or the driver refuses.
    pub fn new(
        device: &CudaDevice,
        kernels: &KernelCache,
        format: Format,
        colour_volume: u8,
    ) -> Result<Self, CudaVc3Error> {
        let setting = Setting::new(Level::best(), format, colour_volume)?;
        let tables = format.profile.tables;
        let coding = MacroblockCoding {
            macroblocks: format.macroblocks(),
            sizes: std::array::from_fn(|plane| format.plane_size(plane)),
            bits: format.bits(),
            across: std::array::from_fn(|plane| format.blocks_across(plane)),
            scan: &setting.scan,
            costs: &setting.costs,
            words: &super::super::words::macroblock_words(
                tables,
                format.first_mean(),
                format.sampling() == Sampling::YCbCr444,
            ),
        };
        let macroblocks = CudaMacroblocks::new(device, kernels, &coding)?;
        Ok(Self { setting, macroblocks, spare: Mutex::default() })
    }

    /// The format of its frames.
    pub fn format(&self) -> &Format {
        &self.setting.format
    }

    /// Bytes that a picture takes on the GPU beside its samples, in the lane that encodes it.
    pub fn picture_bytes(&self) -> usize {
        self.macroblocks.picture_bytes()
    }

    /// Replaces the content of `frame` by the frame of a picture that the lane keeps; planes as the format's sampling has
    /// them. The lane's last result is lost, what it keeps is not.
    ///
    /// # Errors
    /// `Picture` for planes that are not those of the format or have higher codes than its depth, and for noise that no
    /// quantiser gets into the frame; `Cuda` for what the driver refuses, and what failed on the GPU. The content of `frame`
    /// is then of no use.
    pub fn encode(&self, lane: &mut Lane, picture: &KeptPicture, frame: &mut Vec<u8>) -> Result<(), CudaVc3Error> {
        let format = &self.setting.format;
        check(format, picture)?;
        let take = || self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Memory { mut measured, asked } =
            take().unwrap_or_else(|| Memory { measured: Measured::pair(), asked: Vec::new() });
        let mut passes = Gpu {
            columns: self.setting.layout.columns,
            step: sample::step(&self.setting),
            picture: self.macroblocks.picture(lane, picture, KeptLines::ALL)?,
            sums: Vec::new(),
            expected: asked,
            asked: Vec::new(),
        };
        frame.clear();
        frame.resize(format.frame_bytes(), 0);
        encode(&self.setting, &mut passes, &mut measured, frame)?;
        let memory = Memory { measured, asked: passes.asked };
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        Ok(())
    }
}

/// A kept picture has the sizes and the depth of the format.
fn check(format: &Format, picture: &KeptPicture) -> Result<(), Vc3Error> {
    for (plane, found) in picture.sizes().into_iter().enumerate() {
        let (size, bits) = (format.plane_size(plane), format.bits());
        if (found, picture.bits()) != (size, bits) {
            let reason = format!(
                "{}x{} samples of {} bits instead of {}x{} of {bits}",
                found.0,
                found.1,
                picture.bits(),
                size.0,
                size.1
            );
            return Err(Vc3Error::Plane { plane, reason });
        }
    }
    Ok(())
}

/// A picture on the GPU.
struct Gpu<'a> {
    columns: usize,
    step: usize,
    picture: CodedPicture<'a>,
    /// What the sample has at quantisers.
    sums: Vec<(u16, [u64; 3])>,
    /// Quantisers that are likely to be asked for.
    expected: Vec<u16>,
    /// Those that were.
    asked: Vec<u16>,
}

/// Quantisers on either side of one that is asked for, which are asked for next, as a rule; the GPU takes no longer for all.
const BESIDE: u16 = 3;

impl Gpu<'_> {
    /// The quantisers to try together when `quantiser` is asked for.
    fn together(&mut self, quantiser: u16) -> Vec<u16> {
        let around = quantiser.saturating_sub(BESIDE).max(1)..=quantiser.saturating_add(BESIDE).min(super::COARSEST);
        let mut all: Vec<u16> = around.chain(self.expected.drain(..)).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|quantiser| self.sums.iter().all(|(known, _)| known != quantiser));
        all
    }
}

impl Passes for Gpu<'_> {
    type Error = CudaVc3Error;

    fn sample(&mut self, quantiser: u16) -> Result<[u64; 3], CudaVc3Error> {
        self.asked.push(quantiser);
        loop {
            if let Some((_, sums)) = self.sums.iter().find(|(known, _)| *known == quantiser) {
                return Ok(*sums);
            }
            let all = self.together(quantiser);
            let found = self.picture.sample(self.step, &all)?;
            self.sums.extend(all.into_iter().zip(found.into_iter().map(|sums| sums.map(u64::from))));
        }
    }

    fn measure<const N: usize>(&mut self, mut targets: [(u16, &mut Measured); N]) -> Result<[u32; 3], CudaVc3Error> {
        let mut asked = targets.iter().map(|(quantiser, measured)| (*quantiser, measured.slot));
        if let Some(first) = asked.next() {
            let found = self.picture.measure(first, asked.next())?;
            for (index, (_, measured)) in targets.iter_mut().enumerate() {
                measured.bits.clear();
                measured.bits.extend_from_slice(found.bits(index));
                measured.errors.clear();
                measured.errors.extend_from_slice(found.errors(index));
            }
        }
        Ok(self.picture.above())
    }

    fn write(&mut self, choice: &Choice, measured: [&Measured; 2], out: &mut [u8]) -> Result<(), CudaVc3Error> {
        let [fine, coarse] = measured;
        let mut offset_bits = 0;
        let orders = choice.quantisers.iter().enumerate().map(|(index, quantiser)| {
            if index % self.columns == 0 {
                // Bits of a frame are below 2^31, as its bytes are below 2^28.
                offset_bits = choice.offsets[index / self.columns] * 8;
            }
            let measured = if *quantiser == choice.finer { fine } else { coarse };
            let order = MacroblockOrder { offset_bits, quantiser: *quantiser, slot: measured.slot };
            offset_bits += measured.bits[index];
            order
        });
        let bytes = choice.row_bits.iter().map(|bits| padded_bytes(*bits)).sum();
        out[..bytes].copy_from_slice(self.picture.write(bytes, orders)?);
        Ok(())
    }
}
