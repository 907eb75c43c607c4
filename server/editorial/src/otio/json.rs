//! Objects of the file, with the path that errors name.

use super::error::OtioError;
use serde_json::{Map, Value};

/// An object of the file.
#[derive(Debug, Clone)]
pub(super) struct Object<'a> {
    map: &'a Map<String, Value>,
    pub at: String,
}

impl<'a> Object<'a> {
    pub fn of(value: &'a Value, at: impl Into<String>) -> Result<Self, OtioError> {
        let at = at.into();
        match value.as_object() {
            Some(map) => Ok(Self { map, at }),
            None => Err(OtioError::Schema { at, reason: "an object is expected here".to_owned() }),
        }
    }

    pub fn error(&self, reason: impl std::fmt::Display) -> OtioError {
        OtioError::Schema { at: self.at.clone(), reason: reason.to_string() }
    }

    pub fn unsupported(&self, reason: impl std::fmt::Display) -> OtioError {
        OtioError::Unsupported { at: self.at.clone(), reason: reason.to_string() }
    }

    /// The schema without its version: later versions add fields, and those that matter here are known.
    pub fn schema(&self) -> Result<&'a str, OtioError> {
        let schema = self.text("OTIO_SCHEMA").ok_or_else(|| self.error("it has no OTIO_SCHEMA"))?;
        schema
            .rsplit_once('.')
            .map(|(name, _)| name)
            .ok_or_else(|| self.error(format_args!("schema {schema:?} has no version")))
    }

    /// A field that is there and not null.
    pub fn get(&self, field: &str) -> Option<&'a Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    pub fn text(&self, field: &str) -> Option<&'a str> {
        self.get(field)?.as_str().filter(|text| !text.is_empty())
    }

    pub fn number(&self, field: &str) -> Option<f64> {
        self.get(field)?.as_f64()
    }

    /// An object in a field, where there is one.
    pub fn object(&self, field: &str) -> Result<Option<Object<'a>>, OtioError> {
        self.get(field).map(|value| Object::of(value, format!("{}.{field}", self.at))).transpose()
    }

    /// The objects of a list; none where there is no list. Elements that are null are left out.
    pub fn list(&self, field: &str) -> Result<Vec<Object<'a>>, OtioError> {
        let Some(value) = self.get(field) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(|| self.error(format_args!("{field} is no list")))?;
        let elements = list.iter().enumerate().filter(|(_, value)| !value.is_null());
        elements.map(|(index, value)| Object::of(value, format!("{}.{field}[{index}]", self.at))).collect()
    }

    /// A value deep in free metadata, whatever is on the way.
    pub fn find(&self, path: &[&str]) -> Option<&'a Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.map.get(*first)?, |value, field| value.get(field)).filter(|value| !value.is_null())
    }

    pub fn find_text(&self, path: &[&str]) -> Option<String> {
        self.find(path)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }
}
