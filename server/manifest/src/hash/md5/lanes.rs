//! Hands streams of any length to the lanes of the widest instruction set that there is.
#![expect(unsafe_code, reason = "functions for an instruction set are unsafe to call where it may be absent")]

use super::scalar;
use super::state::{Md5State, digest_of};

/// Instruction sets that MD5 knows, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Md5Level {
    /// One stream after the other.
    Scalar,
    /// Eight streams.
    Avx2,
    /// Sixteen streams.
    Avx512,
}

/// MD5 on one level, which this machine is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Md5Engine {
    // Only `at_most` sets it, after detection.
    level: Md5Level,
}

impl Md5Engine {
    /// The widest level of this machine.
    pub fn best() -> Self {
        Self::at_most(Md5Level::Avx512)
    }

    /// The widest level of this machine that is not above `limit`.
    pub fn at_most(limit: Md5Level) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            // Both, because a few streams run faster in the eight narrow lanes.
            if limit >= Md5Level::Avx512 && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx2") {
                return Self { level: Md5Level::Avx512 };
            }
            if limit >= Md5Level::Avx2 && is_x86_feature_detected!("avx2") {
                return Self { level: Md5Level::Avx2 };
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = limit;
        Self { level: Md5Level::Scalar }
    }

    /// The level in use.
    pub fn level(self) -> Md5Level {
        self.level
    }

    /// How many streams side by side use the level fully.
    pub fn lanes(self) -> usize {
        match self.level {
            Md5Level::Scalar => 1,
            Md5Level::Avx2 => 8,
            Md5Level::Avx512 => 16,
        }
    }

    /// Each stream takes its next bytes. Pieces may differ in length; equal lengths keep all lanes busy to the end.
    pub fn update_many(self, streams: &mut [(&mut Md5State, &[u8])]) {
        let mut jobs: Vec<Job<'_>> = streams
            .iter_mut()
            .map(|(state, bytes)| {
                let blocks = state.take(bytes);
                Job { words: &mut state.words, blocks }
            })
            .collect();
        self.compress_all(&mut jobs);
    }

    /// The digests of all bytes so far, in the order of `states`.
    pub fn finish_many(self, states: &[Md5State]) -> Vec<[u8; 16]> {
        let padded: Vec<([u8; 128], usize)> = states.iter().map(Md5State::padding).collect();
        let mut words: Vec<[u32; 4]> = states.iter().map(|state| state.words).collect();
        let mut jobs: Vec<Job<'_>> =
            words.iter_mut().zip(&padded).map(|(words, (bytes, end))| Job { words, blocks: &bytes[..*end] }).collect();
        self.compress_all(&mut jobs);
        words.into_iter().map(digest_of).collect()
    }

    /// The digests of whole buffers, in their order.
    pub fn digest_many(self, buffers: &[&[u8]]) -> Vec<[u8; 16]> {
        let mut states = vec![Md5State::new(); buffers.len()];
        let mut streams: Vec<(&mut Md5State, &[u8])> = states.iter_mut().zip(buffers.iter().copied()).collect();
        self.update_many(&mut streams);
        self.finish_many(&states)
    }

    fn compress_all(self, jobs: &mut [Job<'_>]) {
        match self.level {
            Md5Level::Scalar => jobs.iter_mut().for_each(|job| scalar::compress(job.words, job.blocks)),
            #[cfg(target_arch = "x86_64")]
            Md5Level::Avx512 if jobs.len() <= super::avx2::LANES => Self { level: Md5Level::Avx2 }.compress_all(jobs),
            #[cfg(target_arch = "x86_64")]
            Md5Level::Avx2 => in_lanes(jobs, |states, lanes, blocks| {
                // SAFETY: an engine of this level is made only after AVX2 was detected.
                unsafe { super::avx2::compress(states, lanes, blocks) }
            }),
            #[cfg(target_arch = "x86_64")]
            Md5Level::Avx512 => in_lanes(jobs, |states, lanes, blocks| {
                // SAFETY: an engine of this level is made only after AVX-512F was detected.
                unsafe { super::avx512::compress(states, lanes, blocks) }
            }),
            #[cfg(not(target_arch = "x86_64"))]
            Md5Level::Avx2 | Md5Level::Avx512 => {
                jobs.iter_mut().for_each(|job| scalar::compress(job.words, job.blocks))
            }
        }
    }
}

/// The MD5 digests of several buffers, in their order, on the widest level of this machine.
pub fn md5_many(buffers: &[&[u8]]) -> Vec<[u8; 16]> {
    Md5Engine::best().digest_many(buffers)
}

/// Whole blocks that are to be folded into one stream's state.
struct Job<'a> {
    words: &'a mut [u32; 4],
    blocks: &'a [u8],
}

/// Runs the jobs through `N` lanes: the longest first, and a lane that falls free takes the next, so that few lanes idle.
#[cfg(target_arch = "x86_64")]
fn in_lanes<const N: usize>(jobs: &mut [Job<'_>], compress: impl Fn(&mut [[u32; 4]; N], &[&[u8]; N], usize)) {
    jobs.sort_by_key(|job| std::cmp::Reverse(job.blocks.len()));
    let mut waiting = jobs.iter_mut().filter(|job| !job.blocks.is_empty());
    let mut lanes: [Option<&mut Job<'_>>; N] = std::array::from_fn(|_| waiting.next());
    loop {
        let mut active = lanes.iter().flatten();
        let Some(first) = active.next() else { return };
        let run = active.map(|job| job.blocks.len()).fold(first.blocks.len(), usize::min) / 64;
        // An idle lane repeats another one's blocks into a state that nobody keeps.
        let spare = first.blocks;
        let mut states: [[u32; 4]; N] =
            std::array::from_fn(|lane| lanes[lane].as_ref().map_or([0; 4], |job| *job.words));
        let blocks: [&[u8]; N] = std::array::from_fn(|lane| lanes[lane].as_ref().map_or(spare, |job| job.blocks));
        if lanes.iter().flatten().count() > 1 {
            compress(&mut states, &blocks, run);
        } else {
            // The last stream alone is as fast without the transpose.
            for (state, lane) in states.iter_mut().zip(&lanes) {
                if lane.is_some() {
                    scalar::compress(state, &spare[..run * 64]);
                }
            }
        }
        for (lane, state) in lanes.iter_mut().zip(states) {
            let Some(job) = lane else { continue };
            *job.words = state;
            job.blocks = &job.blocks[run * 64..];
            if job.blocks.is_empty() {
                *lane = waiting.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use md5::Digest as _;

    const LEVELS: [Md5Level; 3] = [Md5Level::Scalar, Md5Level::Avx2, Md5Level::Avx512];

    fn noise(length: usize, seed: u64) -> Vec<u8> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..length).map(|_| next()).collect()
    }

    fn check(buffers: &[Vec<u8>]) {
        let expected: Vec<[u8; 16]> = buffers.iter().map(|buffer| md5::Md5::digest(buffer).into()).collect();
        let slices: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
        for level in LEVELS {
            let engine = Md5Engine::at_most(level);
            if engine.level() != level {
                println!("skipped: this machine has no {level:?}");
                continue;
            }
            assert_eq!(engine.digest_many(&slices), expected, "{level:?}");
        }
    }

    #[test]
    fn every_short_length_in_one_batch() {
        check(&(0..=300).map(|length| noise(length, length as u64 + 1)).collect::<Vec<_>>());
    }

    #[test]
    fn every_count_of_equal_buffers() {
        for count in 0..=33 {
            check(&(0..count).map(|index| noise(64 * 5 + 9, index + 1)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn mixed_lengths() {
        for round in 0..40u64 {
            let pick = noise(64, round + 77);
            let buffers: Vec<_> = (0..usize::from(pick[0]) % 40)
                .map(|index| {
                    noise(
                        usize::from(pick[index + 1]) * usize::from(pick[index + 2]) % 5000,
                        round * 100 + index as u64,
                    )
                })
                .collect();
            check(&buffers);
        }
    }

    #[test]
    fn megabytes() {
        let mut buffers: Vec<_> = (0..16).map(|index| noise(2 << 20, index + 5)).collect();
        buffers.push(noise((3 << 20) + 17, 99));
        buffers.push(noise((1 << 20) - 1, 98));
        check(&buffers);
    }

    #[test]
    fn pieces_of_any_length_give_the_digest_of_the_whole() {
        let buffers: Vec<_> = (0..19).map(|index| noise(10_000 + 37 * index, index as u64 + 3)).collect();
        for level in LEVELS {
            let engine = Md5Engine::at_most(level);
            let mut states = vec![Md5State::new(); buffers.len()];
            let mut from = 0;
            for piece in [1, 62, 1, 64, 100, 1000, 4096, 1, usize::MAX / 2] {
                let mut streams: Vec<(&mut Md5State, &[u8])> = states
                    .iter_mut()
                    .zip(&buffers)
                    .map(|(state, buffer)| {
                        let start = from.min(buffer.len());
                        (state, &buffer[start..(from + piece).min(buffer.len())])
                    })
                    .collect();
                engine.update_many(&mut streams);
                from += piece;
            }
            let expected: Vec<[u8; 16]> = buffers.iter().map(|buffer| md5::Md5::digest(buffer).into()).collect();
            assert_eq!(engine.finish_many(&states), expected, "{level:?}");
            assert_eq!(states.iter().map(Md5State::finish).collect::<Vec<_>>(), expected, "{level:?}");
        }
    }

    #[test]
    fn a_limit_is_kept() {
        assert_eq!(Md5Engine::at_most(Md5Level::Scalar).lanes(), 1);
        assert!(Md5Engine::at_most(Md5Level::Avx2).level() <= Md5Level::Avx2);
    }
}
