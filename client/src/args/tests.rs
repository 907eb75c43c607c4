use super::*;
use crate::error::ClientError;
use clap::CommandFactory;
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{
    DeliveryFormat, DeviceChoice, DpxBitDepth, DynamicRange, ExrCompression, Job, ManifestChoice, MovieBitDepth, NamJob,
};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nam.toml");

fn any_job(arguments: &[&str]) -> Result<Job, ClientError> {
    let arguments = ["interneg", "plan"].iter().chain(arguments);
    match Cli::try_parse_from(arguments).unwrap().command {
        Command::Plan(plan) => plan.job.job(),
        other => panic!("not a plan: {other:?}"),
    }
}

fn job(arguments: &[&str]) -> Result<NamJob, ClientError> {
    any_job(arguments).map(|job| match job {
        Job::Nam(job) => job,
        Job::Proxies(_) => panic!("a job of proxies"),
    })
}

fn usage_error(arguments: &[&str]) -> clap::error::ErrorKind {
    let error = Cli::try_parse_from(["interneg"].iter().chain(arguments)).unwrap_err();
    assert_eq!(error.exit_code(), 2, "{arguments:?}");
    error.kind()
}

const WHOLE: [&str; 14] = [
    "--clip=ocf:A001.mov,in=10:00:00:00,out=10:00:01:00,space=ARRI LogC4",
    "--clip=/mnt/B002.mov",
    "--rate=24",
    "--record-start=01:00:00:00",
    "--output=deliveries:show",
    "--target=ACES2065-1",
    "--format=exr",
    "--compression=zip",
    "--zip-level=4",
    "--title=show",
    "--segment=lp",
    "--date=20250301",
    "--mhl=false",
    "--asc-mhl",
];

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn help_has_examples_and_every_exit_code() {
    let help = Cli::command().render_long_help().to_string();
    for part in ["interneg submit nam.toml --wait", "Exit codes:", " 65 ", "143"] {
        assert!(help.contains(part), "{part:?} is not in the help");
    }
}

#[test]
fn flags_alone_make_a_job() {
    let job = job(&WHOLE).unwrap();
    assert_eq!(job.clips.len(), 2);
    assert_eq!(job.clips[1].colour_space, "auto");
    assert_eq!(job.format, DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 4 });
    assert_eq!(job.manifests, ManifestChoice { mhl: false, asc_mhl: true });
    assert_eq!(job.check_shape(), []);
}

#[test]
fn a_relative_path_on_the_command_line_is_meant_from_the_current_folder() {
    let mut arguments = WHOLE.to_vec();
    arguments.push("--clip=clips/C003.mov");
    let path = job(&arguments).unwrap().clips[2].path.to_string();
    let expected = std::env::current_dir().unwrap().join("clips/C003.mov");
    assert_eq!(std::path::Path::new(&path), expected);
}

#[test]
fn the_example_is_a_job_with_nothing_wrong_in_its_shape() {
    let job = job(&[EXAMPLE]).unwrap();
    assert_eq!(job.check_shape(), []);
    assert!(job.clips.len() > 1);
}

#[test]
fn flags_override_the_file_field_by_field() {
    let plain = job(&[EXAMPLE]).unwrap();
    let changed = job(&[EXAMPLE, "--title=other", "--compression=none"]).unwrap();
    assert_eq!(changed.name.title, "other");
    assert_eq!(changed.name.date, plain.name.date);
    assert!(matches!(changed.format, DeliveryFormat::Exr { compression: ExrCompression::None, .. }));
    assert_eq!(changed.clips, plain.clips);
    let dpx = job(&[EXAMPLE, "--format=dpx", "--bit-depth=10", "--clip=ocf:X.mov"]).unwrap();
    assert_eq!(dpx.format, DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten });
    assert_eq!(dpx.clips.len(), 1);
    assert_eq!((plain.device, job(&[EXAMPLE, "--device=cuda:1"]).unwrap().device), (None, Some(DeviceChoice::Cuda(1))));
}

#[test]
fn flags_make_a_movie_of_a_job_of_frames() {
    let movie = job(&[
        EXAMPLE,
        "--format=quicktime",
        "--codec=prores_4444_xq",
        "--dynamic-range=hdr",
        "--quicktime-approved-by=A. Client",
        "--quicktime-approval-reference=ticket 7",
        "--quicktime-approval-date=20250301",
    ])
    .unwrap();
    let (codec, bit_depth, dynamic_range) = (ProxyCodec::Prores4444Xq, MovieBitDepth::Twelve, Some(DynamicRange::Hdr));
    assert_eq!(movie.format, DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range });
    assert_eq!(movie.quicktime_approval.unwrap().to_string(), "A. Client, 20250301, ticket 7");
}

#[test]
fn says_what_a_job_lacks() {
    let error = job(&WHOLE[..3]).unwrap_err();
    assert!(error.to_string().contains("record_start"), "{error}");
    assert_eq!(error.exit().code(), 65);
    let error = job(&["/nowhere/job.toml"]).unwrap_err();
    assert!(error.to_string().contains("/nowhere/job.toml"), "{error}");
    assert_eq!(error.exit().code(), 66);
    assert_eq!(job(&[]).unwrap_err().exit().code(), 2);
}

#[test]
fn wrong_use_is_refused_by_the_parser() {
    use clap::error::ErrorKind;
    assert_eq!(usage_error(&["sumbit"]), ErrorKind::InvalidSubcommand);
    assert_eq!(usage_error(&["plan", "--rate=fast"]), ErrorKind::ValueValidation);
    assert_eq!(usage_error(&["plan", "--zip-level=10"]), ErrorKind::ValueValidation);
    assert_eq!(usage_error(&["plan", "--device=gpu"]), ErrorKind::ValueValidation);
    assert_eq!(usage_error(&["get", "not-a-job"]), ErrorKind::ValueValidation);
    assert_eq!(usage_error(&["submit", "x.toml", "--wait", "--validate-only"]), ErrorKind::ArgumentConflict);
    assert_eq!(usage_error(&["submit", "x.toml", "--request-id=7"]), ErrorKind::ValueValidation);
    assert_eq!(
        usage_error(&["logs", "9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d", "--attempt=0"]),
        ErrorKind::ValueValidation
    );
}

#[test]
fn a_job_may_be_named_by_its_uuid_alone() {
    for text in ["9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d", "jobs/9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d"] {
        let Command::Get(get) = Cli::try_parse_from(["interneg", "get", text]).unwrap().command else {
            panic!("not a get");
        };
        assert_eq!(get.name, "jobs/9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d");
    }
}
