//! The GPU of a chunk, and a thread's way to it.

use super::super::picture::{ClipPicture, FrameError, FrameFacts, GpuPicture, LookPath, Planes};
use super::super::plan::ProxyPlan;
use super::gpu_coding::{GpuEncoders, LaneError, Packets};
use super::lanes::Lanes;
use crate::device::GpuFault;
use crate::render::{OpenGpu, RenderDevice, Stand, failure, replace};
use crate::{DeviceRequest, EngineError, TaskRequest, WorkerEvent};
use interneg_kernels::Picture;
use interneg_kernels::cuda::CudaError;
use interneg_media::encode::GpuEncodeError;
use interneg_spec::DeviceChoice;
use interneg_spec::proxy::VerifyChoice;
use std::sync::atomic::{AtomicBool, Ordering};

/// What makes the pictures of a clip on a GPU. Shared by the chunk's threads.
pub(super) struct ChunkGpu {
    name: DeviceChoice,
    gpu: OpenGpu,
    picture: GpuPicture,
    encoders: GpuEncoders,
    stand: Stand,
    lanes: Lanes,
    /// Its memory was too full for one frame; the chunk goes on without it.
    is_given_up: AtomicBool,
}

/// Where the pictures of a chunk are made, before the clip is brought there.
pub(super) struct ChunkDevice {
    device: RenderDevice,
    request: DeviceRequest,
    stand: Stand,
    /// Threads that memory is enough for.
    pub(super) threads: usize,
}

impl ChunkDevice {
    /// Opens the GPU that the coordinator asks for, where the plan lets it make the pictures of the clip.
    ///
    /// # Errors
    /// A GPU that is required, or that the plan needs, cannot be used, one is lost, or memory is short.
    pub(super) fn open(
        plan: &ProxyPlan,
        index: usize,
        request: &TaskRequest,
        tell: &mut dyn FnMut(WorkerEvent),
    ) -> Result<Self, EngineError> {
        let short = |needed_bytes| EngineError::Memory { needed_bytes, granted_bytes: request.memory_bytes };
        let threads = plan.threads_within(index, request.threads, request.memory_bytes);
        let threads = threads.ok_or_else(|| short(plan.memory_bytes(1)))?;
        let path = plan.clips[index].look.path;
        let stand = if path == Some(LookPath::Shader) { Stand::Nothing } else { Stand::Processors };
        let on_processors = |request| Self { device: RenderDevice::Cpu, request, stand, threads };
        if !path.is_some_and(LookPath::runs_on_cuda) {
            if let DeviceRequest::Require(number) = request.device {
                let device = DeviceChoice::Cuda(number);
                let message = format!("the processors render the clips that the plan does not let {device} render");
                tell(WorkerEvent::Warning { message });
            }
            return Ok(on_processors(DeviceRequest::Cpu));
        }
        let Some(number) = request.device.gpu() else {
            return match stand {
                Stand::Processors => Ok(on_processors(request.device)),
                Stand::Nothing => Err(EngineError::Device {
                    device: DeviceChoice::Cpu,
                    reason: "the job was planned for OpenColorIO's shader, which runs on GPUs alone".to_owned(),
                }),
            };
        };
        let Some(gpu_threads) = plan.gpu_threads_within(index, request.threads, request.memory_bytes) else {
            let needed_bytes = plan.gpu_host_bytes(1);
            if stand == Stand::Nothing {
                return Err(short(plan.memory_bytes(1) + needed_bytes));
            }
            let device = DeviceChoice::Cuda(number);
            let message = format!(
                "the processors render instead of {device}: it needs {needed_bytes} bytes more of the host's memory than \
                 the task was granted; raise memory_mib"
            );
            tell(WorkerEvent::Warning { message });
            return Ok(on_processors(DeviceRequest::Cpu));
        };
        let device = RenderDevice::open((request.device, stand), request.kernel_folder.as_deref(), tell)?;
        let threads = if matches!(device, RenderDevice::Cpu) { threads } else { gpu_threads };
        Ok(Self { device, request: request.device, stand, threads })
    }

    /// Brings the pictures of the clip to the device; none where the processors make them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(super) fn bring(
        self,
        plan: &ProxyPlan,
        index: usize,
        picture: &ClipPicture,
        tell: &mut dyn FnMut(WorkerEvent),
    ) -> Result<Option<ChunkGpu>, EngineError> {
        let RenderDevice::Cuda(number, gpu) = self.device else { return Ok(None) };
        let renditions = &plan.job.renditions;
        // The processors hold a frame that is verified against its planes.
        let is_verified = |rendition: usize| renditions[rendition].verify != VerifyChoice::None;
        let brought = GpuEncoders::new(&plan.clips[index], renditions, &gpu).and_then(|encoders| {
            let stays = |rendition| encoders.has(rendition) && !is_verified(rendition);
            let picture = picture.on_gpu(&gpu.device, &gpu.kernels, stays)?;
            Ok(picture.map(|picture| (picture, encoders)))
        });
        match brought {
            Ok(brought) => Ok(brought.map(|(picture, encoders)| ChunkGpu {
                name: DeviceChoice::Cuda(number),
                gpu,
                picture,
                encoders,
                stand: self.stand,
                lanes: Lanes::default(),
                is_given_up: AtomicBool::new(false),
            })),
            Err(GpuEncodeError::Encode(error)) => Err(error.into()),
            Err(GpuEncodeError::Cuda(error)) => {
                replace((self.request, self.stand), &GpuFault::from(error), tell)?;
                Ok(None)
            }
        }
    }
}

impl ChunkGpu {
    /// The GPU as jobs name it.
    pub(super) fn name(&self) -> DeviceChoice {
        self.name
    }
}

/// A thread's way to the GPU. While a lane copies, other lanes' kernels run.
pub(super) struct GpuThread<'a> {
    gpu: Option<&'a ChunkGpu>,
    text: String,
}

/// Why a frame was not made on the GPU.
pub(super) enum GpuThreadError {
    /// As on the processors.
    Frame(FrameError),
    /// The GPU cannot go on.
    Engine(EngineError),
}

impl<'a> GpuThread<'a> {
    /// A way to the GPU; without one, the processors make everything.
    pub(super) fn new(gpu: Option<&'a ChunkGpu>) -> Self {
        Self { gpu, text: String::new() }
    }

    /// Makes a frame, where the GPU does: the packets that it has encoded as well. The planes of these may hold anything.
    ///
    /// # Errors
    /// As on the processors; the GPU is lost, refuses what it is asked to do, or is full and nothing stands in for it.
    pub(super) fn render(
        &mut self,
        clip: &ClipPicture,
        frame: &Picture<'_>,
        facts: &FrameFacts<'_>,
        out: &mut [Planes<'_>],
        warn: &mut dyn FnMut(String),
    ) -> Result<Option<Packets>, GpuThreadError> {
        let Some(gpu) = self.gpu.filter(|gpu| !gpu.is_given_up.load(Ordering::Relaxed)) else { return Ok(None) };
        let name = gpu.name;
        let mut told = |lanes: usize, error: &CudaError| {
            warn(format!("{name} has room for {lanes} frames at once, for which threads wait: {error}"));
        };
        let text = &mut self.text;
        let made = gpu.lanes.make(
            &gpu.gpu.device,
            &mut |lane| {
                clip.render_on_gpu((&gpu.picture, lane), frame, facts, out, text)?;
                gpu.encoders.encode(&gpu.gpu.device, lane, &gpu.picture, out)
            },
            &mut told,
        );
        let error = match made {
            Ok(packets) => return Ok(Some(packets)),
            Err(LaneError::Frame(error)) => return Err(GpuThreadError::Frame(error)),
            Err(LaneError::Encode(error)) => return Err(GpuThreadError::Engine(error.into())),
            Err(LaneError::Cuda(error)) => error,
        };
        if !error.is_out_of_memory() {
            return Err(GpuThreadError::Engine(failure(name, &error)));
        }
        if gpu.stand == Stand::Nothing {
            let reason = format!("{error}, and OpenColorIO's shader runs on GPUs alone");
            return Err(GpuThreadError::Engine(EngineError::Device { device: name, reason }));
        }
        if !gpu.is_given_up.swap(true, Ordering::Relaxed) {
            warn(format!("{name} is full, the processors render the rest of the task: {error}"));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::assembly::tests::plan;
    use crate::{ExitClass, WorkPlan};
    use std::path::{Path, PathBuf};

    /// No machine has as many GPUs.
    const NOWHERE: u32 = 9999;

    /// What a worker with this path of a look, request and memory opens: what it renders on or the error, and what it
    /// tells.
    fn opened(
        path: Option<LookPath>,
        device: DeviceRequest,
        is_memory_short: bool,
    ) -> (Result<bool, EngineError>, String) {
        let mut plan = plan(Path::new("/out"));
        plan.clips[0].look.path = path;
        let needed = WorkPlan::Proxies(plan.clone()).memory_within(1, 0);
        let request = TaskRequest {
            frames: plan.clips[0].frames,
            token: "t".to_owned(),
            stage_folder: PathBuf::new(),
            threads: 1,
            memory_bytes: if is_memory_short { needed } else { 4 << 30 },
            device,
            kernel_folder: None,
        };
        let mut told = String::new();
        let opened = ChunkDevice::open(&plan, 0, &request, &mut |event| told.push_str(&format!("{event:?}")));
        (opened.map(|chunk| matches!(chunk.device, RenderDevice::Cpu)), told)
    }

    #[test]
    fn what_the_plan_does_not_let_a_gpu_render_is_the_processors() {
        for path in [None, Some(LookPath::Processors)] {
            for device in [DeviceRequest::Cpu, DeviceRequest::Prefer(NOWHERE), DeviceRequest::Require(NOWHERE)] {
                let (chosen, told) = opened(path, device, false);
                assert!(chosen.unwrap(), "{path:?} {device}");
                // Only a GPU that was named is missed.
                assert_eq!(told.contains("does not let cuda:9999 render"), matches!(device, DeviceRequest::Require(_)));
            }
        }
    }

    #[test]
    fn a_named_gpu_that_is_not_there_fails_the_task() {
        for path in [LookPath::Program, LookPath::Baked, LookPath::Shader] {
            let error = opened(Some(path), DeviceRequest::Require(NOWHERE), false).0.unwrap_err();
            assert_eq!(error.class(), ExitClass::Device);
            assert!(error.to_string().contains("cuda:9999"), "{error}");
        }
    }

    #[test]
    fn a_shader_never_runs_elsewhere() {
        let error = opened(Some(LookPath::Shader), DeviceRequest::Prefer(NOWHERE), false).0.unwrap_err();
        assert_eq!(error.class(), ExitClass::Device);
        let error = opened(Some(LookPath::Shader), DeviceRequest::Cpu, false).0.unwrap_err();
        assert_eq!(error.class(), ExitClass::Device);
        assert!(error.to_string().contains("OpenColorIO's shader"), "{error}");
        let error = opened(Some(LookPath::Shader), DeviceRequest::Require(0), true).0.unwrap_err();
        assert!(matches!(error, EngineError::Memory { .. }), "{error}");
    }

    #[test]
    fn where_the_hosts_memory_is_short_of_a_gpu_the_processors_render_and_say_so() {
        for device in [DeviceRequest::Prefer(0), DeviceRequest::Require(0)] {
            let (chosen, told) = opened(Some(LookPath::Baked), device, true);
            assert!(chosen.unwrap() && told.contains("raise memory_mib"), "{told}");
        }
        let (chosen, told) = opened(Some(LookPath::Baked), DeviceRequest::Cpu, true);
        assert!(chosen.unwrap() && told.is_empty(), "{told}");
    }
}
