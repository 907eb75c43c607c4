//! What may be the name of one file or folder, here and on the systems of cutting rooms.

use thiserror::Error;

/// Longest name, in bytes: file systems take 255, and a clip's name gets endings and stands in longer names.
const MOST_BYTES: usize = 128;
/// Letters that Windows refuses in names; `/` and `\` would lead into other folders.
const REFUSED: &str = r#"/\:*?"<>|"#;

/// Why a text is no name of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing.
    #[error("is empty")]
    Empty,
    /// Longer than names may be.
    #[error("has {0} bytes, and names have {MOST_BYTES} at most")]
    Long(usize),
    /// A hidden file, or a name that Windows cuts.
    #[error("begins with {0:?}")]
    Begins(char),
    /// A name that Windows cuts.
    #[error("ends with {0:?}")]
    Ends(char),
    /// A letter that some system refuses.
    #[error("has the letter {0:?}, which not every system takes in a name")]
    Letter(char),
}

/// Refuses what is not the name of one file or folder that every system takes and shows.
///
/// # Errors
/// Says which condition failed; the message follows the name, such as `"a/b" has the letter '/' …`.
pub fn check_plain_name(text: &str) -> Result<(), NameError> {
    let is_refused = |letter: &char| letter.is_control() || REFUSED.contains(*letter);
    let is_edge = |letter: &char| matches!(letter, '.' | ' ');
    if text.len() > MOST_BYTES {
        return Err(NameError::Long(text.len()));
    }
    if let Some(letter) = text.chars().find(is_refused) {
        return Err(NameError::Letter(letter));
    }
    match (text.chars().next(), text.chars().next_back()) {
        (None, _) | (_, None) => Err(NameError::Empty),
        (Some(first), _) if is_edge(&first) => Err(NameError::Begins(first)),
        (_, Some(last)) if is_edge(&last) => Err(NameError::Ends(last)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_said() {
        let told = |text: &str| check_plain_name(text).map_err(|error| error.to_string());
        assert_eq!(told(&"a".repeat(128)), Ok(()));
        assert_eq!(told("Übung 1 (2).v1"), Ok(()));
        // Bytes count, not letters.
        assert_eq!(told(&"é".repeat(65)), Err("has 130 bytes, and names have 128 at most".to_owned()));
        for (text, reason) in [
            ("", "is empty"),
            ("..", "begins with '.'"),
            (" a", "begins with ' '"),
            ("a.", "ends with '.'"),
            ("a/b", "has the letter '/', which not every system takes in a name"),
            ("a\tb", "has the letter '\\t', which not every system takes in a name"),
        ] {
            assert_eq!(told(text), Err(reason.to_owned()), "{text:?}");
        }
    }
}
