//! A plan as a person wants to read it.

use super::{Plan, RunsOn};
use interneg_spec::{Finding, Raster, SampleRange};
use serde::{Deserialize, Serialize};

/// The plan without what only machines need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// Identity of the plan.
    pub identity: String,
    /// The asset folder.
    pub folder: String,
    /// Base name of the first file; empty when there is none.
    pub first_file: String,
    /// Base name of the last file, which is the first where there is one; empty when there is none.
    pub last_file: String,
    /// Number of the first frame.
    pub first_frame: u64,
    /// Number of frames.
    pub frame_count: u64,
    /// Record timecode of the first frame.
    pub record_start: String,
    /// Record timecode one past the last frame.
    pub record_end: String,
    /// Raster of the delivered frames.
    pub raster: Raster,
    /// Space of the delivered frames.
    pub target: String,
    /// Bytes of all frames before compression.
    pub bytes_estimate: u64,
    /// Peak memory of a worker, in bytes.
    pub worker_memory_bytes: u64,
    /// The clips.
    pub clips: Vec<ClipSummary>,
    /// Everything there is to say, worst first.
    pub findings: Vec<Finding>,
}

/// One clip of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClipSummary {
    /// Index in the job.
    pub clip: usize,
    /// Base name of the source.
    pub file: String,
    /// Codec and pixel format.
    pub coding: String,
    /// Raster of the source.
    pub raster: Raster,
    /// Reel; empty where unknown.
    pub reel: String,
    /// Source timecode of the first frame used; empty where unknown.
    pub source_start: String,
    /// First source frame used, 0-based.
    pub source_first: u64,
    /// Frames used.
    pub frames: u64,
    /// Record timecode of the first frame.
    pub record_start: String,
    /// Number of the first frame.
    pub record_first: u64,
    /// Space of the source.
    pub colour_space: String,
    /// Code range in force; none for floats, and where nobody says it.
    pub range: Option<SampleRange>,
    /// Colour operations, in order.
    pub colour_operations: Vec<String>,
    /// What its frames can be rendered on.
    pub runs_on: RunsOn,
}

impl Plan {
    /// The plan for people; `threads` is what a worker will be given.
    pub fn summary(&self, threads: usize) -> PlanSummary {
        let file = |frame: u64| self.movie_name().unwrap_or_else(|| self.file_name(frame));
        let name = |frame: Option<u64>| frame.map(file).unwrap_or_default();
        let (first, last) =
            if self.frames.is_empty() { (None, None) } else { (Some(self.frames.first), Some(self.frames.end - 1)) };
        PlanSummary {
            identity: self.identity.clone(),
            folder: self.final_folder.to_string_lossy().into_owned(),
            first_file: name(first),
            last_file: name(last),
            first_frame: self.frames.first,
            frame_count: self.frames.len(),
            record_start: self.job.record_start.to_string(),
            record_end: self.timecode(self.frames.end).to_string(),
            raster: self.raster,
            target: self.target.space.clone(),
            bytes_estimate: self.bytes_estimate,
            worker_memory_bytes: self.memory_bytes(threads),
            clips: self
                .spans
                .iter()
                .map(|span| ClipSummary {
                    clip: span.clip,
                    file: span.source_file.clone(),
                    coding: format!("{} {}", span.source.codec, span.source.pixel_format),
                    raster: span.source.raster,
                    reel: span.reel.clone(),
                    source_start: span.source_timecode.map(|timecode| timecode.to_string()).unwrap_or_default(),
                    source_first: span.source_first,
                    frames: span.record.len(),
                    record_start: self.timecode(span.record.first).to_string(),
                    record_first: span.record.first,
                    colour_space: span.colour_space.clone(),
                    range: span.range.filter(|_| !span.source.is_float),
                    colour_operations: span.colour_operations.clone(),
                    runs_on: span.runs_on,
                })
                .collect(),
            findings: self.findings.clone(),
        }
    }
}
