//! A job from a file, from flags, or from both.

use super::ClipArg;
use crate::error::ClientError;
use clap::{ArgAction, Args};
use interneg_spec::{DeviceChoice, Job, MediaPath, Raster, Rate, Timecode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where a job comes from; flags override the file.
#[derive(Debug, Default, Args)]
pub struct JobArgs {
    /// Job file, TOML or JSON; - reads standard input. Without one the flags make the whole job
    #[arg(value_name = "JOB.toml")]
    pub file: Option<PathBuf>,
    /// Clip: PATH[,in=TC][,out=TC][,space=NAME][,range=][,matrix=][,siting=][,reel=][,start=TC][,rate=]; repeated in
    /// record order, replaces the file's clips. Without space the camera's metadata decides
    #[arg(long, value_name = "CLIP", help_heading = "Job")]
    pub clip: Vec<ClipArg>,
    /// Rate of the timeline: 24, 25, 23.976, 30000/1001
    #[arg(long, help_heading = "Job")]
    pub rate: Option<Rate>,
    /// Timeline timecode of the first frame; its frame count is the number of the first file
    #[arg(long, value_name = "TC", help_heading = "Job")]
    pub record_start: Option<Timecode>,
    /// Folder that receives the delivery folder: root:path, or a path below a writable root
    #[arg(long, value_name = "FOLDER", help_heading = "Job")]
    pub output: Option<MediaPath>,
    /// Colour space of the delivery: ACES2065-1, or a camera space
    #[arg(long, value_name = "SPACE", help_heading = "Job")]
    pub target: Option<String>,
    /// Colour configuration: a built-in name, or an OCIO file below a root
    #[arg(long, value_name = "CONFIG", help_heading = "Job")]
    pub colour_config: Option<String>,
    /// File format; quicktime is one movie in place of frames, only with the client's approval
    #[arg(long, value_parser = ["exr", "dpx", "quicktime"], help_heading = "Job")]
    pub format: Option<String>,
    /// Compression of EXR files
    #[arg(long, value_parser = ["none", "zip", "piz"], help_heading = "Job")]
    pub compression: Option<String>,
    /// Deflate level of ZIP, 1 to 9
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=9), help_heading = "Job")]
    pub zip_level: Option<u8>,
    /// Bits of DPX files (10, 16) and QuickTime movies (10, 12)
    #[arg(long, value_parser = ["10", "12", "16"], help_heading = "Job")]
    pub bit_depth: Option<String>,
    /// Codec of a QuickTime movie
    #[arg(long, value_parser = ["dnxhr_444", "prores_4444", "prores_4444_xq"], help_heading = "Job")]
    pub codec: Option<String>,
    /// Dynamic range of the programme, which decides the client's minimum for a QuickTime movie
    #[arg(long, value_parser = ["hdr", "sdr"], help_heading = "Job")]
    pub dynamic_range: Option<String>,
    /// Who has approved a QuickTime movie for the client: name and company
    #[arg(long, value_name = "NAME", help_heading = "Job")]
    pub quicktime_approved_by: Option<String>,
    /// Where that approval can be looked up
    #[arg(long, value_name = "TEXT", help_heading = "Job")]
    pub quicktime_approval_reference: Option<String>,
    /// Day of that approval, YYYYMMDD
    #[arg(long, value_name = "DATE", help_heading = "Job")]
    pub quicktime_approval_date: Option<String>,
    /// Raster that the sources must have, WIDTHxHEIGHT
    #[arg(long, help_heading = "Job")]
    pub raster: Option<Raster>,
    /// The client has approved a raster below 3840x2160
    #[arg(long, action = ArgAction::SetTrue, help_heading = "Job")]
    pub client_approved_resolution: bool,
    /// What renders: auto, cpu, or cuda:N with N counted from 0 [default: what the server is configured for]
    #[arg(long, value_name = "DEVICE", help_heading = "Job")]
    pub device: Option<DeviceChoice>,
    /// Owner stamped into EXR headers
    #[arg(long, help_heading = "Job")]
    pub owner: Option<String>,
    /// Time stamped into headers and manifests, YYYY-MM-DDTHH:MM:SSZ
    #[arg(long, value_name = "TIME", help_heading = "Job")]
    pub created: Option<String>,
    /// Write an MHL 1.1
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = "Job")]
    pub mhl: Option<bool>,
    /// Write an ASC MHL
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = "Job")]
    pub asc_mhl: Option<bool>,
    /// Project title
    #[arg(long, help_heading = "Name")]
    pub title: Option<String>,
    /// Season and episode, s01e101
    #[arg(long, help_heading = "Name")]
    pub episode: Option<String>,
    /// lp (long-play), or r01 and up
    #[arg(long, help_heading = "Name")]
    pub segment: Option<String>,
    /// nam or nam-txtls
    #[arg(long, help_heading = "Name")]
    pub asset: Option<String>,
    /// Date of the delivery, YYYYMMDD
    #[arg(long, help_heading = "Name")]
    pub date: Option<String>,
    /// Aspect ratio times 100, 239
    #[arg(long, help_heading = "Name")]
    pub aspect_ratio: Option<String>,
    /// ACES version, aces130
    #[arg(long, help_heading = "Name")]
    pub aces_version: Option<String>,
    /// Name token of the colour space, where the target's own is not wanted
    #[arg(long, value_name = "TOKEN", help_heading = "Name")]
    pub name_color_space: Option<String>,
    /// Name token of the transfer function, where the target's own is not wanted
    #[arg(long, value_name = "TOKEN", help_heading = "Name")]
    pub name_transfer: Option<String>,
    /// Digits of the frame number
    #[arg(long, value_name = "DIGITS", help_heading = "Name")]
    pub frame_padding: Option<u8>,
}

impl JobArgs {
    /// The job that file and flags make together.
    ///
    /// # Errors
    /// An unreadable file, or a job that lacks a field or has a wrong one; the message names it.
    pub fn job(&self) -> Result<Job, ClientError> {
        let text = self.file.as_deref().map(read).transpose()?;
        let overrides = self.overrides()?;
        let fault = |message: String| ClientError::Job { message };
        match text {
            // Without flags the parser of the file can name line and column.
            Some(text) if overrides.is_empty() => parse(&text).map_err(fault),
            Some(text) => {
                let mut job = as_value(&text).map_err(fault)?;
                lay_over(&mut job, overrides);
                Job::deserialize(job).map_err(|error| fault(error.to_string()))
            }
            None if overrides.is_empty() => {
                Err(ClientError::Usage("name a job file, or describe the job with flags; see --help".to_owned()))
            }
            None => {
                let mut job = json!({});
                lay_over(&mut job, overrides);
                Job::deserialize(job).map_err(|error| fault(format!("{error}; see --help for the flag that sets it")))
            }
        }
    }

    /// The flags that were given, as fields of a job.
    fn overrides(&self) -> Result<Map<String, Value>, ClientError> {
        let mut job = Map::new();
        let text = |value: &Option<String>| value.clone().map(Value::from);
        put(&mut job, "rate", self.rate.map(|rate| rate.to_string().into()));
        put(&mut job, "record_start", self.record_start.map(|start| start.to_string().into()));
        put(&mut job, "created", text(&self.created));
        put(&mut job, "output", self.output.as_ref().map(absolute).transpose()?.map(|path| path.to_string().into()));
        put(&mut job, "raster", self.raster.map(|raster| raster.to_string().into()));
        put(&mut job, "device", self.device.map(|device| device.to_string().into()));
        put(&mut job, "owner", text(&self.owner));
        put(&mut job, "client_approved_resolution", self.client_approved_resolution.then_some(true.into()));
        if !self.clip.is_empty() {
            let clips: Result<Vec<Value>, ClientError> = self.clip.iter().map(clip_value).collect();
            job.insert("clips".to_owned(), clips?.into());
        }
        let mut group = |name: &str, fields: Vec<(&str, Option<Value>)>| {
            let fields: Map<_, _> =
                fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
            if !fields.is_empty() {
                job.insert(name.to_owned(), fields.into());
            }
        };
        group(
            "name",
            vec![
                ("title", text(&self.title)),
                ("episode", text(&self.episode)),
                ("segment", text(&self.segment)),
                ("asset", text(&self.asset)),
                ("date", text(&self.date)),
                ("aspect_ratio", text(&self.aspect_ratio)),
                ("aces_version", text(&self.aces_version)),
                ("color_space", text(&self.name_color_space)),
                ("transfer", text(&self.name_transfer)),
                ("frame_padding", self.frame_padding.map(Value::from)),
            ],
        );
        group(
            "format",
            vec![
                ("container", text(&self.format)),
                ("compression", text(&self.compression)),
                ("zip_level", self.zip_level.map(Value::from)),
                ("bit_depth", text(&self.bit_depth)),
                ("codec", text(&self.codec)),
                ("dynamic_range", text(&self.dynamic_range)),
            ],
        );
        group(
            "quicktime_approval",
            vec![
                ("approved_by", text(&self.quicktime_approved_by)),
                ("reference", text(&self.quicktime_approval_reference)),
                ("date", text(&self.quicktime_approval_date)),
            ],
        );
        group("colour", vec![("config", text(&self.colour_config)), ("target", text(&self.target))]);
        group("manifests", vec![("mhl", self.mhl.map(Value::from)), ("asc_mhl", self.asc_mhl.map(Value::from))]);
        Ok(job)
    }
}

fn put(job: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        job.insert(key.to_owned(), value);
    }
}

fn clip_value(clip: &ClipArg) -> Result<Value, ClientError> {
    let mut clip = clip.0.clone();
    clip.path = absolute(&clip.path)?;
    serde_json::to_value(clip).map_err(|error| ClientError::Job { message: error.to_string() })
}

/// A plain relative path on the command line is meant from the current folder, which the server does not know.
pub(crate) fn absolute(path: &MediaPath) -> Result<MediaPath, ClientError> {
    if path.root().is_some() || path.path().starts_with('/') {
        return Ok(path.clone());
    }
    let fault = |message: String| ClientError::Usage(format!("cannot make the path absolute: {message}: {path}"));
    let absolute = std::path::absolute(path.path()).map_err(|error| fault(error.to_string()))?;
    let text = absolute.to_str().ok_or_else(|| fault("it is not UTF-8".to_owned()))?;
    text.parse().map_err(|error: interneg_spec::MediaPathError| fault(error.to_string()))
}

/// Flags over the file, field by field; another container drops what only the file's container has.
fn lay_over(job: &mut Value, overrides: Map<String, Value>) {
    let Value::Object(job) = job else { return };
    for (key, value) in overrides {
        let changes_container = key == "format"
            && value
                .get("container")
                .is_some_and(|wanted| job.get("format").and_then(|had| had.get("container")) != Some(wanted));
        match (job.get_mut(&key), value) {
            (Some(Value::Object(fields)), Value::Object(given)) if !changes_container => fields.extend(given),
            (_, value) => {
                job.insert(key, value);
            }
        }
    }
}

fn read(path: &Path) -> Result<String, ClientError> {
    let fault = |source| ClientError::Read { path: path.to_owned(), source };
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(fault)?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(fault)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

fn parse(text: &str) -> Result<Job, String> {
    let job = if is_json(text) { Job::from_json(text) } else { Job::from_toml(text) };
    job.map_err(|error| error.message.trim_end().to_owned())
}

fn as_value(text: &str) -> Result<Value, String> {
    if is_json(text) {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
}
