//! Lanes of a GPU that the threads of a chunk share: as many as there are threads, or as its memory has room for.

use super::gpu_coding::LaneError;
use interneg_kernels::cuda::{CudaDevice, CudaError, Lane};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lanes that are made when they are needed. A lane takes its memory with its first frame; where there is none left, threads
/// wait for those that there are.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    state: Mutex<State>,
    /// A lane is free again, or gone.
    changed: Condvar,
    /// Held by who takes memory, so that one who finds none knows that all the others have theirs.
    growing: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    free: Vec<Lane>,
    /// Those that have made a frame, free or at work.
    made: usize,
    /// There is no room for more.
    is_full: bool,
}

/// Where a lane that is at work belongs: when this is dropped, it goes back, or is gone where its work failed or panicked.
struct Borrowed<'a> {
    lanes: &'a Lanes,
    back: Option<Lane>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut state = self.lanes.state();
        match self.back.take() {
            Some(lane) => state.free.push(lane),
            None => state.made -= 1,
        }
        self.lanes.changed.notify_all();
    }
}

impl Lanes {
    /// Makes a frame on a lane: one that is free, or a new one. `work` may be called again where memory ran out.
    /// `told` hears once when there is no room for more lanes.
    ///
    /// # Errors
    /// What `work` gives; that memory is short only where not even one lane has room.
    pub(super) fn make<T>(
        &self,
        device: &CudaDevice,
        work: &mut dyn FnMut(&mut Lane) -> Result<T, LaneError>,
        told: &mut dyn FnMut(usize, &CudaError),
    ) -> Result<T, LaneError> {
        loop {
            let made = match self.borrow() {
                Some((lane, borrowed)) => Self::on(lane, borrowed, work),
                None => self.on_new(device, work),
            };
            let Err(LaneError::Cuda(error)) = &made else { return made };
            if !error.is_out_of_memory() {
                return made;
            }
            let mut state = self.state();
            if state.made == 0 {
                return made;
            }
            if !std::mem::replace(&mut state.is_full, true) {
                told(state.made, error);
            }
        }
    }

    /// A lane that is free; none where one may be made.
    fn borrow(&self) -> Option<(Lane, Borrowed<'_>)> {
        let mut state = self.state();
        loop {
            if let Some(lane) = state.free.pop() {
                return Some((lane, Borrowed { lanes: self, back: None }));
            }
            if !state.is_full || state.made == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn on<T>(
        mut lane: Lane,
        mut borrowed: Borrowed<'_>,
        work: &mut dyn FnMut(&mut Lane) -> Result<T, LaneError>,
    ) -> Result<T, LaneError> {
        let made = work(&mut lane);
        if !matches!(made, Err(LaneError::Cuda(_))) {
            borrowed.back = Some(lane);
        }
        made
    }

    fn on_new<T>(
        &self,
        device: &CudaDevice,
        work: &mut dyn FnMut(&mut Lane) -> Result<T, LaneError>,
    ) -> Result<T, LaneError> {
        let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lane = Lane::new(device)?;
        let made = work(&mut lane)?;
        let mut state = self.state();
        state.made += 1;
        state.free.push(lane);
        self.changed.notify_all();
        Ok(made)
    }

    /// A thread that panicked left whole numbers behind.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
