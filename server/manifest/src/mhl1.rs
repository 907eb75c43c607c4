//! MHL 1.1: one XML list at the root of a roll or a delivery.

use crate::record::{FileRecord, sorted};
use crate::xml::{self, Element, XmlWriter};
use crate::{Digest, DigestKind, ManifestError, Stamp, names};

/// Who made a list and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mhl1Header {
    /// Full name of the user, where it should be told.
    pub name: Option<String>,
    /// Login name, where it should be told.
    pub username: Option<String>,
    /// The machine.
    pub hostname: String,
    /// Name of the tool.
    pub tool: String,
    /// Version of the tool.
    pub tool_version: String,
    /// When the work began.
    pub started: Stamp,
    /// When it ended; also the date of the digests.
    pub finished: Stamp,
}

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mhl1List {
    /// `1.0` or `1.1`.
    pub version: String,
    /// The entries in the order of the file; one without digests (`null`) states existence and size only.
    pub records: Vec<FileRecord>,
}

/// The name that mhl-tool gives: folder name, date and time.
pub fn file_name(folder_name: &str, stamp: &Stamp) -> String {
    format!("{folder_name}_{}.mhl", stamp.for_file_name())
}

/// Writes a list of all records, ascending by path, each with the digests of `kinds` (MD5, SHA-1 or XXH64).
pub fn write(header: &Mhl1Header, records: &[FileRecord], kinds: &[DigestKind]) -> Result<Vec<u8>, ManifestError> {
    if kinds.is_empty() {
        return Err(ManifestError::NoKind { format: "MHL 1.1" });
    }
    let mut named = Vec::new();
    for kind in kinds {
        let element = match kind {
            DigestKind::Md5 => "md5",
            DigestKind::Sha1 => "sha1",
            DigestKind::Xxh64 => "xxhash64be",
            other => return Err(ManifestError::Kind { format: "MHL 1.1", kind: *other }),
        };
        named.push((*kind, element));
    }
    named.sort_unstable();
    named.dedup();
    let mut writer = XmlWriter::new();
    writer.open("hashlist", &[("version", "1.1")]);
    writer.open("creatorinfo", &[]);
    for (element, value) in [("name", &header.name), ("username", &header.username)] {
        if let Some(value) = value {
            writer.leaf(element, &[], value);
        }
    }
    writer.leaf("hostname", &[], &header.hostname);
    writer.leaf("tool", &[], &format!("{} ver. {}", header.tool, header.tool_version));
    writer.leaf("startdate", &[], header.started.as_str());
    writer.leaf("finishdate", &[], header.finished.as_str());
    writer.close();
    for record in sorted(records)? {
        writer.open("hash", &[]);
        writer.leaf("file", &[], record.relative_path());
        writer.leaf("size", &[], &record.size_bytes.to_string());
        if let Some(modified) = &record.modified {
            writer.leaf("lastmodificationdate", &[], modified.as_str());
        }
        for (kind, element) in &named {
            writer.leaf(element, &[], &record.need(*kind)?.text());
        }
        writer.leaf("hashdate", &[], header.finished.as_str());
        writer.close();
    }
    Ok(writer.finish())
}

/// Reads a list of version 1.0 or 1.1. Backslashes in paths are taken for `/`.
pub fn parse(bytes: &[u8]) -> Result<Mhl1List, ManifestError> {
    from_root(&xml::parse(bytes, "hashlist")?)
}

pub(crate) fn from_root(root: &Element) -> Result<Mhl1List, ManifestError> {
    let version = root.attribute("version").unwrap_or_default();
    if !matches!(version, "1.0" | "1.1") {
        return Err(root.error(format_args!("hash list version {version:?} is not known; 1.0 and 1.1 are")));
    }
    let hashes = root.children.iter().filter(|child| child.name == "hash");
    Ok(Mhl1List { version: version.to_owned(), records: hashes.map(record_of).collect::<Result<_, _>>()? })
}

fn record_of(hash: &Element) -> Result<FileRecord, ManifestError> {
    let file = hash.need("file")?;
    let path = file.text.replace('\\', "/");
    names::check_for_reading(&path).map_err(|error| file.error(error))?;
    let size = hash.need("size")?;
    let size_bytes =
        size.text.trim().parse().map_err(|_| size.error(format_args!("{:?} is no size in bytes", size.text)))?;
    let mut digests = Vec::new();
    let mut is_stated = false;
    for child in &hash.children {
        let digest = digest_of(child)?;
        is_stated |= digest.is_some() || child.name == "null";
        digests.extend(digest);
    }
    if !is_stated {
        return Err(hash.error(format_args!("no known digest for {path:?}")));
    }
    let mut record = FileRecord::read(path, size_bytes, digests);
    // Other forms of the date are legal; nothing is compared with it.
    record.modified = hash.child("lastmodificationdate").and_then(|date| date.text.trim().parse().ok());
    Ok(record)
}

fn digest_of(element: &Element) -> Result<Option<Digest>, ManifestError> {
    let text = element.text.trim();
    let parse = |kind| Digest::parse(kind, text).map(Some).map_err(|error| element.error(error));
    match element.name.as_str() {
        "md5" => parse(DigestKind::Md5),
        "sha1" => parse(DigestKind::Sha1),
        "xxhash64be" => parse(DigestKind::Xxh64),
        // The deprecated form has the bytes of the number in little-endian order.
        "xxhash64" => {
            let swapped = Digest::parse(DigestKind::Xxh64, text).map_err(|error| element.error(error))?;
            let reversed: Vec<u8> = swapped.bytes().iter().rev().copied().collect();
            Digest::from_bytes(DigestKind::Xxh64, &reversed).map(Some).map_err(|error| element.error(error))
        }
        // XXH32 as a decimal number.
        "xxhash" => {
            let number: u32 =
                text.parse().map_err(|_| element.error(format_args!("{text:?} is no decimal XXH32 digest")))?;
            Digest::from_bytes(DigestKind::Xxh32, &number.to_be_bytes()).map(Some).map_err(|error| element.error(error))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_buffer;

    fn header() -> Mhl1Header {
        Mhl1Header {
            name: Some("Jane Doe".to_owned()),
            username: Some("jdoe".to_owned()),
            hostname: "dit-cart".to_owned(),
            tool: "ourtool".to_owned(),
            tool_version: "0.1.0".to_owned(),
            started: "2026-01-31T10:00:00Z".parse().unwrap(),
            finished: "2026-01-31T10:05:00Z".parse().unwrap(),
        }
    }

    fn record(path: &str, content: &[u8]) -> FileRecord {
        let kinds = [DigestKind::Md5, DigestKind::Xxh64, DigestKind::Sha1];
        FileRecord::new(path, content.len() as u64, hash_buffer(content, &kinds)).unwrap()
    }

    #[test]
    fn writes_the_documented_form() {
        let clip = record("Clips/A001C001.mov", b"hello").modified_at("2026-01-31T09:00:00Z".parse().unwrap());
        let text = String::from_utf8(write(&header(), &[clip], &[DigestKind::Xxh64]).unwrap()).unwrap();
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="1.1">
  <creatorinfo>
    <name>Jane Doe</name>
    <username>jdoe</username>
    <hostname>dit-cart</hostname>
    <tool>ourtool ver. 0.1.0</tool>
    <startdate>2026-01-31T10:00:00Z</startdate>
    <finishdate>2026-01-31T10:05:00Z</finishdate>
  </creatorinfo>
  <hash>
    <file>Clips/A001C001.mov</file>
    <size>5</size>
    <lastmodificationdate>2026-01-31T09:00:00Z</lastmodificationdate>
    <xxhash64be>26c7827d889f6da3</xxhash64be>
    <hashdate>2026-01-31T10:05:00Z</hashdate>
  </hash>
</hashlist>
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_written_is_read() {
        let records = [record("a & b/<c>.wav", b"world"), record("empty", b"")];
        let kinds = [DigestKind::Sha1, DigestKind::Md5, DigestKind::Xxh64];
        let list = parse(&write(&header(), &records, &kinds).unwrap()).unwrap();
        assert_eq!((list.version.as_str(), list.records.as_slice()), ("1.1", &records[..]));
    }

    fn entry(inside: &str) -> Result<FileRecord, ManifestError> {
        let text = format!("<hashlist version='1.0'>\n<hash>{inside}</hash></hashlist>");
        parse(text.as_bytes()).map(|mut list| list.records.remove(0))
    }

    #[test]
    fn every_digest_element_is_read() {
        for (element, text) in [
            ("md5", "5D41402ABC4B2A76B9719D911017C592"),
            ("xxhash64be", "26c7827d889f6da3"),
            ("xxhash64", "a36d9f887d82c726"),
            ("sha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
            // XXH32 of hello is 0xfb0077f9, by python-xxhash.
            ("xxhash", "4211111929"),
        ] {
            let record = entry(&format!("<size>5</size><{element}> {text}\n</{element}><file>a\\b</file>")).unwrap();
            assert_eq!(record.relative_path(), "a/b");
            assert_eq!(record.digests(), hash_buffer(b"hello", &[record.digests()[0].kind()]), "{element}");
        }
        assert!(entry("<file>a</file><size>5</size><null/>").unwrap().digests().is_empty());
    }

    #[test]
    fn malformed_entries_are_refused() {
        for (inside, expected) in [
            ("<size>5</size><null/>", "has no <file>"),
            ("<file>a</file><null/>", "has no <size>"),
            ("<file>a</file><size>-1</size><null/>", "no size in bytes"),
            ("<file>a</file><size>5</size>", "no known digest"),
            ("<file>a</file><size>5</size><md5>zz</md5>", "32 hexadecimal digits"),
            ("<file>a</file><size>5</size><xxhash>4294967296</xxhash>", "XXH32"),
            ("<file>..\\a</file><size>5</size><null/>", "downwards"),
            ("<file>/etc/passwd</file><size>5</size><null/>", "downwards"),
        ] {
            let error = entry(inside).unwrap_err().to_string();
            assert!(error.starts_with("line 2: ") && error.contains(expected), "{inside}: {error}");
        }
        assert!(parse(b"<hashlist version='3'/>").unwrap_err().to_string().contains("1.0 and 1.1"));
    }

    #[test]
    fn other_kinds_are_refused() {
        assert!(matches!(write(&header(), &[], &[]), Err(ManifestError::NoKind { .. })));
        assert!(matches!(write(&header(), &[], &[DigestKind::C4]), Err(ManifestError::Kind { .. })));
    }

    #[test]
    fn names_carry_folder_and_time() {
        assert_eq!(file_name("A001R1AB", &header().started), "A001R1AB_2026-01-31_100000.mhl");
    }
}
