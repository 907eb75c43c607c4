//! How much memory a worker of proxies needs.

use super::{PlannedClip, ProxyPlan};
use crate::plan::{BASE_BYTES, DECODER_FRAMES, decoded_bytes};
use interneg_spec::proxy::Rendition;

impl ProxyPlan {
    /// Memory that a worker with `threads` threads uses at most, in bytes: that of the clip that needs most.
    pub fn memory_bytes(&self, threads: usize) -> u64 {
        let clips = self.clips.iter().map(|clip| self.clip_bytes(clip, threads));
        BASE_BYTES + clips.max().unwrap_or(0)
    }

    /// Memory to grant a worker with `threads` threads, of whose kind several share the machine: what it needs, or a
    /// share of `share_bytes` where fewer threads do with that.
    pub fn memory_within(&self, threads: usize, share_bytes: u64) -> u64 {
        let wanted = self.memory_bytes(threads);
        let least = self.memory_bytes(1);
        wanted.min(share_bytes.max(least))
    }

    /// Threads that `granted_bytes` is enough for, `threads` at most; none where it is not enough for one.
    pub(crate) fn threads_within(&self, clip: usize, threads: usize, granted_bytes: u64) -> Option<usize> {
        let clip = self.clips.get(clip)?;
        (1..=threads.max(1)).rev().find(|threads| BASE_BYTES + self.clip_bytes(clip, *threads) <= granted_bytes)
    }

    /// Frames in the decoder and in queues, and what each thread works in.
    fn clip_bytes(&self, clip: &PlannedClip, threads: usize) -> u64 {
        let threads = threads.max(1) as u64;
        let decoded = clip.parts.first().map_or(0, decoded_bytes);
        let renditions: u64 = self.job.renditions.iter().map(rendition_bytes).sum();
        decoded * (2 * threads + DECODER_FRAMES as u64) + (clip.picture_bytes + 2 * renditions) * threads
    }
}

/// Planes of a frame, and as much again for what the encoder makes of it.
fn rendition_bytes(rendition: &Rendition) -> u64 {
    let samples = rendition.raster.pixels() * if rendition.codec.is_444() { 3 } else { 2 };
    2 * samples * if rendition.codec.bits() > 8 { 2 } else { 1 }
}
