//! Transform ids of ACES and what they mean to OpenColorIO.

use std::fmt;

/// Prefix of every id.
const PREFIX: &str = "urn:ampas:aces:transformId:";
/// The table of meanings.
const TABLE: &str = include_str!("../../data/aces_transforms.tsv");
/// Real ids have up to 90 bytes.
const MAX_BYTES: usize = 256;

/// A generation of ACES, which one studio configuration of OpenColorIO stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcesGeneration {
    /// ACES 1.x.
    One,
    /// ACES 2.x.
    Two,
}

impl AcesGeneration {
    /// Name of the studio configuration whose colour spaces and views the table names.
    pub fn config(self) -> &'static str {
        match self {
            Self::One => "studio-config-v2.2.0_aces-v1.3_ocio-v2.4",
            Self::Two => "studio-config-v4.0.0_aces-v2.0_ocio-v2.5",
        }
    }

    /// Major version of ACES.
    pub fn major(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// A view of a display, by the names of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DisplayView {
    /// Name of the display.
    pub display: &'static str,
    /// Name of the view.
    pub view: &'static str,
}

/// What a transform does, by the names of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// From a colour space to ACES2065-1.
    ToAces(&'static str),
    /// From ACES2065-1 to a colour space.
    FromAces(&'static str),
    /// The rendering transform of ACES 1, which stands before a [`Self::Device`].
    Rendering,
    /// Back through the rendering transform of ACES 1.
    InverseRendering,
    /// The output device transform of ACES 1: a view, together with the rendering transform.
    Device(DisplayView),
    /// Back through an output device transform of ACES 1.
    InverseDevice(DisplayView),
    /// From ACES2065-1 to a view.
    Output(DisplayView),
    /// From a view back to ACES2065-1.
    InverseOutput(DisplayView),
    /// A look of the configuration.
    Look(&'static str),
    /// Back through a look of the configuration.
    InverseLook(&'static str),
    /// A transform that OpenColorIO has built in, in ACES2065-1, by its style.
    Builtin(&'static str),
}

/// A transform of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTransform {
    /// What it does.
    pub meaning: Meaning,
    /// Generations whose configuration has the names.
    pub generations: Vec<AcesGeneration>,
}

/// An id, such as `urn:ampas:aces:transformId:v1.5:IDT.ARRI.ARRI-LogC4.a1.v1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TransformId(String);

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an ACES transform id: {0:?}; it begins with {PREFIX} and a version, and has letters, digits, . _ and - only"
)]
pub struct TransformIdError(pub String);

impl std::str::FromStr for TransformId {
    type Err = TransformIdError;

    fn from_str(text: &str) -> Result<Self, TransformIdError> {
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let rest = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once(':'));
        match rest {
            Some((version, name)) if text.len() <= MAX_BYTES && is_part(version) && is_part(name) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(TransformIdError(text.chars().take(80).collect())),
        }
    }
}

impl fmt::Display for TransformId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TransformId {
    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it means; nothing where the table does not have it, letter by letter.
    pub fn known(&self) -> Option<KnownTransform> {
        let id = self.0.strip_prefix(PREFIX)?;
        rows().find(|row| row.id == id).and_then(|row| row.known())
    }
}

/// A line of the table.
struct Row {
    id: &'static str,
    kind: &'static str,
    generations: &'static str,
    names: [&'static str; 2],
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let (id, kind, generations) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Row { id, kind, generations, names: [fields.next().unwrap_or(""), fields.next().unwrap_or("")] })
    })
}

impl Row {
    fn known(&self) -> Option<KnownTransform> {
        let [name, view] = self.names;
        let pair = DisplayView { display: name, view };
        let meaning = match self.kind {
            "to_aces" => Meaning::ToAces(name),
            "from_aces" => Meaning::FromAces(name),
            "rrt" => Meaning::Rendering,
            "inverse_rrt" => Meaning::InverseRendering,
            "odt" => Meaning::Device(pair),
            "inverse_odt" => Meaning::InverseDevice(pair),
            "output" => Meaning::Output(pair),
            "inverse_output" => Meaning::InverseOutput(pair),
            "look" => Meaning::Look(name),
            "inverse_look" => Meaning::InverseLook(name),
            "builtin" => Meaning::Builtin(name),
            _ => return None,
        };
        let generation = |text| match text {
            "1" => Some(AcesGeneration::One),
            "2" => Some(AcesGeneration::Two),
            _ => None,
        };
        let generations = self.generations.split(' ').map(generation).collect::<Option<_>>()?;
        Some(KnownTransform { meaning, generations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(id: &str) -> Option<KnownTransform> {
        format!("{PREFIX}{id}").parse::<TransformId>().unwrap().known()
    }

    #[test]
    fn every_line_of_the_table_means_something() {
        let lines: Vec<_> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        let mut ids: Vec<_> = rows().map(|row| row.id).collect();
        assert_eq!(ids.len(), lines.len());
        for row in rows() {
            let known = known(row.id).unwrap();
            let names = match known.meaning {
                Meaning::Rendering | Meaning::InverseRendering => 0,
                Meaning::Device(_) | Meaning::InverseDevice(_) | Meaning::Output(_) | Meaning::InverseOutput(_) => 2,
                _ => 1,
            };
            assert_eq!(row.names.iter().filter(|name| !name.is_empty()).count(), names, "{}", row.id);
            assert!(!known.generations.is_empty(), "{}", row.id);
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), lines.len(), "an id stands twice");
    }

    #[test]
    fn known_ids_have_the_names_of_the_configurations() {
        let meaning = |id| known(id).map(|known| known.meaning);
        assert_eq!(meaning("v1.5:IDT.ARRI.ARRI-LogC4.a1.v1"), Some(Meaning::ToAces("ARRI LogC4")));
        assert_eq!(meaning("v2.0:CSC.Arri.LogC4_to_ACES.a2.v1"), Some(Meaning::ToAces("ARRI LogC4")));
        let ei = meaning("v1.5:IDT.ARRI.Alexa-v3-logC-EI3200.a1.v2");
        assert_eq!(ei, Some(Meaning::ToAces("ARRI LogC3 (EI3200)")));
        let view = |view| DisplayView { display: "Rec.1886 Rec.709 - Display", view };
        let device = Meaning::Device(view("ACES 1.0 - SDR Video"));
        assert_eq!(meaning("v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3"), Some(device));
        let output = Meaning::Output(view("ACES 2.0 - SDR 100 nits (Rec.709)"));
        assert_eq!(meaning("v2.0:Output.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1"), Some(output));
        assert_eq!(known("v2.0:CSC.DJI.DLog_DGamut_to_ACES.a1.v1").unwrap().generations, [AcesGeneration::Two]);
        assert_eq!(known("v1.5:IDT.Acme.Camera.a1.v1"), None);
        assert_eq!(known("v1.5:idt.arri.arri-logc4.a1.v1"), None);
    }

    #[test]
    fn other_texts_are_no_ids() {
        let long = format!("{PREFIX}v1.5:{}", "a".repeat(300));
        let texts = ["", "IDT.ARRI.ARRI-LogC4.a1.v1", PREFIX, "urn:ampas:aces:transformId:v1.5:", &long];
        for text in
            texts.into_iter().chain(["urn:ampas:aces:transformId:v1.5:a b", "urn:ampas:aces:transformId:v1.5:\u{e4}"])
        {
            let error = text.parse::<TransformId>().unwrap_err();
            assert!(error.to_string().len() < 300);
        }
    }
}
