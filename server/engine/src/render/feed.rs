//! The feeder: hands out frames in record order, and decodes movies, whose frames depend on their neighbours.

use crate::{EngineError, Plan, Span};
use crossbeam_channel::Sender;
use interneg_media::{DecodedFrame, MovieReader, SequenceReader, SourceKind};
use interneg_spec::FrameRange;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// One frame to render.
pub(super) struct WorkItem {
    /// Record frame number.
    pub(super) frame_number: u64,
    /// Index of the span in the plan.
    pub(super) span: usize,
    /// Source frame, 0-based from the source's first frame.
    pub(super) source_frame: u64,
    /// Its picture, or where to read it.
    pub(super) picture: PictureSource,
    /// Time that decoding took here.
    pub(super) decode_us: u64,
}

/// Where a thread gets a picture from.
pub(super) enum PictureSource {
    /// Decoded by the feeder.
    Decoded(DecodedFrame),
    /// To be read by the thread itself: files of a sequence are independent.
    File(Arc<SequenceReader>),
}

/// Walks the record.
pub(super) struct Feeder<'a> {
    pub(super) plan: &'a Plan,
    pub(super) frames: FrameRange,
    pub(super) threads: usize,
    pub(super) stop: &'a AtomicBool,
}

impl Feeder<'_> {
    /// Sends every frame of the range; ends early when told to stop or when nobody listens any more.
    pub(super) fn run(&self, work: &Sender<WorkItem>, fail: &(dyn Fn(u64, EngineError) + Sync)) {
        for (index, span) in self.plan.spans.iter().enumerate() {
            let frames = span.record.intersection(self.frames);
            if frames.is_empty() {
                continue;
            }
            let mut next = frames.first;
            let fed = match &span.source.kind {
                SourceKind::Movie { .. } => self.feed_movie(index, span, frames, &mut next, work),
                SourceKind::Sequence { .. } => self.feed_sequence(index, span, frames, work),
            };
            match fed {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return fail(next, error),
            }
        }
    }

    fn feed_movie(
        &self,
        index: usize,
        span: &Span,
        frames: FrameRange,
        next: &mut u64,
        work: &Sender<WorkItem>,
    ) -> Result<bool, EngineError> {
        let source_frame = |frame: u64| span.source_first + (frame - span.record.first);
        let mut reader = MovieReader::open(&span.source, source_frame(frames.first), self.threads)?;
        while *next < frames.end {
            let begin = Instant::now();
            let decoded = reader.next_frame()?;
            let item = WorkItem {
                frame_number: *next,
                span: index,
                source_frame: source_frame(*next),
                picture: PictureSource::Decoded(decoded),
                decode_us: super::thread::micros(begin),
            };
            if self.stop.load(Ordering::Relaxed) || work.send(item).is_err() {
                return Ok(false);
            }
            *next += 1;
        }
        Ok(true)
    }

    fn feed_sequence(
        &self,
        index: usize,
        span: &Span,
        frames: FrameRange,
        work: &Sender<WorkItem>,
    ) -> Result<bool, EngineError> {
        let reader = Arc::new(SequenceReader::open(&span.source)?);
        for frame_number in frames.first..frames.end {
            let item = WorkItem {
                frame_number,
                span: index,
                source_frame: span.source_first + (frame_number - span.record.first),
                picture: PictureSource::File(Arc::clone(&reader)),
                decode_us: 0,
            };
            if self.stop.load(Ordering::Relaxed) || work.send(item).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
