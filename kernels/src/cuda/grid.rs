//! How the threads of a kernel are arranged.

use super::error::CudaError;
use std::ffi::c_uint;

/// Threads of a block: eight warps hide the latency of memory, and every GPU allows them.
pub(super) const BLOCK: u32 = 256;

/// Threads of a warp.
const WARP: u32 = 32;

/// Blocks of a picture for each multiprocessor, which runs four to eight at a time.
const BLOCKS_EACH: usize = 32;

/// Blocks along x and y; `cuda.h` calls them CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X and _Y, and they are these on every GPU
/// since 2012.
const MOST_BLOCKS: [usize; 2] = [i32::MAX as usize, 65_535];

/// Blocks, and the [`BLOCK`] threads of each, along x and y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) blocks: [c_uint; 2],
    pub(super) block: [c_uint; 2],
}

impl Grid {
    /// `threads` threads along x.
    pub(super) fn along(threads: usize) -> Result<Self, CudaError> {
        Ok(Self { blocks: [blocks_for(threads, BLOCK)?, 1], block: [BLOCK, 1] })
    }

    /// Threads for the places of an area, in blocks as wide as a warp: neighbouring lines of a block share the lines of
    /// chroma that they read. Along y, kernels stride: what a thread reads of its parameters, it reads once for several
    /// lines, and there are as many blocks as keep `multiprocessors` evenly busy to the end.
    pub(super) fn over(width: usize, height: usize, multiprocessors: u32) -> Result<Self, CudaError> {
        let lines = BLOCK / WARP;
        let across = blocks_for(width, WARP)?;
        let wanted = (BLOCKS_EACH * multiprocessors as usize).div_ceil(across.max(1) as usize).max(1);
        let down = height.div_ceil(lines as usize).min(wanted).min(MOST_BLOCKS[1]);
        Ok(Self { blocks: [across, down as c_uint], block: [WARP, lines] })
    }

    /// Nothing to do: the driver refuses a grid without blocks.
    pub(super) fn is_empty(self) -> bool {
        self.blocks.contains(&0)
    }
}

fn blocks_for(threads: usize, block: u32) -> Result<c_uint, CudaError> {
    let blocks = threads.div_ceil(block as usize);
    if blocks > MOST_BLOCKS[0] {
        let expected = MOST_BLOCKS[0] * block as usize;
        return Err(CudaError::Size { what: "the picture", found: threads, expected });
    }
    Ok(blocks as c_uint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_thread() {
        assert_eq!(Grid::along(257).unwrap().blocks, [2, 1]);
        assert_eq!(Grid::over(1920, 2160, 132).unwrap(), Grid { blocks: [60, 71], block: [32, 8] });
        assert_eq!(Grid::over(1920, 16, 132).unwrap().blocks, [60, 2]);
        assert_eq!(Grid::over(1920, 2160, 0).unwrap().blocks, [60, 1], "a driver that does not say");
        assert_eq!(Grid::over(1, 1, 132).unwrap().blocks, [1, 1]);
        assert_eq!(Grid::over(1, 1 << 24, 1 << 20).unwrap().blocks, [1, 65_535]);
        assert!(Grid::along(0).unwrap().is_empty() && Grid::over(0, 5, 132).unwrap().is_empty());
        assert!(Grid::along(usize::MAX).is_err());
    }
}
