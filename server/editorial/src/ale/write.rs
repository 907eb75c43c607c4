//! Writing a log.

use super::{Ale, AleWriteError};

/// Which characters a log may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Characters {
    /// ASCII, which every reader takes.
    #[default]
    Ascii,
    /// Any, as UTF-8.
    Utf8,
}

/// Writes a log with CRLF line ends, and empty lines after heading and columns.
///
/// # Errors
/// Logs without what every log has, and cells that would not be read as they are.
pub fn write(ale: &Ale, characters: Characters) -> Result<Vec<u8>, AleWriteError> {
    for title in ["FIELD_DELIM", "VIDEO_FORMAT", "FPS"] {
        ale.title(title).ok_or(AleWriteError::NoTitle(title))?;
    }
    for column in ["Name", "Tracks", "Start", "End"] {
        if !ale.columns.iter().any(|name| name == column) {
            return Err(AleWriteError::NoColumn(column));
        }
    }
    let mut log = Log { text: String::new(), characters };
    log.text.push_str("Heading\r\n");
    for (title, value) in &ale.heading {
        log.line([title, value].into_iter().map(|cell| (cell.as_str(), "the heading".to_owned())))?;
    }
    log.text.push_str("\r\nColumn\r\n");
    log.line(ale.columns.iter().map(|name| (name.as_str(), "the columns".to_owned())))?;
    log.text.push_str("\r\nData\r\n");
    for (index, row) in ale.rows.iter().enumerate() {
        let number = index + 1;
        if row.len() > ale.columns.len() {
            return Err(AleWriteError::Cells { row: number, cells: row.len(), columns: ale.columns.len() });
        }
        let cells = row.iter().map(String::as_str).chain(std::iter::repeat("")).zip(&ale.columns);
        log.line(cells.map(|(cell, column)| (cell, format!("row {number}, column {column}"))))?;
    }
    Ok(log.text.into_bytes())
}

struct Log {
    text: String,
    characters: Characters,
}

impl Log {
    /// Cells with where they stand, tabs between them and none after the last.
    fn line<'a>(&mut self, cells: impl Iterator<Item = (&'a str, String)>) -> Result<(), AleWriteError> {
        for (index, (text, place)) in cells.enumerate() {
            if text.contains(char::is_control) {
                return Err(AleWriteError::Delimiter { place, text: text.to_owned() });
            }
            if self.characters == Characters::Ascii && !text.is_ascii() {
                return Err(AleWriteError::NotAscii { place, text: text.to_owned() });
            }
            if index > 0 {
                self.text.push('\t');
            }
            self.text.push_str(text);
        }
        self.text.push_str("\r\n");
        Ok(())
    }
}
