//! In which way a proxy and an original differ, in words.

use super::clock::{Clock, Lie};
use super::index::{Known, normal};
use crate::ClipIdentity;
use crate::rules::{Rule, TimecodeTest};

/// Why `rule` does not match `proxy` to `ocf`, one sentence part for each reason.
pub(super) fn of_rule(rule: &Rule, proxy: &Known, ocf: &Known) -> Vec<String> {
    let mut differences: Vec<String> = Vec::new();
    for pair in &rule.equal {
        let (own, other) =
            (normal(pair.proxy, &pair.normalise, proxy.clip), normal(pair.ocf, &pair.normalise, ocf.clip));
        let shown = |clip: &ClipIdentity, fact: crate::rules::Fact| fact.of(clip).unwrap_or_default();
        match (own, other) {
            (None, _) => differences.push(format!("the proxy has no {}", pair.proxy.words())),
            (_, None) => differences.push(format!("the original has no {}", pair.ocf.words())),
            (Some(own), Some(other)) if own != other => differences.push(format!(
                "its {} is {} instead of {}",
                pair.proxy.words(),
                shown(proxy.clip, pair.proxy),
                shown(ocf.clip, pair.ocf)
            )),
            _ => {}
        }
    }
    if rule.timecode != TimecodeTest::Ignored {
        differences.extend(of_clocks(rule.timecode, proxy, ocf));
    }
    differences
}

fn of_clocks(test: TimecodeTest, proxy: &Known, ocf: &Known) -> Option<String> {
    let (Some(own), Some(other)) = (&proxy.clock, &ocf.clock) else {
        return Some(match (&proxy.clock, &ocf.clock) {
            (None, _) => "the proxy has no timecode".to_owned(),
            _ => "the original has no timecode".to_owned(),
        });
    };
    let holds = match test {
        TimecodeTest::Ignored => true,
        TimecodeTest::Inside => own.lie(other) == Lie::Inside,
        TimecodeTest::Start => own.counts_like(other) && own.offset_from(other) == 0,
    };
    if holds {
        return None;
    }
    counting(proxy.clip, ocf.clip).or_else(|| start(own, other, proxy.clip, ocf.clip)).or_else(|| {
        let (frames, expected) = (proxy.clip.frame_count, ocf.clip.frame_count);
        Some(format!("it has {frames} frames instead of {expected}"))
    })
}

/// That the two count otherwise, so that their timecodes mean other frames.
pub(super) fn counting(proxy: &ClipIdentity, ocf: &ClipIdentity) -> Option<String> {
    let (own, other) = (proxy.rate?, ocf.rate?);
    if own.nominal() != other.nominal() {
        return Some(format!("it counts {} frames a second instead of {}", own.nominal(), other.nominal()));
    }
    let (start, expected) = (proxy.start?, ocf.start?);
    let words = |drop_frame| if drop_frame { "drop-frame" } else { "non-drop-frame" };
    (start.is_drop_frame() != expected.is_drop_frame()).then(|| {
        let (own, other) = (words(start.is_drop_frame()), words(expected.is_drop_frame()));
        format!("it counts in {own} ({start}) instead of {other} ({expected})")
    })
}

/// That the proxy starts elsewhere: "starts one frame later: 10:00:00:01 instead of 10:00:00:00".
pub(super) fn start(own: &Clock, other: &Clock, proxy: &ClipIdentity, ocf: &ClipIdentity) -> Option<String> {
    let offset = own.offset_from(other);
    if offset == 0 {
        return None;
    }
    let frames = match offset.unsigned_abs() {
        1 => "one frame".to_owned(),
        frames => format!("{frames} frames"),
    };
    let way = if offset > 0 { "later" } else { "earlier" };
    Some(format!("it starts {frames} {way}: {} instead of {}", proxy.start?, ocf.start?))
}
