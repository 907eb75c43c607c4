//! Examples in the documents are examples that work.

use interneg_spec::{DeliveryFormat, Job};
use interneg_tests::workspace_root;

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

#[test]
fn the_clients_examples_are_jobs() {
    let example = |name: &str| {
        let path = workspace_root().join("client/examples").join(name);
        Job::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    for name in ["nam.toml", "proxies.toml"] {
        assert_eq!(example(name).check_shape(), [], "{name}");
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
