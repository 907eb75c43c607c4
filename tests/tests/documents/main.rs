//! Examples in the documents are examples that work.

mod fields;

use fields::{Field, Line};
use interneg_spec::{DeliveryFormat, Job};
use interneg_tests::workspace_root;
use std::collections::BTreeSet;

#[test]
fn the_jobs_in_the_readme_are_jobs() {
    let readme = std::fs::read_to_string(workspace_root().join("README.md")).unwrap();
    let blocks = fenced(&readme, "toml");
    let jobs: Vec<Job> = blocks.iter().map(|block| Job::from_toml(block).unwrap()).collect();
    let [Job::Nam(nam), Job::Proxies(proxies)] = jobs.as_slice() else {
        panic!("README.md has two TOML examples, a NAM and proxies: {jobs:?}")
    };
    assert_eq!(nam.clips.len(), 2);
    assert!(matches!(nam.format, DeliveryFormat::Exr { .. }));
    assert_eq!(nam.clips[0].path.root(), Some("ocf"));
    assert_eq!(proxies.renditions.len(), 2);
    assert_eq!(proxies.check_shape(), []);
}

fn example(name: &str) -> String {
    std::fs::read_to_string(workspace_root().join("client/examples").join(name)).expect("an example of the client")
}

#[test]
fn the_clients_examples_are_jobs() {
    for name in ["nam.toml", "proxies.toml"] {
        assert_eq!(Job::from_toml(&example(name)).unwrap().check_shape(), [], "{name}");
    }
}

#[test]
fn the_clients_examples_have_every_field() {
    let written = |job: Job| fields::of_job(&serde_json::to_value(job).unwrap());
    let of_nam: BTreeSet<Field> = fields::nams().into_iter().flat_map(|job| written(Job::Nam(job))).collect();
    let of_proxies = written(Job::Proxies(fields::proxies()));
    for (name, all) in [("nam.toml", of_nam), ("proxies.toml", of_proxies)] {
        let shown = fields::of_example(&example(name));
        let missing: Vec<&Field> = all.difference(&shown).collect();
        assert!(missing.is_empty(), "{name} does not have {missing:?}");
        let unknown: Vec<&Field> = shown.difference(&all).collect();
        assert!(unknown.is_empty(), "{name} has what no job has: {unknown:?}");
    }
}

#[test]
fn what_the_clients_examples_have_commented_out_is_read_as_well() {
    for name in ["nam.toml", "proxies.toml"] {
        let (text, mut table) = (example(name), "");
        let lines = text.lines().map(|line| match fields::uncommented(line) {
            Some((Line::Table(name), plain)) => {
                table = name;
                plain
            }
            // The fields of one container at a time: the same name stands there for each.
            Some((Line::Field(_), plain)) if table != "format" => plain,
            _ => line,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        Job::from_toml(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_make_command_in_the_readme_is_a_target() {
    let root = workspace_root();
    let makefile = std::fs::read_to_string(root.join("Makefile")).unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let commands = readme.lines().filter_map(|line| line.strip_prefix("make "));
    let in_sentences = readme.split('`').filter_map(|code| code.strip_prefix("make "));
    let targets: Vec<&str> = commands.chain(in_sentences).filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(targets.contains(&"demo") && targets.contains(&"bench"), "{targets:?}");
    for target in targets {
        assert!(makefile.contains(&format!("\n{target}: ##")), "the Makefile has no target {target}");
    }
}

/// Contents of the fenced blocks of one language.
fn fenced<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    text.split(opening.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}
