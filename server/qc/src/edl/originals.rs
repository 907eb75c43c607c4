//! Identities in the words of conform.

use super::Unlisted;
use crate::ClipIdentity;
use crate::passport::Passport;
use interneg_editorial::conform::{Ocf, OcfIndex, ProxyEntry};
use interneg_spec::{Finding, MediaPath};
use std::collections::BTreeSet;

/// The index of a folder's originals, and what could not be put into it.
pub(super) struct Originals {
    pub index: OcfIndex,
    pub unlisted: Vec<Unlisted>,
    pub findings: Vec<Finding>,
}

impl Originals {
    pub fn of(clips: &[ClipIdentity], passport: Option<&Passport>) -> Self {
        let (mut known, mut unlisted) = (Vec::new(), Vec::new());
        for clip in clips {
            match original(clip) {
                Ok(ocf) => known.push(ocf),
                Err(reason) => unlisted.push(Unlisted { ocf: clip.path.clone(), reason: reason.to_owned() }),
            }
        }
        known.sort_by(|one, other| one.path.cmp(&other.path));
        unlisted.sort();
        let paths: BTreeSet<&str> = known.iter().map(|ocf| ocf.path.as_str()).collect();
        let (mut proxies, mut findings) = (Vec::new(), Vec::new());
        for entry in passport.into_iter().flat_map(Passport::entries) {
            let ocf_path = below_root(entry.ocf.first().map_or("", |file| &file.path));
            if !paths.contains(ocf_path.as_str()) {
                findings.push(Finding::warning(
                    "CF-20",
                    entry.proxy_path(),
                    format!(
                        "the passport knows its original {ocf_path}, which is not in the folder or has no timecode"
                    ),
                    "name the folder that the passport's paths begin in",
                ));
                continue;
            }
            let proxy_path = below_root(entry.proxy_path());
            let file_name = proxy_path.rsplit('/').next().unwrap_or(&proxy_path).to_owned();
            proxies.push(ProxyEntry { file_name, umid: entry.proxy_umids.material.clone(), ocf_path });
        }
        Self { index: OcfIndex::new(known, &proxies), unlisted, findings }
    }
}

/// Facts for conform; which fact is missing where they are not complete.
fn original(clip: &ClipIdentity) -> Result<Ocf, &'static str> {
    let rate = clip.rate.ok_or("it does not say its frame rate")?;
    let start = clip.start.ok_or("it has no timecode")?;
    let start_frame = start.frame_count(rate).map_err(|_| "its timecode does not exist at its rate")?;
    Ok(Ocf {
        stem: clip.stem.clone(),
        reel: clip.reel.clone(),
        roll_folder: clip.roll_folder.clone(),
        clip_name: Some(clip.clip_name.clone()).filter(|name| *name != clip.stem),
        drop_frame: start.is_drop_frame(),
        raster: Some(clip.raster),
        umid: clip.umids.material.clone(),
        ..Ocf::new(clip.path.clone(), rate, start_frame, clip.frame_count)
    })
}

/// `ocf:A001/A001C001.mov` is `A001/A001C001.mov` below the root.
fn below_root(path: &str) -> String {
    path.parse::<MediaPath>().map_or_else(|_| path.to_owned(), |path| path.path().to_owned())
}
