//! Shaders of the two studio configurations' views and camera spaces: their text, compiled for this machine, against
//! OpenColorIO's processor; and compiled by NVIDIA's compiler for GPUs that need not be here.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod cubes;
mod host;
mod nvrtc;

use cubes::cubes;
use interneg_colour::suite::{self, CONFIGS, ShaderCase, judge};

fn views(config: &str) -> Vec<ShaderCase> {
    let cases = suite::views(config).unwrap();
    assert!(cases.len() >= 40, "{config} has {} views", cases.len());
    cases
}

fn cameras(config: &str) -> Vec<ShaderCase> {
    suite::cameras(config).unwrap()
}

#[test]
fn shaders_agree_with_opencolorio() {
    let Some(compiler) = host::compiler() else {
        assert!(std::env::var_os("CI").is_none(), "no C++ compiler, which the set-up installs");
        println!("skipped: no C++ compiler");
        return;
    };
    let of_configs = CONFIGS.iter().flat_map(|config| views(config).into_iter().chain(cameras(config)));
    let cases: Vec<ShaderCase> = of_configs.chain(cubes()).collect();
    let inputs = [suite::codes(), suite::scene_linear()];
    let found = host::run(compiler, &cases, &inputs);
    let mut off = Vec::new();
    for (case, found) in cases.iter().zip(&found) {
        let verdict = judge(case, &inputs[usize::from(case.is_view)], found);
        let line = format!("{}: {verdict:?}", case.name);
        println!("{line}");
        if !verdict.is_near {
            off.push(line);
        }
    }
    println!("{} shaders", cases.len());
    assert!(off.is_empty(), "{off:#?}");
}
