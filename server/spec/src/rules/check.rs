//! The rules, one function each.

use super::{ClipFacts, Known, RuleInput, SpaceKind, TargetFacts};
use crate::{DeliveryFormat, DpxBitDepth, Finding, Raster, Timecode};

/// Applies every rule; findings come in the order of the rules, then of the clips.
pub fn check(input: &RuleInput) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(target) = &input.target {
        target_space(target, input.format, &mut findings);
    }
    ten_bit_share(input, &mut findings);
    raster(input, &mut findings);
    frame_numbers(input, &mut findings);
    for clip in &input.clips {
        source(clip, input, &mut findings);
    }
    findings
}

/// NAM-01 to NAM-03: one scene-referred space, ACES only as ACES2065-1, log in DPX and linear in EXR. A movie holds integer
/// codes as DPX does, and the client's exception allows another wrapper and compression, not another colour.
fn target_space(target: &TargetFacts, format: DeliveryFormat, findings: &mut Vec<Finding>) {
    let space = &target.space;
    let holds_codes = !matches!(format, DeliveryFormat::Exr { .. });
    let container = match format {
        DeliveryFormat::Exr { .. } => "OpenEXR",
        DeliveryFormat::Dpx { .. } => "DPX",
        DeliveryFormat::Quicktime { .. } => "QuickTime",
    };
    if target.kind != SpaceKind::Aces && is_aces_working_space(space) {
        findings.push(Finding::error(
            "NAM-02",
            "colour.target",
            format!("{space} belongs to ACES but is not ACES2065-1, the only ACES space that is accepted"),
            "set colour.target to ACES2065-1",
        ));
        return;
    }
    match target.kind {
        SpaceKind::Aces if holds_codes => findings.push(Finding::error(
            "NAM-02",
            "format.container",
            format!("ACES2065-1 is linear and is delivered as OpenEXR, never as {container}"),
            "set format.container to exr",
        )),
        SpaceKind::Linear if holds_codes => findings.push(Finding::error(
            "NAM-03",
            "format.container",
            format!("{space} is linear, and linear spaces are delivered as OpenEXR"),
            "set format.container to exr, or colour.target to the logarithmic space of the camera",
        )),
        SpaceKind::Log if !holds_codes => findings.push(Finding::error(
            "NAM-03",
            "format.container",
            format!("{space} is logarithmic, and logarithmic spaces are delivered as DPX"),
            "set format.container to dpx, or colour.target to a linear space",
        )),
        SpaceKind::Display | SpaceKind::Other => findings.push(Finding::error(
            "NAM-01",
            "colour.target",
            format!("{space} is not a scene-referred space"),
            "set colour.target to ACES2065-1 or to a camera space",
        )),
        SpaceKind::Aces | SpaceKind::Linear | SpaceKind::Log => {}
    }
}

/// ACES spaces other than ACES2065-1, by the names of the ACES configurations.
fn is_aces_working_space(space: &str) -> bool {
    ["acescg", "acescct", "acescc", "adx10", "adx16"].contains(&space.to_lowercase().as_str())
}

/// NAM-04: 10-bit DPX only where half of the footage or more has 10 bits or fewer, by frames used.
fn ten_bit_share(input: &RuleInput, findings: &mut Vec<Finding>) {
    let total = input.frames();
    if input.format != (DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten }) || total == 0 {
        return;
    }
    let ten_bit: u64 =
        input.clips.iter().filter(|clip| clip.bits <= 10 && !clip.is_float).map(|clip| clip.frames).sum();
    // In tenths of a percent, rounded down, so that 49.99 % never reads as 50.0 %.
    let permille = u128::from(ten_bit) * 1000 / u128::from(total);
    let share = format!("{}.{} % ({ten_bit} of {total} frames)", permille / 10, permille % 10);
    if u128::from(ten_bit) * 2 >= u128::from(total) {
        let message = format!("10-bit DPX: {share} come from sources of 10 bits or fewer, at least 50 % are needed");
        findings.push(Finding::note("NAM-04", "format.bit_depth", message));
    } else {
        findings.push(Finding::error(
            "NAM-04",
            "format.bit_depth",
            format!(
                "10-bit DPX needs at least 50 % of the frames from sources of 10 bits or fewer, these have {share}"
            ),
            "set format.bit_depth to \"16\"",
        ));
    }
}

/// NAM-06, NAM-07, NAM-08 and NAM-10: one raster, the sources' own, not below UHD.
fn raster(input: &RuleInput, findings: &mut Vec<Finding>) {
    let Some(first) = input.clips.first() else { return };
    for clip in input.clips.iter().filter(|clip| clip.raster != first.raster) {
        findings.push(Finding::error(
            "NAM-10",
            format!("clips[{}].path", clip.index),
            format!("raster {} differs from {} of clips[{}]", clip.raster, first.raster, first.index),
            "deliver clips of different rasters as separate jobs; sources are never scaled",
        ));
    }
    if let Some(wanted) = input.requested_raster
        && wanted != first.raster
    {
        let enlarges = wanted.width > first.raster.width || wanted.height > first.raster.height;
        let (rule, harm) = if enlarges { ("NAM-08", "up-scaled") } else { ("NAM-07", "cropped or scaled") };
        findings.push(Finding::error(
            rule,
            "raster",
            format!("raster {wanted} differs from {} of the sources, which would have to be {harm}", first.raster),
            "leave out raster; sources are delivered in their own",
        ));
    }
    let below_uhd = |raster: Raster| raster.width < Raster::UHD.width || raster.height < Raster::UHD.height;
    let Some(clip) = input.clips.iter().find(|clip| below_uhd(clip.raster)) else { return };
    let message = format!("raster {} of clips[{}] is below {}", clip.raster, clip.index, Raster::UHD);
    if input.client_approved_resolution {
        let message = format!("{message}; the job says that the client has approved it");
        findings.push(Finding::note("NAM-06", "client_approved_resolution", message));
    } else {
        findings.push(Finding::error(
            "NAM-06",
            "client_approved_resolution",
            message,
            "ask the client, then set client_approved_resolution = true; never scale up (rule NAM-08)",
        ));
    }
}

/// NAM-20 and NAM-23: numbers without gap or repeat that are the frame count of the timeline timecode.
fn frame_numbers(input: &RuleInput, findings: &mut Vec<Finding>) {
    let frames = input.frames();
    // A start that does not exist at the rate is a finding of the job's shape.
    let (Ok(first), true) = (input.record_start.frame_count(input.rate), frames > 0) else { return };
    let last = first + (frames - 1);
    let drop_frame = input.record_start.is_drop_frame();
    let timecode = Timecode::from_frame_count(last, input.rate, drop_frame);
    if timecode.frame_count(input.rate) != Ok(last) {
        findings.push(Finding::error(
            "NAM-23",
            "record_start",
            format!("the record of {frames} frames runs past midnight, where its numbers would begin again"),
            "set record_start so that the record ends before 24:00:00:00",
        ));
    }
    let digits = last.to_string().len();
    if digits > usize::from(input.frame_padding) && !input.format.is_movie() {
        findings.push(Finding::error(
            "NAM-20",
            "name.frame_padding",
            format!("frame number {last} has {digits} digits, but file names have {}", input.frame_padding),
            format!("set name.frame_padding to {digits} or more"),
        ));
    }
}

/// SRC-…: what decoding and placing a source needs to know.
fn source(clip: &ClipFacts, input: &RuleInput, findings: &mut Vec<Finding>) {
    let at = |field: &str| format!("clips[{}].{field}", clip.index);
    let mut refuse = |rule: &str, field: &str, message: String, remedy: String| {
        findings.push(Finding::error(rule, at(field), message, remedy));
    };
    match clip.rate {
        None => refuse(
            "SRC-RATE",
            "rate",
            "the source does not say its frame rate".to_owned(),
            format!("set {}", at("rate")),
        ),
        Some(rate) if rate != input.rate => refuse(
            "SRC-RATE",
            "rate",
            format!("the source has {rate} fps, the timeline {} fps", input.rate),
            "set rate to the sources' rate; rates are never converted".to_owned(),
        ),
        Some(_) => {}
    }
    if clip.is_interlaced && clip.has_420_chroma {
        let remedy = "deinterlace in online editorial first".to_owned();
        let message =
            "the source is interlaced 4:2:0, whose chroma lines belong to fields, not to the frame".to_owned();
        refuse("SRC-INTERLACED", "path", message, remedy);
    }
    if clip.is_interlaced && !clip.has_420_chroma && input.format.is_movie() {
        let remedy =
            "deinterlace in online editorial first, or deliver frames, which hold both fields woven".to_owned();
        refuse(
            "SRC-INTERLACED",
            "path",
            "the source is interlaced, and the movie says that it is not".to_owned(),
            remedy,
        );
    }
    if clip.range == Known::No {
        let message = "the source does not say whether its codes are full or legal range".to_owned();
        refuse("SRC-RANGE", "range", message, format!("set {} to full or legal", at("range")));
    }
    if clip.matrix == Known::No {
        let message = match &clip.unsupported_matrix {
            Some(matrix) => format!("the source says Y'CbCr matrix {matrix:?}, which cannot be undone"),
            None => "the source does not say its Y'CbCr matrix".to_owned(),
        };
        refuse("SRC-MATRIX", "matrix", message, format!("set {} to bt601, bt709 or bt2020", at("matrix")));
    }
    if clip.siting == Known::No {
        let message = "the source has subsampled chroma and does not say where its samples lie".to_owned();
        refuse("SRC-SITING", "siting", message, format!("set {} to left, centre or top_left", at("siting")));
    }
    if clip.is_interlaced && !clip.has_420_chroma && !input.format.is_movie() {
        findings.push(Finding::warning(
            "SRC-INTERLACED",
            at("path"),
            "each frame of the source holds two fields; they are delivered woven as they are",
            "deinterlace in online editorial where the client wants whole frames",
        ));
    }
    if clip.pixel_aspect.0 != clip.pixel_aspect.1 {
        let (width, height) = clip.pixel_aspect;
        findings.push(Finding::warning(
            "SRC-PIXEL-ASPECT",
            at("path"),
            format!("pixels of the source are {width}:{height}; the delivery has the same raster with square pixels"),
            "tell the client that the pictures are squeezed",
        ));
    }
    if matches!(clip.space, Some(SpaceKind::Display | SpaceKind::Other)) {
        findings.push(Finding::warning(
            "NAM-01",
            at("colour_space"),
            "the source is not in a scene-referred space",
            "make sure that no grade and no display transform is in its pictures",
        ));
    }
}
