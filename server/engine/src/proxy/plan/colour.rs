//! How a clip looks: grade and view, and where they come from.

use super::super::picture::{CdlGrade, Look, LookOutput, LookPath, LutGrade};
use super::documents::LookDocuments;
use crate::EngineError;
use interneg_colour::{Config, Grade, LutFile};
use interneg_editorial::cdl::Cdl;
use interneg_manifest::hash::{DigestKind, hash_file};
use interneg_media::mux::ColourTags;
use interneg_spec::ViewPrecision;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// Space that CDLs and LUTs work in where nothing else is said.
const WORKING_SPACE: &str = "ACEScct";

/// How a clip looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedLook {
    /// What comes before the view, in order: a CDL, then a LUT.
    pub grade: PlannedGrade,
    /// The view; none for the camera's own log picture.
    pub view: Option<PlannedView>,
    /// What makes the pictures; none where all codes are copied, and in plans of versions that knew the processors alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<LookPath>,
}

/// What comes before the view.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedGrade {
    /// Ten numbers: slope, offset, power of R, G, B, then saturation.
    pub cdl: Option<PlannedCdl>,
    /// A look's file.
    pub lut: Option<PlannedLut>,
    /// Who decided, in words; empty where there is no grade.
    pub origin: String,
}

/// Ten numbers and where they apply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedCdl {
    /// Slope, offset, power of R, G, B, then saturation.
    pub numbers: [f64; 10],
    /// Space that they work in.
    pub space: String,
}

/// A look's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLut {
    /// The file.
    pub path: PathBuf,
    /// XXH3 128-bit of it, so that another file under its name is another plan.
    pub xxh128: String,
    /// Space that it takes and gives.
    pub space: String,
}

/// A view of a display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedView {
    /// Name of the display.
    pub display: String,
    /// Name of the view.
    pub view: String,
    /// Exact or baked.
    pub precision: ViewPrecision,
}

/// Displays whose pictures a movie can say what they are (ITU-T H.273): those with the primaries of BT.709, which is what
/// the matrix of a proxy is made for.
const DISPLAYS: [(&str, ColourTags); 3] = [
    ("Rec.1886 Rec.709 - Display", ColourTags::REC709),
    // IEC 61966-2-1.
    ("sRGB - Display", ColourTags { primaries: 1, transfer: 13, matrix: 1 }),
    // ITU-R BT.470-6 System M.
    ("Gamma 2.2 Rec.709 - Display", ColourTags { primaries: 1, transfer: 4, matrix: 1 }),
];

/// Log pictures: primaries and transfer that no code point names, by the matrix that was used.
const LOG: ColourTags = ColourTags { primaries: 2, transfer: 2, matrix: 1 };

/// What a movie may say of pictures for a display; none where no code point says it.
pub(super) fn tags_of(display: &str) -> Option<ColourTags> {
    DISPLAYS.iter().find(|(name, _)| *name == display).map(|(_, tags)| *tags)
}

/// The displays that proxies can be made for.
pub(super) fn displays() -> impl Iterator<Item = &'static str> {
    DISPLAYS.iter().map(|(name, _)| *name)
}

impl PlannedLook {
    /// What movies say of the pictures: the tags follow the pixels.
    pub(crate) fn tags(&self) -> ColourTags {
        // Other displays were refused when the plan was made.
        self.view.as_ref().map_or(LOG, |view| tags_of(&view.display).unwrap_or(LOG))
    }

    /// The look for the renderer; reads the LUT.
    pub(crate) fn look(&self) -> Result<Look, EngineError> {
        let bad = |reason: String| EngineError::Colour { field: "look".to_owned(), reason };
        let cdl = self.grade.cdl.as_ref().map(|cdl| -> Result<CdlGrade, EngineError> {
            let grade = Grade::from_numbers(cdl.numbers.map(|number| number as f32));
            Ok(CdlGrade { grade: grade.map_err(|error| bad(error.to_string()))?, space: cdl.space.clone() })
        });
        let lut = self.grade.lut.as_ref().map(|lut| -> Result<LutGrade, EngineError> {
            let file = LutFile::read(&lut.path).map_err(|error| bad(error.to_string()))?;
            let (_, digests) =
                hash_file(&lut.path, &[DigestKind::Xxh128]).map_err(EngineError::io("read", &lut.path))?;
            if digests.first().is_none_or(|digest| digest.text() != lut.xxh128) {
                return Err(bad(format!(
                    "{} has changed since the job was planned; submit it again",
                    lut.path.display()
                )));
            }
            Ok(LutGrade { file: Arc::new(file), space: lut.space.clone() })
        });
        let output = match &self.view {
            None => LookOutput::Source,
            Some(view) => {
                LookOutput::View { display: view.display.clone(), view: view.view.clone(), precision: view.precision }
            }
        };
        Ok(Look { cdl: cdl.transpose()?, lut: lut.transpose()?, output })
    }
}

impl PlannedCdl {
    pub(super) fn new(cdl: Cdl, space: Option<&str>) -> Self {
        Self { numbers: cdl.numbers(), space: space.unwrap_or(WORKING_SPACE).to_owned() }
    }
}

impl PlannedLut {
    pub(super) fn new(path: PathBuf, xxh128: String, space: Option<&str>) -> Self {
        Self { path, xxh128, space: space.unwrap_or(WORKING_SPACE).to_owned() }
    }
}

impl std::fmt::Display for PlannedLook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(view) = &self.view else { return f.write_str("none, the camera's log picture") };
        if !self.grade.origin.is_empty() {
            write!(f, "{}, then ", self.grade.origin)?;
        }
        write!(f, "{} on {} ({})", view.view, view.display, view.precision)
    }
}

/// Names that a look uses must be in the configuration; where one is not, the field that gives it, and what is wrong.
pub(super) fn check_names(look: &PlannedLook, config: &Config) -> Result<(), (&'static str, String)> {
    let of_cdl = look.grade.cdl.iter().map(|cdl| ("look.cdl_space", &cdl.space));
    for (field, space) in of_cdl.chain(look.grade.lut.iter().map(|lut| ("look.lut_space", &lut.space))) {
        config.resolve(space).map_err(|error| (field, error.to_string()))?;
    }
    Ok(())
}

/// The grade of a clip: what speaks of it first, in the order that job files document.
pub(super) fn grade_of(documents: &LookDocuments, clip_name: &str, reel: &str) -> Result<Option<PlannedGrade>, String> {
    if let Some(grade) = documents.cdl_for(clip_name, reel)? {
        return Ok(Some(grade));
    }
    Ok(documents.lut())
}
