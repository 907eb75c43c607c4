//! Colour spaces as jobs and rules see them.

use crate::interop;
use interneg_spec::rules::SpaceKind;

/// A colour space of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// Canonical name.
    pub name: String,
    /// Other names that the configuration accepts.
    pub aliases: Vec<String>,
    /// What the NAM rules need to know. ACEScc and ACEScct count as `Log`, ACEScg as `Linear`; the rules refuse them as
    /// targets by name.
    pub kind: SpaceKind,
    /// Id of the ASWF Color Interop Forum, where the configuration or our table knows one.
    pub interop_id: Option<String>,
    /// Group in the configuration, parts divided by `/`: `ACES`, `Input/ARRI`, `Utility` …
    pub family: String,
    /// Holds data rather than colours.
    pub is_data: bool,
    /// Interneg's own beside the configuration's: a curve of its tables, and the primaries of one of the configuration's
    /// linear spaces.
    pub is_own: bool,
}

impl Space {
    pub(crate) fn from_ocio(space: &ocio::config::ColorSpace) -> Self {
        let names = || std::iter::once(space.name()).chain(space.aliases().iter().map(String::as_str));
        let interop_id = match space.interop_id() {
            "" => names().find_map(interop::id_of).map(str::to_owned),
            id => Some(id.to_owned()),
        };
        let is_aces = interop_id.as_deref() == Some("lin_ap0_scene") || space.name() == "ACES2065-1";
        let is_display = space.reference_space_type() == ocio::ReferenceSpaceType::Display;
        let kind = match space.encoding() {
            _ if space.is_data() => SpaceKind::Other,
            "scene-linear" if is_aces => SpaceKind::Aces,
            "scene-linear" if !is_display => SpaceKind::Linear,
            "log" if !is_display => SpaceKind::Log,
            "sdr-video" | "hdr-video" | "display-linear" => SpaceKind::Display,
            _ if is_display => SpaceKind::Display,
            _ => SpaceKind::Other,
        };
        Self {
            name: space.name().to_owned(),
            aliases: space.aliases().to_vec(),
            kind,
            interop_id,
            family: space.family().to_owned(),
            is_data: space.is_data(),
            is_own: false,
        }
    }

    /// Whether the space goes by this name or alias, as OpenColorIO compares them: without regard to case.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}
