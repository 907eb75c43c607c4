//! One frame on its way through a GPU.

use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::memory::{DeviceBuffer, Direction, PinnedBuffer};
use super::module::{Arguments, Kernel};
use super::stream::{Event, EventUse, Stream};
use std::any::Any;
use std::sync::Arc;

/// A stream with buffers of its own, used for one frame after the other: up, kernel, down. One thread at a time may
/// use it; two lanes of a GPU overlap, so that one copies while the other computes.
///
/// Buffers grow to the largest frame and stay: nothing is allocated from the second frame of a size on.
#[derive(Debug)]
pub struct Lane {
    // Dropped in this order, after `drop` has waited for the stream.
    stream: Stream,
    done: Event,
    timer: Option<[Event; 2]>,
    up: PinnedBuffer,
    down: PinnedBuffer,
    source: DeviceBuffer,
    /// Between two kernels of a frame.
    middle: DeviceBuffer,
    target: DeviceBuffer,
    arguments: Arguments,
    state: State,
    device: CudaDevice,
}

/// What the GPU may still be doing with the buffers.
#[derive(Debug)]
enum State {
    /// Nothing; the download buffer holds this many bytes of a result.
    Idle { result_bytes: usize },
    /// Work is queued that uses all buffers and this; `is_marked` where `done` stands at its end.
    Busy { _keeps: Arc<dyn Any + Send + Sync>, is_marked: bool, result_bytes: usize },
}

/// A frame's work for the GPU.
pub(super) struct Work<'a> {
    pub(super) kernel: &'a Kernel,
    /// What the kernel's arguments point to, and the kernel itself: kept until the GPU is done.
    pub(super) keeps: Arc<dyn Any + Send + Sync>,
    /// Bytes of the upload.
    pub(super) source_bytes: usize,
    /// Bytes of the download.
    pub(super) target_bytes: usize,
    /// Bytes at the end of the target that are 0 when the kernel starts.
    pub(super) cleared_bytes: usize,
    /// Its threads.
    pub(super) grid: Grid,
}

/// A kernel that runs before that of a [`Work`], from the source to a buffer on the GPU.
pub(super) struct First<'a> {
    pub(super) kernel: &'a Kernel,
    /// Bytes of the buffer.
    pub(super) middle_bytes: usize,
    /// Its threads.
    pub(super) grid: Grid,
}

impl Lane {
    /// A lane without buffers; the first frame brings them.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn new(device: &CudaDevice) -> Result<Self, CudaError> {
        Ok(Self {
            stream: Stream::new(device)?,
            done: Event::new(device, EventUse::Wait)?,
            timer: None,
            up: PinnedBuffer::new(device, 0, Direction::Up)?,
            down: PinnedBuffer::new(device, 0, Direction::Down)?,
            source: DeviceBuffer::new(device, 0)?,
            middle: DeviceBuffer::new(device, 0)?,
            target: DeviceBuffer::new(device, 0)?,
            arguments: Arguments::default(),
            state: State::Idle { result_bytes: 0 },
            device: device.clone(),
        })
    }

    /// A lane that notes how long each kernel takes.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn with_timer(device: &CudaDevice) -> Result<Self, CudaError> {
        let mut lane = Self::new(device)?;
        lane.timer = Some([Event::new(device, EventUse::Time)?, Event::new(device, EventUse::Time)?]);
        Ok(lane)
    }

    /// The GPU that it belongs to.
    pub fn device(&self) -> &CudaDevice {
        &self.device
    }

    /// Waits for the GPU, asleep.
    ///
    /// # Errors
    /// What went wrong since the last wait, on the GPU or on the way.
    pub fn wait(&mut self) -> Result<(), CudaError> {
        let State::Busy { is_marked, result_bytes, .. } = self.state else { return Ok(()) };
        let waited = if is_marked { self.done.synchronize() } else { self.stream.synchronize() };
        // After an error there is nothing to wait for either: the GPU is lost.
        let result_bytes = if waited.is_ok() { result_bytes } else { 0 };
        self.state = State::Idle { result_bytes };
        waited
    }

    /// Seconds that the last kernel took; `None` without a timer or a kernel.
    ///
    /// # Errors
    /// As [`Self::wait`].
    pub fn kernel_seconds(&mut self) -> Result<Option<f64>, CudaError> {
        self.wait()?;
        match (&self.timer, &self.state) {
            (Some([begin, end]), State::Idle { result_bytes: 1.. }) => Ok(Some(end.seconds_since(begin)?)),
            _ => Ok(None),
        }
    }

    /// Waits for the result of the last frame: a view of the pinned buffer, good until the next one.
    pub(super) fn result(&mut self) -> Result<&[u8], CudaError> {
        self.wait()?;
        let State::Idle { result_bytes } = self.state else { return Ok(&[]) };
        Ok(&self.down[..result_bytes])
    }

    /// Waits, makes room, and gives the upload buffer to be written from its start on. It is write-combined memory:
    /// write it once, in order, and never read it.
    pub(super) fn upload(
        &mut self,
        work_device: &CudaDevice,
        source_bytes: usize,
        target_bytes: usize,
    ) -> Result<&mut [u8], CudaError> {
        self.device.same_as(work_device)?;
        self.wait()?;
        self.state = State::Idle { result_bytes: 0 };
        let device = &self.device;
        // The old one goes first, so that there is never room for both needed.
        if self.up.len() < source_bytes {
            self.up = PinnedBuffer::new(device, 0, Direction::Up)?;
            self.source = DeviceBuffer::new(device, 0)?;
            self.source = DeviceBuffer::new(device, source_bytes)?;
            self.up = PinnedBuffer::new(device, source_bytes, Direction::Up)?;
        }
        if self.down.len() < target_bytes {
            self.down = PinnedBuffer::new(device, 0, Direction::Down)?;
            self.target = DeviceBuffer::new(device, 0)?;
            self.target = DeviceBuffer::new(device, target_bytes)?;
            self.down = PinnedBuffer::new(device, target_bytes, Direction::Down)?;
        }
        Ok(&mut self.up[..source_bytes])
    }

    /// Queues up, kernel and down. `push` gives the kernel's arguments, from the addresses of source and target.
    ///
    /// # Safety
    /// `push` pushes what the kernel's text declares, in order and type; with them, the threads stay within
    /// `source_bytes` and `target_bytes` and within what `keeps` keeps.
    pub(super) unsafe fn run(
        &mut self,
        work: Work<'_>,
        push: impl FnOnce(&mut Arguments, u64, u64),
    ) -> Result<(), CudaError> {
        // SAFETY: the caller vouches for the kernel's arguments and threads.
        unsafe {
            self.begin(&work)?;
            self.arguments.clear();
            push(&mut self.arguments, self.source.address(), self.target.address());
            self.stream.launch(work.kernel, work.grid, &mut self.arguments)?;
            self.end(&work)
        }
    }

    /// Queues up, two kernels and down. `push_first` gives the first one's arguments, from the addresses of the source
    /// and of the buffer between them, `push` the second one's, from those of this buffer and of the target.
    ///
    /// # Safety
    /// As for [`Self::run`], of both kernels, and with `middle_bytes`.
    pub(super) unsafe fn run_two(
        &mut self,
        first: First<'_>,
        work: Work<'_>,
        push_first: impl FnOnce(&mut Arguments, u64, u64),
        push: impl FnOnce(&mut Arguments, u64, u64),
    ) -> Result<(), CudaError> {
        if self.middle.bytes() < first.middle_bytes {
            self.wait()?;
            self.middle = DeviceBuffer::new(&self.device, 0)?;
            self.middle = DeviceBuffer::new(&self.device, first.middle_bytes)?;
        }
        // SAFETY: the caller vouches for the kernels' arguments and threads.
        unsafe {
            self.begin(&work)?;
            self.arguments.clear();
            push_first(&mut self.arguments, self.source.address(), self.middle.address());
            self.stream.launch(first.kernel, first.grid, &mut self.arguments)?;
            self.arguments.clear();
            push(&mut self.arguments, self.middle.address(), self.target.address());
            self.stream.launch(work.kernel, work.grid, &mut self.arguments)?;
            self.end(&work)
        }
    }

    /// What comes before the kernels.
    ///
    /// # Safety
    /// `end` follows, or an error that the caller passes on.
    unsafe fn begin(&mut self, work: &Work<'_>) -> Result<(), CudaError> {
        let Work { source_bytes, target_bytes, cleared_bytes, .. } = *work;
        self.state = State::Busy { _keeps: work.keeps.clone(), is_marked: false, result_bytes: target_bytes };
        // SAFETY: the state keeps everything until `wait` has seen the end, and nothing touches the buffers before.
        unsafe {
            self.stream.copy_up(&self.up, &self.source, source_bytes)?;
            if cleared_bytes > 0 {
                self.stream.clear(&self.target, target_bytes - cleared_bytes, cleared_bytes)?;
            }
        }
        if let Some([begin, _]) = &self.timer {
            begin.record(&self.stream)?;
        }
        Ok(())
    }

    /// What comes after the kernels.
    ///
    /// # Safety
    /// `begin` went before.
    unsafe fn end(&mut self, work: &Work<'_>) -> Result<(), CudaError> {
        if let Some([_, end]) = &self.timer {
            end.record(&self.stream)?;
        }
        // SAFETY: as in `begin`.
        unsafe { self.stream.copy_down(&self.target, &mut self.down, work.target_bytes)? };
        self.done.record(&self.stream)?;
        if let State::Busy { is_marked, .. } = &mut self.state {
            *is_marked = true;
        }
        Ok(())
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        // Buffers must not go while the GPU uses them. After an error of the wait the context runs nothing any more.
        let _ = self.wait();
    }
}
