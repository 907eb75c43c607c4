//! Clips of a job of proxies.

use super::SpanView;
use super::plan::{range, raster};
use interneg_proto::v1;
use interneg_spec::{Raster, SampleRange};
use serde::Serialize;

/// One clip of a job of proxies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProxyClipView {
    /// Name of the clip.
    pub name: String,
    /// Roll.
    pub roll: String,
    /// Path of the source on the server's machine.
    pub source: String,
    /// Reel or tape name that the proxies carry.
    pub reel: String,
    /// Timecode of the first frame.
    pub start: String,
    /// Frames per second, `24000/1001`.
    pub rate: String,
    /// Frames of the job that it takes.
    pub frames: Option<SpanView>,
    /// Codec and coding of the source, for people.
    pub coding: String,
    /// Raster of the source.
    pub raster: Option<Raster>,
    /// Colour space of the source.
    pub colour_space: String,
    /// Code range in force; none for floats.
    pub range: Option<SampleRange>,
    /// Where the look comes from.
    pub look: String,
    /// What makes its pictures; empty where all codes are copied.
    pub runs_on: String,
    /// What its sound is.
    pub sound: String,
    /// What is made of it.
    pub renditions: Vec<ProxyRenditionView>,
}

/// One rendition of a clip.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProxyRenditionView {
    /// Name of the rendition.
    pub name: String,
    /// Its files, below the output folder.
    pub files: Vec<String>,
    /// What happens to the picture, in order.
    pub operations: Vec<String>,
}

impl From<&v1::ProxyClipPlan> for ProxyClipView {
    fn from(wire: &v1::ProxyClipPlan) -> Self {
        let rendition = |wire: &v1::ProxyRenditionPlan| ProxyRenditionView {
            name: wire.name.clone(),
            files: wire.files.clone(),
            operations: wire.operations.clone(),
        };
        let rate = |rate: &v1::Rational| match rate.denominator {
            1 => rate.numerator.to_string(),
            denominator => format!("{}/{denominator}", rate.numerator),
        };
        Self {
            name: wire.name.clone(),
            roll: wire.roll.clone(),
            source: wire.source.clone(),
            reel: wire.reel.clone(),
            start: wire.start.clone(),
            rate: wire.rate.as_ref().map(rate).unwrap_or_default(),
            frames: wire.frames.map(SpanView::from),
            coding: wire.coding.clone(),
            raster: wire.raster.as_ref().map(raster),
            colour_space: wire.colour_space.clone(),
            range: range(wire.range),
            look: wire.look.clone(),
            runs_on: wire.runs_on.clone(),
            sound: wire.sound.clone(),
            renditions: wire.renditions.iter().map(rendition).collect(),
        }
    }
}
