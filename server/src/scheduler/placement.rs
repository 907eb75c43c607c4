//! Which device a task is placed on.

use super::gpus::Gpus;
use crate::moment::Moment;
use interneg_engine::{DeviceRequest, Inventory};
use interneg_spec::DeviceChoice;

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

/// An attempt at a task that is to be placed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked<'a> {
    /// What the job asks for; none where it leaves that to the service.
    pub(super) choice: Option<DeviceChoice>,
    /// Number of the task.
    pub(super) task: u32,
    /// GPUs on which earlier attempts at it failed.
    pub(super) suspects: &'a [u32],
    /// Another failure like one of those would be the task's last.
    pub(super) is_last: bool,
}

/// Places an attempt. Left to us, it goes to the GPU with the least to do, other than those that have failed the task, or
/// any task lately; tasks take turns where several have as little. It goes to the processors when no GPU is left, or when
/// GPUs have failed the task and only one attempt is left.
pub(super) fn place(asked: Asked<'_>, devices: &Devices, gpus: &Gpus, now: Moment) -> Placement {
    match asked.choice.unwrap_or(devices.default) {
        DeviceChoice::Cpu => Placement::quiet(DeviceRequest::Cpu),
        DeviceChoice::Cuda(gpu) => Placement::quiet(DeviceRequest::Require(gpu)),
        DeviceChoice::Auto => {
            if let Some(fault) = &devices.fault {
                return Placement::on_processors(fault);
            }
            let (count, suspects) = (devices.gpus, asked.suspects);
            let turn = |gpu: u32| (gpu + count - asked.task % count) % count;
            let trusted = (0..count).filter(|gpu| !suspects.contains(gpu) && !gpus.is_suspect(*gpu, now));
            match trusted.min_by_key(|gpu| (gpus.load(*gpu), turn(*gpu))) {
                Some(_) if asked.is_last && !suspects.is_empty() => {
                    Placement::on_processors("earlier attempts failed on GPUs, and this one is the last")
                }
                Some(gpu) => Placement::quiet(DeviceRequest::Prefer(gpu)),
                None if count == 0 => Placement::quiet(DeviceRequest::Cpu),
                None => Placement::on_processors("every GPU has failed lately"),
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

    fn placed(asked: Asked<'_>, devices: &Devices, gpus: &Gpus) -> Placement {
        place(asked, devices, gpus, Moment::EPOCH)
    }

    /// Where `tasks` that begin one after the other, and all run, are placed.
    fn spread(devices: &Devices, tasks: u32) -> Vec<DeviceRequest> {
        let mut gpus = Gpus::default();
        let mut begin = |task: u32| {
            let placed = placed(Asked { task, ..Asked::default() }, devices, &gpus).request;
            if let Some(gpu) = placed.gpu() {
                gpus.book(&task.to_string(), gpu);
            }
            placed
        };
        (0..tasks).map(&mut begin).collect()
    }

    #[test]
    fn a_job_counts_before_the_configuration() {
        let devices = Devices { default: DeviceChoice::Cuda(1), ..machine(2) };
        let request = |choice| placed(Asked { choice, ..Asked::default() }, &devices, &Gpus::default()).request;
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
        let mut busy = Gpus::default();
        [("a", 0), ("b", 0), ("c", 1), ("d", 2)].into_iter().for_each(|(token, gpu)| busy.book(token, gpu));
        busy.leave("c");
        assert_eq!(placed(Asked { task: 2, ..Asked::default() }, &machine(3), &busy).request, Prefer(1));
        // One worker at a time: each task finds all GPUs idle.
        let idle = Gpus::default();
        let turns = [0, 1, 2, 3].map(|task| placed(Asked { task, ..Asked::default() }, &machine(3), &idle).request);
        assert_eq!(turns, [Prefer(0), Prefer(1), Prefer(2), Prefer(0)]);
    }

    #[test]
    fn a_gpu_on_which_the_task_failed_is_avoided_until_only_the_processors_are_left() {
        fn asked(suspects: &[u32]) -> Asked<'_> {
            Asked { suspects, ..Asked::default() }
        }
        let next = |suspects: &[u32]| placed(asked(suspects), &machine(2), &Gpus::default());
        assert_eq!(next(&[0]), Placement::quiet(DeviceRequest::Prefer(1)));
        let last = next(&[0, 1]);
        assert_eq!(last.request, DeviceRequest::Cpu);
        assert!(last.warning.unwrap().contains("every GPU"));
        // With one attempt left nothing is risked; a task that no GPU has failed may go to one all the same.
        let last = |suspects: &[u32]| placed(Asked { is_last: true, ..asked(suspects) }, &machine(3), &Gpus::default());
        assert_eq!((last(&[0]).request, last(&[]).request), (DeviceRequest::Cpu, DeviceRequest::Prefer(0)));
        let required = placed(
            Asked { choice: Some(DeviceChoice::Cuda(0)), is_last: true, ..asked(&[0]) },
            &machine(2),
            &Gpus::default(),
        );
        assert_eq!(required.request, DeviceRequest::Require(0), "what is asked for is not replaced");
    }

    #[test]
    fn a_gpu_that_has_failed_lately_is_avoided_by_every_task_that_may_go_elsewhere() {
        let (now, later) = (Moment::EPOCH, Moment::EPOCH + std::time::Duration::from_secs(3600));
        let mut gpus = Gpus::default();
        gpus.suspect(0, now);
        let at = |choice, gpus: &Gpus, now| place(Asked { choice, ..Asked::default() }, &machine(2), gpus, now);
        assert_eq!(at(None, &gpus, now), Placement::quiet(DeviceRequest::Prefer(1)));
        assert_eq!(at(Some(DeviceChoice::Cuda(0)), &gpus, now).request, DeviceRequest::Require(0));
        gpus.suspect(1, now);
        let none_left = at(None, &gpus, now);
        assert_eq!(none_left.request, DeviceRequest::Cpu);
        assert!(none_left.warning.unwrap().contains("every GPU"));
        assert_eq!(at(None, &gpus, later), Placement::quiet(DeviceRequest::Prefer(0)), "it may have come back");
    }

    #[test]
    fn a_machine_with_a_fault_says_so_and_one_without_a_driver_does_not() {
        let of = |cuda| {
            let devices = Devices::new(DeviceChoice::Auto, &Inventory::with(cuda));
            placed(Asked::default(), &devices, &Gpus::default())
        };
        assert_eq!(of(Cuda::absent("no driver", false)), Placement::quiet(DeviceRequest::Cpu));
        assert!(!Devices::default().may_use_gpu(None) && machine(1).may_use_gpu(None));
        let faulty = of(Cuda::absent("error 804", true));
        assert_eq!(faulty.request, DeviceRequest::Cpu);
        assert!(faulty.warning.unwrap().contains("error 804"));
    }
}
