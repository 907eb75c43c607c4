//! Whether proxies find the way back to their originals.

use super::EditorialError;
use super::search::search;
use crate::PlanEnvironment;
use interneg_qc::check::RelinkReport;
use interneg_qc::{RuleSet, check_folders};
use interneg_spec::MediaPath;

/// Judges the proxies at or below `proxies` against the originals at or below `ocf`, by the rules of all applications. The
/// same files give the same report. Reads the head of every file, so it takes a while.
///
/// # Errors
/// Paths that cannot be used, and rules of ours that are wrong. What is wrong with a file is in the report.
pub fn check_relink(
    proxies: &[MediaPath],
    ocf: &[MediaPath],
    environment: &PlanEnvironment,
) -> Result<RelinkReport, EditorialError> {
    let rules = RuleSet::shipped()?;
    let (proxies, ocf) = (search(proxies, "proxies", environment)?, search(ocf, "ocf", environment)?);
    Ok(check_folders(&rules, &proxies, &ocf))
}
