//! One frame on its way through a GPU.

use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::memory::{DeviceBuffer, Direction, PinnedBuffer};
use super::module::{Arguments, Kernel};
use super::stream::{Event, EventUse, Stream};
use std::any::Any;
use std::sync::Arc;

/// A stream with buffers of its own, used for one frame after the other: up, kernels, down. One thread at a time may
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
    /// Between the kernels of a frame.
    middle: DeviceBuffer,
    /// What stays on the GPU for the work that follows.
    kept: DeviceBuffer,
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

/// Work of one kernel for a frame.
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

/// Work of several kernels for a frame.
pub(super) struct Chain {
    /// What the kernels' arguments point to, and the kernels themselves: kept until the GPU is done.
    pub(super) keeps: Arc<dyn Any + Send + Sync>,
    /// Bytes of the upload.
    pub(super) source_bytes: usize,
    /// Bytes of a buffer on the GPU in which kernels leave what the next ones need.
    pub(super) middle_bytes: usize,
    /// Bytes of a buffer on the GPU whose content stays until work that asks for more of it.
    pub(super) kept_bytes: usize,
    /// Bytes of the download.
    pub(super) target_bytes: usize,
    /// Bytes at the end of the target that are 0 when the first kernel starts.
    pub(super) cleared_bytes: usize,
}

/// Queues the kernels of a frame one behind the other.
pub(super) struct Launches<'a> {
    stream: &'a Stream,
    arguments: &'a mut Arguments,
    source_buffer: &'a DeviceBuffer,
    kept_buffer: &'a DeviceBuffer,
    /// Addresses of the buffers.
    pub(super) source: u64,
    pub(super) middle: u64,
    pub(super) kept: u64,
    pub(super) target: u64,
}

impl Launches<'_> {
    /// Queues a kernel; `push` gives its arguments.
    ///
    /// # Safety
    /// `push` pushes what the kernel's text declares, in order and type; with them, the threads stay within the buffers
    /// and within what the chain keeps.
    pub(super) unsafe fn launch(
        &mut self,
        kernel: &Kernel,
        grid: Grid,
        push: impl FnOnce(&mut Arguments),
    ) -> Result<(), CudaError> {
        self.arguments.clear();
        push(self.arguments);
        // SAFETY: the caller vouches for the kernel's arguments and threads.
        unsafe { self.stream.launch(kernel, grid, self.arguments) }
    }

    /// Queues a copy of the upload's first bytes to what the lane keeps.
    ///
    /// # Safety
    /// The chain asked for as many bytes of both.
    pub(super) unsafe fn keep_source(&mut self, bytes: usize) -> Result<(), CudaError> {
        // SAFETY: the lane keeps its buffers until it has waited, and no other stream uses them.
        unsafe { self.stream.copy_across(self.source_buffer, self.kept_buffer, bytes) }
    }
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
            kept: DeviceBuffer::new(device, 0)?,
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
        let Work { kernel, keeps, source_bytes, target_bytes, cleared_bytes, grid } = work;
        let chain = Chain { keeps, source_bytes, middle_bytes: 0, kept_bytes: 0, target_bytes, cleared_bytes };
        // SAFETY: the caller vouches for the kernel's arguments and threads.
        unsafe {
            self.run_chain(chain, |launches| {
                let (source, target) = (launches.source, launches.target);
                launches.launch(kernel, grid, |arguments| push(arguments, source, target))
            })
        }
    }

    /// Queues up, the kernels that `launch` launches, and down.
    ///
    /// # Safety
    /// As for [`Self::run`], of every kernel, and with `middle_bytes` and `kept_bytes`. What it reads of both without having
    /// written it in this chain is of the lane's last work, or nothing in particular.
    pub(super) unsafe fn run_chain(
        &mut self,
        chain: Chain,
        launch: impl FnOnce(&mut Launches<'_>) -> Result<(), CudaError>,
    ) -> Result<(), CudaError> {
        if self.middle.bytes() < chain.middle_bytes {
            self.wait()?;
            self.middle = DeviceBuffer::new(&self.device, 0)?;
            self.middle = DeviceBuffer::new(&self.device, chain.middle_bytes)?;
        }
        if self.kept.bytes() < chain.kept_bytes {
            self.wait()?;
            self.kept = DeviceBuffer::new(&self.device, 0)?;
            self.kept = DeviceBuffer::new(&self.device, chain.kept_bytes)?;
        }
        let target_bytes = chain.target_bytes;
        // SAFETY: the caller vouches for the kernels' arguments and threads.
        unsafe {
            self.begin(chain)?;
            launch(&mut Launches {
                stream: &self.stream,
                arguments: &mut self.arguments,
                source_buffer: &self.source,
                kept_buffer: &self.kept,
                source: self.source.address(),
                middle: self.middle.address(),
                kept: self.kept.address(),
                target: self.target.address(),
            })?;
            self.end(target_bytes)
        }
    }

    /// What comes before the kernels.
    ///
    /// # Safety
    /// `end` follows, or an error that the caller passes on.
    unsafe fn begin(&mut self, chain: Chain) -> Result<(), CudaError> {
        let Chain { keeps, source_bytes, target_bytes, cleared_bytes, .. } = chain;
        self.state = State::Busy { _keeps: keeps, is_marked: false, result_bytes: target_bytes };
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
    unsafe fn end(&mut self, target_bytes: usize) -> Result<(), CudaError> {
        if let Some([_, end]) = &self.timer {
            end.record(&self.stream)?;
        }
        // SAFETY: as in `begin`.
        unsafe { self.stream.copy_down(&self.target, &mut self.down, target_bytes)? };
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
