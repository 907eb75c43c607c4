//! Applying a canvas template (ASC FDL 2.0.1 section 7.4.1, in the order of its implementer guide).
//!
//! The areas of the source from the outermost one that is kept are unsqueezed, scaled by one factor and rounded; the new
//! canvas is what they need, or the maximum; then all of it is shifted to where it is aligned, and what is outside is cut.

use super::{
    Align, Area, Canvas, CanvasTemplate, Dimensions, FitMethod, FramingDecision, Layer, Point, Preserve, RoundEven,
    RoundMode, Rounding, TemplateError,
};
use interneg_spec::Raster;

/// A canvas that a template made, and how the source's pixels come into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reframed {
    /// The new canvas.
    pub canvas: Raster,
    /// Its anamorphic squeeze.
    pub squeeze: f64,
    /// Factor from unsqueezed source pixels to unsqueezed pixels of the new canvas.
    pub scale: f64,
    /// What of the source canvas is kept, in its pixels.
    pub source: Area,
    /// The whole pixels that it takes before it is cut or padded.
    pub content: Dimensions,
    /// Where it begins in the new canvas: negative where it is cut, a multiple of one half.
    pub translation: Point,
    /// The pixels that can be used, in the new canvas.
    pub effective: Area,
    /// The frame and what is kept around it, in the new canvas; nothing where the source has none or it is not kept.
    pub protection: Option<Area>,
    /// The frame, in the new canvas.
    pub framing: Area,
}

impl CanvasTemplate {
    /// The template for a delivery of this size where a list brings none: the frame alone, all of it, in the middle.
    pub fn delivery(raster: Raster) -> Self {
        let size = Dimensions { width: f64::from(raster.width), height: f64::from(raster.height) };
        Self {
            label: None,
            id: "delivery".to_owned(),
            target_dimensions: size,
            target_anamorphic_squeeze: 1.0,
            fit_source: Layer::Framing,
            fit_method: FitMethod::FitAll,
            alignment_method_vertical: Align::Centre,
            alignment_method_horizontal: Align::Centre,
            preserve_from_source_canvas: Preserve::Nothing,
            maximum_dimensions: Some(size),
            pad_to_maximum: true,
            round: Rounding { even: RoundEven::Even, mode: RoundMode::Round },
        }
    }

    /// Makes a new canvas of a source and one of its frames.
    ///
    /// # Errors
    /// The source does not have an area that is asked for, or no picture can have the new size.
    pub fn apply(&self, canvas: &Canvas, decision: &FramingDecision) -> Result<Reframed, TemplateError> {
        let need = |layer| {
            let missing = || TemplateError::Missing { template: self.id.clone(), layer };
            canvas.layer(decision, layer).ok_or_else(missing)
        };
        let fit = need(self.fit_source)?;
        // What is kept has to exceed what is fitted to have any effect (section 7.4.9).
        let preserved = self.preserve_from_source_canvas.layer();
        preserved.map(need).transpose()?;
        let outermost = preserved.map_or(self.fit_source, |layer| layer.min(self.fit_source));
        let source = need(outermost)?;

        let (squeeze, target) = (canvas.anamorphic_squeeze, self.target_dimensions);
        let target_squeeze = self.target_anamorphic_squeeze;
        let by_width = target.width * target_squeeze / (fit.size.width * squeeze);
        let by_height = target.height / fit.size.height;
        let scale = match self.fit_method {
            FitMethod::Width => by_width,
            FitMethod::Height => by_height,
            FitMethod::FitAll => by_width.min(by_height),
            FitMethod::Fill => by_width.max(by_height),
        };
        let scaled = |area: Area| {
            let across = |value: f64| self.round.round(value * squeeze * scale / target_squeeze);
            let down = |value: f64| self.round.round(value * scale);
            Area {
                anchor: Point { x: across(area.anchor.x - source.anchor.x), y: down(area.anchor.y - source.anchor.y) },
                size: Dimensions { width: across(area.size.width), height: down(area.size.height) },
            }
        };
        let kept = |layer| canvas.layer(decision, layer).filter(|_| layer >= outermost).map(scaled);

        let (content, fit) = (scaled(source).size, scaled(fit));
        let maximum = self.maximum_dimensions;
        let axis = |content: f64, maximum: Option<f64>, target, fit_size, fit_anchor, align| {
            Axis { content, maximum, is_padded: self.pad_to_maximum, target, fit_size, fit_anchor, align }.place()
        };
        let (width, x) = axis(
            content.width,
            maximum.map(|size| size.width),
            target.width,
            fit.size.width,
            fit.anchor.x,
            self.alignment_method_horizontal,
        );
        let (height, y) = axis(
            content.height,
            maximum.map(|size| size.height),
            target.height,
            fit.size.height,
            fit.anchor.y,
            self.alignment_method_vertical,
        );
        let translation = Point { x, y };
        let new_canvas = Dimensions { width, height };
        let effective = visible(kept(Layer::Effective).unwrap_or(scaled(source)), translation, new_canvas);
        let protection = kept(Layer::Protection).map(|area| visible(area, translation, new_canvas).within(effective));
        let framing = scaled(need(Layer::Framing)?);
        let framing = visible(framing, translation, new_canvas).within(protection.unwrap_or(effective));
        Ok(Reframed {
            canvas: self.raster(new_canvas)?,
            squeeze: target_squeeze,
            scale,
            source,
            content,
            translation,
            effective,
            protection,
            framing,
        })
    }

    fn raster(&self, size: Dimensions) -> Result<Raster, TemplateError> {
        let whole = |value: f64| (1.0..=65535.0).contains(&value).then_some(value as u32);
        match (whole(size.width), whole(size.height)) {
            (Some(width), Some(height)) => Ok(Raster { width, height }),
            _ => Err(TemplateError::Size {
                template: self.id.clone(),
                width: size.width.to_string(),
                height: size.height.to_string(),
            }),
        }
    }
}

/// One direction of the placing; all sizes are whole pixels.
struct Axis {
    content: f64,
    maximum: Option<f64>,
    is_padded: bool,
    target: f64,
    fit_size: f64,
    fit_anchor: f64,
    align: Align,
}

impl Axis {
    /// Size of the new canvas, and the shift of the content in it.
    fn place(&self) -> (f64, f64) {
        let is_padded = self.is_padded && self.maximum.is_some();
        let size = match self.maximum {
            Some(maximum) if is_padded || self.content > maximum => maximum,
            _ => self.content,
        };
        let overflow = self.content - size;
        if overflow == 0.0 && !is_padded {
            return (size, 0.0);
        }
        let is_centred = is_padded || self.align == Align::Centre;
        let target_start = if is_centred { (size - self.target) / 2.0 } else { 0.0 };
        let gap = self.target - self.fit_size;
        let share = match self.align {
            Align::Start => 0.0,
            Align::Centre => 0.5,
            Align::End => 1.0,
        };
        let shift = target_start + gap * share - self.fit_anchor;
        // Without padding nothing of the new canvas may stay empty.
        (size, if is_padded { shift } else { shift.min(0.0).max(-overflow) })
    }
}

/// What of a shifted area lies on the canvas.
fn visible(area: Area, by: Point, canvas: Dimensions) -> Area {
    let along = |anchor: f64, size: f64, by: f64, canvas: f64| {
        let start = anchor + by;
        let inside = start.max(0.0);
        (inside, (size - (-start).max(0.0)).min(canvas - inside).max(0.0))
    };
    let (x, width) = along(area.anchor.x, area.size.width, by.x, canvas.width);
    let (y, height) = along(area.anchor.y, area.size.height, by.y, canvas.height);
    Area { anchor: Point { x, y }, size: Dimensions { width, height } }
}

impl Area {
    /// No bigger than another one.
    fn within(self, outer: Self) -> Self {
        let size = Dimensions {
            width: self.size.width.min(outer.size.width),
            height: self.size.height.min(outer.size.height),
        };
        Self { size, ..self }
    }
}
