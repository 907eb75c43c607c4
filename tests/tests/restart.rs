//! The service dies without warning in the middle of a render and is started again.

use interneg_tests::{Delivery, Frozen, JobText, Server, Shoot, Site, files_below, kill, wait_until, workers_of};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

/// Enough work for the service to be killed in the middle of it.
fn job() -> JobText {
    let movie = Shoot::of("prores4444").size(1280, 720).frames(60).make();
    JobText::new().exr("piz").clip(&movie)
}

#[test]
fn a_job_survives_sigkill_of_the_service() {
    let site = Site::new().bounds(2, 1, 6);
    let undisturbed = site.render(&job());
    let expected = files_below(&undisturbed.folder);
    fs::remove_dir_all(site.out()).and_then(|()| fs::create_dir(site.out())).expect("our own folder");

    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job()));
    let done = wait_for_frames(&server, &name, 9);
    assert!(done < 60, "the job was over before the service could be killed");
    // While a task stands still the job cannot end before the service does.
    let workers = Frozen::workers_of(&site.path());
    server.kill();
    drop(workers);

    let ((), took) =
        wait_until("workers to notice", Duration::from_secs(5), || workers_of(&site.path()).is_empty().then_some(()));
    println!("workers were gone {took:?} after the service");
    assert_eq!(site.deliveries(), Vec::<std::path::PathBuf>::new(), "a final name before the end");

    let server = Server::start(&site);
    server.watch(&name).expect_code(0);
    let delivery = Delivery::open(&site.delivery_folder());
    let checksums = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        String::from_utf8(files["checksum.txt"].clone()).expect("checksum.txt is text")
    };
    let resumed = files_below(&delivery.folder);
    assert_eq!(checksums(&resumed), checksums(&expected));
    assert!(resumed == expected, "files differ from those of an undisturbed run");
    assert!(workers_of(&site.path()).is_empty(), "a worker outlived its job");
}

#[test]
fn a_worker_that_dies_costs_its_task_an_attempt_and_nothing_else() {
    let site = Site::new().bounds(1, 1, 30);
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job()));
    wait_for_frames(&server, &name, 1);
    kill(Frozen::workers_of(&site.path()).ids()[0]);
    server.watch(&name).expect_code(0);
    let tasks = server.client(&["get", &name]).expect_code(0).json()["tasks"].clone();
    let mut attempts: Vec<u64> =
        tasks.as_array().into_iter().flatten().filter_map(|task| task["attempt"].as_u64()).collect();
    // A fast worker may be at the second task by then.
    attempts.sort_unstable();
    assert_eq!(attempts, [1, 2]);
    assert_eq!(Delivery::open(&site.delivery_folder()).frames().len(), 60);
}

#[test]
fn a_finished_job_is_still_known_after_a_restart() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:03");
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    server.watch(&name).expect_code(0);
    let before = server.job(&name);
    server.kill();
    let server = Server::start(&site);
    assert_eq!(server.job(&name), before);
    let outputs = server.client(&["outputs", &name]).expect_code(0);
    assert!(outputs.stdout.contains("checksum.txt"), "{}", outputs.stdout);
}

/// Follows the job until some frames are done, and says how many.
fn wait_for_frames(server: &Server, name: &str, frames: u64) -> u64 {
    let mut watch = server.command(&["watch", name]).stdout(Stdio::piped()).spawn().expect("a client starts");
    let lines = BufReader::new(watch.stdout.take().expect("standard output is piped")).lines();
    let mut done = 0;
    for line in lines.map_while(Result::ok) {
        let message: serde_json::Value = serde_json::from_str(&line).expect("watch prints JSON");
        done = message["job"]["progress"]["frames_done"].as_u64().unwrap_or(done);
        if done >= frames {
            break;
        }
    }
    watch.kill().and_then(|()| watch.wait()).expect("our own child");
    done
}
