//! Proxies on GPUs, under the simulated driver and compiler of the kernels' own tests: the same bytes, but for the shader
//! of an exact view, which is near and never a silent stand-in.

use crate::material::{SMALL, cut, movie, small};
use crate::simulator::Simulator;
use interneg_tests::{JobFile, Original, ProxyJobText, Ran, Server, Shoot, Site, files_below, interneg};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

type Settings = [(&'static str, &'static str)];

/// Lets a command find the simulated libraries first.
fn simulate(command: &mut Command, simulator: &Simulator, settings: &Settings) {
    let template = simulator.command("");
    for (key, value) in template.get_envs() {
        command.env(key, value.expect("the simulator only sets variables"));
    }
    command.envs(settings.iter().copied());
}

/// Renders without a service; the log of the worker is on standard error.
fn run(site: &Site, job: &impl JobFile, simulator: &Simulator, settings: &Settings) -> Ran {
    let mut command = site.run_command(job);
    simulate(command.env("INTERNEG_LOG", "info"), simulator, settings);
    Ran::of(&mut command)
}

fn on(device: &str, job: &ProxyJobText) -> ProxyJobText {
    job.clone().top("device", &format!("{device:?}"))
}

/// Baked and graded pictures, scaled and burnt in, in two codings and two sizes.
fn baked(original: &Original) -> ProxyJobText {
    cut(&[original])
        .rendition("dnxhr_444", "mov", "480x270")
        .viewed("")
        .burn_in("position = \"top_left\"\nfield = \"timecode\"")
        .table("framing", "letterbox = 2.39")
}

fn exact(original: &Original) -> ProxyJobText {
    ProxyJobText::new()
        .rendition("prores_hq", "mov", SMALL)
        .clip(original)
        .top("look", "")
        .table("look", "precision = \"exact\"")
}

fn delivered(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files_below(&site.out()).into_iter().filter(|(path, _)| !path.starts_with(".interneg")).collect()
}

fn on_processors(job: &ProxyJobText) -> BTreeMap<String, Vec<u8>> {
    let site = Site::new();
    site.run(&on("cpu", job)).expect_code(0);
    delivered(&site)
}

#[test]
fn proxies_from_gpus_have_the_bytes_of_the_processors() {
    let Some(simulator) = Simulator::get() else { return };
    let original = small("prores422");
    let log = ProxyJobText::new().rendition("prores_lt", "mov", "256x144").clip(&original);
    // Planes that are verified come back from the GPU, those of the other rendition stay there.
    let verified =
        "name = \"checked\"\ncodec = \"prores_422\"\nwrapper = \"mov\"\nraster = \"256x144\"\nverify = \"decode\"";
    let verified = ProxyJobText::new().raw_rendition(verified).rendition("dnxhr_hq", "mov", "256x144").clip(&original);
    for job in [baked(&original), log, verified] {
        let expected = on_processors(&job);
        assert!(expected.keys().any(|path| path.ends_with(".mov")), "{:?}", expected.keys());
        for device in ["cuda:0", "auto"] {
            let site = Site::new();
            let ran = run(&site, &on(device, &job), simulator, &[]).expect_code(0);
            assert!(ran.stderr.contains("device=cuda:0") && !ran.stderr.contains("WARN"), "{}", ran.stderr);
            assert!(delivered(&site) == expected, "{device}: bytes differ");
        }
    }
}

/// A job that a service has brought to its end: the site, the exit code of `watch`, and the answer to `get`.
fn serve(job: &ProxyJobText, simulator: &Simulator, settings: &Settings) -> (Site, i32, Value) {
    let site = Site::new().bounds(1, 2, 6);
    let server = Server::start_with(&site, |command| simulate(command, simulator, settings));
    let name = server.submit(&site.write_job(job));
    let watched = server.watch(&name);
    let got = server.client(&["get", &name]).expect_code(0).json();
    drop(server);
    (site, watched.code, got)
}

fn tasks(got: &Value) -> Vec<(&str, u64)> {
    let tasks = got["tasks"].as_array().expect("tasks").iter();
    tasks.map(|task| (task["device"].as_str().unwrap_or("?"), task["attempt"].as_u64().unwrap_or(0))).collect()
}

fn warnings(got: &Value) -> Vec<&str> {
    let warnings = got["warnings"].as_array().expect("warnings").iter();
    warnings.map(|warning| warning["message"].as_str().unwrap_or("?")).collect()
}

#[test]
fn tasks_take_turns_and_go_on_without_a_gpu_that_is_full_or_lost() {
    let Some(simulator) = Simulator::get() else { return };
    let job = baked(&small("prores422"));
    let expected = on_processors(&job);
    for (device, settings, used) in [
        ("auto", ("INTERNEG_SIM_DEVICES", "2"), [("cuda:0", 1), ("cuda:1", 1)]),
        ("auto", ("INTERNEG_SIM_LOSE_AT", "2"), [("cpu", 2), ("cpu", 1)]),
    ] {
        let (site, code, got) = serve(&on(device, &job), simulator, &[settings]);
        assert_eq!((code, tasks(&got)), (0, used.to_vec()), "{got}");
        assert!(delivered(&site) == expected, "{settings:?}: bytes differ");
    }
    // Too small for the tables of a view, and too small for frames: when the task begins, and when it is at work.
    for (setting, bytes) in
        [("INTERNEG_SIM_MEMORY", "100000"), ("INTERNEG_SIM_PINNED", "100000"), ("INTERNEG_SIM_MEMORY", "12000000")]
    {
        for device in ["auto", "cuda:0"] {
            let (site, code, got) = serve(&on(device, &job), simulator, &[(setting, bytes)]);
            let warnings = warnings(&got);
            assert_eq!(code, 0, "{got}");
            assert!(!warnings.is_empty() && warnings.iter().all(|text| text.contains("out of")), "{warnings:?}");
            assert!(delivered(&site) == expected, "{setting} {device}: bytes differ");
        }
    }
}

#[test]
fn an_exact_view_is_a_shader_only_where_the_job_names_a_gpu() {
    let Some(simulator) = Simulator::get() else { return };
    let original = Shoot::of("prores422").size(512, 288).frames(2).make();
    let job = exact(&original);
    let site = Site::new();
    let server = Server::start(&site);
    let plan = |job: &ProxyJobText| {
        let file = site.write_job(job).to_string_lossy().into_owned();
        let mut as_text = Command::new(interneg());
        let text = Ran::of(as_text.args(["--server", &server.url(), "plan", &file])).expect_code(0);
        (server.client(&["plan", &file]).expect_code(0).json(), text.stdout)
    };
    let (plain, _) = plan(&job);
    for device in ["auto", "cpu"] {
        let (planned, text) = plan(&on(device, &job));
        assert_eq!(planned["identity"], plain["identity"], "{device}");
        assert_eq!(planned["proxy_clips"][0]["runs_on"], "OpenColorIO on the processors");
        assert!(text.contains("OpenColorIO on the processors") && text.contains("device = \"cuda:0\""), "{text}");
    }
    let (planned, text) = plan(&on("cuda:0", &job));
    assert_ne!(planned["identity"], plain["identity"], "other bytes are another plan");
    assert_eq!(planned["identity"], plan(&on("cuda:1", &job)).0["identity"], "which GPU it is does not matter");
    assert_eq!(planned["proxy_clips"][0]["runs_on"], "OpenColorIO's shader on CUDA, within 1e-3");
    assert!(text.contains("OpenColorIO's shader on CUDA") && !text.contains("PX-DEVICE"), "{text}");
    let (baked, _) = plan(&on("cuda:0", &baked(&original)));
    assert_eq!(baked["proxy_clips"][0]["runs_on"], "baked cube, any device");

    let rendered = |device: &str| {
        let site = Site::new();
        let ran = run(&site, &on(device, &job), simulator, &[]).expect_code(0);
        (movie(&site, "prores_hq", &original).frames(), ran.stderr)
    };
    let (expected, log) = rendered("auto");
    assert!(log.contains("device=cpu"), "a GPU is there, and not for this: {log}");
    let (found, log) = rendered("cuda:0");
    assert!(log.contains("device=cuda:0") && !log.contains("WARN"), "{log}");
    let planes = |frames: &[interneg_tests::DecodedFrame]| -> Vec<u16> {
        frames.iter().flat_map(|frame| frame.planes.iter().flat_map(|(_, _, codes)| codes.clone())).collect()
    };
    let (found, expected) = (planes(&found), planes(&expected));
    assert_eq!(found.len(), expected.len());
    let off: u64 = found.iter().zip(&expected).map(|(found, expected)| u64::from(found.abs_diff(*expected))).sum();
    // A code of ten bits is more than a thousandth; coding adds to both what it takes away.
    println!("{off} codes off over {} samples", found.len());
    assert!(off < found.len() as u64, "{off} codes off over {} samples", found.len());
}

#[test]
fn threads_wait_for_the_frames_that_a_gpu_has_room_for() {
    let Some(simulator) = Simulator::get() else { return };
    let original = Shoot::of("prores422").size(512, 288).frames(6).make();
    let rendered = |settings: &Settings| {
        let site = Site::new().bounds(1, 4, 100);
        let ran = run(&site, &on("cuda:0", &exact(&original)), simulator, settings).expect_code(0);
        (delivered(&site), ran.stderr)
    };
    let (expected, log) = rendered(&[]);
    assert!(!log.contains("WARN"), "{log}");
    // A frame takes 1.8 MB of floats before the view and as many behind it.
    let (found, log) = rendered(&[("INTERNEG_SIM_MEMORY", "8000000")]);
    assert!(log.contains("has room for 1 frames at once") && log.contains("out of GPU memory"), "{log}");
    assert!(found == expected, "bytes differ");
}

#[test]
fn a_shader_never_has_a_silent_stand_in() {
    let Some(simulator) = Simulator::get() else { return };
    let original = Shoot::of("prores422").size(512, 288).frames(2).make();
    let job = exact(&original);
    for (device, settings, part) in [
        ("cuda:7", ("INTERNEG_SIM_DEVICES", "2"), "has 2"),
        ("cuda:0", ("INTERNEG_SIM_INIT", "100"), "finds no GPU"),
        ("cuda:0", ("INTERNEG_SIM_MEMORY", "100000"), "out of GPU memory"),
        ("cuda:0", ("INTERNEG_SIM_PINNED", "100000"), "out of pinned host memory"),
        ("cuda:0", ("INTERNEG_SIM_LOSE_AT", "2"), "lost"),
    ] {
        let (site, code, got) = serve(&on(device, &job), simulator, &[settings]);
        let told = got["job"]["failure"].to_string();
        assert_eq!((code, &got["job"]["failure"]["reason"]), (69, &"DEVICE".into()), "{settings:?}: {got}");
        assert!(told.contains(part) && told.contains(device), "{part}: {told}");
        assert_eq!(tasks(&got), [(device, 2)], "it was tried again: {got}");
        assert!(delivered(&site).is_empty());
    }
}
