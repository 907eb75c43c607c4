//! The little XML that looks need: a tree of elements with their namespaces, read under limits.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// A list of a whole show's grades has a few megabytes.
const MAX_BYTES: usize = 32 << 20;
/// These documents nest eight deep; a file that goes on nesting is an attack on the reader.
const MAX_DEPTH: usize = 32;
/// So many elements make some hundred megabytes of tree.
const MAX_ELEMENTS: usize = 1_000_000;
/// The search for duplicate attributes takes the square of their number.
const MAX_ATTRIBUTES: usize = 64;

/// A text that is no XML, or more of it than is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct XmlError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// An element with everything in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Local name, without a prefix.
    pub name: String,
    /// Name of its namespace; empty where it has none.
    pub namespace: String,
    /// Local names and values, without declarations of namespaces.
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

    /// Character data without the blanks around it.
    pub fn value(&self) -> &str {
        self.text.trim()
    }

    pub fn error(&self, reason: impl std::fmt::Display) -> XmlError {
        XmlError { line: self.line, reason: reason.to_string() }
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

/// Reads a document. Document type declarations, and with them entities of the document's own, are refused.
pub(crate) fn parse(text: &str) -> Result<Element, XmlError> {
    if text.len() > MAX_BYTES {
        let reason = format!("the text has {} bytes, and no more than {MAX_BYTES} are read", text.len());
        return Err(XmlError { line: 1, reason });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Lines { text: text.as_bytes(), counted_bytes: 0, line: 1 };
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut elements = 0;
    loop {
        let line = lines.at(reader.buffer_position());
        let wrong = |reason: &dyn std::fmt::Display| XmlError { line, reason: reason.to_string() };
        let event = reader.read_event().map_err(|error| wrong(&error))?;
        let mut closed = None;
        match event {
            Event::Start(start) | Event::Empty(start) if root.is_some() || open.len() == MAX_DEPTH => {
                let name = String::from_utf8_lossy(start.local_name().into_inner()).into_owned();
                return Err(wrong(&format_args!("<{name}> stands where no element may be")));
            }
            Event::Start(_) | Event::Empty(_) if elements == MAX_ELEMENTS => {
                return Err(wrong(&format_args!("the document has more than {MAX_ELEMENTS} elements")));
            }
            Event::Start(start) => {
                elements += 1;
                open.push(element_of(&reader, &start, line)?);
            }
            Event::Empty(start) => {
                elements += 1;
                closed = Some(element_of(&reader, &start, line)?);
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
        return Err(element.error(format_args!("<{}> is not closed: the text is cut short", element.name)));
    }
    root.ok_or_else(|| XmlError { line: 1, reason: "there is no element".to_owned() })
}

fn element_of(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, line: usize) -> Result<Element, XmlError> {
    let wrong = |reason: &dyn std::fmt::Display| XmlError { line, reason: reason.to_string() };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (namespace, name) = reader.resolve_element(start.name());
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => text(namespace.into_inner()),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(prefix) => {
            return Err(wrong(&format_args!("the prefix {} stands for no namespace", text(&prefix))));
        }
    };
    let mut element = Element { name: text(name.into_inner()), namespace, line, ..Element::default() };
    for (index, attribute) in start.attributes().enumerate() {
        if index == MAX_ATTRIBUTES {
            return Err(wrong(&format_args!("<{}> has more than {MAX_ATTRIBUTES} attributes", element.name)));
        }
        let attribute = attribute.map_err(|error| wrong(&error))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute.unescape_value().map_err(|error| wrong(&error))?;
        element.attributes.push((text(attribute.key.local_name().into_inner()), value.into_owned()));
    }
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn names_come_with_their_namespace() {
        let root = parse("\u{feff}<a xmlns='u' xmlns:p='v' p:k='1 &lt; 2'><p:b/><c xmlns=''/></a>").unwrap();
        let names: Vec<_> = root.children.iter().map(|child| (&*child.namespace, &*child.name)).collect();
        assert_eq!((&*root.namespace, root.attribute("k")), ("u", Some("1 < 2")));
        assert_eq!(names, [("v", "b"), ("", "c")]);
        assert_eq!(root.attributes.len(), 1);
    }

    #[test]
    fn references_and_sections_are_text() {
        let root = parse("<a><b>1&#x41;&amp;<![CDATA[<&>]]><!-- no -->2 </b></a>").unwrap();
        assert_eq!(root.children[0].value(), "1A&<&>2");
    }

    #[test]
    fn broken_documents_name_their_line() {
        assert_eq!(reason(""), "line 1: there is no element");
        assert!(reason("<a>\n<b>").starts_with("line 2: <b> is not closed"));
        assert!(reason("<a>\n</b>").starts_with("line "));
        assert_eq!(reason("<a/>\n<b/>"), "line 2: <b> stands where no element may be");
        assert_eq!(reason("<a/>\n\nb"), "line 1: there is text outside of the document");
        assert_eq!(reason("<p:a/>"), "line 1: the prefix p stands for no namespace");
        assert!(reason("<a k='1' k='2'/>").starts_with("line 1: "));
    }

    #[test]
    fn attacks_end_early() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'xx'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert_eq!(reason(bomb), "line 1: a document type declaration is not allowed");
        assert_eq!(reason("<a>&c;</a>"), "line 1: the entity &c; is not known");
        assert!(reason("<a k='&c;'/>").starts_with("line 1: "));
        assert!(reason(&"<a>".repeat(100_000)).contains("<a> stands where no element may be"));
        let attributes: String = (0..100_000).map(|index| format!(" k{index}=''")).collect();
        assert!(reason(&format!("<a{attributes}/>")).contains("more than 64 attributes"));
        assert!(reason(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS))).contains("elements"));
        assert!(reason(&" ".repeat(MAX_BYTES + 1)).contains("bytes"));
    }
}
