//! Relative paths that every manifest can hold and that no reader mistakes for another.

/// A path that cannot stand in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A tab, a line end, another control character, or a character that XML has no place for.
    #[error("a name may not hold the character {character:?}: {path:?}")]
    Character {
        /// The path.
        path: String,
        /// The first such character.
        character: char,
    },
    /// npack cuts white space off both ends, and would list another name.
    #[error("a name may not begin or end with white space: {path:?}")]
    WhiteSpace {
        /// The path.
        path: String,
    },
    /// Not a path below the folder: empty, absolute, or with empty, `.` or `..` parts.
    #[error("a path must lead downwards from the folder of the manifest: {path:?}")]
    NotBelow {
        /// The path.
        path: String,
    },
}

/// Accepts a relative path with `/` between its parts that all three formats can carry.
pub fn check_for_writing(path: &str) -> Result<(), NameError> {
    check_for_reading(path)?;
    // MHL 1 readers take a backslash for a separator.
    if path.contains('\\') {
        return Err(NameError::Character { path: path.to_owned(), character: '\\' });
    }
    if path.split('/').any(|part| part.trim() != part) {
        return Err(NameError::WhiteSpace { path: path.to_owned() });
    }
    Ok(())
}

/// Accepts a relative path that stays below the folder, whoever wrote it.
pub(crate) fn check_for_reading(path: &str) -> Result<(), NameError> {
    let illegal = |character: &char| character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}');
    if let Some(character) = path.chars().find(illegal) {
        return Err(NameError::Character { path: path.to_owned(), character });
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(NameError::NotBelow { path: path.to_owned() });
    }
    Ok(())
}

/// The folder part of a relative path, empty at the root, and its base name.
pub(crate) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A path below a folder; the folder is empty at the root.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// The rest of `path` below `folder`; `None` when it lies elsewhere.
pub(crate) fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// Whether a part of the path begins with a dot: such files belong to no delivery.
pub(crate) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_break_a_line_are_refused() {
        for name in ["a\tb", "a\rb", "a\nb", "a\u{0}b", "a\u{7f}", "a\u{85}b", "a\\b"] {
            assert!(matches!(check_for_writing(name), Err(NameError::Character { .. })), "{name:?}");
        }
    }

    #[test]
    fn paths_stay_below_the_folder() {
        for path in ["", "/a", "a/", "a//b", "..", "a/../../b", "./a", "."] {
            assert!(matches!(check_for_reading(path), Err(NameError::NotBelow { .. })), "{path:?}");
        }
        assert_eq!(check_for_writing("r01/show.0086400.exr"), Ok(()));
        assert_eq!(check_for_writing("Clips/T\u{f6}ne 1.wav"), Ok(()));
    }

    #[test]
    fn outer_white_space_is_refused_for_writing_only() {
        assert!(matches!(check_for_writing("a/ b"), Err(NameError::WhiteSpace { .. })));
        assert_eq!(check_for_reading("a/ b"), Ok(()));
    }

    #[test]
    fn below_needs_a_whole_part() {
        assert_eq!(below("a", "a/b"), Some("b"));
        assert_eq!(below("a", "ab/c"), None);
        assert_eq!(below("", "a"), Some("a"));
    }
}
