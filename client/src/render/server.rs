//! A server as text.

use super::units::bytes;
use crate::output::printable;
use crate::view::{CudaView, DeviceView, ServerView};

/// What the server is and can do.
pub fn server(server: &ServerView) -> String {
    let mut text = format!("server    {} at {} on {}\n", server.version, server.address, server.host);
    text.push_str(&format!("client    {}\n", server.client_version));
    for component in &server.components {
        text.push_str(&format!("  {:<16} {}\n", component.name, component.description));
    }
    text.push_str("roots\n");
    for root in &server.roots {
        let access = if root.writable { "read, write" } else { "read" };
        text.push_str(&format!("  {:<16} {} ({access})\n", format!("{}:", root.name), root.path));
    }
    text.push_str("colour configurations\n");
    for config in &server.colour_configs {
        let mark = if *config == server.default_colour_config { " (default)" } else { "" };
        text.push_str(&format!("  {config}{mark}\n"));
    }
    let codecs =
        [("reads", &server.decoders), ("writes", &server.encoders), ("review files by", &server.review_encoders)];
    for (label, codecs) in codecs.into_iter().filter(|(_, codecs)| !codecs.is_empty()) {
        text.push_str(&format!("{label}\n"));
        for codec in codecs {
            text.push_str(&format!("  {:<16} {}\n", codec.name, codec.description));
        }
    }
    text.push_str("devices\n");
    for device in &server.devices {
        let memory = if device.memory_bytes > 0 { format!(", {}", bytes(device.memory_bytes)) } else { String::new() };
        let threads = if device.threads > 0 { format!(", {} threads", device.threads) } else { String::new() };
        let (name, capability) = (&device.name, capability(device));
        text.push_str(&format!("  {:<16} {name}{capability}{threads}{memory}\n", device_label(device)));
    }
    text.push_str(&format!("  {:<16} {}\n", "CUDA", cuda(&server.cuda)));
    text.push_str(&format!("  {:<16} {} (jobs that name no device)\n", "default", server.default_device));
    let limits = &server.limits;
    text.push_str("limits\n");
    text.push_str(&format!(
        "  {} workers of {} threads in {}, {} frames a task, {} attempts, pictures up to {} pixels wide or high\n",
        limits.workers,
        limits.threads_per_worker,
        bytes(limits.memory_bytes),
        limits.frames_per_task,
        limits.max_attempts,
        limits.max_dimension,
    ));
    printable(&text)
}

/// As jobs name it; a server that does not say so says the kind.
fn device_label(device: &DeviceView) -> &str {
    if device.id.is_empty() { device.kind } else { &device.id }
}

fn capability(device: &DeviceView) -> String {
    match (device.kind, device.capability.as_str()) {
        (_, "") => String::new(),
        ("cuda", capability) => format!(", compute capability {capability}"),
        (_, level) => format!(", kernels at level {level}"),
    }
}

/// Versions of driver and compiler, and why no GPU renders.
fn cuda(cuda: &CudaView) -> String {
    let version = |label: &str, version: &str| (!version.is_empty()).then(|| format!("{label} {version}"));
    let parts = [version("driver", &cuda.driver_version), version("NVRTC", &cuda.compiler_version)];
    let reason = Some(cuda.reason.clone()).filter(|reason| !reason.is_empty());
    let parts: Vec<String> = parts.into_iter().chain([reason]).flatten().collect();
    if parts.is_empty() { "unknown".to_owned() } else { parts.join(", ") }
}
