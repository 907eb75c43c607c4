//! Reading a list, and all that a schema cannot say of it.

use super::private::Public;
use super::{Area, Canvas, CanvasTemplate, Dimensions, Fdl, FdlError, FramingDecision, Layer, Point};
use serde::Deserialize;
use std::collections::HashSet;

/// A list of a whole show has some hundred kilobytes.
const MAX_BYTES: usize = 16 << 20;
/// No picture is larger.
const MAX_PIXELS: f64 = 65535.0;

/// The version alone, whatever else there is.
#[derive(Deserialize)]
struct Versioned {
    version: Versions,
}

#[derive(Deserialize)]
struct Versions {
    major: u32,
    minor: u32,
}

type Checked = Result<(), FdlError>;

impl Fdl {
    /// Reads a list of version 2.0, 1.1, 1.0, or 0.1, which the committee's own examples have. Properties that the schema
    /// does not know are refused everywhere, except, in version 2.0, those whose names begin with an underscore.
    ///
    /// # Errors
    /// Names the line of what is no such list, or the JSON path of what is wrong in it.
    pub fn from_json(text: &str) -> Result<Self, FdlError> {
        if text.len() > MAX_BYTES {
            return Err(FdlError::TooLong { bytes: text.len(), max_bytes: MAX_BYTES });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let shape = |error: serde_json::Error| FdlError::Shape {
            line: error.line(),
            column: error.column(),
            reason: error.to_string(),
        };
        let Versioned { version: Versions { major, minor } } = serde_json::from_str(text).map_err(shape)?;
        let list: Self = match (major, minor) {
            (0, 1) | (1, 0 | 1) => serde_json::from_str(text).map_err(shape)?,
            (2, 0) => {
                let Public(value) = serde_json::from_str(text).map_err(shape)?;
                Self::deserialize(value).map_err(|error| FdlError::Property { reason: error.to_string() })?
            }
            _ => return Err(FdlError::Version { major, minor }),
        };
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Checked {
        if !crate::uuid::is_uuid(&self.uuid) {
            return Err(wrong("$.uuid", "not a UUID of 8-4-4-4-12 hexadecimal digits"));
        }
        let mut intents = HashSet::new();
        for (index, intent) in self.framing_intents.iter().enumerate() {
            let path = format!("$.framing_intents[{index}]");
            id(&path, &intent.id)?;
            unique(&path, &intent.id, &mut intents)?;
            whole(&format!("{path}.aspect_ratio"), intent.aspect_ratio)?;
            if intent.protection < 0.0 {
                return Err(wrong(format!("{path}.protection"), "below 0"));
            }
        }
        if let Some(default) = &self.default_framing_intent {
            refers("$.default_framing_intent", "framing intent", default, &intents)?;
        }
        self.check_canvases(&intents)?;
        let mut templates = HashSet::new();
        for (index, template) in self.canvas_templates.iter().enumerate() {
            let path = format!("$.canvas_templates[{index}]");
            id(&path, &template.id)?;
            unique(&path, &template.id, &mut templates)?;
            check_template(&path, template)?;
        }
        Ok(())
    }

    fn check_canvases(&self, intents: &HashSet<&str>) -> Checked {
        for (index, context) in self.contexts.iter().enumerate() {
            let path = format!("$.contexts[{index}].clip_id");
            match &context.clip_id {
                Some(_) if self.version.major < 2 => return Err(wrong(path, "not known before version 2.0")),
                Some(clip) if clip.file.is_some() && clip.sequence.is_some() => {
                    return Err(wrong(path, "both a file and a sequence"));
                }
                _ => {}
            }
        }
        let mut ids = HashSet::new();
        let canvases = || {
            self.contexts.iter().enumerate().flat_map(|(context, group)| {
                let path = move |index| format!("$.contexts[{context}].canvases[{index}]");
                group.canvases.iter().enumerate().map(move |(index, canvas)| (path(index), canvas))
            })
        };
        for (path, canvas) in canvases() {
            id(&path, &canvas.id)?;
            unique(&path, &canvas.id, &mut ids)?;
        }
        for (path, canvas) in canvases() {
            refers(&format!("{path}.source_canvas_id"), "canvas", &canvas.source_canvas_id, &ids)?;
            check_canvas(&path, canvas)?;
            let mut decisions = HashSet::new();
            for (index, decision) in canvas.framing_decisions.iter().enumerate() {
                let path = format!("{path}.framing_decisions[{index}]");
                refers(&format!("{path}.framing_intent_id"), "framing intent", &decision.framing_intent_id, intents)?;
                let expected = format!("{}-{}", canvas.id, decision.framing_intent_id);
                if decision.id != expected {
                    return Err(wrong(format!("{path}.id"), format!("{:?} is not {expected:?}", decision.id)));
                }
                unique(&path, &decision.id, &mut decisions)?;
                check_decision(&path, canvas, decision)?;
            }
        }
        Ok(())
    }
}

fn check_canvas(path: &str, canvas: &Canvas) -> Checked {
    whole(&format!("{path}.dimensions"), canvas.dimensions)?;
    if let Some(sites) = canvas.photosite_dimensions {
        whole(&format!("{path}.photosite_dimensions"), sites)?;
    }
    if let Some(size) = canvas.physical_dimensions {
        positive(&format!("{path}.physical_dimensions"), size)?;
    }
    squeeze(&format!("{path}.anamorphic_squeeze"), canvas.anamorphic_squeeze)?;
    let area = (canvas.effective_dimensions, canvas.effective_anchor_point);
    let path = format!("{path}.effective_dimensions");
    if let Some(effective) = optional_area(&path, area)? {
        whole(&path, effective.size)?;
        let outer = Area { anchor: Point::default(), size: canvas.dimensions };
        inside(&path, (effective, "the effective area"), (outer, "the canvas"))?;
    }
    Ok(())
}

/// Each area lies in the next bigger one that there is.
fn check_decision(path: &str, canvas: &Canvas, decision: &FramingDecision) -> Checked {
    let outer = match canvas.layer(decision, Layer::Effective) {
        Some(effective) => (effective, "the effective area"),
        None => (Area { anchor: Point::default(), size: canvas.dimensions }, "the canvas"),
    };
    let area = (decision.protection_dimensions, decision.protection_anchor_point);
    let protection_path = format!("{path}.protection_dimensions");
    let protection = optional_area(&protection_path, area)?;
    let outer = match protection {
        Some(protection) => {
            positive(&protection_path, protection.size)?;
            inside(&protection_path, (protection, "the protection"), outer)?;
            (protection, "the protection")
        }
        None => outer,
    };
    let path = format!("{path}.dimensions");
    positive(&path, decision.dimensions)?;
    inside(&path, (Area { anchor: decision.anchor_point, size: decision.dimensions }, "the frame"), outer)
}

fn check_template(path: &str, template: &CanvasTemplate) -> Checked {
    let target = template.target_dimensions;
    whole(&format!("{path}.target_dimensions"), target)?;
    squeeze(&format!("{path}.target_anamorphic_squeeze"), template.target_anamorphic_squeeze)?;
    let Some(maximum) = template.maximum_dimensions else { return Ok(()) };
    let path = format!("{path}.maximum_dimensions");
    whole(&path, maximum)?;
    // Section 7.4.10.
    match maximum.width < target.width || maximum.height < target.height {
        true => Err(wrong(path, "less than target_dimensions")),
        false => Ok(()),
    }
}

fn wrong(path: impl Into<String>, reason: impl Into<String>) -> FdlError {
    FdlError::Value { path: path.into(), reason: reason.into() }
}

/// 1 to 32 letters, digits and underscores.
fn id(path: &str, id: &str) -> Checked {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match (1..=32).contains(&id.len()) && id.bytes().all(is_letter) {
        true => Ok(()),
        false => Err(wrong(format!("{path}.id"), "not 1 to 32 letters, digits and underscores")),
    }
}

fn unique<'a>(path: &str, id: &'a str, known: &mut HashSet<&'a str>) -> Checked {
    match known.insert(id) {
        true => Ok(()),
        false => Err(FdlError::DuplicateId { path: format!("{path}.id"), id: id.to_owned() }),
    }
}

fn refers(path: &str, what: &'static str, id: &str, known: &HashSet<&str>) -> Checked {
    match known.contains(id) {
        true => Ok(()),
        false => Err(FdlError::Reference { path: path.to_owned(), what, id: id.chars().take(65).collect() }),
    }
}

fn whole(path: &str, size: Dimensions) -> Checked {
    let is_whole = |value: f64| value.fract() == 0.0 && (1.0..=MAX_PIXELS).contains(&value);
    match is_whole(size.width) && is_whole(size.height) {
        true => Ok(()),
        false => Err(wrong(path, "not two whole numbers from 1 to 65535")),
    }
}

fn positive(path: &str, size: Dimensions) -> Checked {
    let is_size = |value: f64| value > 0.0 && value <= MAX_PIXELS;
    match is_size(size.width) && is_size(size.height) {
        true => Ok(()),
        false => Err(wrong(path, "not two numbers above 0, up to 65535")),
    }
}

/// Real lenses have 1 to 2; more than 16 either way is a slip of a decimal point.
fn squeeze(path: &str, squeeze: f64) -> Checked {
    match (0.0625..=16.0).contains(&squeeze) {
        true => Ok(()),
        false => Err(wrong(path, "not between 0.0625 and 16")),
    }
}

fn optional_area(path: &str, area: (Option<Dimensions>, Option<Point>)) -> Result<Option<Area>, FdlError> {
    match area {
        (Some(size), Some(anchor)) => Ok(Some(Area { anchor, size })),
        (Some(_), None) => Err(wrong(path, "no anchor point beside it")),
        (None, _) => Ok(None),
    }
}

/// Whether one area lies in another, to a thousandth of a pixel, since decimals are rounded.
fn inside(path: &str, (inner, name): (Area, &'static str), (outer, outer_name): (Area, &'static str)) -> Checked {
    const SLACK: f64 = 1e-3;
    let lies = |start: f64, size: f64, outer_start: f64, outer_size: f64| {
        start >= outer_start - SLACK && start + size <= outer_start + outer_size + SLACK
    };
    let (a, b) = (inner, outer);
    let across = lies(a.anchor.x, a.size.width, b.anchor.x, b.size.width);
    match across && lies(a.anchor.y, a.size.height, b.anchor.y, b.size.height) {
        true => Ok(()),
        false => Err(FdlError::Outside { path: path.to_owned(), inner: name, outer: outer_name }),
    }
}
