//! Cancelling a job and ending the service: workers end at once, nothing is left half done, and nothing is lost.

use interneg_tests::{Frozen, JobText, Server, Shoot, Site, is_running, terminate, wait_until, workers_of};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The promise is one second; a busy machine gets as much again.
const PROMPT: Duration = Duration::from_secs(2);

/// One worker with one task of all frames.
fn busy_site() -> (Site, JobText) {
    let movie = Shoot::of("prores4444").size(1280, 720).frames(60).make();
    (Site::new().bounds(1, 1, 100), JobText::new().clip(&movie))
}

fn wait_for_worker(site: &Site) -> u32 {
    wait_until("a worker", Duration::from_secs(30), || workers_of(&site.path()).first().copied()).0
}

fn wait_for_frames(server: &Server, name: &str) {
    wait_until("the first frame", Duration::from_secs(60), || {
        server.job(name)["progress"]["frames_done"].as_u64().filter(|done| *done > 0)
    });
}

#[test]
fn cancelling_reaches_the_worker_within_a_second_and_retry_completes_the_job() {
    let (site, job) = busy_site();
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    let worker = wait_for_worker(&site);
    wait_for_frames(&server, &name);

    let asked = Instant::now();
    server.client(&["cancel", &name]).expect_code(0);
    let ((), _) = wait_until("the worker to end", Duration::from_secs(10), || (!is_running(worker)).then_some(()));
    let took = asked.elapsed();
    println!("the worker was gone {took:?} after the client was started to cancel it");
    assert!(took < PROMPT, "the worker was gone only after {took:?}");

    server.watch(&name).expect_code(143);
    assert_eq!(server.job(&name)["state"], "cancelled");
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
    let again = server.client(&["cancel", &name]);
    assert_ne!(again.code, 0, "a cancelled job cannot be cancelled again: {}", again.stdout);
    assert!(again.stderr.contains("WRONG_STATE"), "{}", again.stderr);

    server.client(&["retry", &name]).expect_code(0);
    server.watch(&name).expect_code(0);
    assert_eq!(server.job(&name)["progress"]["frames_done"], 60);
    assert_eq!(site.deliveries().len(), 1);
}

#[test]
fn sigterm_ends_the_service_and_its_workers_and_the_job_goes_on_later() {
    let (site, job) = busy_site();
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    let worker = wait_for_worker(&site);
    wait_for_frames(&server, &name);

    let (status, took) = server.terminate();
    println!("the service ended {took:?} after SIGTERM");
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "ended only after {took:?}");
    assert!(!is_running(worker) && workers_of(&site.path()).is_empty(), "a worker outlived the service");
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());

    let server = Server::start(&site);
    server.watch(&name).expect_code(0);
    assert_eq!(site.deliveries().len(), 1);
}

#[test]
fn sigterm_ends_a_run_without_a_service_as_farms_expect() {
    let (site, job) = busy_site();
    let mut run = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let worker = wait_for_worker(&site);
    terminate(run.id());
    let (status, took) =
        wait_until("the run to end", Duration::from_secs(10), || run.try_wait().expect("our own child"));
    println!("the run ended {took:?} after SIGTERM");
    assert_eq!(status.code(), Some(143));
    assert!(took < PROMPT, "ended only after {took:?}");
    assert!(!is_running(worker) && workers_of(&site.path()).is_empty(), "a worker outlived the run");
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}

#[test]
fn two_jobs_cannot_deliver_into_one_folder() {
    let (site, job) = busy_site();
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    let worker = Frozen::workers_of(&site.path());
    // The same name and place, another content.
    let other = site.write_job(&job.top("owner", "\"Somebody Else\""));
    let refused = server.client(&["submit", &other.to_string_lossy()]).expect_code(75);
    drop(worker);
    assert!(refused.stderr.contains("OUTPUT_BUSY"), "{}", refused.stderr);
    server.client(&["cancel", &name]).expect_code(0);
    server.watch(&name).expect_code(143);
}
