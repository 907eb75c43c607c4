//! Points in time as the store keeps them: microseconds since 1970, UTC.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment {
    unix_us: i64,
}

impl Moment {
    /// When 1970 began.
    pub const EPOCH: Self = Self { unix_us: 0 };

    /// The present, by the machine's clock.
    pub fn now() -> Self {
        let past = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { unix_us: i64::try_from(past.as_micros()).unwrap_or(i64::MAX) }
    }

    /// `unix_us` microseconds after 1970 began.
    pub fn from_unix_us(unix_us: i64) -> Self {
        Self { unix_us }
    }

    /// Microseconds since 1970 began.
    pub fn unix_us(self) -> i64 {
        self.unix_us
    }

    /// As a file time.
    pub fn to_system(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_micros(u64::try_from(self.unix_us).unwrap_or(0))
    }

    /// How long until `later`; zero where it has passed.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_micros(u64::try_from(later.unix_us.saturating_sub(self.unix_us)).unwrap_or(0))
    }
}

impl std::ops::Add<Duration> for Moment {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let added_us = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self { unix_us: self.unix_us.saturating_add(added_us) }
    }
}

impl std::ops::Sub<Duration> for Moment {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        let taken_us = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self { unix_us: self.unix_us.saturating_sub(taken_us) }
    }
}
