//! The original, and the commands that make proxies of it.

use crate::binary;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// ProRes 422 HQ in a MOV.
    ProresHq,
    /// DNxHR HQX in a MOV.
    DnxhrHqx,
}

impl Case {
    pub const ALL: [Self; 2] = [Self::ProresHq, Self::DnxhrHqx];

    pub fn name(self) -> &'static str {
        match self {
            Self::ProresHq => "ProRes 422 HQ",
            Self::DnxhrHqx => "DNxHR HQX",
        }
    }

    /// FFmpeg's encoder.
    pub fn encoder(self) -> &'static str {
        match self {
            Self::ProresHq => "ffmpeg, prores_ks",
            Self::DnxhrHqx => "ffmpeg, dnxhd",
        }
    }
}

/// The original and the configuration, in a folder that goes with it.
pub struct Material {
    folder: TempDir,
    movie: PathBuf,
}

impl Material {
    /// Makes an original of `frames` frames, without sound to carry over.
    pub fn make(frames: u32) -> Result<Self, Box<dyn Error>> {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory)? } else { TempDir::new()? };
        let ocf = folder.path().join("ocf");
        let mut generator = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/make-ocf.sh"));
        generator.arg("-o").arg(&ocf).args(["-s", "3840x2160", "-k", "prores422", "-n", &frames.to_string()]);
        let status = generator.stdout(std::process::Stdio::null()).status()?;
        if !status.success() {
            return Err(format!("{status}: {generator:?}").into());
        }
        let truth: Value = serde_json::from_str(&fs::read_to_string(ocf.join("truth.json"))?)?;
        let path = truth["clips"][0]["path"].as_str().ok_or("truth.json names no movie")?;
        let movie = ocf.join(path);
        let config = format!(
            "data_dir = '{0}/data'\nworkers = 1\nthreads_per_worker = 2\nmemory_mib = 1400\nframes_per_task = {frames}\n\
             [[roots]]\nname = 'ocf'\npath = '{0}/ocf'\n[[roots]]\nname = 'out'\npath = '{0}/out'\nwritable = true\n",
            folder.path().display()
        );
        fs::write(folder.path().join("internegd.toml"), config)?;
        fs::create_dir(folder.path().join("out"))?;
        Ok(Self { folder, movie })
    }

    /// The service's own program for one job: one worker with two threads.
    pub fn internegd(&self, case: Case, is_verified: bool) -> Result<Command, Box<dyn Error>> {
        let codec = match case {
            Case::ProresHq => "prores_hq",
            Case::DnxhrHqx => "dnxhr_hqx",
        };
        let verify = if is_verified { "decode" } else { "none" };
        let source = self.movie.strip_prefix(self.folder.path().join("ocf"))?;
        let job = format!(
            "kind = 'proxies'\nproject = 'BENCH'\ncreated = '2026-01-01T00:00:00Z'\noutput = 'out:'\nlook = 'none'\n\
             [[sources]]\npath = 'ocf:{}'\ncolour_space = 'ARRI LogC3 (EI800)'\nroll = 'A001'\nsiting = 'left'\n\
             [[renditions]]\nname = 'cut'\ncodec = '{codec}'\nwrapper = 'mov'\nraster = '3840x2160'\n\
             verify = '{verify}'\n[sound]\nsource = 'none'\n",
            source.display()
        );
        // Commands are made before the first of them runs.
        let path = self.folder.path().join(format!("job-{codec}-{verify}.toml"));
        fs::write(&path, job)?;
        let mut command = Command::new(binary("internegd")?);
        command
            .args(["run", "--progress", "none", "--config"])
            .arg(self.folder.path().join("internegd.toml"))
            .arg(path);
        Ok(command)
    }

    /// The same by FFmpeg, with two threads to decode and two to encode.
    pub fn ffmpeg(&self, case: Case) -> Command {
        let options: &[&str] = match case {
            Case::ProresHq => &["-c:v", "prores_ks", "-profile:v", "hq"],
            Case::DnxhrHqx => &["-c:v", "dnxhd", "-profile:v", "dnxhr_hqx"],
        };
        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-v", "error", "-y", "-threads", "2", "-i"]).arg(&self.movie);
        command.args(["-map", "0:v:0"]).args(options).args(["-pix_fmt", "yuv422p10le", "-threads", "2"]);
        command.arg(self.folder.path().join("out/peer.mov"));
        command
    }

    /// Removes what a command has made.
    pub fn clear(&self) -> std::io::Result<()> {
        let out = self.folder.path().join("out");
        fs::remove_dir_all(&out).and_then(|()| fs::create_dir(&out))
    }
}
