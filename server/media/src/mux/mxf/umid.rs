//! Package ids (ST 330) that come from names, so that a clip that is made again is the same clip to an editor.

use super::OpAtomTrack;
use crate::mux::{MovieDescription, PictureTrack};
use interneg_spec::{Rate, Timecode};
use std::fmt;
use uuid::Uuid;

/// Label, length and instance number before a material number that is a UUID: what it names is not told, the instance is
/// the original.
const BEFORE_MATERIAL_NUMBER: [u8; 16] =
    [0x06, 0x0a, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x05, 0x01, 0x01, 0x0f, 0x20, 0x13, 0, 0, 0];

/// Namespace of our version-5 UUIDs (RFC 9562 section 5.5), itself the version-5 UUID of `interneg.package.v2` in RFC
/// 9562's own namespace of object identifiers. A change makes other clips of all clips.
const NAMESPACE: Uuid = Uuid::from_u128(0xc2a0_fefa_9b0c_56b1_82b3_25ab_e70d_d28d);

/// Unique id of a package, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Umid(pub [u8; 32]);

impl Umid {
    /// The id that stands for no package: a source clip that refers to it ends the chain.
    pub const NONE: Self = Self([0; 32]);

    /// Id of the material package of a clip's rendition. All OP-Atom files of a clip share it. Roll, reel and start are part
    /// of it, because cameras that begin with `C0001` on every card name many clips alike; and so is what its tracks are,
    /// which an editing system remembers of it.
    pub fn of_material(clip: &MovieDescription) -> Self {
        Self::of_clip("material", clip, &all(clip))
    }

    /// Id of the file package that holds one track of a clip's rendition, or all of them. Pictures of another codec, depth
    /// or size are other packages, and so is sound from elsewhere.
    pub fn of_file(clip: &MovieDescription, track: Option<OpAtomTrack>) -> Self {
        let held = match track {
            None => all(clip),
            Some(OpAtomTrack::Picture) => vec![profile(&clip.picture)],
            Some(OpAtomTrack::Sound { channel }) => {
                let source = clip.sound.as_ref().and_then(|sound| sound.channel_sources.get(channel));
                vec![format!("A{}", channel + 1), source.cloned().unwrap_or_default()]
            }
        };
        Self::of_clip("file", clip, &held)
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

    fn of_clip(kind: &str, clip: &MovieDescription, held: &[String]) -> Self {
        let MovieDescription { project, roll, clip_name, rendition, .. } = clip;
        let start = clip.start.map(|start| start.to_string()).unwrap_or_default();
        let reel = clip.reel.as_deref().unwrap_or_default();
        let words = [kind, project, roll, clip_name, rendition, reel, &start];
        Self::named(&words.into_iter().chain(held.iter().map(String::as_str)).collect::<Vec<_>>())
    }

    fn named(parts: &[&str]) -> Self {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&BEFORE_MATERIAL_NUMBER);
        bytes[16..].copy_from_slice(&name_based(parts));
        Self(bytes)
    }
}

/// What a picture is, for ids.
fn profile(picture: &PictureTrack) -> String {
    format!("{} {}-bit {}", picture.codec, picture.bits, picture.raster)
}

/// What all tracks of a clip are, for ids.
fn all(clip: &MovieDescription) -> Vec<String> {
    let sources = clip.sound.iter().flat_map(|sound| sound.channel_sources.iter().cloned());
    std::iter::once(profile(&clip.picture)).chain(sources).collect()
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
    use crate::mux::{ColourTags, FieldOrder, PictureTrack, SoundTrack};
    use interneg_spec::proxy::{ProxyCodec, Vendor};
    use interneg_spec::{Raster, SampleRange, UtcTime};
    use std::collections::{BTreeMap, BTreeSet};

    fn clip() -> MovieDescription {
        MovieDescription {
            roll: "A001".to_owned(),
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
                vendor: Vendor::Interneg,
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
        // Where cards are told apart by their folders alone.
        let other_card = MovieDescription { roll: "A002".to_owned(), ..clip() };
        let later = MovieDescription { start: "11:00:00:00".parse().ok(), ..clip() };
        let nameless = MovieDescription { reel: None, start: None, ..clip() };
        let clips = [clip(), other, other_card, later, nameless];
        let picture = Some(OpAtomTrack::Picture);
        let ids = clips.iter().flat_map(|clip| [Umid::of_material(clip), Umid::of_file(clip, picture)]);
        assert_eq!(ids.collect::<BTreeSet<_>>().len(), 2 * clips.len());
    }

    #[test]
    fn one_id_never_names_two_contents() {
        let with = |picture: PictureTrack, sources: &[&str]| {
            let channel_sources: Vec<String> = sources.iter().map(|source| (*source).to_owned()).collect();
            let channel_names = vec![String::new(); sources.len()];
            let sound = SoundTrack { sample_rate_hz: 48000, channel_names, channel_sources };
            MovieDescription { picture, sound: Some(sound), ..clip() }
        };
        let lb = clip().picture;
        let sq = PictureTrack { codec: ProxyCodec::DnxhrSq, ..lb.clone() };
        let small = PictureTrack { raster: Raster { width: 1920, height: 1080 }, ..lb.clone() };
        let camera = with(lb.clone(), &["camera 1", "camera 2"]);
        let recorder = with(lb.clone(), &["12A-T3.WAV 1", "camera 2"]);
        let all: Vec<_> = [clip(), with(sq, &[]), with(small, &[]), camera.clone(), recorder.clone()].into();
        let materials: BTreeSet<_> = all.iter().map(Umid::of_material).collect();
        let wholes: BTreeSet<_> = all.iter().map(|clip| Umid::of_file(clip, None)).collect();
        assert_eq!((materials.len(), wholes.len()), (5, 5));
        let picture = |clip: &MovieDescription| Umid::of_file(clip, Some(OpAtomTrack::Picture));
        let pictures: BTreeSet<_> = all.iter().map(picture).collect();
        assert_eq!(pictures.len(), 3, "the picture is the same whatever is heard with it");
        let channel = |clip, channel| Umid::of_file(clip, Some(OpAtomTrack::Sound { channel }));
        assert_ne!(channel(&camera, 0), channel(&recorder, 0));
        assert_eq!(channel(&camera, 1), channel(&recorder, 1));
        assert_ne!(channel(&camera, 0), channel(&camera, 1));
    }

    #[test]
    fn namespace_is_what_its_comment_says() {
        assert_eq!(Uuid::new_v5(&Uuid::NAMESPACE_OID, b"interneg.package.v2"), NAMESPACE);
    }

    #[test]
    fn ids_are_of_the_form_and_stay() {
        let id = Umid::of_material(&clip()).to_string();
        assert!(id.starts_with("060a2b340101010501010f2013000000"), "{id}");
        // By Python's uuid module, from the same words behind their lengths.
        assert_eq!(id[32..], *"ef681bd8a19550b5b2b2be2a37a0c955");
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
