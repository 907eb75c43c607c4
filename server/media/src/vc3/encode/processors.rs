//! The work on blocks by threads of this machine.

use super::super::Vc3Error;
use super::choose::Choice;
use super::passes::Passes;
use super::rows::{self, Measured, RowScratch};
use super::{Setting, write};
use interneg_kernels::macroblock::SamplePlane;
use std::num::NonZeroUsize;

/// A picture in memory.
pub(super) struct Processors<'a> {
    pub setting: &'a Setting,
    pub planes: &'a [SamplePlane<'a>; 3],
    /// One for each thread.
    pub scratch: &'a mut [RowScratch],
    pub threads: NonZeroUsize,
    /// Whether the first scratch has taken the sample of this picture.
    pub is_sampled: bool,
}

impl Passes for Processors<'_> {
    type Error = Vc3Error;

    fn sample(&mut self, quantiser: u16) -> Result<[u64; 3], Vc3Error> {
        let Some(RowScratch { sample, .. }) = self.scratch.first_mut() else { return Ok([0; 3]) };
        if !self.is_sampled {
            sample.take(self.setting, self.planes);
            self.is_sampled = true;
        }
        Ok(sample.bits(self.setting, quantiser))
    }

    fn measure<const N: usize>(&mut self, targets: [(u16, &mut Measured); N]) -> Result<[u32; 3], Vc3Error> {
        Ok(rows::measure(self.setting, self.planes, targets, self.scratch, self.threads))
    }

    fn write(&mut self, choice: &Choice, _: [&Measured; 2], out: &mut [u8]) -> Result<(), Vc3Error> {
        write::rows(self.setting, self.planes, choice, out, self.scratch);
        Ok(())
    }
}
