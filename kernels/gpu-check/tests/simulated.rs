//! The binary itself under the simulated driver; its times mean nothing there, its verdicts and exit codes do.

#[path = "../../tests/simulator/mod.rs"]
mod simulator;

use serde_json::Value;
use simulator::Simulator;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

fn gpu_check(simulator: &Simulator, settings: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = simulator.command(env!("CARGO_BIN_EXE_interneg-gpu-check"));
    for (setting, value) in settings {
        command.env(format!("INTERNEG_SIM_{setting}"), value);
    }
    told(command.arg("--cache").arg(&simulator.kernels).args(SHADERS).args(arguments))
}

/// One view: g++ takes its time for each.
const SHADERS: [&str; 2] = ["--shaders", "sRGB - Display / ACES 2.0 - SDR 100 nits (Rec.709)"];

/// One process at a time: the first leaves its compiled kernels to the others.
static TURN: Mutex<()> = Mutex::new(());

fn told(command: &mut Command) -> (Option<i32>, String, String) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Output { status, stdout, stderr } = command.output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it speaks UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn everything_is_equal_on_two_gpus_and_measured() {
    let Some(simulator) = Simulator::get() else { return };
    let arguments = ["--json", "--size", "64x36", "--frames", "3"];
    let (code, stdout, stderr) = gpu_check(simulator, &[("DEVICES", "2")], &arguments);
    assert_eq!((code, &*stderr), (Some(0), ""), "{stdout}");
    let told: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&told["differing"], &told["error"]), (&0.into(), &Value::Null));
    for (ordinal, device) in told["devices"].as_array().unwrap().iter().enumerate() {
        assert_eq!(device["name"], format!("Simulated GPU {ordinal}"));
        assert_eq!(device["nvrtc_version"], "12.99");
        let checks = device["checks"].as_array().unwrap();
        assert!(checks.len() > 150 && checks.iter().all(|check| check["samples"].as_u64() > Some(0)), "{checks:?}");
        let shaders = device["shaders"].as_array().unwrap();
        assert!(!shaders.is_empty() && shaders.iter().all(|shader| shader["is_near"] == true), "{shaders:?}");
        let rows = device["prores"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        for row in rows {
            for number in ["transform", "look", "count", "write"] {
                assert!(row[format!("{number}_kernel_seconds")].as_f64() > Some(0.0), "{row}");
            }
            assert!(row["frame_bytes"].as_u64() > Some(100), "{row}");
        }
        let rows = device["bench"].as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            for number in ["kernel_seconds", "kernel_over_memory_bound", "frame_over_link_bound"] {
                assert!(row[number].as_f64() > Some(0.0), "{row}");
            }
        }
        let codecs = device["codecs"].as_array().unwrap();
        assert!(codecs.len() >= 2 && device["kernels"].as_array().unwrap().len() >= 6, "{codecs:?}");
        for step in codecs.iter().flat_map(|codec| codec["steps"].as_array().unwrap()) {
            assert!(step["seconds"].as_f64() > Some(0.0), "{step}");
        }
    }
    assert_eq!(told["devices"].as_array().unwrap().len(), 2);
}

#[test]
fn a_person_gets_the_same_facts() {
    let Some(simulator) = Simulator::get() else { return };
    let (code, stdout, stderr) = gpu_check(simulator, &[], &["--size", "64x36", "--frames", "2", "--device", "0"]);
    assert_eq!((code, &*stderr), (Some(0), ""), "{stdout}");
    for told in ["cuda:0: Simulated GPU 0", "compute capability: 8.6", "all operations: equal", "x memory", "all equal"]
    {
        assert!(stdout.contains(told), "no {told:?} in {stdout}");
    }
}

#[test]
fn one_wrong_bit_is_a_difference() {
    let Some(simulator) = Simulator::get() else { return };
    let (code, stdout, _) = gpu_check(simulator, &[("FLIP", "1")], &["--json", "--frames", "0"]);
    assert_eq!(code, Some(1), "{stdout}");
    let told: Value = serde_json::from_str(&stdout).unwrap();
    assert!(told["differing"].as_u64() > Some(30), "{told}");
    let checks = told["devices"][0]["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["differing"].as_u64() > Some(0)), "{checks:?}");
}

#[test]
fn gpus_are_listed() {
    let Some(simulator) = Simulator::get() else { return };
    let (code, stdout, _) = gpu_check(simulator, &[("DEVICES", "3")], &["--list"]);
    assert_eq!((code, stdout.matches("cuda:").count()), (Some(0), 3), "{stdout}");
}

#[test]
fn exit_codes_say_who_must_act() {
    let Some(simulator) = Simulator::get() else { return };
    let (code, _, stderr) = gpu_check(simulator, &[("INIT", "100")], &[]);
    assert_eq!(code, Some(69));
    assert!(stderr.contains("finds no GPU"), "{stderr}");
    let (code, _, stderr) = gpu_check(simulator, &[("LOSE_AT", "3")], &["--frames", "0"]);
    assert_eq!(code, Some(70));
    assert!(stderr.contains("the GPU is lost (CUDA_ERROR_LAUNCH_FAILED, 719"), "{stderr}");
    let (code, _, stderr) = gpu_check(simulator, &[], &["--device", "1"]);
    assert_eq!((code, stderr.contains("this machine has 1")), (Some(70), true), "{stderr}");
    assert_eq!(gpu_check(simulator, &[], &["--size", "0x5"]).0, Some(2));
    let mut hollow = simulator.command(env!("CARGO_BIN_EXE_interneg-gpu-check"));
    let (code, _, stderr) = told(hollow.env("LD_LIBRARY_PATH", &simulator.hollow));
    assert_eq!((code, stderr.contains("lacks cuInit")), (Some(69), true), "{stderr}");
    let mut hollow = simulator.command(env!("CARGO_BIN_EXE_interneg-gpu-check"));
    let (code, _, stderr) = told(hollow.env("LD_LIBRARY_PATH", &simulator.hollow_compiler));
    assert_eq!((code, stderr.contains("lacks nvrtcCreateProgram")), (Some(69), true), "{stderr}");
}

#[test]
fn codecs_are_checked_and_measured_alone() {
    let Some(simulator) = Simulator::get() else { return };
    let mut command = simulator.command(env!("CARGO_BIN_EXE_interneg-gpu-check"));
    command.arg("--cache").arg(&simulator.kernels);
    let (code, stdout, stderr) = told(command.args(["--codecs", "--size", "300x40", "--frames", "2"]));
    assert_eq!((code, &*stderr), (Some(0), ""), "{stdout}");
    for told in ["ProRes of noise", "transform", "ProRes 4:2:2, 10 bits", "ProRes 4:4:4, 12 bits", "all equal"] {
        assert!(stdout.contains(told), "no {told:?} in {stdout}");
    }
    assert!(!stdout.contains("all operations"), "{stdout}");
}
