//! One encoding thread: from a source frame to a hashed file in the stage.

use super::TaskRequest;
use super::digest::{Md5Batch, Unhashed};
use super::feed::{PictureSource, WorkItem};
use super::gpu::{GpuLane, GpuTask, copy_rows};
use super::painter::{Painter, PainterScratch, mismatch};
use super::pool::BufferPool;
use crate::{EngineError, FrameRecord, Plan, StageTimes};
use crossbeam_channel::{Receiver, Sender};
use interneg_kernels::PackCounts;
use interneg_manifest::hash::{DigestKind, hash_buffer};
use interneg_media::{DecodedFrame, EncodeScratch, FrameEncoder, FrameStamp, RowBlock};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What a thread tells the one that coordinates it.
pub(super) enum News {
    /// A frame is in the stage.
    Written(u64),
    /// A frame is hashed.
    Hashed(FrameRecord),
    /// Something that somebody should look at.
    Warning(String),
}

/// What all threads of a task share.
pub(super) struct Encoder<'a> {
    pub(super) plan: &'a Plan,
    pub(super) request: &'a TaskRequest,
    pub(super) encoder: &'a FrameEncoder,
    pub(super) painters: &'a [Option<Painter>],
    pub(super) gpu: Option<&'a GpuTask>,
    pub(super) pool: &'a BufferPool,
    pub(super) batch: &'a Md5Batch,
}

/// A thread and the memory it reuses from frame to frame.
pub(super) struct RenderThread<'a> {
    shared: &'a Encoder<'a>,
    scratch: EncodeScratch,
    paint: PainterScratch,
    gpu: GpuLane<'a>,
    warnings: Vec<String>,
    input: Vec<u8>,
}

impl<'a> RenderThread<'a> {
    pub(super) fn new(shared: &'a Encoder<'a>) -> Self {
        Self {
            shared,
            scratch: EncodeScratch::default(),
            paint: PainterScratch::new(),
            gpu: GpuLane::new(shared.gpu),
            warnings: Vec::new(),
            input: Vec::new(),
        }
    }

    /// Takes frames until there are none left or something failed.
    pub(super) fn run(
        mut self,
        work: &Receiver<WorkItem>,
        news: &Sender<News>,
        stop: &AtomicBool,
        fail: &(dyn Fn(u64, EngineError) + Sync),
    ) {
        for item in work {
            if stop.load(Ordering::Relaxed) {
                // Keeps taking, so that the feeder is never left waiting for room in the queue.
                continue;
            }
            let frame_number = item.frame_number;
            let rendered = self.render(item);
            for warning in self.warnings.drain(..) {
                // As below.
                let _listening = news.send(News::Warning(warning));
            }
            match rendered {
                Ok(finished) => {
                    for told in
                        std::iter::once(News::Written(frame_number)).chain(finished.into_iter().map(News::Hashed))
                    {
                        // The coordinating thread listens until every sender is gone.
                        let _listening = news.send(told);
                    }
                }
                Err(error) => fail(frame_number, error),
            }
        }
    }

    fn render(&mut self, item: WorkItem) -> Result<Vec<FrameRecord>, EngineError> {
        let shared = self.shared;
        let span = &shared.plan.spans[item.span];
        let mut times = StageTimes { decode_us: item.decode_us, ..StageTimes::default() };
        let decoded = self.picture(item.picture, item.source_frame, &mut times)?;
        let painter = shared.painters[item.span]
            .as_ref()
            .ok_or_else(|| EngineError::Bug(format!("no painter for span {}", item.span)))?;

        painter.check(&decoded.picture()).map_err(|reason| mismatch(span, item.source_frame, &reason))?;

        let stamp = FrameStamp {
            file_name: shared.plan.file_name(item.frame_number),
            frame_number: item.frame_number,
            timecode: shared.plan.timecode(item.frame_number),
            reel: span.reel.clone(),
            source_file: span.source_file.clone(),
        };
        let mut bytes = shared.pool.take();
        // Begins here: waiting for a buffer is not encoding.
        let encode_begin = Instant::now();
        let mut counts = PackCounts::default();
        let painted = self.gpu.paint(item.span, &decoded.picture(), &mut |warning| self.warnings.push(warning));
        let encoded = painted.and_then(|packed| {
            let (picture, paint) = (decoded.picture(), &mut self.paint);
            counts = packed.map(|packed| packed.counts).unwrap_or_default();
            let mut fill = |block: RowBlock<'_>| match &packed {
                Some(packed) => copy_rows(packed, picture.height, block),
                None => painter.paint(&picture, block, paint, &mut counts),
            };
            Ok(shared.encoder.encode(&stamp, &mut self.scratch, &mut bytes, &mut fill)?)
        });
        self.input = decoded.into_buffer();
        times.encode_us = micros(encode_begin);
        if let Err(error) = encoded {
            shared.pool.give(bytes);
            return Err(error);
        }

        let hash_begin = Instant::now();
        let digests = hash_buffer(&bytes, &[DigestKind::Xxh128, DigestKind::Xxh64]);
        let text =
            |kind| digests.iter().find(|digest| digest.kind() == kind).map(|digest| digest.text()).unwrap_or_default();
        times.hash_us = micros(hash_begin);
        let write_begin = Instant::now();
        if let Err(error) = write_frame(&shared.request.stage_folder.join(&stamp.file_name), &bytes) {
            shared.pool.give(bytes);
            return Err(error);
        }
        times.write_us = micros(write_begin);
        let record = FrameRecord {
            frame_number: item.frame_number,
            file_name: stamp.file_name,
            size_bytes: bytes.len() as u64,
            xxh128: text(DigestKind::Xxh128),
            xxh64: text(DigestKind::Xxh64),
            md5: String::new(),
            clip: span.clip,
            source_frame: item.source_frame,
            nan_samples: counts.nan,
            infinite_samples: counts.infinite,
            clipped_samples: counts.clipped,
            times,
        };
        Ok(shared.batch.add(Unhashed { record, bytes }, shared.pool))
    }

    fn picture(
        &mut self,
        source: PictureSource,
        source_frame: u64,
        times: &mut StageTimes,
    ) -> Result<DecodedFrame, EngineError> {
        match source {
            PictureSource::Decoded(frame) => Ok(frame),
            PictureSource::File(reader) => {
                let begin = Instant::now();
                let frame = reader.read(source_frame, std::mem::take(&mut self.input))?;
                times.decode_us = micros(begin);
                Ok(frame)
            }
        }
    }
}

/// Writes a frame and waits until it is on the disk. The stage is the attempt's own, so no temporary name is needed:
/// a frame counts only when the task manifest, written last, lists it.
fn write_frame(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_data()
    };
    write().map_err(EngineError::io("write", path))
}

/// Microseconds since `begin`.
pub(super) fn micros(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX)
}
