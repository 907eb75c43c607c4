//! File URLs of lists: percent-encoded, with or without a host.

/// The path in a `file:` URL, decoded; anything else as it is, because a percent sign in a path is a percent sign.
/// A drive letter loses the slash before it.
pub(crate) fn path_of(url: &str) -> String {
    let Some(rest) = crate::text::strip_word(url, "file:") else { return url.to_owned() };
    let path = match rest.strip_prefix("//") {
        Some(with_host) => with_host.find('/').map_or("", |slash| &with_host[slash..]),
        None => rest,
    };
    let path = decoded(path);
    let is_drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    if is_drive { path[1..].to_owned() } else { path }
}

/// A URL of a path: absolute ones become `file://` URLs, others stay as they are.
pub(crate) fn of_path(path: &str) -> String {
    let is_drive = matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    if !path.starts_with('/') && !is_drive {
        return path.to_owned();
    }
    let mut url = if is_drive { "file:///".to_owned() } else { "file://".to_owned() };
    for byte in path.bytes() {
        match byte {
            b'\\' if is_drive => url.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
                url.push(char::from(byte))
            }
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digit = |place: usize| after.get(place).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (*byte, digit(0), digit(1)) {
            // Two hexadecimal digits are at most 255.
            bytes.push((high * 16 + low) as u8);
            rest = &after[2..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_files_become_paths() {
        for (url, path) in [
            ("file://localhost/D%3a/media/a%20b.mov", "D:/media/a b.mov"),
            ("file:///media/T%C3%B6ne.mov", "/media/T\u{f6}ne.mov"),
            ("file:/media/a.mov", "/media/a.mov"),
            ("/media/shot.%04d.exr", "/media/shot.%04d.exr"),
            ("S:\\a\\b.exr", "S:\\a\\b.exr"),
            ("file:///a%2", "/a%2"),
            ("file://host", ""),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }

    #[test]
    fn paths_come_back() {
        for path in ["/media/a b%.mov", "D:/media/\u{f6}.mov", "A001.mxf", "a b/c.mov"] {
            assert_eq!(path_of(&of_path(path)), path);
        }
    }
}
