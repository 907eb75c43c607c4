//! Reports of editorial for the wire.

mod ranges;
mod relink;
mod sync;

pub(super) use ranges::range_list;
pub(super) use relink::relink_report;
pub(super) use sync::sync_report;

use crate::rpc::convert::finding;
use interneg_proto::v1;
use interneg_spec::Finding;

fn findings(findings: &[Finding]) -> Vec<v1::Finding> {
    findings.iter().map(finding).collect()
}

/// A number of things; more than the wire can say does not fit the memory either.
fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
