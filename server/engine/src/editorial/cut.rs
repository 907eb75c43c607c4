//! Which frames of which originals a cut shows.

use super::EditorialError;
use super::search::search;
use crate::PlanEnvironment;
use interneg_editorial::conform::ConformOptions;
use interneg_editorial::read_timeline;
use interneg_qc::ClipIdentity;
use interneg_qc::edl::{RangeList, list};
use interneg_qc::passport::{Passport, PassportError};
use interneg_spec::{Finding, MediaPath, Rate};

/// A cut and what is needed to read it.
#[derive(Debug, Clone, Default)]
pub struct CutRequest {
    /// Name of the cut, as errors call it.
    pub name: String,
    /// The cut as the file has it: an EDL, OTIO, Final Cut Pro 7 XML or ALE.
    pub cut: Vec<u8>,
    /// Rate of an EDL, and of others that do not say one.
    pub rate: Option<Rate>,
    /// Relink passport of the proxies that were cut, as the file has it.
    pub passport: Option<Vec<u8>>,
    /// Frames to fetch before and after what is seen.
    pub handles_frames: u64,
    /// Events that count at 24 may be of originals of 24000/1001, and the like, frame for frame.
    pub allows_pulled: bool,
    /// Where the originals are.
    pub ocf: Vec<MediaPath>,
}

/// Says for each event of a cut which frames of which original it shows, or why that is not known. Originals that could
/// not be read are findings of the list.
///
/// # Errors
/// Paths that cannot be used; a cut or a passport that cannot be read.
pub fn list_cut(request: &CutRequest, environment: &PlanEnvironment) -> Result<RangeList, EditorialError> {
    // The cut first: it is at hand, and the folders may hold a day's work.
    let timeline = read_timeline(&request.name, &request.cut, request.rate)?;
    let passport = request.passport.as_deref().map(read_passport).transpose()?;
    let scan = search(&request.ocf, "ocf", environment)?;
    let originals: Vec<ClipIdentity> = scan.clips.iter().map(ClipIdentity::of_clip).collect();
    let (handles_frames, allow_ntsc_pairs) = (request.handles_frames, request.allows_pulled);
    let options = ConformOptions { handles_frames, allow_ntsc_pairs, ..ConformOptions::default() };
    let mut ranges = list(&timeline, &originals, passport.as_ref(), &options);
    ranges.findings.extend(scan.problems.iter().map(|problem| {
        let message = format!("not among the originals: {}", problem.reason);
        Finding::warning("SRC-READ", &problem.path, message, "copy it again from the camera card, or move it away")
    }));
    Ok(ranges)
}

fn read_passport(bytes: &[u8]) -> Result<Passport, EditorialError> {
    let text = std::str::from_utf8(bytes).map_err(|error| PassportError::Syntax(error.to_string()))?;
    Ok(Passport::from_json(text)?)
}
