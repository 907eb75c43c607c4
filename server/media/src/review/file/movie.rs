//! `moov`: the tracks, with their samples in fragments that follow or in tables.

use crate::mux::mov::atom::{Atoms, version_for};
use crate::mux::mov::sample_table::{Chunk, SampleSizes, SampleTable};
use interneg_spec::Raster;

/// Language `und`, three letters of five bits (ISO/IEC 14496-12 section 8.4.2.3).
const UNDETERMINED: u16 = 0x55c4;
/// Matrix of a picture that is neither turned nor moved (ISO/IEC 14496-12 section 8.2.2.3).
const UNTURNED: [u32; 9] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30];
/// Flags of a track: enabled, in the movie.
const SHOWN: u32 = 3;

/// What a track is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Picture or sound.
    pub kind: TrackKind,
    /// Ticks of a second.
    pub time_scale: u32,
    /// Ticks of a sample.
    pub sample_ticks: u32,
    /// Ticks at the beginning that are decoded and not presented.
    pub lead_ticks: u32,
    /// The sample entry.
    pub entry: Vec<u8>,
}

/// Picture or sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackKind {
    /// Pictures of a size.
    Picture(Raster),
    /// Sound.
    Sound,
}

/// The samples of a track in a file that has no fragments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Length of each sample in bytes.
    pub sizes: Vec<u32>,
    /// Where they lie.
    pub chunks: Vec<Chunk>,
    /// Ticks from decoding to presentation, of each sample; empty where all are 0.
    pub compositions: Vec<u32>,
    /// Numbers of the key frames, from 1; empty where all samples are.
    pub keys: Vec<u32>,
}

/// The file type and `moov` of a file whose samples are in fragments.
pub fn write_init(tracks: &[Track]) -> Vec<u8> {
    let mut atoms = Atoms::default();
    write_type(&mut atoms, b"iso6", &[b"iso6", b"mp41", b"hlsf"]);
    atoms.atom(b"moov", |atoms| {
        write_movie_header(atoms, tracks, 0);
        for (id, track) in (1..).zip(tracks) {
            write_track(atoms, id, track, &Contents::default(), u64::from(track.lead_ticks), 0);
        }
        atoms.atom(b"mvex", |atoms| {
            for (id, track) in (1..).zip(tracks) {
                atoms.full_atom(b"trex", 0, 0, |atoms| {
                    atoms.u32(id);
                    atoms.u32(1);
                    atoms.u32(track.sample_ticks);
                    atoms.zeros(8);
                });
            }
        });
    });
    atoms.into_bytes()
}

/// The file type and `moov` of a file whose samples follow in one `mdat`. Each track presents `movie_ticks` of the first
/// track's ticks, from its lead and its pictures' delay on.
pub fn write_whole(tracks: &[Track], contents: &[Contents], movie_ticks: u64) -> Vec<u8> {
    let mut atoms = Atoms::default();
    write_type(&mut atoms, b"isom", &[b"isom", b"iso2", b"mp41"]);
    atoms.atom(b"moov", |atoms| {
        write_movie_header(atoms, tracks, movie_ticks);
        for ((id, track), contents) in (1..).zip(tracks).zip(contents) {
            // The first sample is presented first, so that its delay is that of the track.
            let delay = contents.compositions.first().copied().unwrap_or(0);
            let begin = u64::from(track.lead_ticks) + u64::from(delay);
            write_track(atoms, id, track, contents, begin, movie_ticks);
        }
    });
    atoms.into_bytes()
}

fn write_type(atoms: &mut Atoms, brand: &[u8; 4], compatible: &[&[u8; 4]]) {
    atoms.atom(b"ftyp", |atoms| {
        atoms.bytes(brand);
        atoms.u32(0x200);
        compatible.iter().for_each(|brand| atoms.bytes(*brand));
    });
}

fn write_movie_header(atoms: &mut Atoms, tracks: &[Track], movie_ticks: u64) {
    let version = version_for(&[movie_ticks]);
    atoms.full_atom(b"mvhd", version, 0, |atoms| {
        write_unknown_times(atoms, version);
        atoms.u32(movie_time_scale(tracks));
        atoms.time(version, movie_ticks);
        // Rate and volume of 1.
        atoms.u32(1 << 16);
        atoms.u16(1 << 8);
        atoms.zeros(10);
        UNTURNED.iter().for_each(|value| atoms.u32(*value));
        atoms.zeros(24);
        atoms.u32(u32::try_from(tracks.len() + 1).unwrap_or(u32::MAX));
    });
}

/// The movie counts in the ticks of its first track.
fn movie_time_scale(tracks: &[Track]) -> u32 {
    tracks.first().map_or(1, |track| track.time_scale)
}

/// Moments of creation and change: 0, because the clock is not asked.
fn write_unknown_times(atoms: &mut Atoms, version: u8) {
    atoms.time(version, 0);
    atoms.time(version, 0);
}

fn write_track(atoms: &mut Atoms, id: u32, track: &Track, contents: &Contents, begin: u64, movie_ticks: u64) {
    let media_ticks = contents.sizes.len() as u64 * u64::from(track.sample_ticks);
    atoms.atom(b"trak", |atoms| {
        let version = version_for(&[movie_ticks]);
        atoms.full_atom(b"tkhd", version, SHOWN, |atoms| {
            write_unknown_times(atoms, version);
            atoms.u32(id);
            atoms.u32(0);
            atoms.time(version, movie_ticks);
            atoms.zeros(12);
            let (volume, width, height) = match track.kind {
                TrackKind::Picture(raster) => (0, raster.width, raster.height),
                TrackKind::Sound => (1 << 8, 0, 0),
            };
            atoms.u16(volume);
            atoms.zeros(2);
            UNTURNED.iter().for_each(|value| atoms.u32(*value));
            atoms.u32(width << 16);
            atoms.u32(height << 16);
        });
        if begin > 0 {
            let version = version_for(&[movie_ticks, begin]);
            atoms.atom(b"edts", |atoms| {
                atoms.full_atom(b"elst", version, 0, |atoms| {
                    atoms.u32(1);
                    atoms.time(version, movie_ticks);
                    atoms.time(version, begin);
                    atoms.u32(1 << 16);
                });
            });
        }
        atoms.atom(b"mdia", |atoms| {
            let version = version_for(&[media_ticks]);
            atoms.full_atom(b"mdhd", version, 0, |atoms| {
                write_unknown_times(atoms, version);
                atoms.u32(track.time_scale);
                atoms.time(version, media_ticks);
                atoms.u16(UNDETERMINED);
                atoms.u16(0);
            });
            write_handler(atoms, track.kind);
            write_media(atoms, track, contents);
        });
    });
}

fn write_handler(atoms: &mut Atoms, kind: TrackKind) {
    let (code, name) = match kind {
        TrackKind::Picture(_) => (b"vide", b"picture\0"),
        TrackKind::Sound => (b"soun", b"sound\0\0\0"),
    };
    atoms.full_atom(b"hdlr", 0, 0, |atoms| {
        atoms.u32(0);
        atoms.bytes(code);
        atoms.zeros(12);
        atoms.bytes(name);
    });
}

fn write_media(atoms: &mut Atoms, track: &Track, contents: &Contents) {
    atoms.atom(b"minf", |atoms| {
        match track.kind {
            TrackKind::Picture(_) => atoms.full_atom(b"vmhd", 0, 1, |atoms| atoms.zeros(8)),
            TrackKind::Sound => atoms.full_atom(b"smhd", 0, 0, |atoms| atoms.zeros(4)),
        }
        atoms.atom(b"dinf", |atoms| {
            atoms.full_atom(b"dref", 0, 0, |atoms| {
                atoms.u32(1);
                // Flag 1: the samples are in this file.
                atoms.full_atom(b"url ", 0, 1, |_| {});
            });
        });
        atoms.atom(b"stbl", |atoms| {
            atoms.full_atom(b"stsd", 0, 0, |atoms| {
                atoms.u32(1);
                atoms.bytes(&track.entry);
            });
            let sizes = SampleSizes::Each(&contents.sizes);
            SampleTable { sample_ticks: track.sample_ticks, sizes, chunks: &contents.chunks }.write_tables(atoms);
            write_compositions(atoms, &contents.compositions);
            if !contents.keys.is_empty() {
                atoms.full_atom(b"stss", 0, 0, |atoms| {
                    atoms.u32(u32::try_from(contents.keys.len()).unwrap_or(u32::MAX));
                    contents.keys.iter().for_each(|number| atoms.u32(*number));
                });
            }
        });
    });
}

/// `ctts`, a row wherever the delay changes.
fn write_compositions(atoms: &mut Atoms, compositions: &[u32]) {
    if compositions.iter().all(|ticks| *ticks == 0) {
        return;
    }
    let rows: Vec<&[u32]> = compositions.chunk_by(|one, next| one == next).collect();
    atoms.full_atom(b"ctts", 0, 0, |atoms| {
        atoms.u32(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        for row in rows {
            atoms.u32(u32::try_from(row.len()).unwrap_or(u32::MAX));
            atoms.u32(row[0]);
        }
    });
}
