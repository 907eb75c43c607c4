//! The plan of a job of proxies: every clip with its name, its look, its framing, its sound and the files that are made
//! of it, as one value. The same job and the same sources give the same plan, byte for byte.

mod amf;
mod build;
mod clip;
mod colour;
mod comments;
mod devices;
mod documents;
mod doubles;
mod find;
mod framing;
mod identity;
mod memory;
mod outputs;
mod pictures;
mod recordings;
mod review;
mod shared;
mod silence;
mod sound;
mod takes;

pub use build::plan_proxies;
pub use colour::{PlannedGrade, PlannedLook};
pub use framing::PlannedGeometry;
pub(crate) use pictures::{REVIEW_TARGET, encoder_of, gpu_encoder_of, target_of};
pub(crate) use recordings::{sound_facts, walk as wave_files};
pub use review::{PlannedClipReview, PlannedReview};
pub use sound::{PlannedSound, ProductionSound};

use crate::EngineError;
use interneg_editorial::sync::SyncReport;
use interneg_kernels::ARITHMETIC;
use interneg_media::mux::FieldOrder;
use interneg_media::{Scan, SoundFile, SourceInfo};
use interneg_qc::passport::Silence;
use interneg_spec::proxy::{ProxyJob, ProxyKind};
use interneg_spec::{Finding, FrameRange, Level, Matrix, Rate, SampleRange, Siting, Timecode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A job of proxies resolved against its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProxyPlan {
    /// What kind of plan it is, which tells it from a NAM's.
    pub kind: ProxyKind,
    /// SHA-256, lower-case hex, of everything below: the identity under which work is resumed.
    pub identity: String,
    /// The job, `created` filled in and `device` taken out: what of it shows in the bytes is in the looks' paths.
    pub job: ProxyJob,
    /// Tool and version that made the plan.
    pub tool: String,
    /// Version of the arithmetic that its pictures are made with, see [`interneg_kernels::ARITHMETIC`].
    pub arithmetic: u32,
    /// The output folder, absolute; empty when it could not be resolved.
    pub final_folder: PathBuf,
    /// Colour configuration: a built-in name or an absolute path.
    pub colour_config: String,
    /// The clips, in order of roll and name.
    pub clips: Vec<PlannedClip>,
    /// What production sound goes with which clip; nothing where none is asked for.
    pub sync: Option<SyncReport>,
    /// What encodes the review files; none where none are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<PlannedReview>,
    /// Everything there is to say about the job, worst first.
    pub findings: Vec<Finding>,
    /// Bytes that the pictures will have at most.
    pub bytes_estimate: u64,
}

/// One clip and what is made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedClip {
    /// Index of the source in the job that it was found in.
    pub source: usize,
    /// Name of the clip: the stem of its file's name, without the number of a part.
    pub name: String,
    /// Roll: the folder of a camera card.
    pub roll: String,
    /// Frames of the job that it takes; frames of all clips are counted on from 0.
    pub frames: FrameRange,
    /// Path of the source, `root:folder/clip.mov`, whatever name the job found it by.
    pub ocf_path: String,
    /// The picture, in parts where the camera cut one recording into several files.
    pub parts: Vec<SourceInfo>,
    /// Files of sound beside the picture, in the order of its channels.
    pub sounds: Vec<SoundFile>,
    /// Paths of these files, `root:folder/clip.mxf`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sound_paths: Vec<String>,
    /// Newest modification time of its files, seconds since 1970: a changed source is another plan.
    pub modified_s: u64,
    /// Rate of the proxy: the camera's project rate.
    pub rate: Rate,
    /// Timecode of the first frame.
    pub start: Timecode,
    /// Reel or tape name.
    pub reel: String,
    /// Reel and timecode are the job's, because the file has none.
    pub is_identified_by_job: bool,
    /// Canonical name of the source's colour space.
    pub colour_space: String,
    /// Code range in force.
    pub range: Option<SampleRange>,
    /// Matrix in force.
    pub matrix: Option<Matrix>,
    /// Chroma siting in force.
    pub siting: Option<Siting>,
    /// How it looks.
    pub look: PlannedLook,
    /// What is shown where, for each rendition.
    pub geometry: Vec<PlannedGeometry>,
    /// What happens to the picture, in order and in words, for each rendition.
    pub operations: Vec<Vec<String>>,
    /// Working memory of one thread for its picture, in bytes.
    pub picture_bytes: u64,
    /// Its sound.
    pub sound: PlannedSound,
    /// Silence where the camera's sound does not reach as far as the picture, a frame and more of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silence: Vec<Silence>,
    /// Scene, take, camera and the like, by the names that an editing system shows.
    pub comments: BTreeMap<String, String>,
    /// Files of each rendition, below the output folder, `/` between folders; several where a wrapper has a file for each
    /// track.
    pub outputs: Vec<Vec<String>>,
    /// Its review file; none where none is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<PlannedClipReview>,
}

impl ProxyPlan {
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

    /// All frames of the job.
    pub fn frames(&self) -> FrameRange {
        FrameRange::new(0, self.clips.last().map_or(0, |clip| clip.frames.end))
    }

    /// Cuts the job in tasks of at most `frames_per_task` frames, none across two clips; see [`Self::task_frames`].
    pub fn tasks(&self, frames_per_task: u64) -> Vec<FrameRange> {
        let task_frames = self.task_frames(frames_per_task);
        self.clips.iter().flat_map(|clip| clip.frames.chunks(task_frames)).collect()
    }

    /// Index of the clip that has all of `frames`.
    pub fn clip_of(&self, frames: FrameRange) -> Option<usize> {
        if frames.is_empty() {
            return None;
        }
        let index = self.clips.partition_point(|clip| clip.frames.end <= frames.first);
        let clip = self.clips.get(index)?;
        (clip.frames.first <= frames.first && frames.end <= clip.frames.end).then_some(index)
    }

    /// Every file that the job makes of its clips, below the output folder.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        let reviews = self.clips.iter().filter_map(|clip| clip.review.as_ref()).map(|review| &review.output);
        self.clips.iter().flat_map(|clip| clip.outputs.iter().flatten()).chain(reviews).map(String::as_str)
    }

    /// The moment stamped into files.
    pub fn created(&self) -> &str {
        self.job.created.as_deref().unwrap_or("1970-01-01T00:00:00Z")
    }
}

impl PlannedClip {
    /// File name of the source: of the first file, or the pattern of a sequence.
    pub fn source_file(&self) -> String {
        self.parts.first().map(SourceInfo::file_name).unwrap_or_default()
    }

    /// Path of the source: of the first file, or the pattern of a sequence.
    pub fn source_path(&self) -> String {
        let folder = self.files().first().and_then(|file| file.parent().map(PathBuf::from)).unwrap_or_default();
        folder.join(self.source_file()).to_string_lossy().into_owned()
    }

    /// Every file of the source, in order.
    pub fn files(&self) -> Vec<PathBuf> {
        let sounds = self.sounds.iter().map(|sound| sound.path.clone());
        self.parts.iter().flat_map(SourceInfo::files).chain(sounds).collect()
    }

    /// What was done to a variable frame rate, in words, for each part that has one.
    pub(crate) fn conforming(&self) -> Vec<String> {
        let words = |part: &SourceInfo| Some(part.conformed?.words(part.rate?, part.frame_count));
        self.parts.iter().filter_map(words).collect()
    }

    /// How lines make up its frames.
    pub(crate) fn field_order(&self) -> FieldOrder {
        match self.parts.first() {
            Some(part) if part.scan != Scan::Interlaced => FieldOrder::Progressive,
            // Where nobody says which field is earlier, the plan was refused.
            Some(part) if part.is_top_field_first == Some(false) => FieldOrder::BottomFirst,
            Some(_) => FieldOrder::TopFirst,
            None => FieldOrder::Progressive,
        }
    }

    /// Timecode of a frame of the clip.
    pub(crate) fn timecode(&self, frame: u64) -> Timecode {
        // A start that does not exist at the rate was refused when the plan was made.
        let first = self.start.frame_count(self.rate).unwrap_or(0);
        Timecode::from_frame_count(first + frame, self.rate, self.start.is_drop_frame())
    }
}

/// Reads a text of a job, not more than `limit_bytes` of it.
fn read_text(path: &Path, limit_bytes: u64) -> Result<String, String> {
    String::from_utf8(read_bytes(path, limit_bytes)?).map_err(|_| "it is not UTF-8".to_owned())
}

fn read_bytes(path: &Path, limit_bytes: u64) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limit_bytes {
        return Err(format!("it is larger than {limit_bytes} bytes"));
    }
    Ok(bytes)
}
