//! Rendering one chunk of one clip: one decode feeds all renditions.
//!
//! ```text
//! feeder ──► queue ──► N threads: picture of each rendition, coded ──► in order ──► one file a rendition
//!    └ FFmpeg decodes movies here; files of sequences are read by the threads   │    hashed as it is written
//!                                                          review picture ──────┴──► GStreamer ──► segments of HLS
//! ```
//!
//! A frame's bytes depend on the frame alone, so neither threads nor chunks can be seen in them; those of review files
//! depend on the group of frames. On a GPU threads share lanes (`lanes.rs`); what may run there, the plan
//! says, because OpenColorIO's shaders give other bytes than its processor.

mod feed;
mod gpu;
mod gpu_coding;
mod lanes;
mod proof;
mod review;
mod review_picture;
mod review_sound;
mod sound;
mod thread;
mod verify;

use super::chunk::{
    CHUNK_RECORD, ChunkOutcome, ChunkRecord, ClipFailure, CodedChunk, CodedStream, SOUND_FILE, VerifiedStream,
    picture_file,
};
use super::plan::{PlannedClip, PlannedSound, ProxyPlan};
use crate::assembly::{sync_folder, write_durable};
use crate::changed::{PlannedTime, check_placed, check_sound, check_source};
use crate::plan::newest_modification_s;
use crate::{EngineError, TaskRequest, WorkerEvent};
use crossbeam_channel::bounded;
use feed::{Feeder, WorkItem};
use gpu::{ChunkDevice, ChunkGpu};
use interneg_media::{MediaError, SourceInfo, SourceKind};
use interneg_spec::{DeviceChoice, FrameRange};
use proof::ProvenFile;
use review::ReviewStream;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use thread::{ChunkPictures, CodedFrame, EncodingThread};
pub(in crate::proxy) use verify::digest_of;

/// Renders the frames of `request` into its stage and proves them. That the source does not decode is proven as well: the
/// clip fails, and the task does not.
///
/// # Errors
/// The first fault in frame order that any thread met and that is none of the source's; the stage then holds no proof.
pub(crate) fn render_chunk(
    plan: &ProxyPlan,
    request: &TaskRequest,
    events: &mut dyn FnMut(WorkerEvent),
) -> Result<(), EngineError> {
    // A worker may be of a newer version than the coordinator that starts it.
    plan.check_arithmetic()?;
    let index = plan
        .clip_of(request.frames)
        .ok_or_else(|| EngineError::Bug(format!("frames {} are of no clip", request.frames)))?;
    fs::create_dir_all(&request.stage_folder).map_err(EngineError::io("create", &request.stage_folder))?;
    let coded = match open_chunk(plan, index, request, events) {
        Ok((pictures, gpu, threads)) => {
            let device = gpu.as_ref().map_or(DeviceChoice::Cpu, ChunkGpu::name);
            events(WorkerEvent::Started { frames: request.frames, device });
            code_chunk(plan, index, request, (&pictures, gpu, threads), events)
        }
        Err(error) => Err(error),
    };
    let outcome = match coded {
        Ok(coded) => ChunkOutcome::Coded(coded),
        Err(error) if is_the_source(&error) => {
            let failure = ClipFailure { clip_name: plan.clips[index].name.clone(), message: error.to_string() };
            let message = format!("clip {} cannot be made: {}", failure.clip_name, failure.message);
            events(WorkerEvent::Warning { message });
            ChunkOutcome::Failed(failure)
        }
        Err(error) => return Err(error),
    };
    let record = ChunkRecord {
        plan_identity: plan.identity.clone(),
        token: request.token.clone(),
        tool: plan.tool.clone(),
        frames: request.frames,
        clip: index,
        outcome,
    };
    let text = serde_json::to_vec(&record).map_err(|error| EngineError::Bug(format!("chunk as JSON: {error}")))?;
    sync_folder(&request.stage_folder)?;
    write_durable(&request.stage_folder.join(CHUNK_RECORD), &text)?;
    events(WorkerEvent::Done { frames: request.frames });
    Ok(())
}

/// Whether another machine, or another attempt, would meet the same fault. A file that cannot be opened may be a mount
/// that is gone for a minute.
fn is_the_source(error: &EngineError) -> bool {
    match error {
        EngineError::Source(error) => !matches!(error, MediaError::Open { .. } | MediaError::Unwritable { .. }),
        EngineError::SourceChanged { .. } => true,
        _ => false,
    }
}

/// Holds the files of the clip's `frames` against the plan; what may be gone on with is told.
fn check_unchanged(
    clip: &PlannedClip,
    frames: FrameRange,
    events: &mut dyn FnMut(WorkerEvent),
) -> Result<(), EngineError> {
    let is_of_one_file = clip.parts.len() + clip.sounds.len() == 1;
    let planned = PlannedTime { newest_s: clip.modified_s, is_of_one_file };
    let mut remarks = Vec::new();
    let mut begin = 0;
    for part in &clip.parts {
        let of_part = FrameRange::new(begin, begin + part.frame_count).intersection(frames);
        if !of_part.is_empty() {
            let of_part = FrameRange::new(of_part.first - begin, of_part.end - begin);
            remarks.extend(check_source(part, of_part, planned)?);
        }
        begin += part.frame_count;
    }
    if matches!(clip.sound, PlannedSound::Camera { .. }) {
        for sound in &clip.sounds {
            remarks.extend(check_sound(sound, planned)?);
        }
    }
    if let PlannedSound::Production(sound) = &clip.sound {
        for file in sound.recordings.iter().flatten() {
            check_placed(&file.path, file.modified_s)?;
        }
    }
    for message in remarks {
        events(WorkerEvent::Warning { message });
    }
    Ok(())
}

/// What makes the pictures, on which GPU where one does, and threads that memory is enough for.
fn open_chunk<'a>(
    plan: &'a ProxyPlan,
    index: usize,
    request: &TaskRequest,
    events: &mut dyn FnMut(WorkerEvent),
) -> Result<(ChunkPictures<'a>, Option<ChunkGpu>, usize), EngineError> {
    let device = ChunkDevice::open(plan, index, request, events)?;
    let threads = device.threads;
    let pictures = ChunkPictures::new(plan, index)?;
    let gpu = device.bring(plan, index, &pictures.picture, events)?;
    Ok((pictures, gpu, threads))
}

fn code_chunk(
    plan: &ProxyPlan,
    index: usize,
    request: &TaskRequest,
    (pictures, gpu, threads): (&ChunkPictures<'_>, Option<ChunkGpu>, usize),
    events: &mut dyn FnMut(WorkerEvent),
) -> Result<CodedChunk, EngineError> {
    let clip = &plan.clips[index];
    let frames = FrameRange::new(request.frames.first - clip.frames.first, request.frames.end - clip.frames.first);
    check_unchanged(clip, frames, events)?;
    let source_modified_s = movies_modified_s(clip);
    let mut streams = Vec::new();
    for rendition in 0..plan.job.renditions.len() {
        streams.push(ProvenFile::create(request.stage_folder.join(picture_file(rendition)))?);
    }
    let mut sizes: Vec<Vec<u32>> = vec![Vec::with_capacity(frames.len() as usize); streams.len()];
    let mut verified: Vec<Option<VerifiedStream>> = vec![None; streams.len()];
    let mut review = ReviewStream::create(plan, clip, frames, &request.stage_folder)?;
    let mut replaced_samples = 0;
    code_pictures(clip, (pictures, gpu.as_ref()), frames, threads, &mut |coded: CodedFrame| {
        for message in coded.warnings {
            events(WorkerEvent::Warning { message });
        }
        for (index, packet) in coded.packets.into_iter().enumerate() {
            streams[index].write(&packet.bytes)?;
            let size_bytes = u32::try_from(packet.bytes.len());
            sizes[index].push(size_bytes.map_err(|_| EngineError::Bug("packet of 4 GiB".to_owned()))?);
            if let Some(proof) = packet.verified {
                verify::add(&mut verified[index], proof);
            }
        }
        if let (Some(review), Some(planes)) = (&mut review, &coded.review) {
            review.write(coded.frame, planes)?;
        }
        replaced_samples += coded.replaced_samples;
        events(WorkerEvent::Written { frame_number: clip.frames.first + coded.frame });
        Ok(())
    })?;
    if let Some(device) = gpu.as_ref().map(ChunkGpu::name) {
        // Reading a long clip's files once more takes longer than a GPU may be silent.
        drop(gpu);
        events(WorkerEvent::Released { device });
    }
    let sound = sound::write(clip, frames, &request.stage_folder.join(SOUND_FILE))?;
    let review = review.map(ReviewStream::finish).transpose()?.unwrap_or_default();
    let source_xxh128 = if frames.first == 0 { Some(hash_source(clip)?) } else { None };
    if movies_modified_s(clip) != source_modified_s {
        let path = clip.files().into_iter().next().unwrap_or_default();
        return Err(EngineError::SourceChanged { path, reason: "it was written to while it was rendered".to_owned() });
    }
    let renditions = streams
        .into_iter()
        .zip(sizes.into_iter().zip(verified))
        .map(|(stream, (frame_sizes_bytes, verified))| {
            Ok(CodedStream { file: stream.finish()?, frame_sizes_bytes, verified })
        })
        .collect::<Result<_, EngineError>>()?;
    Ok(CodedChunk { renditions, sound, review, replaced_samples, source_modified_s, source_xxh128 })
}

/// Newest modification time of a clip's movies; none of a sequence.
fn movies_modified_s(clip: &PlannedClip) -> Option<u64> {
    let is_movie = |part: &SourceInfo| matches!(part.kind, SourceKind::Movie { .. });
    clip.parts.iter().all(is_movie).then(|| newest_modification_s(&clip.files()))
}

/// Decodes and codes `frames` of the clip; `take` gets every frame, in order, on the calling thread.
fn code_pictures(
    clip: &PlannedClip,
    (pictures, gpu): (&ChunkPictures<'_>, Option<&ChunkGpu>),
    frames: FrameRange,
    threads: usize,
    take: &mut dyn FnMut(CodedFrame) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let stop = AtomicBool::new(false);
    let first_error: Mutex<Option<(u64, EngineError)>> = Mutex::new(None);
    let fail = |frame: u64, error: EngineError| {
        stop.store(true, Ordering::Relaxed);
        let mut slot = first_error.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if slot.as_ref().is_none_or(|(earlier, _)| frame < *earlier) {
            *slot = Some((frame, error));
        }
    };
    std::thread::scope(|scope| {
        let (work_out, work_in) = bounded::<WorkItem>(threads);
        let (coded_out, coded_in) = bounded::<CodedFrame>(2 * threads);
        let (fail, stop) = (&fail, &stop);
        scope.spawn(move || Feeder { clip, frames, threads, stop }.run(&work_out, fail));
        for _ in 0..threads {
            let (work_in, coded_out) = (work_in.clone(), coded_out.clone());
            scope.spawn(move || EncodingThread::new(pictures, gpu).run(&work_in, &coded_out, stop, fail));
        }
        // Only the threads' ends are left, so that the loop below ends with the last thread.
        drop((work_in, coded_out));
        // Threads end in any order; files have one.
        let (mut next, mut early) = (frames.first, BTreeMap::new());
        for coded in coded_in {
            early.insert(coded.frame, coded);
            while let Some(coded) = early.remove(&next) {
                next += 1;
                if stop.load(Ordering::Relaxed) {
                    continue;
                }
                if let Err(error) = take(coded) {
                    fail(next - 1, error);
                }
            }
        }
    });
    match first_error.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}

fn hash_source(clip: &PlannedClip) -> Result<Vec<String>, EngineError> {
    use interneg_manifest::hash::{DigestKind, hash_file};
    let hash = |path: &Path| {
        let (_, digests) = hash_file(path, &[DigestKind::Xxh128]).map_err(EngineError::io("read", path))?;
        Ok(digests.first().map(|digest| digest.text()).unwrap_or_default())
    };
    clip.files().iter().map(|path| hash(path)).collect()
}
