//! Reading a log.

use super::{Ale, AleError};
use crate::text::{self, MAX_BYTES};

/// Most rows; a show has some tens of thousands of clips.
const MAX_ROWS: usize = 200_000;
/// Most columns; programs write somewhat more than a hundred.
const MAX_COLUMNS: usize = 10_000;

/// Reads a log: UTF-8 or Latin-1, any line ends, with or without empty lines between the sections.
///
/// # Errors
/// Sections that are missing or out of order, and rows with more cells than columns; both name the line.
pub fn read(bytes: &[u8]) -> Result<Ale, AleError> {
    if bytes.len() > MAX_BYTES {
        return Err(AleError::TooLarge("more than 16 MiB"));
    }
    let (text, _) = text::decode(bytes);
    let mut lines = text::lines(&text).filter(|(_, line)| !line.trim().is_empty()).peekable();
    match lines.next() {
        Some((_, "Heading")) => {}
        Some((_, line)) if line.trim() == "Heading" => {}
        _ => return Err(AleError::NoSection("Heading")),
    }
    let mut ale = Ale::default();
    loop {
        let (number, line) = lines.next().ok_or(AleError::NoSection("Column"))?;
        if line.trim() == "Column" {
            break;
        }
        ale.heading.extend(pairs(line).map_err(|reason| AleError::Syntax { line: number, reason })?);
    }
    if let Some(delimiter) = ale.title("FIELD_DELIM").filter(|delimiter| *delimiter != "TABS") {
        return Err(AleError::Delimiter(delimiter.to_owned()));
    }
    let (number, columns) = lines.next().ok_or(AleError::NoSection("Data"))?;
    ale.columns = columns.trim_end().split('\t').map(|name| name.trim().to_owned()).collect();
    if ale.columns.len() > MAX_COLUMNS {
        return Err(AleError::TooLarge("more than 10000 columns"));
    }
    if columns.trim() == "Data" {
        return Err(AleError::Syntax { line: number, reason: "there are no names of columns".to_owned() });
    }
    match lines.next() {
        Some((_, line)) if line.trim() == "Data" => {}
        _ => return Err(AleError::NoSection("Data")),
    }
    for (number, line) in lines {
        let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        while cells.len() > ale.columns.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() > ale.columns.len() {
            let reason = format!("the row has {} cells for {} columns", cells.len(), ale.columns.len());
            return Err(AleError::Syntax { line: number, reason });
        }
        if ale.rows.len() == MAX_ROWS {
            return Err(AleError::TooLarge("more than 200000 rows"));
        }
        ale.rows.push(cells);
    }
    Ok(ale)
}

/// Titles and values of a line of the heading; some programs write several of them in one line.
fn pairs(line: &str) -> Result<Vec<(String, String)>, String> {
    let words: Vec<&str> = line.trim_end().split('\t').collect();
    if words.len() == 1 {
        // A title without its value says nothing, unless the line is no heading at all.
        let is_title = words[0].chars().all(|character| character.is_ascii_uppercase() || character == '_');
        return if is_title {
            Ok(vec![(words[0].to_owned(), String::new())])
        } else {
            Err(format!("{line:?} is neither a title and its value nor the section \"Column\""))
        };
    }
    let value = |pair: &[&str]| pair.get(1).map_or(String::new(), |value| value.trim().to_owned());
    Ok(words.chunks(2).map(|pair| (pair[0].trim().to_owned(), value(pair))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "Heading\nFIELD_DELIM\tTABS\nVIDEO_FORMAT\t1080\nFPS\t24\n\nColumn\nName\tTracks\tStart\tEnd\n\n\
                       Data\nA001\tV\t01:00:00:00\t01:00:01:00\nA002\tV\n\t\t\t\n";

    #[test]
    fn sections_become_a_table() {
        for ends in ["\n", "\r\n", "\r"] {
            let ale = read(LOG.replace('\n', ends).as_bytes()).unwrap();
            assert_eq!((ale.title("FPS"), ale.columns.len(), ale.rows.len()), (Some("24"), 4, 2));
            assert_eq!(
                (ale.cell(0, "End"), ale.cell(1, "End"), ale.cell(0, "Tape")),
                (Some("01:00:01:00"), None, None)
            );
        }
        let close = read(LOG.replace("\n\n", "\n").as_bytes()).unwrap();
        assert_eq!(close, read(LOG.as_bytes()).unwrap(), "empty lines between the sections may be missing");
    }

    #[test]
    fn heading_lines_may_hold_several_pairs() {
        let ale = read(LOG.replace("TABS\nVIDEO", "TABS\tVIDEO").as_bytes()).unwrap();
        assert_eq!((ale.title("FIELD_DELIM"), ale.title("VIDEO_FORMAT")), (Some("TABS"), Some("1080")));
    }

    #[test]
    fn broken_logs_are_refused() {
        assert_eq!(read(b""), Err(AleError::NoSection("Heading")));
        assert_eq!(read(b"Heading\nFPS\t24\n"), Err(AleError::NoSection("Column")));
        assert_eq!(read(b"Heading\nColumn\nName\n"), Err(AleError::NoSection("Data")));
        assert!(matches!(read(b"Heading\nColumn\nData\n"), Err(AleError::Syntax { line: 3, .. })));
        assert!(matches!(read(b"Heading\nwhat is this\n"), Err(AleError::Syntax { line: 2, .. })));
        assert_eq!(read(LOG.replace("TABS", "COMMAS").as_bytes()), Err(AleError::Delimiter("COMMAS".to_owned())));
        assert!(matches!(read(LOG.replace("A002\tV", "1\t2\t3\t4\t5").as_bytes()), Err(AleError::Syntax { .. })));
        assert!(matches!(read(&vec![b'\t'; 17 << 20]), Err(AleError::TooLarge(_))));
        assert!(matches!(
            read(format!("Heading\nColumn\na{}\nData\n", "\ta".repeat(10_000)).as_bytes()),
            Err(AleError::TooLarge(_))
        ));
        for end in 0..LOG.len() {
            let _ = read(&LOG.as_bytes()[..end]);
        }
        assert_eq!(read(b"Heading\nColumn\nName\nData\nT\xf6ne\n").unwrap().cell(0, "Name"), Some("T\u{f6}ne"));
    }
}
