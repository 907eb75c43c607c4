//! Writing a manifest of one generation, elements in the order of the schema.

use super::read::{Action, NAMESPACE};
use super::tree::FolderHashes;
use crate::xml::XmlWriter;
use crate::{Digest, FileRecord, Stamp};

/// A person who answers for a generation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// For instance `DIT`.
    pub role: Option<String>,
}

/// Who makes a generation, with what and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Creator {
    /// The machine.
    pub hostname: String,
    /// Name of the tool.
    pub tool: String,
    /// Version of the tool.
    pub tool_version: String,
    /// People.
    pub authors: Vec<Author>,
    /// Place.
    pub location: Option<String>,
    /// Anything else.
    pub comment: Option<String>,
}

/// What was done to the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// They were hashed where they lie.
    InPlace,
    /// They were copied here.
    Transfer,
}

/// A manifest in the making.
pub(super) struct ManifestWriter {
    xml: XmlWriter,
    hash_date: String,
}

impl ManifestWriter {
    /// Everything before the entries. The root's hashes come first in the file, whatever is entered last.
    pub fn new(
        created: &Stamp,
        creator: &Creator,
        process: Process,
        root: &[FolderHashes],
        ignore_patterns: &[String],
    ) -> Self {
        let mut writer = Self { xml: XmlWriter::new(), hash_date: created.with_offset() };
        writer.xml.open("hashlist", &[("version", "2.0"), ("xmlns", NAMESPACE)]);
        writer.creator(creator);
        writer.xml.open("processinfo", &[]);
        let process = match process {
            Process::InPlace => "in-place",
            Process::Transfer => "transfer",
        };
        writer.xml.leaf("process", &[], process);
        writer.xml.open("roothash", &[]);
        writer.folder_hashes(root);
        writer.xml.close();
        writer.xml.open("ignore", &[]);
        for pattern in ignore_patterns {
            writer.xml.leaf("pattern", &[], pattern);
        }
        writer.xml.close();
        writer.xml.close();
        writer
    }

    fn creator(&mut self, creator: &Creator) {
        self.xml.open("creatorinfo", &[]);
        self.xml.leaf("creationdate", &[], &self.hash_date);
        self.xml.leaf("hostname", &[], &creator.hostname);
        self.xml.leaf("tool", &[("version", &creator.tool_version)], &creator.tool);
        for author in &creator.authors {
            let fields = [("email", &author.email), ("phone", &author.phone), ("role", &author.role)];
            let attributes: Vec<(&str, &str)> =
                fields.iter().filter_map(|(name, value)| value.as_deref().map(|value| (*name, value))).collect();
            self.xml.leaf("author", &attributes, &author.name);
        }
        for (name, value) in [("location", &creator.location), ("comment", &creator.comment)] {
            if let Some(value) = value {
                self.xml.leaf(name, &[], value);
            }
        }
        self.xml.close();
    }

    pub fn begin_entries(&mut self) {
        self.xml.open("hashes", &[]);
    }

    pub fn file(&mut self, record: &FileRecord, digests: &[(Digest, Action)]) {
        self.xml.open("hash", &[]);
        let size = record.size_bytes.to_string();
        let modified = record.modified.as_ref().map(Stamp::with_offset);
        let mut attributes = vec![("size", size.as_str())];
        attributes.extend(modified.as_deref().map(|date| ("lastmodificationdate", date)));
        self.xml.leaf("path", &attributes, record.relative_path());
        for (digest, action) in digests {
            let action = match action {
                Action::Original => "original",
                Action::Verified => "verified",
                Action::Failed => "failed",
            };
            self.xml.leaf(digest.kind().name(), &[("action", action), ("hashdate", &self.hash_date)], &digest.text());
        }
        self.xml.close();
    }

    pub fn folder(&mut self, path: &str, hashes: &[FolderHashes]) {
        self.xml.open("directoryhash", &[]);
        self.xml.leaf("path", &[], path);
        self.folder_hashes(hashes);
        self.xml.close();
    }

    fn folder_hashes(&mut self, hashes: &[FolderHashes]) {
        let content: Vec<Digest> = hashes.iter().map(|pair| pair.content).collect();
        let structure: Vec<Digest> = hashes.iter().map(|pair| pair.structure).collect();
        for (name, digests) in [("content", content), ("structure", structure)] {
            self.xml.open(name, &[]);
            for digest in digests {
                self.xml.leaf(digest.kind().name(), &[("hashdate", &self.hash_date)], &digest.text());
            }
            self.xml.close();
        }
    }

    pub fn finish(self) -> Vec<u8> {
        self.xml.finish()
    }
}
