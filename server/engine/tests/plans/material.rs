//! Image sequences that the tests write themselves, and jobs of them.

use interneg_engine::{Plan, PlanEnvironment, ProxyPlan, Root, Roots, plan, plan_proxies};
use interneg_media::{AssetStamp, EncodeScratch, FrameEncoder, FrameStamp, WriteSpec};
use interneg_spec::naming::Vocabulary;
use interneg_spec::{DeliveryFormat, DpxBitDepth, ExrCompression, Finding, Job, NamJob, Raster, Rate, Timecode};
use std::fs;
use std::path::PathBuf;

const FRAMES: u64 = 25;
const RASTER: Raster = Raster { width: 64, height: 32 };
/// Red, green, blue and white of ACES2065-1 (ST 2065-1, table 1).
const AP0: [f32; 8] = [0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767];

/// A folder of originals, below the root `ocf`, and one for what is made, below `out`.
pub struct Lab {
    folder: tempfile::TempDir,
    environment: PlanEnvironment,
}

impl Lab {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["ocf", "out"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let root = |name: &str, writable| Root { name: name.to_owned(), path: folder.path().join(name), writable };
        let environment = PlanEnvironment {
            roots: Roots::new(vec![root("ocf", false), root("out", true)]).unwrap(),
            max_dimension: 16384,
            tool: "interneg 0.0.0".to_owned(),
            vocabulary: Vocabulary::shipped(),
        };
        Self { folder, environment }
    }

    /// The folder of the originals.
    pub fn ocf(&self) -> PathBuf {
        self.folder.path().join("ocf")
    }

    /// 25 frames of 10-bit DPX at 25 a second that say full range. `path` is that of the clip, without number and ending.
    pub fn dpx(&self, path: &str, start: &str, reel: &str) -> Vec<PathBuf> {
        let format = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten };
        self.sequence(path, start, reel, format, None)
    }

    /// The same frames with reference codes that are those of no range.
    pub fn dpx_without_range(&self, path: &str, start: &str, reel: &str) {
        for file in self.dpx(path, start, reel) {
            let mut bytes = fs::read(&file).unwrap();
            // ST 268-1, image information header: reference high data code of the first element.
            bytes[792..796].copy_from_slice(&512u32.to_be_bytes());
            fs::write(&file, bytes).unwrap();
        }
    }

    /// 25 frames of OpenEXR with the primaries of ACES2065-1.
    pub fn exr(&self, path: &str, start: &str, reel: &str) {
        let format = DeliveryFormat::Exr { compression: ExrCompression::None, zip_level: 1 };
        self.sequence(path, start, reel, format, Some(AP0));
    }

    fn sequence(
        &self,
        path: &str,
        start: &str,
        reel: &str,
        format: DeliveryFormat,
        chromaticities: Option<[f32; 8]>,
    ) -> Vec<PathBuf> {
        let first = start.parse::<Timecode>().unwrap().frame_count(Rate::FPS_25).unwrap();
        let asset = AssetStamp {
            rate: Rate::FPS_25,
            title: "original".to_owned(),
            creator: "camera 1".to_owned(),
            created: "2026-01-01T00:00:00Z".to_owned(),
            owner: String::new(),
            comments: String::new(),
            sequence_length: FRAMES,
            first_frame_number: first,
            colour_space: String::new(),
        };
        let (interop_id, is_aces, picture) = (None, chromaticities.is_some(), None);
        let spec = WriteSpec { format, raster: RASTER, chromaticities, interop_id, is_aces, picture, asset };
        let encoder = FrameEncoder::new(&spec).unwrap();
        let place = self.ocf().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        let name = place.file_name().unwrap().to_str().unwrap();
        let write = |frame_number: u64| {
            let file_name = format!("{name}.{frame_number:07}.{}", format.extension());
            let file = place.with_file_name(&file_name);
            let stamp = FrameStamp {
                file_name,
                frame_number,
                timecode: Timecode::from_frame_count(frame_number, Rate::FPS_25, false),
                reel: reel.to_owned(),
                source_file: String::new(),
            };
            let mut bytes = Vec::new();
            let mut black = |block: interneg_media::RowBlock<'_>| block.bytes.fill(0);
            encoder.encode(&stamp, &mut EncodeScratch::default(), &mut bytes, &mut black).unwrap();
            fs::write(&file, bytes).unwrap();
            file
        };
        (first..first + FRAMES).map(write).collect()
    }

    /// The plan of proxies of `sources`, TOML of one source each; `more` are lines of the top level.
    pub fn proxies(&self, more: &str, sources: &[&str]) -> ProxyPlan {
        let sources: String = sources.iter().map(|source| format!("[[sources]]\n{source}\n")).collect();
        let text = format!(
            "kind = 'proxies'\nproject = 'SHOW'\noutput = 'out:'\nlook = 'none'\n{more}\n{sources}\n\
             [[renditions]]\nname = 'cut'\ncodec = 'prores_proxy'\nwrapper = 'mov'\nraster = '64x32'\n"
        );
        let Job::Proxies(job) = Job::from_toml(&text).unwrap() else { panic!("a job of proxies") };
        plan_proxies(&job, &self.environment)
    }

    /// The plan of a NAM of one clip in `format`.
    pub fn nam(&self, format: &str, more: &str, clip: &str) -> Plan {
        let target = if format.contains("exr") { "ACES2065-1" } else { "ARRI LogC3 (EI800)" };
        let text = format!(
            "rate = '25'\nrecord_start = '10:00:00:00'\noutput = 'out:'\nclient_approved_resolution = true\n{more}\n\
             [name]\ntitle = 'show'\nsegment = 'lp'\ndate = '20260203'\n[format]\n{format}\n[colour]\n\
             target = '{target}'\n[[clips]]\n{clip}\n"
        );
        plan(&NamJob::from_toml(&text).unwrap(), &self.environment)
    }
}

/// Findings that are more than notes.
pub fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().filter(|finding| finding.level > interneg_spec::Level::Note).map(ToString::to_string).collect()
}

/// Asserts that there is one finding which matters, and that it has all parts.
#[track_caller]
pub fn only(findings: &[Finding], parts: &[&str]) {
    let told = told(findings);
    assert!(told.len() == 1 && parts.iter().all(|part| told[0].contains(part)), "{parts:?}: {told:#?}");
}
