//! Writing a `.ccc`.

use super::read::CDL_NAMESPACE;
use super::text::decimal;
use super::{Correction, Descriptions};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// Writes a collection of colour corrections (`.ccc`), which is what most tools read; the order is kept. Characters that
/// XML cannot hold are left out of texts.
///
/// ```
/// # use interneg_editorial::cdl::{self, CdlDocument, Correction, Cdl, Descriptions};
/// let look = Correction {
///     id: Some("A001C001".to_owned()),
///     cdl: Cdl::from_sop("(1.1 1 0.9)(0.01 0 -0.01)(1 1 1)").unwrap(),
///     descriptions: Descriptions::default(),
///     sop_description: Vec::new(),
///     saturation_description: Vec::new(),
/// };
/// let text = cdl::collection(&Descriptions::default(), std::slice::from_ref(&look));
/// assert_eq!(CdlDocument::from_xml(&text).unwrap().corrections, [look]);
/// ```
pub fn collection(descriptions: &Descriptions, corrections: &[Correction]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let _ = writeln!(text, "<ColorCorrectionCollection xmlns=\"{CDL_NAMESPACE}\">");
    describe(&mut text, 1, descriptions);
    for correction in corrections {
        match &correction.id {
            Some(id) => _ = writeln!(text, "  <ColorCorrection id=\"{}\">", clean(id)),
            None => text.push_str("  <ColorCorrection>\n"),
        }
        describe(&mut text, 2, &correction.descriptions);
        text.push_str("    <SOPNode>\n");
        for description in &correction.sop_description {
            leaf(&mut text, 3, "Description", description);
        }
        let cdl = &correction.cdl;
        for (name, numbers) in [("Slope", cdl.slope()), ("Offset", cdl.offset()), ("Power", cdl.power())] {
            leaf(&mut text, 3, name, &numbers.map(decimal).join(" "));
        }
        text.push_str("    </SOPNode>\n    <SatNode>\n");
        for description in &correction.saturation_description {
            leaf(&mut text, 3, "Description", description);
        }
        leaf(&mut text, 3, "Saturation", &cdl.saturation_text());
        text.push_str("    </SatNode>\n  </ColorCorrection>\n");
    }
    text.push_str("</ColorCorrectionCollection>\n");
    text
}

fn describe(text: &mut String, level: usize, descriptions: &Descriptions) {
    let Descriptions { description, input, viewing } = descriptions;
    for line in description {
        leaf(text, level, "Description", line);
    }
    for (name, value) in [("InputDescription", input), ("ViewingDescription", viewing)] {
        if let Some(value) = value {
            leaf(text, level, name, value);
        }
    }
}

fn leaf(text: &mut String, level: usize, name: &str, value: &str) {
    let _ = writeln!(text, "{:indent$}<{name}>{}</{name}>", "", clean(value), indent = level * 2);
}

/// Escaped, without the control characters that XML 1.0 has no way to write (section 2.2).
fn clean(value: &str) -> String {
    let is_held = |character: &char| !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    escape(value.chars().filter(is_held).collect::<String>()).into_owned()
}
