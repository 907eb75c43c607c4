//! Segments: one `moof` with a run of samples for each track, and the `mdat` of the samples.

use crate::mux::mov::atom::Atoms;

/// Flags of a track fragment: offsets count from the `moof` (ISO/IEC 14496-12 section 8.8.7).
pub(super) const BASE_IS_MOOF: u32 = 0x02_0000;
/// Flags of a run: where its data begins, and of each sample its size, its flags and its composition (section 8.8.8).
pub(super) const HAS_OFFSET: u32 = 0x1;
pub(super) const HAS_SIZES: u32 = 0x200;
pub(super) const HAS_FLAGS: u32 = 0x400;
pub(super) const HAS_COMPOSITIONS: u32 = 0x800;
/// Flags of a sample that depends on no other, and of one that does and is no key frame (section 8.8.3.1).
pub(super) const KEY: u32 = 0x0200_0000;
pub(super) const NO_KEY: u32 = 0x0101_0000;

/// Samples of a track, in the order of decoding.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// Number of the track, from 1.
    pub track: u32,
    /// When the first one is decoded, in ticks of the track.
    pub begin_ticks: u64,
    /// The samples.
    pub samples: Vec<RunSample<'a>>,
}

/// A sample of a run.
#[derive(Debug, Clone, Copy)]
pub struct RunSample<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// It can be decoded without others.
    pub is_key: bool,
    /// Ticks from its decoding to its presentation; below 0 where the order of both differs.
    pub composition_ticks: i32,
}

/// A segment. `sequence_number` grows from one to the next.
pub fn write_fragment(sequence_number: u32, runs: &[Run<'_>]) -> Vec<u8> {
    // Offsets count from the beginning of the `moof`, whose length does not depend on them.
    let head_bytes = moof(sequence_number, runs, 0).len();
    let mut bytes = moof(sequence_number, runs, head_bytes + 8);
    let mut atoms = Atoms::default();
    atoms.atom(b"mdat", |atoms| {
        for sample in runs.iter().flat_map(|run| &run.samples) {
            atoms.bytes(sample.bytes);
        }
    });
    bytes.extend(atoms.into_bytes());
    bytes
}

fn moof(sequence_number: u32, runs: &[Run<'_>], data_offset_bytes: usize) -> Vec<u8> {
    let mut atoms = Atoms::default();
    let mut offset_bytes = data_offset_bytes;
    atoms.atom(b"moof", |atoms| {
        atoms.full_atom(b"mfhd", 0, 0, |atoms| atoms.u32(sequence_number));
        for run in runs {
            atoms.atom(b"traf", |atoms| {
                atoms.full_atom(b"tfhd", 0, BASE_IS_MOOF, |atoms| atoms.u32(run.track));
                atoms.full_atom(b"tfdt", 1, 0, |atoms| atoms.u64(run.begin_ticks));
                write_run(atoms, run, offset_bytes);
            });
            offset_bytes += run.samples.iter().map(|sample| sample.bytes.len()).sum::<usize>();
        }
    });
    atoms.into_bytes()
}

fn write_run(atoms: &mut Atoms, run: &Run<'_>, offset_bytes: usize) {
    // Version 1: compositions may be below 0.
    atoms.full_atom(b"trun", 1, HAS_OFFSET | HAS_SIZES | HAS_FLAGS | HAS_COMPOSITIONS, |atoms| {
        atoms.u32(u32::try_from(run.samples.len()).unwrap_or(u32::MAX));
        // The limits on bit rates and lengths of segments keep a segment far below 2 GiB.
        atoms.i32(i32::try_from(offset_bytes).unwrap_or(i32::MAX));
        for sample in &run.samples {
            atoms.u32(u32::try_from(sample.bytes.len()).unwrap_or(u32::MAX));
            atoms.u32(if sample.is_key { KEY } else { NO_KEY });
            atoms.i32(sample.composition_ticks);
        }
    });
}
