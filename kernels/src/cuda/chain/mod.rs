//! A picture through scaling, look and packing on a GPU: it goes up once, and all that is made of it comes back packed.

mod loaded;
mod places;

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::kept::KeptPicture;
use super::lane::{Chain, Lane, Launches};
use super::pass::{COUNT_BYTES, CudaPass, Packed, Planes, counts_of};
use super::planes::Singles;
use super::step::CudaStep;
use crate::coding::SourceCoding;
use crate::counts::PackCounts;
use crate::pass::{Pass, Target};
use crate::picture::Picture;
use crate::program::Operation;
use crate::resample::Resampler;
use loaded::{Loaded, LoadedSource, Loading};
use places::{Place, Places};
use std::ops::Range;
use std::sync::Arc;

/// Where the picture of a branch comes from.
#[derive(Debug, Clone, Copy)]
pub enum BranchSource<'a> {
    /// The source behind the operations of the chain, scaled.
    Scaled(&'a Resampler),
    /// A window of the source as it is, which begins at this column and row.
    Window {
        /// First column.
        x: usize,
        /// First row.
        y: usize,
        /// Its columns.
        width: usize,
        /// Its rows.
        height: usize,
    },
}

/// One look of a picture in one size, in any number of codings.
#[derive(Debug, Clone)]
pub struct Branch<'a> {
    /// The picture before the look.
    pub source: BranchSource<'a>,
    /// Rows of it that are made.
    pub rows: Range<usize>,
    /// Columns of black before it and behind it, which share a chroma sample with it.
    pub margins: (usize, usize),
    /// The look.
    pub steps: Vec<CudaStep<'a>>,
    /// What the rows are packed to, with their margins.
    pub targets: Vec<Target>,
    /// Which of the targets, by their places in the list, stay on the GPU for a codec; planes of Y'CbCr alone. The others
    /// come back.
    pub kept: Vec<usize>,
}

/// Several scalings, looks and packings of the pictures of one source, as kernels one behind the other. May be shared
/// between threads and lanes.
///
/// Where no step is a shader, the bytes and counts are those of [`Pass`], [`Resampler`] and
/// [`Program`](crate::Program) on a CPU.
#[derive(Debug)]
pub struct CudaChain {
    device: CudaDevice,
    unpacked: Pass,
    loaded: Arc<Loaded>,
    places: Places,
}

/// What a frame has become, in pinned memory, good until the lane's next frame.
#[derive(Debug, Clone, Copy)]
pub struct Chained<'a> {
    chain: &'a CudaChain,
    result: &'a [u8],
}

impl CudaChain {
    /// Compiles or finds the kernels, and brings weights and tables to the GPU. `linear` are the operations that lead
    /// from the source to what is scaled.
    ///
    /// # Errors
    /// [`CudaError::Pass`] names what is impossible in source, operations or targets, [`CudaError::Size`] a branch that
    /// leaves its source or a kept target that is not there or not of Y'CbCr; else what the compiler or the driver refuses.
    pub fn new(
        device: &CudaDevice,
        kernels: &KernelCache,
        coding: &SourceCoding,
        linear: &[Operation],
        branches: &[Branch<'_>],
    ) -> Result<Self, CudaError> {
        let unpack = |operations: &[Operation]| Pass::new(coding, operations, Target::RgbF32).map_err(CudaError::Pass);
        let is_scaled = |branch: &Branch<'_>| matches!(branch.source, BranchSource::Scaled(_));
        let pass = |operations| CudaPass::new(device, kernels, &unpack(operations)?);
        let has = |is_wanted: bool| branches.iter().any(|branch| is_scaled(branch) == is_wanted);
        let loaded = Loaded {
            plain: has(false).then(|| pass(&[])).transpose()?,
            linear: has(true).then(|| pass(linear)).transpose()?,
            branches: branches
                .iter()
                .map(|branch| Loading::new(device, kernels, coding, branch))
                .collect::<Result<_, _>>()?,
        };
        let places = Places::of(&loaded);
        Ok(Self { device: device.clone(), unpacked: unpack(&[])?, loaded: Arc::new(loaded), places })
    }

    /// Bytes that a frame takes on its way up, on the GPU between kernels, and on its way down.
    pub fn frame_bytes(&self) -> (usize, usize, usize) {
        (self.source_bytes(), self.places.middle_bytes, self.places.target_bytes)
    }

    /// Registers a thread, and bytes of local memory a thread, of the look that needs most.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn registers_and_local_bytes(&self) -> Result<(u32, u32), CudaError> {
        let looks = self.loaded.branches.iter().map(|branch| branch.look.registers_and_local_bytes());
        let (registers, bytes): (Vec<u32>, Vec<u32>) = looks.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok((registers.into_iter().max().unwrap_or(0), bytes.into_iter().max().unwrap_or(0)))
    }

    fn up(&self) -> Option<&Planes> {
        let unpack = self.loaded.plain.as_ref().or(self.loaded.linear.as_ref());
        unpack.map(|unpack| unpack.planes()[0])
    }

    fn source_bytes(&self) -> usize {
        self.up().map_or(0, |up| up.bytes)
    }

    /// Queues a picture on a lane and returns. Waits first for the lane's last frame, whose result is lost if nobody has
    /// fetched it.
    ///
    /// # Errors
    /// [`CudaError::Picture`], [`CudaError::OtherDevice`], and what the driver refuses.
    pub fn submit(&self, lane: &mut Lane, picture: &Picture<'_>) -> Result<(), CudaError> {
        self.unpacked.check(picture).map_err(CudaError::Picture)?;
        let (source_bytes, middle_bytes, target_bytes) = self.frame_bytes();
        let kept_bytes = self.places.kept_bytes;
        let upload = lane.upload(&self.device, source_bytes, target_bytes)?;
        if let Some(up) = self.up() {
            up.write(picture, upload);
        }
        let cleared_bytes = target_bytes - self.places.counts;
        let keeps = self.loaded.clone();
        let chain = Chain { keeps, source_bytes, middle_bytes, kept_bytes, target_bytes, cleared_bytes };
        // SAFETY: `Places` has room for what every kernel writes, and `Loading` has checked what it reads.
        unsafe { lane.run_chain(chain, |launches| self.launch(launches)) }
    }

    /// Queues all kernels.
    ///
    /// # Safety
    /// The buffers are as [`Self::frame_bytes`] says, and the source holds a picture.
    unsafe fn launch(&self, launches: &mut Launches<'_>) -> Result<(), CudaError> {
        let (places, loaded) = (&self.places, &*self.loaded);
        let (source, middle, kept, target) = (launches.source, launches.middle, launches.kept, launches.target);
        let between = |place: usize| middle + place as u64;
        let mut counts = target + places.counts as u64;
        let mut next_counts = || {
            let now = counts;
            counts += COUNT_BYTES as u64;
            now
        };
        for (unpack, place) in [(&loaded.plain, places.plain), (&loaded.linear, places.linear)] {
            if let Some(unpack) = unpack {
                // SAFETY: the planes fit their places. Singles hold every sample, so that nothing is counted; there is
                // room for the counts of a look at least.
                unsafe { unpack.launch(launches, (source, between(place), target + places.counts as u64))? };
            }
        }
        for (branch, planes) in loaded.branches.iter().zip(&places.planes) {
            let from = match &branch.source {
                LoadedSource::Scaled(resampler) => {
                    let [_, (width, height)] = resampler.sizes();
                    let linear = singles(&loaded.linear, between(places.linear));
                    let (vertical, scaled) = (between(places.vertical), between(places.scaled));
                    // SAFETY: the linear source is the resampler's, and there is room for its planes.
                    unsafe { resampler.launch(launches, linear, vertical, scaled, 3)? };
                    Singles { address: scaled, stride: width, plane: width * height }.from(branch.rows.start, 0)
                }
                LoadedSource::Window { x, y } => {
                    singles(&loaded.plain, between(places.plain)).from(y + branch.rows.start, *x)
                }
            };
            let [displayed, _] = branch.packs[0].planes();
            let to = displayed.singles(between(places.displayed));
            // SAFETY: the picture has these rows and columns, and the first pass reads planes that hold the target's.
            unsafe { branch.look.launch(launches, (from, to), branch.shown, next_counts())? };
            for (pack, place) in branch.packs.iter().zip(planes) {
                let from = between(places.displayed);
                let to = match place {
                    Place::Returned(place) => target + *place as u64,
                    Place::Kept(place) => kept + *place as u64,
                };
                // SAFETY: all passes of a branch read the same planes, and there is room for what they write.
                unsafe { pack.launch(launches, (from, to, next_counts()))? };
            }
        }
        Ok(())
    }

    /// Waits for what [`Self::submit`] has queued: the packed planes, to be read where they lie.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the lane's last frame is not of this chain, and what failed on the GPU.
    pub fn finish<'a>(&'a self, lane: &'a mut Lane) -> Result<Chained<'a>, CudaError> {
        let result = lane.result()?;
        if result.len() != self.places.target_bytes {
            let (found, expected) = (result.len(), self.places.target_bytes);
            return Err(CudaError::Size { what: "a result", found, expected });
        }
        Ok(Chained { chain: self, result })
    }
}

impl CudaChain {
    /// Where a lane keeps the picture of a target that stays on the GPU; `None` for those that come back. It is there once
    /// [`Self::submit`] has been called, until the lane's next chain.
    ///
    /// # Panics
    /// When the chain has no such branch or target.
    pub fn kept(&self, branch: usize, target: usize) -> Option<KeptPicture> {
        let Place::Kept(begin) = self.places.planes[branch][target] else { return None };
        self.loaded.branches[branch].kept_at(target, begin)
    }
}

/// Unpacked planes at an address. Without a pass there are none, and nobody asks for them.
fn singles(pass: &Option<CudaPass>, address: u64) -> Singles {
    let none = Singles { address, stride: 0, plane: 0 };
    pass.as_ref().map_or(none, |pass| pass.planes()[1].singles(address))
}

impl Chained<'_> {
    /// Samples of a branch's picture that were no numbers, or infinite, before its look.
    pub fn found(&self, branch: usize) -> PackCounts {
        self.counts(branch, 0)
    }

    /// What a branch was packed to, for the target at this place in its list, and what could not be stored as it was. The
    /// planes of a target that stays on the GPU are empty.
    ///
    /// # Panics
    /// When the chain has no such branch or target.
    pub fn packed(&self, branch: usize, target: usize) -> Packed<'_> {
        let [_, down] = self.chain.loaded.branches[branch].packs[target].planes();
        let planes = match self.chain.places.planes[branch][target] {
            Place::Returned(begin) => down.read(&self.result[begin..][..down.bytes]),
            Place::Kept(_) => [[].as_slice(); 3],
        };
        Packed { planes, counts: self.counts(branch, 1 + target) }
    }

    fn counts(&self, branch: usize, which: usize) -> PackCounts {
        let before = self.chain.places.planes[..branch].iter().map(|planes| 1 + planes.len()).sum::<usize>();
        let begin = self.chain.places.counts + (before + which) * COUNT_BYTES;
        counts_of(&self.result[begin..][..COUNT_BYTES])
    }
}
