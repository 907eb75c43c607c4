//! The `timeremap` filter: speed of a clip.

use super::document::Element;
use super::error::XmemlError;
use crate::timeline::Speed;
use interneg_spec::Finding;

/// What the filters of a clip do to its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retime {
    /// Nothing.
    None,
    /// A constant speed other than normal.
    Constant(Speed),
    /// Key frames, or a speed that cannot be read.
    Variable,
}

/// Reads the filters of a clip item. Those that do not retime it become notes.
pub(super) fn read(item: &Element, findings: &mut Vec<Finding>) -> Result<Retime, XmemlError> {
    let mut retime = Retime::None;
    for effect in
        item.children.iter().filter(|child| child.name == "filter").filter_map(|filter| filter.child("effect"))
    {
        let id = effect.text_at(&["effectid"]).unwrap_or_default();
        if id != "timeremap" {
            let name = effect.text_at(&["name"]).unwrap_or(id);
            let message = format!("the effect {name:?} is not read");
            findings.push(Finding::note("XML-EFFECT", format!("line {}", effect.line), message));
            continue;
        }
        let value = |id: &str| {
            let parameters = effect.children.iter().filter(|child| child.name == "parameter");
            parameters
                .into_iter()
                .find(|parameter| parameter.text_at(&["parameterid"]) == Some(id))?
                .text_at(&["value"])
        };
        let is_true = |id: &str| value(id).is_some_and(|text| text.eq_ignore_ascii_case("TRUE") || text == "1");
        if is_true("variablespeed") {
            return Ok(Retime::Variable);
        }
        let percent = value("speed").ok_or_else(|| effect.error("the speed change has no speed"))?;
        let exact =
            Speed::from_decimal(percent).map(|speed| (speed.numerator(), speed.denominator().saturating_mul(100)));
        let speed = exact.and_then(|(numerator, denominator)| Speed::new(numerator, denominator).ok());
        let speed = speed.or_else(|| Speed::from_f64(percent.parse::<f64>().ok()? / 100.0));
        let Some(speed) = speed else { return Ok(Retime::Variable) };
        let is_reverse = is_true("reverse") || speed.is_reverse();
        let sign = if is_reverse { -1 } else { 1 };
        let speed = Speed::new(sign * speed.numerator().abs(), speed.denominator());
        retime = match speed {
            Ok(speed) if speed == Speed::NORMAL => Retime::None,
            Ok(speed) => Retime::Constant(speed),
            Err(_) => Retime::Variable,
        };
    }
    Ok(retime)
}
