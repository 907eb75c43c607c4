//! Making a plan: resolve everything, collect every reason against it, and give it an identity.

use super::clip::{self, ResolvedClip};
use super::colour::{self, ResolvedColour, SpaceWish};
use super::{Plan, RunsOn, SpaceAuthor, Span, movie};
use crate::Roots;
use interneg_kernels::{ARITHMETIC, Layout, Subsampling};
use interneg_media::{Scan, SourceInfo};
use interneg_spec::naming::{NameContext, ResolvedName, Vocabulary};
use interneg_spec::rules::{self, ClipFacts, Known, RuleInput, SpaceKind, TargetFacts};
use interneg_spec::{Clip, Finding, FrameRange, NamJob, Raster, UtcTime};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::time::{Duration, UNIX_EPOCH};

/// What a plan depends on besides the job and its sources.
#[derive(Debug, Clone)]
pub struct PlanEnvironment {
    /// Folders that may be read and written.
    pub roots: Roots,
    /// Largest width or height of a source, in pixels.
    pub max_dimension: u32,
    /// Tool and version for headers, such as `interneg 0.1.0`.
    pub tool: String,
    /// Words that names may use.
    pub vocabulary: Vocabulary,
}

/// A clip with everything known of it.
struct Shot {
    clip: usize,
    resolved: ResolvedClip,
    space: Option<(String, SpaceKind)>,
    operations: Vec<String>,
    runs_on: RunsOn,
}

/// Resolves `job` against its sources. Never fails: faults of the job are findings in the plan.
pub fn plan(job: &NamJob, environment: &PlanEnvironment) -> Plan {
    let mut findings = job.check_shape();
    let output = environment
        .roots
        .resolve_output(&job.output)
        .map_err(|error| findings.push(clip::root_finding("output".to_owned(), &error)))
        .ok();
    let colour = colour::resolve(job, environment, &mut findings);
    let shots: Vec<Shot> = job
        .clips
        .iter()
        .enumerate()
        .filter_map(|(index, clip)| shoot(index, clip, environment, colour.as_ref(), &mut findings))
        .collect();
    let raster = job.raster.or_else(|| shots.first().map(|shot| shot.resolved.source.raster));
    let raster = raster.unwrap_or(Raster { width: 0, height: 0 });

    let name = resolve_name(job, raster, colour.as_ref(), &environment.vocabulary, &mut findings);
    findings.extend(rules::check(&rule_input(job, colour.as_ref(), name.padding, &shots)));
    let final_folder = output.map(|output| output.join(&name.folder)).unwrap_or_default();
    check_path_length(&final_folder, &name, &mut findings);

    let first = job.record_start.frame_count(job.rate).unwrap_or(0);
    let spans = lay_out(first, job, shots);
    let end = spans.last().map_or(first, |span| span.record.end);
    let created = job.created.clone().unwrap_or_else(|| newest_source(&spans).to_string());
    let frames = FrameRange::new(first, end);
    let (reference, target) = colour.map(|colour| (colour.reference, colour.target)).unwrap_or_default();
    let mut plan = Plan {
        identity: String::new(),
        // What a job is run on is none of the plan's business, see `Plan::job`.
        job: NamJob { created: Some(created), device: None, ..job.clone() },
        tool: environment.tool.clone(),
        arithmetic: ARITHMETIC,
        final_folder,
        sequence_folder: name.segment_folder.unwrap_or_default(),
        stem: name.stem,
        padding: name.padding,
        frames,
        raster,
        target,
        colour_config: reference,
        spans,
        findings,
        bytes_estimate: 0,
    };
    plan.findings.extend(movie::check(&plan));
    plan.findings
        .sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.field.cmp(&b.field)).then_with(|| a.rule.cmp(&b.rule)));
    plan.findings.dedup();
    plan.bytes_estimate = plan.output_frame_bytes() * plan.frames.len();
    plan.identity = identity(&plan);
    plan
}

fn shoot(
    index: usize,
    clip: &Clip,
    environment: &PlanEnvironment,
    colour: Option<&ResolvedColour>,
    findings: &mut Vec<Finding>,
) -> Option<Shot> {
    let resolved = clip::resolve(index, clip, environment, findings)?;
    if let Err(error) = interneg_media::layout_of(&resolved.source) {
        findings.push(Finding::error(
            "SRC-UNSUPPORTED",
            format!("clips[{index}].path"),
            error.to_string(),
            "transcode the source to a pixel format that is read",
        ));
    }
    let (mut operations, mut runs_on) = (Vec::new(), RunsOn::Cpu);
    let space = colour.and_then(|colour| {
        let (name, place) = (resolved.name(index), format!("clips[{index}].colour_space"));
        let wish = SpaceWish { name: &name, place: &place, author: SpaceAuthor::Job, space: &clip.colour_space };
        let space = colour::source_space(wish, &resolved.source, &colour.config, findings)?;
        match colour.config.transform(&space.0, &colour.target.space) {
            Ok(transform) => {
                operations = transform.describe();
                if transform.operations().is_some() {
                    runs_on = RunsOn::CpuOrCuda;
                }
            }
            Err(error) => findings.push(Finding::error(
                "COLOUR-TRANSFORM",
                format!("clips[{index}].colour_space"),
                error.to_string(),
                "choose spaces that the configuration can convert",
            )),
        }
        Some(space)
    });
    Some(Shot { clip: index, resolved, space, operations, runs_on })
}

fn resolve_name(
    job: &NamJob,
    raster: Raster,
    colour: Option<&ResolvedColour>,
    vocabulary: &Vocabulary,
    findings: &mut Vec<Finding>,
) -> ResolvedName {
    let target_space = colour.map_or(job.colour.target.as_str(), |colour| colour.target.space.as_str());
    let context = NameContext { format: job.format, raster, target_space, colour_config: &job.colour.config };
    let (name, found) = job.name.resolve(&context, vocabulary);
    findings.extend(found);
    name
}

fn rule_input(job: &NamJob, colour: Option<&ResolvedColour>, padding: u8, shots: &[Shot]) -> RuleInput {
    let facts = |shot: &Shot| {
        let (clip, source) = (&job.clips[shot.clip], &shot.resolved.source);
        let is_ycbcr = !source.is_rgb && !source.is_float;
        ClipFacts {
            index: shot.clip,
            frames: shot.resolved.frames,
            bits: source.bits,
            is_float: source.is_float,
            raster: source.raster,
            pixel_aspect: source.pixel_aspect,
            is_interlaced: source.scan == Scan::Interlaced,
            has_420_chroma: has_420_chroma(source),
            rate: shot.resolved.rate,
            space: shot.space.as_ref().map(|(_, kind)| *kind),
            range: Known::of(!source.is_float, clip.range.or(source.range).is_some()),
            matrix: Known::of(is_ycbcr, clip.matrix.or(source.matrix).is_some()),
            unsupported_matrix: source.unsupported_matrix.clone().filter(|_| clip.matrix.is_none()),
            siting: Known::of(source.is_subsampled, clip.siting.or(source.siting).is_some()),
        }
    };
    RuleInput {
        format: job.format,
        rate: job.rate,
        record_start: job.record_start,
        frame_padding: padding,
        requested_raster: job.raster,
        client_approved_resolution: job.client_approved_resolution,
        target: colour.map(|colour| TargetFacts { space: colour.target.space.clone(), kind: colour.target_kind }),
        clips: shots.iter().map(facts).collect(),
    }
}

fn has_420_chroma(source: &SourceInfo) -> bool {
    let layout = interneg_media::layout_of(source);
    matches!(
        layout,
        Ok(Layout::YCbCrPlanar { subsampling: Subsampling::S420, .. }
            | Layout::YCbCrSemiPlanar { subsampling: Subsampling::S420, .. })
    )
}

fn check_path_length(final_folder: &std::path::Path, name: &ResolvedName, findings: &mut Vec<Finding>) {
    // The longest path that the file system takes in one call, PATH_MAX, with room for our working folder.
    const LIMIT: usize = 4096 - 128;
    let length = final_folder.as_os_str().len() + name.stem.len() * 2 + 64;
    if length > LIMIT {
        findings.push(Finding::error(
            "PATH-LENGTH",
            "output",
            format!("paths of the delivery would have {length} characters, more than the file system's {LIMIT}"),
            "choose a shorter output folder",
        ));
    }
}

fn lay_out(first: u64, job: &NamJob, shots: Vec<Shot>) -> Vec<Span> {
    let mut next = first;
    let place = |shot: Shot| {
        let (clip, resolved) = (&job.clips[shot.clip], shot.resolved);
        let record = FrameRange::new(next, next + resolved.frames);
        next = record.end;
        Span {
            clip: shot.clip,
            record,
            source_first: resolved.source_first,
            source_file: resolved.source_file,
            source_modified_s: resolved.source_modified_s,
            source_timecode: resolved.timecode,
            reel: resolved.reel,
            colour_space: shot.space.map(|(name, _)| name).unwrap_or_default(),
            colour_operations: shot.operations,
            runs_on: shot.runs_on,
            range: clip.range.or(resolved.source.range),
            matrix: clip.matrix.or(resolved.source.matrix),
            siting: clip.siting.or(resolved.source.siting),
            source: resolved.source,
        }
    };
    shots.into_iter().map(place).collect()
}

/// Without a time in the job the sources' own time is stamped: no clock, so the same job gives the same bytes.
fn newest_source(spans: &[Span]) -> UtcTime {
    let seconds = spans.iter().map(|span| span.source_modified_s).max().unwrap_or(0);
    UtcTime::from_system(UNIX_EPOCH + Duration::from_secs(seconds))
}

/// SHA-256 of a plan, lower-case hex.
pub(crate) fn identity(plan: &impl Serialize) -> String {
    // Field order is fixed by the struct and maps are sorted, so the text is the same everywhere.
    let text = serde_json::to_vec(plan).unwrap_or_default();
    let digest: [u8; 32] = Sha256::digest(&text).into();
    crate::render::hex(&digest)
}
