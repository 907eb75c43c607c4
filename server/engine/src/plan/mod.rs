//! The plan: everything that is decided before a pixel is rendered, as one value.
//!
//! The same job and the same sources give the same plan, byte for byte. A plan that breaks a rule still exists, so
//! that every reason can be shown at once; it is just not renderable.

mod build;
mod clip;
mod colour;
mod memory;
mod movie;
mod overrides;
mod remarks;
mod summary;

pub(crate) use build::identity;
pub use build::{PlanEnvironment, plan};
pub(crate) use clip::{media_finding, newest_modification_s, root_finding};
pub(crate) use colour::{SpaceWish, open_config, source_space};
pub use memory::FrameBudget;
pub(crate) use memory::{BASE_BYTES, DECODER_FRAMES, GPU_BASE_BYTES, decoded_bytes};
pub(crate) use overrides::{SourceName, SpaceAuthor, StatedSamples, of_samples};
pub use summary::{ClipSummary, PlanSummary};

use crate::EngineError;
use interneg_kernels::ARITHMETIC;
use interneg_media::{AssetStamp, SourceInfo, WriteSpec};
use interneg_spec::{Finding, FrameRange, Level, Matrix, NamJob, Raster, SampleRange, Siting, Timecode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A job resolved against its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// SHA-256, lower-case hex, of everything below: the identity under which work is resumed.
    pub identity: String,
    /// The job, `created` filled in and `device` taken out: it changes no byte, so a job goes on with its frames when it
    /// is resumed on another device, and is the same job.
    pub job: NamJob,
    /// Tool and version that made the plan, as headers name it.
    pub tool: String,
    /// Version of the arithmetic that its frames are made with, see [`interneg_kernels::ARITHMETIC`]. Frames of two
    /// versions may differ in their last bits, so they are of two plans. Plans from before it was noted have the first.
    #[serde(default = "first_arithmetic")]
    pub arithmetic: u32,
    /// The asset folder, absolute; empty when the output could not be resolved.
    pub final_folder: PathBuf,
    /// Folder of the frames below the asset folder: empty, or `r01` and the like for segmented assets.
    pub sequence_folder: String,
    /// File name before `.number.extension`.
    pub stem: String,
    /// Digits of the number in file names.
    pub padding: u8,
    /// Record frame numbers.
    pub frames: FrameRange,
    /// Raster of the delivered frames.
    pub raster: Raster,
    /// Space of the delivered frames.
    pub target: TargetColour,
    /// Colour configuration: a built-in name or an absolute path.
    pub colour_config: String,
    /// One span per clip, in record order.
    pub spans: Vec<Span>,
    /// Everything there is to say about the job, worst first.
    pub findings: Vec<Finding>,
    /// Bytes of all frames before compression.
    pub bytes_estimate: u64,
}

/// The colour space of a delivery.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TargetColour {
    /// Canonical name in the configuration.
    pub space: String,
    /// The space is ACES2065-1.
    pub is_aces: bool,
    /// Red x, y, green x, y, blue x, y, white x, y; where known.
    pub chromaticities: Option<[f32; 8]>,
    /// `colorInteropID`, where the space has one.
    pub interop_id: Option<String>,
}

/// What the frames of a span can be rendered on. Which of them it will be, the plan does not know: that depends on the
/// machine of each task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunsOn {
    /// The processors: OpenColorIO's own processor has a part in it.
    #[default]
    Cpu,
    /// The processors, or a GPU where the task has one: the kernels know every operation.
    CpuOrCuda,
}

impl std::fmt::Display for RunsOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cpu => "cpu",
            Self::CpuOrCuda => "cpu or cuda",
        })
    }
}

/// A run of record frames that comes from one clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Index of the clip in the job.
    pub clip: usize,
    /// Record frame numbers.
    pub record: FrameRange,
    /// Source frame that shows at `record.first`, 0-based from the source's first frame.
    pub source_first: u64,
    /// The source.
    pub source: SourceInfo,
    /// Base name of the source, for headers.
    pub source_file: String,
    /// Newest modification time of the source's files, seconds since 1970: a changed source is another plan.
    pub source_modified_s: u64,
    /// Timecode of the first frame used, where the source has one.
    pub source_timecode: Option<Timecode>,
    /// Reel name for headers; empty where neither file nor job names one.
    pub reel: String,
    /// Canonical name of the source's colour space.
    pub colour_space: String,
    /// Colour operations from source to target, in order, as OpenColorIO optimises them, each with what runs it.
    pub colour_operations: Vec<String>,
    /// What its frames can be rendered on. Plans from before kernels ran on GPUs do not say it.
    #[serde(default)]
    pub runs_on: RunsOn,
    /// Code range in force.
    pub range: Option<SampleRange>,
    /// Matrix in force.
    pub matrix: Option<Matrix>,
    /// Chroma siting in force.
    pub siting: Option<Siting>,
}

fn first_arithmetic() -> u32 {
    1
}

impl Plan {
    /// Refuses a plan of another version of the arithmetic: its frames would differ from those that it may have already.
    pub(crate) fn check_arithmetic(&self) -> Result<(), EngineError> {
        if self.arithmetic == ARITHMETIC {
            return Ok(());
        }
        Err(EngineError::Arithmetic { planned: self.arithmetic, own: ARITHMETIC, tool: self.tool.clone() })
    }

    /// Whether the job may run: no finding is an error.
    pub fn is_renderable(&self) -> bool {
        self.findings.iter().all(|finding| finding.level < Level::Error)
    }

    /// Cuts the record in tasks of at most `frames_per_task` frames.
    pub fn tasks(&self, frames_per_task: u64) -> Vec<FrameRange> {
        self.frames.chunks(frames_per_task).collect()
    }

    /// Base name of a frame's file; where a movie is delivered, of its coded frame in the working folder.
    pub fn file_name(&self, frame_number: u64) -> String {
        let format = self.job.format;
        let extension = if format.is_movie() { "coded" } else { format.extension() };
        let padding = usize::from(self.padding);
        format!("{}.{frame_number:0padding$}.{extension}", self.stem)
    }

    /// Record timecode of a frame.
    pub fn timecode(&self, frame_number: u64) -> Timecode {
        Timecode::from_frame_count(frame_number, self.job.rate, self.job.record_start.is_drop_frame())
    }

    /// Name of the asset folder.
    pub fn asset_folder(&self) -> &str {
        self.final_folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Folder of the frames below `asset_root`.
    pub fn sequence_path(&self, asset_root: &Path) -> PathBuf {
        if self.sequence_folder.is_empty() { asset_root.to_path_buf() } else { asset_root.join(&self.sequence_folder) }
    }

    /// The moment stamped into headers and manifests.
    pub fn created(&self) -> &str {
        self.job.created.as_deref().unwrap_or("1970-01-01T00:00:00Z")
    }

    /// First digits of a hash of what was asked for, which headers carry. Where it is delivered to and where the roots lie
    /// are left out of it, so that a job has the same bytes on every machine.
    pub(crate) fn job_digest(&self) -> String {
        let mut job = serde_json::to_value(&self.job).unwrap_or_default();
        if let Some(fields) = job.as_object_mut() {
            fields.remove("output");
        }
        let digest: [u8; 32] = Sha256::digest(job.to_string()).into();
        crate::render::hex(&digest[..8])
    }

    /// What the frame writers need.
    pub fn write_spec(&self) -> WriteSpec {
        WriteSpec {
            format: self.job.format,
            raster: self.raster,
            chromaticities: self.target.chromaticities,
            interop_id: self.target.interop_id.clone(),
            is_aces: self.target.is_aces,
            picture: self.picture_track(),
            asset: AssetStamp {
                rate: self.job.rate,
                title: self.job.name.title.clone(),
                creator: self.tool.clone(),
                created: self.created().to_owned(),
                owner: self.job.owner.clone().unwrap_or_else(|| self.job.name.title.clone()),
                comments: format!("job {}", self.job_digest()),
                sequence_length: self.frames.len(),
                first_frame_number: self.frames.first,
                colour_space: self.target.space.clone(),
            },
        }
    }
}
