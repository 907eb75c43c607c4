//! What the scheduler knows of each GPU while it runs: who renders there, and which ones have failed lately.

use crate::moment::Moment;
use interneg_spec::DeviceChoice;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long no task that leaves the choice to us goes to a GPU that has failed: a driver is restarted, or a card comes
/// back from its reset, in minutes, and one wasted attempt in so long a time costs little where it stays broken.
const SUSPICION: Duration = Duration::from_secs(10 * 60);

/// The GPUs of the loop, shared with those that listen to its workers. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedGpus(Arc<Mutex<Gpus>>);

impl SharedGpus {
    pub(super) fn lock(&self) -> MutexGuard<'_, Gpus> {
        // Every change is one statement on plain values, so a panic leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Attempts that run on GPUs, and GPUs that have failed.
#[derive(Debug, Default)]
pub(super) struct Gpus {
    /// By token of the attempt.
    booked: HashMap<String, u32>,
    suspect_until: BTreeMap<u32, Moment>,
}

impl Gpus {
    /// An attempt is placed on a GPU.
    pub(super) fn book(&mut self, token: &str, gpu: u32) {
        self.booked.insert(token.to_owned(), gpu);
    }

    /// The worker of a booked attempt says what it renders on.
    pub(super) fn moved(&mut self, token: &str, device: DeviceChoice) {
        match (device, self.booked.get_mut(token)) {
            (DeviceChoice::Cuda(gpu), Some(booked)) => *booked = gpu,
            (DeviceChoice::Cpu, Some(_)) => self.leave(token),
            _ => {}
        }
    }

    /// An attempt has ended, wherever it ran.
    pub(super) fn leave(&mut self, token: &str) {
        self.booked.remove(token);
    }

    /// Attempts on `gpu`.
    pub(super) fn load(&self, gpu: u32) -> usize {
        self.booked.values().filter(|booked| **booked == gpu).count()
    }

    /// A GPU has failed an attempt, or a worker could not use it.
    pub(super) fn suspect(&mut self, gpu: u32, now: Moment) {
        self.suspect_until.retain(|_, until| now < *until);
        self.suspect_until.insert(gpu, now + SUSPICION);
    }

    /// Whether it has done so lately.
    pub(super) fn is_suspect(&self, gpu: u32, now: Moment) -> bool {
        self.suspect_until.get(&gpu).is_some_and(|until| now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_is_where_workers_say_they_are() {
        let mut gpus = Gpus::default();
        let load = |gpus: &Gpus| [gpus.load(0), gpus.load(1)];
        gpus.book("a", 0);
        gpus.book("b", 0);
        gpus.moved("a", DeviceChoice::Cuda(0));
        assert_eq!(load(&gpus), [2, 0]);
        gpus.moved("a", DeviceChoice::Cuda(1));
        gpus.moved("b", DeviceChoice::Cpu);
        assert_eq!(load(&gpus), [0, 1]);
        gpus.leave("a");
        gpus.leave("b");
        // A word that comes late books nothing.
        gpus.moved("a", DeviceChoice::Cuda(0));
        assert_eq!(load(&gpus), [0, 0]);
    }

    #[test]
    fn suspicion_ends() {
        let mut gpus = Gpus::default();
        let (begin, second) = (Moment::from_unix_us(7), Duration::from_secs(1));
        gpus.suspect(1, begin);
        assert!(gpus.is_suspect(1, begin) && !gpus.is_suspect(0, begin));
        assert!(gpus.is_suspect(1, begin + SUSPICION - second) && !gpus.is_suspect(1, begin + SUSPICION));
        gpus.suspect(1, begin + second);
        assert!(gpus.is_suspect(1, begin + SUSPICION), "the last failure counts");
    }
}
