//! What an AMF says of a clip, as far as a proxy can follow it.

use super::colour::{PlannedCdl, PlannedGrade, PlannedView, tags_of};
use super::documents::LookDocuments;
use interneg_editorial::amf::{Amf, Operation};
use interneg_spec::{Finding, ViewPrecision};

/// What an AMF decides.
pub(super) struct AmfLook {
    /// Space of the clip, where the AMF names it.
    pub(super) space: Option<&'static str>,
    pub(super) grade: PlannedGrade,
    /// The view, where the AMF has one.
    pub(super) view: Option<PlannedView>,
}

impl LookDocuments {
    /// The configuration that all AMFs need; none where there are no AMFs.
    pub(super) fn config(&self, findings: &mut Vec<Finding>) -> Option<&'static str> {
        let mut needed = None;
        for (file, amf) in &self.amfs {
            match amf.pipeline.generation() {
                Ok(generation) if needed.is_none_or(|(_, other)| other == generation) => {
                    needed = Some((file, generation));
                }
                Ok(generation) => {
                    let first = needed.map_or("", |(first, _)| first.as_str());
                    let message = format!("{file} is of ACES {}, and {first} of another one", generation.major());
                    let remedy = "make a job for the clips of each";
                    findings.push(Finding::error("PX-09", "look.amf", message, remedy));
                }
                Err(error) => {
                    let message = format!("{file}: {error}");
                    findings.push(Finding::error("PX-09", "look.amf", message, "take it out of the job"));
                }
            }
        }
        needed.map(|(_, generation)| generation.config())
    }

    /// What an AMF says of the clip; none where no AMF is for it.
    pub(super) fn amf_for(&self, clip_name: &str) -> Result<Option<AmfLook>, String> {
        let mut found: Vec<&(String, Amf)> = self
            .amfs
            .iter()
            .filter(|(_, amf)| amf.clip.as_ref().is_some_and(|clip| clip.is_called(clip_name)))
            .collect();
        match (found.pop(), found.is_empty()) {
            (None, _) => Ok(None),
            (Some((file, amf)), true) => follow(file, amf).map(Some),
            (Some((file, _)), false) => Err(format!("{file} and another AMF are for it; one has to be chosen")),
        }
    }
}

/// Follows a pipeline: from the camera's space, through one CDL, to a view.
fn follow(file: &str, amf: &Amf) -> Result<AmfLook, String> {
    let operations = amf.pipeline.operations().map_err(|error| format!("{file}: {error}"))?;
    let mut look = AmfLook { space: None, grade: PlannedGrade::default(), view: None };
    for operation in operations {
        match operation {
            Operation::FromSpace(space) if look.grade.cdl.is_none() => look.space = Some(space),
            Operation::Cdl { space, cdl } if look.grade.cdl.is_none() && look.view.is_none() => {
                look.grade.cdl = Some(PlannedCdl::new(cdl, Some(space)));
            }
            Operation::ToView(view) if tags_of(view.display).is_some() => {
                look.view = Some(PlannedView {
                    display: view.display.to_owned(),
                    view: view.view.to_owned(),
                    precision: ViewPrecision::Exact,
                });
            }
            other => return Err(format!("{file}: a proxy cannot follow its {}", name_of(&other))),
        }
    }
    look.grade.origin = format!("AMF {file}");
    Ok(look)
}

fn name_of(operation: &Operation<'_>) -> String {
    match operation {
        Operation::FromSpace(space) => format!("input transform from {space} behind a look"),
        Operation::FromView(view) => format!("input from the view {} of {}", view.view, view.display),
        Operation::FromFile(file) => format!("input transform file {}", file.file),
        Operation::Cdl { space, .. } => format!("second CDL, in {space}"),
        Operation::CdlOfFile { file, .. } => format!("CDL in the file {}", file.file),
        Operation::Look(look) | Operation::InverseLook(look) => format!("look {look}"),
        Operation::Builtin(style) => format!("transform {style}"),
        Operation::LookFile(file) => format!("look file {}", file.file),
        Operation::ToView(view) => format!("view {} of {}", view.view, view.display),
        Operation::ToFile(file) => format!("output transform file {}", file.file),
    }
}
