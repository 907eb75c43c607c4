//! Statements in the metadata of ACES files and of cameras.

use super::{ACES, Claim};
use crate::curves::logc3_space;
use crate::interop;
use std::collections::BTreeMap;

/// Tags by key, without regard to case. Keys of some containers carry a path, so the end of a key is enough.
struct Tags<'a>(&'a BTreeMap<String, String>);

impl Tags<'_> {
    /// The value of the tag with this key, trimmed and in lower case.
    fn get(&self, key: &str) -> Option<String> {
        let is_end = |full: &str| {
            let split = full.len().checked_sub(key.len()).filter(|at| full.is_char_boundary(*at));
            split.is_some_and(|at| {
                let before = full[..at].chars().next_back();
                full[at..].eq_ignore_ascii_case(key) && before.is_none_or(|c| !c.is_alphanumeric())
            })
        };
        let (_, value) = self.0.iter().find(|(full, _)| is_end(full))?;
        Some(value.trim().to_lowercase()).filter(|value| !value.is_empty())
    }
}

/// All statements, one of each kind at most.
pub(super) fn of_metadata(metadata: &BTreeMap<String, String>) -> Vec<Claim> {
    let tags = Tags(metadata);
    [aces(&tags), arri(&tags), sony(&tags), panasonic(&tags), apple_proapps(&tags), dji(&tags)]
        .into_iter()
        .flatten()
        .collect()
}

/// ST 2065-4 containers, and OpenEXR's interop id; where they disagree the flag wins.
fn aces(tags: &Tags<'_>) -> Option<Claim> {
    if tags.get("acesImageContainerFlag").is_some_and(|flag| flag == "1") {
        return Some(Claim::Certain(ACES));
    }
    interop::name_of(&tags.get("colorInteropID")?).map(Claim::Certain)
}

/// QuickTime atoms of ARRI cameras. The curve of LogC3 depends on the exposure index.
fn arri(tags: &Tags<'_>) -> Option<Claim> {
    const LOGC3_EI800: &str = "ARRI LogC3 (EI800)";
    let gamma = tags.get("com.arri.camera.ColorGammaSxS")?;
    let gamma: String = gamma.chars().filter(char::is_ascii_alphanumeric).collect();
    match gamma.as_str() {
        "logc4" => Some(Claim::Certain("ARRI LogC4")),
        "logc" | "logc3" => {
            let index = tags.get("com.arri.camera.ExposureIndexAsa").and_then(|index| index.parse().ok());
            Some(index.and_then(logc3_space).map_or(Claim::Possible(&[LOGC3_EI800]), Claim::Certain))
        }
        _ => None,
    }
}

/// Acquisition metadata of Sony cameras (NonRealTimeMeta). VENICE has spaces of its own beside the ones that its
/// metadata names.
fn sony(tags: &Tags<'_>) -> Option<Claim> {
    let gamma = tags.get("CaptureGammaEquation")?;
    if !matches!(gamma.as_str(), "s-log3" | "s-log3-cine") {
        return None;
    }
    let is_venice = ["modelName", "CameraAttributes", "DeviceModelName"].iter().any(|key| {
        let model = tags.get(key).unwrap_or_default();
        ["venice", "mpc-3610", "mpc-3626", "mpc-3628"].iter().any(|name| model.contains(name))
    });
    match (tags.get("CaptureColorPrimaries").as_deref(), is_venice) {
        (Some("s-gamut3-cine" | "s-gamut3.cine"), false) => Some(Claim::Certain("S-Log3 S-Gamut3.Cine")),
        (Some("s-gamut3"), false) => Some(Claim::Certain("S-Log3 S-Gamut3")),
        (Some("s-gamut3-cine" | "s-gamut3.cine"), true) => {
            Some(Claim::Possible(&["S-Log3 Venice S-Gamut3.Cine", "S-Log3 S-Gamut3.Cine"]))
        }
        (Some("s-gamut3"), true) => Some(Claim::Possible(&["S-Log3 Venice S-Gamut3", "S-Log3 S-Gamut3"])),
        (Some(_), _) => None,
        (None, _) => Some(Claim::Possible(&["S-Log3 S-Gamut3.Cine", "S-Log3 S-Gamut3"])),
    }
}

/// Clip metadata of Panasonic cameras.
fn panasonic(tags: &Tags<'_>) -> Option<Claim> {
    let gamma = tags.get("CaptureGamma")?;
    if !matches!(gamma.as_str(), "v-log" | "vlog") {
        return None;
    }
    match tags.get("CaptureGamut").as_deref() {
        Some("v-gamut" | "vgamut") => Some(Claim::Certain("V-Log V-Gamut")),
        _ => Some(Claim::Possible(&["V-Log V-Gamut"])),
    }
}

/// The logarithmic curve by name, as Apple's and Blackmagic Design's recorders write it into QuickTime files.
fn apple_proapps(tags: &Tags<'_>) -> Option<Claim> {
    let gamma = tags.get("com.apple.proapps.customgamma")?;
    match gamma.rsplit('.').next()? {
        "apple-log" => Some(Claim::Certain("Apple Log")),
        "apple-log-2" | "apple-log2" => Some(Claim::Certain("Apple Log 2")),
        // The name covers every generation of the curve; only the colour science tells which.
        "filmlog" => match tags.get("com.blackmagic-design.camera.colorScience") {
            Some(science) if science.contains("gen 5") => Some(Claim::Certain("BMDFilm WideGamut Gen5")),
            Some(_) => None,
            None => Some(Claim::Possible(&["BMDFilm WideGamut Gen5"])),
        },
        _ => None,
    }
}

/// DJI writes one name for the D-Log of all its cameras, whose gamuts differ.
fn dji(tags: &Tags<'_>) -> Option<Claim> {
    let gamma = tags.get("com.dji.camera.ColorGammaSxS")?;
    (gamma == "d-log").then_some(Claim::Possible(&["D-Log D-Gamut"]))
}
