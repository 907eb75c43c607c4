//! What an encoder asks of those who work on blocks: processors (`processors`) or a GPU (`gpu`).

use super::super::Vc3Error;
use super::choose::Choice;
use super::rows::Measured;

/// The work on all blocks of one picture.
pub(super) trait Passes {
    type Error: From<Vc3Error>;

    /// Bits of the levels of some of the picture's blocks at a quantiser, summed by plane: of those that `sample::step`
    /// tells.
    fn sample(&mut self, quantiser: u16) -> Result<[u64; 3], Self::Error>;

    /// Measures all macroblocks at one quantiser or two. Returns the bits of each plane's samples, at least those above their
    /// depth; where there are such, what was measured is of no use.
    fn measure<const N: usize>(&mut self, targets: [(u16, &mut Measured); N]) -> Result<[u32; 3], Self::Error>;

    /// Writes the rows of macroblocks to `out`, each behind the one before. `measured` are those that the choice was made of:
    /// at the finer quantiser and at the coarser one.
    fn write(&mut self, choice: &Choice, measured: [&Measured; 2], out: &mut [u8]) -> Result<(), Self::Error>;
}
