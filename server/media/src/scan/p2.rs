//! P2 cards: picture and sound of a clip lie in folders of their own, and a list for each clip says what belongs to it.
//!
//! ```text
//! CONTENTS/CLIP/0001AB.XML      list: name of the clip, one `Video`, an `Audio` for each channel
//! CONTENTS/VIDEO/0001AB.MXF     picture
//! CONTENTS/AUDIO/0001AB00.MXF   first channel of sound; 01, 02 ... the others
//! ```

use super::ScannedClip;
use super::report::{Problem, ProblemKind};
use crate::xml;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Lists are some ten kilobytes.
const LONGEST_LIST_BYTES: u64 = 1 << 20;
/// P2 cameras record up to 16 channels, and file names have two digits for them.
const MOST_CHANNELS: usize = 100;

/// What the list of a clip says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClipList {
    /// Path of the list below the root.
    path: String,
    /// Name of the clip, which its files have too.
    name: String,
    /// Channels of sound that have a file.
    channels: usize,
}

/// A file of a card, by its place and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CardFile<'a> {
    /// Path of the folder `CONTENTS`.
    card: &'a str,
    /// Name of the clip.
    clip: &'a str,
}

impl CardFile<'_> {
    /// Name of the clip.
    pub fn clip_name(&self) -> &str {
        self.clip
    }
}

/// The picture that the file at `path` below the root is by its place.
pub(super) fn picture_at(path: &str) -> Option<CardFile<'_>> {
    let (card, stem) = place(path, "VIDEO", "MXF")?;
    Some(CardFile { card, clip: stem })
}

/// The sound that the file at `path` is by its place, and which channel, from 0.
pub(super) fn sound_at(path: &str) -> Option<(CardFile<'_>, usize)> {
    let (card, stem) = place(path, "AUDIO", "MXF")?;
    let (clip, channel) = stem.split_at_checked(stem.len().checked_sub(2)?)?;
    let is_number = !clip.is_empty() && channel.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Some((CardFile { card, clip }, channel.parse().ok()?))).flatten()
}

/// Whether the file at `path` is the list of a clip by its place.
pub(super) fn is_list(path: &str) -> bool {
    place(path, "CLIP", "XML").is_some()
}

/// Path of `CONTENTS` and stem of a file of this kind in that folder of a card; cards are case-insensitive.
fn place<'a>(path: &'a str, folder: &str, extension: &str) -> Option<(&'a str, &'a str)> {
    let (own_folder, name) = path.rsplit_once('/')?;
    let (card, own) = own_folder.rsplit_once('/')?;
    let contents = card.rsplit('/').next().unwrap_or(card);
    let (stem, own_extension) = name.rsplit_once('.')?;
    let is_there = contents.eq_ignore_ascii_case("CONTENTS") && own.eq_ignore_ascii_case(folder);
    (is_there && own_extension.eq_ignore_ascii_case(extension)).then_some((card, stem))
}

impl ClipList {
    /// Reads the list at `path` below `root`.
    ///
    /// # Errors
    /// Why it says nothing of a clip.
    pub fn read(root: &Path, path: &str) -> Result<Self, String> {
        let mut bytes = Vec::new();
        let file = File::open(root.join(path)).map_err(|error| error.to_string())?;
        file.take(LONGEST_LIST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() as u64 > LONGEST_LIST_BYTES {
            return Err(format!("it is longer than {LONGEST_LIST_BYTES} bytes"));
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        Self::parse(path, &text)
    }

    fn parse(path: &str, text: &str) -> Result<Self, String> {
        let mut faults = Vec::new();
        let root = xml::parse(text.trim_start_matches('\u{feff}'), "P2MAIN", &mut faults)?;
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        let content = root.child("CLIPCONTENT").ok_or("it has no ClipContent")?;
        let name = content.value("CLIPNAME").ok_or("it has no ClipName")?.to_owned();
        let channels = content.child("ESSENCELIST").map_or(0, |list| list.all("AUDIO").count());
        if channels > MOST_CHANNELS {
            return Err(format!("it lists {channels} channels of sound; a card has {MOST_CHANNELS} at most"));
        }
        Ok(Self { path: path.to_owned(), name, channels })
    }

    /// Says which files of the clip are not there. A file that has a problem already is not told again.
    pub fn check(&self, clips: &[ScannedClip], problems: &mut Vec<Problem>) {
        let Some((card, _)) = place(&self.path, "CLIP", "XML") else { return };
        let own = CardFile { card, clip: &self.name };
        let told: BTreeSet<String> = problems.iter().map(|problem| problem.path.to_ascii_uppercase()).collect();
        let list = self.path.rsplit('/').next().unwrap_or(&self.path);
        let mut miss = |kind, path: String, what: &str| {
            if !told.contains(&path.to_ascii_uppercase()) {
                let reason = format!("{what} of the clip {} that {list} lists is not there", self.name);
                problems.push(Problem { path, kind, reason });
            }
        };
        let Some(clip) = clips.iter().find(|clip| picture_at(&clip.path).as_ref() == Some(&own)) else {
            return miss(ProblemKind::BrokenSpan, format!("{card}/VIDEO/{}.MXF", self.name), "the picture");
        };
        let has: BTreeSet<usize> = clip
            .sound_paths
            .iter()
            .filter_map(|path| sound_at(path))
            .filter_map(|(file, channel)| (file == own).then_some(channel))
            .collect();
        for channel in (0..self.channels).filter(|channel| !has.contains(channel)) {
            let path = format!("{card}/AUDIO/{}{channel:02}.MXF", self.name);
            miss(ProblemKind::MissingSound, path, &format!("channel {} of the sound", channel + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_place() {
        let of = |card, clip| CardFile { card, clip };
        assert_eq!(picture_at("A001/CONTENTS/VIDEO/0001AB.MXF"), Some(of("A001/CONTENTS", "0001AB")));
        assert_eq!(picture_at("contents/video/0001AB.mxf"), Some(of("contents", "0001AB")));
        assert_eq!(sound_at("CONTENTS/AUDIO/0001AB03.MXF"), Some((of("CONTENTS", "0001AB"), 3)));
        assert!(is_list("CONTENTS/CLIP/0001AB.XML"));
        for path in ["VIDEO/0001AB.MXF", "CONTENTS/0001AB.MXF", "CONTENTS/VIDEO/x/0001AB.MXF", "0001AB.MXF"] {
            assert_eq!(picture_at(path), None, "{path}");
        }
        for path in ["CONTENTS/AUDIO/01.MXF", "CONTENTS/AUDIO/0001ABx.MXF", "CONTENTS/AUDIO/é1.MXF"] {
            assert_eq!(sound_at(path), None, "{path}");
        }
    }

    #[test]
    fn lists_are_read_or_refused() {
        let list = |text: &str| ClipList::parse("CONTENTS/CLIP/0001AB.XML", text);
        let text = "\u{feff}<?xml version=\"1.0\"?><P2Main xmlns=\"urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.1\">\
                    <ClipContent><ClipName>0001AB</ClipName><EssenceList><Video ValidAudioFlag=\"false\"/><Audio/><Audio/>\
                    </EssenceList></ClipContent></P2Main>";
        let read = list(text).unwrap();
        assert_eq!((read.name.as_str(), read.channels), ("0001AB", 2));
        for length in 0..text.len() - 1 {
            if let Some(cut) = text.get(..length) {
                assert!(list(cut).is_err(), "cut at {length}");
            }
        }
        assert!(list("<P2Main><ClipContent/></P2Main>").unwrap_err().contains("ClipName"));
        assert!(list("<html/>").unwrap_err().contains("HTML"));
        let many = format!("<P2Main><ClipContent><ClipName>A</ClipName><EssenceList>{}", "<Audio/>".repeat(101));
        assert!(list(&(many + "</EssenceList></ClipContent></P2Main>")).unwrap_err().contains("101 channels"));
    }
}
