//! What MD5 remembers of a stream between two pieces of it.

use super::scalar;

/// An MD5 stream in progress.
#[derive(Clone, Copy)]
pub struct Md5State {
    pub(super) words: [u32; 4],
    total_bytes: u64,
    /// Bytes after the last whole block; the first `total_bytes % 64` of them count.
    tail: [u8; 64],
}

impl Default for Md5State {
    fn default() -> Self {
        Self::new()
    }
}

impl Md5State {
    /// A stream of no bytes (RFC 1321, section 3.3).
    pub const fn new() -> Self {
        Self { words: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476], total_bytes: 0, tail: [0; 64] }
    }

    /// Takes the next bytes, on the scalar level.
    pub fn update(&mut self, bytes: &[u8]) {
        let blocks = self.take(bytes);
        scalar::compress(&mut self.words, blocks);
    }

    /// Accounts for `bytes`, completes a block begun earlier and keeps the rest for later. Returns the whole blocks in
    /// between, which the caller has to compress.
    pub(super) fn take<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let held = (self.total_bytes % 64) as usize;
        self.total_bytes = self.total_bytes.wrapping_add(bytes.len() as u64);
        let mut rest = bytes;
        if held > 0 {
            let (head, after) = rest.split_at(rest.len().min(64 - held));
            self.tail[held..held + head.len()].copy_from_slice(head);
            if held + head.len() < 64 {
                return &[];
            }
            scalar::compress(&mut self.words, &self.tail);
            rest = after;
        }
        let (blocks, tail) = rest.split_at(rest.len() / 64 * 64);
        self.tail[..tail.len()].copy_from_slice(tail);
        blocks
    }

    /// The one or two last blocks with the padding of RFC 1321, sections 3.1 and 3.2, and how many bytes of them count.
    pub(super) fn padding(&self) -> ([u8; 128], usize) {
        let held = (self.total_bytes % 64) as usize;
        let end = if held < 56 { 64 } else { 128 };
        let mut padded = [0; 128];
        padded[..held].copy_from_slice(&self.tail[..held]);
        padded[held] = 0x80;
        padded[end - 8..end].copy_from_slice(&self.total_bytes.wrapping_mul(8).to_le_bytes());
        (padded, end)
    }

    /// The digest of all bytes so far, on the scalar level.
    pub fn finish(&self) -> [u8; 16] {
        let mut words = self.words;
        let (padded, end) = self.padding();
        scalar::compress(&mut words, &padded[..end]);
        digest_of(words)
    }
}

pub(super) fn digest_of(words: [u32; 4]) -> [u8; 16] {
    let mut digest = [0; 16];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(words) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    digest
}
