//! Lines for a person, or one JSON object with the same facts.

use interneg_colour::suite::Verdict;
use interneg_kernels::cuda::{Bounds, CudaDeviceInfo, Nvrtc};
use serde_json::{Value, json};

/// Results, told as they come or kept for the end.
pub struct Report {
    is_json: bool,
    devices: Vec<Value>,
    differences: usize,
}

/// One measured row.
pub struct Row<'a> {
    /// What was done with a frame.
    pub name: &'a str,
    /// Bytes to the GPU, and back.
    pub bytes: (usize, usize),
    /// Bytes that the kernel reads and writes.
    pub kernel_bytes: usize,
    /// Registers a thread, and bytes of local memory.
    pub registers: (u32, u32),
    /// Seconds of the kernel alone, the middle one of all frames.
    pub kernel_seconds: f64,
    /// Seconds a frame with one lane, and with all.
    pub frame_seconds: (f64, f64),
}

/// The measured steps of ProRes frames.
pub struct ProresRow<'a> {
    /// Samples.
    pub name: &'a str,
    /// Quantisers that all slices are counted with.
    pub quantisers: usize,
    /// Bytes of its slices.
    pub frame_bytes: usize,
    /// Seconds of the kernels of transform, look, count and write, the middle ones of all frames.
    pub kernel_seconds: [f64; 4],
    /// Seconds of a frame whose planes are on the GPU already, up to its bytes in memory of the host's own.
    pub kept: f64,
    /// The same from planes of the host.
    pub brought: f64,
    /// As `kept`, of all lanes at a time.
    pub lanes: f64,
    /// Registers a thread, and bytes of local memory, of transform, count and write.
    pub registers: [(u32, u32); 3],
}

const GIGA: f64 = 1e9;

impl Report {
    pub fn new(is_json: bool) -> Self {
        Self { is_json, devices: Vec::new(), differences: 0 }
    }

    /// Whether nothing differed.
    pub fn is_all_equal(&self) -> bool {
        self.differences == 0
    }

    pub fn device(&mut self, info: &CudaDeviceInfo, nvrtc: Option<&Nvrtc>) {
        let capability = format!("{}.{}", info.capability.0, info.capability.1);
        let driver = format!("{}.{}", info.driver_version.0, info.driver_version.1);
        let kernel_module = kernel_module();
        let compiler = nvrtc.map(|nvrtc| format!("{}.{}", nvrtc.version().0, nvrtc.version().1));
        if !self.is_json {
            println!("cuda:{}: {} ({})", info.ordinal, info.name, info.pci_address);
            println!("  compute capability: {capability}");
            println!("  memory: {:.1} GiB", info.memory_bytes as f64 / f64::from(1 << 30));
            println!("  single to double precision: {} to 1", info.single_to_double_ratio);
            println!("  multiprocessors: {}", info.multiprocessors);
            println!("  driver: CUDA {driver}{}", kernel_module.as_ref().map_or(String::new(), |v| format!(", {v}")));
            if let (Some(nvrtc), Some(compiler)) = (nvrtc, &compiler) {
                println!("  run-time compiler: {compiler}, {}", nvrtc.path().display());
            }
        }
        self.devices.push(json!({
            "ordinal": info.ordinal,
            "name": info.name,
            "pci_address": info.pci_address,
            "compute_capability": capability,
            "memory_bytes": info.memory_bytes,
            "single_to_double_ratio": info.single_to_double_ratio,
            "multiprocessors": info.multiprocessors,
            "cuda_version": driver,
            "kernel_module": kernel_module,
            "nvrtc_version": compiler,
            "checks": [],
            "shaders": [],
            "bench": [],
            "codecs": [],
            "kernels": [],
            "prores": [],
        }));
    }

    /// How many of the samples, or bytes, of a comparison differ.
    pub fn check(&mut self, name: &str, samples: usize, differing: usize) {
        self.differences += differing;
        if !self.is_json {
            let verdict = if differing == 0 { "equal".to_owned() } else { format!("{differing} DIFFER") };
            println!("  {name}: {verdict}");
        }
        self.push("checks", json!({ "name": name, "samples": samples, "differing": differing }));
    }

    /// Seconds of the steps of a codec's frame.
    pub fn times(&mut self, name: &str, steps: &[(String, f64)]) {
        if !self.is_json {
            println!("  {name}");
            steps.iter().for_each(|(step, seconds)| println!("    {step:<32} {:>9.3} ms", seconds * 1e3));
        }
        let steps: Vec<Value> =
            steps.iter().map(|(step, seconds)| json!({ "step": step, "seconds": seconds })).collect();
        self.push("codecs", json!({ "name": name, "steps": steps }));
    }

    /// What a kernel of a codec takes of a multiprocessor.
    pub fn kernel(&mut self, name: &str, registers: u32, local_bytes: u32) {
        if !self.is_json {
            println!("    {name}: {registers} registers, {local_bytes} bytes of local memory");
        }
        self.push("kernels", json!({ "name": name, "registers": registers, "local_bytes": local_bytes }));
    }

    /// How far a shader is from OpenColorIO.
    pub fn near(&mut self, name: &str, pixels: usize, verdict: &Verdict) {
        let Verdict { absolute, relative, at, is_near, reasons } = verdict;
        self.differences += usize::from(!is_near);
        if !self.is_json {
            let judged = if *is_near { "near".to_owned() } else { format!("TOO FAR at {at:?}") };
            println!("  {name}: {judged}, {absolute:.1e}, {relative:.1e} of the largest channel");
            reasons.iter().for_each(|reason| println!("    {reason}"));
        }
        self.push(
            "shaders",
            json!({
                "name": name,
                "pixels": pixels,
                "absolute": absolute,
                "relative": relative,
                "is_near": is_near,
                "reasons": reasons,
            }),
        );
    }

    pub fn bounds(&mut self, bounds: &Bounds, lanes: usize) {
        let Bounds { up, down, memory } = *bounds;
        if !self.is_json {
            println!(
                "  copies: up {:.1} GB/s, down {:.1} GB/s; memory: {:.0} GB/s read and written",
                up / GIGA,
                down / GIGA,
                memory / GIGA
            );
            println!(
                "  {:<34} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>5}",
                "frame",
                "kernel ms",
                "x memory",
                "1 lane ms",
                format!("{lanes} lanes"),
                "bound ms",
                "x link",
                "regs"
            );
        }
        if let Some(device) = self.devices.last_mut() {
            device["bounds"] = json!({ "up": up, "down": down, "memory": memory });
            device["lanes"] = lanes.into();
        }
    }

    /// A measured row beside its bounds: the slower direction of the link, and the memory's bandwidth.
    pub fn row(&mut self, row: &Row<'_>, bounds: &Bounds) {
        let link = (row.bytes.0 as f64 / bounds.up).max(row.bytes.1 as f64 / bounds.down);
        let memory = row.kernel_bytes as f64 / bounds.memory;
        let (of_link, of_memory) = (row.frame_seconds.1 / link, row.kernel_seconds / memory);
        if !self.is_json {
            println!(
                "  {:<34} {:>9.3} {:>9.2} {:>9.3} {:>9.3} {:>9.3} {:>9.2} {:>5}{}",
                row.name,
                row.kernel_seconds * 1e3,
                of_memory,
                row.frame_seconds.0 * 1e3,
                row.frame_seconds.1 * 1e3,
                link * 1e3,
                of_link,
                row.registers.0,
                if row.registers.1 > 0 { " spills" } else { "" },
            );
        }
        self.push(
            "bench",
            json!({
                "name": row.name,
                "bytes_up": row.bytes.0,
                "bytes_down": row.bytes.1,
                "kernel_seconds": row.kernel_seconds,
                "kernel_over_memory_bound": of_memory,
                "frame_seconds_one_lane": row.frame_seconds.0,
                "frame_seconds_all_lanes": row.frame_seconds.1,
                "frame_over_link_bound": of_link,
                "registers": row.registers.0,
                "local_bytes": row.registers.1,
            }),
        );
    }

    /// What the numbers of [`Self::prores`] are.
    pub fn prores_head(&self, lanes: usize) {
        if !self.is_json {
            println!(
                "  {:<24} {:>12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}  regs",
                "kernels and frames, ms",
                "transform",
                "look",
                "count",
                "write",
                "kept",
                "brought",
                format!("{lanes} lanes"),
                "bytes",
            );
        }
    }

    /// Steps of ProRes frames.
    pub fn prores(&mut self, row: &ProresRow<'_>) {
        let [transform, look, count, write] = row.kernel_seconds.map(|seconds| seconds * 1e3);
        if !self.is_json {
            let [kept, brought, lanes] = [row.kept, row.brought, row.lanes].map(|seconds| seconds * 1e3);
            let registers = row
                .registers
                .map(|(registers, local_bytes)| format!("{registers}{}", if local_bytes > 0 { " spills" } else { "" }));
            println!(
                "  {:<24} {transform:>12.3} {look:>9.3} {count:>7.3}/{} {write:>9.3} {kept:>9.3} {brought:>9.3} {lanes:>9.3} \
                 {:>9}  {}",
                row.name,
                row.quantisers,
                row.frame_bytes,
                registers.join("/"),
            );
        }
        self.push(
            "prores",
            json!({
                "name": row.name,
                "quantisers_counted": row.quantisers,
                "frame_bytes": row.frame_bytes,
                "transform_kernel_seconds": row.kernel_seconds[0],
                "look_kernel_seconds": row.kernel_seconds[1],
                "count_kernel_seconds": row.kernel_seconds[2],
                "write_kernel_seconds": row.kernel_seconds[3],
                "frame_seconds_kept": row.kept,
                "frame_seconds_brought": row.brought,
                "frame_seconds_all_lanes": row.lanes,
                "registers": row.registers.map(|(registers, _)| registers),
                "local_bytes": row.registers.map(|(_, local_bytes)| local_bytes),
            }),
        );
    }

    fn push(&mut self, list: &str, entry: Value) {
        if let Some(entries) = self.devices.last_mut().and_then(|device| device[list].as_array_mut()) {
            entries.push(entry);
        }
    }

    /// The end, with what kept the rest from running.
    pub fn finish(&self, error: Option<String>) {
        if self.is_json {
            println!("{}", json!({ "devices": self.devices, "differing": self.differences, "error": error }));
            return;
        }
        match (error, self.differences) {
            (Some(error), _) => eprintln!("gpu-check: {error}"),
            (None, 0) => println!("all equal"),
            (None, differences) => println!("{differences} samples or bytes DIFFER from the CPU"),
        }
    }
}

/// The driver's own version, where the kernel tells it.
fn kernel_module() -> Option<String> {
    let told = std::fs::read_to_string("/proc/driver/nvidia/version").ok()?;
    let line = told.lines().next()?.strip_prefix("NVRM version:")?;
    Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
}
