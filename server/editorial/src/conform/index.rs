//! Originals by everything that they may be found by.

use super::names::{cleaned, normal};
use super::{ConformOptions, Key, Ocf, ProxyEntry};
use crate::timeline::Event;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of a reel in a classic list; one that fills them may be cut off (rule CF-17).
const CLASSIC_REEL_LENGTH: usize = 8;

type Places = BTreeMap<String, Vec<usize>>;

/// All originals of a show, and the table of our own proxies.
#[derive(Debug, Clone, Default)]
pub struct OcfIndex {
    ocfs: Vec<Ocf>,
    names: Places,
    reels: Places,
    umids: Places,
    proxies: Places,
}

/// How an original was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// To the letter.
    Exactly,
    /// But for case and extension.
    Normalised,
    /// By the beginning of its reel.
    ByPrefix,
}

impl OcfIndex {
    /// Indexes originals. The order matters for nothing but the order of reports.
    pub fn new(ocfs: Vec<Ocf>, proxies: &[ProxyEntry]) -> Self {
        let mut index = Self { ocfs, ..Self::default() };
        let mut paths: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, ocf) in index.ocfs.iter().enumerate() {
            paths.entry(&ocf.path).or_default().push(place);
            let names = std::iter::once(&ocf.stem).chain(&ocf.clip_name);
            let names: BTreeSet<String> = names.map(|name| normal(name)).collect();
            // A reel may be the roll or the whole clip name (rule PX-03), and a roll's folder where none is embedded.
            let reel = ocf.reel.as_ref().or(ocf.roll_folder.as_ref()).map(|reel| normal(reel));
            for name in names.iter().cloned().chain(reel).collect::<BTreeSet<_>>() {
                index.reels.entry(name).or_default().push(place);
            }
            for name in names {
                index.names.entry(name).or_default().push(place);
            }
            if let Some(umid) = &ocf.umid {
                index.umids.entry(normal(umid)).or_default().push(place);
            }
        }
        for proxy in proxies {
            let places = paths.get(proxy.ocf_path.as_str()).into_iter().flatten();
            for place in places {
                index.proxies.entry(normal(&proxy.file_name)).or_default().push(*place);
                if let Some(umid) = &proxy.umid {
                    index.umids.entry(normal(umid)).or_default().push(*place);
                }
            }
        }
        index
    }

    /// The originals, in the order they were given.
    pub fn ocfs(&self) -> &[Ocf] {
        &self.ocfs
    }

    /// Originals that a key finds for an event, each once, in their order.
    pub(super) fn find(&self, key: Key, event: &Event, options: &ConformOptions) -> Vec<(&Ocf, How)> {
        let names = || event.clip_name.as_deref().into_iter().chain(event.source_file_name());
        let mut places: BTreeMap<usize, How> = BTreeMap::new();
        let mut add = |found: Option<&Vec<usize>>, how: &dyn Fn(&Ocf) -> How| {
            for place in found.into_iter().flatten() {
                let how = how(&self.ocfs[*place]);
                let known = places.entry(*place).or_insert(how);
                if how == How::Exactly {
                    *known = how;
                }
            }
        };
        match key {
            Key::ProxyTable => {
                add(event.umid.as_deref().and_then(|umid| self.umids.get(&normal(umid))), &|_| How::Exactly);
                for name in names() {
                    add(self.proxies.get(&normal(name)), &|_| How::Exactly);
                }
            }
            Key::Name => {
                for name in names() {
                    add(self.names.get(&normal(name)), &|ocf| {
                        spelling(name, &[Some(&ocf.stem), ocf.clip_name.as_ref()])
                    });
                }
            }
            Key::CleanStem => {
                for name in names().filter_map(|name| cleaned(name, &options.proxy_suffixes)) {
                    add(self.names.get(&name), &|_| How::Normalised);
                }
            }
            Key::Reel => {
                let reel = event.reel.as_deref().map(str::trim).filter(|reel| !reel.is_empty());
                let Some(reel) = reel else { return Vec::new() };
                let exact = self.reels.get(&normal(reel));
                add(exact, &|ocf| spelling(reel, &[ocf.reel.as_ref(), ocf.clip_name.as_ref(), Some(&ocf.stem)]));
                if exact.is_none() && reel.chars().count() == CLASSIC_REEL_LENGTH {
                    // Extensions are not dropped here: what looks like one may be cut off.
                    let prefix = reel.to_lowercase();
                    let longer = self.reels.range(prefix.clone()..).take_while(|(name, _)| name.starts_with(&prefix));
                    for (_, found) in longer {
                        add(Some(found), &|_| How::ByPrefix);
                    }
                }
            }
        }
        places.into_iter().map(|(place, how)| (&self.ocfs[place], how)).collect()
    }
}

fn spelling(name: &str, originals: &[Option<&String>]) -> How {
    if originals.iter().flatten().any(|original| *original == name) { How::Exactly } else { How::Normalised }
}
