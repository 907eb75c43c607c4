//! Plans for the wire.

use super::{finding, frame_span};
use crate::scheduler::Limits;
use interneg_engine::{
    ClipSummary, Plan, PlannedClip, PlannedClipReview, PlannedReview, PlannedSound, ProxyPlan, WorkPlan,
};
use interneg_proto::v1;
use interneg_spec::proxy::ReviewChoice;
use interneg_spec::{FrameRange, Raster};
use interneg_wire::sample_range;

/// A plan as it would run within `limits`; which device it would run on is not the plan's to say.
pub(in crate::rpc) fn plan(plan: &WorkPlan, limits: Limits) -> v1::Plan {
    match plan {
        WorkPlan::Nam(plan) => nam(plan, limits),
        WorkPlan::Proxies(plan) => proxies(plan, limits),
    }
}

fn nam(plan: &Plan, limits: Limits) -> v1::Plan {
    let summary = plan.summary(limits.threads_per_worker);
    v1::Plan {
        renderable: plan.is_renderable(),
        findings: summary.findings.iter().map(finding).collect(),
        identity: summary.identity,
        delivery_folder: summary.folder,
        frames: frame_span(plan.frames),
        first_file: summary.first_file,
        last_file: summary.last_file,
        raster: raster(summary.raster),
        target_space: summary.target,
        tasks: u32::try_from(plan.tasks(limits.frames_per_task).len()).unwrap_or(u32::MAX),
        bytes_estimate: summary.bytes_estimate,
        memory_bytes: summary.worker_memory_bytes.min(limits.memory_bytes),
        clips: summary.clips.into_iter().map(|summary| clip(plan, summary)).collect(),
        record_start: summary.record_start,
        record_end: summary.record_end,
        device: String::new(),
        proxy_clips: Vec::new(),
    }
}

fn proxies(plan: &ProxyPlan, limits: Limits) -> v1::Plan {
    v1::Plan {
        renderable: plan.is_renderable(),
        findings: plan.findings.iter().map(finding).collect(),
        identity: plan.identity.clone(),
        delivery_folder: plan.final_folder.to_string_lossy().into_owned(),
        frames: frame_span(plan.frames()),
        tasks: u32::try_from(plan.tasks(limits.frames_per_task).len()).unwrap_or(u32::MAX),
        bytes_estimate: plan.bytes_estimate,
        memory_bytes: plan.memory_bytes(limits.threads_per_worker).min(limits.memory_bytes),
        proxy_clips: plan.clips.iter().map(|clip| proxy_clip(plan, clip)).collect(),
        ..v1::Plan::default()
    }
}

fn proxy_clip(plan: &ProxyPlan, clip: &PlannedClip) -> v1::ProxyClipPlan {
    let first = clip.parts.first();
    let renditions = plan.job.renditions.iter().zip(&clip.outputs).zip(&clip.operations);
    v1::ProxyClipPlan {
        name: clip.name.clone(),
        roll: clip.roll.clone(),
        source: clip.source_path(),
        reel: clip.reel.clone(),
        start: clip.start.to_string(),
        rate: Some(v1::Rational { numerator: clip.rate.numerator(), denominator: clip.rate.denominator() }),
        frames: frame_span(clip.frames),
        coding: first.map(|source| format!("{} {}", source.codec, source.pixel_format)).unwrap_or_default(),
        raster: first.and_then(|source| raster(source.raster)),
        colour_space: clip.colour_space.clone(),
        range: sample_range(clip.range.filter(|_| first.is_some_and(|source| !source.is_float))),
        look: clip.look.to_string(),
        sound: clip.sound.to_string(),
        runs_on: clip.look.path.map(|path| path.to_string()).unwrap_or_default(),
        renditions: renditions
            .map(|((rendition, files), operations)| v1::ProxyRenditionPlan {
                name: rendition.name.clone(),
                files: files.clone(),
                operations: operations.clone(),
            })
            .chain(clip.review.as_ref().zip(plan.review).map(|(review, of_job)| review_file(clip, review, of_job)))
            .collect(),
    }
}

/// The review file, as one more rendition.
fn review_file(clip: &PlannedClip, review: &PlannedClipReview, of_job: PlannedReview) -> v1::ProxyRenditionPlan {
    let sound = of_job.sound_encoder.filter(|_| clip.sound != PlannedSound::Nothing);
    let sound = sound.map(|encoder| format!(" and {encoder}")).unwrap_or_default();
    let encoded = format!("encoded by {}{sound}: {}", of_job.encoder, review.pipeline);
    v1::ProxyRenditionPlan {
        name: ReviewChoice::FOLDER.to_owned(),
        files: vec![review.output.clone()],
        operations: review.operations.iter().cloned().chain([encoded]).collect(),
    }
}

fn clip(plan: &Plan, summary: ClipSummary) -> v1::ClipPlan {
    let span = |first: u64| frame_span(FrameRange::new(first, first + summary.frames));
    v1::ClipPlan {
        path: plan.job.clips.get(summary.clip).map(|clip| clip.path.to_string()).unwrap_or_default(),
        record_frames: span(summary.record_first),
        source_frames: span(summary.source_first),
        source_start: summary.source_start,
        reel: summary.reel,
        coding: summary.coding,
        raster: raster(summary.raster),
        colour_space: summary.colour_space,
        range: sample_range(summary.range),
        colour_operations: summary.colour_operations,
        clip: u32::try_from(summary.clip).unwrap_or(u32::MAX),
        record_start: summary.record_start,
        runs_on: summary.runs_on.to_string(),
    }
}

fn raster(raster: Raster) -> Option<v1::Raster> {
    (raster.pixels() > 0).then_some(v1::Raster { width: raster.width, height: raster.height })
}
