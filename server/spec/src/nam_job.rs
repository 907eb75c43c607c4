//! A NAM render as its submitter asks for it.

use crate::naming::NameFields;
use crate::{
    ClientApproval, DeliveryFormat, DeviceChoice, JobParseError, Matrix, MediaPath, Raster, Rate, SampleRange, Siting,
    Timecode,
};
use serde::{Deserialize, Serialize};

/// A NAM render: clips placed back to back on a record timecode, and where and how to deliver them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamJob {
    /// What kind of job it is. Not written: a job without the word is a NAM, as all jobs were before there were proxies.
    #[serde(default, skip_serializing)]
    pub kind: NamKind,
    /// Rate of the timeline; every clip must have it.
    pub rate: Rate,
    /// Timeline timecode of the first frame; its frame count is the number of the first file (rule NAM-23).
    pub record_start: Timecode,
    /// Time that is stamped into headers and manifests, `YYYY-MM-DDTHH:MM:SSZ`. Where absent, the
    /// newest modification time of the sources is stamped: no clock, so the same job and sources give the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Folder that receives the delivery folder, below a root that may be written.
    pub output: MediaPath,
    /// Fields of the delivery's name.
    pub name: NameFields,
    /// File format of the frames, or of the movie.
    pub format: DeliveryFormat,
    /// Raster of the delivered frames; the clips' own where absent. Sources are never scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raster: Option<Raster>,
    /// Colour configuration and target space.
    pub colour: ColourChoice,
    /// The client has approved an archival raster below 3840x2160 (rules NAM-06 and NAM-08).
    #[serde(default)]
    pub client_approved_resolution: bool,
    /// That the client has allowed a QuickTime movie in place of frames; needed for `format.container = "quicktime"`, and
    /// for nothing else (rule NAM-12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quicktime_approval: Option<ClientApproval>,
    /// What renders the job; where absent, what the service is configured for. It never changes the bytes of archival
    /// frames, so jobs that differ in nothing else are one job when work is resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceChoice>,
    /// Owner string stamped into EXR headers; the title where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Manifests to write beside `checksum.txt`.
    #[serde(default)]
    pub manifests: ManifestChoice,
    /// Clips in record order; each begins where the one before ends.
    pub clips: Vec<Clip>,
}

/// The word that makes a job a NAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamKind {
    /// A Non-Graded Archival Master.
    #[default]
    Nam,
}

/// One clip of the record: a source and the part of it that is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    /// File or image sequence.
    pub path: MediaPath,
    /// First source frame used, as source timecode; the clip's first frame where absent.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub in_point: Option<Timecode>,
    /// One past the last source frame used, as source timecode; the clip's end where absent.
    #[serde(rename = "out", default, skip_serializing_if = "Option::is_none")]
    pub out_point: Option<Timecode>,
    /// Colour space of the source as the colour configuration names it, or `auto`.
    pub colour_space: String,
    /// Code range of the source, where the file does not say or says it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<SampleRange>,
    /// Y'CbCr matrix of the source, where the file does not say or says it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Chroma siting of the source, where the file does not say or says it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siting: Option<Siting>,
    /// Reel name, where the file does not say or says it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reel: Option<String>,
    /// Start timecode of the source, where the file does not say or says it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_timecode: Option<Timecode>,
    /// Rate of the source, where the file does not say (image sequences without a rate).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
}

/// Which colour configuration, and which space the delivery is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColourChoice {
    /// Name of a built-in configuration, or the path of an OCIO file below a root.
    #[serde(default = "default_colour_config")]
    pub config: String,
    /// `ACES2065-1`, or a camera space of the configuration.
    pub target: String,
}

fn default_colour_config() -> String {
    "studio-config-v2.2.0_aces-v1.3_ocio-v2.4".to_owned()
}

/// Which manifests go with a delivery; `checksum.txt` is always written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ManifestChoice {
    /// MHL 1.1 at the delivery root.
    pub mhl: bool,
    /// ASC MHL folder at the delivery root.
    pub asc_mhl: bool,
}

impl Default for ManifestChoice {
    fn default() -> Self {
        Self { mhl: true, asc_mhl: false }
    }
}

impl NamJob {
    /// Reads a NAM from TOML.
    ///
    /// # Errors
    /// The message names line and field.
    pub fn from_toml(text: &str) -> Result<Self, JobParseError> {
        Ok(toml::from_str(text)?)
    }

    /// Reads a NAM from JSON.
    ///
    /// # Errors
    /// The message names line and field.
    pub fn from_json(text: &str) -> Result<Self, JobParseError> {
        Ok(serde_json::from_str(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::ProxyCodec;
    use crate::{DpxBitDepth, DynamicRange, ExrCompression, Job, MovieBitDepth};

    /// Every field of a job, none at its default.
    const FULL: &str = r#"
        rate = "24000/1001"
        record_start = "01:00:00:00"
        created = "2025-03-01T12:00:00Z"
        output = "deliveries:show/ep101"
        raster = "4448x3096"
        client_approved_resolution = true
        device = "cuda:1"
        owner = "Example Finishing"

        [name]
        title = "chefs_table"
        episode = "s01e101"
        asset = "nam-txtls"
        aces_version = "aces130"
        color_space = "ap0"
        transfer = "linear"
        date = "20250301"
        aspect_ratio = "239"
        frame_padding = 8

        [format]
        container = "exr"
        compression = "zip"
        zip_level = 4

        [colour]
        config = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"
        target = "ACES2065-1"

        [manifests]
        mhl = false
        asc_mhl = true

        [[clips]]
        path = "ocf:A001/A001C001.mov"
        in = "10:00:01:00"
        out = "10:00:03:12"
        colour_space = "ARRI LogC4"
        range = "legal"
        matrix = "bt709"
        siting = "left"
        reel = "A001"
        start_timecode = "10:00:00:00"
        rate = "23.976"

        [[clips]]
        path = "ocf:B002/B002.%07d.dpx"
        colour_space = "auto"
    "#;

    #[test]
    fn a_full_job_survives_toml_and_json() {
        let job = NamJob::from_toml(FULL).unwrap();
        assert_eq!(job.rate, Rate::FPS_23_976);
        assert_eq!(job.raster, Some(Raster { width: 4448, height: 3096 }));
        assert_eq!(job.format, DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 4 });
        assert_eq!(job.manifests, ManifestChoice { mhl: false, asc_mhl: true });
        assert_eq!(job.device, Some(DeviceChoice::Cuda(1)));
        assert_eq!((job.clips[0].matrix, job.clips[0].siting), (Some(Matrix::Bt709), Some(Siting::Left)));
        assert_eq!(job.clips[0].out_point.map(|out| out.to_string()).as_deref(), Some("10:00:03:12"));
        assert_eq!(NamJob::from_toml(&toml::to_string(&job).unwrap()).unwrap(), job);
        assert_eq!(Job::from_json(&serde_json::to_string(&job).unwrap()).unwrap(), Job::Nam(job.clone()));
        assert_eq!(job.check_shape(), []);
    }

    #[test]
    fn dpx_depth_is_a_word_and_defaults_to_sixteen() {
        let format = |text: &str| NamJob::from_toml(&FULL.replace("container = \"exr\"", text));
        assert!(format("container = \"dpx\"").is_err(), "EXR's own fields are refused for DPX");
        let text = FULL.replace("compression = \"zip\"", "").replace("zip_level = 4", "");
        let dpx = |depth: &str| {
            NamJob::from_toml(&text.replace("\"exr\"", &format!("\"dpx\"\n{depth}"))).map(|job| job.format)
        };
        assert_eq!(dpx("").unwrap(), DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen });
        assert_eq!(dpx("bit_depth = \"10\"").unwrap(), DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten });
    }

    #[test]
    fn a_movie_and_its_approval_survive_toml_and_json() {
        let text = FULL
            .replace("compression = \"zip\"", "codec = \"prores_4444_xq\"\ndynamic_range = \"hdr\"")
            .replace("zip_level = 4", "bit_depth = \"12\"")
            .replace("container = \"exr\"", "container = \"quicktime\"");
        let approval =
            "[quicktime_approval]\napproved_by = 'A. Client'\nreference = 'ticket 7'\ndate = '20250301'\n[name]";
        let job = NamJob::from_toml(&text.replace("[name]", approval)).unwrap();
        let (codec, bit_depth) = (ProxyCodec::Prores4444Xq, MovieBitDepth::Twelve);
        let dynamic_range = Some(DynamicRange::Hdr);
        assert_eq!(job.format, DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range });
        assert_eq!((job.format.extension(), job.format.bits()), ("mov", 12));
        assert_eq!(job.quicktime_approval.as_ref().map(|approval| approval.reference.as_str()), Some("ticket 7"));
        assert_eq!(NamJob::from_toml(&toml::to_string(&job).unwrap()).unwrap(), job);
        assert_eq!(Job::from_json(&serde_json::to_string(&job).unwrap()).unwrap(), Job::Nam(job));
        let eight = NamJob::from_toml(&text.replace("\"12\"", "\"8\"")).unwrap_err().to_string();
        assert!(eight.contains("`10` or `12`"), "{eight}");
    }

    #[test]
    fn unknown_and_missing_fields_are_named() {
        let misspelt = NamJob::from_toml(&FULL.replace("owner =", "ovner =")).unwrap_err();
        assert!(misspelt.to_string().contains("ovner"), "{misspelt}");
        let missing = NamJob::from_toml(&FULL.replace("rate = \"24000/1001\"", "")).unwrap_err();
        assert!(missing.to_string().contains("rate"), "{missing}");
        let unknown = NamJob::from_toml(&FULL.replace("cuda:1", "gpu")).unwrap_err().to_string();
        assert!(unknown.contains("device") && unknown.contains("cuda:N"), "{unknown}");
    }
}
