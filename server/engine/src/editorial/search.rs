//! The clips that paths of a request lead to.

use super::EditorialError;
use crate::{PlanEnvironment, RootError};
use interneg_media::ProbeOptions;
use interneg_media::scan::{self, FolderScan, ScanOptions, ScannedClip};
use interneg_spec::MediaPath;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A path of a request that exists.
pub(super) struct Place {
    /// Field of the request, `ocf[1]`.
    pub field: String,
    /// Where it is, links resolved.
    pub real: PathBuf,
    /// `root:relative/path`.
    pub name: String,
}

impl Place {
    /// Looks `paths` up below the roots; `field` is what the request calls them.
    pub fn find_all(
        paths: &[MediaPath],
        field: &str,
        environment: &PlanEnvironment,
    ) -> Result<Vec<Self>, EditorialError> {
        let find = |(index, path)| {
            let field = format!("{field}[{index}]");
            let found = environment.roots.resolve_source(path).and_then(|real| {
                let name = environment.roots.name_of(&real)?;
                Ok((real, name))
            });
            match found {
                Ok((real, name)) => Ok(Self { field, real, name }),
                Err(error) => Err(EditorialError::Path { field, error }),
            }
        };
        paths.iter().enumerate().map(find).collect()
    }

    /// `root:relative/path` of what lies at `below` in this folder.
    pub fn name_below(&self, below: &str) -> String {
        let separator = if self.name.ends_with(':') { "" } else { "/" };
        format!("{}{separator}{below}", self.name)
    }

    /// That this place may not be used.
    pub fn refused(&self, error: RootError) -> EditorialError {
        EditorialError::Path { field: self.field.clone(), error }
    }
}

/// Everything that lies at or below `paths`, as one scan; what is reached by two of them is there once.
pub(super) fn search(
    paths: &[MediaPath],
    field: &str,
    environment: &PlanEnvironment,
) -> Result<FolderScan, EditorialError> {
    let probe = ProbeOptions { max_dimension: environment.max_dimension, every_frame: false, conform: None };
    let options = ScanOptions { probe, ..ScanOptions::default() };
    let mut clips: BTreeMap<String, ScannedClip> = BTreeMap::new();
    let mut found = FolderScan::default();
    for place in Place::find_all(paths, field, environment)? {
        let mut scan = look_into(&place, &options, environment)?;
        for mut clip in scan.clips {
            // The folder that was named may be the roll itself.
            clip.roll = clip.roll.or_else(|| folder_name(&place.real));
            clips.entry(clip.path.clone()).or_insert(clip);
        }
        found.problems.append(&mut scan.problems);
        found.skipped.append(&mut scan.skipped);
    }
    found.clips = clips.into_values().collect();
    found.problems.sort();
    found.problems.dedup();
    found.skipped.sort();
    found.skipped.dedup();
    Ok(found)
}

/// What lies at or below a place, under the names that it has below its root.
fn look_into(
    place: &Place,
    options: &ScanOptions,
    environment: &PlanEnvironment,
) -> Result<FolderScan, EditorialError> {
    if !place.real.is_dir() {
        let field = || place.field.clone();
        let (clip, mut problems) =
            scan::one(&place.real, &options.probe).map_err(|error| EditorialError::Clip { field: field(), error })?;
        for member in clip.members() {
            environment.roots.check_file(&member.path).map_err(|error| place.refused(error))?;
        }
        let clip = ScannedClip { path: place.name.clone(), ..clip };
        for problem in &mut problems {
            problem.path = format!("{}: {}", place.name, problem.path);
        }
        return Ok(FolderScan { clips: vec![clip], problems, ..FolderScan::default() });
    }
    let mut scan = scan::scan(&place.real, options)
        .map_err(|error| EditorialError::Folder { field: place.field.clone(), error })?;
    for clip in &mut scan.clips {
        clip.path = place.name_below(&clip.path);
    }
    for problem in &mut scan.problems {
        problem.path = place.name_below(&problem.path);
    }
    for skipped in &mut scan.skipped {
        skipped.path = place.name_below(&skipped.path);
    }
    Ok(scan)
}

fn folder_name(path: &Path) -> Option<String> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    Some(folder.file_name()?.to_string_lossy().into_owned())
}
