//! One encoding thread: from a source frame to a packet of each rendition.

use super::super::picture::{ClipPicture, FrameError, FrameFacts, PictureTarget, Planes, Scratch};
use super::super::plan::{PlannedClip, ProxyPlan, REVIEW_TARGET, encoder_of, target_of};
use super::feed::{PictureSource, WorkItem};
use super::gpu::{ChunkGpu, GpuThread, GpuThreadError};
use super::gpu_coding::Packets;
use super::review_picture::ReviewPlanes;
use super::verify::{RenditionVerifier, VerifiedPacket};
use crate::EngineError;
use crossbeam_channel::{Receiver, Sender};
use interneg_kernels::{Lines, PackCounts};
use interneg_media::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::{DecodedFrame, MediaError};
use interneg_spec::Raster;
use interneg_spec::proxy::Rendition;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the threads of a chunk share.
pub(super) struct ChunkPictures<'a> {
    clip: &'a PlannedClip,
    pub(super) picture: ClipPicture,
    renditions: &'a [Rendition],
    /// Size of the review picture, which is one more behind the renditions.
    review: Option<Raster>,
}

/// A frame in every rendition.
pub(super) struct CodedFrame {
    /// Frame of the clip, from 0.
    pub(super) frame: u64,
    /// One packet a rendition.
    pub(super) packets: Vec<CodedPacket>,
    /// The picture of the review file.
    pub(super) review: Option<ReviewPlanes>,
    /// Samples that were NaN or infinite.
    pub(super) replaced_samples: u64,
    /// What somebody should look at.
    pub(super) warnings: Vec<String>,
}

/// A frame in one rendition.
pub(super) struct CodedPacket {
    pub(super) bytes: Vec<u8>,
    /// Its proof, where the rendition is verified.
    pub(super) verified: Option<VerifiedPacket>,
}

impl<'a> ChunkPictures<'a> {
    pub(super) fn new(plan: &'a ProxyPlan, index: usize) -> Result<Self, EngineError> {
        let clip = &plan.clips[index];
        let review = clip.review.as_ref().map(|review| review.geometry.canvas);
        Ok(Self { clip, picture: plan.picture(index)?, renditions: &plan.job.renditions, review })
    }

    /// A frame that could not be made is a fault of the source.
    fn fault(&self, frame: u64, error: &FrameError) -> EngineError {
        let path = self.clip.files().into_iter().next().unwrap_or_default();
        EngineError::Source(MediaError::Decode { path, frame, reason: error.to_string() })
    }
}

impl ChunkPictures<'_> {
    /// Samples and size of every picture: those of the renditions, then that of the review file.
    fn targets(&self) -> impl Iterator<Item = (PictureTarget, Raster)> {
        let renditions = self.renditions.iter().map(|rendition| (target_of(rendition), rendition.raster));
        renditions.chain(self.review.map(|raster| (REVIEW_TARGET, raster)))
    }
}

/// Three planes without gaps.
struct PlaneBuffers {
    bytes: [Vec<u8>; 3],
    stride_bytes: [usize; 3],
}

impl PlaneBuffers {
    fn new(target: PictureTarget, raster: Raster) -> Self {
        let planes = target.planes(raster.width as usize, raster.height as usize);
        Self { bytes: planes.map(|(line, lines)| vec![0; line * lines]), stride_bytes: planes.map(|(line, _)| line) }
    }

    fn lines(&mut self) -> Planes<'_> {
        let mut strides = self.stride_bytes.into_iter();
        let lines =
            self.bytes.each_mut().map(|bytes| Lines { bytes, stride_bytes: strides.next().unwrap_or_default() });
        Planes { lines, counts: PackCounts::default() }
    }

    fn coded(&self, bits: u8) -> EncodePlanes<'_> {
        let mut strides = self.stride_bytes.into_iter();
        let planes =
            self.bytes.each_ref().map(|bytes| EncodePlane { bytes, stride_bytes: strides.next().unwrap_or_default() });
        EncodePlanes { bits, planes }
    }
}

/// A thread and the memory it reuses from frame to frame.
pub(super) struct EncodingThread<'a> {
    shared: &'a ChunkPictures<'a>,
    gpu: GpuThread<'a>,
    /// Made with the first frame that the processors make.
    scratch: Option<Scratch>,
    planes: Vec<PlaneBuffers>,
    coders: Vec<(RenditionEncoder, RenditionVerifier)>,
    input: Vec<u8>,
}

impl<'a> EncodingThread<'a> {
    pub(super) fn new(shared: &'a ChunkPictures<'a>, gpu: Option<&'a ChunkGpu>) -> Self {
        Self {
            shared,
            gpu: GpuThread::new(gpu),
            scratch: None,
            planes: shared.targets().map(|(target, raster)| PlaneBuffers::new(target, raster)).collect(),
            coders: Vec::new(),
            input: Vec::new(),
        }
    }

    /// Takes frames until there are none left or something failed.
    pub(super) fn run(
        mut self,
        work: &Receiver<WorkItem>,
        coded: &Sender<CodedFrame>,
        stop: &AtomicBool,
        fail: &(dyn Fn(u64, EngineError) + Sync),
    ) {
        for item in work {
            if stop.load(Ordering::Relaxed) {
                // Keeps taking, so that the feeder is never left waiting for room in the queue.
                continue;
            }
            let frame = item.frame;
            match self.code(item) {
                Ok(done) => {
                    // The coordinating thread listens until every sender is gone.
                    let _listening = coded.send(done);
                }
                Err(error) => fail(frame, error),
            }
        }
    }

    fn code(&mut self, item: WorkItem) -> Result<CodedFrame, EngineError> {
        let shared = self.shared;
        self.open_encoders()?;
        let decoded = self.picture(item.picture)?;
        let facts = FrameFacts {
            timecode: Some(shared.clip.timecode(item.frame)),
            clip_name: &shared.clip.name,
            reel: &shared.clip.reel,
            source_frame: item.frame,
        };
        let mut planes: Vec<Planes<'_>> = self.planes.iter_mut().map(PlaneBuffers::lines).collect();
        let (picture, mut warnings) = (decoded.picture(), Vec::new());
        let on_gpu =
            self.gpu.render(&shared.picture, &picture, &facts, &mut planes, &mut |warning| warnings.push(warning));
        let made = match on_gpu {
            Ok(Some(packets)) => Ok(packets),
            Ok(None) => {
                let scratch = self.scratch.get_or_insert_with(|| shared.picture.scratch());
                shared.picture.render(&picture, &facts, &mut planes, scratch).map(|()| Packets::new())
            }
            Err(GpuThreadError::Frame(error)) => Err(error),
            Err(GpuThreadError::Engine(error)) => return Err(error),
        };
        let mut from_gpu = made.map_err(|error| shared.fault(item.frame, &error))?.into_iter();
        let replaced_samples = planes.iter().map(|planes| planes.counts.nan + planes.counts.infinite).max();
        drop(planes);
        self.input = decoded.into_buffer();
        let mut packets = Vec::with_capacity(self.coders.len());
        for (((encoder, verifier), planes), rendition) in
            self.coders.iter_mut().zip(&self.planes).zip(shared.renditions)
        {
            let planes = planes.coded(rendition.bits());
            let bytes = match from_gpu.next().flatten() {
                Some(bytes) => bytes,
                None => {
                    let mut bytes = Vec::new();
                    encoder.encode(&planes, &mut bytes)?;
                    bytes
                }
            };
            let verified = verifier.verify(item.frame, &planes, &bytes)?;
            packets.push(CodedPacket { bytes, verified });
        }
        let review = shared.review.zip(self.planes.get(shared.renditions.len())).map(|(raster, planes)| {
            ReviewPlanes::of_422(raster.width as usize, planes.bytes.each_ref().map(Vec::as_slice))
        });
        let replaced_samples = replaced_samples.unwrap_or_default();
        Ok(CodedFrame { frame: item.frame, packets, review, replaced_samples, warnings })
    }

    /// Encoders belong to the thread that uses them, so they are opened here and not where the thread is made.
    fn open_encoders(&mut self) -> Result<(), EngineError> {
        if self.coders.is_empty() {
            for rendition in self.shared.renditions {
                let encoder = encoder_of(self.shared.clip, rendition)?;
                self.coders.push((encoder, RenditionVerifier::new(self.shared.clip, rendition)?));
            }
        }
        Ok(())
    }

    fn picture(&mut self, source: PictureSource) -> Result<DecodedFrame, EngineError> {
        match source {
            PictureSource::Decoded(frame) => Ok(frame),
            PictureSource::File(reader, frame) => Ok(reader.read(frame, std::mem::take(&mut self.input))?),
        }
    }
}
