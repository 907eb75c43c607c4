//! Files of looks, and how the look of a clip is found in one.

use super::{Cdl, CdlLookupError};

/// Which of the three files of ASC CDL a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CdlFile {
    /// `.cc`: one colour correction.
    Correction,
    /// `.ccc`: a collection of colour corrections.
    Collection,
    /// `.cdl`: decisions, which tie corrections to media.
    DecisionList,
}

/// What people wrote beside the numbers; every element of a file may have them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Descriptions {
    /// Free text, in the order of the file.
    pub description: Vec<String>,
    /// What the picture has to be before the correction, usually its colour space.
    pub input: Option<String>,
    /// How the picture behind the correction is meant to be viewed.
    pub viewing: Option<String>,
}

/// One colour correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Its id; nothing where the file has none or an empty one.
    pub id: Option<String>,
    /// Its numbers; those of a node that the file leaves out are neutral.
    pub cdl: Cdl,
    /// Texts of the correction.
    pub descriptions: Descriptions,
    /// Free text beside slope, offset and power.
    pub sop_description: Vec<String>,
    /// Free text beside the saturation.
    pub saturation_description: Vec<String>,
}

/// What a decision decides for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Graded {
    /// A correction of the same document: its place in [`CdlDocument::corrections`].
    Here(usize),
    /// A correction by its id, in this file or in another.
    Reference(String),
}

/// One decision of a `.cdl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Texts of the decision.
    pub descriptions: Descriptions,
    /// The media it is for, as the file writes it.
    pub media: Option<String>,
    /// What was decided.
    pub graded: Graded,
}

/// A `.cc`, `.ccc` or `.cdl`.
#[derive(Debug, Clone, PartialEq)]
pub struct CdlDocument {
    /// Which of them it is.
    pub file: CdlFile,
    /// Texts of the whole document.
    pub descriptions: Descriptions,
    /// All corrections, in the order of the file.
    pub corrections: Vec<Correction>,
    /// All decisions, in the order of the file; empty where it is no `.cdl`.
    pub decisions: Vec<Decision>,
}

impl CdlDocument {
    /// The only correction that has an id, if any has it.
    ///
    /// # Errors
    /// Several have it.
    pub fn correction(&self, id: &str) -> Result<Option<&Correction>, CdlLookupError> {
        let mut found = self.corrections.iter().filter(|correction| correction.id.as_deref() == Some(id));
        match (found.next(), found.count()) {
            (first, 0) => Ok(first),
            (_, more) => Err(CdlLookupError::Ambiguous { id: id.to_owned(), count: more + 1 }),
        }
    }

    /// The correction of a clip: the one whose id is the clip's name, or else its reel's; letter case counts.
    ///
    /// # Errors
    /// Several corrections carry that name.
    pub fn for_clip(&self, clip_name: &str, reel: Option<&str>) -> Result<Option<&Correction>, CdlLookupError> {
        match (self.correction(clip_name)?, reel) {
            (None, Some(reel)) => self.correction(reel),
            (found, _) => Ok(found),
        }
    }

    /// The correction that a decision decides for.
    ///
    /// # Errors
    /// It is in another file, or several have its id.
    pub fn decided(&self, decision: &Decision) -> Result<&Correction, CdlLookupError> {
        let found = match &decision.graded {
            Graded::Here(index) => self.corrections.get(*index),
            Graded::Reference(id) => self.correction(id)?,
        };
        found.ok_or_else(|| CdlLookupError::NotHere {
            id: match &decision.graded {
                Graded::Here(index) => index.to_string(),
                Graded::Reference(id) => id.clone(),
            },
        })
    }
}
