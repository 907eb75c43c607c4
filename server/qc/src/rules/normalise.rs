//! What applications do to names before they compare them.

use interneg_media::scan::clip_name_of;
use serde::{Deserialize, Serialize};

/// One step of a normalisation (rules CF-17, CF-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// White space at both ends is left out.
    Trim,
    /// Upper and lower case are the same.
    Case,
    /// What stands behind the last dot is left out, where it is at most 4 letters or digits.
    Extension,
    /// `_Proxy` at the end, in any case, is left out.
    ProxySuffix,
    /// The track tag of an OP-Atom file and the part number behind a whole clip name are left out.
    Part,
    /// Only the first 8 characters count.
    #[serde(rename = "first_8")]
    First8,
}

impl Normalisation {
    /// Applies the step.
    pub fn apply(self, text: String) -> String {
        match self {
            Self::Trim => text.trim().to_owned(),
            Self::Case => text.to_lowercase(),
            Self::Extension => without_extension(&text).to_owned(),
            Self::ProxySuffix => without_proxy_suffix(&text).to_owned(),
            // Names of cameras are in upper case, which an earlier step may have folded.
            Self::Part => {
                let kept = clip_name_of(&text.to_ascii_uppercase()).len();
                text.get(..kept).unwrap_or(&text).to_owned()
            }
            Self::First8 => text.chars().take(8).collect(),
        }
    }

    /// Applies steps in order; `None` where nothing is left.
    pub fn all(steps: &[Self], text: String) -> Option<String> {
        Some(steps.iter().fold(text, |text, step| step.apply(text))).filter(|text| !text.is_empty())
    }
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && (1..=4).contains(&extension.len())
                && extension.bytes().all(|letter| letter.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    }
}

/// `A001C001_Proxy` is `A001C001`, as Premiere Pro names what it makes.
pub(crate) fn without_proxy_suffix(name: &str) -> &str {
    const SUFFIX: &str = "_proxy";
    let cut = name.len().saturating_sub(SUFFIX.len());
    match (name.get(..cut), name.get(cut..)) {
        (Some(stem), Some(end)) if !stem.is_empty() && end.eq_ignore_ascii_case(SUFFIX) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_does_what_it_says() {
        use Normalisation::*;
        for (steps, text, expected) in [
            (&[Trim, Case][..], " A001r1ab ", Some("a001r1ab")),
            (&[Extension], "A001C001.mov", Some("A001C001")),
            (&[Extension], "A001C001.260131_R1AB", Some("A001C001.260131_R1AB")),
            (&[Extension], ".mov", Some(".mov")),
            (&[Extension, ProxySuffix], "A001C001_Proxy.mov", Some("A001C001")),
            (&[ProxySuffix], "_proxy", Some("_proxy")),
            (&[Case, Part], "A001_C001_0131AB_001", Some("a001_c001_0131ab")),
            (&[Case, Part], "A001C001_v1", Some("a001c001")),
            (&[Part], "straße_v1", Some("straße")),
            (&[First8], "A001C001_260131_R1AB", Some("A001C001")),
            (&[First8], "äöüäöüäöü", Some("äöüäöüäö")),
            (&[Trim], "  ", None),
        ] {
            assert_eq!(Normalisation::all(steps, text.to_owned()).as_deref(), expected, "{text} {steps:?}");
        }
    }
}
