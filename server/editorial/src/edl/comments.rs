//! What comment lines say of an event.

use crate::text::strip_word;
use crate::timeline::CdlNumbers;

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Remark<'a> {
    /// Name of the event's clip, or of the outgoing one in a transition.
    FromClipName(&'a str),
    /// Name of the incoming clip of a transition.
    ToClipName(&'a str),
    /// File name of the clip.
    SourceFile(&'a str),
    /// Path of the event's clip, or of the outgoing one.
    FromPath(&'a str),
    /// Path of the incoming clip.
    ToPath(&'a str),
    /// Slope, offset and power of a grade.
    Sop(&'a str),
    /// Saturation of a grade.
    Saturation(&'a str),
    /// One frame is held.
    Freeze,
    /// Anything else.
    Other(&'a str),
}

/// Tells what a remark is about; the star before it is already gone.
pub(super) fn remark(text: &str) -> Remark<'_> {
    let text = text.trim();
    if let Some(name) = value(text, "FROM CLIP NAME") {
        return Remark::FromClipName(name);
    }
    if let Some(name) = value(text, "TO CLIP NAME") {
        return Remark::ToClipName(name);
    }
    if let Some(name) = value(text, "SOURCE FILE") {
        return Remark::SourceFile(name);
    }
    // Without their colons these begin sentences, such as `FROM CLIP IS A STILL`.
    if let Some(path) = strip_word(text, "FROM CLIP:").or_else(|| strip_word(text, "FROM FILE:")) {
        return Remark::FromPath(path.trim());
    }
    if let Some(path) = strip_word(text, "TO CLIP:").or_else(|| strip_word(text, "TO FILE:")) {
        return Remark::ToPath(path.trim());
    }
    if let Some(numbers) = value(text, "ASC_SOP") {
        return Remark::Sop(numbers);
    }
    if let Some(number) = value(text, "ASC_SAT") {
        return Remark::Saturation(number);
    }
    if text.trim_start_matches(['*', ' ']).eq_ignore_ascii_case("FREEZE FRAME") {
        return Remark::Freeze;
    }
    Remark::Other(text)
}

/// What follows a keyword: a colon or white space, and then the value.
fn value<'a>(text: &'a str, keyword: &str) -> Option<&'a str> {
    let rest = strip_word(text, keyword)?;
    let is_end_of_word = rest.is_empty() || rest.starts_with([':', '(', ' ', '\t']);
    is_end_of_word.then(|| rest.trim_start().trim_start_matches(':').trim())
}

/// What the remarks after an event line say of its clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Said {
    pub clip_name: Option<String>,
    pub source_file: Option<String>,
    pub path: Option<String>,
    pub cdl: Option<CdlNumbers>,
    pub freeze: bool,
    pub other: Vec<String>,
    pub lines: Vec<usize>,
}

impl Said {
    /// Takes a remark in. The error is what is wrong with it; it is kept with the others then.
    pub fn take(&mut self, remark: Remark<'_>, line: usize) -> Result<(), String> {
        self.lines.push(line);
        let text = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
        match remark {
            Remark::FromClipName(name) | Remark::ToClipName(name) => self.clip_name = text(name),
            Remark::SourceFile(name) => self.source_file = text(name),
            Remark::FromPath(path) | Remark::ToPath(path) => self.path = text(path),
            Remark::Freeze => self.freeze = true,
            Remark::Other(remark) => self.other.extend(text(remark)),
            Remark::Sop(numbers) => {
                let mut cdl = self.cdl.unwrap_or_default();
                if cdl.set_sop(numbers).is_none() {
                    self.other.push(format!("ASC_SOP {numbers}"));
                    return Err(format!("ASC_SOP {numbers:?} is not three groups of three numbers"));
                }
                self.cdl = Some(cdl);
            }
            Remark::Saturation(number) => {
                let mut cdl = self.cdl.unwrap_or_default();
                if cdl.set_saturation(number).is_none() {
                    self.other.push(format!("ASC_SAT {number}"));
                    return Err(format!("ASC_SAT {number:?} is no number"));
                }
                self.cdl = Some(cdl);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_written_in_many_ways() {
        for (text, expected) in [
            ("FROM CLIP NAME:  take_1 ", Remark::FromClipName("take_1")),
            ("from clip name take_1", Remark::FromClipName("take_1")),
            ("TO CLIP NAME: b: c", Remark::ToClipName("b: c")),
            ("SOURCE FILE: ZZ100_501.LAY3.01", Remark::SourceFile("ZZ100_501.LAY3.01")),
            ("FROM CLIP: S:\\path\\x.exr", Remark::FromPath("S:\\path\\x.exr")),
            ("FROM CLIP IS A STILL", Remark::Other("FROM CLIP IS A STILL")),
            ("ASC_SOP(1 1 1)(0 0 0)(1 1 1)", Remark::Sop("(1 1 1)(0 0 0)(1 1 1)")),
            ("ASC_SAT: 0.9", Remark::Saturation("0.9")),
            ("* FREEZE FRAME", Remark::Freeze),
            ("FROM CLIP NAMES", Remark::Other("FROM CLIP NAMES")),
            ("LOC: 01:00:01:14 RED", Remark::Other("LOC: 01:00:01:14 RED")),
        ] {
            assert_eq!(remark(text), expected, "{text}");
        }
    }

    #[test]
    fn bad_grades_are_kept_as_text() {
        let mut said = Said::default();
        assert!(said.take(Remark::Sop("(1 1)"), 3).is_err());
        assert!(said.take(Remark::Saturation("x"), 4).is_err());
        assert_eq!((said.cdl, said.other.len(), said.lines), (None, 2, vec![3, 4]));
    }
}
