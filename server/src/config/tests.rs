use super::*;
use clap::Parser;
use interneg_spec::DeviceChoice;
use std::collections::HashMap;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    flags: ConfigFlags,
}

fn flags(arguments: &[&str]) -> ConfigFlags {
    Command::try_parse_from([&["internegd"], arguments].concat()).unwrap().flags
}

fn check(file: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("internegd.toml");
    std::fs::write(&path, file).unwrap();
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    let variable = |name: &str| match name {
        "INTERNEG_CONFIG" => Some(path.clone().into_os_string()),
        _ => variables.get(name).map(OsString::from),
    };
    load(&flags(arguments), variable)
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = "workers = 3\nmemory_mib = 100\nframes_per_task = 7\n[retry]\ninitial_seconds = 0.5\n";
    let variables = [("INTERNEG_WORKERS", "4"), ("INTERNEG_MEMORY_MIB", "200")];
    let config = check(file, &variables, &["--workers", "5"]).unwrap();
    assert_eq!((config.workers, config.memory_mib, config.frames_per_task), (5, 200, 7));
    assert_eq!((config.retry.initial_seconds, config.retry.max_seconds), (0.5, 60.0));
}

#[test]
fn the_device_comes_from_each_origin_and_is_automatic_otherwise() {
    let device = |file, variables, arguments| check(file, variables, arguments).unwrap().device;
    assert_eq!(device("", &[], &[]), DeviceChoice::Auto);
    let file = "device = 'cuda:1'";
    assert_eq!(device(file, &[], &[]), DeviceChoice::Cuda(1));
    assert_eq!(device(file, &[("INTERNEG_DEVICE", "auto")], &[]), DeviceChoice::Auto);
    assert_eq!(device(file, &[("INTERNEG_DEVICE", "auto")], &["--device", "cpu"]), DeviceChoice::Cpu);
}

#[test]
fn roots_come_from_each_origin() {
    let file = "[[roots]]\nname = \"ocf\"\npath = \"/ocf\"\n";
    let root =
        |name: &str, path: &str, writable| interneg_engine::Root { name: name.into(), path: path.into(), writable };
    assert_eq!(check(file, &[], &[]).unwrap().roots, [root("ocf", "/ocf", false)]);
    let variables = [("INTERNEG_ROOTS", "a=/a; out=/out:rw")];
    assert_eq!(check(file, &variables, &[]).unwrap().roots, [root("a", "/a", false), root("out", "/out", true)]);
    let arguments = ["--root", "x=/x:rw"];
    assert_eq!(check(file, &variables, &arguments).unwrap().roots, [root("x", "/x", true)]);
}

#[test]
fn what_is_printed_reads_back_as_the_same_configuration() {
    let arguments = ["--root", "x=/x:rw", "--listen", "[::1]:0", "--log-format", "json", "--max-attempts", "9"];
    let config = check("", &[], &[&arguments[..], &["--device", "cuda:2"]].concat()).unwrap();
    let printed = toml::to_string(&config).unwrap();
    assert_eq!(check(&printed, &[], &[]).unwrap(), config, "{printed}");
}

#[test]
fn faults_name_their_origin() {
    for (file, variables, arguments, named) in [
        ("wokers = 3", [].as_slice(), [].as_slice(), "wokers"),
        ("[[roots]]\nname = 'a'\npath = '/a'\nwriteable = true", &[], &[], "writeable"),
        ("workers = 'many'", &[], &[], "workers"),
        ("", &[("INTERNEG_WORKERS", "many")], &[], "INTERNEG_WORKERS"),
        ("", &[("INTERNEG_LOG_FORMAT", "xml")], &[], "INTERNEG_LOG_FORMAT"),
        ("", &[], &["--root", "nowhere"], "--root"),
        ("device = 'gpu'", &[], &[], "cuda:N"),
        ("", &[("INTERNEG_DEVICE", "cuda")], &[], "INTERNEG_DEVICE"),
        ("", &[], &["--device", "cuda:x"], "--device"),
        ("", &[], &["--workers", "0"], "workers"),
        ("", &[], &["--listen", "localhost"], "listen"),
        ("retry.max_seconds = -1.0", &[], &[], "retry.max_seconds"),
    ] {
        let error = check(file, variables, arguments).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_missing_file_is_an_error() {
    let error = load(&flags(&["--config", "/nonexistent/x.toml"]), |_| None).unwrap_err();
    assert!(matches!(error, ConfigError::Read { .. }), "{error}");
}
