//! How much memory a worker needs: stated by the plan, kept by the renderer.

use super::{Plan, RunsOn};
use interneg_media::SourceKind;
use interneg_spec::{DeliveryFormat, DpxBitDepth};

/// What a process needs before its first frame: code, tables, the colour configuration.
pub(crate) const BASE_BYTES: u64 = 96 << 20;
/// What the NVIDIA driver takes of the host for one GPU, an estimate: no card was at hand to measure it.
pub(crate) const GPU_BASE_BYTES: u64 = 256 << 20;

/// Frames that the renderer of one task may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameBudget {
    /// Threads that encode.
    pub threads: usize,
    /// Encoded frames that wait to be hashed together with MD5.
    pub md5_batch: usize,
}

impl FrameBudget {
    /// Encoded frames in memory at most.
    pub fn output_frames(self) -> usize {
        self.threads + self.md5_batch
    }

    /// Source frames in memory at most: one in the hands of each thread, one queued for each, and the decoder's own.
    fn input_frames(self) -> usize {
        2 * self.threads + DECODER_FRAMES
    }
}

/// Frames hashed at once at most. More lanes are faster still where the processor has them, 8 against 5 GB/s, but each
/// holds a whole frame, and from here on MD5 costs less than writing the frame does.
const MD5_FRAMES: usize = 8;

/// References and delay of a decoder with our bounded threads.
pub(crate) const DECODER_FRAMES: usize = 6;

impl Plan {
    /// Bytes of one delivered frame before compression.
    pub(super) fn output_frame_bytes(&self) -> u64 {
        if let Some(packet_bytes) = self.packet_bytes() {
            return packet_bytes;
        }
        // Header and line tables are small beside the pixels; compressed frames may not shrink at all.
        let per_pixel = match self.job.format {
            DeliveryFormat::Exr { .. } => 6,
            DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten } => 4,
            DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen } => 6,
            // Of a picture that its codec does not hold: three samples of 16 bits, which is refused anyway.
            DeliveryFormat::Quicktime { .. } => 6,
        };
        self.raster.pixels() * per_pixel + u64::from(self.raster.height) * 8 + (64 << 10)
    }

    /// Peak memory in bytes of a worker with `threads` threads that hashes `md5_batch` frames at once.
    pub fn memory_for(&self, budget: FrameBudget) -> u64 {
        let input = self.spans.iter().map(|span| input_bytes(&span.source, budget)).max().unwrap_or(0);
        let threads = self.coding_bytes() * budget.threads as u64;
        BASE_BYTES + self.output_frame_bytes() * budget.output_frames() as u64 + input + threads
    }

    /// Bytes that a thread works in beside source and output: a movie's frame as planes, and as much again for its encoder.
    fn coding_bytes(&self) -> u64 {
        if self.job.format.is_movie() { 2 * self.planes_bytes() } else { 0 }
    }

    /// Bytes of a movie's frame as planes of 16-bit samples.
    fn planes_bytes(&self) -> u64 {
        self.raster.pixels() * 6
    }

    /// Peak memory in bytes of a worker with `threads` threads and the MD5 batch that suits this processor.
    pub fn memory_bytes(&self, threads: usize) -> u64 {
        self.memory_for(FrameBudget { threads: threads.max(1), md5_batch: md5_frames() })
    }

    /// Peak memory in bytes of a worker with `threads` threads that hashes as many frames at once as fit into
    /// `share_bytes`. Fewer threads would be too dear a price: where they do not fit, the answer is more than the share.
    pub fn memory_within(&self, threads: usize, share_bytes: u64) -> u64 {
        let wanted = self.memory_bytes(threads);
        let fitting = self.fit_budget(threads, share_bytes).filter(|budget| budget.threads == threads.max(1));
        fitting.map_or(wanted, |budget| self.memory_for(budget)).min(wanted)
    }

    /// Memory of the host that a worker with `threads` threads needs in addition where it renders on a GPU: the driver's,
    /// and for each thread the frame on its way up and the one on its way down. None where no clip runs on a GPU.
    pub fn gpu_host_bytes(&self, threads: usize) -> u64 {
        let on_gpu = self.spans.iter().filter(|span| span.runs_on == RunsOn::CpuOrCuda);
        let Some(source) = on_gpu.map(|span| decoded_bytes(&span.source)).max() else { return 0 };
        let packed = if self.job.format.is_movie() { self.planes_bytes() } else { self.output_frame_bytes() };
        GPU_BASE_BYTES + (source + packed) * threads.max(1) as u64
    }

    /// As [`Self::fit_budget`], of a worker that renders on a GPU.
    pub(crate) fn fit_gpu_budget(&self, threads: usize, granted_bytes: u64) -> Option<FrameBudget> {
        (1..=threads.max(1)).rev().find_map(|threads| {
            let left = granted_bytes.checked_sub(self.gpu_host_bytes(threads))?;
            self.fit_budget(threads, left).filter(|budget| budget.threads == threads)
        })
    }

    /// The largest budget that `granted_bytes` allows: fewer frames in the MD5 batch first, then fewer threads.
    pub fn fit_budget(&self, threads: usize, granted_bytes: u64) -> Option<FrameBudget> {
        let lanes = md5_frames();
        (1..=threads.max(1)).rev().find_map(|threads| {
            (1..=lanes)
                .rev()
                .map(|md5_batch| FrameBudget { threads, md5_batch })
                .find(|budget| self.memory_for(*budget) <= granted_bytes)
        })
    }
}

fn md5_frames() -> usize {
    interneg_manifest::hash::Md5Engine::best().lanes().clamp(1, MD5_FRAMES)
}

/// Bytes of all source frames in memory at once. A thread that reads image files holds one whole file beside its
/// picture, and an EXR can have many more channels than the three of the picture.
fn input_bytes(source: &interneg_media::SourceInfo, budget: FrameBudget) -> u64 {
    let picture = decoded_bytes(source);
    let pictures = picture * budget.input_frames() as u64;
    match source.kind {
        SourceKind::Movie { .. } => pictures,
        SourceKind::Sequence { .. } => {
            let file = source.size_bytes / source.frame_count.max(1);
            pictures.max((picture + file) * budget.threads as u64)
        }
    }
}

pub(crate) fn decoded_bytes(source: &interneg_media::SourceInfo) -> u64 {
    let bytes_per_sample = u64::from(source.bits.div_ceil(8).max(1));
    source.raster.pixels() * 3 * bytes_per_sample.next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_threads_fit_on_a_gpu_where_all_of_them_do_not() {
        let plan: Plan = serde_json::from_str(include_str!("../../tests/former/plan.json")).unwrap();
        let mut plan = Plan { raster: interneg_spec::Raster::UHD, ..plan };
        plan.spans.iter_mut().for_each(|span| span.runs_on = RunsOn::CpuOrCuda);
        let least = |threads| plan.memory_for(FrameBudget { threads, md5_batch: 1 }) + plan.gpu_host_bytes(threads);
        let threads_in = |granted| plan.fit_gpu_budget(8, granted).map(|budget| budget.threads);
        for threads in 1..=8 {
            assert_eq!(threads_in(least(threads)), Some(threads));
            assert_eq!(threads_in(least(threads) - 1), Some(threads - 1).filter(|threads| *threads > 0));
        }
        // Eight lanes would take more than what three threads leave.
        assert!(least(3) < plan.gpu_host_bytes(8) + plan.memory_for(FrameBudget { threads: 1, md5_batch: 1 }));
    }
}
