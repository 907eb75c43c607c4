//! Time of a core, and of all of them.

use rustix::time::{ClockId, clock_gettime};
use std::sync::Barrier;
use std::time::{Duration, Instant};

const REPEATS: usize = 9;

/// The least core time of several runs: what others do on the machine counts less than in wall time.
pub fn core_time(mut run: impl FnMut()) -> Duration {
    run();
    let time = |_| {
        let begin = thread_time();
        run();
        thread_time() - begin
    };
    (0..REPEATS).map(time).min().unwrap_or_default()
}

fn thread_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Wall time a frame when every core works at frames of its own: the least of several rounds.
pub fn on_all_cores<Work: FnMut() + Send>(make: impl Fn() -> Work) -> Duration {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut workers: Vec<Work> = (0..cores).map(|_| make()).collect();
    let round = |workers: &mut Vec<Work>| {
        let start = Barrier::new(cores + 1);
        let begin = std::thread::scope(|scope| {
            for work in workers.iter_mut() {
                scope.spawn(|| {
                    start.wait();
                    work();
                });
            }
            start.wait();
            Instant::now()
        });
        begin.elapsed() / cores as u32
    };
    round(&mut workers);
    (0..REPEATS).map(|_| round(&mut workers)).min().unwrap_or_default()
}
