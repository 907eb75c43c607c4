//! Cuts in frames of originals.

use super::findings;
use crate::rpc::convert::frame_span;
use interneg_editorial::conform::{Candidate, Confidence};
use interneg_proto::v1;
use interneg_proto::v1::event_range::Outcome;
use interneg_proto::v1::found_range::Confidence as WireConfidence;
use interneg_qc::edl::{EventRange, FileRange, Pull, RangeList, RangeOutcome, Unlisted};

pub(in super::super) fn range_list(list: RangeList) -> v1::RangeList {
    v1::RangeList {
        complete: list.is_complete(),
        pulls: list.pulls().into_iter().map(pull).collect(),
        findings: findings(&list.findings),
        events: list.events.into_iter().map(event).collect(),
        unlisted: list.unlisted.into_iter().map(unlisted).collect(),
    }
}

fn event(event: EventRange) -> v1::EventRange {
    v1::EventRange {
        track: event.track,
        event: event.event,
        lines: event.lines.into_iter().map(|line| line as u64).collect(),
        record_in: event.record_in.to_string(),
        record_out: event.record_out.to_string(),
        called: event.called,
        outcome: Some(outcome(event.outcome)),
    }
}

fn outcome(outcome: RangeOutcome) -> Outcome {
    match outcome {
        RangeOutcome::Found { ocf, used, source_in, fetch, files, missing_frames, rule, confidence, warnings } => {
            Outcome::Found(v1::FoundRange {
                ocf,
                used: frame_span(used),
                source_in: source_in.to_string(),
                fetch: frame_span(fetch),
                files: files.into_iter().map(file).collect(),
                missing_frames,
                rule,
                confidence: sure(confidence).into(),
                warnings: findings(&warnings),
            })
        }
        RangeOutcome::Ambiguous { candidates } => {
            Outcome::Ambiguous(v1::AmbiguousRange { candidates: candidates.into_iter().map(candidate).collect() })
        }
        RangeOutcome::Missing { reason, rejected } => {
            Outcome::Missing(v1::MissingRange { reason, rejected: rejected.into_iter().map(candidate).collect() })
        }
        RangeOutcome::Generated => Outcome::Generated(v1::GeneratedRange {}),
    }
}

fn sure(confidence: Confidence) -> WireConfidence {
    match confidence {
        Confidence::Weak => WireConfidence::Weak,
        Confidence::Strong => WireConfidence::Strong,
        Confidence::Certain => WireConfidence::Certain,
    }
}

fn candidate(candidate: Candidate) -> v1::RangeCandidate {
    v1::RangeCandidate { ocf: candidate.ocf_path, rule: candidate.rule, reason: candidate.reason }
}

fn file(file: FileRange) -> v1::FileFrames {
    v1::FileFrames { file_name: file.file_name, frames: frame_span(file.frames) }
}

fn pull(pull: Pull) -> v1::OriginalPull {
    v1::OriginalPull { ocf: pull.ocf, frames: pull.frames.into_iter().filter_map(frame_span).collect() }
}

fn unlisted(unlisted: Unlisted) -> v1::UnlistedOriginal {
    v1::UnlistedOriginal { ocf: unlisted.ocf, reason: unlisted.reason }
}
