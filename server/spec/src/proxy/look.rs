//! How the picture of a proxy looks.

use crate::{MediaPath, ViewPrecision};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How the picture looks: the view of a display with grades before it, or as the camera recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookChoice {
    /// The camera's own log picture; written `"none"`.
    None,
    /// Through a display's view.
    View(Box<ViewLook>),
}

impl Default for LookChoice {
    fn default() -> Self {
        Self::View(Box::default())
    }
}

/// A look for viewing. For each clip, the first of these that speaks of it decides the grade: an AMF, a CDL of the job's
/// lists, the job's one LUT; the plan says which it was. The view is the AMF's where one was used, else the job's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ViewLook {
    /// Colour configuration: a built-in name, or an OCIO file below a root; ACES 1.3's studio configuration where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// Display of the configuration; Rec. 709 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// View of the display; the ACES view for standard dynamic range where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// The view itself, or a table made of it.
    pub precision: ViewPrecision,
    /// AMF files, or folders of them; each speaks of the clip that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amf: Vec<MediaPath>,
    /// Lists of CDLs: `.cdl`, `.ccc`, `.cc`, `.ale`, `.edl`, or folders of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cdl: Vec<MediaPath>,
    /// Space that CDLs work in; ACEScct where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cdl_space: Option<String>,
    /// A LUT for every clip: `.cube` or `.clf`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lut: Option<MediaPath>,
    /// Space that the LUT takes and gives; ACEScct where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lut_space: Option<String>,
}

/// The one word that a look may be.
const NO_LOOK: &str = "none";

struct WordOrTable;

impl<'de> Visitor<'de> for WordOrTable {
    type Value = LookChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NO_LOOK:?} or a table of a look's fields")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<LookChoice, E> {
        if word == NO_LOOK { Ok(LookChoice::None) } else { Err(E::invalid_value(Unexpected::Str(word), &self)) }
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<LookChoice, A::Error> {
        ViewLook::deserialize(MapAccessDeserializer::new(fields)).map(|look| LookChoice::View(Box::new(look)))
    }
}

impl<'de> Deserialize<'de> for LookChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordOrTable)
    }
}

impl Serialize for LookChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_str(NO_LOOK),
            Self::View(look) => look.serialize(serializer),
        }
    }
}
