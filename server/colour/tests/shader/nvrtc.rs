//! Shaders through NVIDIA's run-time compiler, which needs no GPU.

#[path = "../../../../kernels/tests/compiler/mod.rs"]
mod compiler;

use crate::{cameras, cubes, views};
use compiler::{ARCHITECTURES, compiler};
use interneg_colour::suite::{CONFIGS, ShaderCase};
use interneg_kernels::cuda::Target;
use interneg_kernels::shader::cuda_text;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Each text that differs, with the first view that has it, for each architecture. About 200 compilations take 45 s
/// of a core, so nothing is left out.
fn jobs(cases: &[ShaderCase]) -> Vec<(&str, String, u32)> {
    let mut texts = BTreeSet::new();
    let mut jobs = Vec::new();
    for case in cases {
        let text = cuda_text(&[&case.shader]);
        if texts.insert(text.clone()) {
            jobs.extend(ARCHITECTURES.map(|architecture| (&*case.name, text.clone(), architecture)));
        }
    }
    jobs
}

/// Two shaders with tables of the same names in one kernel, which a grade between two transforms needs.
#[test]
fn several_shaders_stand_in_one_kernel() {
    let Some(nvrtc) = compiler() else { return };
    let cases = views(CONFIGS[1]);
    let with_tables: Vec<&ShaderCase> =
        cases.iter().filter(|case| !case.shader.textures().is_empty()).take(2).collect();
    let text = cuda_text(&[&with_tables[0].shader, &with_tables[1].shader]);
    let image = nvrtc.compile("two views", &text, Target::Cubin(86)).unwrap();
    assert!(image.bytes().starts_with(b"\x7FELF"));
    let broken = text.replacen("INTERNEG_SHADER_FUNCTION float ", "INTERNEG_SHADER_FUNCTION unknown ", 1);
    let refused = nvrtc.compile("broken", &broken, Target::Cubin(86)).unwrap_err();
    assert!(refused.to_string().contains("unknown"), "{refused}");
}

#[test]
fn every_view_compiles_for_gpus() {
    let Some(nvrtc) = compiler() else { return };
    // Behind the views, what has textures of two and of three dimensions.
    let films = CONFIGS.iter().flat_map(|config| cameras(config)).filter(|case| case.name.contains("ADX"));
    let cases: Vec<ShaderCase> = CONFIGS.iter().flat_map(|config| views(config)).chain(films).chain(cubes()).collect();
    let jobs = jobs(&cases);
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let refused: Vec<String> = std::thread::scope(|scope| {
        let compile = || {
            let mut refused = Vec::new();
            while let Some((name, text, architecture)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                match nvrtc.compile("view", text, Target::Cubin(*architecture)) {
                    Ok(image) => assert!(image.bytes().starts_with(b"\x7FELF"), "{name}: no machine code"),
                    Err(error) => refused.push(format!("{name} for sm_{architecture}: {error}")),
                }
            }
            refused
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(compile)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    println!("{} shaders, {} compilations", cases.len(), jobs.len());
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(jobs.len() > 100, "{} compilations", jobs.len());
}

/// The kernels that proxies look through: the default view of each configuration, behind a grade.
#[test]
fn looks_of_proxies_compile_for_gpus() {
    use interneg_colour::{Config, Grade, GradeTarget, Step, ViewPrecision};
    use interneg_kernels::cuda::{CudaStep, look_text};
    const VIEWS: [&str; 2] = ["ACES 1.0 - SDR Video", "ACES 2.0 - SDR 100 nits (Rec.709)"];
    let Some(nvrtc) = compiler() else { return };
    for (config, view) in CONFIGS.into_iter().zip(VIEWS) {
        let config = Config::builtin(config).unwrap();
        let (display, precision) = ("Rec.1886 Rec.709 - Display", ViewPrecision::Exact);
        let target = GradeTarget::View { display, view, precision };
        let steps = config.graded("ACES2065-1", "ACEScct", Grade::NEUTRAL, target).unwrap().steps().unwrap();
        let steps: Vec<CudaStep<'_>> = steps
            .iter()
            .map(|step| match step {
                Step::Program(operations) => CudaStep::Operations(operations),
                Step::Shader(shader) => CudaStep::Shader(shader),
            })
            .collect();
        assert!(matches!(steps[..], [CudaStep::Operations(_), CudaStep::Shader(_)]), "{view}: {}", steps.len());
        let text = look_text(&steps).unwrap();
        for architecture in ARCHITECTURES {
            let image = nvrtc.compile("look", &text, Target::Cubin(architecture)).unwrap();
            assert!(image.bytes().starts_with(b"\x7FELF"), "{view} for sm_{architecture}: no machine code");
        }
    }
}
