//! Which space a camera recorded, from what its file says.
//!
//! Only statements about scene-referred encodings count. Transfer words of video (`bt709`, `smpte2084`,
//! `arib-std-b67` …) are no statement: cameras write them beside logarithmic pictures, and pictures that are really
//! coded so are meant for a display.

mod claims;

use crate::gamut;
use std::collections::{BTreeMap, BTreeSet};

/// What a probe found out about a source, as far as it may tell the colour space.
#[derive(Debug, Clone, Copy)]
pub struct SourceHints<'a> {
    /// Camera metadata and other tags, keys as the file has them.
    pub metadata: &'a BTreeMap<String, String>,
    /// Transfer characteristic as the file names it.
    pub transfer: Option<&'a str>,
    /// EXR chromaticities: red x, y, green x, y, blue x, y, white x, y.
    pub chromaticities: Option<[f32; 8]>,
    /// Samples are floats.
    pub is_float: bool,
}

/// What the metadata says about the space. Names are those of the ACES configurations, and of
/// Interneg's own spaces beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auto {
    /// One space, and no doubt about it.
    Unambiguous(String),
    /// Spaces that fit, where the metadata does not decide between them, or where the one that fits is only near.
    Ambiguous(Vec<String>),
    /// The metadata says nothing of a scene-referred space.
    Unknown,
}

/// One statement of a file: it was recorded in one of these spaces.
pub(crate) enum Claim {
    /// In this one.
    Certain(&'static str),
    /// In one of these; one alone where it is near but not exactly the right one.
    Possible(&'static [&'static str]),
}

const ACES: &str = "ACES2065-1";

/// AP1, ACES S-2014-004.
const AP1: [f64; 8] = [0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767];

/// Weighs all statements of a file against each other.
pub fn auto_detect(hints: &SourceHints<'_>) -> Auto {
    let mut claims = claims::of_metadata(hints.metadata);
    claims.extend(claim_of_chromaticities(hints));
    let mut certain = BTreeSet::new();
    let mut possible: Vec<&'static str> = Vec::new();
    for claim in &claims {
        match claim {
            Claim::Certain(space) => {
                certain.insert(*space);
                possible.push(space);
            }
            Claim::Possible(spaces) => possible.extend(*spaces),
        }
    }
    let mut seen = BTreeSet::new();
    possible.retain(|space| seen.insert(*space));
    let supports = |space: &str| {
        claims.iter().all(|claim| match claim {
            Claim::Certain(certain) => *certain == space,
            Claim::Possible(spaces) => spaces.contains(&space),
        })
    };
    match certain.first() {
        Some(space) if supports(space) => Auto::Unambiguous((*space).to_owned()),
        _ if possible.is_empty() => Auto::Unknown,
        _ => Auto::Ambiguous(possible.into_iter().map(str::to_owned).collect()),
    }
}

/// EXR chromaticities name a gamut; OpenEXR pixels are linear unless the file says otherwise.
fn claim_of_chromaticities(hints: &SourceHints<'_>) -> Option<Claim> {
    let chromaticities = hints.chromaticities.filter(|_| hints.is_float)?;
    let says_linear = hints.transfer.is_some_and(|transfer| transfer.eq_ignore_ascii_case("linear"));
    let says_otherwise = hints.transfer.is_some() && !says_linear;
    if gamut::is_ap0(&chromaticities) {
        return Some(if says_otherwise { Claim::Possible(&[ACES]) } else { Claim::Certain(ACES) });
    }
    if gamut::is_near(&chromaticities, &AP1) {
        // ACEScct and ACEScc share the primaries, and such files exist.
        return Some(if says_linear {
            Claim::Certain("ACEScg")
        } else {
            Claim::Possible(&["ACEScg", "ACEScct", "ACEScc"])
        });
    }
    None
}

#[cfg(test)]
mod tests;
