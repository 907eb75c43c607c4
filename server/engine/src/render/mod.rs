//! Rendering one task: frames a to b into the stage of one attempt.
//!
//! ```text
//! feeder ──bounded queue──► threads: decode (sequences), unpack+colour+pack, compress, hash, write ──► MD5 batch
//!    ▲                                                          ▲                                        │
//!    └ FFmpeg decodes movies here, in order                     └────────── pool of output buffers ◄─────┘
//! ```
//!
//! The pool is the back-pressure: a thread that finds no free buffer waits until a batch is hashed. The number of
//! buffers follows from the memory that the task was granted.

mod device;
mod digest;
mod feed;
mod gpu;
mod painter;
mod pool;
mod thread;

use crate::assembly::{TASK_MANIFEST, sync_folder, write_durable};
use crate::changed::{PlannedTime, check_source};
use crate::plan::FrameBudget;
use crate::{DeviceRequest, EngineError, FrameRecord, Plan, TaskManifest, WorkerEvent};
use crossbeam_channel::bounded;
use device::worth_opening;
pub(crate) use device::{RenderDevice, Stand, replace};
use digest::Md5Batch;
pub(crate) use digest::hex;
use feed::{Feeder, WorkItem};
use gpu::GpuTask;
pub(crate) use gpu::{OpenGpu, cuda, failure};
use interneg_media::{FrameEncoder, SourceKind};
use interneg_spec::{DeviceChoice, FrameRange};
use painter::Painter;
pub(crate) use painter::{open_config, source_coding};
use pool::BufferPool;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use thread::{Encoder, News, RenderThread};

/// One attempt at one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRequest {
    /// Frames to render, record frame numbers.
    pub frames: FrameRange,
    /// Token of the attempt.
    pub token: String,
    /// Folder that this attempt alone writes into; made here.
    pub stage_folder: PathBuf,
    /// Threads that encode; the decoder gets as many.
    pub threads: usize,
    /// Memory that the process may use, in bytes.
    pub memory_bytes: u64,
    /// What to render on.
    pub device: DeviceRequest,
    /// Folder that keeps kernels compiled for this machine's GPUs, for tasks to come; made when there is one to keep.
    pub kernel_folder: Option<PathBuf>,
}

/// Renders the frames of `request` into its stage and proves them with a task manifest.
///
/// `events` hears of the start, of each frame, and of the end, always on the calling thread, and of what somebody should
/// look at. The bytes written do not depend on `threads`, on `memory_bytes`, on the device or on how the record is cut in
/// tasks.
///
/// # Errors
/// The first fault in frame order that any thread met; the stage then holds no manifest.
pub fn render_task(plan: &Plan, request: &TaskRequest, events: &mut dyn FnMut(WorkerEvent)) -> Result<(), EngineError> {
    // A worker may be of a newer version than the coordinator that starts it.
    plan.check_arithmetic()?;
    check_unchanged(plan, request.frames, events)?;
    let (device, budget) = open_device(plan, request, events)?;
    let encoder = FrameEncoder::new(&plan.write_spec())?;
    let painters = Painter::for_spans(plan, request.frames, encoder.row_layout())?;
    let gpu = device.set_up(request.device, &painters, events)?;
    let device = gpu.as_ref().map_or(DeviceChoice::Cpu, GpuTask::name);
    fs::create_dir_all(&request.stage_folder).map_err(EngineError::io("create", &request.stage_folder))?;
    events(WorkerEvent::Started { frames: request.frames, device });

    let pool = BufferPool::new(budget.output_frames());
    let batch = Md5Batch::new(budget.md5_batch);
    let stop = AtomicBool::new(false);
    let first_error: Mutex<Option<(u64, EngineError)>> = Mutex::new(None);
    let (encoder, painters, gpu) = (&encoder, painters.as_slice(), gpu.as_ref());
    let shared = Encoder { plan, request, encoder, painters, gpu, pool: &pool, batch: &batch };
    let fail = |frame: u64, error: EngineError| {
        stop.store(true, Ordering::Relaxed);
        let mut slot = first_error.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if slot.as_ref().is_none_or(|(earlier, _)| frame < *earlier) {
            *slot = Some((frame, error));
        }
    };

    let mut records: Vec<FrameRecord> = Vec::new();
    std::thread::scope(|scope| {
        let (work_out, work_in) = bounded::<WorkItem>(budget.threads);
        let (news_out, news_in) = bounded::<News>(2 * budget.output_frames().max(4));
        let feeder = Feeder { plan, frames: request.frames, threads: budget.threads, stop: &stop };
        let fail = &fail;
        scope.spawn(move || feeder.run(&work_out, fail));
        for _ in 0..budget.threads {
            let (work_in, news_out, shared, stop) = (work_in.clone(), news_out.clone(), &shared, &stop);
            scope.spawn(move || RenderThread::new(shared).run(&work_in, &news_out, stop, fail));
        }
        // Only the threads' ends are left, so that the loop below ends with the last thread.
        drop((work_in, news_out));
        for news in news_in {
            match news {
                News::Written(frame_number) => events(WorkerEvent::Written { frame_number }),
                News::Warning(message) => events(WorkerEvent::Warning { message }),
                News::Hashed(record) => {
                    events(WorkerEvent::Frame { record: record.clone() });
                    records.push(record);
                }
            }
        }
    });
    if let Some((_, error)) = first_error.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    for record in batch.finish(&pool) {
        events(WorkerEvent::Frame { record: record.clone() });
        records.push(record);
    }
    records.sort_by_key(|record| record.frame_number);
    prove(plan, request, records)?;
    events(WorkerEvent::Done { frames: request.frames });
    Ok(())
}

/// Holds the sources of `frames` against the plan; what may be gone on with is told.
fn check_unchanged(plan: &Plan, frames: FrameRange, events: &mut dyn FnMut(WorkerEvent)) -> Result<(), EngineError> {
    for span in &plan.spans {
        let shown = span.record.intersection(frames);
        if shown.is_empty() {
            continue;
        }
        let first = span.source_first + (shown.first - span.record.first);
        let planned = PlannedTime {
            newest_s: span.source_modified_s,
            is_of_one_file: matches!(span.source.kind, SourceKind::Movie { .. }),
        };
        let remark = check_source(&span.source, FrameRange::new(first, first + shown.len()), planned)?;
        if let Some(message) = remark {
            events(WorkerEvent::Warning { message });
        }
    }
    Ok(())
}

/// The device, and how many frames may be in memory at once with it.
fn open_device(
    plan: &Plan,
    request: &TaskRequest,
    tell: &mut dyn FnMut(WorkerEvent),
) -> Result<(RenderDevice, FrameBudget), EngineError> {
    let budget = plan.fit_budget(request.threads, request.memory_bytes).ok_or_else(|| EngineError::Memory {
        needed_bytes: plan.memory_for(FrameBudget { threads: 1, md5_batch: 1 }),
        granted_bytes: request.memory_bytes,
    })?;
    let wanted = worth_opening(request.device, plan, request.frames);
    let device = RenderDevice::open((wanted, Stand::Processors), request.kernel_folder.as_deref(), tell)?;
    if matches!(device, RenderDevice::Cpu) {
        return Ok((device, budget));
    }
    match plan.fit_gpu_budget(request.threads, request.memory_bytes) {
        Some(budget) => Ok((device, budget)),
        None => {
            let needed_bytes = plan.gpu_host_bytes(1);
            let message = format!(
                "the processors render instead of {}: it needs {needed_bytes} bytes more of the host's memory than the \
                 task was granted; raise memory_mib",
                device.name()
            );
            tell(WorkerEvent::Warning { message });
            Ok((RenderDevice::Cpu, budget))
        }
    }
}

fn prove(plan: &Plan, request: &TaskRequest, records: Vec<FrameRecord>) -> Result<(), EngineError> {
    let rendered = records.iter().map(|record| record.frame_number);
    if !rendered.eq(request.frames.first..request.frames.end) {
        return Err(EngineError::Bug(format!("rendered {} records for frames {}", records.len(), request.frames)));
    }
    let manifest = TaskManifest {
        plan_identity: plan.identity.clone(),
        token: request.token.clone(),
        frames: request.frames,
        tool: plan.tool.clone(),
        records,
    };
    let text =
        serde_json::to_vec(&manifest).map_err(|error| EngineError::Bug(format!("task manifest as JSON: {error}")))?;
    sync_folder(&request.stage_folder)?;
    write_durable(&request.stage_folder.join(TASK_MANIFEST), &text)
}
