//! Tests that start themselves again under the simulator.

use super::simulator::Simulator;
use std::process::{Command, Output};

/// Set in the child process.
const INSIDE: &str = "INTERNEG_TEST_IS_SIMULATED";

/// Whether this is the child process.
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs the test of this name, which is the caller, in a child process under the simulated driver.
pub fn run_inside(test: &str, configure: impl FnOnce(&Simulator, &mut Command)) {
    let Some(simulator) = Simulator::get() else { return };
    let mut command = simulator.command(std::env::current_exe().expect("this test is a file"));
    command.args([test, "--exact", "--nocapture"]).env(INSIDE, "1");
    configure(simulator, &mut command);
    let Output { status, stdout, stderr } = command.output().expect("this test starts again");
    let (told, complained) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success() && told.contains("1 passed"), "{test}: {status}\n{told}\n{complained}");
}
