//! `checksum.txt`: one line a file, `name TAB size TAB algorithm TAB digest LF`, as npack 0.8.0 writes it.

use crate::record::{FileRecord, sorted};
use crate::{Digest, DigestKind, ManifestError, names};
use std::collections::BTreeMap;

/// The file's name.
pub const FILE_NAME: &str = "checksum.txt";

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Base name of the file.
    pub name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Its digest.
    pub digest: Digest,
    /// Number of the line, from 1.
    pub line: usize,
}

/// Whether a file is left out of the list, by its base name: hidden files and the lists themselves.
pub fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name.contains(FILE_NAME)
}

/// The text of each folder that holds a file, by the folder's relative path (empty at the root). Every record needs an MD5
/// digest. Hidden files and `checksum.txt` itself are left out, and so are folders that hold nothing else.
pub fn write(records: &[FileRecord]) -> Result<BTreeMap<String, Vec<u8>>, ManifestError> {
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in sorted(records)? {
        let (folder, name) = names::split(record.relative_path());
        if is_skipped(name) {
            continue;
        }
        let digest = record.need(DigestKind::Md5)?;
        let line = format!("{name}\t{}\tmd5\t{}", record.size_bytes, digest.text());
        folders.entry(folder.to_owned()).or_default().push(line);
    }
    let text = |mut lines: Vec<String>| {
        // As whole lines, by code point, which is the byte order of UTF-8.
        lines.sort_unstable();
        lines.iter().fold(String::new(), |text, line| text + line + "\n").into_bytes()
    };
    Ok(folders.into_iter().map(|(folder, lines)| (folder, text(lines))).collect())
}

/// Reads a list. A line may end with CR LF and the last one without a line end. Names occur as often as they stand there.
pub fn parse(bytes: &[u8]) -> Result<Vec<Line>, ManifestError> {
    let mut lines = Vec::new();
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if body.is_empty() {
        return Ok(lines);
    }
    for (index, raw) in body.split(|byte| *byte == b'\n').enumerate() {
        let line = index + 1;
        let parsed = parse_line(raw.strip_suffix(b"\r").unwrap_or(raw), line);
        lines.push(parsed.map_err(|reason| ManifestError::Syntax { line, reason })?);
    }
    Ok(lines)
}

fn parse_line(raw: &[u8], line: usize) -> Result<Line, String> {
    let text = std::str::from_utf8(raw).map_err(|_| "the line is not UTF-8".to_owned())?;
    let fields: Vec<&str> = text.split('\t').collect();
    let [name, size, algorithm, digest] = fields[..] else {
        return Err(format!("there are {} fields, not 4 with a tab between them", fields.len()));
    };
    names::check_for_reading(name).map_err(|error| error.to_string())?;
    if name.contains('/') {
        return Err(format!("{name:?} is no base name"));
    }
    if size.is_empty() || !size.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{size:?} is no size in bytes"));
    }
    let size_bytes = size.parse().map_err(|_| format!("{size:?} is no size in bytes"))?;
    let kind = match algorithm {
        "md5" => DigestKind::Md5,
        "sha1" => DigestKind::Sha1,
        // Which token CHCLI writes for XXH64 is not known, so that all that are in use are read.
        "xxhash" | "xxh64" | "xxhash64" | "xxhash64be" => DigestKind::Xxh64,
        other => return Err(format!("the algorithm {other:?} is not known; md5, sha1, xxhash and xxh64 are")),
    };
    let digest = Digest::parse(kind, digest).map_err(|error| error.to_string())?;
    Ok(Line { name: name.to_owned(), size_bytes, digest, line })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_buffer;

    fn record(path: &str, content: &[u8]) -> FileRecord {
        FileRecord::new(path, content.len() as u64, hash_buffer(content, &[DigestKind::Md5])).unwrap()
    }

    const STEM: &str = "show_nam_16b_aces130_ap0_linear_20260101_3840x2160";

    #[test]
    fn writes_the_documented_example() {
        let records =
            [record(&format!("{STEM}.0086401.exr"), b"world"), record(&format!("{STEM}.0086400.exr"), b"hello")];
        let files = write(&records).unwrap();
        let expected = format!(
            "{STEM}.0086400.exr\t5\tmd5\t5d41402abc4b2a76b9719d911017c592\n\
             {STEM}.0086401.exr\t5\tmd5\t7d793037a0760186574b0282f2f435e7\n"
        );
        assert_eq!(files, BTreeMap::from([(String::new(), expected.into_bytes())]));
    }

    #[test]
    fn one_list_in_each_folder_with_files() {
        let records =
            ["r01/a", "r02/a", "r02/.hidden", "r02/checksum.txt", "only/.hidden"].map(|path| record(path, b"x"));
        let files = write(&records).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["r01", "r02"]);
        assert_eq!(parse(&files["r02"]).unwrap().len(), 1);
    }

    // By code point, not by UTF-16 unit, in which the last two would change places.
    #[test]
    fn lines_are_sorted_whole() {
        let files = write(&["a", "a b", "a!", "\u{1f600}", "\u{ffee}"].map(|name| record(name, b"x"))).unwrap();
        let names: Vec<String> = parse(&files[""]).unwrap().into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["a", "a b", "a!", "\u{ffee}", "\u{1f600}"]);
    }

    #[test]
    fn a_record_without_md5_or_twice_is_refused() {
        let bare = FileRecord::new("a", 1, []).unwrap();
        assert!(matches!(write(&[bare]), Err(ManifestError::MissingDigest { kind: DigestKind::Md5, .. })));
        assert!(matches!(write(&[record("a", b"1"), record("a", b"2")]), Err(ManifestError::Duplicate { .. })));
    }

    #[test]
    fn reads_every_algorithm() {
        for (token, digest) in [
            ("md5", "5D41402ABC4B2A76B9719D911017C592"),
            ("sha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
            ("xxhash", "26c7827d889f6da3"),
            ("xxhash64be", "26c7827d889f6da3"),
        ] {
            let lines = parse(format!("a b\t5\t{token}\t{digest}\r\n").as_bytes()).unwrap();
            assert_eq!(lines[0].digest.text(), digest.to_lowercase());
        }
        assert!(parse(b"").unwrap().is_empty());
    }

    #[test]
    fn malformed_lines_are_named() {
        let good = "a\t5\tmd5\t5d41402abc4b2a76b9719d911017c592\n";
        for (bad, expected) in [
            ("a\t5\tmd5", "there are 3 fields"),
            ("", "there are 1 fields"),
            ("a\tfive\tmd5\t5d41402abc4b2a76b9719d911017c592", "no size in bytes"),
            ("a\t+5\tmd5\t5d41402abc4b2a76b9719d911017c592", "no size in bytes"),
            ("a\t99999999999999999999\tmd5\t5d41402abc4b2a76b9719d911017c592", "no size in bytes"),
            ("a\t5\tcrc32\t5d41402a", "crc32"),
            ("a\t5\tmd5\t5d41402abc4b2a76b9719d911017c5", "32 hexadecimal digits"),
            ("../a\t5\tmd5\t5d41402abc4b2a76b9719d911017c592", "downwards"),
            ("b/a\t5\tmd5\t5d41402abc4b2a76b9719d911017c592", "no base name"),
        ] {
            let error = parse(format!("{good}{bad}\n{good}").as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("line 2: ") && error.contains(expected), "{bad:?}: {error}");
        }
    }
}
