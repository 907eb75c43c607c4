//! A server as text.

use super::units::bytes;
use crate::output::printable;
use crate::view::ServerView;

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
    for (label, codecs) in [("reads", &server.decoders), ("writes", &server.encoders)] {
        text.push_str(&format!("{label}\n"));
        for codec in codecs {
            text.push_str(&format!("  {:<16} {}\n", codec.name, codec.description));
        }
    }
    text.push_str("devices\n");
    for device in &server.devices {
        let memory = if device.memory_bytes > 0 { format!(", {}", bytes(device.memory_bytes)) } else { String::new() };
        text.push_str(&format!("  {:<16} {}, {} threads{memory}\n", device.kind, device.name, device.threads));
    }
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
