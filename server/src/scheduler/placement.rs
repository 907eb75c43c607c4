//! Which device a task is placed on.

use interneg_engine::{DeviceRequest, Inventory};
use interneg_spec::DeviceChoice;
use std::collections::BTreeMap;

/// What the scheduler knows of devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Devices {
    /// For jobs that name none.
    pub default: DeviceChoice,
    /// GPUs of the machine.
    pub gpus: u32,
    /// Why there are none although there should be.
    pub fault: Option<String>,
}

impl Devices {
    /// The devices of `inventory`.
    pub fn new(default: DeviceChoice, inventory: &Inventory) -> Self {
        Self {
            default,
            gpus: u32::try_from(inventory.cuda.gpus.len()).unwrap_or(u32::MAX),
            fault: inventory
                .cuda
                .absence
                .as_ref()
                .filter(|absence| absence.is_fault)
                .map(|absence| absence.reason.clone()),
        }
    }
}

impl Devices {
    /// Whether a job that asks for `choice` may come to run on a GPU.
    pub(super) fn may_use_gpu(&self, choice: Option<DeviceChoice>) -> bool {
        match choice.unwrap_or(self.default) {
            DeviceChoice::Cpu => false,
            DeviceChoice::Cuda(_) => true,
            DeviceChoice::Auto => self.gpus > 0 && self.fault.is_none(),
        }
    }
}

/// Attempts that run on each GPU.
#[derive(Debug, Default)]
pub(super) struct GpuLoad(BTreeMap<u32, usize>);

impl GpuLoad {
    pub(super) fn begin(&mut self, request: DeviceRequest) {
        if let Some(gpu) = request.gpu() {
            *self.0.entry(gpu).or_default() += 1;
        }
    }

    pub(super) fn end(&mut self, request: DeviceRequest) {
        if let Some(running) = request.gpu().and_then(|gpu| self.0.get_mut(&gpu)) {
            *running = running.saturating_sub(1);
        }
    }

    fn on(&self, gpu: u32) -> usize {
        self.0.get(&gpu).copied().unwrap_or(0)
    }
}

/// Where a task goes, and what the job's history should say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) request: DeviceRequest,
    pub(super) warning: Option<String>,
}

impl Placement {
    fn quiet(request: DeviceRequest) -> Self {
        Self { request, warning: None }
    }

    fn on_processors(reason: &str) -> Self {
        Self { request: DeviceRequest::Cpu, warning: Some(format!("the processors render instead of a GPU: {reason}")) }
    }
}

/// Places a task that asks for `choice`. Left to us, it goes to the GPU with the least to do, other than `suspects`, on
/// which earlier attempts at it failed; tasks take turns where several have as little. Without a GPU that is left, it goes
/// to the processors.
pub(super) fn place(
    choice: Option<DeviceChoice>,
    task: u32,
    devices: &Devices,
    load: &GpuLoad,
    suspects: &[u32],
) -> Placement {
    match choice.unwrap_or(devices.default) {
        DeviceChoice::Cpu => Placement::quiet(DeviceRequest::Cpu),
        DeviceChoice::Cuda(gpu) => Placement::quiet(DeviceRequest::Require(gpu)),
        DeviceChoice::Auto => {
            if let Some(fault) = &devices.fault {
                return Placement::on_processors(fault);
            }
            let gpus = devices.gpus;
            let turn = |gpu: u32| (gpu + gpus - task % gpus) % gpus;
            let trusted = (0..gpus).filter(|gpu| !suspects.contains(gpu));
            match trusted.min_by_key(|gpu| (load.on(*gpu), turn(*gpu))) {
                Some(gpu) => Placement::quiet(DeviceRequest::Prefer(gpu)),
                None if gpus == 0 => Placement::quiet(DeviceRequest::Cpu),
                None => Placement::on_processors("earlier attempts failed on every GPU"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_engine::Cuda;

    fn machine(gpus: u32) -> Devices {
        Devices { gpus, ..Devices::default() }
    }

    /// Where `tasks` that begin one after the other, and all run, are placed.
    fn spread(devices: &Devices, tasks: u32) -> Vec<DeviceRequest> {
        let mut load = GpuLoad::default();
        let mut begin = |task| {
            let placed = place(None, task, devices, &load, &[]).request;
            load.begin(placed);
            placed
        };
        (0..tasks).map(&mut begin).collect()
    }

    #[test]
    fn a_job_counts_before_the_configuration() {
        let devices = Devices { default: DeviceChoice::Cuda(1), ..machine(2) };
        let request = |choice| place(choice, 0, &devices, &GpuLoad::default(), &[]).request;
        assert_eq!(request(None), DeviceRequest::Require(1));
        assert_eq!(request(Some(DeviceChoice::Cpu)), DeviceRequest::Cpu);
        assert_eq!(
            request(Some(DeviceChoice::Cuda(5))),
            DeviceRequest::Require(5),
            "whether it is there, the worker sees"
        );
        assert_eq!(request(Some(DeviceChoice::Auto)), DeviceRequest::Prefer(0));
    }

    #[test]
    fn tasks_take_turns_on_the_gpus_and_the_idle_one_is_next() {
        use DeviceRequest::{Cpu, Prefer};
        assert_eq!(spread(&machine(0), 3), [Cpu; 3]);
        assert_eq!(spread(&machine(1), 3), [Prefer(0); 3]);
        assert_eq!(spread(&machine(3), 5), [Prefer(0), Prefer(1), Prefer(2), Prefer(0), Prefer(1)]);
        let mut load = GpuLoad::default();
        [Prefer(0), Prefer(0), Prefer(1), Prefer(2)].into_iter().for_each(|request| load.begin(request));
        load.end(Prefer(1));
        assert_eq!(place(None, 2, &machine(3), &load, &[]).request, Prefer(1));
        // One worker at a time: each task finds all GPUs idle.
        let turns = [0, 1, 2, 3].map(|task| place(None, task, &machine(3), &GpuLoad::default(), &[]).request);
        assert_eq!(turns, [Prefer(0), Prefer(1), Prefer(2), Prefer(0)]);
    }

    #[test]
    fn a_gpu_on_which_the_task_failed_is_avoided_until_only_the_processors_are_left() {
        let placed = |suspects: &[u32]| place(None, 0, &machine(2), &GpuLoad::default(), suspects);
        assert_eq!(placed(&[0]), Placement::quiet(DeviceRequest::Prefer(1)));
        let last = placed(&[0, 1]);
        assert_eq!(last.request, DeviceRequest::Cpu);
        assert!(last.warning.unwrap().contains("every GPU"));
        let required = place(Some(DeviceChoice::Cuda(0)), 0, &machine(2), &GpuLoad::default(), &[0]);
        assert_eq!(required.request, DeviceRequest::Require(0), "what is asked for is not replaced");
    }

    #[test]
    fn a_machine_with_a_fault_says_so_and_one_without_a_driver_does_not() {
        let of = |cuda| {
            let devices = Devices::new(DeviceChoice::Auto, &Inventory::with(cuda));
            place(None, 0, &devices, &GpuLoad::default(), &[])
        };
        assert_eq!(of(Cuda::absent("no driver", false)), Placement::quiet(DeviceRequest::Cpu));
        assert!(!Devices::default().may_use_gpu(None) && machine(1).may_use_gpu(None));
        let faulty = of(Cuda::absent("error 804", true));
        assert_eq!(faulty.request, DeviceRequest::Cpu);
        assert!(faulty.warning.unwrap().contains("error 804"));
    }
}
