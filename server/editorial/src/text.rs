//! Text of lists that are older than UTF-8: line ends of every kind, and bytes that are Latin-1.

/// Longest list that is read, in bytes; the lists of whole features are some hundred kilobytes.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// Decodes bytes as UTF-8, with or without a byte-order mark, or else as Latin-1; the second value tells which. NUL and
/// the end-of-file mark 0x1A at the end are left out.
pub(crate) fn decode(bytes: &[u8]) -> (String, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | 0x1a)).map_or(0, |last| last + 1);
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => (text.to_owned(), false),
        // Latin-1 is the first 256 characters of Unicode.
        Err(_) => (bytes[..end].iter().map(|byte| char::from(*byte)).collect(), true),
    }
}

/// The lines of a text with their numbers from 1, whether they end with CR, LF or both.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    let lines = std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let after = &text[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&text[..end])
    });
    lines.enumerate().map(|(index, line)| (index + 1, line))
}

/// Removes `prefix` from the start of `text`, whatever the case of its ASCII letters.
pub(crate) fn strip_word<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_every_way() {
        let found: Vec<_> = lines("a\r\nb\rc\nd\n\ne").collect();
        assert_eq!(found, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]);
    }

    #[test]
    fn old_bytes_are_latin_1() {
        assert_eq!(decode(b"T\xf6ne\n\0\x1a"), ("T\u{f6}ne\n".to_owned(), true));
        assert_eq!(decode("\u{feff}T\u{f6}ne".as_bytes()), ("T\u{f6}ne".to_owned(), false));
        assert_eq!(decode(b"\0\0"), (String::new(), false));
    }

    #[test]
    fn words_match_in_any_case() {
        assert_eq!(strip_word("From Clip Name: x", "FROM CLIP NAME"), Some(": x"));
        assert_eq!(strip_word("\u{f6}x", "A"), None);
        assert_eq!(strip_word("", "A"), None);
    }
}
