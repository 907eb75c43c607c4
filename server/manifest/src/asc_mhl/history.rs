//! The generations of a folder and what they say together.

use super::chain::{self, Link};
use super::read::{Action, Manifest};
use super::{CHAIN_NAME, FOLDER_NAME, IgnoreSpec};
use crate::hash::hash_buffer;
use crate::{Digest, DigestKind, ManifestError};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Something wrong with the history itself. Names are file names inside the history folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryDamage {
    /// There is no chain file.
    ChainMissing,
    /// The chain names a manifest that is not there.
    ManifestMissing {
        /// Its name.
        name: String,
    },
    /// A manifest's C4 is not the one in the chain.
    ManifestModified {
        /// Its name.
        name: String,
        /// C4 in the chain.
        expected: Digest,
        /// C4 of the bytes.
        found: Digest,
    },
    /// A manifest that the chain does not name.
    ManifestUnlisted {
        /// Its name.
        name: String,
    },
    /// A manifest or the chain file that cannot be understood.
    Malformed {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A manifest or the chain file that cannot be read.
    Unreadable {
        /// Its name.
        name: String,
        /// What the system says.
        reason: String,
    },
}

/// What a history knows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Size in bytes, where any generation tells it.
    pub size_bytes: Option<u64>,
    /// The first digest of each kind that did not fail.
    pub digests: BTreeMap<DigestKind, Digest>,
    /// Name of the manifest that listed the file first.
    pub manifest: String,
}

/// One generation that could be read.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub name: String,
    pub manifest: Manifest,
}

/// A history as far as it can be read.
#[derive(Debug, Clone)]
pub struct History {
    pub(super) links: Vec<Link>,
    pub(crate) generations: Vec<Generation>,
}

impl History {
    /// The history of a folder, `None` where it has none. A damaged history is an error, since it cannot be continued.
    pub fn load(root: &Path) -> Result<Option<Self>, ManifestError> {
        if !root.join(FOLDER_NAME).is_dir() {
            return Ok(None);
        }
        let (history, damage) = Self::load_damaged(root);
        match damage.into_iter().next() {
            None => Ok(Some(history)),
            Some(damage) => {
                let (name, reason) = damage.explain();
                Err(ManifestError::History { path: root.join(FOLDER_NAME).join(name), reason })
            }
        }
    }

    /// What can be read of a history, and everything that is wrong with it.
    pub fn load_damaged(root: &Path) -> (Self, Vec<HistoryDamage>) {
        let folder = root.join(FOLDER_NAME);
        let mut damage = Vec::new();
        let mut present = manifests_in(&folder, &mut damage);
        let links = match fs::read(folder.join(CHAIN_NAME)) {
            Ok(bytes) => chain::parse(&bytes)
                .map_err(|error| HistoryDamage::Malformed { name: CHAIN_NAME.to_owned(), reason: error.to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(HistoryDamage::ChainMissing),
            Err(error) => Err(HistoryDamage::Unreadable { name: CHAIN_NAME.to_owned(), reason: error.to_string() }),
        };
        let (links, has_chain) = match links {
            Ok(links) => (links, true),
            Err(problem) => {
                damage.push(problem);
                (Vec::new(), false)
            }
        };
        let mut generations = Vec::new();
        let mut read = |name: &str, expected: Option<&Digest>| {
            let bytes = match fs::read(folder.join(name)) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return damage.push(HistoryDamage::ManifestMissing { name: name.to_owned() });
                }
                Err(error) => {
                    return damage.push(HistoryDamage::Unreadable { name: name.to_owned(), reason: error.to_string() });
                }
            };
            let found = hash_buffer(&bytes, &[DigestKind::C4]);
            if let (Some(expected), Some(found)) = (expected, found.first())
                && expected != found
            {
                damage.push(HistoryDamage::ManifestModified {
                    name: name.to_owned(),
                    expected: *expected,
                    found: *found,
                });
            }
            match super::parse(&bytes) {
                Ok(manifest) => generations.push(Generation { name: name.to_owned(), manifest }),
                Err(error) => {
                    damage.push(HistoryDamage::Malformed { name: name.to_owned(), reason: error.to_string() })
                }
            }
        };
        for link in &links {
            present.retain(|name| *name != link.file_name);
            read(&link.file_name, Some(&link.c4));
        }
        // Without a chain the numbers in the names give the order.
        if !has_chain {
            present.drain(..).for_each(|name| read(&name, None));
        }
        damage.extend(present.into_iter().map(|name| HistoryDamage::ManifestUnlisted { name }));
        (Self { links, generations }, damage)
    }

    /// What the generations together say about each file, by its path.
    pub fn known(&self) -> BTreeMap<String, Known> {
        let mut known: BTreeMap<String, Known> = BTreeMap::new();
        for generation in &self.generations {
            for entry in &generation.manifest.files {
                if let Some(before) = entry.previous_path.as_ref().and_then(|path| known.remove(path)) {
                    known.entry(entry.path.clone()).or_insert(before);
                }
                let file = known.entry(entry.path.clone()).or_insert_with(|| Known {
                    size_bytes: None,
                    digests: BTreeMap::new(),
                    manifest: generation.name.clone(),
                });
                let sound = entry.digests.iter().filter(|(_, action)| *action != Action::Failed);
                let mut is_sound = false;
                for (digest, _) in sound {
                    is_sound = true;
                    file.digests.entry(digest.kind()).or_insert(*digest);
                }
                if is_sound {
                    file.size_bytes = file.size_bytes.or(entry.size_bytes);
                }
            }
        }
        known
    }

    /// Kinds of digest that the history holds; a pass that makes these can continue it.
    pub fn kinds(&self) -> Vec<DigestKind> {
        let mut kinds: Vec<DigestKind> = self.known().values().flat_map(|file| file.digests.keys().copied()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// What the latest generation ignores.
    pub fn ignore_spec(&self) -> Result<IgnoreSpec, ManifestError> {
        let patterns = self.generations.last().map_or(&[][..], |generation| &generation.manifest.ignore);
        IgnoreSpec::new(patterns.iter().map(String::as_str))
    }
}

/// Names of the manifests in a history folder, ascending.
fn manifests_in(folder: &Path, damage: &mut Vec<HistoryDamage>) -> Vec<String> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let entries = listed.unwrap_or_else(|error| {
        damage.push(HistoryDamage::Unreadable { name: String::new(), reason: error.to_string() });
        Vec::new()
    });
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".mhl") && !name.starts_with('.'));
    names.sort_unstable();
    names
}

impl HistoryDamage {
    /// File name and reason.
    pub fn explain(self) -> (String, String) {
        match self {
            Self::ChainMissing => (CHAIN_NAME.to_owned(), "the chain file is missing".to_owned()),
            Self::ManifestMissing { name } => (name, "a manifest that the chain names is missing".to_owned()),
            Self::ManifestModified { name, .. } => (name, "a manifest was changed after it was written".to_owned()),
            Self::ManifestUnlisted { name } => (name, "the chain does not name this manifest".to_owned()),
            Self::Malformed { name, reason } | Self::Unreadable { name, reason } => (name, reason),
        }
    }
}
