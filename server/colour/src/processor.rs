//! What OpenColorIO makes of a transform, behind one face for its two implementations.

use ocio::CpuProcessor;
use ocio::ops::OpRc;
use std::fmt::Debug;

/// A processor of OpenColorIO, in single precision. May be shared between threads.
pub(crate) trait Processor: Debug + Send + Sync {
    /// Changes R, G, B, alpha quadruples in place.
    fn apply_pixels(&self, pixels: &mut [[f32; 4]]);

    /// It changes nothing.
    fn is_no_op(&self) -> bool;

    /// Its operations in their order, one line each.
    fn describe(&self) -> Vec<String>;

    /// The operations themselves, where they can be seen.
    fn ops(&self) -> Option<&[OpRc]>;
}

impl Processor for CpuProcessor {
    fn apply_pixels(&self, pixels: &mut [[f32; 4]]) {
        self.apply_pixels(pixels);
    }

    fn is_no_op(&self) -> bool {
        self.is_no_op()
    }

    fn describe(&self) -> Vec<String> {
        self.ops().iter().map(|op| op.cache_id().trim_matches(['<', '>', ' ']).to_owned()).collect()
    }

    fn ops(&self) -> Option<&[OpRc]> {
        Some(self.ops())
    }
}
