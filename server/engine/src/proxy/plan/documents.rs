//! AMFs, CDLs and LUTs that a job names.

use super::colour::{PlannedCdl, PlannedGrade, PlannedLut};
use super::read_text;
use crate::plan::root_finding;
use crate::{PlanEnvironment, RootError};
use interneg_colour::LutFile;
use interneg_editorial::amf::Amf;
use interneg_editorial::cdl::{Cdl, CdlDocument};
use interneg_editorial::{ale, edl};
use interneg_manifest::hash::{DigestKind, hash_file};
use interneg_spec::proxy::ViewLook;
use interneg_spec::{Finding, MediaPath, Rate};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Largest AMF or CDL list that is read, in bytes.
const DOCUMENT_BYTES: u64 = 64 << 20;
/// Files of looks that one folder may hold.
const FOLDER_FILES: usize = 100_000;

/// What a job says of looks, read.
#[derive(Default)]
pub(super) struct LookDocuments {
    pub(super) amfs: Vec<(String, Amf)>,
    cdls: Vec<NamedCdl>,
    lut: Option<PlannedLut>,
    cdl_space: Option<String>,
}

/// Ten numbers and the names of what they are for.
struct NamedCdl {
    /// Names of a clip: an id, a clip's name.
    clips: Vec<String>,
    /// Reel, where the list tells reels.
    reel: Option<String>,
    cdl: Cdl,
    file: String,
}

impl LookDocuments {
    /// Reads what the look names; faults become findings.
    pub(super) fn read(look: &ViewLook, environment: &PlanEnvironment, findings: &mut Vec<Finding>) -> Self {
        let mut read = Self { cdl_space: look.cdl_space.clone(), ..Self::default() };
        for (field, path) in files(&look.amf, "look.amf", &["amf"], environment, findings) {
            match read_text(&path, DOCUMENT_BYTES)
                .and_then(|text| Amf::from_xml(&text).map_err(|error| error.to_string()))
            {
                Ok(amf) => read.amfs.push((name_of(&path), amf)),
                Err(error) => findings.push(unreadable(field, &path, &error, "name valid ACES metadata files")),
            }
        }
        for (field, path) in files(&look.cdl, "look.cdl", &["cdl", "ccc", "cc", "ale", "edl"], environment, findings) {
            match read_cdls(&path) {
                Ok(cdls) => read.cdls.extend(cdls),
                Err(error) => findings.push(unreadable(field, &path, &error, "name valid CDL, ALE or EDL files")),
            }
        }
        if let Some(path) = &look.lut {
            read.lut = read_lut(path, look.lut_space.as_deref(), environment, findings);
        }
        read
    }

    /// The CDL of a clip by its name, else by its reel where only one CDL is for that reel.
    pub(super) fn cdl_for(&self, clip_name: &str, reel: &str) -> Result<Option<PlannedGrade>, String> {
        let by_name: Vec<&NamedCdl> =
            self.cdls.iter().filter(|cdl| cdl.clips.iter().any(|name| name == clip_name)).collect();
        let found = if by_name.is_empty() {
            self.cdls
                .iter()
                .filter(|cdl| cdl.reel.as_deref() == Some(reel) || cdl.clips.iter().any(|name| name == reel))
                .collect()
        } else {
            by_name
        };
        let Some(first) = found.first() else { return Ok(None) };
        if let Some(other) = found.iter().find(|other| other.cdl != first.cdl) {
            return Err(format!("{} and {} have different CDLs for it", first.file, other.file));
        }
        Ok(Some(PlannedGrade {
            cdl: Some(PlannedCdl::new(first.cdl, self.cdl_space.as_deref())),
            lut: None,
            origin: format!("CDL of {}", first.file),
        }))
    }

    /// Field of the job that names files which speak of single clips; none where there are no such files.
    pub(super) fn lists_of_clips(&self) -> Option<&'static str> {
        match (self.cdls.is_empty(), self.amfs.is_empty()) {
            (false, _) => Some("look.cdl"),
            (true, false) => Some("look.amf"),
            (true, true) => None,
        }
    }

    /// The LUT, for clips that nothing else speaks of.
    pub(super) fn lut(&self) -> Option<PlannedGrade> {
        let lut = self.lut.clone()?;
        let origin = format!("LUT {}", name_of(&lut.path));
        Some(PlannedGrade { cdl: None, lut: Some(lut), origin })
    }
}

/// The files that paths name, folders looked into, each with the field that named it.
fn files(
    paths: &[MediaPath],
    list: &str,
    extensions: &[&str],
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let field = format!("{list}[{index}]");
        let path = match environment.roots.resolve_source(path) {
            Ok(path) => path,
            Err(error) => {
                findings.push(root_finding(field, &error));
                continue;
            }
        };
        if !path.is_dir() {
            found.push((field, path));
            continue;
        }
        match list_folder(&path, extensions) {
            Ok(files) if files.is_empty() => {
                let message = format!("{} holds none of: {}", path.display(), extensions.join(", "));
                findings.push(Finding::error("SRC-MISSING", field, message, "name the folder that holds them"));
            }
            Ok(files) => {
                for file in files {
                    match environment.roots.check_file(&file) {
                        Ok(()) => found.push((field.clone(), file)),
                        Err(error) => findings.push(root_finding(field.clone(), &error)),
                    }
                }
            }
            Err(error) => findings.push(root_finding(field, &RootError::Missing { path, source: error })),
        }
    }
    found
}

fn list_folder(folder: &Path, extensions: &[&str]) -> std::io::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder)?.take(FOLDER_FILES) {
        let path = entry?.path();
        let is_wanted = path
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| extensions.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)));
        if is_wanted && path.is_file() {
            files.insert(path);
        }
    }
    Ok(files)
}

fn read_cdls(path: &Path) -> Result<Vec<NamedCdl>, String> {
    let file = name_of(path);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let named = |clips: Vec<String>, reel: Option<String>, cdl: Cdl| NamedCdl { clips, reel, cdl, file: file.clone() };
    match extension.as_str() {
        "edl" => {
            let bytes = super::read_bytes(path, DOCUMENT_BYTES)?;
            // Only names and numbers are taken of it, which no rate changes.
            let options =
                edl::ReadOptions { mismatch: edl::Mismatch::KeepSpeed, ..edl::ReadOptions::new(Rate::FPS_24) };
            let timeline = edl::read(&bytes, &options).map_err(|error| error.to_string())?;
            let graded =
                timeline.tracks.iter().flat_map(|track| &track.events).filter_map(|event| Some((event, event.cdl?)));
            graded
                .map(|(event, numbers)| {
                    let cdl = cdl_of(numbers.slope, numbers.offset, numbers.power, numbers.saturation)?;
                    Ok(named(event.clip_name.iter().cloned().collect(), event.reel.clone(), cdl))
                })
                .collect()
        }
        "ale" => {
            let bytes = super::read_bytes(path, DOCUMENT_BYTES)?;
            let log = ale::read(&bytes).map_err(|error| error.to_string())?;
            let graded = (0..log.rows.len()).filter_map(|row| Some((row, log.cell(row, "ASC_SOP")?)));
            graded
                .map(|(row, sop)| {
                    let saturation = log.cell(row, "ASC_SAT").unwrap_or("1");
                    let cdl = Cdl::from_sop_and_saturation(sop, saturation).map_err(|error| error.to_string())?;
                    let name = log.cell(row, "Name").unwrap_or_default();
                    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                    let reel = log.first_cell(row, &["Tape", "Reel", "TapeID"]).map(str::to_owned);
                    Ok(named(vec![name.to_owned(), stem.to_owned()], reel, cdl))
                })
                .collect()
        }
        _ => {
            let text = read_text(path, DOCUMENT_BYTES)?;
            let document = CdlDocument::from_xml(&text).map_err(|error| error.to_string())?;
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let alone = document.corrections.len() == 1;
            let names = |id: Option<&String>| {
                // A single correction without an id is for the clip that its file is named after.
                id.cloned().into_iter().chain(Some(stem.clone()).filter(|_| alone)).collect::<Vec<_>>()
            };
            Ok(document
                .corrections
                .iter()
                .map(|correction| named(names(correction.id.as_ref()), None, correction.cdl))
                .collect())
        }
    }
}

fn cdl_of(slope: [f64; 3], offset: [f64; 3], power: [f64; 3], saturation: f64) -> Result<Cdl, String> {
    Cdl::new(slope, offset, power, saturation).map_err(|error| error.to_string())
}

fn read_lut(
    path: &MediaPath,
    space: Option<&str>,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Option<PlannedLut> {
    let field = "look.lut".to_owned();
    let path = match environment.roots.resolve_source(path) {
        Ok(path) => path,
        Err(error) => {
            findings.push(root_finding(field, &error));
            return None;
        }
    };
    let digest = LutFile::read(&path)
        .map_err(|error| error.to_string())
        .and_then(|_| hash_file(&path, &[DigestKind::Xxh128]).map_err(|error| error.to_string()));
    match digest {
        Ok((_, digests)) => {
            let xxh128 = digests.first().map(|digest| digest.text()).unwrap_or_default();
            Some(PlannedLut::new(path, xxh128, space))
        }
        Err(error) => {
            findings.push(Finding::error("PX-09", field, error, "name a .cube or a .clf"));
            None
        }
    }
}

fn unreadable(field: String, path: &Path, error: &str, remedy: &str) -> Finding {
    Finding::error("PX-09", field, format!("{}: {error}", path.display()), remedy)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
