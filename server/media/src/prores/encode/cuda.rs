//! Frames on a GPU, from planes that are there already: the bytes of the processors.

use super::passes::{Coder, Task};
use super::plan::Plan;
use super::{Coded, Settings, passes};
use crate::prores::EncodeError;
use crate::prores::slices::Slice;
use interneg_kernels::cuda::{
    CudaDevice, CudaError, CudaProres, KeptPicture, KernelCache, Lane, ProresFrame, ProresShape, ProresSlice,
    ProresTask,
};
use interneg_kernels::prores::{Arrangement, Quantiser};
use thiserror::Error;

/// Why a frame is not encoded on a GPU.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CudaEncodeError {
    /// The request or the picture: the processors would not encode it either, but for alpha.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The GPU: the frame may be encoded by another one, or by the processors.
    #[error(transparent)]
    Cuda(#[from] CudaError),
}

/// Encodes frames of one kind on a GPU, to the same bytes as [`Encoder`](super::Encoder). It holds nothing of them; any
/// thread may use it with a lane of its own.
#[derive(Debug)]
pub struct CudaEncoder {
    plan: Plan,
    prores: CudaProres,
}

impl CudaEncoder {
    /// Compiles or finds the kernels. The number of threads in the settings means nothing here.
    ///
    /// # Errors
    /// `Raster` and `Settings` for what ProRes does not have, and for alpha, which the processors encode; `Cuda` for what
    /// the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, settings: Settings) -> Result<Self, CudaEncodeError> {
        if settings.alpha.is_some() {
            let reason = "the processors encode it";
            return Err(EncodeError::Settings { what: "alpha on a GPU", reason }.into());
        }
        let plan = Plan::new(settings)?;
        let slices: Vec<ProresSlice> = plan
            .places
            .iter()
            .map(|place| {
                let picture = place.picture;
                let Slice { column, row, macroblocks } = place.slice;
                ProresSlice { picture, column, row, macroblocks }
            })
            .collect();
        let pictures = plan.header.pictures();
        let first_lines: Vec<usize> = pictures.iter().map(|(_, _, is_second)| usize::from(*is_second)).collect();
        let shape = ProresShape {
            size: size_of(&plan.settings),
            bits: plan.settings.bits,
            chroma: if plan.settings.profile.is_444() { Arrangement::FullChroma } else { Arrangement::HalfChroma },
            first_lines: &first_lines,
            slices: &slices,
            weights: plan.weights.each_ref(),
        };
        let prores = CudaProres::new(device, kernels, &shape)?;
        Ok(Self { plan, prores })
    }

    /// What it was made for.
    pub fn settings(&self) -> &Settings {
        &self.plan.settings
    }

    /// Bytes of GPU memory that a lane takes beside its planes and a frame's bytes.
    pub fn lane_bytes(&self) -> usize {
        self.prores.coefficient_bytes()
    }

    /// Replaces the content of `frame` by the encoded picture, which the lane keeps.
    ///
    /// # Errors
    /// `Encode` with `Picture`, `Code` and `Limit` as [`Encoder::encode`](super::Encoder::encode) has them, and `Cuda` where
    /// the GPU has no room or fails. The content of `frame` is then of no use.
    pub fn encode(
        &self,
        lane: &mut Lane,
        picture: &KeptPicture,
        frame: &mut Vec<u8>,
    ) -> Result<Coded, CudaEncodeError> {
        self.check(picture)?;
        passes::encode(&self.plan, OnGpu(self.prores.begin(lane, picture)?), frame)
    }

    fn check(&self, picture: &KeptPicture) -> Result<(), EncodeError> {
        let settings = &self.plan.settings;
        let (columns, rows) = size_of(settings);
        let chroma = (if settings.profile.is_444() { columns } else { columns.div_ceil(2) }, rows);
        let expected = ([(columns, rows), chroma, chroma], settings.bits);
        let found = (picture.sizes(), picture.bits());
        if found == expected {
            return Ok(());
        }
        let words = |(sizes, bits): ([(usize, usize); 3], u8)| {
            let [luma, cb, cr] = sizes.map(|(columns, rows)| format!("{columns}x{rows}"));
            format!("{bits}-bit samples in planes of {luma}, {cb} and {cr}")
        };
        Err(EncodeError::Picture { found: words(found), expected: words(expected) })
    }
}

/// Columns and rows of luma.
fn size_of(settings: &Settings) -> (usize, usize) {
    (settings.raster.width as usize, settings.raster.height as usize)
}

/// A picture's slices on a GPU.
#[derive(Debug)]
struct OnGpu<'a>(ProresFrame<'a>);

impl Coder for OnGpu<'_> {
    type Error = CudaEncodeError;

    fn lengths(&mut self, every: usize, quantisers: &[Quantiser]) -> Result<Vec<u32>, CudaEncodeError> {
        Ok(self.0.lengths(every, quantisers)?)
    }

    fn used(&self) -> [u16; 3] {
        self.0.used()
    }

    /// There is none on a GPU.
    fn alpha_lengths(&mut self) -> Result<Vec<usize>, CudaEncodeError> {
        Ok(Vec::new())
    }

    fn write(self, tasks: &[Task], frame_bytes: usize, frame: &mut Vec<u8>) -> Result<(), CudaEncodeError> {
        let of_device = |task: &Task| {
            let Task { quantiser, first_byte, bytes } = *task;
            ProresTask { quantiser, first_byte, bytes }
        };
        let tasks: Vec<ProresTask> = tasks.iter().map(of_device).collect();
        let written = self.0.write(&tasks, frame_bytes)?;
        frame.clear();
        frame.extend_from_slice(written);
        Ok(())
    }
}
