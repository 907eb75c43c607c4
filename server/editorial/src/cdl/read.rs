//! Reading `.cc`, `.ccc` and `.cdl`.
//!
//! Elements may be in any order and unknown ones are passed over, because tools add their own; a known element in the
//! wrong number, and a number out of its limits, are errors. Elements have the namespace of ASC CDL or, in files of old
//! tools, none.

use super::text::number;
use super::{Cdl, CdlDocument, CdlError, CdlFile, Correction, Decision, Descriptions, Graded};
use crate::xml::{self, Element};

/// Namespace of ASC CDL 1.01, which version 1.2 of the document keeps.
pub(crate) const CDL_NAMESPACE: &str = "urn:ASC:CDL:v1.01";
/// Names of the node of slope, offset and power; the second is an alias.
const SOP_NODE: [&str; 2] = ["SOPNode", "ASC_SOP"];
/// Names of the node of the saturation; the second is an alias.
const SATURATION_NODE: [&str; 2] = ["SatNode", "ASC_SAT"];

impl CdlDocument {
    /// Reads any of the three files; its root element says which one it is.
    ///
    /// # Errors
    /// Names the line, and what is wrong there.
    pub fn from_xml(text: &str) -> Result<Self, CdlError> {
        let root = xml::parse(text)?;
        if !is_cdl(&root) {
            let reason = format!("<{}> has the namespace {:?}, not {CDL_NAMESPACE:?}", root.name, root.namespace);
            return Err(root.error(reason).into());
        }
        let mut document = Self {
            file: CdlFile::Correction,
            descriptions: Descriptions::default(),
            corrections: Vec::new(),
            decisions: Vec::new(),
        };
        match &*root.name {
            "ColorCorrection" => document.corrections.push(correction(&root)?),
            "ColorCorrectionCollection" => {
                document.file = CdlFile::Collection;
                document.descriptions = descriptions(&root)?;
                for element in children(&root, &["ColorCorrection"]) {
                    document.corrections.push(correction(element)?);
                }
            }
            "ColorDecisionList" => {
                document.file = CdlFile::DecisionList;
                document.descriptions = descriptions(&root)?;
                for element in children(&root, &["ColorDecision"]) {
                    document.decide(element)?;
                }
            }
            name => {
                let reason = format!(
                    "the root element is <{name}>, not <ColorCorrection>, <ColorCorrectionCollection> or <ColorDecisionList>"
                );
                return Err(root.error(reason).into());
            }
        }
        if document.corrections.is_empty() && document.decisions.is_empty() {
            return Err(root.error(format_args!("<{}> has no colour correction", root.name)).into());
        }
        Ok(document)
    }

    fn decide(&mut self, element: &Element) -> Result<(), CdlError> {
        let media = one(element, &["MediaRef"])?.map(|media| need_attribute(media, "ref")).transpose()?;
        let graded = match (one(element, &["ColorCorrection"])?, one(element, &["ColorCorrectionRef"])?) {
            (Some(here), None) => {
                self.corrections.push(correction(here)?);
                Graded::Here(self.corrections.len() - 1)
            }
            (None, Some(reference)) => Graded::Reference(need_attribute(reference, "ref")?),
            _ => {
                let reason = "<ColorDecision> needs one <ColorCorrection> or one <ColorCorrectionRef>";
                return Err(element.error(reason).into());
            }
        };
        self.decisions.push(Decision { descriptions: descriptions(element)?, media, graded });
        Ok(())
    }
}

fn correction(element: &Element) -> Result<Correction, CdlError> {
    let node_description = |names| {
        let node = one(element, names)?;
        Ok::<_, CdlError>(node.map(descriptions).transpose()?.unwrap_or_default().description)
    };
    Ok(Correction {
        id: element.attribute("id").map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned),
        cdl: cdl_of_nodes(element)?,
        descriptions: descriptions(element)?,
        sop_description: node_description(&SOP_NODE)?,
        saturation_description: node_description(&SATURATION_NODE)?,
    })
}

/// The numbers of the nodes directly inside an element; those of one that is left out are neutral.
///
/// # Errors
/// Both are left out, or one is there twice or incomplete.
pub(crate) fn cdl_of_nodes(element: &Element) -> Result<Cdl, CdlError> {
    let (sop, saturation_node) = (one(element, &SOP_NODE)?, one(element, &SATURATION_NODE)?);
    let Some(line) = sop.or(saturation_node).map(|node| node.line) else {
        return Err(element.error(format_args!("<{}> has neither <SOPNode> nor <SatNode>", element.name)).into());
    };
    let mut numbers = Cdl::NEUTRAL.numbers();
    if let Some(node) = sop {
        for (index, name) in ["Slope", "Offset", "Power"].into_iter().enumerate() {
            numbers[index * 3..index * 3 + 3].copy_from_slice(&floats::<3>(need(node, name)?)?);
        }
    }
    if let Some(node) = saturation_node {
        [numbers[9]] = floats(need(node, "Saturation")?)?;
    }
    Cdl::from_numbers(numbers).map_err(|source| CdlError::Value { line, source })
}

/// Numbers parted by blanks, exactly this many.
fn floats<const N: usize>(element: &Element) -> Result<[f64; N], CdlError> {
    let mut parts = element.value().split_ascii_whitespace();
    let mut values = [0.0; N];
    let mut is_good = true;
    for value in &mut values {
        match parts.next().and_then(number) {
            Some(part) => *value = part,
            None => is_good = false,
        }
    }
    match is_good && parts.next().is_none() {
        true => Ok(values),
        false => Err(element.error(format_args!("<{}> does not hold {N} finite numbers", element.name)).into()),
    }
}

fn descriptions(element: &Element) -> Result<Descriptions, CdlError> {
    let text = |name| Ok::<_, CdlError>(one(element, &[name])?.map(|found| found.value().to_owned()));
    Ok(Descriptions {
        description: children(element, &["Description"]).map(|found| found.value().to_owned()).collect(),
        input: text("InputDescription")?,
        viewing: text("ViewingDescription")?,
    })
}

fn is_cdl(element: &Element) -> bool {
    element.namespace == CDL_NAMESPACE || element.namespace.is_empty()
}

fn children<'a>(element: &'a Element, names: &[&str]) -> impl Iterator<Item = &'a Element> {
    element.children.iter().filter(move |child| is_cdl(child) && names.contains(&&*child.name))
}

fn one<'a>(element: &'a Element, names: &[&str]) -> Result<Option<&'a Element>, CdlError> {
    let mut found = children(element, names);
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        (_, Some(second)) => {
            Err(second.error(format_args!("<{}> has a second <{}>", element.name, second.name)).into())
        }
    }
}

fn need<'a>(element: &'a Element, name: &str) -> Result<&'a Element, CdlError> {
    one(element, &[name])?.ok_or_else(|| element.error(format_args!("<{}> has no <{name}>", element.name)).into())
}

fn need_attribute(element: &Element, name: &str) -> Result<String, CdlError> {
    let value = element.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    let missing = || element.error(format_args!("<{}> has no {name}", element.name)).into();
    value.map(str::to_owned).ok_or_else(missing)
}
