//! Sample tables: how long samples last, how large they are and where they lie.

use super::atom::Atoms;

/// Samples that lie one behind the other in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Where the first one begins, from the beginning of the file.
    pub offset_bytes: u64,
    /// How many there are.
    pub samples: u32,
}

/// Lengths of samples in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SampleSizes<'a> {
    /// Each has its own.
    Each(&'a [u32]),
    /// All have the same.
    All { bytes: u32, count: u32 },
}

/// The samples of a track.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampleTable<'a> {
    /// Duration of each in the media's time scale.
    pub sample_ticks: u32,
    pub sizes: SampleSizes<'a>,
    pub chunks: &'a [Chunk],
}

impl SampleTable<'_> {
    /// Writes `stbl` with the one sample description that `describe` writes.
    pub fn write(&self, atoms: &mut Atoms, describe: impl FnOnce(&mut Atoms)) {
        atoms.atom(b"stbl", |atoms| {
            atoms.full_atom(b"stsd", 0, 0, |atoms| {
                atoms.u32(1);
                describe(atoms);
            });
            self.write_tables(atoms);
        });
    }

    /// Writes the tables alone, for a `stbl` that holds more.
    pub fn write_tables(&self, atoms: &mut Atoms) {
        atoms.full_atom(b"stts", 0, 0, |atoms| {
            // A track that is told in fragments has no row here.
            let rows = self.sizes.count().min(1);
            atoms.u32(rows);
            if rows > 0 {
                atoms.u32(self.sizes.count());
                atoms.u32(self.sample_ticks);
            }
        });
        self.write_chunk_lengths(atoms);
        self.write_sizes(atoms);
        self.write_offsets(atoms);
    }

    /// `stsc`: a row wherever a chunk holds another number of samples than the one before.
    fn write_chunk_lengths(&self, atoms: &mut Atoms) {
        let rows: Vec<(u32, u32)> = (1..)
            .zip(self.chunks)
            .zip(std::iter::once(None).chain(self.chunks.iter().map(Some)))
            .filter(|((_, chunk), before)| before.is_none_or(|before| before.samples != chunk.samples))
            .map(|((number, chunk), _)| (number, chunk.samples))
            .collect();
        atoms.full_atom(b"stsc", 0, 0, |atoms| {
            atoms.u32(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            for (first_chunk, samples) in rows {
                atoms.u32(first_chunk);
                atoms.u32(samples);
                // Number of the sample description.
                atoms.u32(1);
            }
        });
    }

    fn write_sizes(&self, atoms: &mut Atoms) {
        atoms.full_atom(b"stsz", 0, 0, |atoms| match self.sizes.common() {
            Some(bytes) => {
                atoms.u32(bytes);
                atoms.u32(self.sizes.count());
            }
            None => {
                atoms.u32(0);
                atoms.u32(self.sizes.count());
                if let SampleSizes::Each(sizes) = self.sizes {
                    sizes.iter().for_each(|bytes| atoms.u32(*bytes));
                }
            }
        });
    }

    /// `stco`, or `co64` where an offset needs more than 32 bits.
    fn write_offsets(&self, atoms: &mut Atoms) {
        let count = u32::try_from(self.chunks.len()).unwrap_or(u32::MAX);
        let short: Option<Vec<u32>> = self.chunks.iter().map(|chunk| u32::try_from(chunk.offset_bytes).ok()).collect();
        match short {
            Some(offsets) => atoms.full_atom(b"stco", 0, 0, |atoms| {
                atoms.u32(count);
                offsets.into_iter().for_each(|offset| atoms.u32(offset));
            }),
            None => atoms.full_atom(b"co64", 0, 0, |atoms| {
                atoms.u32(count);
                self.chunks.iter().for_each(|chunk| atoms.u64(chunk.offset_bytes));
            }),
        }
    }
}

impl SampleSizes<'_> {
    pub fn count(self) -> u32 {
        match self {
            Self::Each(sizes) => u32::try_from(sizes.len()).unwrap_or(u32::MAX),
            Self::All { count, .. } => count,
        }
    }

    /// The length that all samples have, where they have one.
    fn common(self) -> Option<u32> {
        match self {
            Self::All { bytes, .. } => Some(bytes),
            Self::Each(sizes) => {
                sizes.first().copied().filter(|first| *first > 0 && sizes.iter().all(|size| size == first))
            }
        }
    }
}
