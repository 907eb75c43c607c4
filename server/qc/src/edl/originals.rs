//! Identities in the words of conform.

use super::Unlisted;
use crate::ClipIdentity;
use crate::identity::base_name;
use crate::passport::Passport;
use interneg_editorial::conform::{Ocf, OcfIndex, ProxyEntry};
use interneg_spec::{Finding, MediaPath};
use std::collections::BTreeMap;

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
        let paths = Paths::of(&known);
        let (mut proxies, mut findings) = (Vec::new(), Vec::new());
        for entry in passport.into_iter().flat_map(Passport::entries) {
            let told = entry.ocf.first().map_or("", |file| &file.path);
            let ocf_path = match paths.meant_by(told).as_slice() {
                [only] => (*only).to_owned(),
                found => {
                    let told = below_root(told);
                    let (what, remedy) = match found {
                        [] => ("is not in the folder or has no timecode", "name the folder that holds it"),
                        _ => ("is in the folder more than once", "name the one folder that the passport is about"),
                    };
                    let message = format!("the passport knows its original {told}, which {what}");
                    findings.push(Finding::warning("CF-20", entry.proxy_path(), message, remedy));
                    continue;
                }
            };
            let proxy_path = below_root(entry.proxy_path());
            let file_name = base_name(&proxy_path).to_owned();
            proxies.push(ProxyEntry { file_name, umid: entry.proxy_umids.material.clone(), ocf_path });
        }
        Self { index: OcfIndex::new(known, &proxies), unlisted, findings }
    }
}

/// Paths of originals, by their file names.
struct Paths<'a> {
    by_name: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Paths<'a> {
    fn of(known: &'a [Ocf]) -> Self {
        let mut by_name: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for ocf in known {
            by_name.entry(base_name(&ocf.path)).or_default().push(ocf.path.as_str());
        }
        Self { by_name }
    }

    /// The originals that a path of a passport may mean: the one that is called so, else all whose paths end in it, since
    /// the passport may begin further down than the folder does.
    fn meant_by(&self, told: &str) -> Vec<&'a str> {
        let below = below_root(told);
        let namesakes = || self.by_name.get(base_name(&below)).into_iter().flatten().copied();
        if let Some(same) = namesakes().find(|path| *path == told) {
            return vec![same];
        }
        let ends_so = |path: &&str| {
            let above = path.strip_suffix(below.as_str());
            above.is_some_and(|above| above.is_empty() || above.ends_with(['/', ':']))
        };
        namesakes().filter(ends_so).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::Rate;

    #[test]
    fn a_passport_may_begin_further_down_than_the_folder() {
        let paths = ["ocf:A001/C1.mov", "ocf:A002/C1.mov", "ocf:XA002/C2.mov", "ocf:C3.mov", "far:C3.mov"];
        let known: Vec<Ocf> = paths.iter().map(|path| Ocf::new((*path).to_owned(), Rate::FPS_24, 0, 1)).collect();
        let paths = Paths::of(&known);
        for (told, meant) in [
            ("ocf:A001/C1.mov", &["ocf:A001/C1.mov"][..]),
            ("A002/C1.mov", &["ocf:A002/C1.mov"]),
            ("C1.mov", &["ocf:A001/C1.mov", "ocf:A002/C1.mov"]),
            // A folder is a whole one.
            ("A002/C2.mov", &[]),
            ("ocf:C3.mov", &["ocf:C3.mov"]),
            ("C3.mov", &["ocf:C3.mov", "far:C3.mov"]),
            ("other:A001/C1.mov", &["ocf:A001/C1.mov"]),
            ("", &[]),
        ] {
            assert_eq!(paths.meant_by(told), meant, "{told}");
        }
    }
}
