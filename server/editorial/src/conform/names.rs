//! Names as they are compared.

/// Longest extension that is dropped: `.mov`, `.ari`, `.braw`, `.mxf`.
const LONGEST_EXTENSION: usize = 5;

/// A name without case, white space around it, and extension (rule CF-18). An extension has a letter, so that the
/// numbers of `shot.0101` stay.
pub(super) fn normal(name: &str) -> String {
    let name = name.trim();
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => stem,
        _ => name,
    };
    name.trim().to_lowercase()
}

fn is_extension(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain && (1..=LONGEST_EXTENSION).contains(&text.len()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A name without what proxies add to it: extensions, the `suffixes`, and the hashes of image sequences. `None` where
/// nothing was added.
pub(super) fn cleaned(name: &str, suffixes: &[String]) -> Option<String> {
    let plain = normal(name);
    let mut rest = plain.as_str();
    loop {
        let shorter = rest.trim_end_matches(['#', '.', '_', '-', ' ']);
        let shorter = suffixes.iter().find_map(|suffix| without(shorter, suffix)).unwrap_or(shorter);
        let shorter = match shorter.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => stem,
            _ => shorter,
        };
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    (!rest.is_empty() && rest.len() < plain.len()).then(|| rest.to_owned())
}

/// The text, which is in lower case, without a suffix, whose case does not matter.
fn without<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let suffix = suffix.to_lowercase();
    text.strip_suffix(suffix.as_str()).filter(|rest| !suffix.is_empty() && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_space_and_extension_do_not_count() {
        for (name, expected) in [
            (" A001C001_260131_R1AB.MXF ", "a001c001_260131_r1ab"),
            ("shot.0101", "shot.0101"),
            ("Z686_5A.", "z686_5a."),
            (".mov", ".mov"),
            ("clip.v1.final version", "clip.v1.final version"),
            ("T\u{d6}NE.mov", "t\u{f6}ne"),
        ] {
            assert_eq!(normal(name), expected, "{name}");
        }
    }

    #[test]
    fn proxies_lose_what_was_added() {
        let suffixes = ["_proxy".to_owned(), "_v1".to_owned()];
        for (name, expected) in [
            ("A001C001_Proxy.mov", Some("a001c001")),
            ("A001C001_proxy_v1.mxf", Some("a001c001")),
            ("A001C001.mov.mxf", Some("a001c001")),
            ("A001C001.####.exr", Some("a001c001")),
            ("A001C001.mov", None),
            ("_proxy.mov", None),
        ] {
            assert_eq!(cleaned(name, &suffixes).as_deref(), expected, "{name}");
        }
    }
}
