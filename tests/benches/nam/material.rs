//! What the bench renders from: originals, jobs, and the colour files of the peers.

use crate::{Case, Source, Target};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Originals and settings in the scratch folder.
pub struct Material {
    folder: PathBuf,
    frames: u32,
    movie: PathBuf,
    dpx_folder: String,
    dpx_first: u64,
}

impl Material {
    /// Space that the originals are in.
    pub const SPACE: &'static str = "ARRI LogC3 (EI800)";

    /// Makes the originals, our configuration and the peers' colour files.
    pub fn make(folder: &Path, frames: u32) -> Result<Self, String> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        eprintln!("bench: making {frames} UHD frames of DPX and ProRes 4444");
        let ocf = folder.join("ocf");
        let mut generator = Command::new(workspace.join("scripts/make-ocf.sh"));
        generator.arg("-o").arg(&ocf).args(["-s", "3840x2160", "-k", "prores4444,dpx", "-n", &frames.to_string()]);
        succeed(&mut generator)?;
        let truth = read_json(&ocf.join("truth.json"))?;
        let clip = |kind: &str| {
            let clips = truth["clips"].as_array().into_iter().flatten();
            clips.into_iter().find(|clip| clip["kind"] == kind).cloned().ok_or(format!("no {kind} clip was made"))
        };
        let (movie, dpx) = (clip("prores4444")?, clip("dpx")?);
        let name = dpx["name"].as_str().ok_or("truth.json names no DPX clip")?.to_owned();
        let made = Self {
            folder: folder.to_path_buf(),
            frames,
            movie: ocf.join(movie["path"].as_str().ok_or("truth.json names no movie")?),
            dpx_first: dpx["start_frame_count"].as_u64().ok_or("truth.json has no DPX start")?,
            dpx_folder: name,
        };
        for output in ["out", "peer"] {
            fs::create_dir_all(folder.join(output)).map_err(|error| error.to_string())?;
        }
        let python = workspace.join(".venv/bin/python");
        let colour = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/nam/colour_files.py");
        succeed(Command::new(python).arg(colour).arg(folder).arg(Self::SPACE))?;
        // BENCH_WORKERS=2 renders in two processes of one thread each instead.
        let workers: u32 = std::env::var("BENCH_WORKERS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
        let threads = if workers == 1 { 2 } else { 1 };
        let config = format!(
            "data_dir = '{0}/data'\nworkers = {workers}\nthreads_per_worker = {threads}\nmemory_mib = 1400\n\
             frames_per_task = {1}\n\
             [[roots]]\nname = 'ocf'\npath = '{0}/ocf'\n[[roots]]\nname = 'out'\npath = '{0}/out'\nwritable = true\n",
            folder.display(),
            frames.div_ceil(workers.max(1))
        );
        fs::write(made.config(), config).map_err(|error| error.to_string())?;
        Ok(made)
    }

    /// Configuration of `internegd run`: one worker with two threads.
    pub fn config(&self) -> PathBuf {
        self.folder.join("internegd.toml")
    }

    /// Writes the job of a case and tells where.
    pub fn job(&self, case: &Case) -> Result<PathBuf, String> {
        let path = match case.source {
            Source::Dpx10 => format!("ocf:{0}/{0}.%07d.dpx", self.dpx_folder),
            Source::ProRes4444 => format!("ocf:{}", file_name(&self.movie)),
        };
        let (format, target) = match case.target {
            Target::ExrNone => ("container = 'exr'\ncompression = 'none'", "ACES2065-1"),
            Target::ExrZip => ("container = 'exr'\ncompression = 'zip'", "ACES2065-1"),
            Target::ExrPiz => ("container = 'exr'\ncompression = 'piz'", "ACES2065-1"),
            Target::Dpx16 => ("container = 'dpx'\nbit_depth = '16'", Self::SPACE),
        };
        let job = format!(
            "rate = '24000/1001'\nrecord_start = '01:00:00:00'\ncreated = '2026-01-01T00:00:00Z'\noutput = 'out:'\n\
             [name]\ntitle = 'bench'\nsegment = 'lp'\ndate = '20260101'\n[format]\n{format}\n\
             [colour]\ntarget = '{target}'\n[[clips]]\npath = '{path}'\ncolour_space = '{}'\n",
            Self::SPACE
        );
        let file = self.folder.join("job.toml");
        fs::write(&file, job).map_err(|error| error.to_string())?;
        Ok(file)
    }

    /// Milliseconds per frame that the last render of ours spent in each stage, from its journal.
    pub fn stage_times(&self) -> Result<[f64; 4], String> {
        let work = self.folder.join("out/.interneg");
        let journal = fs::read_dir(&work)
            .map_err(|error| format!("{}: {error}", work.display()))?
            .flatten()
            .map(|entry| entry.path().join("journal.jsonl"))
            .find(|path| path.exists())
            .ok_or("no journal was written")?;
        let text = fs::read_to_string(&journal).map_err(|error| error.to_string())?;
        let records: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mean = |stage: &str| {
            let total: f64 = records.iter().filter_map(|record| record["times"][stage].as_f64()).sum();
            total / 1000.0 / records.len().max(1) as f64
        };
        Ok([mean("decode_us"), mean("encode_us"), mean("write_us"), mean("hash_us")])
    }

    /// Frames in each original.
    pub fn frames(&self) -> u32 {
        self.frames
    }

    /// The ProRes original.
    pub fn movie(&self) -> &Path {
        &self.movie
    }

    /// The DPX original with the given pattern for the number.
    pub fn dpx_pattern(&self, number: &str) -> String {
        format!("{}/ocf/{2}/{2}.{1}.dpx", self.folder.display(), number, self.dpx_folder)
    }

    /// Number of the first DPX file.
    pub fn first_frame(&self) -> u32 {
        u32::try_from(self.dpx_first).unwrap_or(0)
    }

    /// The ACES configuration as a file, for an oiiotool whose OpenColorIO has none built in.
    pub fn ocio_config(&self) -> PathBuf {
        self.folder.join("config.ocio")
    }

    /// The source's transform to ACES2065-1 baked into a 65-cube, for ffmpeg.
    pub fn cube(&self) -> PathBuf {
        self.folder.join("to_aces.cube")
    }

    /// Path for a peer's frames.
    pub fn peer_output(&self, name: &str) -> String {
        format!("{}/peer/f.{name}", self.folder.display())
    }

    /// Removes a peer's frames, so that no run overwrites files of the one before.
    pub fn clear_peer_output(&self) -> Result<(), String> {
        clear(&self.folder.join("peer"))
    }

    /// Removes our delivery, so that it is rendered again.
    pub fn clear_our_output(&self) -> Result<(), String> {
        clear(&self.folder.join("out"))
    }
}

fn clear(folder: &Path) -> Result<(), String> {
    fs::remove_dir_all(folder).and_then(|()| fs::create_dir(folder)).map_err(|error| error.to_string())
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("failed to start {command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{status}: {command:?}")) }
}

fn read_json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
