//! OP-Atom clips (ST 390): a file for each track, tied together by their packages.

use super::ScannedClip;
use super::report::{Problem, ProblemKind};
use crate::SoundFile;
use crate::mux::mxf::{self, TrackKind, Umid};
use std::collections::BTreeSet;
use std::path::Path;

/// Byte of an operational pattern's label that tells which it is, and its value for OP-Atom (ST 390 section 6).
const PATTERN_BYTE: usize = 12;
const OP_ATOM: u8 = 0x10;

/// What an OP-Atom file says of the clip that it is a part of.
pub(super) struct Atom {
    /// Packages whose essence lies in this file.
    own: Vec<Umid>,
    /// Sound of the clip in the order of its tracks: the package of each, and what the track is called.
    sounds: Vec<(Umid, String)>,
}

impl Atom {
    /// Reads an OP-Atom file; `None` for any other, and where its metadata tell nothing.
    pub fn read(path: &Path) -> Option<Self> {
        // FFmpeg has read the file before: what our reader does not understand only says nothing of its relatives.
        let told = mxf::describe(path).ok().filter(|told| told.operational_pattern[PATTERN_BYTE] == OP_ATOM)?;
        let mut tracks: Vec<_> =
            told.material()?.tracks.iter().filter(|track| track.kind == TrackKind::Sound).collect();
        // Numbers count the tracks of a kind; files without numbers have them in order.
        tracks.sort_by_key(|track| track.number);
        let sound = |(number, track): (usize, &&mxf::Track)| {
            let name = track.name.clone().unwrap_or_else(|| format!("A{number}"));
            Some((track.source?.package, name))
        };
        Some(Self {
            own: told.essence_containers.iter().map(|essence| essence.package).collect(),
            sounds: (1..).zip(&tracks).filter_map(sound).collect(),
        })
    }

    /// Which of the clip's sounds, from 0, lies in `file`; `None` where the packages do not say.
    fn place_of(&self, file: &Self) -> Option<usize> {
        self.sounds.iter().position(|(package, _)| file.own.contains(package))
    }
}

/// Puts the sound of a clip in order: as the picture's packages have it, or else by the numbers in the names. What the
/// packages name and nobody has is a problem.
pub(super) fn arrange(clip: &mut ScannedClip, problems: &mut Vec<Problem>) {
    let path = clip.first.files().into_iter().next().filter(|_| clip.is_mxf());
    let picture = path.and_then(|path| Atom::read(&path));
    let mut found = BTreeSet::new();
    let sounds = std::mem::take(&mut clip.sounds).into_iter().zip(std::mem::take(&mut clip.sound_paths));
    let mut sounds: Vec<_> = sounds
        .map(|(sound, path)| {
            let place = picture.as_ref().and_then(|picture| picture.place_of(&Atom::read(&sound.path)?));
            found.extend(place);
            let (name, number) = numbered(&path);
            ((place.unwrap_or(usize::MAX), name.to_owned(), number), sound, path)
        })
        .collect();
    sounds.sort_by(|(one, _, one_path), (other, _, other_path)| (one, one_path).cmp(&(other, other_path)));
    (clip.sounds, clip.sound_paths) = sounds.into_iter().map(|(_, sound, path)| (sound, path)).unzip();
    let Some(picture) = picture else { return };
    for (place, (package, name)) in picture.sounds.iter().enumerate() {
        if !found.contains(&place) && !picture.own.contains(package) {
            let reason = format!(
                "its packages name sound track {} ({name}), and no file with the package {package} was found",
                place + 1
            );
            problems.push(Problem { path: clip.path.clone(), kind: ProblemKind::MissingSound, reason });
        }
    }
}

/// A path without the number at the end of its stem, and the number: `a10` follows `a9`.
fn numbered(path: &str) -> (&str, Option<u64>) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let name = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (name, stem[name.len()..].parse().ok())
}

/// A sound that is not attached yet.
pub(super) type LooseSound = (String, SoundFile);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_follows_nine() {
        let mut paths = ["x/C_a10.mxf", "x/C_a2.mxf", "x/C_a1.mxf", "x/B00.MXF", "x/C.mxf"];
        paths.sort_by_key(|path| numbered(path));
        assert_eq!(paths, ["x/B00.MXF", "x/C.mxf", "x/C_a1.mxf", "x/C_a2.mxf", "x/C_a10.mxf"]);
    }
}
