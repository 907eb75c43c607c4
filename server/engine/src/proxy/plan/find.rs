//! Which clips lie in the sources of a job.

use super::doubles;
use crate::PlanEnvironment;
use crate::plan::{SourceName, media_finding, root_finding};
use interneg_media::scan::{self, Problem, ProblemKind, ScanError, ScanOptions, ScannedClip, clip_name_of};
use interneg_media::{MediaError, ProbeOptions, SourceInfo};
use interneg_spec::Finding;
use interneg_spec::proxy::{ProxySource, SoundSource, check_plain_name};
use std::path::{Path, PathBuf};

/// A clip and the source of the job that it was found in.
pub(super) struct FoundClip {
    pub(super) source: usize,
    pub(super) clip: ScannedClip,
    /// Name of the clip: the stem of its file's name, without the number of a part.
    pub(super) name: String,
    /// Roll where the path of the clip names none: the folder that was searched, or that the file lies in.
    pub(super) roll: String,
    /// Path of the clip, `root:relative/path`, whatever name the job found it by.
    pub(super) ocf_path: String,
    /// Paths of its files of sound, likewise.
    pub(super) sound_paths: Vec<String>,
    /// It is all that its source has.
    pub(super) is_only: bool,
    /// How closely its source names it: the depth of the folder that was searched, and more than any for the clip itself.
    pub(super) closeness: usize,
}

impl FoundClip {
    /// How findings name it.
    pub(super) fn source_name(&self) -> SourceName {
        SourceName {
            clip: self.ocf_path.clone(),
            at: format!("sources[{}]", self.source),
            is_one_of_many: !self.is_only,
        }
    }

    /// Where a field of this clip is set, and of no other.
    pub(super) fn own_field(&self, name: &str) -> String {
        match (self.is_only, self.clip.further.is_empty()) {
            (true, _) => format!("sources[{}].{name}", self.source),
            (false, true) => format!("{name} in a source of its own for it (path = {:?})", self.ocf_path),
            // A part of a recording that is named by itself is no whole clip.
            (false, false) => format!("{name} in a source of its own for it (a folder that it is moved into)"),
        }
    }

    /// Where a field of this clip is set, and of all others of its source where it holds for them too.
    pub(super) fn field(&self, name: &str) -> String {
        match self.is_only {
            true => self.own_field(name),
            false => format!("{}, or sources[{}].{name} for all clips there", self.own_field(name), self.source),
        }
    }
}

/// A movie that a folder holds and that is no clip as long as its source does not say what becomes of its rate.
struct Unsteady {
    closeness: usize,
    path: PathBuf,
    finding: Finding,
}

/// Finds the clips of every source; what cannot be read becomes a finding and ends nothing.
pub(super) fn find(
    sources: &[ProxySource],
    sound: SoundSource,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Vec<FoundClip> {
    let mut found = Vec::new();
    let mut unsteady = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let field = format!("sources[{index}].path");
        let path = match environment.roots.resolve_source(&source.path) {
            Ok(path) => path,
            Err(error) => {
                findings.push(root_finding(field, &error));
                continue;
            }
        };
        let before = (findings.len(), unsteady.len());
        let closeness = if path.is_dir() { path.components().count() } else { usize::MAX };
        let (clips, problems) = look_into(&path, index, source, environment, findings);
        tell(problems, (index, closeness), &path, sound, findings, &mut unsteady);
        if clips.is_empty() && (findings.len(), unsteady.len()) == before {
            let remedy = "name a folder that holds clips";
            findings.push(Finding::error("SRC-MISSING", field.clone(), "no clip lies here", remedy));
        }
        let is_only = clips.len() == 1;
        for clip in clips {
            if let Some(error) = files(&clip).iter().find_map(|file| environment.roots.check_file(file).err()) {
                findings.push(root_finding(field.clone(), &error));
                continue;
            }
            let roll = source.roll.clone().or_else(|| clip.roll.clone()).unwrap_or_else(|| roll_of(&path));
            let place = if path.is_dir() { path.join(&clip.path) } else { path.clone() };
            let ocf_path = match environment.roots.name_of(&place) {
                Ok(name) => name,
                Err(error) => {
                    findings.push(root_finding(field.clone(), &error));
                    continue;
                }
            };
            let sound_paths = clip.sounds.iter().map(|sound| environment.roots.name_of(&sound.path));
            let sound_paths = match sound_paths.collect::<Result<_, _>>() {
                Ok(paths) => paths,
                Err(error) => {
                    findings.push(root_finding(field.clone(), &error));
                    continue;
                }
            };
            let name = clip_name_of(&clip.first.stem()).to_owned();
            if source.roll.as_ref().is_some_and(|roll| check_plain_name(roll).is_err()) {
                // The check of the job itself has said so.
                continue;
            }
            let unfit = |name: &String| check_plain_name(name).err().map(|error| format!("{name:?} {error}"));
            if let Some(reason) = unfit(&roll) {
                let message = format!("{ocf_path}: its roll cannot be the name of a folder: {reason}");
                let remedy = format!("set sources[{index}].roll, or rename the folder");
                findings.push(Finding::error("PX-02", field.clone(), message, remedy));
                continue;
            }
            if let Some(reason) = unfit(&name) {
                let message = format!("{ocf_path}: its name cannot be the name of a proxy: {reason}");
                findings.push(Finding::error("PX-02", field.clone(), message, "rename the original"));
                continue;
            }
            found.push(FoundClip { source: index, clip, name, roll, ocf_path, sound_paths, is_only, closeness });
        }
    }
    let is_settled = |movie: &Unsteady| {
        let mut closer = found.iter().filter(|clip| clip.closeness > movie.closeness);
        closer.any(|clip| files(&clip.clip).contains(&movie.path))
    };
    findings.extend(unsteady.into_iter().filter(|movie| !is_settled(movie)).map(|movie| movie.finding));
    doubles::settle(found, sources, findings)
}

/// The clips of a source, and what could not be read or found beside them; a source that is nothing is a finding.
fn look_into(
    path: &Path,
    index: usize,
    source: &ProxySource,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> (Vec<ScannedClip>, Vec<Problem>) {
    let field = format!("sources[{index}].path");
    let conform = source.conform_rate();
    let probe = ProbeOptions { max_dimension: environment.max_dimension, every_frame: true, conform };
    if !path.is_dir() {
        return match scan::one(path, &probe) {
            Ok((clip, problems)) => (vec![clip], problems),
            Err(error @ MediaError::VariableRate { .. }) => {
                findings.push(variable_rate(index, error.to_string()));
                Default::default()
            }
            Err(error) => {
                findings.push(media_finding(field, &error));
                Default::default()
            }
        };
    }
    match scan::scan(path, &ScanOptions { probe, ..ScanOptions::default() }) {
        Ok(scan) => (scan.clips, scan.problems),
        Err(error) => {
            let remedy = match error {
                ScanError::TooLarge { .. } => "name the folders of the rolls one by one",
                ScanError::Root { .. } => "check the path, the mount and the permissions",
            };
            findings.push(Finding::error("SRC-MISSING", field, error.to_string(), remedy));
            Default::default()
        }
    }
}

/// What a walk of `path` could not read or not find. Movies of variable rate wait, because another source may name them.
fn tell(
    problems: Vec<Problem>,
    (index, closeness): (usize, usize),
    path: &Path,
    sound: SoundSource,
    findings: &mut Vec<Finding>,
    unsteady: &mut Vec<Unsteady>,
) {
    let field = format!("sources[{index}].path");
    for problem in problems {
        if problem.kind == ProblemKind::VariableRate {
            let finding = variable_rate(index, problem.reason);
            unsteady.push(Unsteady { closeness, path: path.join(&problem.path), finding });
            continue;
        }
        let (rule, remedy) = match problem.kind {
            ProblemKind::NotRead => ("SRC-UNSUPPORTED", "transcode it with the maker's tools, or move it away"),
            ProblemKind::BrokenSequence => ("SRC-GAP", "restore the missing frames, or move the sequence away"),
            ProblemKind::MissingSound => (
                "PX-08",
                "copy it again from the camera card, or set sound.source to \"none\" for proxies without sound",
            ),
            _ => ("SRC-DAMAGED", "copy it again from the camera card, or move it away"),
        };
        let message = format!("{}: {}", problem.path, problem.reason);
        // Channels that are counted without the missing one would be other channels.
        let is_wanted = problem.kind != ProblemKind::MissingSound || sound != SoundSource::None;
        findings.push(match is_wanted {
            true => Finding::error(rule, field.clone(), message, remedy),
            false => Finding::warning(rule, field.clone(), message, remedy),
        });
    }
}

/// A movie whose frame rate varies, where the job does not say what becomes of it.
fn variable_rate(index: usize, message: String) -> Finding {
    let remedy = format!(
        "transcode it to a constant rate, or set sources[{index}].variable_rate = \"conform\" and sources[{index}].rate (of a \
         source that names this file alone where others lie beside it), which gives proxies whose frames are not the \
         original's"
    );
    Finding::error("PX-05", format!("sources[{index}].variable_rate"), message, remedy)
}

/// Every file of a clip.
pub(super) fn files(clip: &ScannedClip) -> Vec<PathBuf> {
    let sounds = clip.sounds.iter().map(|sound| sound.path.clone());
    clip.parts().flat_map(SourceInfo::files).chain(sounds).collect()
}

fn roll_of(path: &Path) -> String {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    folder.and_then(|folder| folder.file_name()).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
