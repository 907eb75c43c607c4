//! From transforms to what OpenColorIO's configurations call them.

use super::{
    AcesGeneration, DisplayView, FileHash, InputKind, InputTransform, LookKind, LookTransform, Meaning, Named,
    OperationError, OutputKind, OutputTransform, Pipeline, Transform, TransformId, TransformReference, WorkingSpace,
};
use crate::cdl::Cdl;

/// A file that holds a transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransformFile<'a> {
    /// Name or URI, as the AMF has it.
    pub file: &'a str,
    /// Its digest, which has to be checked before it is used.
    pub hash: Option<&'a FileHash>,
}

/// One step of a picture, by the names of a configuration. Between steps the picture is in ACES2065-1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operation<'a> {
    /// From this colour space to ACES2065-1.
    FromSpace(&'static str),
    /// From this view of a display back to ACES2065-1.
    FromView(DisplayView),
    /// From the camera to ACES2065-1 by a file.
    FromFile(TransformFile<'a>),
    /// Ten numbers, used in this colour space.
    Cdl {
        /// Name of the space.
        space: &'static str,
        /// The numbers.
        cdl: Cdl,
    },
    /// Ten numbers of a file of CDL, used in this colour space.
    CdlOfFile {
        /// Name of the space.
        space: &'static str,
        /// Id of the colour correction in the file.
        id: &'a str,
        /// The file.
        file: TransformFile<'a>,
    },
    /// A look of the configuration.
    Look(&'static str),
    /// Back through a look of the configuration.
    InverseLook(&'static str),
    /// A transform that OpenColorIO has built in, by its style, in ACES2065-1.
    Builtin(&'static str),
    /// A look that is a file, in ACES2065-1.
    LookFile(TransformFile<'a>),
    /// From ACES2065-1 to this view of a display.
    ToView(DisplayView),
    /// From ACES2065-1 to a display by a file.
    ToFile(TransformFile<'a>),
}

const INPUT: &str = "the input transform";
const LOOK: &str = "a look transform";
const OUTPUT: &str = "the output transform";
const WORKING_SPACE: &str = "the working space of a CDL";

impl Pipeline {
    /// The generation of ACES it is of, which names the configuration to use.
    ///
    /// # Errors
    /// It is of none that is known.
    pub fn generation(&self) -> Result<AcesGeneration, OperationError> {
        match self.system.major {
            1 => Ok(AcesGeneration::One),
            2 => Ok(AcesGeneration::Two),
            major => Err(OperationError::System { major }),
        }
    }

    /// What is still to be done to a picture, for a proxy, by the names of the configuration of [`Self::generation`]. Where
    /// the file has no output transform, the last of them leaves the picture in ACES2065-1.
    ///
    /// # Errors
    /// A transform that is not known there, or does not fit its place; names it.
    pub fn operations(&self) -> Result<Vec<Operation<'_>>, OperationError> {
        let resolver = Resolver { generation: self.generation()? };
        let resolve = |transform| match transform {
            Transform::Input(input) => resolver.input(input),
            Transform::Look(look) => resolver.look(look),
            Transform::Output(output) => resolver.output(output),
        };
        self.unapplied()?.into_iter().map(resolve).collect()
    }

    /// How the picture comes to ACES2065-1, for an archival master: nothing of the looks and the output. Nothing at all
    /// where the pixels are there already.
    ///
    /// # Errors
    /// As [`Self::operations`]; also where a look or the output is in the pixels already, which no master may have.
    pub fn input_operation(&self) -> Result<Option<Operation<'_>>, OperationError> {
        if let Some(baked) =
            self.transforms().find(|transform| !matches!(transform, Transform::Input(_)) && transform.is_applied())
        {
            return Err(OperationError::Baked { what: baked.label() });
        }
        let resolver = Resolver { generation: self.generation()? };
        self.input.as_ref().filter(|input| !input.applied).map(|input| resolver.input(input)).transpose()
    }
}

struct Resolver {
    generation: AcesGeneration,
}

impl Resolver {
    fn input<'a>(&self, input: &'a InputTransform) -> Result<Operation<'a>, OperationError> {
        let hash = input.hash.as_ref();
        match &input.kind {
            InputKind::Named(Named::File(file)) => Ok(Operation::FromFile(TransformFile { file, hash })),
            InputKind::Named(named) => {
                let id = id(named, INPUT)?;
                match self.meaning(id)? {
                    Meaning::ToAces(space) => Ok(Operation::FromSpace(space)),
                    _ => misplaced(id, INPUT),
                }
            }
            InputKind::InverseOutput(reference) => match &reference.named {
                Named::File(file) => {
                    Ok(Operation::FromFile(TransformFile { file, hash: reference.hash.as_ref().or(hash) }))
                }
                named => {
                    let id = id(named, INPUT)?;
                    match self.meaning(id)? {
                        Meaning::InverseOutput(view) => Ok(Operation::FromView(view)),
                        _ => misplaced(id, "the inverse of an output transform"),
                    }
                }
            },
            InputKind::InverseDevice { device, rendering } => {
                let (device, rendering) = halves(device, rendering, INPUT)?;
                match (self.meaning(device)?, self.meaning(rendering)?) {
                    (Meaning::InverseDevice(view), Meaning::InverseRendering) => Ok(Operation::FromView(view)),
                    (Meaning::InverseDevice(_), _) => misplaced(rendering, "the inverse of the rendering transform"),
                    _ => misplaced(device, "the inverse of an output device transform"),
                }
            }
        }
    }

    fn look<'a>(&self, look: &'a LookTransform) -> Result<Operation<'a>, OperationError> {
        let hash = look.hash.as_ref();
        match &look.kind {
            LookKind::Cdl { space, cdl } => Ok(Operation::Cdl { space: self.space(space)?, cdl: *cdl }),
            LookKind::CdlReference { space, id, file } => {
                Ok(Operation::CdlOfFile { space: self.space(space)?, id, file: TransformFile { file, hash } })
            }
            LookKind::Named(Named::File(file)) => Ok(Operation::LookFile(TransformFile { file, hash })),
            LookKind::Named(named) => {
                let id = id(named, LOOK)?;
                match self.meaning(id)? {
                    Meaning::Look(look) => Ok(Operation::Look(look)),
                    Meaning::InverseLook(look) => Ok(Operation::InverseLook(look)),
                    Meaning::Builtin(style) => Ok(Operation::Builtin(style)),
                    _ => misplaced(id, LOOK),
                }
            }
        }
    }

    /// The space that the transform back to ACES2065-1 starts at; the way there, if it is named, has to lead to it.
    fn space(&self, space: &WorkingSpace) -> Result<&'static str, OperationError> {
        let from = id(&space.from.named, WORKING_SPACE)?;
        let Meaning::ToAces(back) = self.meaning(from)? else { return misplaced(from, WORKING_SPACE) };
        let Some(to) = &space.to else { return Ok(back) };
        let to = id(&to.named, WORKING_SPACE)?;
        match self.meaning(to)? {
            Meaning::FromAces(into) if into == back => Ok(back),
            Meaning::FromAces(into) => {
                Err(OperationError::WorkingSpace { into: into.to_owned(), back: back.to_owned() })
            }
            _ => misplaced(to, WORKING_SPACE),
        }
    }

    fn output<'a>(&self, output: &'a OutputTransform) -> Result<Operation<'a>, OperationError> {
        match &output.kind {
            OutputKind::Named(Named::File(file)) => {
                Ok(Operation::ToFile(TransformFile { file, hash: output.hash.as_ref() }))
            }
            OutputKind::Named(named) => {
                let id = id(named, OUTPUT)?;
                match self.meaning(id)? {
                    Meaning::Output(view) => Ok(Operation::ToView(view)),
                    _ => misplaced(id, OUTPUT),
                }
            }
            OutputKind::Device { rendering, device } => {
                let (rendering, device) = halves(rendering, device, OUTPUT)?;
                match (self.meaning(rendering)?, self.meaning(device)?) {
                    (Meaning::Rendering, Meaning::Device(view)) => Ok(Operation::ToView(view)),
                    (Meaning::Rendering, _) => misplaced(device, "an output device transform"),
                    _ => misplaced(rendering, "the rendering transform"),
                }
            }
        }
    }

    fn meaning(&self, id: &TransformId) -> Result<Meaning, OperationError> {
        let known = id.known().ok_or_else(|| OperationError::Unknown { id: id.clone() })?;
        match known.generations.contains(&self.generation) {
            true => Ok(known.meaning),
            false => Err(OperationError::Generation { id: id.clone(), major: self.generation.major() }),
        }
    }
}

fn misplaced<T>(id: &TransformId, place: &'static str) -> Result<T, OperationError> {
    Err(OperationError::Misplaced { id: id.clone(), place })
}

fn id<'a>(named: &'a Named, place: &'static str) -> Result<&'a TransformId, OperationError> {
    match named {
        Named::Id(id) => Ok(id),
        Named::Uuid(uuid) => Err(OperationError::UuidOnly { place, uuid: uuid.clone() }),
        Named::File(file) => Err(OperationError::FileInside { place, file: file.clone() }),
    }
}

fn halves<'a>(
    first: &'a TransformReference,
    second: &'a TransformReference,
    place: &'static str,
) -> Result<(&'a TransformId, &'a TransformId), OperationError> {
    Ok((id(&first.named, place)?, id(&second.named, place)?))
}
