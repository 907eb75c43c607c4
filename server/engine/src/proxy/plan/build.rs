//! Making a plan of proxies: find the clips, decide everything about each, and give the plan an identity.

use super::clip::plan_clip;
use super::shared::Shared;
use super::{PlannedClip, ProxyPlan, find, outputs, review, silence, sound, takes};
use crate::PlanEnvironment;
use crate::plan::{identity as identity_of, root_finding};
use interneg_kernels::ARITHMETIC;
use interneg_spec::proxy::{ProxyJob, ProxyKind};
use interneg_spec::{Finding, FrameRange, UtcTime};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// Resolves `job` against its sources. Never fails: faults of the job are findings in the plan.
pub fn plan_proxies(job: &ProxyJob, environment: &PlanEnvironment) -> ProxyPlan {
    let mut findings = job.check_shape();
    let final_folder = environment
        .roots
        .resolve_output(&job.output)
        .map_err(|error| findings.push(root_finding("output".to_owned(), &error)))
        .unwrap_or_default();
    let shared = Shared::of(job, environment, &mut findings);
    refuse_output_in_sources(job, &final_folder, environment, &mut findings);
    let mut found = find::find(&job.sources, job.sound.source, environment, &mut findings);
    found.sort_by(|one, other| (&one.roll, one.clip.first.stem()).cmp(&(&other.roll, other.clip.first.stem())));
    let mut clips = Vec::new();
    let mut next = 0;
    for found in found {
        if let Some(shared) = &shared
            && let Some(mut clip) = plan_clip(job, shared, found, &mut findings)
        {
            clip.frames = FrameRange::new(next, next + clip.frames.end);
            next = clip.frames.end;
            clips.push(clip);
        }
    }
    let mut sync = sound::sync(&mut clips, &job.sound, environment, &mut findings);
    for clip in &mut clips {
        silence::note(clip, sync.as_mut(), &mut findings);
    }
    for clip in &mut clips {
        clip.outputs = outputs::of(&clip.name, &clip.roll, clip.sound.channel_names().len(), &job.renditions);
    }
    outputs::check(&clips, &mut findings);
    takes::check(&clips, &mut findings);
    let review = review::plan(job, &mut clips, &mut findings);
    findings
        .sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.field.cmp(&b.field)).then_with(|| a.rule.cmp(&b.rule)));
    findings.dedup();
    let created = job.created.clone().unwrap_or_else(|| {
        let newest = clips.iter().map(|clip: &PlannedClip| clip.modified_s).max().unwrap_or(0);
        UtcTime::from_system(UNIX_EPOCH + Duration::from_secs(newest)).to_string()
    });
    let mut plan = ProxyPlan {
        kind: ProxyKind::Proxies,
        identity: String::new(),
        job: ProxyJob { created: Some(created), device: None, ..job.clone() },
        tool: environment.tool.clone(),
        arithmetic: ARITHMETIC,
        final_folder,
        colour_config: shared.map(|shared| shared.reference).unwrap_or_default(),
        clips,
        sync,
        review,
        findings,
        bytes_estimate: 0,
    };
    plan.describe_pictures(job.device);
    plan.bytes_estimate = plan.estimate_bytes();
    plan.identity = identity_of(&plan);
    plan
}

/// Proxies never go into a camera roll (they would be taken for clips of it), nor is a folder made of its own proxies.
fn refuse_output_in_sources(
    job: &ProxyJob,
    final_folder: &Path,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) {
    for (index, source) in job.sources.iter().enumerate() {
        let Ok(path) = environment.roots.resolve_source(&source.path) else { continue };
        if !final_folder.as_os_str().is_empty() && (final_folder.starts_with(&path) || path.starts_with(final_folder)) {
            let message = format!("the output {} and this source lie in each other", final_folder.display());
            let remedy = "deliver into a folder of its own, outside of the camera originals";
            findings.push(Finding::error("PX-SOURCES", format!("sources[{index}].path"), message, remedy));
        }
    }
}
