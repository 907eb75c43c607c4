//! What is read and written, for people who ask before they submit.

use crate::movie::PICTURE_CODECS;
use interneg_spec::proxy::{CodecFamily, ProxyCodec};

/// A coding of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ability {
    /// Short name.
    pub name: &'static str,
    /// Where it is found, or its variants.
    pub description: &'static str,
}

/// What sources may be coded in.
pub fn readers() -> Vec<Ability> {
    let movies = PICTURE_CODECS.iter().map(|(name, _)| Ability { name, description: "in MOV, MP4 or MXF" });
    let images = [
        Ability { name: "dpx", description: "10, 12 and 16 bits, single files and sequences" },
        Ability { name: "exr", description: "scan lines and tiles, single files and sequences" },
    ];
    movies.chain(images).collect()
}

/// What deliveries may be coded in.
pub fn writers() -> Vec<Ability> {
    let masters = [
        Ability { name: "exr", description: "half float, uncompressed, ZIP or PIZ" },
        Ability { name: "dpx", description: "10 and 16 bits" },
    ];
    let proxies = ProxyCodec::ALL.map(|codec| Ability {
        name: codec.name(),
        description: match codec.family() {
            _ if codec == ProxyCodec::Dnxhr444 => "proxies in MOV, MXF OP1a and OP-Atom; masters in MOV by approval",
            CodecFamily::Prores if codec.is_444() => "proxies in MOV and MXF OP1a; masters in MOV by approval",
            CodecFamily::Prores => "proxies in MOV and MXF OP1a",
            CodecFamily::Dnxhr | CodecFamily::Dnxhd => "proxies in MOV, MXF OP1a and OP-Atom",
        },
    });
    masters.into_iter().chain(proxies).collect()
}

/// Version of FFmpeg's libavcodec in use, `major.minor.micro`.
pub fn ffmpeg_version() -> String {
    // FFmpeg packs a version as major << 16 | minor << 8 | micro.
    let packed = ffmpeg_next::codec::version();
    format!("{}.{}.{}", packed >> 16, packed >> 8 & 0xff, packed & 0xff)
}
