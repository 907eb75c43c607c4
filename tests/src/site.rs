//! A place to work in: roots, configuration and a data folder of one test.

use crate::originals::originals_folder;
use crate::{Delivery, JobFile, JobText, Ran, internegd};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A temporary folder with the root `ocf` (the originals, to read), `lab` (files of the test, to read) and `out`
/// (deliveries, to write).
#[derive(Debug)]
pub struct Site {
    folder: tempfile::TempDir,
    settings: Settings,
    more_roots: Vec<(&'static str, PathBuf)>,
}

/// The settings that tests vary.
#[derive(Debug, Clone, Copy)]
struct Settings {
    workers: u32,
    threads_per_worker: u32,
    frames_per_task: u32,
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

impl Site {
    /// Two workers with one thread each, tasks of up to 100 frames.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("interneg-site-").tempdir().expect("a temporary folder");
        for name in ["lab", "out", "data"] {
            fs::create_dir(folder.path().join(name)).expect("a folder in our own folder");
        }
        let settings = Settings { workers: 2, threads_per_worker: 1, frames_per_task: 100 };
        Self { folder, settings, more_roots: Vec::new() }
    }

    /// Other bounds for the work; they hold from the next start of a service or render.
    pub fn bounds(mut self, workers: u32, threads_per_worker: u32, frames_per_task: u32) -> Self {
        self.settings = Settings { workers, threads_per_worker, frames_per_task };
        self
    }

    /// One more root, to read.
    pub fn with_root(mut self, name: &'static str, folder: &Path) -> Self {
        self.more_roots.push((name, folder.to_path_buf()));
        self
    }

    /// The site's folder, links resolved.
    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("the site's folder exists")
    }

    /// The writable root.
    pub fn out(&self) -> PathBuf {
        self.path().join("out")
    }

    /// The root for files that a test makes.
    pub fn lab(&self) -> PathBuf {
        self.path().join("lab")
    }

    /// Writes the configuration, listening on `port`.
    pub(crate) fn write_config(&self, port: u16) -> PathBuf {
        let (here, ocf) = (self.path(), originals_folder());
        let Settings { workers, threads_per_worker, frames_per_task } = self.settings;
        let root = |name: &str, path: &Path, writable: bool| {
            format!("[[roots]]\nname = {name:?}\npath = {:?}\nwritable = {writable}\n", path.display().to_string())
        };
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\ndata_dir = {:?}\nworkers = {workers}\n\
             threads_per_worker = {threads_per_worker}\nframes_per_task = {frames_per_task}\nmax_attempts = 2\n\
             [retry]\ninitial_seconds = 0.1\nmax_seconds = 0.5\n{}{}{}{}",
            here.join("data").display().to_string(),
            root("ocf", &ocf, false),
            root("lab", &self.lab(), false),
            root("out", &self.out(), true),
            self.more_roots.iter().map(|(name, path)| root(name, path, false)).collect::<String>(),
        );
        let file = here.join("internegd.toml");
        fs::write(&file, text).expect("a file in our own folder");
        file
    }

    /// Writes a job file.
    pub fn write_job(&self, job: &impl JobFile) -> PathBuf {
        let file = self.path().join("job.toml");
        fs::write(&file, job.text()).expect("a file in our own folder");
        file
    }

    /// A command that renders without a service.
    pub fn run_command(&self, job: &impl JobFile) -> Command {
        let mut command = Command::new(internegd());
        command.arg("run").arg("--config").arg(self.write_config(1)).arg(self.write_job(job));
        command
    }

    /// Renders with `internegd run` and says how it ended.
    pub fn run(&self, job: &impl JobFile) -> Ran {
        Ran::of(&mut self.run_command(job))
    }

    /// Renders with `internegd run` and opens the delivery.
    ///
    /// # Panics
    /// When the render fails.
    pub fn render(&self, job: &JobText) -> Delivery {
        self.run(job).expect_code(0);
        Delivery::open(&self.delivery_folder())
    }

    /// The one delivery folder in `out`.
    ///
    /// # Panics
    /// When there is none, or several.
    pub fn delivery_folder(&self) -> PathBuf {
        let folders = self.deliveries();
        assert_eq!(folders.len(), 1, "deliveries: {folders:?}");
        folders[0].clone()
    }

    /// What lies in `out` under a final name: everything but the working folder.
    pub fn deliveries(&self) -> Vec<PathBuf> {
        deliveries_in(&self.out())
    }
}

/// What a folder holds under final names.
fn deliveries_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.file_name().is_some_and(|name| name != ".interneg"));
    found.sort();
    found
}
