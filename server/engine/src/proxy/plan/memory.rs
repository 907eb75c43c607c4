//! How much memory a worker of proxies needs.

use super::super::picture::LookPath;
use super::{PlannedClip, ProxyPlan};
use crate::plan::{BASE_BYTES, DECODER_FRAMES, GPU_BASE_BYTES, decoded_bytes};
use interneg_spec::proxy::{CodecFamily, ProxyCodec, Rendition, ReviewChoice, VerifyChoice};

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

    /// Memory of the host that a worker with `threads` threads needs in addition where it renders on a GPU: the driver's,
    /// and for each thread the frame on its way up and the planes on their way down. None where no clip runs on a GPU.
    pub fn gpu_host_bytes(&self, threads: usize) -> u64 {
        let on_gpu = self.clips.iter().filter(|clip| clip.look.path.is_some_and(LookPath::runs_on_cuda));
        let frames = on_gpu.map(|clip| self.gpu_frame_bytes(clip)).max();
        frames.map_or(0, |frame| GPU_BASE_BYTES + frame * threads.max(1) as u64)
    }

    /// As [`Self::threads_within`], of a worker that renders the clip on a GPU.
    pub(crate) fn gpu_threads_within(&self, clip: usize, threads: usize, granted_bytes: u64) -> Option<usize> {
        let clip = self.clips.get(clip)?;
        let needed = |threads: usize| {
            let frames = self.gpu_frame_bytes(clip) * threads as u64;
            BASE_BYTES + self.clip_bytes(clip, threads) + GPU_BASE_BYTES + frames
        };
        (1..=threads.max(1)).rev().find(|threads| needed(*threads) <= granted_bytes)
    }

    /// A frame on its way up and its planes on their way down.
    fn gpu_frame_bytes(&self, clip: &PlannedClip) -> u64 {
        let review = self.job.review.as_ref().map_or(0, |review| 2 * review.raster.pixels());
        let planes: u64 = self.job.renditions.iter().map(planes_bytes).sum();
        clip.parts.first().map_or(0, decoded_bytes) + planes + review
    }

    /// Bytes that the pictures will have at most, or nearly so: the size of DNx frames is fixed, that of ProRes has a
    /// target.
    pub(super) fn estimate_bytes(&self) -> u64 {
        let frame: u64 = self.job.renditions.iter().map(coded_bytes).sum();
        frame * self.frames().len() + self.review_bytes()
    }

    /// Bytes of the review files, by their rate.
    fn review_bytes(&self) -> u64 {
        let Some(choice) = &self.job.review else { return 0 };
        let bytes = |clip: &PlannedClip| {
            let (numerator, denominator) = (u64::from(clip.rate.numerator()), u64::from(clip.rate.denominator()));
            let seconds = clip.frames.len().saturating_mul(denominator).div_ceil(numerator.max(1));
            seconds.saturating_mul(u64::from(choice.bit_rate_kbps) * 1000 / 8)
        };
        self.clips.iter().map(bytes).sum()
    }

    /// Frames in the decoder and in queues, and what each thread works in.
    fn clip_bytes(&self, clip: &PlannedClip, threads: usize) -> u64 {
        let threads = threads.max(1) as u64;
        let decoded = clip.parts.first().map_or(0, decoded_bytes);
        let renditions: u64 = self.job.renditions.iter().map(rendition_bytes).sum();
        let review = self.job.review.as_ref().map_or(0, |review| review_picture_bytes(review, threads));
        review + decoded * (2 * threads + DECODER_FRAMES as u64) + (clip.picture_bytes + 2 * renditions) * threads
    }
}

/// Planes of a frame, as much again for what the encoder makes of it, and where it is verified its samples in words.
fn rendition_bytes(rendition: &Rendition) -> u64 {
    let samples = rendition.raster.pixels() * if rendition.codec.is_444() { 3 } else { 2 };
    2 * planes_bytes(rendition) + if rendition.verify == VerifyChoice::Decode { 2 * samples } else { 0 }
}

/// Planes of a frame.
fn planes_bytes(rendition: &Rendition) -> u64 {
    let samples = rendition.raster.pixels() * if rendition.codec.is_444() { 3 } else { 2 };
    samples * if rendition.bits() > 8 { 2 } else { 1 }
}

/// Planes of each thread, pictures on their way to the encoder, and those that it looks ahead at.
fn review_picture_bytes(review: &ReviewChoice, threads: u64) -> u64 {
    const LOOK_AHEAD_FRAMES: u64 = 40;
    2 * review.raster.pixels() * (6 * threads + LOOK_AHEAD_FRAMES)
}

/// Bytes of a coded frame at most, scaled from those of 1920x1080 at 24 frames a second.
fn coded_bytes(rendition: &Rendition) -> u64 {
    let hd_bytes: u64 = match rendition.codec {
        ProxyCodec::ProresProxy => 187_500,
        ProxyCodec::ProresLt => 427_083,
        ProxyCodec::Prores422 => 609_375,
        ProxyCodec::ProresHq => 916_667,
        ProxyCodec::Prores4444 => 1_375_000,
        ProxyCodec::Prores4444Xq => 2_062_500,
        ProxyCodec::DnxhrLb | ProxyCodec::Dnxhd36 => 188_416,
        ProxyCodec::DnxhrSq | ProxyCodec::Dnxhd115 => 606_208,
        ProxyCodec::DnxhrHq | ProxyCodec::DnxhrHqx | ProxyCodec::Dnxhd175 => 917_504,
        ProxyCodec::Dnxhr444 => 1_835_008,
    };
    // DNxHD of 720 lines has half the bytes for less than half the pixels (ST 2019-1:2016, annex C).
    if rendition.codec.family() == CodecFamily::Dnxhd && rendition.raster.height == 720 {
        return hd_bytes / 2;
    }
    hd_bytes * rendition.raster.pixels() / (1920 * 1080)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::assembly::tests::plan;
    use interneg_spec::Raster;
    use std::path::Path;

    #[test]
    fn fewer_threads_fit_on_a_gpu_where_all_of_them_do_not() {
        let mut plan = plan(Path::new("/out"));
        assert_eq!(plan.gpu_host_bytes(8), 0, "nothing is known to run there");
        for path in [LookPath::Processors, LookPath::Program] {
            plan.clips[1].look.path = Some(path);
            assert_eq!(plan.gpu_host_bytes(8) > 0, path.runs_on_cuda());
        }
        let least = |threads| plan.memory_bytes(threads) + plan.gpu_host_bytes(threads);
        let threads_in = |granted| plan.gpu_threads_within(1, 8, granted);
        for threads in 1..=8 {
            assert_eq!(threads_in(least(threads)), Some(threads));
            assert_eq!(threads_in(least(threads) - 1), Some(threads - 1).filter(|threads| *threads > 0));
        }
        // A frame of 64x32 in 10 bits on its way up, and 4:2:2 of as many on its way down.
        assert_eq!(plan.gpu_host_bytes(3) - plan.gpu_host_bytes(2), 64 * 32 * (6 + 4));
    }

    #[test]
    fn no_dnxhd_frame_is_larger_than_was_planned() {
        let mut rendition = plan(Path::new("/out")).job.renditions[0].clone();
        let (full, small) = (Raster { width: 1920, height: 1080 }, Raster { width: 1280, height: 720 });
        for (codec, raster, bytes) in [
            (ProxyCodec::Dnxhd36, full, 188_416),
            (ProxyCodec::Dnxhd115, full, 606_208),
            (ProxyCodec::Dnxhd115, small, 303_104),
            (ProxyCodec::Dnxhd175, full, 917_504),
            (ProxyCodec::Dnxhd175, small, 458_752),
        ] {
            (rendition.codec, rendition.raster) = (codec, raster);
            assert_eq!(coded_bytes(&rendition), bytes, "{codec} {raster}");
        }
    }
}
