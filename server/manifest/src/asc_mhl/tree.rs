//! Directory hashes (ASC MHL specification, content and structure hashes).

use crate::hash::hash_buffer;
use crate::{Digest, DigestKind};
use std::collections::BTreeMap;

/// A folder tree with something at each file. Names are kept in code-point order.
#[derive(Debug, Clone)]
pub struct Tree<T> {
    files: BTreeMap<String, T>,
    folders: BTreeMap<String, Tree<T>>,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { files: BTreeMap::new(), folders: BTreeMap::new() }
    }
}

/// The two hashes of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderHashes {
    /// Blind to names: the same bytes give the same hash after a rename.
    pub content: Digest,
    /// Changes with names and places too.
    pub structure: Digest,
}

impl<T> Tree<T> {
    /// Puts a file at its relative path, and the folders above it.
    pub fn insert_file(&mut self, path: &str, value: T) {
        match path.split_once('/') {
            Some((folder, rest)) => self.folders.entry(folder.to_owned()).or_default().insert_file(rest, value),
            None => {
                self.files.insert(path.to_owned(), value);
            }
        }
    }

    /// Puts a folder, which may stay empty, at its relative path.
    pub fn insert_folder(&mut self, path: &str) {
        let (folder, rest) = path.split_once('/').map_or((path, None), |(folder, rest)| (folder, Some(rest)));
        let inner = self.folders.entry(folder.to_owned()).or_default();
        if let Some(rest) = rest {
            inner.insert_folder(rest);
        }
    }

    /// Visits the tree as the reference tool orders its entries: for each folder what lies in its folders, then its files,
    /// then the folder itself; the root comes last with an empty path.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&str, Option<&'a T>)) {
        self.visit_below("", visit);
    }

    fn visit_below<'a>(&'a self, path: &str, visit: &mut impl FnMut(&str, Option<&'a T>)) {
        for (name, folder) in &self.folders {
            folder.visit_below(&crate::names::join(path, name), visit);
        }
        for (name, value) in &self.files {
            visit(&crate::names::join(path, name), Some(value));
        }
        visit(path, None);
    }

    /// The hashes of every folder by its path, the root's under the empty path. A folder with a file that `digest_of` has no
    /// digest for is left out, and so are the folders above it.
    pub fn hashes(
        &self,
        kind: DigestKind,
        digest_of: &impl Fn(&T) -> Option<Digest>,
    ) -> BTreeMap<String, FolderHashes> {
        let mut all = BTreeMap::new();
        self.hashes_below("", kind, digest_of, &mut all);
        all
    }

    fn hashes_below(
        &self,
        path: &str,
        kind: DigestKind,
        digest_of: &impl Fn(&T) -> Option<Digest>,
        all: &mut BTreeMap<String, FolderHashes>,
    ) -> Option<FolderHashes> {
        let mut contents = Vec::new();
        let mut structures = Vec::new();
        let mut is_complete = true;
        let named = |name: &str, digest: &Digest| [name.as_bytes(), digest.bytes()].concat();
        for (name, folder) in &self.folders {
            match folder.hashes_below(&crate::names::join(path, name), kind, digest_of, all) {
                Some(hashes) => {
                    contents.push(hashes.content);
                    structures.push(one(&named(name, &hashes.structure), kind)?);
                }
                None => is_complete = false,
            }
        }
        if !is_complete {
            return None;
        }
        for (name, value) in &self.files {
            let digest = digest_of(value)?;
            contents.push(digest);
            structures.push(one(&named(name, &digest), kind)?);
        }
        let hashes = FolderHashes { content: of_list(contents, kind)?, structure: of_list(structures, kind)? };
        all.insert(path.to_owned(), hashes);
        Some(hashes)
    }
}

fn one(bytes: &[u8], kind: DigestKind) -> Option<Digest> {
    hash_buffer(bytes, &[kind]).first().copied()
}

/// The list is sorted by text, which is the order of [`Digest`].
fn of_list(mut digests: Vec<Digest>, kind: DigestKind) -> Option<Digest> {
    digests.sort_unstable();
    let bytes: Vec<u8> = digests.iter().flat_map(|digest| digest.bytes().to_vec()).collect();
    one(&bytes, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree<&'static [u8]> {
        let mut tree = Tree::default();
        tree.insert_file("Clips/A001C001.mov", b"hello".as_slice());
        tree.insert_file("Clips/A001C002.mov", b"world".as_slice());
        tree.insert_file("empty.txt", b"".as_slice());
        tree.insert_folder("void");
        tree
    }

    // Recomputed from the specification with another program and another XXH library.
    #[test]
    fn known_folder_hashes() {
        let expected = [
            (DigestKind::Xxh64, "void", "ef46db3751d8e999", "ef46db3751d8e999"),
            (DigestKind::Xxh64, "Clips", "b8ca8fa824d335e9", "554c7011fba8ee97"),
            (DigestKind::Xxh64, "", "cb0151c036e0ede1", "745da0e7e885d4a7"),
            (DigestKind::Md5, "void", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
            (DigestKind::Md5, "Clips", "065947336a2f2a95ba8899f3675c3be6", "32e3093896f105c16d772673e542be05"),
            (DigestKind::Md5, "", "069738e4cfc91be361f6bf28b07b6732", "93b45e63314ef3f2832f971e236b8abb"),
            (DigestKind::Xxh128, "Clips", "11207df99deb178492d94ca4e6ed8bd0", "050b006a1efab5d779eb7914f00f76ab"),
        ];
        for (kind, folder, content, structure) in expected {
            let hashes = tree().hashes(kind, &|bytes| one(bytes, kind))[folder];
            assert_eq!(
                (hashes.content.text().as_str(), hashes.structure.text().as_str()),
                (content, structure),
                "{kind} {folder}"
            );
        }
    }

    #[test]
    fn folders_with_an_unknown_digest_have_no_hashes() {
        let kind = DigestKind::Xxh64;
        let hashes = tree().hashes(kind, &|bytes| (*bytes != b"world").then(|| one(bytes, kind)).flatten());
        assert_eq!(hashes.keys().collect::<Vec<_>>(), ["void"]);
    }

    #[test]
    fn folders_follow_what_is_in_them() {
        let mut order = Vec::new();
        tree().visit(&mut |path, _| order.push(path.to_owned()));
        assert_eq!(order, ["Clips/A001C001.mov", "Clips/A001C002.mov", "Clips", "void", "empty.txt", ""]);
    }
}
