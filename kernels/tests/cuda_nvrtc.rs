//! Every kernel through NVIDIA's real compiler, which needs no GPU: for three generations of GPUs, and as text that is
//! searched for arithmetic that would round otherwise than a CPU.

mod compiler;

use compiler::{ARCHITECTURES, compiler};
use interneg_kernels::cuda::{
    CudaStep, Nvrtc, Target, blend_text, look_text, macroblock_texts, pass_text, program_text, prores_text,
    resample_text, steps_text,
};
use interneg_kernels::{Program, suite};
use std::collections::BTreeMap;

/// Texts of programs of one operation, of all, of none, and of more than a launch's parameters hold, of a pass for
/// every kind of layout, word, siting and target, and of looks.
fn texts() -> BTreeMap<String, String> {
    let all = suite::operations();
    let long: Vec<_> = all.iter().chain(&all).cloned().collect();
    let lists = all.chunks(1).chain([&all[..], &long[..], &[]]);
    let programs =
        lists.map(|list| (program_text(&Program::new(list).expect("the suite is good")), format!("{list:?}")));
    let passes =
        suite::passes().into_iter().map(|case| (pass_text(&case.pass().expect("the suite is good")), case.name));
    let shaders = suite::ShaderCase::new(1.5, 1.25).expect("the suite is good");
    let targets = suite::passes().into_iter().map(|case| case.target);
    let steps = targets.map(|target| {
        let text = steps_text(&shaders.coding(), &shaders.steps(), target).expect("the suite is good");
        (text, format!("shaders around a grade to {target:?}"))
    });
    let grade = [CudaStep::Operations(&all[..2]), CudaStep::Operations(&all[2..])];
    let looks = [("nothing", &[][..]), ("programs", &grade[..]), ("shaders around a grade", &shaders.steps()[..])]
        .map(|(name, steps)| (look_text(steps).expect("the suite is good"), format!("look of {name}")));
    // By text, because cases of several sizes share one.
    programs.chain(passes).chain(steps).chain(looks).collect()
}

#[test]
fn every_kernel_compiles_for_every_architecture() {
    let Some(nvrtc) = compiler() else { return };
    assert!(nvrtc.version() >= (12, 0), "{nvrtc:?}");
    for (text, name) in texts() {
        for architecture in ARCHITECTURES {
            let image = nvrtc.compile("kernel", &text, Target::Cubin(architecture)).unwrap();
            assert!(image.bytes().starts_with(b"\x7FELF"), "{name} sm_{architecture} is no machine code");
        }
    }
}

#[test]
fn no_kernel_rounds_otherwise_than_a_cpu() {
    let Some(nvrtc) = compiler() else { return };
    for (text, name) in texts() {
        for architecture in [75, 90] {
            let ptx = ptx(&nvrtc, &text, architecture);
            let off = inexact(&ptx);
            assert!(off.is_empty(), "{name} compute_{architecture}: {off:?}");
            // All values of a pixel stay in registers.
            assert!(!ptx.contains(".local"), "{name} compute_{architecture} needs local memory");
        }
    }
}

/// Scaling and blending: all texts that there are.
#[test]
fn kernels_of_frames_compile_and_round_as_a_cpu() {
    let Some(nvrtc) = compiler() else { return };
    for (name, text) in [("resample", resample_text()), ("blend", blend_text())] {
        for architecture in ARCHITECTURES {
            let image = nvrtc.compile(name, &text, Target::Cubin(architecture)).unwrap();
            assert!(image.bytes().starts_with(b"\x7FELF"), "{name} sm_{architecture} is no machine code");
            let ptx = ptx(&nvrtc, &text, architecture);
            assert_eq!(inexact(&ptx), [""; 0], "{name} compute_{architecture}");
            assert!(!ptx.contains(".local"), "{name} compute_{architecture} needs local memory");
        }
    }
}

/// ProRes: a block's 64 numbers stay in registers.
#[test]
fn kernels_of_prores_compile_and_round_as_a_cpu() {
    let Some(nvrtc) = compiler() else { return };
    let text = prores_text();
    for architecture in ARCHITECTURES {
        let image = nvrtc.compile("prores", &text, Target::Cubin(architecture)).unwrap();
        assert!(image.bytes().starts_with(b"\x7FELF"), "sm_{architecture} is no machine code");
        let ptx = ptx(&nvrtc, &text, architecture);
        assert_eq!(inexact(&ptx), [""; 0], "compute_{architecture}");
        assert!(!ptx.contains(".local"), "compute_{architecture} needs local memory");
        for kernel in ["interneg_prores_transform", "interneg_prores_count", "interneg_prores_write"] {
            assert!(ptx.contains(&format!(".visible .entry {kernel}(")), "no {kernel}");
        }
    }
}

/// Macroblocks of run-level codes: a block's 64 numbers stay in registers.
#[test]
fn kernels_of_macroblocks_compile_and_round_as_a_cpu() {
    let Some(nvrtc) = compiler() else { return };
    for (name, text) in macroblock_texts() {
        for architecture in ARCHITECTURES {
            let image = nvrtc.compile(name, &text, Target::Cubin(architecture)).unwrap();
            assert!(image.bytes().starts_with(b"\x7FELF"), "{name} sm_{architecture} is no machine code");
            let image = nvrtc.compile(name, &text, Target::Ptx(architecture)).unwrap();
            let ptx = std::str::from_utf8(image.bytes()).unwrap();
            assert!(ptx.contains(&format!(".visible .entry {name}(")), "no {name}");
            assert_eq!(inexact(ptx), [""; 0], "{name} compute_{architecture}");
            assert!(!ptx.contains(".local"), "{name} compute_{architecture} needs local memory");
        }
    }
}

/// `max.f32` takes +0 where our comparisons keep -0, so limits must stay comparisons.
#[test]
fn limits_stay_comparisons() {
    use interneg_kernels::Operation;
    let Some(nvrtc) = compiler() else { return };
    for limit in [Operation::Floor(0.0), Operation::Ceiling(1.0), Operation::Clamp { low: 0.0, high: 1.0 }] {
        let program = Program::new(std::slice::from_ref(&limit)).unwrap();
        let ptx = ptx(&nvrtc, &program_text(&program), 86);
        assert!(!ptx.contains("max.") && !ptx.contains("min."), "{limit:?}\n{ptx}");
    }
}

#[test]
fn a_text_that_is_wrong_is_refused_in_the_compilers_words() {
    use interneg_kernels::cuda::CudaError;
    let Some(nvrtc) = compiler() else { return };
    let refused = nvrtc.compile("broken", "__global__ void k() { nowhere(); }", Target::Cubin(86)).unwrap_err();
    let CudaError::Compile { kernel, log } = refused else { panic!("{refused:?}") };
    assert_eq!(kernel, "broken");
    assert!(log.contains("broken.cu(1)") && log.contains("nowhere"), "{log}");
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let inexact_lines = [
        "fma.rn.f32 %f1, %f2, %f3, %f4;",
        "mul.ftz.f32 %f1, %f2, %f3;",
        "mul.f32 %f1, %f2, %f3;",
        "@%p1 add.f64 %fd1, %fd2, %fd3;",
        "div.approx.f32 %f1, %f2, %f3;",
        "div.full.f32 %f1, %f2, %f3;",
        "ex2.approx.ftz.f32 %f1, %f2;",
        "mad.rn.f32 %f1, %f2, %f3, %f4;",
    ];
    for line in inexact_lines {
        assert_eq!(inexact(&format!("\t{line}\n")).len(), 1, "{line}");
    }
    let exact_lines = [
        "mul.rn.f32 %f1, %f2, %f3;",
        "mad.lo.s32 %r1, %r2, %r3, %r4;",
        "div.rn.f64 %fd1, %fd2, %fd3;",
        "fma.rn.f32 %f1, %f2, %f3, %f4; // asked for",
    ];
    for line in exact_lines {
        assert_eq!(inexact(&format!("\t{line}\n")), [""; 0], "{line}");
    }
}

/// Behind the fused operations that a kernel asks for.
const ASKED_FOR: &str = "// asked for";

/// The text with a mark in the one function that may join a product and a sum, and in the one that rounds towards zero,
/// by which their instructions are told from those that the compiler would choose by itself.
fn marked(text: &str) -> String {
    const FUSED: &str = "return __fmaf_rn(a, b, c);";
    const TRUNCATED: &str = "return bits_of(__fadd_rz(number, 0x1p23f)) -";
    let one_each = [FUSED, "__fma", TRUNCATED, "__fadd"].map(|words| text.matches(words).count());
    assert_eq!(one_each, [1; 4], "in other words");
    let fused = format!("fma.rn.f32 %0, %1, %2, %3; {ASKED_FOR}");
    let fused = format!("float d; asm(\"{fused}\" : \"=f\"(d) : \"f\"(a), \"f\"(b), \"f\"(c)); return d;");
    let truncated = format!("add.rz.f32 %0, %1, 0f4B000000; {ASKED_FOR}");
    let truncated = format!("float d; asm(\"{truncated}\" : \"=f\"(d) : \"f\"(number)); return bits_of(d) -");
    text.replace(FUSED, &fused).replace(TRUNCATED, &truncated)
}

fn ptx(nvrtc: &Nvrtc, text: &str, architecture: u32) -> String {
    let image = nvrtc.compile("kernel", &marked(text), Target::Ptx(architecture)).expect("it compiles");
    let text = std::str::from_utf8(image.bytes()).expect("PTX is text").trim_end_matches('\0').to_owned();
    assert!(text.contains(".visible .entry"), "no kernel in {text}");
    text
}

/// Instructions that IEEE 754 does not settle, or that join two roundings or round otherwise and were not asked to. A sum
/// or product without its rounding spelt out may still be contracted by the next compiler.
fn inexact(ptx: &str) -> Vec<&str> {
    let is_inexact = |line: &&str| {
        let mut words = line.split_whitespace().skip_while(|word| word.starts_with('@'));
        let operation = words.next().unwrap_or("");
        let mut parts = operation.split('.');
        let name = parts.next().unwrap_or("");
        let parts: Vec<&str> = parts.collect();
        let is_float = parts.last().is_some_and(|kind| matches!(*kind, "f32" | "f64"));
        let rounds_otherwise = match name {
            _ if line.ends_with(ASKED_FOR) => false,
            "fma" => true,
            "mad" => is_float,
            "mul" | "add" | "sub" => is_float && !parts.contains(&"rn"),
            "div" | "sqrt" | "rcp" => is_float && !parts.contains(&"rn"),
            _ => false,
        };
        rounds_otherwise || parts.contains(&"ftz") || parts.contains(&"approx")
    };
    ptx.lines().map(str::trim).filter(is_inexact).collect()
}
