//! Files of sound find the picture that they belong to.

use super::atom::{self, LooseSound};
use super::clip::{ScannedClip, stem_of};
use super::p2;
use super::report::{Problem, ProblemKind};
use std::collections::BTreeMap;

/// Tag in which FFmpeg tells the identity of an MXF file's material package, the editor's clip.
const MATERIAL_PACKAGE: &str = "material_package_umid";

/// Gives each sound to the picture that it belongs to: by its place on a P2 card, by its material package, or by its
/// folder and its name before the track tags `_v1` and `_a1`. Sounds of a clip then stand in the order of its channels.
pub(super) fn attach(clips: &mut [ScannedClip], sounds: Vec<LooseSound>, problems: &mut Vec<Problem>) {
    let (mut by_package, mut by_name) = (BTreeMap::new(), BTreeMap::new());
    for (index, clip) in clips.iter().enumerate() {
        if let Some(package) = clip.first.metadata.get(MATERIAL_PACKAGE) {
            by_package.entry(package.clone()).or_insert_with(Vec::new).push(index);
        }
        let key = (clip.folder().to_owned(), without_track(clip.stem(), 'v').to_owned());
        by_name.entry(key).or_insert_with(Vec::new).push(index);
    }
    for (path, sound) in sounds {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let of_card = p2::sound_at(&path)
            .and_then(|(own, _)| clips.iter().position(|clip| p2::picture_at(&clip.path).as_ref() == Some(&own)));
        let of_package = sound.metadata.get(MATERIAL_PACKAGE).and_then(|package| by_package.get(package));
        let of_name = || by_name.get(&(folder.to_owned(), without_track(stem_of(name), 'a').to_owned()));
        let owner = of_card.or_else(|| only(clips, of_package?, folder));
        match owner.or_else(|| only(clips, of_name()?, folder)) {
            Some(index) => {
                clips[index].sounds.push(sound);
                clips[index].sound_paths.push(path);
            }
            None => problems.push(Problem {
                kind: ProblemKind::SoundAlone,
                reason:
                    "no picture with this material package or name was found; put picture and sound of a clip into \
                         one folder"
                        .to_owned(),
                path,
            }),
        }
    }
    for clip in clips {
        atom::arrange(clip, problems);
    }
}

/// The only one, or the only one of the sound's own folder where there are copies elsewhere.
fn only(clips: &[ScannedClip], found: &[usize], folder: &str) -> Option<usize> {
    let beside: Vec<usize> = found.iter().copied().filter(|index| clips[*index].folder() == folder).collect();
    match (found, beside.as_slice()) {
        ([index], _) | (_, [index]) => Some(*index),
        _ => None,
    }
}

/// A stem without `_v1` or `_a12`: the letter is that of the kind of track.
pub(super) fn without_track(stem: &str, letter: char) -> &str {
    let Some((name, tag)) = stem.rsplit_once('_') else { return stem };
    let number = tag.strip_prefix(letter).or_else(|| tag.strip_prefix(letter.to_ascii_uppercase()));
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if number.is_some_and(is_number) { name } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn track_tags_are_taken_off() {
        assert_eq!(without_track("A001C001_a1", 'a'), "A001C001");
        assert_eq!(without_track("A001C001_V1", 'v'), "A001C001");
        for stem in ["A001C001", "A001C001_a", "A001C001_v001", "A001C001_v1"] {
            assert_eq!(without_track(stem, 'a'), stem);
        }
    }
}
