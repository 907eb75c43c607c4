//! Clips and jobs that the tests of review files share.

use interneg_tests::{Identity, Movie, Original, ProxyJobText, Shoot, Site};
use std::path::PathBuf;

/// Raster of the review files.
pub const RASTER: &str = "320x180";
/// Frames of a segment: two groups of a second, at 23.976 frames a second.
pub const SEGMENT_FRAMES: u64 = 48;

/// A clip with sound, of two segments and a half.
pub fn long() -> Original {
    Shoot::of("prores422").size(512, 288).frames(120).make()
}

/// A clip without sound, of less than a segment.
pub fn short() -> Original {
    Shoot::of("dpx").size(512, 288).frames(12).make()
}

/// Proxies of clips, without review files.
pub fn plain(clips: &[&Original]) -> ProxyJobText {
    let job = ProxyJobText::new().rendition("prores_proxy", "mov", "512x288");
    clips.iter().fold(job, |job, clip| job.clip(clip))
}

/// Proxies of clips with H.264 review files.
pub fn job(clips: &[&Original]) -> ProxyJobText {
    plain(clips).table("review", &table("h264"))
}

/// The table of review files.
pub fn table(codec: &str) -> String {
    format!("codec = {codec:?}\nraster = {RASTER:?}\nbit_rate_kbps = 3000")
}

/// Path of a clip's review file.
pub fn place(site: &Site, original: &Original) -> PathBuf {
    site.out().join("review").join(original.roll()).join(format!("{}.mp4", original.name()))
}

/// A review file of a clip as it was delivered.
pub fn review(site: &Site, original: &Original) -> Movie {
    Movie::open(&place(site, original))
}

/// What every frame of a review file says of itself.
pub fn shown(movie: &Movie, original: &Original) -> Vec<Identity> {
    movie.identities(original.strip_rows * 180 / original.height)
}

/// What every frame of a clip must say of itself.
pub fn identities(original: &Original) -> Vec<Identity> {
    let identity = |position| Identity { clip_id: original.clip_id, count: original.start_count + position };
    (0..original.frames).map(identity).collect()
}
