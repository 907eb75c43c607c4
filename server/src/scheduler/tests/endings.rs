//! A scheduler that cannot go on ends, and everybody hears of it.

use super::*;

/// Takes a table away under the scheduler.
fn lose_table(bench: &Bench, table: &str) {
    let file = rusqlite::Connection::open(bench.path().join("jobs.sqlite")).unwrap();
    file.execute_batch(&format!("PRAGMA foreign_keys = OFF; DROP TABLE {table}")).unwrap();
}

/// The scheduler must end by itself, tell why, and tell everybody else.
async fn ends_with_the_store(shutdown: &CancellationToken, thread: SchedulerThread) {
    tokio::time::timeout(Duration::from_secs(20), shutdown.cancelled()).await.unwrap();
    let error = thread.join().unwrap_err();
    assert!(error.to_string().contains("no such table"), "{error}");
    assert_eq!(error.class(), ExitClass::Internal);
}

#[tokio::test]
async fn a_store_that_cannot_be_read_ends_the_scheduler() {
    let bench = Bench::new();
    let (shutdown, thread) = bench.start();
    lose_table(&bench, "tasks");
    ends_with_the_store(&shutdown, thread).await;
}

#[tokio::test]
async fn a_warning_that_cannot_be_noted_ends_the_scheduler() {
    let bench = Bench::new();
    let key = bench.submit(
        "while [ ! -e $mark ]; do sleep 0.01; done; echo '{\"event\":\"warning\",\"message\":\"x\"}'; render; say_done",
    );
    let (shutdown, thread) = bench.start();
    bench.wait(key, |_, tasks| tasks.iter().all(|task| task.state == TaskState::Running)).await;
    lose_table(&bench, "events");
    fs::write(bench.path().join("mark"), "").unwrap();
    ends_with_the_store(&shutdown, thread).await;
}

#[tokio::test]
async fn news_that_cannot_be_noted_end_the_scheduler_and_its_workers() {
    let bench = Bench::new();
    // The first task ends well, the second one would run for a minute.
    let key = bench.submit(
        "render; if [ $first = 86400 ]; then while [ ! -e $mark ]; do sleep 0.01; done; say_done; else exec sleep 60; fi",
    );
    let (shutdown, thread) = bench.start();
    bench.wait(key, |_, tasks| tasks.iter().all(|task| task.state == TaskState::Running)).await;
    lose_table(&bench, "events");
    fs::write(bench.path().join("mark"), "").unwrap();
    let before = std::time::Instant::now();
    ends_with_the_store(&shutdown, thread).await;
    assert!(before.elapsed() < Duration::from_secs(15), "a worker held the end up");
}
