//! What comes back is what went, and what is wrong is named.

use super::*;
use interneg_proto::v1;
use interneg_spec::{DeliveryFormat, ExrCompression, Job, ManifestChoice};
use v1::job_spec;

fn check_both_ways(toml: &str) {
    let job = Job::from_toml(toml).unwrap();
    assert_eq!(from_spec(&to_spec(&job).unwrap(), "unused").unwrap(), job);
}

/// The NAM as a message.
fn nam(toml: &str) -> v1::NamSpec {
    match to_spec(&Job::from_toml(toml).unwrap()).unwrap().job {
        Some(job_spec::Job::Nam(spec)) => spec,
        other => panic!("no NAM: {other:?}"),
    }
}

fn read(spec: v1::NamSpec, default_config: &str) -> Result<interneg_spec::NamJob, Vec<FieldError>> {
    match from_spec(&v1::JobSpec { job: Some(job_spec::Job::Nam(spec)) }, default_config)? {
        Job::Nam(job) => Ok(job),
        Job::Proxies(_) => panic!("read as proxies"),
    }
}

const SMALL: &str = "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 'a'\ndate = '20260101'\n
    [format]\ncontainer = 'dpx'\n[colour]\ntarget = 'ACES2065-1'\n[[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'auto'\n";

#[test]
fn every_field_survives_both_ways() {
    check_both_ways(SMALL);
    check_both_ways(
        "rate = '30000/1001'\nrecord_start = '01:00:00;00'\ncreated = '2026-01-02T03:04:05Z'\noutput = 'out:show/a'\n
        raster = '4096x2160'\nclient_approved_resolution = true\nowner = 'me'\ndevice = 'cuda:1'\n
        [name]\ntitle = 'a'\nepisode = 's01e101'\nsegment = 'r01'\nasset = 'nam'\ndynamic_range = 'hdr'\n
        aces_version = 'aces130'\ncolor_space = 'ap0'\ntransfer = 'linear'\ndate = '20260101'\naspect_ratio = '239'\n
        frame_padding = 8\n[format]\ncontainer = 'exr'\ncompression = 'zip'\nzip_level = 6\n
        [colour]\nconfig = 'other'\ntarget = 'ACES2065-1'\n[manifests]\nmhl = false\nasc_mhl = true\n
        [[clips]]\npath = 'ocf:a.mov'\nin = '10:00:00;02'\nout = '10:00:01;00'\ncolour_space = 'x'\nrange = 'legal'\n
        matrix = 'bt2020'\nsiting = 'top_left'\nreel = 'A001'\nstart_timecode = '10:00:00;00'\nrate = '30000/1001'\n",
    );
}

const MOVIE: &str =
    "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 'a'\ndate = '20260101'\n
    [format]\ncontainer = 'quicktime'\ncodec = 'prores_4444'\nbit_depth = '10'\ndynamic_range = 'sdr'\n
    [quicktime_approval]\napproved_by = 'A. Client'\nreference = 'ticket 7'\ndate = '20260102'\n
    [colour]\ntarget = 'ARRI LogC4'\n[[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'auto'\n";

#[test]
fn a_movie_and_its_approval_survive_both_ways() {
    check_both_ways(MOVIE);
    check_both_ways(&MOVIE.replace("'10'", "'12'").replace("dynamic_range = 'sdr'\n", ""));
    let wrong = |change: fn(&mut v1::QuicktimeFormat)| {
        let mut spec = nam(MOVIE);
        let Some(v1::delivery_format::Container::Quicktime(movie)) =
            spec.format.as_mut().and_then(|format| format.container.as_mut())
        else {
            panic!("no movie")
        };
        change(movie);
        read(spec, "").unwrap_err().remove(0).field
    };
    assert_eq!(wrong(|movie| movie.codec.clear()), "format.codec");
    assert_eq!(wrong(|movie| movie.bit_depth = 11), "format.bit_depth");
    assert_eq!(wrong(|movie| movie.dynamic_range = "both".into()), "format.dynamic_range");
}

#[test]
fn what_is_left_away_gets_the_default() {
    let mut spec = nam(SMALL);
    spec.colour = Some(v1::ColourChoice { config: String::new(), target: "ACES2065-1".into() });
    spec.manifests = None;
    spec.format =
        Some(v1::DeliveryFormat { container: Some(v1::delivery_format::Container::Exr(v1::ExrFormat::default())) });
    let job = read(spec, "house-config").unwrap();
    assert_eq!(job.colour.config, "house-config");
    assert_eq!(job.manifests, ManifestChoice::default());
    assert_eq!(job.format, DeliveryFormat::Exr { compression: ExrCompression::Piz, zip_level: 1 });
}

#[test]
fn each_wrong_field_is_named() {
    let mut spec = nam(SMALL);
    spec.rate = Some(v1::Rational { numerator: 24, denominator: 0 });
    spec.record_start = "25:00:00:00".into();
    spec.created = Some(prost_types::Timestamp { seconds: 1, nanos: 5 });
    spec.output = "out:../secret".into();
    spec.raster = Some(v1::Raster { width: 0, height: 2160 });
    spec.format = None;
    spec.device = "gpu".into();
    spec.clips[0].matrix = 99;
    spec.clips[0].in_point = Some("now".into());
    spec.clips.push(v1::Clip::default());
    let fields: Vec<String> = read(spec, "").unwrap_err().into_iter().map(|wrong| wrong.field).collect();
    let expected = [
        "rate",
        "record_start",
        "created",
        "output",
        "format",
        "raster",
        "device",
        "clips[0].in",
        "clips[0].matrix",
        "clips[1].path",
        "clips[1].colour_space",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn an_empty_request_names_what_is_required() {
    let violations = read(v1::NamSpec::default(), "").unwrap_err();
    let fields: Vec<&str> = violations.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["rate", "record_start", "output", "name", "format", "colour"]);
}

const PROXIES: &str = "kind = 'proxies'\nproject = 'SHOW'\noutput = 'out:day1'\n
    [[sources]]\npath = 'ocf:A001'\n[[renditions]]\nname = 'cut'\ncodec = 'prores_proxy'\nwrapper = 'mov'\n";

const ALL_OF_PROXIES: &str = "kind = 'proxies'\nproject = 'SHOW'\ncreated = '2026-01-02T03:04:05Z'\noutput = 'out:day1'\n
    device = 'cpu'\n
    [[sources]]\npath = 'ocf:A001'\ncolour_space = 'ARRI LogC4'\nrange = 'full'\nmatrix = 'bt601'\nsiting = 'centre'\n
    rate = '24000/1001'\nvariable_rate = 'conform'\nreel = 'A001R1AB'\nstart_timecode = '10:00:00:00'\nroll = 'A001'\n
    [[renditions]]\nname = 'avid'\ncodec = 'dnxhr_hqx'\nwrapper = 'mxf_op_atom'\nraster = '2048x1152'\nbit_depth = 10\nencoder = 'ffmpeg'\nverify = 'decode'\nvendor = 'apple'\n
    [look]\nconfig = 'c'\ndisplay = 'd'\nview = 'v'\nprecision = 'baked'\namf = ['ocf:a']\ncdl = ['ocf:b', 'ocf:c.ccc']\n
    cdl_space = 'ACEScct'\nlut = 'ocf:l.cube'\nlut_space = 'ACEScc'\n
    [framing]\nfdl = 'ocf:f.fdl'\nintent = 'i'\ntemplate = 't'\nletterbox = 2.39\n
    [[burn_ins]]\nfield = 'text'\nposition = 'top_centre'\ntext = 'mine'\n
    [sound]\nsource = 'production'\nfiles = ['ocf:s']\ntimecode_rate = '24'\nallow_pulled_rates = true\nchannels = [2, 1]\n
    [identity]\nreel = 'roll'\nunidentified = 'file_name'\n
    [review]\ncodec = 'hevc'\nraster = '640x360'\nbit_rate_kbps = 1500\n";

#[test]
fn every_field_of_proxies_survives_both_ways() {
    check_both_ways(PROXIES);
    check_both_ways(ALL_OF_PROXIES);
    check_both_ways(&format!("{PROXIES}\n[review]\n"));
    check_both_ways(&PROXIES.replace("[[sources]]", "look = 'none'\n[[sources]]"));
}

#[test]
fn proxies_have_the_defaults_of_job_files() {
    let spec = v1::ProxySpec {
        project: "SHOW".into(),
        output: "out:day1".into(),
        sources: vec![v1::ProxySource { path: "ocf:A001".into(), ..v1::ProxySource::default() }],
        renditions: vec![v1::Rendition {
            name: "cut".into(),
            codec: "prores_proxy".into(),
            wrapper: "mov".into(),
            ..v1::Rendition::default()
        }],
        ..v1::ProxySpec::default()
    };
    let job = from_spec(&v1::JobSpec { job: Some(job_spec::Job::Proxies(spec)) }, "house-config").unwrap();
    assert_eq!(job, Job::from_toml(PROXIES).unwrap());
}

#[test]
fn each_wrong_field_of_proxies_is_named() {
    let spec = v1::ProxySpec {
        output: "out:../x".into(),
        sources: vec![v1::ProxySource {
            rate: Some(v1::Rational::default()),
            variable_rate: "blend".into(),
            siting: 9,
            ..v1::ProxySource::default()
        }],
        renditions: vec![v1::Rendition {
            codec: "h264".into(),
            bit_depth: Some(300),
            encoder: Some("x".into()),
            verify: "look".into(),
            vendor: "avid".into(),
            ..v1::Rendition::default()
        }],
        look: Some(v1::Look {
            none: false,
            view: Some(v1::ViewLook { precision: "rough".into(), ..v1::ViewLook::default() }),
        }),
        burn_ins: vec![v1::BurnIn::default()],
        sound: Some(v1::ProxySound { channels: vec![1, 70_000], ..v1::ProxySound::default() }),
        identity: Some(v1::ProxyIdentity { reel: "tape".into(), ..v1::ProxyIdentity::default() }),
        review: Some(v1::ReviewFiles { codec: "vp9".into(), ..v1::ReviewFiles::default() }),
        ..v1::ProxySpec::default()
    };
    let faults = from_spec(&v1::JobSpec { job: Some(job_spec::Job::Proxies(spec)) }, "").unwrap_err();
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    let expected = [
        "project",
        "output",
        "sources[0].path",
        "sources[0].rate",
        "sources[0].variable_rate",
        "sources[0].siting",
        "renditions[0].codec",
        "renditions[0].wrapper",
        "renditions[0].bit_depth",
        "renditions[0].encoder",
        "renditions[0].verify",
        "renditions[0].vendor",
        "look.precision",
        "burn_ins[0].field",
        "burn_ins[0].position",
        "sound.channels[1]",
        "identity.reel",
        "review.codec",
    ];
    assert_eq!(fields, expected);
    let codec = faults.iter().find(|fault| fault.field == "renditions[0].codec").unwrap();
    assert!(codec.description.contains("`h264`") && codec.description.contains("`dnxhr_lb`"), "{codec}");
}

#[test]
fn a_job_that_asks_for_nothing_says_so() {
    let faults = from_spec(&v1::JobSpec::default(), "").unwrap_err();
    assert_eq!(faults, [FieldError::new("spec", "asks for nothing; set nam or proxies")]);
}

#[test]
fn a_time_that_is_none_is_refused_before_it_is_sent() {
    for time in ["2025-03-01", "2025-02-30T12:00:00Z", "2025-03-01T12:00:00.5Z", "2025-03-01T12:00:00+01:00"] {
        for toml in [SMALL, PROXIES] {
            let text = format!("created = '{time}'\n{toml}");
            let error = to_spec(&Job::from_toml(&text).unwrap()).unwrap_err();
            assert_eq!(error.field, "created", "{time}");
        }
    }
}
