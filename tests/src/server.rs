//! A real service process, spoken to over TCP.

use crate::{Ran, Site, interneg, internegd, terminate, wait_until};
use serde_json::Value;
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// `internegd serve` on a loopback port; killed when dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    port: u16,
    log: PathBuf,
}

/// How long a service may take to answer or to end on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Starts a service on a site and waits until it answers.
    ///
    /// # Panics
    /// When it does not.
    pub fn start(site: &Site) -> Self {
        Self::start_with(site, |_| {})
    }

    /// As [`Self::start`], with something else about the command, such as its environment.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn start_with(site: &Site, configure: impl Fn(&mut Command)) -> Self {
        // Between looking for a free port and listening on it somebody else may take it.
        let started = (0..3).find_map(|_| Self::try_start(site, &configure));
        started.unwrap_or_else(|| panic!("the service ended at once:\n{}", read_log(&log_file(site))))
    }

    fn try_start(site: &Site, configure: &impl Fn(&mut Command)) -> Option<Self> {
        let (port, log) = (free_port(), log_file(site));
        let file = File::options().create(true).append(true).open(&log).expect("a log in our own folder");
        let mut command = Command::new(internegd());
        configure(&mut command);
        let process = command
            .args(["serve", "--config"])
            .arg(site.write_config(port))
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a file handle can be copied"))
            .stderr(file)
            .spawn()
            .expect("a program that was just built starts");
        let mut server = Self { process, port, log };
        let (is_listening, _) = wait_until("the service to listen", PATIENCE, || {
            let has_ended = server.process.try_wait().expect("our own child").is_some();
            (has_ended || TcpStream::connect(("127.0.0.1", port)).is_ok()).then_some(!has_ended)
        });
        is_listening.then_some(server)
    }

    /// Address for clients.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        read_log(&self.log)
    }

    /// A client command with JSON output.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(interneg());
        command.args(["--server", &self.url(), "--json"]).args(arguments);
        command
    }

    /// Runs a client command.
    pub fn client(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// Submits a job file and returns the job's name.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn submit(&self, job: &Path) -> String {
        let answer = self.client(&["submit", &job.to_string_lossy()]).expect_code(0).json();
        answer["job"]["name"].as_str().unwrap_or_else(|| panic!("no name in {answer}")).to_owned()
    }

    /// The job as `get` shows it.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn job(&self, name: &str) -> Value {
        self.client(&["get", name]).expect_code(0).json()["job"].clone()
    }

    /// Follows a job to its end; the exit code is the job's.
    pub fn watch(&self, name: &str) -> Ran {
        self.client(&["watch", name])
    }

    /// Kills the service as a power cut would.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn kill(mut self) {
        self.process.kill().expect("our own child can be killed");
        self.process.wait().expect("our own child can be waited for");
    }

    /// Asks the service to end, as a system that shuts down does, and waits.
    ///
    /// # Panics
    /// When it does not end.
    pub fn terminate(mut self) -> (ExitStatus, Duration) {
        terminate(self.process.id());
        wait_until("the service to end", PATIENCE, || self.process.try_wait().expect("our own child"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            // A test that fails shows what the service had to say.
            if std::thread::panicking() {
                eprintln!("log of the service:\n{}", self.log());
            }
            // Nothing can be done about a child that cannot be killed; the test's own outcome counts.
            let _killed = self.process.kill().and_then(|()| self.process.wait());
        }
    }
}

fn log_file(site: &Site) -> PathBuf {
    site.path().join("internegd.log")
}

fn read_log(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
