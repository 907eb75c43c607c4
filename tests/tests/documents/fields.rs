//! Jobs with every field that there is. The structs are written out without a default, so that a new field stops the build
//! here until it is given, and then the tests until the client's example has it.

use interneg_spec::naming::NameFields;
use interneg_spec::proxy::{
    BurnIn, BurnInField, BurnInPosition, EncoderChoice, FramingChoice, IdentityChoice, LookChoice, ProxyCodec,
    ProxyJob, ProxyKind, ProxySource, ReelRule, Rendition, ReviewChoice, ReviewCodec, SoundChoice, SoundSource,
    Unidentified, VariableRate, Vendor, VerifyChoice, ViewLook, Wrapper,
};
use interneg_spec::{
    ClientApproval, Clip, ColourChoice, DeliveryFormat, DeviceChoice, DpxBitDepth, DynamicRange, ExrCompression,
    ManifestChoice, Matrix, MovieBitDepth, NamJob, NamKind, Raster, Rate, SampleRange, Siting, ViewPrecision,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::str::FromStr;

/// Table and key of a field; the table is empty at the top.
pub type Field = (String, String);

const RASTER: Raster = Raster { width: 1920, height: 1080 };

fn some(word: &str) -> Option<String> {
    Some(word.to_owned())
}

fn read<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("our own text")
}

/// A job of proxies.
pub fn proxies() -> ProxyJob {
    ProxyJob {
        kind: ProxyKind::Proxies,
        project: "SHOW".to_owned(),
        created: some("2026-03-01T12:00:00Z"),
        output: read("out:"),
        device: Some(DeviceChoice::Cpu),
        sources: vec![ProxySource {
            path: read("ocf:"),
            colour_space: "auto".to_owned(),
            range: Some(SampleRange::Full),
            matrix: Some(Matrix::Bt709),
            siting: Some(Siting::Left),
            rate: Some(Rate::FPS_24),
            variable_rate: VariableRate::Conform,
            reel: some("A001"),
            start_timecode: Some(read("10:00:00:00")),
            roll: some("A001"),
        }],
        renditions: vec![Rendition {
            name: "cut".to_owned(),
            codec: ProxyCodec::DnxhrHqx,
            wrapper: Wrapper::Mov,
            raster: RASTER,
            bit_depth: Some(12),
            encoder: Some(EncoderChoice::Interneg),
            verify: VerifyChoice::Decode,
            vendor: Vendor::Apple,
        }],
        look: LookChoice::View(Box::new(ViewLook {
            config: some("config"),
            display: some("display"),
            view: some("view"),
            precision: ViewPrecision::Exact,
            amf: vec![read("looks:a.amf")],
            cdl: vec![read("looks:a.cdl")],
            cdl_space: some("ACEScct"),
            lut: Some(read("looks:a.cube")),
            lut_space: some("ACEScct"),
        })),
        framing: FramingChoice {
            fdl: Some(read("looks:a.fdl")),
            intent: some("intent"),
            template: some("template"),
            letterbox: Some(2.39),
        },
        burn_ins: vec![BurnIn { field: BurnInField::Text, position: BurnInPosition::TopLeft, text: some("text") }],
        sound: SoundChoice {
            source: SoundSource::Production,
            files: vec![read("ocf:sound")],
            timecode_rate: Some(Rate::FPS_24),
            allow_pulled_rates: true,
            channels: vec![1],
        },
        identity: IdentityChoice { reel: ReelRule::ClipName, unidentified: Unidentified::FileName },
        review: Some(ReviewChoice { codec: ReviewCodec::H264, raster: RASTER, bit_rate_kbps: 4000 }),
    }
}

/// NAMs, one for each container.
pub fn nams() -> Vec<NamJob> {
    let (compression, dynamic_range) = (ExrCompression::Zip, Some(DynamicRange::Hdr));
    let formats = [
        DeliveryFormat::Exr { compression, zip_level: 4 },
        DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen },
        DeliveryFormat::Quicktime { codec: ProxyCodec::Dnxhr444, bit_depth: MovieBitDepth::Twelve, dynamic_range },
    ];
    formats.map(nam).to_vec()
}

fn nam(format: DeliveryFormat) -> NamJob {
    let word = || "word".to_owned();
    NamJob {
        kind: NamKind::Nam,
        rate: Rate::FPS_24,
        record_start: read("01:00:00:00"),
        created: some("2026-03-01T12:00:00Z"),
        output: read("out:"),
        name: NameFields {
            title: word(),
            episode: Some(word()),
            segment: Some(word()),
            asset: Some(word()),
            // Of other assets than NAMs, which have no such part in their name.
            dynamic_range: None,
            aces_version: Some(word()),
            color_space: Some(word()),
            transfer: Some(word()),
            date: word(),
            aspect_ratio: Some(word()),
            frame_padding: Some(7),
        },
        format,
        raster: Some(RASTER),
        colour: ColourChoice { config: word(), target: word() },
        client_approved_resolution: true,
        quicktime_approval: Some(ClientApproval { approved_by: word(), reference: word(), date: word() }),
        device: Some(DeviceChoice::Cpu),
        owner: Some(word()),
        manifests: ManifestChoice { mhl: true, asc_mhl: true },
        clips: vec![Clip {
            path: read("ocf:a.mov"),
            in_point: Some(read("01:00:00:00")),
            out_point: Some(read("01:00:01:00")),
            colour_space: word(),
            range: Some(SampleRange::Full),
            matrix: Some(Matrix::Bt709),
            siting: Some(Siting::Left),
            reel: Some(word()),
            start_timecode: Some(read("01:00:00:00")),
            rate: Some(Rate::FPS_24),
        }],
    }
}

/// The fields that a job is written with.
pub fn of_job(job: &Value) -> BTreeSet<Field> {
    let mut fields = BTreeSet::new();
    for (key, value) in job.as_object().expect("a job is a table") {
        let table = match value {
            Value::Array(tables) => &tables[0],
            other => other,
        };
        match table {
            Value::Object(table) => fields.extend(table.keys().map(|name| (key.clone(), name.clone()))),
            _ => _ = fields.insert((String::new(), key.clone())),
        }
    }
    fields
}

/// A line of an example: what it is without the mark of a comment, if it is a field or the head of a table.
pub enum Line<'a> {
    Table(&'a str),
    Field(&'a str),
}

/// A line of an example that a reader may take in use; none for sentences.
pub fn uncommented(line: &str) -> Option<(Line<'_>, &str)> {
    let line = line.strip_prefix("# ").unwrap_or(line);
    if let Some(rest) = line.strip_prefix('[') {
        let name = rest.trim_start_matches('[').split(']').next()?;
        return Some((Line::Table(name), line));
    }
    let (key, _) = line.split_once(" = ")?;
    let is_key = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_key.then_some((Line::Field(key), line))
}

/// The fields that an example shows, in use or commented out.
pub fn of_example(text: &str) -> BTreeSet<Field> {
    let (mut table, mut fields) = (String::new(), BTreeSet::new());
    for (line, _) in text.lines().filter_map(uncommented) {
        match line {
            Line::Table(name) => name.clone_into(&mut table),
            Line::Field(key) => _ = fields.insert((table.clone(), key.to_owned())),
        }
    }
    fields
}
