//! Runs the kernels on the GPUs of this machine and measures them. What makes masters is compared with the CPU bit for bit;
//! shaders of views are compared with OpenColorIO within the tolerance of displays.
//!
//! Exit codes: 0 all is equal or near, 1 something differs, 2 wrong arguments, 69 no GPU, driver or run-time compiler here,
//! 70 a GPU or its driver failed.

mod bench;
mod check;
mod macroblocks;
mod prores;
mod report;
mod views;

use clap::Parser;
use interneg_kernels::cuda::{CudaDevice, CudaDeviceInfo, CudaError, KernelCache, Nvrtc, devices};
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

const DIFFERENT: u8 = 1;
const UNAVAILABLE: u8 = 69;
const FAILED: u8 = 70;

/// Compares every kernel on the GPUs of this machine with the CPU, and measures them.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 equal or near, 1 different, 69 no GPU, driver or compiler, 70 the GPU failed"
)]
struct Arguments {
    /// Only name the GPUs.
    #[arg(long)]
    list: bool,
    /// Only this GPU, by the driver's number; else all.
    #[arg(long, value_name = "N")]
    device: Option<usize>,
    /// Folder of libnvrtc.so.12 or .13, before the loader's own path.
    #[arg(long, value_name = "FOLDER")]
    nvrtc: Vec<PathBuf>,
    /// Keep compiled kernels in this folder.
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Only what codecs are made of, which takes some seconds.
    #[arg(long)]
    codecs: bool,
    /// Only the shaders whose name has this text in it, which compile for a minute in all; with no text, none.
    #[arg(long, value_name = "TEXT")]
    shaders: Option<String>,
    /// Pixels of a measured frame.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "3840x2160", value_parser = size)]
    size: (usize, usize),
    /// Frames that are measured for each row of the table; 0 for no table.
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    frames: usize,
    /// Lanes of the table's last columns, each with a thread of its own; a renderer has one for each of its threads.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=64))]
    lanes: Option<u16>,
    /// Results as one JSON object.
    #[arg(long)]
    json: bool,
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let (width, height) = text.split_once('x').ok_or("expected WIDTHxHEIGHT")?;
    let number = |text: &str| text.parse().ok().filter(|number| (1..=1 << 16).contains(number));
    match (number(width), number(height)) {
        (Some(width), Some(height)) => Ok((width, height)),
        _ => Err("width and height are 1 to 65536".to_owned()),
    }
}

/// As many as a link needs to be busy, where there are processors for them.
fn default_lanes() -> usize {
    std::thread::available_parallelism().map_or(2, |threads| threads.get().clamp(2, 8))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut report = Report::new(arguments.json);
    let done = run(&arguments, &mut report);
    report.finish(done.as_ref().err().map(ToString::to_string));
    match done {
        Ok(()) if report.is_all_equal() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(DIFFERENT),
        Err(absent) if absent.is_absence() => ExitCode::from(UNAVAILABLE),
        Err(_) => ExitCode::from(FAILED),
    }
}

fn run(arguments: &Arguments, report: &mut Report) -> Result<(), CudaError> {
    let found = devices()?;
    if arguments.list {
        found.iter().for_each(|info| report.device(info, None));
        return Ok(());
    }
    let chosen: Vec<&CudaDeviceInfo> = match arguments.device {
        None => found.iter().collect(),
        Some(ordinal) => {
            vec![found.get(ordinal).ok_or(CudaError::NoSuchDevice { ordinal, found: found.len() })?]
        }
    };
    let nvrtc = Nvrtc::load(&arguments.nvrtc, Some(chosen[0].driver_version))?;
    let kernels = KernelCache::new(nvrtc, arguments.cache.clone());
    let wanted = if arguments.codecs { Some("") } else { arguments.shaders.as_deref() };
    let views = views::cases(wanted).expect("the configurations that OpenColorIO carries have shaders");
    for info in chosen {
        report.device(info, Some(kernels.nvrtc()));
        let device = CudaDevice::open(info.ordinal)?;
        if !arguments.codecs {
            check::programs(&device, &kernels, report)?;
            check::passes(&device, &kernels, report)?;
            check::shaders(&device, &kernels, report)?;
            check::chains(&device, &kernels, report)?;
            check::frames(&device, &kernels, report)?;
            views::shaders(&device, &kernels, &views, report)?;
        }
        macroblocks::check(&device, &kernels, report)?;
        prores::check(&device, &kernels, report)?;
        if arguments.frames > 0 {
            let lanes = arguments.lanes.map_or_else(default_lanes, usize::from);
            let scale = bench::Scale { size: arguments.size, frames: arguments.frames, lanes };
            if !arguments.codecs {
                bench::table(&device, &kernels, scale, report)?;
            }
            macroblocks::table(&device, &kernels, (arguments.size, arguments.frames, lanes), report)?;
            prores::bench(&device, &kernels, scale, report)?;
        }
    }
    Ok(())
}
