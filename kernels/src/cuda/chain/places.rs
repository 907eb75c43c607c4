//! Where a chain's planes lie in the buffers of a lane.

use super::super::pass::{COUNT_BYTES, CudaPass, PLANE_ALIGNMENT};
use super::loaded::{Loaded, LoadedSource, Loading};

/// Where things lie in the lane's buffers. Branches run one after the other, so that they share what is between kernels.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// In the middle buffer: the plain and the linear source, then intermediate, scaled and displayed planes.
    pub(super) plain: usize,
    pub(super) linear: usize,
    pub(super) vertical: usize,
    pub(super) scaled: usize,
    pub(super) displayed: usize,
    pub(super) middle_bytes: usize,
    /// The planes of every branch and target.
    pub(super) planes: Vec<Vec<Place>>,
    /// Of the planes that stay on the GPU.
    pub(super) kept_bytes: usize,
    /// In the target buffer, behind the planes that come back: what each look has found and each target counted.
    pub(super) counts: usize,
    pub(super) target_bytes: usize,
}

/// Where the planes of a target begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the target buffer, which comes back.
    Returned(usize),
    /// In what the lane keeps.
    Kept(usize),
}

/// Buffers between kernels begin where the driver lets buffers begin.
const BUFFER_ALIGNMENT: usize = 256;

impl Places {
    pub(super) fn of(loaded: &Loaded) -> Self {
        let mut places = Self::default();
        let mut middle = 0;
        let mut place = |bytes: usize| {
            let begin = middle;
            middle += bytes.next_multiple_of(BUFFER_ALIGNMENT);
            begin
        };
        let unpacked = |pass: &Option<CudaPass>| pass.as_ref().map_or(0, |pass| pass.planes()[1].bytes);
        places.plain = place(unpacked(&loaded.plain));
        places.linear = place(unpacked(&loaded.linear));
        let most = |bytes: &dyn Fn(&Loading) -> usize| loaded.branches.iter().map(bytes).max().unwrap_or(0);
        let scaled = |branch: &Loading, which: usize| match &branch.source {
            LoadedSource::Scaled(resampler) => resampler.values(3)[which] * size_of::<f32>(),
            LoadedSource::Window { .. } => 0,
        };
        places.vertical = place(most(&|branch| scaled(branch, 0)));
        places.scaled = place(most(&|branch| scaled(branch, 1)));
        places.displayed = place(most(&|branch| branch.packs[0].planes()[0].bytes));
        places.middle_bytes = middle;
        let (mut down, mut kept, mut counts) = (0, 0, 0);
        for branch in &loaded.branches {
            let planes = branch.packs.iter().enumerate().map(|(target, pack)| {
                let bytes = pack.planes()[1].bytes.next_multiple_of(PLANE_ALIGNMENT);
                let end = if branch.kept.contains(&target) { &mut kept } else { &mut down };
                let begin = std::mem::replace(end, *end + bytes);
                if branch.kept.contains(&target) { Place::Kept(begin) } else { Place::Returned(begin) }
            });
            places.planes.push(planes.collect());
            counts += 1 + branch.packs.len();
        }
        places.kept_bytes = kept;
        places.counts = down;
        places.target_bytes = down + counts * COUNT_BYTES;
        places
    }
}
