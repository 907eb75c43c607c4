//! Avid Log Exchange: a table of clips as text.
//!
//! Facts of the format are those of Avid's log specifications and of files that programs write today, which have more
//! columns than the manual's 64.

mod clip_log;
mod error;
mod read;
mod timeline;
mod write;

pub use clip_log::{ClipLog, LogHeading};
pub use error::{AleError, AleWriteError};
pub use read::read;
pub use timeline::timeline;
pub use write::{Characters, write};

/// A log: heading, names of columns, and rows of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ale {
    /// Titles and values of the heading, in the order of the file. Titles are case-sensitive.
    pub heading: Vec<(String, String)>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of cells, one for each column; missing cells at the end are empty.
    pub rows: Vec<Vec<String>>,
}

impl Ale {
    /// The value of a title of the heading.
    pub fn title(&self, title: &str) -> Option<&str> {
        self.heading.iter().find(|(name, _)| name == title).map(|(_, value)| value.as_str())
    }

    /// The cell of a row in the first column of that name, without white space around it; `None` where there is no such
    /// column or nothing in it.
    pub fn cell(&self, row: usize, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|name| name == column)?;
        self.rows.get(row)?.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The cell of the first of several columns that has something in it.
    pub fn first_cell(&self, row: usize, columns: &[&str]) -> Option<&str> {
        columns.iter().find_map(|column| self.cell(row, column))
    }
}
