//! What a file may be, by the extension of its name. Only what is kept is opened, and then its first bytes decide.

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A movie that is read.
    Movie,
    /// An image of a sequence that is read.
    Image,
    /// Camera originals and other media that are not read, by their names in the trade.
    Unread(&'static str),
    /// A proxy that the camera made.
    CameraProxy,
    /// Anything else.
    Sidecar,
}

/// Extensions in lower case.
const KINDS: [(&str, NameKind); 30] = [
    ("mov", NameKind::Movie),
    ("mp4", NameKind::Movie),
    ("m4v", NameKind::Movie),
    ("mxf", NameKind::Movie),
    ("dpx", NameKind::Image),
    ("exr", NameKind::Image),
    // GoPro's and DJI's small copies beside each clip.
    ("lrv", NameKind::CameraProxy),
    ("lrf", NameKind::CameraProxy),
    ("r3d", NameKind::Unread("REDCODE RAW")),
    ("braw", NameKind::Unread("Blackmagic RAW")),
    ("ari", NameKind::Unread("ARRIRAW")),
    ("arx", NameKind::Unread("ARRIRAW HDE")),
    ("arw", NameKind::Unread("Sony RAW")),
    ("crm", NameKind::Unread("Canon Cinema RAW Light")),
    ("rmf", NameKind::Unread("Canon RAW")),
    ("dng", NameKind::Unread("CinemaDNG")),
    ("cine", NameKind::Unread("Phantom Cine")),
    ("nev", NameKind::Unread("N-RAW")),
    ("krw", NameKind::Unread("Kinefinity RAW")),
    ("mts", NameKind::Unread("AVCHD")),
    ("m2ts", NameKind::Unread("AVCHD")),
    ("avi", NameKind::Unread("AVI")),
    ("mkv", NameKind::Unread("Matroska")),
    ("mpg", NameKind::Unread("MPEG program stream")),
    ("ts", NameKind::Unread("MPEG transport stream")),
    ("tif", NameKind::Unread("TIFF")),
    ("tiff", NameKind::Unread("TIFF")),
    ("cin", NameKind::Unread("Cineon")),
    ("insv", NameKind::Unread("Insta360 video")),
    ("360", NameKind::Unread("GoPro 360 video")),
];

impl NameKind {
    /// The kind of a file name, without regard to case.
    pub fn of(name: &str) -> Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
        KINDS.iter().find(|(known, _)| *known == extension).map_or(Self::Sidecar, |(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_tell_in_either_case() {
        assert_eq!(NameKind::of("A001C001.MXF"), NameKind::Movie);
        assert_eq!(NameKind::of("A001.0086400.dpx"), NameKind::Image);
        assert_eq!(NameKind::of("A001_C001_0101AB_001.R3D"), NameKind::Unread("REDCODE RAW"));
        assert_eq!(NameKind::of("GL010123.LRV"), NameKind::CameraProxy);
        for name in ["D001C005M01.XML", "mov", "README", "MEDIAPRO.XML", "00000.CPI", ""] {
            assert_eq!(NameKind::of(name), NameKind::Sidecar, "{name}");
        }
    }
}
