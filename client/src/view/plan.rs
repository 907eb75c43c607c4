//! Plans.

use super::{ProxyClipView, SpanView};
use crate::wire::finding_from_wire;
use interneg_proto::v1;
use interneg_spec::{Finding, Level, Raster, SampleRange};
use serde::Serialize;
use std::cmp::Reverse;

/// What a job would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanView {
    /// Whether the job would be accepted.
    pub renderable: bool,
    /// Hash over the job and its sources.
    pub identity: String,
    /// Folder of the delivery on the server's machine.
    pub delivery_folder: String,
    /// Frames of the delivery.
    pub frames: Option<SpanView>,
    /// Record timecode of the first frame.
    pub record_start: String,
    /// Record timecode one past the last frame.
    pub record_end: String,
    /// Base name of the first file.
    pub first_file: String,
    /// Base name of the last file.
    pub last_file: String,
    /// Raster of the delivered frames.
    pub raster: Option<Raster>,
    /// Space of the delivered frames.
    pub target_space: String,
    /// What would render the job: `auto`, `cpu` or `cuda:N`.
    pub device: String,
    /// Tasks that the job would be cut into.
    pub tasks: u32,
    /// Bytes of all frames before compression; of movies, that all coded frames have at most or nearly so.
    pub bytes_estimate: u64,
    /// Memory of one worker, in bytes.
    pub memory_bytes: u64,
    /// Clips of a NAM in record order.
    pub clips: Vec<ClipPlanView>,
    /// Clips of a job of proxies, in order of roll and name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proxy_clips: Vec<ProxyClipView>,
    /// Everything that a rule has to say, worst first.
    pub findings: Vec<Finding>,
}

/// One clip of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClipPlanView {
    /// Index of the clip in the job.
    pub clip: u32,
    /// Path as the job has it.
    pub path: String,
    /// Frames of the record that it fills.
    pub record_frames: Option<SpanView>,
    /// Record timecode of the first frame that it fills.
    pub record_start: String,
    /// Frames of the source that it shows, from 0.
    pub source_frames: Option<SpanView>,
    /// Timecode of the first source frame used.
    pub source_start: String,
    /// Reel name.
    pub reel: String,
    /// Codec and coding, for people.
    pub coding: String,
    /// Raster of the source.
    pub raster: Option<Raster>,
    /// Colour space of the source.
    pub colour_space: String,
    /// Code range in force; none for floats.
    pub range: Option<SampleRange>,
    /// Colour operations, in order.
    pub colour_operations: Vec<String>,
    /// What its frames can be rendered on: `cpu`, or `cpu or cuda`.
    pub runs_on: String,
}

impl PlanView {
    /// Number of findings that weigh `level`.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether frames are coded into movies rather than files of their own.
    pub fn makes_movies(&self) -> bool {
        !self.proxy_clips.is_empty() || self.first_file.ends_with(".mov")
    }

    /// Whether the job would run: the server says so, and no finding says otherwise.
    pub fn would_run(&self) -> bool {
        self.renderable && self.count(Level::Error) == 0
    }
}

/// A code range; none where the server says none, or one that this client does not know.
pub(super) fn range(wire: i32) -> Option<SampleRange> {
    match v1::SampleRange::try_from(wire) {
        Ok(v1::SampleRange::Full) => Some(SampleRange::Full),
        Ok(v1::SampleRange::Legal) => Some(SampleRange::Legal),
        Ok(v1::SampleRange::Unspecified) | Err(_) => None,
    }
}

pub(super) fn raster(wire: &v1::Raster) -> Raster {
    Raster { width: wire.width, height: wire.height }
}

impl From<&v1::Plan> for PlanView {
    fn from(wire: &v1::Plan) -> Self {
        let mut findings: Vec<Finding> = wire.findings.iter().map(finding_from_wire).collect();
        // Stable, so that the server's order holds within a level.
        findings.sort_by_key(|finding| Reverse(finding.level));
        Self {
            renderable: wire.renderable,
            identity: wire.identity.clone(),
            delivery_folder: wire.delivery_folder.clone(),
            frames: wire.frames.map(SpanView::from),
            record_start: wire.record_start.clone(),
            record_end: wire.record_end.clone(),
            first_file: wire.first_file.clone(),
            last_file: wire.last_file.clone(),
            raster: wire.raster.as_ref().map(raster),
            target_space: wire.target_space.clone(),
            device: wire.device.clone(),
            tasks: wire.tasks,
            bytes_estimate: wire.bytes_estimate,
            memory_bytes: wire.memory_bytes,
            clips: wire.clips.iter().map(ClipPlanView::from).collect(),
            proxy_clips: wire.proxy_clips.iter().map(ProxyClipView::from).collect(),
            findings,
        }
    }
}

impl From<&v1::ClipPlan> for ClipPlanView {
    fn from(wire: &v1::ClipPlan) -> Self {
        Self {
            clip: wire.clip,
            path: wire.path.clone(),
            record_frames: wire.record_frames.map(SpanView::from),
            record_start: wire.record_start.clone(),
            source_frames: wire.source_frames.map(SpanView::from),
            source_start: wire.source_start.clone(),
            reel: wire.reel.clone(),
            coding: wire.coding.clone(),
            raster: wire.raster.as_ref().map(raster),
            colour_space: wire.colour_space.clone(),
            range: range(wire.range),
            colour_operations: wire.colour_operations.clone(),
            runs_on: wire.runs_on.clone(),
        }
    }
}
