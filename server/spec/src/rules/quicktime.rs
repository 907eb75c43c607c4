//! NAM-12 and NAM-13: a QuickTime movie in place of frames, only where the client has allowed it and never below the
//! client's minimum.

use crate::naming::is_date;
use crate::{ClientApproval, DeliveryFormat, Finding, MovieBitDepth, NamJob, UtcTime, proxy::ProxyCodec};
use std::time::Duration;

/// Longest text of an approval; it goes into the movie's own metadata.
const MOST_TEXT_BYTES: usize = 1000;

/// How far ahead of UTC the calendars of the earth are at most.
const EASTERNMOST: Duration = Duration::from_secs(14 * 3600);

/// An approval of a day that comes after `created`, which is stamped into the movie. A job that does not state it is stamped
/// with a time of the shoot, which approvals come after.
fn approved_later(approval: &ClientApproval, created: UtcTime) -> Option<Finding> {
    let latest = UtcTime::from_system(created.to_system() + EASTERNMOST).to_string();
    let latest: String = latest.chars().take(10).filter(char::is_ascii_digit).collect();
    // Eight digits are in the order of their days; another date is an error of its own.
    (is_date(&approval.date) && approval.date > latest).then(|| {
        let message = format!(
            "the approval is of {}, later than {created}, which is stamped into the movie and its passport",
            approval.date
        );
        let remedy = "correct the date, or set created to the moment of the delivery";
        Finding::warning("NAM-12", "quicktime_approval.date", message, remedy)
    })
}

/// Everything that the job alone says about the exception.
pub(super) fn check(job: &NamJob, findings: &mut Vec<Finding>) {
    let DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range } = job.format else {
        if job.quicktime_approval.is_some() {
            findings.push(Finding::warning(
                "NAM-12",
                "quicktime_approval",
                "the client's approval of a QuickTime movie is given, but frames are delivered",
                "leave out quicktime_approval, or set format.container to quicktime",
            ));
        }
        return;
    };
    match &job.quicktime_approval {
        None => findings.push(Finding::error(
            "NAM-12",
            "quicktime_approval",
            "a QuickTime movie in place of frames is an exception that the client has to allow for each title",
            "ask the client, then set quicktime_approval.approved_by, .reference and .date; or deliver frames",
        )),
        Some(approval) => {
            approved(approval, findings);
            // A time that is none is told by itself.
            let created = job.created.as_deref().and_then(UtcTime::parse);
            findings.extend(created.and_then(|created| approved_later(approval, created)));
        }
    }
    let Some(dynamic_range) = dynamic_range else {
        findings.push(Finding::error(
            "NAM-13",
            "format.dynamic_range",
            "the least format that the client accepts depends on the programme's dynamic range, which the job does not say",
            "set format.dynamic_range to hdr or sdr",
        ));
        return;
    };
    let wanted = described(codec, bit_depth);
    let minimum = format!("the client's minimum for {dynamic_range} is {}", dynamic_range.minimum());
    if dynamic_range.allows(codec, bit_depth) {
        findings.push(Finding::note("NAM-13", "format.codec", format!("{wanted}; {minimum}")));
        if let Some([message, remedy]) = codec.doubt() {
            findings.push(Finding::warning("NAM-13", "format.codec", message, remedy));
        }
        return;
    }
    let field = if dynamic_range.allows(codec, MovieBitDepth::Twelve) { "format.bit_depth" } else { "format.codec" };
    findings.push(Finding::error(
        "NAM-13",
        field,
        format!("{wanted} is below what the client accepts: {minimum}"),
        match dynamic_range {
            crate::DynamicRange::Hdr => {
                "set format.codec to prores_4444_xq or dnxhr_444 and format.bit_depth to \"12\""
            }
            crate::DynamicRange::Sdr => "set format.codec to prores_4444, prores_4444_xq or dnxhr_444",
        },
    ));
}

fn described(codec: ProxyCodec, depth: MovieBitDepth) -> String {
    format!("{codec} of {} bits", depth.bits())
}

fn approved(approval: &ClientApproval, findings: &mut Vec<Finding>) {
    let before = findings.len();
    let texts = [
        ("approved_by", &approval.approved_by, "name and company of who has approved it"),
        ("reference", &approval.reference, "where the approval can be looked up"),
    ];
    for (field, text, expected) in texts {
        let fault = if text.trim().is_empty() {
            "nothing given".to_owned()
        } else if text.len() > MOST_TEXT_BYTES || text.chars().any(char::is_control) {
            format!("{} bytes, expected one line of at most {MOST_TEXT_BYTES}", text.len())
        } else {
            continue;
        };
        let remedy = format!("write {expected}");
        findings.push(Finding::error("NAM-12", format!("quicktime_approval.{field}"), fault, remedy));
    }
    if !is_date(&approval.date) {
        let message = format!("{:?} is no day of the calendar", approval.date);
        let remedy = "write the day of the approval as YYYYMMDD";
        findings.push(Finding::error("NAM-12", "quicktime_approval.date", message, remedy));
    }
    if findings.len() == before {
        let message =
            format!("a QuickTime movie in place of frames; the job says that the client has approved it: {approval}");
        findings.push(Finding::note("NAM-12", "quicktime_approval", message));
    }
}
