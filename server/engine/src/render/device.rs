//! The device of one task, opened once.

use super::gpu::{GpuTask, OpenGpu};
use super::painter::Painter;
use crate::device::{DeviceRequest, GpuFault};
use crate::{EngineError, Plan, RunsOn, Span, WorkerEvent};
use interneg_spec::{DeviceChoice, FrameRange};
use std::path::Path;

/// What a task renders on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RenderDevice<G = OpenGpu> {
    /// The processors.
    Cpu,
    /// A GPU and its number.
    Cuda(u32, G),
}

impl<G> RenderDevice<G> {
    /// The device as jobs name it.
    pub(crate) fn name(&self) -> DeviceChoice {
        match self {
            Self::Cpu => DeviceChoice::Cpu,
            Self::Cuda(number, _) => DeviceChoice::Cuda(*number),
        }
    }
}

/// What may render where a GPU cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// The processors, which give the same bytes.
    Processors,
    /// Nothing: the task fails.
    Nothing,
}

impl RenderDevice {
    /// Opens what the coordinator asks for; compiled kernels are kept in `kernel_folder`.
    ///
    /// # Errors
    /// A GPU that is required, or that nothing stands in for, cannot be used, or one is lost.
    pub(crate) fn open(
        (request, stand): (DeviceRequest, Stand),
        kernel_folder: Option<&Path>,
        tell: &mut dyn FnMut(WorkerEvent),
    ) -> Result<Self, EngineError> {
        choose((request, stand), |number| OpenGpu::open(number, kernel_folder), tell)
    }
}

fn choose<G>(
    (request, stand): (DeviceRequest, Stand),
    open: impl FnOnce(u32) -> Result<G, GpuFault>,
    tell: &mut dyn FnMut(WorkerEvent),
) -> Result<RenderDevice<G>, EngineError> {
    let Some(number) = request.gpu() else { return Ok(RenderDevice::Cpu) };
    match open(number) {
        Ok(gpu) => Ok(RenderDevice::Cuda(number, gpu)),
        Err(fault) => {
            replace((request, stand), &fault, tell)?;
            Ok(RenderDevice::Cpu)
        }
    }
}

impl RenderDevice {
    /// Sets the device up for a task's spans; none where the processors paint them all. `request` is what it was opened
    /// for.
    ///
    /// # Errors
    /// A GPU that is required cannot be used, or one is lost.
    pub(super) fn set_up(
        self,
        request: DeviceRequest,
        painters: &[Option<Painter>],
        tell: &mut dyn FnMut(WorkerEvent),
    ) -> Result<Option<GpuTask>, EngineError> {
        let Self::Cuda(number, gpu) = self else { return Ok(None) };
        match GpuTask::new(number, gpu, painters) {
            Ok(task) => {
                let left_out = painters.iter().flatten().any(|painter| painter.pass().is_none());
                if left_out && matches!(request, DeviceRequest::Require(_)) {
                    let name = task.name();
                    let message = format!("the processors render the clips that the plan does not let {name} render");
                    tell(WorkerEvent::Warning { message });
                }
                Ok(Some(task).filter(GpuTask::is_used))
            }
            Err(fault) => {
                replace((request, Stand::Processors), &fault, tell)?;
                Ok(None)
            }
        }
    }
}

/// What a task is to open: where no frame of it can be rendered on a GPU, one that is only preferred is left alone, with
/// the memory that its driver would take.
pub(super) fn worth_opening(request: DeviceRequest, plan: &Plan, frames: FrameRange) -> DeviceRequest {
    let has_use = |span: &Span| span.runs_on == RunsOn::CpuOrCuda && !span.record.intersection(frames).is_empty();
    match request {
        DeviceRequest::Prefer(_) if !plan.spans.iter().any(has_use) => DeviceRequest::Cpu,
        request => request,
    }
}

/// What follows from a GPU that cannot be set up: what is required fails the task; what is only preferred is replaced by
/// the processors, in silence where the machine has no GPU, with a word where it has one that does not work. One that is
/// lost fails the task all the same: nothing more can be trusted in a process whose driver has failed.
pub(crate) fn replace(
    (request, stand): (DeviceRequest, Stand),
    fault: &GpuFault,
    tell: &mut dyn FnMut(WorkerEvent),
) -> Result<(), EngineError> {
    let Some(device) = request.gpu().map(DeviceChoice::Cuda) else { return Ok(()) };
    match (fault, request, stand) {
        (GpuFault::Lost(reason), _, Stand::Nothing) => {
            return Err(EngineError::DeviceLost { device, reason: reason.clone() });
        }
        (_, _, Stand::Nothing) => return Err(EngineError::Device { device, reason: fault.to_string() }),
        // Memory comes and goes with what else runs on the GPU, and the processors give the same frames.
        (GpuFault::OutOfMemory(_), _, _) => tell(WorkerEvent::Warning { message: on_processors(device, fault) }),
        (_, DeviceRequest::Require(_), _) => return Err(EngineError::Device { device, reason: fault.to_string() }),
        (GpuFault::Absent(_), _, _) => {}
        (GpuFault::Lost(reason), _, _) => return Err(EngineError::DeviceLost { device, reason: reason.clone() }),
        (GpuFault::Unusable(_), _, _) => tell(WorkerEvent::Unusable { device, message: on_processors(device, fault) }),
    }
    Ok(())
}

fn on_processors(device: DeviceChoice, fault: &GpuFault) -> String {
    format!("{device} cannot be used, the processors render instead: {fault}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExitClass;

    const GPU: &str = "opened";

    /// What `request` leads to on a machine that answers `opened`: the device or the error, and what is told.
    fn check(
        request: DeviceRequest,
        opened: Result<&'static str, GpuFault>,
    ) -> (Result<RenderDevice<&'static str>, EngineError>, Vec<WorkerEvent>) {
        let mut told = Vec::new();
        let chosen = choose((request, Stand::Processors), |_| opened, &mut |event| told.push(event));
        (chosen, told)
    }

    #[test]
    fn a_gpu_that_works_is_used_where_it_is_wanted() {
        for (request, expected) in [
            (DeviceRequest::Cpu, RenderDevice::Cpu),
            (DeviceRequest::Prefer(2), RenderDevice::Cuda(2, GPU)),
            (DeviceRequest::Require(2), RenderDevice::Cuda(2, GPU)),
        ] {
            let (chosen, warnings) = check(request, Ok(GPU));
            assert_eq!((chosen.unwrap(), warnings), (expected, Vec::<WorkerEvent>::new()));
        }
    }

    #[test]
    fn a_gpu_is_not_opened_for_frames_that_it_cannot_render() {
        let mut plan: Plan = serde_json::from_str(include_str!("../../tests/former/plan.json")).unwrap();
        plan.spans[1].runs_on = RunsOn::CpuOrCuda;
        let (first, second) = (plan.spans[0].record, plan.spans[1].record);
        let opened = |request, frames| worth_opening(request, &plan, frames);
        assert_eq!(opened(DeviceRequest::Prefer(1), first), DeviceRequest::Cpu);
        assert_eq!(opened(DeviceRequest::Prefer(1), second), DeviceRequest::Prefer(1));
        assert_eq!(opened(DeviceRequest::Prefer(1), plan.frames), DeviceRequest::Prefer(1));
        assert_eq!(opened(DeviceRequest::Require(1), first), DeviceRequest::Require(1), "whether it is there, is told");
    }

    #[test]
    fn a_machine_without_a_driver_renders_on_the_processors_without_a_word() {
        let (chosen, warnings) = check(DeviceRequest::Prefer(0), Err(GpuFault::Absent("no driver".into())));
        assert_eq!((chosen.unwrap().name(), warnings.len()), (DeviceChoice::Cpu, 0));
    }

    #[test]
    fn a_gpu_that_does_not_work_is_replaced_and_named() {
        let (chosen, told) = check(DeviceRequest::Prefer(1), Err(GpuFault::Unusable("error 804".into())));
        assert_eq!(chosen.unwrap(), RenderDevice::Cpu);
        let [WorkerEvent::Unusable { device: DeviceChoice::Cuda(1), message }] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert!(message.contains("cuda:1") && message.contains("error 804"), "{message}");
    }

    #[test]
    fn a_gpu_that_is_lost_fails_the_task_even_where_it_is_only_preferred() {
        let (chosen, told) = check(DeviceRequest::Prefer(1), Err(GpuFault::Lost("error 719".into())));
        let error = chosen.unwrap_err();
        assert_eq!((error.class(), told.len()), (ExitClass::Device, 0));
        assert!(error.to_string().contains("cuda:1") && error.to_string().contains("error 719"), "{error}");
    }

    #[test]
    fn a_gpu_that_is_required_and_not_to_be_had_fails_the_task_and_names_the_remedy() {
        for fault in [GpuFault::Absent("no driver".into()), GpuFault::Unusable("no NVRTC".into())] {
            let said = fault.to_string();
            let (chosen, warnings) = check(DeviceRequest::Require(0), Err(fault));
            let error = chosen.unwrap_err();
            assert_eq!((error.class(), warnings.len()), (ExitClass::Device, 0));
            for part in ["cuda:0", said.as_str(), "auto", "cpu"] {
                assert!(error.to_string().contains(part), "{part}: {error}");
            }
        }
    }

    #[test]
    fn what_nothing_stands_in_for_fails_whatever_is_wrong_and_however_it_was_asked_for() {
        let faults: [fn(String) -> GpuFault; 4] =
            [GpuFault::Absent, GpuFault::Unusable, GpuFault::OutOfMemory, GpuFault::Lost];
        for request in [DeviceRequest::Prefer(1), DeviceRequest::Require(1)] {
            for fault in faults {
                let opened = |_| Err::<&str, _>(fault("because".into()));
                let mut tell = |event| panic!("{event:?}");
                let error = choose((request, Stand::Nothing), opened, &mut tell).unwrap_err();
                assert_eq!(error.class(), ExitClass::Device, "{error}");
                assert!(error.to_string().contains("cuda:1") && error.to_string().contains("because"), "{error}");
            }
        }
    }

    #[test]
    fn a_gpu_without_room_is_replaced_even_where_it_is_required() {
        for request in [DeviceRequest::Prefer(0), DeviceRequest::Require(0)] {
            let (chosen, warnings) =
                check(request, Err(GpuFault::OutOfMemory("out of GPU memory: 48 bytes needed".into())));
            assert_eq!((chosen.unwrap(), warnings.len()), (RenderDevice::Cpu, 1));
            // Its memory comes and goes: no reason to avoid it.
            let WorkerEvent::Warning { message } = &warnings[0] else { panic!("{warnings:?}") };
            assert!(message.contains("out of GPU memory: 48"), "{message}");
        }
    }
}
