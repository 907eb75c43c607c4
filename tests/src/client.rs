//! One finished command, and what it said.

use serde_json::Value;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No command of a test takes that long; one that does hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Exit code; 128 and the signal for a process that was killed.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    /// Runs a command to its end.
    ///
    /// # Panics
    /// When it does not start, or does not end.
    pub fn of(command: &mut Command) -> Self {
        // What the tester's own shell says must not reach the programs under test.
        for variable in ["INTERNEG_SERVER", "INTERNEG_ROOTS", "RUST_LOG"] {
            command.env_remove(variable);
        }
        // Into files: a pipe that nobody empties would stop the program.
        let [out, err] = [(); 2].map(|()| tempfile::tempfile().expect("a temporary file"));
        let handle = |file: &File| file.try_clone().expect("a file handle can be copied");
        command.stdin(Stdio::null()).stdout(handle(&out)).stderr(handle(&err));
        let mut child = command.spawn().expect("a program that was just built starts");
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("our own child") {
                break Some(status);
            }
            if begin.elapsed() > LIMIT {
                child.kill().and_then(|()| child.wait()).expect("our own child can be killed");
                break None;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let (stdout, stderr) = (text_of(out), text_of(err));
        let status =
            status.unwrap_or_else(|| panic!("no end after {LIMIT:?}: {command:?}\nstdout: {stdout}\nstderr: {stderr}"));
        Self { code: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default()), stdout, stderr }
    }

    /// Checks the exit code.
    ///
    /// # Panics
    /// With all that was said, when it is another one.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Standard output as one JSON document.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\nstdout: {}\nstderr: {}", self.stdout, self.stderr))
    }

    /// Standard output as one JSON object a line.
    ///
    /// # Panics
    /// When a line is none.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }
}

fn text_of(mut file: File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("our own file");
    String::from_utf8_lossy(&bytes).into_owned()
}
