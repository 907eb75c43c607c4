//! The feeder: hands out the frames of a clip in order, over all of its parts.

use super::super::plan::PlannedClip;
use crate::EngineError;
use crossbeam_channel::Sender;
use interneg_media::{DecodedFrame, MovieReader, SequenceReader, SourceInfo, SourceKind};
use interneg_spec::FrameRange;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One frame to make.
pub(super) struct WorkItem {
    /// Frame of the clip, from 0.
    pub(super) frame: u64,
    /// Its picture, or where to read it.
    pub(super) picture: PictureSource,
}

/// Where a thread gets a picture from.
pub(super) enum PictureSource {
    /// Decoded by the feeder.
    Decoded(DecodedFrame),
    /// To be read by the thread itself: files of a sequence are independent.
    File(Arc<SequenceReader>, u64),
}

/// Walks the frames of a chunk.
pub(super) struct Feeder<'a> {
    pub(super) clip: &'a PlannedClip,
    /// Frames of the clip.
    pub(super) frames: FrameRange,
    pub(super) threads: usize,
    pub(super) stop: &'a AtomicBool,
}

impl Feeder<'_> {
    /// Sends every frame; ends early when told to stop or when nobody listens any more.
    pub(super) fn run(&self, work: &Sender<WorkItem>, fail: &(dyn Fn(u64, EngineError) + Sync)) {
        let mut next = self.frames.first;
        let mut begin = 0;
        for part in &self.clip.parts {
            let frames = FrameRange::new(begin, begin + part.frame_count).intersection(self.frames);
            if !frames.is_empty() {
                match self.feed(part, begin, frames, &mut next, work) {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => return fail(next, error),
                }
            }
            begin += part.frame_count;
        }
    }

    /// Sends `frames` of the clip, which are of the part that begins at frame `begin`.
    fn feed(
        &self,
        part: &SourceInfo,
        begin: u64,
        frames: FrameRange,
        next: &mut u64,
        work: &Sender<WorkItem>,
    ) -> Result<bool, EngineError> {
        let send = |frame: u64, picture: PictureSource| {
            !self.stop.load(Ordering::Relaxed) && work.send(WorkItem { frame, picture }).is_ok()
        };
        match &part.kind {
            SourceKind::Movie { .. } => {
                let mut reader = MovieReader::open(part, frames.first - begin, self.threads)?;
                while *next < frames.end {
                    if !send(*next, PictureSource::Decoded(reader.next_frame()?)) {
                        return Ok(false);
                    }
                    *next += 1;
                }
            }
            SourceKind::Sequence { .. } => {
                let reader = Arc::new(SequenceReader::open(part)?);
                while *next < frames.end {
                    if !send(*next, PictureSource::File(Arc::clone(&reader), *next - begin)) {
                        return Ok(false);
                    }
                    *next += 1;
                }
            }
        }
        Ok(true)
    }
}
