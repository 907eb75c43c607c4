use super::*;
use crate::proxy::ProxyCodec;
use crate::{
    ClientApproval, DeliveryFormat, DpxBitDepth, DynamicRange, ExrCompression, Level, MovieBitDepth, NamJob, Raster,
    Rate,
};

const EXR: DeliveryFormat = DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 1 };
const DPX10: DeliveryFormat = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten };
const DPX16: DeliveryFormat = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen };
const MOVIE: DeliveryFormat = DeliveryFormat::Quicktime {
    codec: ProxyCodec::Prores4444Xq,
    bit_depth: MovieBitDepth::Twelve,
    dynamic_range: Some(DynamicRange::Hdr),
};
const HD: Raster = Raster { width: 1920, height: 1080 };
const SIX_K: Raster = Raster { width: 6144, height: 3160 };

fn clip(index: usize) -> ClipFacts {
    ClipFacts {
        index,
        frames: 100,
        bits: 12,
        is_float: false,
        raster: Raster::UHD,
        pixel_aspect: (1, 1),
        is_interlaced: false,
        has_420_chroma: false,
        rate: Some(Rate::FPS_24),
        space: Some(SpaceKind::Log),
        range: Known::Yes,
        matrix: Known::Yes,
        unsupported_matrix: None,
        siting: Known::Yes,
    }
}

/// Two clips of 100 frames to ACES2065-1 EXR, with which nothing is wrong.
fn good() -> RuleInput {
    RuleInput {
        format: EXR,
        rate: Rate::FPS_24,
        record_start: "01:00:00:00".parse().unwrap(),
        frame_padding: 7,
        requested_raster: None,
        client_approved_resolution: false,
        target: Some(TargetFacts { space: "ACES2065-1".into(), kind: SpaceKind::Aces }),
        clips: vec![clip(0), clip(1)],
    }
}

fn short(findings: &[crate::Finding]) -> Vec<String> {
    let word = |level| match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    findings.iter().map(|found| format!("{} {} {}", word(found.level), found.rule, found.field)).collect()
}

#[track_caller]
fn finds(change: impl FnOnce(&mut RuleInput), expected: &[&str]) {
    let mut input = good();
    change(&mut input);
    let findings = check(&input);
    assert_eq!(short(&findings), expected);
    for finding in findings.iter().filter(|finding| finding.level > Level::Note) {
        assert!(!finding.remedy.is_empty(), "{finding}");
    }
}

fn target(space: &str, kind: SpaceKind) -> Option<TargetFacts> {
    Some(TargetFacts { space: space.into(), kind })
}

#[test]
fn nothing_is_wrong_with_a_good_job() {
    finds(|_| {}, &[]);
    finds(|input| input.requested_raster = Some(Raster::UHD), &[]);
    finds(|input| (input.format, input.target) = (DPX16, target("ARRI LogC4", SpaceKind::Log)), &[]);
    finds(|input| input.target = target("Linear V-Gamut", SpaceKind::Linear), &[]);
    finds(|input| input.clips.iter_mut().for_each(|clip| clip.range = Known::NotNeeded), &[]);
}

#[test]
fn nam_01_one_scene_referred_space() {
    finds(|input| input.target = target("sRGB - Display", SpaceKind::Display), &["error NAM-01 colour.target"]);
    finds(|input| input.target = target("Raw", SpaceKind::Other), &["error NAM-01 colour.target"]);
    finds(|input| input.clips[1].space = Some(SpaceKind::Display), &["warning NAM-01 clips[1].colour_space"]);
}

#[test]
fn nam_02_aces_is_linear_ap0_exr() {
    finds(|input| input.format = DPX16, &["error NAM-02 format.container"]);
    finds(|input| input.target = target("ACEScg", SpaceKind::Linear), &["error NAM-02 colour.target"]);
    finds(
        |input| (input.format, input.target) = (DPX16, target("ACEScct", SpaceKind::Log)),
        &["error NAM-02 colour.target"],
    );
}

#[test]
fn nam_03_log_is_dpx_and_linear_is_exr() {
    finds(|input| input.target = target("ARRI LogC4", SpaceKind::Log), &["error NAM-03 format.container"]);
    finds(
        |input| (input.format, input.target) = (DPX16, target("Linear V-Gamut", SpaceKind::Linear)),
        &["error NAM-03 format.container"],
    );
}

#[test]
fn nam_04_measures_the_share_of_ten_bit_footage_by_frames() {
    let ten_bit_dpx = |bits: [u8; 2], frames: [u64; 2], is_float: bool| {
        move |input: &mut RuleInput| {
            (input.format, input.target) = (DPX10, target("V-Log V-Gamut", SpaceKind::Log));
            for (clip, (bits, frames)) in input.clips.iter_mut().zip(bits.into_iter().zip(frames)) {
                (clip.bits, clip.frames, clip.is_float) = (bits, frames, is_float);
            }
        }
    };
    finds(ten_bit_dpx([10, 12], [100, 100], false), &["note NAM-04 format.bit_depth"]);
    finds(ten_bit_dpx([8, 16], [100, 100], false), &["note NAM-04 format.bit_depth"]);
    finds(ten_bit_dpx([10, 12], [9999, 10001], false), &["error NAM-04 format.bit_depth"]);
    finds(ten_bit_dpx([10, 10], [100, 100], true), &["error NAM-04 format.bit_depth"]);
    let mut input = good();
    ten_bit_dpx([10, 12], [9999, 10001], false)(&mut input);
    let message = check(&input).remove(0).message;
    assert!(message.contains("49.9 % (9999 of 20000 frames)"), "{message}");
}

#[test]
fn nam_06_to_nam_08_and_nam_10_rasters() {
    let all = |raster| move |input: &mut RuleInput| input.clips.iter_mut().for_each(|clip| clip.raster = raster);
    finds(all(SIX_K), &[]);
    finds(all(HD), &["error NAM-06 client_approved_resolution"]);
    finds(all(Raster { width: 4096, height: 1716 }), &["error NAM-06 client_approved_resolution"]);
    finds(
        |input| {
            all(HD)(input);
            input.client_approved_resolution = true;
        },
        &["note NAM-06 client_approved_resolution"],
    );
    finds(|input| input.requested_raster = Some(SIX_K), &["error NAM-08 raster"]);
    finds(
        |input| {
            all(SIX_K)(input);
            input.requested_raster = Some(Raster::UHD);
        },
        &["error NAM-07 raster"],
    );
    finds(|input| input.clips[1].raster = SIX_K, &["error NAM-10 clips[1].path"]);
}

#[test]
fn nam_20_and_nam_23_frame_numbers() {
    finds(|input| input.frame_padding = 4, &["error NAM-20 name.frame_padding"]);
    finds(|input| input.frame_padding = 5, &[]);
    finds(|input| input.record_start = "23:59:51:16".parse().unwrap(), &[]);
    finds(|input| input.record_start = "23:59:51:17".parse().unwrap(), &["error NAM-23 record_start"]);
}

#[test]
fn sources_must_say_what_decoding_needs() {
    finds(|input| input.clips[0].rate = None, &["error SRC-RATE clips[0].rate"]);
    finds(|input| input.clips[1].rate = Some(Rate::FPS_23_976), &["error SRC-RATE clips[1].rate"]);
    finds(|input| input.clips[0].is_interlaced = true, &["warning SRC-INTERLACED clips[0].path"]);
    finds(|input| input.clips[0].has_420_chroma = true, &[]);
    let woven = |input: &mut RuleInput| (input.clips[0].is_interlaced, input.clips[0].has_420_chroma) = (true, true);
    finds(woven, &["error SRC-INTERLACED clips[0].path"]);
    finds(|input| input.clips[0].range = Known::No, &["error SRC-RANGE clips[0].range"]);
    finds(|input| input.clips[0].matrix = Known::No, &["error SRC-MATRIX clips[0].matrix"]);
    finds(|input| input.clips[0].siting = Known::No, &["error SRC-SITING clips[0].siting"]);
    finds(|input| input.clips[1].pixel_aspect = (2, 1), &["warning SRC-PIXEL-ASPECT clips[1].path"]);
    let mut input = good();
    input.clips[0].matrix = Known::No;
    input.clips[0].unsupported_matrix = Some("ictcp".into());
    assert!(check(&input)[0].message.contains("ictcp"));
}

#[test]
fn a_property_is_missing_only_where_it_is_needed() {
    assert_eq!(Known::of(false, false), Known::NotNeeded);
    assert_eq!(Known::of(true, true), Known::Yes);
    assert_eq!(Known::of(true, false), Known::No);
}

#[test]
fn the_shape_of_a_job() {
    let job = r#"
        rate = "25"
        record_start = "10:00:00:00"
        created = "2025-02-28T23:59:59Z"
        output = "deliveries:show"
        name = { title = "show", segment = "lp", date = "20250228" }
        format = { container = "exr", compression = "zip", zip_level = 4 }
        colour = { target = "ACES2065-1" }
        clips = [{ path = "ocf:A001.mov", colour_space = "auto" }]
    "#;
    let shape = |from: &str, to: &str, expected: &[&str]| {
        let text = job.replace(from, to);
        assert!(from.is_empty() || text != job, "{from:?} is not in the job");
        let findings = NamJob::from_toml(&text).unwrap().check_shape();
        assert_eq!(short(&findings), expected, "{to}");
    };
    shape("", "", &[]);
    shape(r#"[{ path = "ocf:A001.mov", colour_space = "auto" }]"#, "[]", &["error JOB-CLIPS clips"]);
    shape(r#""auto""#, r#"" ""#, &["error JOB-COLOUR clips[0].colour_space"]);
    shape("ACES2065-1", "", &["error JOB-COLOUR colour.target"]);
    shape(r#"title = "show""#, r#"title = """#, &["error JOB-TITLE name.title"]);
    shape("10:00:00:00", "10:00:00:25", &["error NAM-23 record_start"]);
    for (rate, expected) in
        [("60", &[][..]), ("60000/1001", &[]), ("72", &["error NAM-23 rate"]), ("300", &["error NAM-23 rate"])]
    {
        shape(r#"rate = "25""#, &format!("rate = {rate:?}"), expected);
    }
    for level in ["0", "10"] {
        shape("zip_level = 4", &format!("zip_level = {level}"), &["error NAM-05 format.zip_level"]);
    }
    let bad_times = ["2025-02-29T00:00:00Z", "2025-02-28T24:00:00Z", "2025-02-28 10:00:00Z", "2025-02-28T10:00:00+0"];
    for time in bad_times {
        shape("2025-02-28T23:59:59Z", time, &["error JOB-CREATED created"]);
    }
}

#[test]
fn a_movie_holds_log_pictures_of_whole_frames() {
    let movie = |space: &'static str, kind| {
        move |input: &mut RuleInput| (input.format, input.target) = (MOVIE, target(space, kind))
    };
    finds(movie("ARRI LogC4", SpaceKind::Log), &[]);
    finds(movie("ACES2065-1", SpaceKind::Aces), &["error NAM-02 format.container"]);
    finds(movie("ACEScct", SpaceKind::Log), &["error NAM-02 colour.target"]);
    finds(movie("Linear V-Gamut", SpaceKind::Linear), &["error NAM-03 format.container"]);
    finds(movie("sRGB - Display", SpaceKind::Display), &["error NAM-01 colour.target"]);
    let log = movie("ARRI LogC4", SpaceKind::Log);
    finds(|input| (log(input), input.clips[0].is_interlaced = true).1, &["error SRC-INTERLACED clips[0].path"]);
    // No file name holds a frame number.
    finds(|input| (log(input), input.frame_padding = 1).1, &[]);
}

/// A job of a movie, `change` made to it, and what its shape is told.
fn movie_findings(change: impl FnOnce(&mut NamJob)) -> Vec<crate::Finding> {
    let text = "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 't'\ndate = '20250301'\n\
                [format]\ncontainer = 'quicktime'\ncodec = 'prores_4444_xq'\ndynamic_range = 'hdr'\n\
                [colour]\ntarget = 'ARRI LogC4'\n[[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'auto'\n\
                [quicktime_approval]\napproved_by = 'A. Client'\nreference = 'ticket 7'\ndate = '20250228'\n";
    let mut job = NamJob::from_toml(text).unwrap();
    change(&mut job);
    job.check_shape()
}

#[test]
fn nam_12_a_movie_needs_the_clients_approval() {
    let approved = movie_findings(|_| {});
    assert_eq!(short(&approved), ["note NAM-12 quicktime_approval", "note NAM-13 format.codec"]);
    for part in ["A. Client", "ticket 7", "20250228"] {
        assert!(approved[0].message.contains(part), "{part}: {}", approved[0]);
    }
    let missing = movie_findings(|job| job.quicktime_approval = None);
    assert_eq!(short(&missing)[0], "error NAM-12 quicktime_approval");
    assert!(missing[0].remedy.contains("approved_by"), "{}", missing[0]);
    let with = |approved_by: &str, reference: &str, date: &str| {
        let (approved_by, reference, date) = (approved_by.to_owned(), reference.to_owned(), date.to_owned());
        movie_findings(|job| job.quicktime_approval = Some(ClientApproval { approved_by, reference, date }))
    };
    assert_eq!(short(&with(" ", "ticket", "20250228"))[0], "error NAM-12 quicktime_approval.approved_by");
    assert_eq!(short(&with("A", "two\nlines", "20250228"))[0], "error NAM-12 quicktime_approval.reference");
    assert_eq!(short(&with("A", "ticket", "20250229"))[0], "error NAM-12 quicktime_approval.date");
    let frames = movie_findings(|job| job.format = DPX16);
    assert_eq!(short(&frames), ["warning NAM-12 quicktime_approval"]);
}

#[test]
fn nam_12_an_approval_does_not_come_after_the_movie() {
    let later = |date: &str, created: &str| {
        let (approved_by, reference, date) = ("A".to_owned(), "ticket".to_owned(), date.to_owned());
        let found = movie_findings(|job| {
            job.created = Some(created.to_owned());
            job.quicktime_approval = Some(ClientApproval { approved_by, reference, date });
        });
        found.into_iter().find(|finding| finding.level == Level::Warning)
    };
    let warning = later("20990101", "2026-03-01T12:00:00Z").unwrap();
    assert_eq!(short(std::slice::from_ref(&warning)), ["warning NAM-12 quicktime_approval.date"]);
    assert!(warning.message.contains("20990101") && warning.message.contains("2026-03-01"), "{warning}");
    assert_eq!(later("20260301", "2026-03-01T00:00:00Z"), None);
    // At ten in the morning UTC it is the next day on the easternmost islands, and on no other day's.
    assert_eq!(later("20260302", "2026-03-01T10:00:00Z"), None);
    assert!(later("20260302", "2026-03-01T09:59:59Z").is_some());
    // What is no day is an error of its own.
    assert_eq!(later("soon", "2026-03-01T00:00:00Z"), None);
    // Where nothing is stated, the time is that of the shoot.
    let unstated = movie_findings(|_| {});
    assert!(unstated.iter().all(|finding| finding.level == Level::Note), "{unstated:?}");
}

#[test]
fn nam_13_nothing_below_the_clients_minimum() {
    let of = |codec, bit_depth, dynamic_range| {
        let found = movie_findings(|job| job.format = DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range });
        found.into_iter().find(|finding| finding.rule == "NAM-13").unwrap()
    };
    use {DynamicRange::*, MovieBitDepth::*, ProxyCodec::*};
    for (codec, depth, range) in
        [(Dnxhr444, Twelve, Hdr), (Prores4444Xq, Twelve, Hdr), (Dnxhr444, Ten, Sdr), (Prores4444, Ten, Sdr)]
    {
        assert_eq!(of(codec, depth, Some(range)).level, Level::Note, "{codec}");
    }
    for (codec, depth, range, field, minimum) in [
        (Prores4444, Twelve, Hdr, "format.codec", "12-bit, DNxHR 444 or ProRes 4444 XQ"),
        (Dnxhr444, Ten, Hdr, "format.bit_depth", "12-bit, DNxHR 444 or ProRes 4444 XQ"),
        (DnxhrHqx, Twelve, Sdr, "format.codec", "10-bit, DNxHR 444 or ProRes 4444"),
        (ProresHq, Ten, Sdr, "format.codec", "10-bit, DNxHR 444 or ProRes 4444"),
    ] {
        let refused = of(codec, depth, Some(range));
        assert_eq!((refused.level, refused.field.as_str()), (Level::Error, field), "{refused}");
        assert!(refused.message.contains(minimum) && !refused.remedy.is_empty(), "{refused}");
    }
    let doubted = |codec| {
        let format = DeliveryFormat::Quicktime { codec, bit_depth: Twelve, dynamic_range: Some(Hdr) };
        short(&movie_findings(|job| job.format = format)).contains(&"warning NAM-13 format.codec".to_owned())
    };
    assert!(doubted(Dnxhr444) && !doubted(Prores4444Xq));
    let unsaid = of(Prores4444Xq, Twelve, None);
    assert_eq!((unsaid.level, unsaid.field.as_str()), (Level::Error, "format.dynamic_range"));
}
