use super::*;
use interneg_proto::v1;
use interneg_spec::{Job, Level};

const SMALL: &str = r#"
    rate = "24"
    record_start = "01:00:00:00"
    output = "deliveries:show"
    name = { title = "show", date = "20250301" }
    format = { container = "exr" }
    colour = { config = "show:config.ocio", target = "ACES2065-1" }

    [[clips]]
    path = "ocf:A001.mov"
    colour_space = "auto"
"#;

#[test]
fn a_job_comes_back_as_it_went() {
    let job = Job::from_toml(SMALL).unwrap();
    assert_eq!(job_from_wire(&job_to_wire(&job).unwrap()).unwrap(), job);
}

#[test]
fn a_time_that_is_none_is_the_submitters_to_mend() {
    let job = Job::from_toml(&format!("created = '2025-03-01'\n{SMALL}")).unwrap();
    let error = job_to_wire(&job).unwrap_err();
    assert!(error.to_string().starts_with("created: "), "{error}");
    assert_eq!(error.exit().code(), 65);
}

#[test]
fn an_answer_of_another_version_is_an_error_that_names_the_field() {
    let check = |change: fn(&mut v1::NamSpec), field: &str| {
        let mut wire = job_to_wire(&Job::from_toml(SMALL).unwrap()).unwrap();
        let Some(v1::job_spec::Job::Nam(nam)) = &mut wire.job else { panic!("no NAM: {wire:?}") };
        change(nam);
        let error = job_from_wire(&wire).unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
        assert_eq!(error.exit().code(), 78);
    };
    check(|wire| wire.rate = None, "rate: is required");
    check(|wire| wire.clips[0].siting = 77, "clips[0].siting");
    check(|wire| wire.format = Some(v1::DeliveryFormat { container: None }), "format");
    check(|wire| wire.record_start = "noon".into(), "record_start");
    check(|wire| wire.device = "tpu:0".into(), "device");
}

#[test]
fn a_finding_of_unknown_level_counts_as_an_error() {
    let level = |level: i32| finding_from_wire(&v1::Finding { level, ..v1::Finding::default() }).level;
    assert_eq!([level(1), level(2), level(3)], [Level::Note, Level::Warning, Level::Error]);
    assert_eq!([level(0), level(9)], [Level::Error, Level::Error]);
}
