//! Tests that start themselves again under the simulator.

use super::simulator::Simulator;
use std::process::{Command, Output};

/// Set in the child process.
const INSIDE: &str = "INTERNEG_TEST_IS_SIMULATED";

/// Whether this is the child process.
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// `simulated! { fn name("KEY" = "value") { body } }`: the body runs in a child process that finds the simulated libraries
/// first, with these settings of the simulator and the kernels that earlier runs have compiled.
macro_rules! simulated {
    ($($(#[$attribute:meta])* fn $name:ident($($key:literal = $value:expr),*) $body:block)*) => {$(
        $(#[$attribute])*
        #[test]
        fn $name() {
            if $crate::inside::is_inside() {
                $body
            } else {
                let test = concat!(module_path!(), "::", stringify!($name));
                $crate::inside::run_inside(test, |simulator, command: &mut std::process::Command| {
                    $(command.env(concat!("INTERNEG_SIM_", $key), $value);)*
                    command.env("INTERNEG_TEST_KERNELS", &simulator.kernels);
                });
            }
        }
    )*};
}
pub(crate) use simulated;

/// Runs the test of this path, which is the caller, in a child process under the simulated driver.
pub fn run_inside(path: &str, configure: impl FnOnce(&Simulator, &mut Command)) {
    // The program of tests does not name itself.
    let (_, test) = path.split_once("::").unwrap_or(("", path));
    let Some(simulator) = Simulator::get() else { return };
    let mut command = simulator.command(std::env::current_exe().expect("this test is a file"));
    command.args([test, "--exact", "--nocapture"]).env(INSIDE, "1");
    configure(simulator, &mut command);
    let Output { status, stdout, stderr } = command.output().expect("this test starts again");
    let (told, complained) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success() && told.contains("1 passed"), "{test}: {status}\n{told}\n{complained}");
}
