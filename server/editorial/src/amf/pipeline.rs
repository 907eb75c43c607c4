//! A file, its pipelines, and what is left of one.

use super::{AmfClip, InputTransform, LookTransform, OperationError, OutputTransform};

/// Version of a file's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmfVersion {
    /// `urn:ampas:aces:amf:v1.0`.
    V1,
    /// `urn:ampas:aces:amf:v2.0`.
    V2,
}

/// An ACES Metadata File.
#[derive(Debug, Clone, PartialEq)]
pub struct Amf {
    /// Version of its schema.
    pub version: AmfVersion,
    /// About the file.
    pub info: Info,
    /// The clip it is for; nothing where it names none, as that of a whole show.
    pub clip: Option<AmfClip>,
    /// What has been done and is to be done.
    pub pipeline: Pipeline,
    /// Pipelines of the past.
    pub archived: Vec<Pipeline>,
}

/// About a file or a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Free text.
    pub description: Option<String>,
    /// Who made it.
    pub authors: Vec<Author>,
    /// When it was made, as it stands (ISO 8601, with or without a zone).
    pub created: String,
    /// When it was changed, as it stands.
    pub modified: String,
    /// Its UUID, lower case, without `urn:uuid:`; version 1.0 may leave it out.
    pub uuid: Option<String>,
}

/// Somebody who made a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Address of electronic mail.
    pub email: String,
}

/// A version of ACES.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemVersion {
    /// 1 or 2.
    pub major: u8,
    /// Second number.
    pub minor: u8,
    /// Third number.
    pub patch: u8,
}

/// Transforms in the order in which a picture goes through them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// About the pipeline.
    pub info: Info,
    /// The ACES it is of.
    pub system: SystemVersion,
    /// To ACES; nothing where the pixels are in ACES from the start.
    pub input: Option<InputTransform>,
    /// Looks, and the place where one works.
    pub stages: Vec<Stage>,
    /// To the display.
    pub output: Option<OutputTransform>,
}

/// Something between input and output.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// A look.
    Look(Box<LookTransform>),
    /// Looks before it are for viewing what one works on; those behind it belong to the output. Version 2.0 only.
    WorkingLocation,
}

/// A transform that is still to be applied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transform<'a> {
    /// To ACES.
    Input(&'a InputTransform),
    /// In ACES.
    Look(&'a LookTransform),
    /// From ACES.
    Output(&'a OutputTransform),
}

impl Transform<'_> {
    /// Whether the pixels have gone through it already.
    pub fn is_applied(&self) -> bool {
        match self {
            Self::Input(input) => input.applied,
            Self::Look(look) => look.applied,
            Self::Output(output) => output.applied,
        }
    }

    /// Its description, or else what it is.
    pub(super) fn label(&self) -> String {
        let (place, description) = match self {
            Self::Input(input) => ("the input transform", &input.description),
            Self::Look(look) => ("a look transform", &look.description),
            Self::Output(output) => ("the output transform", &output.description),
        };
        match description {
            Some(description) => format!("{place} {description:?}"),
            None => place.to_owned(),
        }
    }
}

impl Pipeline {
    /// All transforms in order, applied or not.
    pub fn transforms(&self) -> impl Iterator<Item = Transform<'_>> {
        let looks = self.stages.iter().filter_map(|stage| match stage {
            Stage::Look(look) => Some(Transform::Look(look)),
            Stage::WorkingLocation => None,
        });
        let input = self.input.iter().map(Transform::Input);
        input.chain(looks).chain(self.output.iter().map(Transform::Output))
    }

    /// The transforms that the pixels have not gone through yet, in order: what a proxy needs.
    ///
    /// # Errors
    /// One of them stands before another one that is applied: what is in the pixels cannot be told.
    pub fn unapplied(&self) -> Result<Vec<Transform<'_>>, OperationError> {
        let mut left: Vec<Transform<'_>> = Vec::new();
        for transform in self.transforms() {
            match left.first() {
                Some(earlier) if transform.is_applied() => {
                    return Err(OperationError::Order { earlier: earlier.label(), later: transform.label() });
                }
                _ if transform.is_applied() => {}
                _ => left.push(transform),
            }
        }
        Ok(left)
    }
}
