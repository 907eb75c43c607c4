//! Opening a working folder may read everything that is in it, so not all folders are opened at once.

use super::*;

/// Counts how many folders are being opened at once.
#[derive(Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

impl Workshop for Crowd {
    fn open(&self, _plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        self.now.fetch_sub(1, Ordering::SeqCst);
        self.all.fetch_add(1, Ordering::SeqCst);
        Err(WorkplaceError { class: ExitClass::Output, message: "in the way".into() })
    }
}

#[tokio::test]
async fn no_more_folders_are_opened_at_once_than_workers_may_run() {
    let bench = Bench::new();
    let keys: Vec<JobKey> =
        (0..9).map(|number| crate::store::tests::insert(&bench.store, &new_job(&format!("/out/{number}")))).collect();
    let crowd = Arc::new(Crowd::default());
    let (shutdown, thread) = bench.start_with(Arc::<Crowd>::clone(&crowd));
    for key in keys {
        let job = bench.wait(key, |job, _| job.state.is_final()).await;
        assert_eq!(job.state, JobState::Failed);
    }
    shutdown.cancel();
    thread.join().unwrap();
    let counts = (crowd.most.load(Ordering::SeqCst), crowd.all.load(Ordering::SeqCst));
    assert_eq!(counts, (bench.limits.workers, 9));
}
