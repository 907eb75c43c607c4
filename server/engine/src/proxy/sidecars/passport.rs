//! The relink passports of a rendition, one for each roll: every proxy is read back, judged beside all others by the
//! matching rules of editing systems, and listed with its original.

use super::super::assembly::ClipRecord;
use super::super::plan::{PlannedClip, ProxyPlan};
use crate::EngineError;
use interneg_manifest::{Digest, DigestKind};
use interneg_media::scan::{ScanOptions, ScannedClip, scan};
use interneg_qc::check::{RelinkReport, Verdict};
use interneg_qc::passport::{Entry, FileFacts, Files, Passport, Transform};
use interneg_qc::{ClipIdentity, RuleSet, check};
use std::collections::{BTreeMap, BTreeSet};

/// The passports of a rendition.
#[derive(Default)]
pub(super) struct Passports {
    /// JSON for each roll.
    pub(super) by_roll: BTreeMap<String, Vec<u8>>,
    /// What is wrong with the proxies; nothing where all relink everywhere.
    pub(super) fault: Option<String>,
}

pub(super) fn write(plan: &ProxyPlan, rendition: usize, records: &[&ClipRecord]) -> Result<Passports, EngineError> {
    let name = &plan.job.renditions[rendition].name;
    let failed = |reason: String| EngineError::Sidecar { file: format!("{name}/relink.json"), reason };
    let made: Vec<(&PlannedClip, &ClipRecord)> = records
        .iter()
        .filter(|record| record.failure.is_none())
        .map(|record| (&plan.clips[record.clip], *record))
        .collect();
    if made.is_empty() {
        return Ok(Passports::default());
    }
    let proxies = read_back(plan, name, &made).map_err(failed)?;
    // Clips that could not be made are candidates too: a proxy must not lead to one of them.
    let originals: Vec<ClipIdentity> = plan.clips.iter().filter_map(original).collect();
    let rules = RuleSet::shipped().map_err(|error| EngineError::Bug(error.to_string()))?;
    let report = check(&rules, &proxies, &originals);
    let mut entries: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for (clip, record) in &made {
        let files = files(clip, record, rendition);
        let path = files.proxy.first().and_then(|file| file.path.strip_prefix(&format!("{name}/"))).unwrap_or_default();
        let judged = report.proxies.iter().find(|judged| judged.proxy == path);
        let proxy = proxies.iter().find(|proxy| proxy.path == path);
        let original = originals.get(record.clip);
        let (Some(judged), Some(proxy), Some(original)) = (judged, proxy, original) else {
            return Err(failed(format!("{path} cannot be read back")));
        };
        let transforms = clip.operations[rendition]
            .iter()
            .map(|line| Transform { operation: "picture".to_owned(), detail: line.trim().to_owned() })
            .collect();
        let entry = Entry::of(proxy, original, files, transforms, judged);
        let conformed = clip.parts.iter().filter_map(|part| part.conformed).collect();
        let verified = record.verified.get(&rendition).cloned();
        let entry = entry.map(|entry| Entry { silence: clip.silence.clone(), conformed, verified, ..entry });
        entries.entry(&clip.roll).or_default().extend(entry);
    }
    let mut passports = Passports { by_roll: BTreeMap::new(), fault: fault(name, &report) };
    for (roll, entries) in entries {
        let passport = Passport::new(plan.job.project.clone(), entries).map_err(|error| failed(error.to_string()))?;
        let text = passport.to_json().map_err(|error| failed(error.to_string()))?;
        passports.by_roll.insert(roll.to_owned(), text.into_bytes());
    }
    Ok(passports)
}

/// Reads the proxies of the rolls that were made; a roll is all of one job.
fn read_back(
    plan: &ProxyPlan,
    rendition: &str,
    made: &[(&PlannedClip, &ClipRecord)],
) -> Result<Vec<ClipIdentity>, String> {
    let rolls: BTreeSet<&str> = made.iter().map(|(clip, _)| clip.roll.as_str()).collect();
    let mut proxies = Vec::new();
    for roll in rolls {
        let folder = plan.final_folder.join(rendition).join(roll);
        let read = scan(&folder, &ScanOptions::default()).map_err(|error| error.to_string())?;
        proxies.extend(read.clips.into_iter().map(|clip| {
            let path = format!("{roll}/{}", clip.path);
            ClipIdentity::of_clip(&ScannedClip { path, roll: Some(roll.to_owned()), ..clip })
        }));
    }
    Ok(proxies)
}

/// Who the original of a clip is. What the job says of a file that says nothing counts as the file's.
fn original(clip: &PlannedClip) -> Option<ClipIdentity> {
    let scanned = ScannedClip {
        path: clip.ocf_path.clone(),
        roll: Some(clip.roll.clone()),
        first: clip.parts.first()?.clone(),
        further: clip.parts.iter().skip(1).cloned().collect(),
        sounds: clip.sounds.clone(),
        sound_paths: clip.sound_paths.clone(),
    };
    let mut identity = ClipIdentity::of_clip(&scanned);
    if clip.is_identified_by_job {
        identity.start = Some(clip.start);
    }
    if identity.reel.is_none() {
        identity.reel = Some(clip.reel.clone());
    }
    if identity.rate.is_none() {
        identity.rate = Some(clip.rate);
    }
    Some(identity)
}

fn files(clip: &PlannedClip, record: &ClipRecord, rendition: usize) -> Files {
    let proxy = record.files.iter().filter(|file| file.rendition == rendition).map(|file| {
        let digests = [(DigestKind::Xxh128, &file.xxh128), (DigestKind::Md5, &file.md5)];
        let digests: Vec<Digest> = digests.iter().filter_map(|(kind, text)| Digest::parse(*kind, text).ok()).collect();
        FileFacts::new(file.relative_path.clone(), file.size_bytes, &digests)
    });
    let sizes = clip.parts.iter().map(|part| part.size_bytes);
    let is_sequence = clip.files().len() != clip.parts.len() + clip.sounds.len();
    let digest =
        |file: usize| record.source_xxh128.get(file).and_then(|text| Digest::parse(DigestKind::Xxh128, text).ok());
    let ocf: Vec<FileFacts> = if is_sequence {
        vec![FileFacts::new(clip.ocf_path.clone(), sizes.sum(), &[])]
    } else {
        let folder = clip.ocf_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let place = |part: usize, name: String| match (part, folder) {
            (0, _) => clip.ocf_path.clone(),
            (_, "") => name,
            (_, folder) => format!("{folder}/{name}"),
        };
        clip.parts
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let digests: Vec<Digest> = digest(index).into_iter().collect();
                FileFacts::new(place(index, part.file_name()), part.size_bytes, &digests)
            })
            .collect()
    };
    // The files of sound stand behind all of the picture's.
    let first_sound = clip.files().len() - clip.sounds.len();
    let sounds = clip.sounds.iter().zip(&clip.sound_paths).enumerate().map(|(index, (sound, path))| {
        let digests: Vec<Digest> = digest(first_sound + index).into_iter().collect();
        FileFacts::new(path.clone(), sound.size_bytes, &digests)
    });
    Files { proxy: proxy.collect(), ocf: ocf.into_iter().chain(sounds).collect() }
}

fn fault(rendition: &str, report: &RelinkReport) -> Option<String> {
    if report.verdict == Verdict::Good {
        return None;
    }
    let of_proxies =
        report.proxies.iter().flat_map(|proxy| proxy.findings.iter().map(|finding| (proxy.proxy.as_str(), finding)));
    let mut findings: Vec<_> = of_proxies.chain(report.findings.iter().map(|finding| ("", finding))).collect();
    // Where no rule alone is broken, what the rules remark says why none of them finds the original.
    findings.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.level));
    let reasons: Vec<String> = findings
        .into_iter()
        .take(3)
        .map(|(proxy, finding)| format!("{proxy} {}: {}", finding.rule, finding.message).trim().to_owned())
        .collect();
    let unclear = format!(
        "{} of {} proxies do not relink to one original everywhere",
        report.counts.proxies - report.counts.relinking,
        report.counts.proxies
    );
    Some(format!("{rendition}: {unclear}; {}", reasons.join("; ")))
}
