//! Whether and when a failed task is tried again.

use crate::store::TaskRow;
use interneg_engine::ExitClass;
use std::time::Duration;

/// How often, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts that a task has.
    pub max_attempts: u32,
    /// Before the second attempt; doubled for each one after it.
    pub initial_delay: Duration,
    /// Never longer than this.
    pub max_delay: Duration,
}

/// What to do with a task whose attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Try again.
    After {
        /// The time to wait.
        delay: Duration,
        /// The failure uses up an attempt.
        counted: bool,
    },
    /// Another attempt would end the same way, or there have been enough.
    GiveUp,
}

/// A bug of ours gets one more chance: it may have been a matter of timing.
const ATTEMPTS_AFTER_A_BUG: u32 = 2;
/// A task that comes back this often without ever being at fault will not get further either.
const MAX_RETURNS: u32 = 100;

impl RetryPolicy {
    /// Decides for `task`, as it was before the failure, and the failure's class.
    pub fn decide(&self, class: ExitClass, task: &TaskRow) -> Retry {
        if !class.is_retryable() {
            return Retry::GiveUp;
        }
        let counted = class.counts_as_attempt();
        let (before, limit) = match (counted, class) {
            (false, _) => (task.returns, MAX_RETURNS),
            (true, ExitClass::Internal) => (task.failures, self.max_attempts.min(ATTEMPTS_AFTER_A_BUG)),
            (true, _) => (task.failures, self.max_attempts),
        };
        if before + 1 >= limit {
            return Retry::GiveUp;
        }
        Retry::After { delay: self.delay(before), counted }
    }

    /// The time to wait after `before` earlier failures.
    pub fn delay(&self, before: u32) -> Duration {
        let factor = 2_u32.checked_pow(before).unwrap_or(u32::MAX);
        self.initial_delay.saturating_mul(factor).min(self.max_delay)
    }
}
