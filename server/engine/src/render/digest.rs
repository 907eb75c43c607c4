//! MD5 over many frames at once.
//!
//! MD5 is a chain of dependent steps, about 0.7 GB/s on one core whatever the core can do in parallel. Frames are
//! independent, so one vector lane per frame hides the chain: the frames wait here until a batch is full.

use super::pool::BufferPool;
use crate::FrameRecord;
use interneg_manifest::hash::md5_many;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A frame that is written and lacks only its MD5.
pub(super) struct Unhashed {
    pub(super) record: FrameRecord,
    pub(super) bytes: Vec<u8>,
}

/// Frames that wait for their MD5.
pub(super) struct Md5Batch {
    frames: usize,
    waiting: Mutex<Vec<Unhashed>>,
}

impl Md5Batch {
    /// A batch that is hashed when `frames` frames are in it.
    pub(super) fn new(frames: usize) -> Self {
        Self { frames: frames.max(1), waiting: Mutex::new(Vec::new()) }
    }

    /// Adds a frame; the caller that fills the batch hashes it and gets the finished records.
    pub(super) fn add(&self, frame: Unhashed, pool: &BufferPool) -> Vec<FrameRecord> {
        let full = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(frame);
            if waiting.len() < self.frames { Vec::new() } else { std::mem::take(&mut *waiting) }
        };
        hash(full, pool)
    }

    /// Hashes what is left over.
    pub(super) fn finish(&self, pool: &BufferPool) -> Vec<FrameRecord> {
        let rest = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        hash(rest, pool)
    }
}

fn hash(frames: Vec<Unhashed>, pool: &BufferPool) -> Vec<FrameRecord> {
    if frames.is_empty() {
        return Vec::new();
    }
    let begin = Instant::now();
    let buffers: Vec<&[u8]> = frames.iter().map(|frame| frame.bytes.as_slice()).collect();
    let digests = md5_many(&buffers);
    let share_us = super::thread::micros(begin) / frames.len() as u64;
    let finish = |(frame, digest): (Unhashed, [u8; 16])| {
        let Unhashed { mut record, bytes } = frame;
        record.md5 = hex(&digest);
        record.times.hash_us += share_us;
        pool.give(bytes);
        record
    };
    frames.into_iter().zip(digests).map(finish).collect()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
