//! The review file of a chunk: frames and sound in order into GStreamer's pipeline, segments proven when they are whole.

use super::super::chunk::{FileProof, REVIEW_FOLDER};
use super::super::plan::{PlannedClip, ProxyPlan};
use super::review_picture::ReviewPlanes;
use super::review_sound::ReviewSamples;
use crate::EngineError;
use crate::assembly::sync_folder;
use interneg_manifest::hash::{DigestKind, hash_file};
use interneg_media::mux::first_sample;
use interneg_media::review::{INIT_NAME, PLAYLIST_NAME, ReviewWriter, Segment};
use interneg_media::sound::SOUND_RATE_HZ;
use interneg_spec::{FrameRange, Rate};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the pipeline may stand still: an encoder on a machine whose processors are all taken is slow, not stopped.
const PATIENCE: Duration = Duration::from_secs(120);

/// Writes the review file of a chunk.
pub(super) struct ReviewStream<'a> {
    writer: ReviewWriter,
    folder: PathBuf,
    sound: Option<ReviewSamples<'a>>,
    /// Samples of the clip that are not written yet.
    samples: std::ops::Range<u64>,
    rate: Rate,
}

impl<'a> ReviewStream<'a> {
    /// Begins to write `frames` of the clip below `stage`; nothing where the job asks for no review files.
    pub(super) fn create(
        plan: &ProxyPlan,
        clip: &'a PlannedClip,
        frames: FrameRange,
        stage: &Path,
    ) -> Result<Option<Self>, EngineError> {
        let Some(description) = plan.review_description(clip) else { return Ok(None) };
        let folder = stage.join(REVIEW_FOLDER);
        let writer = ReviewWriter::create(&folder, &description, frames.first..frames.end, PATIENCE)?;
        let sound = description.sound.map(|sound| ReviewSamples::new(clip, usize::from(sound.channels)));
        Ok(Some(Self { samples: writer.sound_samples(), writer, folder, sound, rate: clip.rate }))
    }

    /// Writes the next frame, which is `frame` of the clip, and the sound up to its end.
    pub(super) fn write(&mut self, frame: u64, planes: &ReviewPlanes) -> Result<(), EngineError> {
        self.write_sound(first_sample(frame + 1, self.rate, SOUND_RATE_HZ))?;
        Ok(self.writer.write_picture(&planes.picture())?)
    }

    /// Writes samples of the clip up to `end`, which is not included.
    fn write_sound(&mut self, end: u64) -> Result<(), EngineError> {
        const BLOCK_SAMPLES: u64 = 48_000;
        let Some(sound) = &mut self.sound else { return Ok(()) };
        let end = end.min(self.samples.end);
        while self.samples.start < end {
            let next = end.min(self.samples.start + BLOCK_SAMPLES);
            self.writer.write_sound(sound.read(self.samples.start..next)?)?;
            self.samples.start = next;
        }
        Ok(())
    }

    /// Ends the chunk; its files below the folder of the review file, each with its proof.
    pub(super) fn finish(mut self) -> Result<BTreeMap<String, FileProof>, EngineError> {
        self.write_sound(u64::MAX)?;
        let Self { writer, folder, .. } = self;
        let segments = writer.finish()?;
        // That of the job takes its place.
        let playlist = folder.join(PLAYLIST_NAME);
        fs::remove_file(&playlist).map_err(EngineError::io("remove", &playlist))?;
        let mut files = BTreeMap::new();
        let init = folder.join(INIT_NAME);
        for path in std::iter::once(init).chain(segments.into_iter().map(|Segment { path, .. }| path)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, prove(&path)?);
        }
        sync_folder(&folder)?;
        Ok(files)
    }
}

fn prove(path: &Path) -> Result<FileProof, EngineError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(EngineError::io("sync", path))?;
    let (size_bytes, digests) = hash_file(path, &[DigestKind::Xxh128]).map_err(EngineError::io("read", path))?;
    let xxh128 = digests.first().map(|digest| digest.text()).unwrap_or_default();
    Ok(FileProof { size_bytes, xxh128 })
}
