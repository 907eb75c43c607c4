//! Whose mark files bear.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Whose mark ProRes bears: four characters in every frame's header, and the vendor of QuickTime's sample entry. Readers need
/// neither; some tools look for Apple's, and take others for made by strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// The encoder's own: `intn` for ours, and no vendor.
    #[default]
    Interneg,
    /// Apple's: `apl0`, and `appl`.
    Apple,
}

impl Vendor {
    pub(super) fn is_own(&self) -> bool {
        *self == Self::Interneg
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interneg => "interneg",
            Self::Apple => "apple",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_job_files_hold() {
        for vendor in [Vendor::Interneg, Vendor::Apple] {
            let written = serde_json::to_string(&vendor).unwrap();
            assert_eq!(written, format!("\"{vendor}\""));
            assert_eq!(serde_json::from_str::<Vendor>(&written).unwrap(), vendor);
        }
        assert_eq!(Vendor::default(), Vendor::Interneg, "nobody bears another's mark unasked");
    }
}
