//! How long a worker on a GPU may be silent.

use interneg_engine::{DeviceRequest, WorkerEvent};
use interneg_spec::DeviceChoice;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// Silence of a worker on a GPU that is nothing to worry about: its kernels may be compiled for many clips before the
/// first frame, and storage may stall. A GPU that hangs says nothing for ever.
pub const GPU_SILENCE: Duration = Duration::from_secs(5 * 60);
/// A frame that takes so many times as long as the longest one so far hangs, however slow this material is.
const TIMES_THE_LONGEST: u32 = 20;

/// When to give a worker up. Workers on processors, and those that have let their GPU go, are never given up: what they
/// wait for comes back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    is_on_gpu: bool,
    silence: Duration,
    heard: Instant,
    longest_frame: Duration,
}

impl Patience {
    /// With a worker that begins `now`; `silence` is what it may take besides its frames.
    pub(super) fn new(device: DeviceRequest, silence: Duration, now: Instant) -> Self {
        Self { is_on_gpu: device.gpu().is_some(), silence, heard: now, longest_frame: Duration::ZERO }
    }

    /// The worker has said something.
    pub(super) fn hear(&mut self, event: &WorkerEvent, now: Instant) {
        match event {
            WorkerEvent::Started { device, .. } => self.is_on_gpu &= *device != DeviceChoice::Cpu,
            WorkerEvent::Released { .. } => self.is_on_gpu = false,
            WorkerEvent::Written { .. } => self.longest_frame = self.longest_frame.max(now - self.heard),
            WorkerEvent::Done { .. } => {}
            // Neither a warning nor a hash comes from a GPU that works.
            WorkerEvent::Warning { .. }
            | WorkerEvent::Unusable { .. }
            | WorkerEvent::Frame { .. }
            | WorkerEvent::Failed { .. } => return,
        }
        self.heard = now;
    }

    /// When it ends; never on processors.
    pub(super) fn end(&self) -> Option<Instant> {
        self.is_on_gpu.then(|| self.heard + self.silence + self.longest_frame * TIMES_THE_LONGEST)
    }
}

/// Returns when the latest end has come.
pub(super) async fn run_out(mut ends: watch::Receiver<Option<Instant>>) {
    loop {
        let end = *ends.borrow_and_update();
        let come = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(come);
        tokio::select! {
            () = &mut come => return,
            // A worker that has closed its output is heard no more, and has to end all the same.
            changed = ends.changed() => if changed.is_err() {
                return come.await;
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::FrameRange;

    const SECOND: Duration = Duration::from_secs(1);

    fn started(device: DeviceChoice) -> WorkerEvent {
        WorkerEvent::Started { frames: FrameRange::new(1, 3), device }
    }

    #[test]
    fn patience_grows_with_the_slowest_frame_and_begins_anew_with_each() {
        let begin = Instant::now();
        let mut patience = Patience::new(DeviceRequest::Prefer(0), 10 * SECOND, begin);
        let ends_after = |patience: &Patience| patience.end().map(|end| end - begin);
        assert_eq!(ends_after(&patience), Some(10 * SECOND));
        patience.hear(&started(DeviceChoice::Cuda(0)), begin + 9 * SECOND);
        assert_eq!(ends_after(&patience), Some(19 * SECOND), "setting up is no frame");
        patience.hear(&WorkerEvent::Written { frame_number: 1 }, begin + 12 * SECOND);
        patience.hear(&WorkerEvent::Written { frame_number: 2 }, begin + 13 * SECOND);
        patience.hear(&WorkerEvent::Warning { message: String::new() }, begin + 14 * SECOND);
        assert_eq!(ends_after(&patience), Some((13 + 10 + 20 * 3) * SECOND));
    }

    #[test]
    fn processors_are_waited_for_without_end() {
        let begin = Instant::now();
        assert_eq!(Patience::new(DeviceRequest::Cpu, SECOND, begin).end(), None);
        let mut patience = Patience::new(DeviceRequest::Prefer(0), SECOND, begin);
        patience.hear(&started(DeviceChoice::Cpu), begin);
        patience.hear(&WorkerEvent::Written { frame_number: 1 }, begin + SECOND);
        assert_eq!(patience.end(), None);
        // And from the moment on when a GPU is let go.
        let mut patience = Patience::new(DeviceRequest::Require(0), SECOND, begin);
        patience.hear(&started(DeviceChoice::Cuda(0)), begin);
        assert!(patience.end().is_some());
        patience.hear(&WorkerEvent::Released { device: DeviceChoice::Cuda(0) }, begin + SECOND);
        patience.hear(&WorkerEvent::Written { frame_number: 2 }, begin + SECOND);
        assert_eq!(patience.end(), None);
    }
}
