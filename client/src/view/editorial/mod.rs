//! Reports of editorial.

mod ranges;
mod relink;
mod sync;

pub use ranges::{EventRangeView, FileFramesView, PullView, RangeListView, RangeView, UnlistedView};
pub use relink::{ApplicationView, CandidateView, CountsView, NearestView, OutcomeView, ProxyRelinkView, RelinkView};
pub use sync::{
    ClipSyncView, DriftPointView, LeftOutView, OverlapView, PlacedSoundView, SoundDriftView, SoundNotesView, SyncView,
    UnusedSoundView,
};

use crate::wire::finding_from_wire;
use interneg_proto::v1;
use interneg_spec::Finding;
use std::cmp::Reverse;

/// Findings, worst first.
fn findings(wire: &[v1::Finding]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = wire.iter().map(finding_from_wire).collect();
    // Stable, so that the server's order holds within a level.
    findings.sort_by_key(|finding| Reverse(finding.level));
    findings
}

/// `None` for a text that is empty, as the wire says that there is none.
fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
