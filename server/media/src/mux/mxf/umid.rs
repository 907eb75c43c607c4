//! Package ids (ST 330) that come from names, so that a clip that is made again is the same clip to an editor.

use crate::mux::MovieDescription;
use interneg_spec::{Rate, Timecode};
use std::fmt;
use uuid::Uuid;

/// Label, length and instance number before a material number that is a UUID: what it names is not told, the instance is
/// the original.
const BEFORE_MATERIAL_NUMBER: [u8; 16] =
    [0x06, 0x0a, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x05, 0x01, 0x01, 0x0f, 0x20, 0x13, 0, 0, 0];

/// Namespace of our version-5 UUIDs (RFC 9562 section 5.5), itself the version-5 UUID of `interneg.package.v1` in RFC
/// 9562's own namespace of object identifiers. A change makes other clips of all clips.
const NAMESPACE: Uuid = Uuid::from_u128(0x8a0c_7e5c_1518_5024_a840_120d_8b61_d320);

/// Unique id of a package, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Umid(pub [u8; 32]);

impl Umid {
    /// The id that stands for no package: a source clip that refers to it ends the chain.
    pub const NONE: Self = Self([0; 32]);

    /// Id of the material package of a clip's rendition. All OP-Atom files of a clip share it. Reel and start are part of
    /// it, because cameras that begin with `C0001` on every card name many clips alike.
    pub fn of_material(clip: &MovieDescription) -> Self {
        Self::of_clip("material", clip, &[])
    }

    /// Id of the file package that holds `track` of a clip's rendition: `V1`, `A1` …, or `V` for a file that holds all.
    pub fn of_file(clip: &MovieDescription, track: &str) -> Self {
        Self::of_clip("file", clip, &[track])
    }

    /// Id of the tape package of a reel. It counts from midnight at `rate`, in drop-frame or not, or has no timecode at
    /// all; tapes that differ in that are different packages, since one id must never name two contents.
    pub fn of_tape(project: &str, reel: &str, rate: Rate, start: Option<Timecode>) -> Self {
        let counting = match start {
            None => "none",
            Some(start) if start.is_drop_frame() => "drop",
            Some(_) => "non-drop",
        };
        Self::named(&["tape", project, reel, &rate.to_string(), counting])
    }

    /// Whether it stands for no package.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    fn of_clip(kind: &str, clip: &MovieDescription, more: &[&str]) -> Self {
        let MovieDescription { project, clip_name, rendition, .. } = clip;
        let start = clip.start.map(|start| start.to_string()).unwrap_or_default();
        let reel = clip.reel.as_deref().unwrap_or_default();
        Self::named(&[&[kind, project, clip_name, rendition, reel, &start], more].concat())
    }

    fn named(parts: &[&str]) -> Self {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&BEFORE_MATERIAL_NUMBER);
        bytes[16..].copy_from_slice(&name_based(parts));
        Self(bytes)
    }
}

/// Version-5 UUID of a list of words. The length stands before each, so that no two lists run together.
pub(super) fn name_based(parts: &[&str]) -> [u8; 16] {
    let mut name = Vec::new();
    for part in parts {
        name.extend_from_slice(&(part.len() as u64).to_be_bytes());
        name.extend_from_slice(part.as_bytes());
    }
    Uuid::new_v5(&NAMESPACE, &name).into_bytes()
}

impl fmt::Display for Umid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Umid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mux::{ColourTags, FieldOrder, PictureTrack};
    use interneg_spec::proxy::ProxyCodec;
    use interneg_spec::{Raster, SampleRange, UtcTime};
    use std::collections::BTreeMap;

    fn clip() -> MovieDescription {
        MovieDescription {
            clip_name: "A001C003_260131_R1AB".to_owned(),
            reel: Some("A001R1AB".to_owned()),
            rate: Rate::FPS_24,
            start: "10:11:12:13".parse().ok(),
            frame_count: 1,
            picture: PictureTrack {
                codec: ProxyCodec::DnxhrLb,
                bits: 8,
                raster: Raster::UHD,
                pixel_aspect: (1, 1),
                has_alpha: false,
                clean_aperture: None,
                field_order: FieldOrder::Progressive,
                colour: ColourTags::REC709,
                range: SampleRange::Legal,
            },
            sound: None,
            comments: BTreeMap::new(),
            project: "Show".to_owned(),
            rendition: "avid".to_owned(),
            created: UtcTime::from_system(std::time::UNIX_EPOCH),
            tool: "interneg".to_owned(),
            tool_version: "0".to_owned(),
        }
    }

    #[test]
    fn clips_of_one_name_on_two_cards_are_two() {
        let other = MovieDescription { reel: Some("A002R1AB".to_owned()), ..clip() };
        let later = MovieDescription { start: "11:00:00:00".parse().ok(), ..clip() };
        let nameless = MovieDescription { reel: None, start: None, ..clip() };
        let ids = [clip(), other, later, nameless].map(|clip| Umid::of_material(&clip));
        assert_eq!(std::collections::BTreeSet::from(ids).len(), 4);
    }

    #[test]
    fn namespace_is_what_its_comment_says() {
        assert_eq!(Uuid::new_v5(&Uuid::NAMESPACE_OID, b"interneg.package.v1"), NAMESPACE);
    }

    #[test]
    fn ids_are_of_the_form_and_stay() {
        let id = Umid::of_material(&clip()).to_string();
        assert!(id.starts_with("060a2b340101010501010f2013000000"), "{id}");
        // By Python's uuid module, from the same words behind their lengths.
        assert_eq!(id[32..], *"1e0db8031fd75c0eba9eef072e3f28bd");
        // RFC 9562: version 5 and variant 10.
        assert_eq!(id.as_bytes()[32 + 12], b'5');
        assert!(b"89ab".contains(&id.as_bytes()[32 + 16]));
    }

    #[test]
    fn words_do_not_run_together() {
        let named = |project: &str, clip_name: &str| MovieDescription {
            project: project.to_owned(),
            clip_name: clip_name.to_owned(),
            ..clip()
        };
        assert_ne!(Umid::of_material(&named("a", "bc")), Umid::of_material(&named("ab", "c")));
        assert_ne!(Umid::of_file(&clip(), "V1"), Umid::of_file(&clip(), "A1"));
        let at = |text: &str| text.parse().ok();
        assert_eq!(
            Umid::of_tape("a", "r", Rate::FPS_24, at("01:00:00:00")),
            Umid::of_tape("a", "r", Rate::FPS_24, at("02:00:00:00"))
        );
        assert_ne!(
            Umid::of_tape("a", "r", Rate::FPS_29_97, at("01:00:00:00")),
            Umid::of_tape("a", "r", Rate::FPS_29_97, at("01:00:00;00"))
        );
    }
}
