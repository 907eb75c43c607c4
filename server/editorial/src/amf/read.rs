//! Reading an AMF, element by element in the order of the schema.

use super::children::Children;
use super::{
    Amf, AmfClip, AmfError, AmfVersion, Author, ClipMedia, FileHash, HashKind, Info, InputKind, InputTransform,
    LookKind, LookTransform, Named, OutputKind, OutputTransform, Pipeline, Stage, SystemVersion, TransformReference,
    WorkingSpace,
};
use crate::cdl::{CDL_NAMESPACE, cdl_of_nodes};
use crate::xml::{self, Element};

/// Namespaces, the version that goes with each, as a decimal in its two spellings.
const NAMESPACES: [(&str, [&str; 2], AmfVersion); 2] = [
    ("urn:ampas:aces:amf:v1.0", ["1.0", "1"], AmfVersion::V1),
    ("urn:ampas:aces:amf:v2.0", ["2.0", "2"], AmfVersion::V2),
];

impl Amf {
    /// Reads a file of version 1.0 or 2.0, and names that drafts of them had.
    ///
    /// # Errors
    /// Names the line, and what is wrong there.
    pub fn from_xml(text: &str) -> Result<Self, AmfError> {
        let root = xml::parse(text)?;
        if root.name != "acesMetadataFile" {
            return Err(root.error(format_args!("the root element is <{}>, not <acesMetadataFile>", root.name)).into());
        }
        let version = root.attribute("version").unwrap_or_default();
        let known = NAMESPACES
            .iter()
            .find(|(namespace, numbers, _)| root.namespace == *namespace && numbers.contains(&version.trim()));
        let Some((_, _, version)) = known else {
            return Err(AmfError::Version { namespace: root.namespace.clone(), version: version.to_owned() });
        };
        let mut children = Children::of(&root);
        let mut inside = Children::of(children.need("amfInfo")?);
        let info = info(&mut inside, *version)?;
        inside.finish()?;
        let clip = children.take("clipId").map(clip).transpose()?.flatten();
        let current = pipeline(children.need("pipeline")?, *version)?;
        let mut archived = Vec::new();
        while let Some(element) = children.take("archivedPipeline") {
            archived.push(pipeline(element, *version)?);
        }
        children.finish()?;
        Ok(Self { version: *version, info, clip, pipeline: current, archived })
    }
}

fn info(children: &mut Children<'_>, version: AmfVersion) -> Result<Info, AmfError> {
    let description = children.text("description");
    let mut authors = Vec::new();
    while let Some(author) = children.take("author") {
        let mut inside = Children::of(author);
        let text = |element: &Element| element.value().to_owned();
        let (name, email) = (text(inside.need("name")?), text(inside.need("emailAddress")?));
        inside.finish()?;
        authors.push(Author { name, email });
    }
    let mut dates = Children::of(children.need("dateTime")?);
    let (created, modified) = (dates.need_text("creationDateTime")?, dates.need_text("modificationDateTime")?);
    dates.finish()?;
    let uuid = match (children.take("uuid"), version) {
        (Some(element), _) => Some(uuid(element)?),
        (None, AmfVersion::V1) => None,
        (None, AmfVersion::V2) => return Err(children.wrong("<uuid>")),
    };
    Ok(Info { description, authors, created, modified, uuid })
}

/// Nothing where all of it is empty, as some tools write it.
fn clip(element: &Element) -> Result<Option<AmfClip>, AmfError> {
    let mut children = Children::of(element);
    let name = Some(children.need("clipName")?.value().to_owned()).filter(|name| !name.is_empty());
    let media = if let Some(sequence) = children.take("sequence") {
        Some(ClipMedia::Sequence {
            pattern: sequence.value().to_owned(),
            wild_card: attribute(sequence, "idx")?.to_owned(),
            first: whole(sequence, attribute(sequence, "min")?)?,
            last: whole(sequence, attribute(sequence, "max")?)?,
        })
    } else if let Some(file) = children.take("file") {
        Some(file.value()).filter(|file| !file.is_empty()).map(|file| ClipMedia::File(file.to_owned()))
    } else if let Some(element) = children.take("uuid") {
        Some(ClipMedia::Uuid(uuid(element)?))
    } else {
        return Err(children.wrong("<sequence>, <file> or <uuid>"));
    };
    children.finish()?;
    Ok((name.is_some() || media.is_some()).then_some(AmfClip { name, media }))
}

fn pipeline(element: &Element, version: AmfVersion) -> Result<Pipeline, AmfError> {
    let mut children = Children::of(element);
    let mut inside = Children::of(children.need("pipelineInfo")?);
    let info = info(&mut inside, version)?;
    let mut numbers = Children::of(inside.need("systemVersion")?);
    inside.finish()?;
    let mut number = |name| {
        let element = numbers.need(name)?;
        whole::<u8>(element, element.value())
    };
    let (major, minor, patch) = (number("majorVersion")?, number("minorVersion")?, number("patchVersion")?);
    numbers.finish()?;
    let input = children.take("inputTransform").map(input).transpose()?;
    let mut stages = Vec::new();
    loop {
        if let Some(element) = children.take("lookTransform") {
            stages.push(Stage::Look(Box::new(look(element)?)));
        } else if version == AmfVersion::V2 && children.take("workingLocation").is_some() {
            stages.push(Stage::WorkingLocation);
        } else {
            break;
        }
    }
    let output = match (children.take("outputTransform"), version) {
        (None, AmfVersion::V1) => return Err(children.wrong("<outputTransform>")),
        (output, _) => output.map(|element| output_of(element, version)).transpose()?,
    };
    children.finish()?;
    Ok(Pipeline { info, system: SystemVersion { major, minor, patch }, input, stages, output })
}

fn input(element: &Element) -> Result<InputTransform, AmfError> {
    let applied = applied(element)?;
    let mut children = Children::of(element);
    let (description, hash) = described(&mut children)?;
    let kind = if let Some(output) = children.take("inverseOutputTransform") {
        InputKind::InverseOutput(part(output, applied)?)
    } else if let Some(device) = children.take("inverseOutputDeviceTransform") {
        let device = part(device, applied)?;
        let rendering = part(children.need("inverseReferenceRenderingTransform")?, applied)?;
        InputKind::InverseDevice { device, rendering }
    } else {
        InputKind::Named(named(&mut children)?)
    };
    children.finish()?;
    Ok(InputTransform { applied, description, hash, kind })
}

fn look(element: &Element) -> Result<LookTransform, AmfError> {
    let mut children = Children::of(element);
    let (description, hash) = described(&mut children)?;
    let kind = if let Some(space) = children.take("cdlWorkingSpace") {
        let space = working_space(space, ["toCdlWorkingSpace", "fromCdlWorkingSpace"])?;
        graded(element, &mut children, space)?
    } else if let Some(space) = children.take("lookTransformWorkingSpace") {
        let space = working_space(space, ["toLookTransformWorkingSpace", "fromLookTransformWorkingSpace"])?;
        graded(element, &mut children, space)?
    } else {
        LookKind::Named(named(&mut children)?)
    };
    children.finish()?;
    Ok(LookTransform { applied: applied(element)?, description, hash, kind })
}

fn working_space(element: &Element, names: [&str; 2]) -> Result<WorkingSpace, AmfError> {
    let mut children = Children::of(element);
    let to = children.take(names[0]).map(reference).transpose()?;
    let from = reference(children.need(names[1])?)?;
    children.finish()?;
    Ok(WorkingSpace { to, from })
}

fn graded(look: &Element, children: &mut Children<'_>, space: WorkingSpace) -> Result<LookKind, AmfError> {
    if let Some(correction) = children.take_in(CDL_NAMESPACE, &["ColorCorrectionRef"]) {
        let id = attribute(correction, "ref")?.to_owned();
        return Ok(LookKind::CdlReference { space, id, file: children.need_text("file")? });
    }
    // The nodes are read from the look itself; here they are only taken in their turn.
    let sop = children.take_in(CDL_NAMESPACE, &["SOPNode", "ASC_SOP"]);
    let saturation = children.take_in(CDL_NAMESPACE, &["SatNode", "ASC_SAT"]);
    match sop.or(saturation) {
        Some(_) => Ok(LookKind::Cdl { space, cdl: cdl_of_nodes(look)? }),
        None => Err(children.wrong("<SOPNode>, <SatNode> or <ColorCorrectionRef>")),
    }
}

fn output_of(element: &Element, version: AmfVersion) -> Result<OutputTransform, AmfError> {
    // Version 1.0 has no such attribute here: its output is never in the pixels.
    let is_silent = version == AmfVersion::V1 && element.attribute("applied").is_none();
    let applied = if is_silent { false } else { applied(element)? };
    let mut children = Children::of(element);
    let (description, hash) = described(&mut children)?;
    let kind = if let Some(rendering) = children.take("referenceRenderingTransform") {
        let rendering = part(rendering, applied)?;
        OutputKind::Device { rendering, device: part(children.need("outputDeviceTransform")?, applied)? }
    } else {
        OutputKind::Named(named(&mut children)?)
    };
    children.finish()?;
    Ok(OutputTransform { applied, description, hash, kind })
}

/// A part of an input or output transform. Some files say of parts, too, whether they are applied: not otherwise than the
/// whole does.
fn part(element: &Element, whole_applied: bool) -> Result<TransformReference, AmfError> {
    if element.attribute("applied").is_some() && applied(element)? != whole_applied {
        let reason = format!("<{}> and the transform that it is part of do not agree on applied", element.name);
        return Err(element.error(reason).into());
    }
    reference(element)
}

fn reference(element: &Element) -> Result<TransformReference, AmfError> {
    let mut children = Children::of(element);
    let (description, hash) = described(&mut children)?;
    let named = named(&mut children)?;
    children.finish()?;
    Ok(TransformReference { description, hash, named })
}

fn described(children: &mut Children<'_>) -> Result<(Option<String>, Option<FileHash>), AmfError> {
    let description = children.text("description").filter(|text| !text.is_empty());
    Ok((description, children.take("hash").map(file_hash).transpose()?))
}

fn file_hash(element: &Element) -> Result<FileHash, AmfError> {
    let algorithm = attribute(element, "algorithm")?;
    let kind = match algorithm {
        "http://www.w3.org/2001/04/xmlenc#sha256" => HashKind::Sha256,
        "http://www.w3.org/2000/09/xmldsig#sha1" => HashKind::Sha1,
        "http://www.w3.org/2001/04/xmldsig-more#md5" => HashKind::Md5,
        _ => return Err(element.error(format_args!("the hash algorithm {algorithm:?} is not known")).into()),
    };
    match element.value() {
        "" => Err(element.error("<hash> is empty").into()),
        text => Ok(FileHash { kind, text: text.to_owned() }),
    }
}

fn named(children: &mut Children<'_>) -> Result<Named, AmfError> {
    if let Some(element) = children.take("uuid") {
        return Ok(Named::Uuid(uuid(element)?));
    }
    if let Some(element) = children.take("transformId") {
        let id = element.value().parse();
        return id.map(Named::Id).map_err(|source| AmfError::TransformId { line: element.line, source });
    }
    match children.take("file") {
        Some(element) if element.value().is_empty() => Err(element.error("<file> is empty").into()),
        Some(element) => Ok(Named::File(element.value().to_owned())),
        None => Err(children.wrong("<uuid>, <file> or <transformId>")),
    }
}

fn applied(element: &Element) -> Result<bool, AmfError> {
    match attribute(element, "applied")? {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => Err(element.error(format_args!("applied is {other:?}, not true or false")).into()),
    }
}

/// Lower case and without its prefix.
fn uuid(element: &Element) -> Result<String, AmfError> {
    let digits = element.value().strip_prefix("urn:uuid:").unwrap_or_default();
    match crate::uuid::is_uuid(digits) {
        true => Ok(digits.to_ascii_lowercase()),
        false => Err(element.error(format_args!("{:?} is no urn:uuid:", element.value())).into()),
    }
}

fn attribute<'a>(element: &'a Element, name: &str) -> Result<&'a str, AmfError> {
    let value = element.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    value.ok_or_else(|| element.error(format_args!("<{}> has no {name}", element.name)).into())
}

fn whole<T: std::str::FromStr>(element: &Element, text: &str) -> Result<T, AmfError> {
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|text| text.parse().ok());
    number.ok_or_else(|| {
        element.error(format_args!("{text:?} is no whole number that <{}> may have", element.name)).into()
    })
}
