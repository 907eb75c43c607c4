//! A pass from a decoded picture to packed lines on a GPU.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::{Lane, Launches, Work};
use super::module::{Arguments, Kernel};
use super::planes::Singles;
use super::program::OperationData;
use super::source;
use super::step::{self, CudaStep, Segment, ShaderData};
use crate::coding::SourceCoding;
use crate::counts::PackCounts;
use crate::pass::{Pass, Target};
use crate::picture::{Lines, Picture};
use std::sync::Arc;

/// A [`Pass`] on a GPU: the same bytes and counts. May be shared between threads and lanes.
///
/// The picture goes up as its decoder left it and comes back packed; no frame of floats exists. The kernel knows the
/// kinds of samples and operations; all numbers are data, so another shot of the same camera needs no new kernel.
#[derive(Debug)]
pub struct CudaPass {
    device: CudaDevice,
    pass: Pass,
    up: Planes,
    down: Planes,
    loaded: Arc<Loaded>,
}

/// What a running kernel uses.
#[derive(Debug)]
struct Loaded {
    kernel: Arc<Kernel>,
    data: OperationData,
    shaders: ShaderData,
}

/// A packed frame in pinned memory, good until the lane's next frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed<'a> {
    /// The target's planes, lines without gaps; those that it does not have are empty.
    pub planes: [&'a [u8]; 3],
    /// What could not be stored as it was.
    pub counts: PackCounts,
}

/// Where planes lie in a buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planes {
    /// Bytes of a line, and lines.
    pub(super) sizes: [(usize, usize); 3],
    pub(super) strides: [usize; 3],
    pub(super) offsets: [usize; 3],
    /// Of all, with the alignment of what follows.
    pub(super) bytes: usize,
}

/// Planes begin where a warp's reads of them are whole.
pub(super) const PLANE_ALIGNMENT: usize = 128;
/// Lines of a source begin at a sector of memory, so that every line is read as the first, and two neighbouring samples
/// may be read at once where a width is odd.
const LINE_ALIGNMENT: usize = 32;
const MOST_PLANE_BYTES: usize = i32::MAX as usize;
/// NaN, infinite and clipped samples, at the end of the download.
pub(super) const COUNT_BYTES: usize = 3 * size_of::<u64>();

impl Planes {
    fn new(sizes: [(usize, usize); 3], line_alignment: usize) -> Self {
        let mut planes = Self { sizes, strides: [0; 3], offsets: [0; 3], bytes: 0 };
        for (index, (line_bytes, lines)) in sizes.into_iter().enumerate() {
            planes.strides[index] = line_bytes.next_multiple_of(line_alignment);
            planes.offsets[index] = planes.bytes;
            planes.bytes += (planes.strides[index] * lines).next_multiple_of(PLANE_ALIGNMENT);
        }
        planes
    }

    /// Writes a picture, which has been checked, as the kernel reads it.
    pub(super) fn write(&self, picture: &Picture<'_>, buffer: &mut [u8]) {
        for (index, (line_bytes, lines)) in self.sizes.into_iter().enumerate() {
            let plane = &picture.planes[index];
            for line in 0..lines {
                let begin = self.offsets[index] + line * self.strides[index];
                buffer[begin..begin + line_bytes]
                    .copy_from_slice(&plane.bytes[line * plane.stride_bytes..][..line_bytes]);
            }
        }
    }

    /// The planes that a kernel has written, lines without gaps.
    pub(super) fn read<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 3] {
        [0, 1, 2].map(|plane| {
            let (line_bytes, lines) = self.sizes[plane];
            &bytes[self.offsets[plane]..][..line_bytes * lines]
        })
    }

    /// The planes, which are three of singles, at an address.
    pub(super) fn singles(&self, address: u64) -> Singles {
        let [stride, plane] = [self.strides[0], self.offsets[1]].map(|bytes| bytes / size_of::<f32>());
        Singles { address, stride, plane }
    }

    /// Refuses a plane of 2 GiB, within which kernels count with 32 bits.
    fn check(&self) -> Result<(), CudaError> {
        let bytes = self.sizes.iter().zip(self.strides).map(|((_, lines), stride)| lines * stride);
        match bytes.max() {
            Some(found) if found > MOST_PLANE_BYTES => {
                Err(CudaError::Size { what: "the bytes of a plane", found, expected: MOST_PLANE_BYTES })
            }
            _ => Ok(()),
        }
    }

    /// `struct Picture` and `struct Output` of the device: address and stride of each plane.
    fn push(&self, arguments: &mut Arguments, start: u64) {
        let words = [0, 1, 2].map(|plane| [start + self.offsets[plane] as u64, self.strides[plane] as u64]);
        arguments.push_bytes(bytemuck::cast_slice(words.as_flattened()));
    }
}

/// The text of a pass.
pub(super) fn text(pass: &Pass, segments: &[Segment<'_>]) -> String {
    let (source, target, checked) = pass.device_parts();
    source::pass(source, target, checked.operations(), segments)
}

impl CudaPass {
    /// Compiles or finds the kernel, and brings the tables to the GPU.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, pass: &Pass) -> Result<Self, CudaError> {
        let (_, _, checked) = pass.device_parts();
        Self::of_segments(device, kernels, pass, &[Segment::Operations(0..checked.operations().len())])
    }

    /// A pass of steps of which some are shaders: what no CPU runs as a [`Pass`].
    ///
    /// # Errors
    /// [`CudaError::Pass`] names what is impossible in source, operations or target; else what the compiler or the
    /// driver refuses.
    pub fn with_steps(
        device: &CudaDevice,
        kernels: &KernelCache,
        coding: &SourceCoding,
        steps: &[CudaStep<'_>],
        target: Target,
    ) -> Result<Self, CudaError> {
        let (operations, segments) = step::segments(steps);
        let pass = Pass::new(coding, &operations, target).map_err(CudaError::Pass)?;
        Self::of_segments(device, kernels, &pass, &segments)
    }

    fn of_segments(
        device: &CudaDevice,
        kernels: &KernelCache,
        pass: &Pass,
        segments: &[Segment<'_>],
    ) -> Result<Self, CudaError> {
        let shader_bytes = step::shader_bytes(segments);
        if shader_bytes > source::MOST_SHADER_BYTES {
            let (found, expected) = (shader_bytes, source::MOST_SHADER_BYTES);
            return Err(CudaError::Size { what: "the parameters of shaders", found, expected });
        }
        let (width, height) = pass.raster();
        let up = Planes::new(pass.layout().planes(width, height), LINE_ALIGNMENT);
        let down = Planes::new(pass.target().planes(width, height), 1);
        up.check()?;
        down.check()?;
        let (_, _, checked) = pass.device_parts();
        let kernel = kernels.kernel(device, source::PASS, &text(pass, segments))?;
        let data = OperationData::new(device, checked, source::PASS_BYTES + shader_bytes)?;
        let shaders = ShaderData::new(device, segments)?;
        Ok(Self {
            device: device.clone(),
            up,
            down,
            pass: pass.clone(),
            loaded: Arc::new(Loaded { kernel, data, shaders }),
        })
    }

    /// Pixels per line and lines of its pictures.
    pub fn raster(&self) -> (usize, usize) {
        self.pass.raster()
    }

    /// What its pictures are packed to.
    pub(super) fn target(&self) -> Target {
        self.pass.target()
    }

    /// Bytes that a frame takes on its way up and down.
    pub fn frame_bytes(&self) -> (usize, usize) {
        (self.up.bytes, self.down.bytes + COUNT_BYTES)
    }

    /// Registers a thread, and bytes of local memory a thread, which should be 0.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn registers_and_local_bytes(&self) -> Result<(u32, u32), CudaError> {
        self.loaded.kernel.registers_and_local_bytes()
    }

    /// A whole frame: the picture's lines into the target's planes; bytes between lines are left alone.
    ///
    /// # Errors
    /// As [`Self::submit`] and [`Self::finish`].
    ///
    /// # Panics
    /// When a plane is missing or too small.
    pub fn frame(
        &self,
        lane: &mut Lane,
        picture: &Picture<'_>,
        out: &mut [Lines<'_>],
    ) -> Result<PackCounts, CudaError> {
        self.submit(lane, picture)?;
        let packed = self.finish(lane)?;
        for (index, (line_bytes, lines)) in self.down.sizes.into_iter().enumerate().filter(|(_, (_, lines))| *lines > 0)
        {
            let plane = out.get_mut(index).expect("the target has this plane");
            plane.assert_holds(lines, line_bytes);
            let targets = plane.bytes.chunks_mut(plane.stride_bytes);
            for (line, target) in packed.planes[index].chunks_exact(line_bytes).zip(targets) {
                target[..line_bytes].copy_from_slice(line);
            }
        }
        Ok(packed.counts)
    }

    /// Queues a picture on a lane and returns. Waits first for the lane's last frame, whose result is lost if nobody has
    /// fetched it.
    ///
    /// # Errors
    /// [`CudaError::Picture`], [`CudaError::OtherDevice`], and what the driver refuses.
    pub fn submit(&self, lane: &mut Lane, picture: &Picture<'_>) -> Result<(), CudaError> {
        self.pass.check(picture).map_err(CudaError::Picture)?;
        let (source_bytes, target_bytes) = self.frame_bytes();
        let upload = lane.upload(&self.device, source_bytes, target_bytes)?;
        self.up.write(picture, upload);
        let work = Work {
            kernel: &self.loaded.kernel,
            keeps: self.loaded.clone(),
            source_bytes,
            target_bytes,
            cleared_bytes: COUNT_BYTES,
            grid: self.grid()?,
        };
        // SAFETY: a thread takes two pixels of one line, or of the lines of one chroma line, and does nothing beyond the
        // picture; `Planes` has room for every line of the layouts that `Pass` has checked, whose samples are aligned;
        // `Checked` has tables for all that operations look up.
        unsafe { lane.run(work, |arguments, up, down| self.push(arguments, up, down, down + self.down.bytes as u64)) }
    }

    /// Where a picture lies in the memory that the kernel reads, and where the planes that it writes.
    pub(super) fn planes(&self) -> [&Planes; 2] {
        [&self.up, &self.down]
    }

    /// Queues the kernel as one of a chain, on a picture at `up`, to planes at `down` and counts at `counts`.
    ///
    /// # Safety
    /// The memory there is as [`Self::planes`] says, aligned to [`PLANE_ALIGNMENT`]; there is room for [`COUNT_BYTES`] at
    /// `counts`; this pass lives until the stream has come past.
    pub(super) unsafe fn launch(
        &self,
        launches: &mut Launches<'_>,
        (up, down, counts): (u64, u64, u64),
    ) -> Result<(), CudaError> {
        let grid = self.grid()?;
        // SAFETY: as in `submit`; the caller vouches for the memory.
        unsafe { launches.launch(&self.loaded.kernel, grid, |arguments| self.push(arguments, up, down, counts)) }
    }

    /// A thread for two pixels of one line, or of the lines of one chroma line.
    fn grid(&self) -> Result<Grid, CudaError> {
        let (width, height) = self.pass.raster();
        let lines = height.div_ceil(self.pass.target().row_step());
        Grid::over(width.div_ceil(2), lines, self.device.info().multiprocessors)
    }

    /// The arguments that `source::pass` declares, with the addresses of picture, planes and counts.
    fn push(&self, arguments: &mut Arguments, up: u64, down: u64, counts: u64) {
        let (source, target, _) = self.pass.device_parts();
        arguments.push_bytes(bytemuck::bytes_of(source));
        arguments.push_bytes(bytemuck::bytes_of(target));
        self.loaded.data.push(arguments);
        self.up.push(arguments, up);
        self.down.push(arguments, down);
        arguments.push_word(counts);
        self.loaded.shaders.push(arguments);
    }

    /// Waits for what [`Self::submit`] has queued: the packed planes, to be read where they lie.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the lane's last frame is not of this pass, and what failed on the GPU.
    pub fn finish<'a>(&self, lane: &'a mut Lane) -> Result<Packed<'a>, CudaError> {
        let result = lane.result()?;
        let (_, expected) = self.frame_bytes();
        if result.len() != expected {
            return Err(CudaError::Size { what: "a result", found: result.len(), expected });
        }
        let (planes, counts) = result.split_at(self.down.bytes);
        Ok(Packed { planes: self.down.read(planes), counts: counts_of(counts) })
    }
}

/// NaN, infinite and clipped samples, as a kernel leaves them.
pub(super) fn counts_of(bytes: &[u8]) -> PackCounts {
    let (counts, _) = bytes.as_chunks::<8>();
    let count = |index: usize| counts.get(index).copied().map_or(0, u64::from_ne_bytes);
    PackCounts { nan: count(0), infinite: count(1), clipped: count(2) }
}
