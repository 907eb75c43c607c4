//! Time of a core, and of all of them.

use rustix::time::{ClockId, clock_gettime};
use std::sync::Barrier;
use std::time::{Duration, Instant};

const REPEATS: usize = 7;

/// Frames of a core: 700 MB and more with what becomes of them.
pub const FRAMES: usize = 10;

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

/// Wall time a frame when every core works at frames of its own, one after the other: the least of several rounds.
///
/// `make` gives a core its frames: [`FRAMES`] of them, so many that no cache holds them, and the work on one.
pub fn on_all_cores<Work: FnMut(usize) + Send>(make: impl Fn() -> Work) -> Duration {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut workers: Vec<Work> = (0..cores).map(|_| make()).collect();
    let round = |workers: &mut Vec<Work>| {
        let start = Barrier::new(cores);
        let run = |work: &mut Work| {
            start.wait();
            let begin = Instant::now();
            (0..FRAMES).for_each(work);
            (begin, Instant::now())
        };
        let times: Vec<(Instant, Instant)> = std::thread::scope(|scope| {
            let run = &run;
            let threads: Vec<_> = workers.iter_mut().map(|work| scope.spawn(move || run(work))).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let begin = times.iter().map(|(begin, _)| *begin).min();
        let end = times.iter().map(|(_, end)| *end).max();
        let whole = end.zip(begin).map(|(end, begin)| end - begin).unwrap_or_default();
        whole / (cores * FRAMES) as u32
    };
    round(&mut workers);
    (0..REPEATS).map(|_| round(&mut workers)).min().unwrap_or_default()
}
