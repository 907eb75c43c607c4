//! The picture of a clip on a GPU: the frame goes up once, and the planes of all renditions come back.
//!
//! A GPU takes the place of `flow.rs` and `unpack.rs`. Copied codes, bars and burn-ins are whole numbers and stay with
//! the processors, so that what a GPU makes is finished by the same code.

use super::clip::ClipPicture;
use super::error::{FrameError, GpuFrameError};
use super::flow::{Group, Member};
use super::path::LookPath;
use super::rendition::{FrameFacts, Planes};
use interneg_colour::Step;
use interneg_kernels::cuda::{
    Branch, BranchSource, CudaChain, CudaDevice, CudaError, CudaStep, KeptPicture, KernelCache, Lane,
};
use interneg_kernels::frame::Region;
use interneg_kernels::{PackCounts, Picture};

/// What makes the pictures of a clip on one GPU. May be shared between threads, each with a lane of its own.
#[derive(Debug)]
pub struct GpuPicture {
    chain: CudaChain,
    /// The group of every branch.
    groups: Vec<usize>,
    /// Renditions whose planes stay on the GPU, and where.
    kept: Vec<(usize, KeptPicture)>,
}

impl GpuPicture {
    /// The planes of a rendition in the lane that has made them last; `None` where they come back.
    pub fn kept(&self, rendition: usize) -> Option<&KeptPicture> {
        self.kept.iter().find(|(other, _)| *other == rendition).map(|(_, picture)| picture)
    }
}

impl ClipPicture {
    /// Noise belongs to a place in the picture, and a chain counts places from the first row that it makes.
    pub(super) fn fits_gpu(&self) -> bool {
        let is_dithered = |group: &Group| group.members.iter().any(|member| member.target.is_dithered);
        self.groups.iter().all(|group| !is_dithered(group) || group.rows().start == 0)
    }

    /// Whether all that is seen of a rendition comes out of a chain: no bars, no burn-ins, no copied codes.
    fn is_whole(&self, group: &Group, rendition: usize) -> bool {
        let (width, height) = group.geometry.canvas_size();
        let covers = group.visible == Region { x: 0, y: 0, width, height } && group.columns == (0..width);
        covers && self.burn_ins[rendition].is_none()
    }

    /// Brings what makes the pictures to a GPU; nothing where the processors have to make them, or where all codes are
    /// copied. Planes of the renditions that `stays` names are not brought back, as far as nothing is left to do on them:
    /// [`GpuPicture::kept`] says which.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn on_gpu(
        &self,
        device: &CudaDevice,
        kernels: &KernelCache,
        stays: impl Fn(usize) -> bool,
    ) -> Result<Option<GpuPicture>, CudaError> {
        if !self.path().is_some_and(LookPath::runs_on_cuda) || !self.fits_gpu() {
            return Ok(None);
        }
        let linear = self.linear.as_ref().and_then(|linear| linear.operations()).unwrap_or_default();
        // Nothing is seen of the others but bars.
        let seen = self.groups.iter().enumerate().filter(|(_, group)| !group.rows().is_empty());
        let (groups, seen): (Vec<usize>, Vec<&Group>) = seen.unzip();
        let looks: Vec<Vec<Step>> = seen.iter().map(|group| group.chain.steps()).collect();
        let kept_of = |group: &Group| -> Vec<usize> {
            let renditions = group.members.iter().map(|member| member.rendition).enumerate();
            let kept = renditions.filter(|(_, rendition)| stays(*rendition) && self.is_whole(group, *rendition));
            kept.map(|(target, _)| target).collect()
        };
        let branches: Vec<Branch<'_>> =
            seen.iter().zip(&looks).map(|(group, look)| branch(group, look, kept_of(group))).collect();
        let chain = CudaChain::new(device, kernels, &self.source.coding, linear, &branches)?;
        let kept = seen.iter().enumerate().flat_map(|(branch, group)| {
            let chain = &chain;
            let members = group.members.iter().enumerate();
            members.filter_map(move |(target, member)| Some((member.rendition, chain.kept(branch, target)?)))
        });
        Ok(Some(GpuPicture { kept: kept.collect(), chain, groups }))
    }

    /// As [`Self::render`] on a GPU, but for the planes of renditions that stay there; `text` is memory to write burn-ins
    /// in.
    ///
    /// # Errors
    /// As [`Self::render`], and what the driver refuses.
    pub fn render_on_gpu(
        &self,
        (gpu, lane): (&GpuPicture, &mut Lane),
        frame: &Picture<'_>,
        facts: &FrameFacts<'_>,
        out: &mut [Planes<'_>],
        text: &mut String,
    ) -> Result<(), GpuFrameError> {
        // The GPU works while the processors copy codes.
        frame
            .check(self.source.coding.layout, self.source.coding.width, self.source.coding.height)
            .map_err(FrameError::Picture)?;
        gpu.chain.submit(lane, frame)?;
        self.begin(frame, out)?;
        let done = gpu.chain.finish(lane)?;
        for (branch, index) in gpu.groups.iter().enumerate() {
            let group = &self.groups[*index];
            for (target, member) in group.members.iter().enumerate() {
                let packed = done.packed(branch, target);
                if gpu.kept(member.rendition).is_none() {
                    place(group, member, packed.planes, &mut out[member.rendition]);
                }
                out[member.rendition].counts += packed.counts;
            }
            let found = if group.is_float { done.found(branch) } else { PackCounts::default() };
            group.settle_counts(found, out);
        }
        Ok(self.end(facts, out, text)?)
    }
}

/// A group as a chain makes it.
fn branch<'a>(group: &'a Group, look: &'a [Step], kept: Vec<usize>) -> Branch<'a> {
    let Region { width, height, .. } = group.geometry.placed;
    // Whole numbers where nothing is scaled.
    let (x, y) = (group.geometry.source_window.x as usize, group.geometry.source_window.y as usize);
    Branch {
        source: match &group.resampler {
            Some(resampler) => BranchSource::Scaled(resampler),
            None => BranchSource::Window { x, y, width, height },
        },
        rows: group.rows(),
        margins: group.margins(),
        steps: look.iter().map(step).collect(),
        targets: group.members.iter().map(|member| member.target.kernel()).collect(),
        kept,
    }
}

fn step(step: &Step) -> CudaStep<'_> {
    match step {
        Step::Program(operations) => CudaStep::Operations(operations),
        Step::Shader(shader) => CudaStep::Shader(shader),
    }
}

/// Copies the lines of a group's picture to their place on the canvas of a rendition.
fn place(group: &Group, member: &Member, packed: [&[u8]; 3], planes: &mut Planes<'_>) {
    let (rows, target) = (group.rows(), member.target);
    let top = group.geometry.placed.y + rows.start;
    let sizes = target.planes(group.columns.len(), rows.len());
    let lines = planes.part(top, group.columns.start, target);
    for ((lines, packed), (line_bytes, _)) in lines.into_iter().zip(packed).zip(sizes) {
        let to = lines.bytes.chunks_mut(lines.stride_bytes);
        for (to, from) in to.zip(packed.chunks_exact(line_bytes)) {
            to[..line_bytes].copy_from_slice(from);
        }
    }
}
