//! The originals of a cut.

use super::super::findings::{Style, findings};
use super::{candidates, count};
use crate::output::printable;
use crate::view::{EventRangeView, FileFramesView, RangeListView, RangeView, SpanView};

/// Every event with its original and frames, what is to be fetched, what is odd, and in the last line whether all is there.
pub fn ranges(list: &RangeListView, style: Style) -> String {
    let mut text: String = list.events.iter().map(|event| event_text(event, style)).collect();
    if !list.pulls.is_empty() {
        text.push_str("to fetch, each frame once\n");
    }
    for pull in &list.pulls {
        let frames: Vec<String> = pull.frames.iter().map(SpanView::to_string).collect();
        text.push_str(&printable(&format!("  {} frames {}\n", pull.ocf, frames.join(", "))));
    }
    if !list.unlisted.is_empty() {
        text.push_str("originals that no event can mean\n");
    }
    for one in &list.unlisted {
        text.push_str(&printable(&format!("  {}: {}\n", one.ocf, one.reason)));
    }
    if !list.findings.is_empty() {
        text.push_str("findings\n");
        text.push_str(&findings(&list.findings, style));
    }
    text.push_str(&verdict(list));
    text
}

fn event_text(event: &EventRangeView, style: Style) -> String {
    let EventRangeView { track, event: number, record_in, record_out, called, .. } = event;
    let mut text = format!("{track} {number}  {record_in} {record_out}  {called}");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text.push_str(&match &event.outcome {
        RangeView::Found { ocf, used, source_in, fetch, files, missing_frames, rule, confidence, .. } => {
            let seen = used.map_or("no frame".to_owned(), |span| format!("frames {span} from {source_in}"));
            let mut lines = format!("  {ocf} {seen}, {confidence} by {rule}\n");
            if fetch != used || files.len() > 1 {
                lines.push_str(&files.iter().map(file).collect::<String>());
            }
            if *missing_frames > 0 {
                lines.push_str(&format!("  {} not there\n", are(*missing_frames)));
            }
            lines
        }
        RangeView::Ambiguous { candidates: several } => {
            format!("  ambiguous, any of {}\n{}", several.len(), candidates(several))
        }
        RangeView::Missing { reason, rejected } => format!("  missing: {reason}\n{}", candidates(rejected)),
        RangeView::Generated => "  not of a camera\n".to_owned(),
        RangeView::Unknown => "  something that this client does not know\n".to_owned(),
    });
    let mut text = printable(&text);
    if let RangeView::Found { warnings, .. } = &event.outcome {
        text.push_str(&findings(warnings, style));
    }
    text
}

fn file(file: &FileFramesView) -> String {
    let frames = file.frames.map(|span| span.to_string()).unwrap_or_default();
    format!("      fetch {} frames {frames}\n", file.file_name)
}

fn are(frames: u64) -> String {
    format!("{} {}", count(frames, "frame"), if frames == 1 { "is" } else { "are" })
}

fn verdict(list: &RangeListView) -> String {
    let with = |test: fn(&RangeView) -> bool| list.events.iter().filter(|event| test(&event.outcome)).count();
    format!(
        "cut {}: {}, {} found, {} ambiguous, {} missing, {} not of a camera\n",
        if list.complete { "complete" } else { "not complete" },
        count(list.events.len() as u64, "event"),
        with(|outcome| matches!(outcome, RangeView::Found { .. })),
        with(|outcome| matches!(outcome, RangeView::Ambiguous { .. })),
        with(|outcome| matches!(outcome, RangeView::Missing { .. })),
        with(|outcome| matches!(outcome, RangeView::Generated)),
    )
}
