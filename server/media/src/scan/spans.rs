//! Recordings that a camera cut into several files, told by how cameras name the parts.

use super::ScannedClip;
use super::report::{Problem, ProblemKind};
use crate::{SourceInfo, SourceKind};
use interneg_spec::Timecode;
use std::collections::BTreeMap;

/// Name of a recording and the number of a part of it, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PartName {
    recording: String,
    number: u32,
}

/// Joins parts to clips. Parts that do not follow on each other stay clips of their own, which is told.
pub(super) fn join(clips: Vec<ScannedClip>, problems: &mut Vec<Problem>) -> Vec<ScannedClip> {
    let mut joined = Vec::new();
    let mut recordings: BTreeMap<(String, String), Vec<(u32, ScannedClip)>> = BTreeMap::new();
    for clip in clips {
        let is_movie = matches!(clip.first.kind, SourceKind::Movie { .. });
        match PartName::of(clip.stem()).filter(|_| is_movie) {
            Some(part) => {
                let key = (clip.folder().to_owned(), part.recording);
                recordings.entry(key).or_default().push((part.number, clip));
            }
            None => joined.push(clip),
        }
    }
    for (_, mut parts) in recordings {
        parts.sort_by(|one, other| (one.0, &one.1.path).cmp(&(other.0, &other.1.path)));
        match break_in(&parts) {
            None => joined.extend(whole(parts)),
            Some((path, reason)) => {
                let kind = ProblemKind::BrokenSpan;
                problems.push(Problem { path, kind, reason: format!("{reason}; its parts are taken as clips") });
                joined.extend(parts.into_iter().map(|(_, clip)| clip));
            }
        }
    }
    joined
}

/// A stem without the part number that cinema cameras put behind a whole clip name; other stems as they are.
pub(super) fn without_part(stem: &str) -> &str {
    PartName::of_cinema_camera(stem).and_then(|part| stem.get(..part.recording.len())).unwrap_or(stem)
}

fn whole(parts: Vec<(u32, ScannedClip)>) -> Option<ScannedClip> {
    let mut parts = parts.into_iter().map(|(_, clip)| clip);
    let mut clip = parts.next()?;
    clip.further.extend(parts.map(|part| part.first));
    Some(clip)
}

/// Where the parts, in order of their numbers, are not one recording: path and reason.
fn break_in(parts: &[(u32, ScannedClip)]) -> Option<(String, String)> {
    for (expected, (number, clip)) in (1..).zip(parts) {
        if *number != expected {
            let reason = format!("this is part {number} of a recording, and part {expected} is not beside it");
            return Some((clip.path.clone(), reason));
        }
    }
    parts.windows(2).find_map(|pair| {
        let [(_, one), (_, next)] = pair else { return None };
        let difference = difference(&one.first, &next.first)?;
        Some((next.path.clone(), format!("by its name this continues {}, but {difference}", one.file_name())))
    })
}

fn difference(one: &SourceInfo, next: &SourceInfo) -> Option<String> {
    if (one.raster, one.rate, &one.codec) != (next.raster, next.rate, &next.codec) {
        return Some("raster, rate or codec differ".to_owned());
    }
    match (one.start_timecode, next.start_timecode, one.rate) {
        (None, None, _) => None,
        (Some(start), Some(found), Some(rate)) => {
            let end = start.frame_count(rate).ok()?.saturating_add(one.frame_count);
            let expected = Timecode::from_frame_count(end, rate, start.is_drop_frame());
            (found != expected).then(|| format!("it starts at {found} instead of {expected}"))
        }
        _ => Some("one of the two has no timecode".to_owned()),
    }
}

impl PartName {
    fn of(stem: &str) -> Option<Self> {
        Self::of_cinema_camera(stem).or_else(|| Self::of_action_camera(stem))
    }

    /// `A001_C001_0131AB_001`: a whole clip name (camera letter, roll, clip number, and something that sets it apart), then
    /// the part in three digits, as RED cameras write.
    fn of_cinema_camera(stem: &str) -> Option<Self> {
        let (recording, digits) = stem.rsplit_once('_')?;
        let number = number(digits, 3)?;
        let (roll, rest) = recording.split_at_checked(4)?;
        let is_roll =
            roll.starts_with(|letter: char| letter.is_ascii_uppercase()) && self::number(&roll[1..], 3).is_some();
        let (clip, apart) = rest.strip_prefix('_').unwrap_or(rest).strip_prefix('C')?.split_once('_')?;
        let is_clip = (3..=4).contains(&clip.len()) && clip.bytes().all(|byte| byte.is_ascii_digit());
        (is_roll && is_clip && !apart.is_empty() && number > 0)
            .then(|| Self { recording: recording.to_owned(), number })
    }

    /// GoPro's chapters: `GX010123` is the first and `GX020123` the second of recording 0123 (HEVC; `GH` is H.264); older
    /// cameras write `GOPR0123`, `GP010123`.
    fn of_action_camera(stem: &str) -> Option<Self> {
        let (kind, rest) = stem.split_at_checked(2)?;
        let (chapter, recording) = rest.split_at_checked(2)?;
        number(recording, 4)?;
        let (kind, number) = match (kind, chapter) {
            ("GO", "PR") => ("GP", 1),
            ("GP", chapter) => ("GP", number(chapter, 2)?.checked_add(1)?),
            ("GX" | "GH", chapter) => (kind, number(chapter, 2).filter(|number| *number > 0)?),
            _ => return None,
        };
        Some(Self { recording: format!("{kind}{recording}"), number })
    }
}

/// The number in exactly `digits` digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_those_of_cameras() {
        let part = |stem| PartName::of(stem).map(|part| (part.recording, part.number));
        assert_eq!(part("A001_C001_0131AB_001"), Some(("A001_C001_0131AB".to_owned(), 1)));
        assert_eq!(part("A001C001_260131_R1AB_002"), Some(("A001C001_260131_R1AB".to_owned(), 2)));
        assert_eq!(part("GX010123"), Some(("GX0123".to_owned(), 1)));
        assert_eq!(part("GOPR0123"), Some(("GP0123".to_owned(), 1)));
        assert_eq!(part("GP010123"), Some(("GP0123".to_owned(), 2)));
        assert_eq!(without_part("A001_C001_0131AB_001"), "A001_C001_0131AB");
        assert_eq!(without_part("GX010123"), "GX010123");
        // Takes and versions are no parts.
        for stem in
            ["DJI_0001", "shot_001", "A001C001_260131_R1AB", "A001_C001_001", "GX000123", "A001C001_x_000", "Gé01", ""]
        {
            assert_eq!(part(stem), None, "{stem}");
        }
    }
}
