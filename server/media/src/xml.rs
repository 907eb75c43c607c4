//! The little XML that recorders and cameras write: a tree of elements with text. Names are compared without regard to
//! case; attributes are not kept.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// iXML nests four deep, the clip list of a P2 card seven.
const MAX_DEPTH: usize = 16;

/// An element: its name in capitals, without a namespace prefix.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub name: String,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Text of the first child of a name, where it is not blank.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a document. What comes before a fault is kept, and the fault is a warning: recorders cut documents short.
///
/// # Errors
/// Why nothing of it may be used: a document type declaration, an entity of its own, or no root.
pub(crate) fn parse(text: &str, root_name: &str, warnings: &mut Vec<String>) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let fault = loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => break Some(error.to_string()),
        };
        match event {
            Event::Start(_) if open.len() == MAX_DEPTH => return Err("it nests too deep".to_owned()),
            Event::Start(start) => open.push(element_of(&start)),
            Event::Empty(start) => close(element_of(&start), &mut open, &mut root),
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(part) => match part.decode() {
                Ok(part) => append(&mut open, &part),
                Err(error) => break Some(error.to_string()),
            },
            Event::CData(part) => match part.decode() {
                Ok(part) => append(&mut open, &part),
                Err(error) => break Some(error.to_string()),
            },
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?;
                match (reference.resolve_char_ref(), resolve_predefined_entity(&name)) {
                    (Ok(Some(letter)), _) => append(&mut open, letter.encode_utf8(&mut [0; 4])),
                    (Ok(None), Some(value)) => append(&mut open, value),
                    _ => return Err(format!("the entity &{name}; is not known")),
                }
            }
            Event::DocType(_) => return Err("a document type declaration is not allowed".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break (!open.is_empty()).then(|| "it is cut short".to_owned()),
        }
        // What stands behind the document is padding.
        if root.is_some() {
            break None;
        }
    };
    if let Some(fault) = fault {
        warnings.push(format!("it was read up to a fault: {fault}"));
    }
    while let Some(element) = open.pop() {
        close(element, &mut open, &mut root);
    }
    match root {
        Some(root) if root.name == root_name => Ok(root),
        Some(root) => Err(format!("its root is {}, not {root_name}", root.name)),
        None => Err("there is no document in it".to_owned()),
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = root.take().or(Some(element)),
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element_of(start: &BytesStart<'_>) -> Element {
    let name = String::from_utf8_lossy(start.local_name().as_ref()).to_ascii_uppercase();
    Element { name, ..Element::default() }
}
