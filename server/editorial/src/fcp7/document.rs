//! The document as a tree of elements. No entities but XML's own, and no document type beyond its name.

use super::error::XmemlError;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Largest file; projects of whole features have tens of megabytes.
const MAX_BYTES: usize = 128 << 20;
/// A sequence in a sequence is five levels deeper; nobody nests twenty of them.
const MAX_DEPTH: usize = 128;
/// Most elements of a file.
const MAX_ELEMENTS: usize = 4_000_000;

/// An element with everything in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    /// The `id` attribute; no other one matters here.
    pub id: Option<String>,
    pub children: Vec<Element>,
    /// Character data directly inside.
    pub text: String,
    /// Line of the start tag, from 1.
    pub line: usize,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element at the end of a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text of an element at the end of a path, without white space around it; `None` where it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// Whether the text of a child is `TRUE`.
    pub fn is_true(&self, name: &str) -> bool {
        self.text_at(&[name]).is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
    }

    /// Whether the text of a child is `FALSE`: elements are switched on where they do not say so.
    pub fn is_switched_off(&self) -> bool {
        self.text_at(&["enabled"]).is_some_and(|text| text.eq_ignore_ascii_case("FALSE"))
    }

    /// A whole number in a child, within ±1e12 so that sums of some do not overflow.
    pub fn number(&self, name: &str) -> Result<Option<i64>, XmemlError> {
        let Some(text) = self.text_at(&[name]) else { return Ok(None) };
        let number = text.parse::<i64>().ok().filter(|number| number.unsigned_abs() <= 1_000_000_000_000);
        // Some programs write frames with a fraction of zero.
        let number = number.or_else(|| text.strip_suffix(".0")?.parse::<i32>().ok().map(i64::from));
        number.map(Some).ok_or_else(|| self.error(format_args!("<{name}> {text:?} is no number of frames")))
    }

    pub fn need_number(&self, name: &str) -> Result<i64, XmemlError> {
        self.number(name)?.ok_or_else(|| self.error(format_args!("<{}> has no <{name}>", self.name)))
    }

    pub fn error(&self, reason: impl std::fmt::Display) -> XmemlError {
        XmemlError::Syntax { line: self.line, reason: reason.to_string() }
    }
}

/// Reads a document whose root is `xmeml`.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, XmemlError> {
    parse_at_most(bytes, MAX_ELEMENTS)
}

fn parse_at_most(bytes: &[u8], most_elements: usize) -> Result<Element, XmemlError> {
    if bytes.len() > MAX_BYTES {
        return Err(XmemlError::TooLarge("more than 128 MiB"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        XmemlError::Syntax { line, reason: "the file is not UTF-8".to_owned() }
    })?;
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { most_elements, ..Tree::default() };
    let (mut line, mut counted) = (1, 0);
    loop {
        // The reader's place only grows and stays within the text.
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(bytes.len());
        line += bytes[counted..place].iter().filter(|byte| **byte == b'\n').count();
        counted = place;
        let wrong = |reason: String| XmemlError::Syntax { line, reason };
        match reader.read_event().map_err(|error| wrong(error.to_string()))? {
            Event::Eof => return tree.finish(line),
            event => tree.take(event, line)?,
        }
    }
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    most_elements: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), XmemlError> {
        let wrong = |reason: String| XmemlError::Syntax { line, reason };
        match event {
            Event::Start(start) => {
                if self.open.len() == MAX_DEPTH {
                    return Err(wrong(format!("elements are nested deeper than {MAX_DEPTH}")));
                }
                let element = self.element(&start, line)?;
                self.open.push(element);
            }
            Event::Empty(start) => {
                let element = self.element(&start, line)?;
                self.close(element);
            }
            // The reader checks that end tags match.
            Event::End(_) => {
                if let Some(element) = self.open.pop() {
                    self.close(element);
                }
            }
            Event::Text(part) => self.text(&part.decode().map_err(|error| wrong(error.to_string()))?, line)?,
            Event::CData(part) => self.text(&part.decode().map_err(|error| wrong(error.to_string()))?, line)?,
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| wrong(error.to_string()))?;
                let character = reference.resolve_char_ref().map_err(|error| wrong(error.to_string()))?;
                match (character, resolve_predefined_entity(&name)) {
                    (Some(character), _) => self.text(character.encode_utf8(&mut [0; 4]), line)?,
                    (None, Some(value)) => self.text(value, line)?,
                    (None, None) => return Err(wrong(format!("the entity &{name}; is not known"))),
                }
            }
            // Every program writes `<!DOCTYPE xmeml>`; more than the name would be entities or another file.
            Event::DocType(doctype) => {
                let doctype = doctype.decode().map_err(|error| wrong(error.to_string()))?;
                if doctype.trim() != "xmeml" {
                    return Err(wrong("a document type with more than its name is not allowed".to_owned()));
                }
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn element(&mut self, start: &BytesStart<'_>, line: usize) -> Result<Element, XmemlError> {
        let wrong = |reason: String| XmemlError::Syntax { line, reason };
        if self.open.is_empty() && self.root.is_some() {
            return Err(wrong("an element stands after the end of the document".to_owned()));
        }
        self.elements += 1;
        if self.elements > self.most_elements {
            return Err(XmemlError::TooLarge("more than 4 000 000 elements"));
        }
        let id = start.try_get_attribute("id").map_err(|error| wrong(error.to_string()))?;
        let id = id.map(|id| id.unescape_value().map(std::borrow::Cow::into_owned)).transpose();
        Ok(Element {
            name: String::from_utf8_lossy(start.name().as_ref()).into_owned(),
            id: id.map_err(|error| wrong(error.to_string()))?,
            line,
            ..Element::default()
        })
    }

    fn text(&mut self, text: &str, line: usize) -> Result<(), XmemlError> {
        match self.open.last_mut() {
            Some(element) => {
                // White space between elements is no text of theirs.
                if !element.text.is_empty() || !text.trim().is_empty() {
                    element.text.push_str(text);
                }
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(XmemlError::Syntax { line, reason: "there is text outside of the document".to_owned() }),
        }
    }

    fn close(&mut self, element: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn finish(self, line: usize) -> Result<Element, XmemlError> {
        if let Some(element) = self.open.last() {
            return Err(element.error(format_args!("<{}> is not closed: the file is cut short", element.name)));
        }
        match self.root {
            Some(root) if root.name == "xmeml" => Ok(root),
            Some(root) => Err(root.error(format_args!("the root element is <{}>, not <xmeml>", root.name))),
            None => Err(XmemlError::Syntax { line, reason: "there is no <xmeml>".to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn documents_become_trees() {
        let text = "<?xml version='1.0'?>\n<!DOCTYPE xmeml>\n<xmeml version='4'><a id='x'><b> 1&amp;<![CDATA[<]]>&#65; </b></a></xmeml>";
        let root = parse(text.as_bytes()).unwrap();
        assert_eq!(root.text_at(&["a", "b"]), Some("1&<A"));
        assert_eq!((root.child("a").unwrap().id.as_deref(), root.child("a").unwrap().line), (Some("x"), 3));
    }

    #[test]
    fn bombs_and_broken_documents_are_refused() {
        let bomb = "<!DOCTYPE xmeml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><xmeml>&b;</xmeml>";
        assert!(reason(bomb).contains("document type"));
        assert!(reason("<!DOCTYPE xmeml SYSTEM 'file:///etc/passwd'><xmeml/>").contains("document type"));
        assert!(reason("<xmeml>&b;</xmeml>").contains("&b;"));
        assert!(reason(&format!("<xmeml>{}", "<a>".repeat(200))).contains("nested deeper"));
        assert!(reason("<xmeml>\n<a>").starts_with("line 2: <a> is not closed"));
        assert!(reason("<xmeml></a>").starts_with("line 1: "));
        assert!(reason("<fcpxml/>").contains("<fcpxml>"));
        assert!(reason("<xmeml/><xmeml/>").contains("after the end"));
        assert!(reason("").contains("no <xmeml>"));
        assert!(parse(b"<xmeml>\n\xff</xmeml>").unwrap_err().to_string().starts_with("line 2: "));
        assert!(matches!(parse_at_most(b"<xmeml><a/><a/></xmeml>", 2), Err(XmemlError::TooLarge(_))));
    }
}
