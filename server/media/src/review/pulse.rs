//! What a pipeline's threads tell the one that waits for them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counts what moves in a pipeline, and keeps what its bus said. May be shared between threads.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    beats: u64,
    failure: Option<Failure>,
}

/// The first error that the bus told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub element: String,
    pub reason: String,
}

impl Pulse {
    /// Something moved.
    pub fn beat(&self) {
        self.state().beats += 1;
        self.moved.notify_all();
    }

    /// An element failed; those that fail because of it come later and are not kept.
    pub fn fail(&self, failure: Failure) {
        self.state().failure.get_or_insert(failure);
        self.beat();
    }

    /// The number of beats so far.
    pub fn beats(&self) -> u64 {
        self.state().beats
    }

    /// What failed first.
    pub fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    /// Waits until there were more beats than `seen`; `false` where there were none for as long as `patience`.
    pub fn wait(&self, seen: u64, patience: Duration) -> bool {
        let waited = self.moved.wait_timeout_while(self.state(), patience, |state| state.beats == seen);
        let (_state, result) = waited.unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    // No code under the lock panics; a poisoned lock holds what it held.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
