//! Log lines on standard error.

use crate::config::LogFormat;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// A worker writes no more than this: farms kill what logs more than 1 GiB, and nobody reads as much.
const WORKER_LOG_BYTES: u64 = 64 << 20;

/// Sends log lines to standard error; `INTERNEG_LOG` picks them (`info` where it is not set, `interneg_server=debug` and
/// the like). To be called once.
pub fn start(format: LogFormat) {
    let is_terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr);
    let as_json = match format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let wants_colour = is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if as_json { builder.json().init() } else { builder.with_ansi(wants_colour).init() }
}

/// As [`start`], for a worker: text, and never more than its log may hold. To be called once.
pub fn start_worker() {
    let log = Bounded::new(std::io::stderr, WORKER_LOG_BYTES);
    tracing_subscriber::fmt().with_env_filter(filter()).with_ansi(false).with_writer(log).init();
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_env("INTERNEG_LOG").unwrap_or_else(|_| EnvFilter::new("info"))
}

/// A log that ends with a word of its own once so many bytes have been written.
struct Bounded<M> {
    open: M,
    bytes: AtomicU64,
    limit_bytes: u64,
}

impl<M> Bounded<M> {
    fn new(open: M, limit_bytes: u64) -> Self {
        Self { open, bytes: AtomicU64::new(0), limit_bytes }
    }
}

/// One line on its way into a bounded log.
struct Line<'a, W> {
    out: W,
    bytes: &'a AtomicU64,
    limit_bytes: u64,
}

impl<'a, M: Fn() -> W, W: Write + 'a> MakeWriter<'a> for Bounded<M> {
    type Writer = Line<'a, W>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { out: (self.open)(), bytes: &self.bytes, limit_bytes: self.limit_bytes }
    }
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let line_bytes = line.len() as u64;
        let before = self.bytes.fetch_add(line_bytes, Ordering::Relaxed);
        if before.saturating_add(line_bytes) <= self.limit_bytes {
            self.out.write_all(line)?;
        } else if before <= self.limit_bytes {
            writeln!(self.out, "the log is full; what happens from here on is not in it")?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Held(Arc<Mutex<Vec<u8>>>);

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_log_says_so_once() {
        let held = Held::default();
        let copy = held.clone();
        let log = Bounded::new(move || copy.clone(), 12);
        for line in ["first\n", "second\n", "third\n", "4\n"] {
            log.make_writer().write_all(line.as_bytes()).unwrap();
        }
        let text = String::from_utf8(held.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text, "first\nthe log is full; what happens from here on is not in it\n");
    }
}
