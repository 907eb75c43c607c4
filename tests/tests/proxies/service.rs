//! Proxies through the service: submitted, followed, cancelled, and never two jobs over one folder.

use crate::material::{cut, identities, movie, small};
use interneg_tests::{Frozen, Original, ProxyJobText, Server, Shoot, Site, is_running, wait_until};
use std::process::Stdio;
use std::time::Duration;

/// A job that is not over at once, on one worker.
fn busy() -> (Site, Original, ProxyJobText) {
    let original = Shoot::of("prores4444").size(1280, 720).frames(60).make();
    let job = cut(&[&original]);
    (Site::new().bounds(1, 1, 100), original, job)
}

#[test]
fn submit_waits_for_proxies_and_says_where_they_are() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    let server = Server::start(&site);
    let file = site.write_job(&cut(&[&original]));
    let plan = server.client(&["plan", &file.to_string_lossy()]).expect_code(0).json();
    let clip = &plan["proxy_clips"][0];
    assert!(clip["name"] == original.name() && clip["reel"] == original.reel, "{plan}");
    assert!(clip["range"] == "legal" && clip["colour_space"] == original.colour_space, "{plan}");
    assert!(clip["start"] == original.start_timecode && clip["roll"] == original.roll(), "{plan}");

    let ran = server.client(&["submit", "--wait", &file.to_string_lossy()]).expect_code(0);
    let last = ran.json();
    assert_eq!(last["job"]["state"], "succeeded", "{last}");
    assert_eq!(last["job"]["progress"]["frames_done"], original.frames);
    let name = last["job"]["name"].as_str().expect("a job has a name");
    let outputs = server.client(&["outputs", name]).expect_code(0).stdout;
    for file in [format!("{}.mov", original.name()), format!("{}.ale", original.roll())] {
        assert!(outputs.contains(&file), "no {file} in {outputs}");
    }
    assert_eq!(movie(&site, "prores_proxy", &original).identities(original.strip_rows), identities(&original));

    // The proxies that were just made find their originals.
    let (rolls, _) = original.path.rsplit_once('/').expect("a folder of originals");
    server.client(&["relink", "check", "out:prores_proxy-mov", "--ocf", rolls]).expect_code(0);
}

#[test]
fn cancelling_leaves_no_movie_and_retry_completes_the_job() {
    let (site, original, job) = busy();
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    let worker = Frozen::workers_of(&site.path());
    server.client(&["cancel", &name]).expect_code(0);
    // It hears nothing while it stands still, and is killed for that.
    wait_until("the worker to end", Duration::from_secs(10), || (!is_running(worker.ids()[0])).then_some(()));
    server.watch(&name).expect_code(143);
    assert_eq!(site.deliveries(), Vec::<std::path::PathBuf>::new());

    server.client(&["retry", &name]).expect_code(0);
    server.watch(&name).expect_code(0);
    assert_eq!(movie(&site, "prores_proxy", &original).picture("nb_read_packets"), "60");
}

#[test]
fn cards_of_a_day_wait_for_one_another_in_one_folder() {
    let (site, original, job) = busy();
    let other = small("prores422");
    let server = Server::start(&site);
    let submit = |job: &ProxyJobText| site.write_job(job).to_string_lossy().into_owned();
    let first = server.submit(&site.write_job(&job));
    let worker = Frozen::workers_of(&site.path());
    // The same roll, with text over it.
    let again = job.burn_in("field = \"clip\"\nposition = \"bottom_left\"");
    let refused = server.client(&["submit", &submit(&again)]).expect_code(75).stderr;
    let told = format!("makes proxies of roll {} in the same folder", original.roll());
    for part in ["OUTPUT_BUSY", &first, &told, "change output or sources[].roll"] {
        assert!(refused.contains(part), "no {part:?}: {refused}");
    }
    // Another roll.
    assert_ne!(other.roll(), original.roll());
    let second = server.submit(&site.write_job(&cut(&[&other])));
    drop(worker);
    for name in [&first, &second] {
        server.watch(name).expect_code(0);
    }
    assert_eq!(movie(&site, "prores_proxy", &original).picture("nb_read_packets"), "60");
    assert_eq!(movie(&site, "prores_proxy", &other).identities(other.strip_rows), identities(&other));
}

#[test]
fn two_writers_of_one_folder_do_not_meet() {
    let (site, _, job) = busy();
    let mut first = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let worker = Frozen::workers_of(&site.path());
    site.run(&job).expect_code(75);
    drop(worker);
    let (status, _) = wait_until("the first run", Duration::from_secs(60), || first.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0));
    site.run(&job).expect_code(0);
}
