//! What a GPU and its link can do at best, measured, to compare with.

use super::device::CudaDevice;
use super::error::CudaError;
use super::memory::{DeviceBuffer, Direction, PinnedBuffer};
use super::stream::{Event, EventUse, Stream};

/// Bytes a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// From pinned memory to the GPU.
    pub up: f64,
    /// From the GPU to pinned memory.
    pub down: f64,
    /// Of the GPU's memory, reads and writes together.
    pub memory: f64,
}

impl Bounds {
    /// Measures with buffers of `bytes` bytes, the best of `rounds` rounds.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn measure(device: &CudaDevice, bytes: usize, rounds: usize) -> Result<Self, CudaError> {
        let up = PinnedBuffer::new(device, bytes, Direction::Up)?;
        let mut down = PinnedBuffer::new(device, bytes, Direction::Down)?;
        let (source, target) = (DeviceBuffer::new(device, bytes)?, DeviceBuffer::new(device, bytes)?);
        let stream = Stream::new(device)?;
        let (begin, end) = (Event::new(device, EventUse::Time)?, Event::new(device, EventUse::Time)?);
        let mut seconds = [f64::INFINITY; 3];
        for _ in 0..rounds {
            for (kind, best) in seconds.iter_mut().enumerate() {
                begin.record(&stream)?;
                // SAFETY: the buffers outlive the wait below; on an error the GPU is lost and uses nothing.
                unsafe {
                    match kind {
                        0 => stream.copy_up(&up, &source, bytes)?,
                        1 => stream.copy_down(&source, &mut down, bytes)?,
                        _ => stream.copy_across(&source, &target, bytes)?,
                    }
                }
                end.record(&stream)?;
                end.synchronize()?;
                *best = best.min(end.seconds_since(&begin)?);
            }
        }
        let [up, down, across] = seconds.map(|seconds| bytes as f64 / seconds);
        Ok(Self { up, down, memory: 2.0 * across })
    }
}
