//! Children of an element, taken in the order of the schema.

use super::AmfError;
use crate::xml::Element;

/// What is left of an element's children. The schema is a sequence, so whatever is not taken in its turn is an error.
pub(super) struct Children<'a> {
    parent: &'a Element,
    namespace: &'a str,
    rest: &'a [Element],
}

impl<'a> Children<'a> {
    /// All children of an element of the AMF.
    pub fn of(parent: &'a Element) -> Self {
        Self { parent, namespace: &parent.namespace, rest: &parent.children }
    }

    /// The next child, if it is called so.
    pub fn take(&mut self, name: &str) -> Option<&'a Element> {
        self.take_in(self.namespace, &[name])
    }

    /// The next child, if it has this namespace and one of these names.
    pub fn take_in(&mut self, namespace: &str, names: &[&str]) -> Option<&'a Element> {
        let (first, rest) = self.rest.split_first()?;
        let is_it = first.namespace == namespace && names.contains(&&*first.name);
        is_it.then(|| {
            self.rest = rest;
            first
        })
    }

    /// The next child, which has to be called so.
    pub fn need(&mut self, name: &str) -> Result<&'a Element, AmfError> {
        self.take(name).ok_or_else(|| self.wrong(&format!("<{name}>")))
    }

    /// Text of the next child, if it is called so.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|element| element.value().to_owned())
    }

    /// Text of the next child, which has to be called so and not be empty.
    pub fn need_text(&mut self, name: &str) -> Result<String, AmfError> {
        let element = self.need(name)?;
        match element.value() {
            "" => Err(element.error(format_args!("<{name}> is empty")).into()),
            text => Ok(text.to_owned()),
        }
    }

    /// No child may be left.
    pub fn finish(self) -> Result<(), AmfError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.wrong("no further element")) }
    }

    /// Says that something else should have come next.
    pub fn wrong(&self, wanted: &str) -> AmfError {
        let parent = &self.parent.name;
        match self.rest.first() {
            Some(found) => found.error(format_args!("<{parent}> has <{}> where {wanted} has to be", found.name)),
            None => self.parent.error(format_args!("<{parent}> ends where {wanted} has to be")),
        }
        .into()
    }
}
