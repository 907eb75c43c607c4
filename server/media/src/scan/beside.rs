//! The files beside an MXF file that its name and place make its own.

use super::kinds::NameKind;
use super::walk::{Folder, join};
use super::{p2, sounds};
use std::path::{Path, PathBuf};

/// A picture and where its relatives are.
pub(super) struct Beside {
    /// Folder that paths start from.
    pub root: PathBuf,
    /// Path of the picture below the root.
    pub path: String,
    /// Files of sound, and the list of a card's clip, by their folders.
    pub folders: Vec<Folder>,
}

/// Looks around the picture at `path`; `None` where its name is not UTF-8 or a folder cannot be read. Links are left out,
/// as in every walk.
pub(super) fn of(path: &Path) -> Option<Beside> {
    let own_folder = path.parent()?;
    let name = path.file_name()?.to_str()?;
    let (video, contents) = (str_name(own_folder)?, own_folder.parent().and_then(str_name).unwrap_or_default());
    let on_card = format!("{contents}/{video}/{name}");
    let Some(own) = p2::picture_at(&on_card) else {
        let stem = sounds::without_track(path.file_stem()?.to_str()?, 'v');
        let is_sound = |other: &str| {
            let (other_stem, _) = other.rsplit_once('.').unwrap_or((other, ""));
            let without = sounds::without_track(other_stem, 'a');
            NameKind::of(other) == NameKind::Movie && without.len() < other_stem.len() && without == stem
        };
        let files = entries(own_folder, false)?.into_iter().filter(|other| is_sound(other)).collect();
        let folders = vec![Folder { path: String::new(), files }];
        return Some(Beside { root: own_folder.to_owned(), path: name.to_owned(), folders });
    };
    let card = own_folder.parent()?;
    let mut folders = Vec::new();
    for folder in entries(card, true)? {
        let path = join(&contents, &folder);
        let is_own = |file: &String| {
            let file = join(&path, file);
            let is_list = || {
                let stem = file.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
                p2::is_list(&file) && stem == Some(own.clip_name())
            };
            p2::sound_at(&file).is_some_and(|(picture, _)| picture == own) || is_list()
        };
        let files: Vec<String> = entries(&card.join(&folder), false)?.into_iter().filter(is_own).collect();
        folders.extend((!files.is_empty()).then_some(Folder { path, files }));
    }
    Some(Beside { root: card.parent()?.to_owned(), path: on_card.clone(), folders })
}

fn str_name(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

/// Names in a folder, in order: of folders, or of files.
fn entries(folder: &Path, of_folders: bool) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let kind = entry.file_type().ok()?;
        if if of_folders { kind.is_dir() } else { kind.is_file() } {
            names.extend(entry.file_name().to_str().filter(|name| !name.starts_with('.')).map(str::to_owned));
        }
    }
    names.sort();
    Some(names)
}
