//! Clips and jobs that the tests of proxies share.

use interneg_tests::{Identity, Movie, Original, ProxyJobText, Shoot, Site, rendition_name};
use std::path::PathBuf;

/// Raster of the originals and of most proxies: small, and large enough for DNxHR.
pub const SMALL: &str = "512x288";
/// Frames of a small original.
pub const FRAMES: u64 = 12;

/// A small clip of a camera.
pub fn small(kind: &'static str) -> Original {
    Shoot::of(kind).size(512, 288).frames(12).make()
}

/// A job of a small ProRes Proxy for every clip.
pub fn cut(clips: &[&Original]) -> ProxyJobText {
    clips.iter().fold(ProxyJobText::new().rendition("prores_proxy", "mov", SMALL), |job, clip| job.clip(clip))
}

/// Path of a movie below the root `out`.
pub fn place(site: &Site, codec: &str, original: &Original) -> PathBuf {
    site.out().join(rendition_name(codec, "mov")).join(original.roll()).join(format!("{}.mov", original.name()))
}

/// A movie of a clip as it was delivered.
pub fn movie(site: &Site, codec: &str, original: &Original) -> Movie {
    Movie::open(&place(site, codec, original))
}

/// What the frames of a clip must say of themselves.
pub fn identities(original: &Original) -> Vec<Identity> {
    let identity = |position| Identity { clip_id: original.clip_id, count: original.start_count + position };
    (0..original.frames).map(identity).collect()
}
