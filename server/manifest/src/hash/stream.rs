//! Several digests from one pass over the bytes.

use super::{Digest, DigestKind, Md5State};
use sha1::Digest as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;
use xxhash_rust::xxh32::Xxh32;
use xxhash_rust::xxh64::Xxh64;

/// How much a streaming pass reads at a time.
pub const READ_SIZE_BYTES: usize = 1 << 20;

/// Each hasher takes the bytes in pieces of this size, so that the next one finds them in the second-level cache.
const PIECE_BYTES: usize = 128 << 10;

/// Feeds every wanted digest from one pass.
pub struct MultiHasher {
    kinds: Vec<DigestKind>,
    size_bytes: u64,
    // XXH3 of 64 and 128 bits share one state.
    xxh3: Option<Box<Xxh3>>,
    xxh64: Option<Xxh64>,
    xxh32: Option<Xxh32>,
    md5: Option<Md5State>,
    sha1: Option<sha1::Sha1>,
    sha512: Option<sha2::Sha512>,
}

impl MultiHasher {
    /// A hasher for these kinds; one named twice counts once.
    pub fn new(kinds: &[DigestKind]) -> Self {
        let mut sorted = kinds.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let wants = |kind| sorted.contains(&kind);
        Self {
            size_bytes: 0,
            xxh3: (wants(DigestKind::Xxh3) || wants(DigestKind::Xxh128)).then(|| Box::new(Xxh3::new())),
            xxh64: wants(DigestKind::Xxh64).then(|| Xxh64::new(0)),
            xxh32: wants(DigestKind::Xxh32).then(|| Xxh32::new(0)),
            md5: wants(DigestKind::Md5).then(Md5State::new),
            sha1: wants(DigestKind::Sha1).then(sha1::Sha1::new),
            sha512: wants(DigestKind::C4).then(sha2::Sha512::new),
            kinds: sorted,
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.size_bytes += bytes.len() as u64;
        for piece in bytes.chunks(PIECE_BYTES) {
            if let Some(state) = &mut self.xxh3 {
                state.update(piece);
            }
            if let Some(state) = &mut self.xxh64 {
                state.update(piece);
            }
            if let Some(state) = &mut self.xxh32 {
                state.update(piece);
            }
            if let Some(state) = &mut self.md5 {
                state.update(piece);
            }
            if let Some(state) = &mut self.sha1 {
                state.update(piece);
            }
            if let Some(state) = &mut self.sha512 {
                state.update(piece);
            }
        }
    }

    /// Bytes taken so far.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The digests, ascending by kind.
    pub fn finish(self) -> Vec<Digest> {
        let of = |kind| match kind {
            DigestKind::C4 => {
                self.sha512.as_ref().map(|state| Digest::fixed::<64>(kind, state.clone().finalize().into()))
            }
            DigestKind::Md5 => self.md5.as_ref().map(|state| Digest::fixed(kind, state.finish())),
            DigestKind::Sha1 => {
                self.sha1.as_ref().map(|state| Digest::fixed::<20>(kind, state.clone().finalize().into()))
            }
            DigestKind::Xxh128 => self.xxh3.as_ref().map(|state| Digest::fixed(kind, state.digest128().to_be_bytes())),
            DigestKind::Xxh3 => self.xxh3.as_ref().map(|state| Digest::fixed(kind, state.digest().to_be_bytes())),
            DigestKind::Xxh64 => self.xxh64.as_ref().map(|state| Digest::fixed(kind, state.digest().to_be_bytes())),
            DigestKind::Xxh32 => self.xxh32.as_ref().map(|state| Digest::fixed(kind, state.digest().to_be_bytes())),
        };
        self.kinds.iter().filter_map(|kind| of(*kind)).collect()
    }
}

/// The digests of a buffer, ascending by kind.
pub fn hash_buffer(buffer: &[u8], kinds: &[DigestKind]) -> Vec<Digest> {
    let mut hasher = MultiHasher::new(kinds);
    hasher.update(buffer);
    hasher.finish()
}

/// Size in bytes and digests of a file, read once.
pub fn hash_file(path: &Path, kinds: &[DigestKind]) -> io::Result<(u64, Vec<Digest>)> {
    let mut file = File::open(path)?;
    let mut hasher = MultiHasher::new(kinds);
    let mut buffer = vec![0; READ_SIZE_BYTES];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hasher.size_bytes(), hasher.finish())),
            Ok(count) => hasher.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        hash_buffer(bytes, &DigestKind::ALL).iter().map(Digest::text).collect()
    }

    // MD5 by md5sum, SHA-1 by sha1sum, XXH by python-xxhash, C4 of nothing by the ASC MHL specification.
    #[test]
    fn known_digests() {
        assert_eq!(
            texts(b""),
            [
                "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT",
                "d41d8cd98f00b204e9800998ecf8427e",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "99aa06d3014798d86001c324468d497f",
                "2d06800538d394c2",
                "ef46db3751d8e999",
                "02cc5d05",
            ]
        );
        let hello = texts(b"hello");
        assert_eq!(hello[1], "5d41402abc4b2a76b9719d911017c592");
        assert_eq!(hello[2], "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
        assert_eq!(hello[3], "b5e9c1ad071b3e7fc779cfaa5e523818");
        assert_eq!(hello[5], "26c7827d889f6da3");
    }

    #[test]
    fn pieces_do_not_matter() {
        let bytes: Vec<u8> = (0..300_000u32).map(|index| ((index * 7) >> 3) as u8).collect();
        let whole = hash_buffer(&bytes, &DigestKind::ALL);
        let mut hasher = MultiHasher::new(&DigestKind::ALL);
        for piece in bytes.chunks(4_097) {
            hasher.update(piece);
        }
        assert_eq!(hasher.size_bytes(), 300_000);
        assert_eq!(hasher.finish(), whole);
    }
}
