//! The little XML that manifests need: a tree of elements to read, indented elements to write.

use crate::ManifestError;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::fmt::Write as _;

/// Manifests nest six deep; a file that goes on nesting is an attack on the reader.
const MAX_DEPTH: usize = 32;

/// An element with everything in it; names are without their namespace prefix.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// All character data directly inside, as it stands.
    pub text: String,
    /// Line of the start tag, from 1.
    pub line: usize,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn error(&self, reason: impl std::fmt::Display) -> ManifestError {
        ManifestError::Syntax { line: self.line, reason: reason.to_string() }
    }

    pub fn need(&self, name: &str) -> Result<&Element, ManifestError> {
        self.child(name).ok_or_else(|| self.error(format_args!("<{}> has no <{name}>", self.name)))
    }
}

/// Counts the lines up to a byte, going forwards only.
struct Lines<'a> {
    text: &'a [u8],
    counted_bytes: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset_bytes: u64) -> usize {
        let end = usize::try_from(offset_bytes).unwrap_or(usize::MAX).min(self.text.len());
        if end > self.counted_bytes {
            self.line += self.text[self.counted_bytes..end].iter().filter(|byte| **byte == b'\n').count();
            self.counted_bytes = end;
        }
        self.line
    }
}

/// Reads a document whose root is called `root_name`. Document type declarations, and with them entities of the document's
/// own, are refused.
pub(crate) fn parse(bytes: &[u8], root_name: &str) -> Result<Element, ManifestError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        ManifestError::Syntax { line, reason: "the file is not UTF-8".to_owned() }
    })?;
    let mut lines = Lines { text: bytes, counted_bytes: 0, line: 1 };
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let line = lines.at(reader.buffer_position());
        let wrong = |reason: &dyn std::fmt::Display| ManifestError::Syntax { line, reason: reason.to_string() };
        let event = reader.read_event().map_err(|error| wrong(&error))?;
        let mut closed = None;
        match event {
            Event::Start(start) => {
                if root.is_some() || open.len() == MAX_DEPTH {
                    return Err(wrong(&"an element stands where none may be"));
                }
                open.push(element_of(&start, line)?);
            }
            Event::Empty(start) => {
                if root.is_some() {
                    return Err(wrong(&"an element stands after the end of the document"));
                }
                closed = Some(element_of(&start, line)?);
            }
            // The reader checks that end tags match.
            Event::End(_) => closed = open.pop(),
            Event::Text(part) => {
                let part = part.decode().map_err(|error| wrong(&error))?;
                match open.last_mut() {
                    Some(element) => element.text.push_str(&part),
                    None if part.trim().is_empty() => {}
                    None => return Err(wrong(&"there is text outside of the document")),
                }
            }
            Event::CData(part) => {
                let part = part.decode().map_err(|error| wrong(&error))?;
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&part);
                }
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| wrong(&error))?;
                let character = reference.resolve_char_ref().map_err(|error| wrong(&error))?;
                let Some(element) = open.last_mut() else { return Err(wrong(&"a reference outside of the document")) };
                match (character, resolve_predefined_entity(&name)) {
                    (Some(character), _) => element.text.push(character),
                    (None, Some(value)) => element.text.push_str(value),
                    (None, None) => return Err(wrong(&format_args!("the entity &{name}; is not known"))),
                }
            }
            Event::DocType(_) => return Err(wrong(&"a document type declaration is not allowed")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
        if let Some(element) = closed {
            match open.last_mut() {
                Some(parent) => parent.children.push(element),
                None => root = Some(element),
            }
        }
    }
    if let Some(element) = open.last() {
        return Err(element.error(format_args!("<{}> is not closed: the file is cut short", element.name)));
    }
    match root {
        Some(root) if root.name == root_name => Ok(root),
        Some(root) => Err(root.error(format_args!("the root element is <{}>, not <{root_name}>", root.name))),
        None => Err(ManifestError::Syntax { line: 1, reason: format!("there is no <{root_name}>") }),
    }
}

fn element_of(start: &BytesStart<'_>, line: usize) -> Result<Element, ManifestError> {
    let wrong = |reason: &dyn std::fmt::Display| ManifestError::Syntax { line, reason: reason.to_string() };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut element = Element { name: text(start.local_name().as_ref()), line, ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| wrong(&error))?;
        let value = attribute.unescape_value().map_err(|error| wrong(&error))?;
        // `xmlns:x` keeps its prefix, so that every namespace of the document can be looked through.
        element.attributes.push((text(attribute.key.as_ref()), value.into_owned()));
    }
    Ok(element)
}

/// Writes elements line by line, two spaces a level.
pub(crate) struct XmlWriter {
    text: String,
    open: Vec<&'static str>,
}

impl XmlWriter {
    pub fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            let indent = self.open.len() * 2;
            let _ = writeln!(self.text, "{:indent$}</{name}>", "");
        }
    }

    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], value: &str) {
        self.start(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", quick_xml::escape::escape(value));
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let indent = self.open.len() * 2;
        let _ = write!(self.text, "{:indent$}<{name}", "");
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"{}\"", quick_xml::escape::escape(*value));
        }
    }

    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        parse(text.as_bytes(), "a").unwrap_err().to_string()
    }

    #[test]
    fn text_comes_back_as_it_was_written() {
        let mut writer = XmlWriter::new();
        writer.open("a", &[("k", "1 < 2 & \"3\"")]);
        writer.leaf("b", &[], " x & <y> 'z' \u{f6} ");
        let root = parse(&writer.finish(), "a").unwrap();
        assert_eq!(root.attribute("k"), Some("1 < 2 & \"3\""));
        let leaf = root.child("b").unwrap();
        assert_eq!((leaf.text.as_str(), leaf.line), (" x & <y> 'z' \u{f6} ", 3));
    }

    #[test]
    fn references_and_sections_are_text() {
        let root = parse(b"<x:a xmlns:x='u'><b>1&#x41;&amp;<![CDATA[<&>]]><!-- no -->2</b></x:a>", "a").unwrap();
        assert_eq!(root.child("b").unwrap().text, "1A&<&>2");
    }

    #[test]
    fn broken_documents_name_their_line() {
        assert_eq!(reason(""), "line 1: there is no <a>");
        assert!(reason("<a>\n<b>").starts_with("line 2: <b> is not closed"));
        assert!(reason("<a>\n</b>").starts_with("line "));
        assert!(reason("<c/>").contains("the root element is <c>"));
        assert!(reason("<a/>\n<a/>").starts_with("line 2: "));
        assert!(reason("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>").contains("document type"));
        assert!(reason("<a>&x;</a>").contains("&x;"));
        assert!(reason(&"<a>".repeat(40)).contains("an element stands"));
        assert!(parse(b"<a>\n\xff</a>", "a").unwrap_err().to_string().starts_with("line 2: "));
    }
}
