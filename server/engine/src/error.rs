//! Errors of the engine, each with the class that tells who must act.

use crate::ExitClass;
use interneg_media::MediaError;
use interneg_media::encode::EncodeError;
use interneg_media::mux::MuxError;
use interneg_media::review::ReviewError;
use interneg_media::verify::VerifyError;
use interneg_spec::DeviceChoice;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a task or a publication failed.
#[derive(Debug, Error)]
pub enum EngineError {
    /// A source could not be read.
    #[error("{0}")]
    Source(#[from] MediaError),
    /// A picture of a proxy could not be encoded.
    #[error("failed to encode: {0}")]
    Encode(#[from] EncodeError),
    /// A coded frame is not the picture that was encoded.
    #[error("failed to verify frame {frame} of clip {clip} in rendition {rendition}: {source}")]
    Verify {
        /// Name of the clip.
        clip: String,
        /// Name of the rendition.
        rendition: String,
        /// Frame of the clip, from 0.
        frame: u64,
        /// What is wrong, with plane and figures.
        source: VerifyError,
    },
    /// A finished file does not give back the frames that were verified.
    #[error("failed to verify the file of clip {clip} in rendition {rendition}: {reason}: {path}", path = .path.display())]
    VerifyFile {
        /// Name of the clip.
        clip: String,
        /// Name of the rendition.
        rendition: String,
        /// The file, which has no final name yet.
        path: PathBuf,
        /// Which frame, and what was found.
        reason: String,
    },
    /// A movie could not be put together.
    #[error("failed to write a movie: {0}")]
    Mux(#[from] MuxError),
    /// A review file could not be made.
    #[error("failed to make a review file: {0}")]
    Review(#[from] ReviewError),
    /// A log or a timeline beside the movies cannot hold what it should.
    #[error("failed to write {file}: {reason}")]
    Sidecar {
        /// Name of the file.
        file: String,
        /// What it cannot hold.
        reason: String,
    },
    /// The colour transform of a clip could not be built.
    #[error("failed to set up colour for {field}: {reason}")]
    Colour {
        /// Field of the job.
        field: String,
        /// What the colour crate said.
        reason: String,
    },
    /// A source is not the one that the job was planned with.
    #[error(
        "the source has changed since the job was planned: {reason}: {path}; restore it, or submit the job again",
        path = .path.display()
    )]
    SourceChanged {
        /// The file.
        path: PathBuf,
        /// What is different.
        reason: String,
    },
    /// A plan of another version of the arithmetic.
    #[error(
        "the job was planned by another version ({tool}, arithmetic {planned}, here {own}), whose frames may differ in \
         their last bits; submit it again"
    )]
    Arithmetic {
        /// Version that the plan is of.
        planned: u32,
        /// Version of this program.
        own: u32,
        /// The program that made the plan.
        tool: String,
    },
    /// A file could not be written, read back or renamed.
    #[error("failed to {action} {path}: {source}", path = .path.display())]
    Io {
        /// `write`, `rename` …
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The delivery folder exists and was not made by this job.
    #[error("output exists and belongs to another job: {path}; move it away or choose another name", path = .0.display())]
    OutputExists(PathBuf),
    /// The delivery folder exists, is damaged, and none of its manifests is the one that this job has written.
    #[error(
        "output exists, is damaged or of another job, and none of its manifests tells which: {path}; move it away or \
         choose another name",
        path = .0.display()
    )]
    Unrecognised(PathBuf),
    /// The folder of a delivery holds files that the job has not made, and that no manifest would list.
    #[error("the delivery holds files that are not of this job; move them away and submit it again: {}", named(.0))]
    ForeignFiles(Vec<PathBuf>),
    /// Another process coordinates this job.
    #[error("another process is working on this job: {path}", path = .0.display())]
    Busy(PathBuf),
    /// A stage does not prove what it should: a frame missing, a size wrong, another job's token.
    #[error("attempt {token} did not prove its frames: {reason}")]
    Unproven {
        /// Token of the attempt.
        token: String,
        /// What is missing or different.
        reason: String,
    },
    /// A coded frame, or a movie that was just written, is not what was written.
    #[error("{path} does not read back as it was written: {reason}", path = .path.display())]
    ReadBack {
        /// The file.
        path: PathBuf,
        /// What is different.
        reason: String,
    },
    /// What takes long was stopped on request; it begins again where it is asked for again.
    #[error("stopped while {0}")]
    Stopped(&'static str),
    /// Finishing was asked for while frames are missing.
    #[error("{missing} frames are missing, the first is {first}")]
    Incomplete {
        /// How many.
        missing: u64,
        /// Number of the first one.
        first: u64,
    },
    /// Not enough memory was granted for even one frame.
    #[error("task needs {needed_bytes} bytes of memory and was granted {granted_bytes}; raise memory_mib")]
    Memory {
        /// For one thread.
        needed_bytes: u64,
        /// As the task was given.
        granted_bytes: u64,
    },
    /// A GPU that the job names cannot be used.
    #[error(
        "{device} cannot be used: {reason}; run the job on a machine where it can, or with device \"auto\" or \"cpu\""
    )]
    Device {
        /// The GPU.
        device: DeviceChoice,
        /// What driver or compiler said.
        reason: String,
    },
    /// A GPU failed while it was set up or rendered. The process cannot go on with it.
    #[error("{device} is lost: {reason}")]
    DeviceLost {
        /// The GPU.
        device: DeviceChoice,
        /// What the driver said.
        reason: String,
    },
    /// An invariant of ours does not hold.
    #[error("internal error: {0}")]
    Bug(String),
}

impl EngineError {
    /// Wraps what the system said of a file.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// Who must act, and the exit code that says so.
    pub fn class(&self) -> ExitClass {
        use std::io::ErrorKind;
        match self {
            Self::Source(MediaError::Open { source, .. }) => match source.kind() {
                ErrorKind::NotFound | ErrorKind::PermissionDenied => ExitClass::MissingInput,
                _ => ExitClass::Io,
            },
            Self::Source(MediaError::MissingFrame { .. }) => ExitClass::MissingInput,
            // A stored plan stays as it is, so nobody but the submitter can do something about it.
            Self::Source(_)
            | Self::SourceChanged { .. }
            | Self::Colour { .. }
            | Self::Arithmetic { .. }
            | Self::Encode(_)
            | Self::Sidecar { .. } => ExitClass::BadInput,
            // The same picture is encoded alike every time; what differs is the machine, or a fault of ours.
            Self::Verify { .. } => ExitClass::Internal,
            Self::VerifyFile { .. } => ExitClass::Io,
            Self::Mux(error) if error.is_io() => ExitClass::Io,
            Self::Mux(_) => ExitClass::Internal,
            Self::Review(error) => match error {
                ReviewError::Description { .. } => ExitClass::BadInput,
                // Plug-ins were there when the job was planned; whoever sets up this machine has to act.
                ReviewError::MissingPlugin(_) | ReviewError::KeyFrame { .. } => ExitClass::Configuration,
                // Encoders of hardware that is lost or taken may work in the next attempt, or on another machine.
                ReviewError::Start { .. } | ReviewError::Element { .. } | ReviewError::Stalled { .. } => {
                    ExitClass::Device
                }
                ReviewError::Write { .. } | ReviewError::Read { .. } | ReviewError::Damaged { .. } => ExitClass::Io,
                ReviewError::Frames { .. }
                | ReviewError::Plane { .. }
                | ReviewError::Sound { .. }
                | ReviewError::Join { .. } => ExitClass::Internal,
            },
            Self::Io { source, .. } => match source.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory => {
                    ExitClass::Output
                }
                _ => ExitClass::Io,
            },
            Self::ReadBack { .. } => ExitClass::Io,
            Self::Stopped(_) => ExitClass::Cancelled,
            Self::OutputExists(_) | Self::Unrecognised(_) | Self::ForeignFiles(_) => ExitClass::Output,
            Self::Busy(_) | Self::Unproven { .. } => ExitClass::TryAgain,
            Self::Memory { .. } => ExitClass::Configuration,
            Self::Device { .. } | Self::DeviceLost { .. } => ExitClass::Device,
            Self::Incomplete { .. } | Self::Bug(_) => ExitClass::Internal,
        }
    }
}

/// Files named one by one in a message; of more, the others are counted.
const MOST_NAMED: usize = 5;

fn named(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().take(MOST_NAMED).map(|path| path.display().to_string()).collect();
    let more = files.len().saturating_sub(MOST_NAMED);
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}
