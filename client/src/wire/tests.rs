use super::*;
use interneg_proto::v1;
use interneg_spec::{Level, NamJob};

const FULL: &str = r#"
    rate = "30000/1001"
    record_start = "01:00:00;00"
    created = "2025-03-01T12:00:05Z"
    output = "deliveries:show"
    raster = "4448x3096"
    client_approved_resolution = true
    device = "cuda:1"
    owner = "Example Finishing"
    name = { title = "show", episode = "s01e101", asset = "nam-txtls", dynamic_range = "hdr", aces_version = "aces130", color_space = "ap0", transfer = "linear", date = "20250301", aspect_ratio = "239", frame_padding = 8 }
    format = { container = "exr", compression = "zip", zip_level = 4 }
    colour = { config = "show:config.ocio", target = "ACES2065-1" }
    manifests = { mhl = false, asc_mhl = true }

    [[clips]]
    path = "ocf:A001.mov"
    in = "10:00:01;00"
    out = "10:00:02;00"
    colour_space = "ARRI LogC4"
    range = "legal"
    matrix = "bt2020"
    siting = "top_left"
    reel = "A001"
    start_timecode = "10:00:00;00"
    rate = "29.97"

    [[clips]]
    path = "/mnt/B.%07d.dpx"
    colour_space = "auto"
"#;

fn full() -> NamJob {
    NamJob::from_toml(FULL).unwrap()
}

#[test]
fn every_field_arrives() {
    let wire = job_to_wire(&full()).unwrap();
    assert_eq!(wire.rate, Some(v1::Rational { numerator: 30000, denominator: 1001 }));
    assert_eq!(wire.record_start, "01:00:00;00");
    // 2025-03-01 is day 20148 since 1970-01-01.
    assert_eq!(wire.created.map(|time| (time.seconds, time.nanos)), Some((20148 * 86400 + 12 * 3600 + 5, 0)));
    assert_eq!(wire.output, "deliveries:show");
    assert_eq!(wire.raster, Some(v1::Raster { width: 4448, height: 3096 }));
    assert!(wire.client_approved_resolution);
    assert_eq!(wire.owner.as_deref(), Some("Example Finishing"));
    assert_eq!(wire.device, "cuda:1");
    assert_eq!(wire.manifests, Some(v1::ManifestChoice { mhl: Some(false), asc_mhl: true }));
    let colour = wire.colour.unwrap();
    assert_eq!((colour.config.as_str(), colour.target.as_str()), ("show:config.ocio", "ACES2065-1"));
    let format = v1::delivery_format::Container::Exr(v1::ExrFormat { compression: 2, zip_level: 4 });
    assert_eq!(wire.format, Some(v1::DeliveryFormat { container: Some(format) }));
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        wire.name,
        Some(v1::NameFields {
            title: "show".into(),
            episode: some("s01e101"),
            segment: None,
            asset: some("nam-txtls"),
            dynamic_range: some("hdr"),
            aces_version: some("aces130"),
            color_space: some("ap0"),
            transfer: some("linear"),
            date: "20250301".into(),
            aspect_ratio: some("239"),
            frame_padding: Some(8),
        })
    );
    assert_eq!(
        wire.clips[0],
        v1::Clip {
            path: "ocf:A001.mov".into(),
            in_point: some("10:00:01;00"),
            out_point: some("10:00:02;00"),
            colour_space: "ARRI LogC4".into(),
            range: v1::SampleRange::Legal.into(),
            matrix: v1::Matrix::Bt2020.into(),
            siting: v1::Siting::TopLeft.into(),
            reel: some("A001"),
            start_timecode: some("10:00:00;00"),
            rate: Some(v1::Rational { numerator: 30000, denominator: 1001 }),
        }
    );
    let plain = v1::Clip { path: "/mnt/B.%07d.dpx".into(), colour_space: "auto".into(), ..v1::Clip::default() };
    assert_eq!(wire.clips[1], plain);
}

#[test]
fn a_job_comes_back_as_it_went() {
    let round = |text: &str| {
        let job = NamJob::from_toml(text).unwrap();
        assert_eq!(job_from_wire(&job_to_wire(&job).unwrap()).unwrap(), job);
    };
    round(FULL);
    for format in [
        r#"{ container = "exr", compression = "none" }"#,
        r#"{ container = "exr" }"#,
        r#"{ container = "dpx" }"#,
        r#"{ container = "dpx", bit_depth = "10" }"#,
    ] {
        round(&FULL.replace(r#"{ container = "exr", compression = "zip", zip_level = 4 }"#, format));
    }
    for (from, to) in [
        ("legal", "full"),
        ("bt2020", "bt709"),
        ("bt2020", "bt601"),
        ("top_left", "left"),
        ("top_left", "centre"),
        ("created = ", "# created = "),
        ("raster = ", "# raster = "),
        ("device = ", "# device = "),
        ("cuda:1", "auto"),
        ("mhl = false", "mhl = true"),
    ] {
        let text = FULL.replace(from, to);
        assert_ne!(text, FULL);
        round(&text);
    }
}

#[test]
fn a_time_that_is_none_is_refused_before_it_is_sent() {
    for time in ["2025-03-01", "2025-02-30T12:00:00Z", "2025-03-01T12:00:00.5Z", "2025-03-01T12:00:00+01:00"] {
        let job = NamJob { created: Some(time.to_owned()), ..full() };
        let error = job_to_wire(&job).unwrap_err();
        assert!(error.to_string().starts_with("created: "), "{time}: {error}");
        assert_eq!(error.exit().code(), 65);
    }
}

#[test]
fn an_answer_of_another_version_is_an_error_that_names_the_field() {
    let check = |change: fn(&mut v1::JobSpec), field: &str| {
        let mut wire = job_to_wire(&full()).unwrap();
        change(&mut wire);
        let error = job_from_wire(&wire).unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
    };
    check(|wire| wire.rate = None, "rate: is absent");
    check(|wire| wire.clips[1].siting = 77, "clips[1].siting");
    check(|wire| wire.format = Some(v1::DeliveryFormat { container: None }), "format.container");
    check(|wire| wire.record_start = "noon".into(), "record_start");
    check(|wire| wire.device = "tpu:0".into(), "device");
}

#[test]
fn a_finding_of_unknown_level_counts_as_an_error() {
    let level = |level: i32| finding_from_wire(&v1::Finding { level, ..v1::Finding::default() }).level;
    assert_eq!([level(1), level(2), level(3)], [Level::Note, Level::Warning, Level::Error]);
    assert_eq!([level(0), level(9)], [Level::Error, Level::Error]);
}
