//! Examples in the documents are examples that work.

use interneg_spec::{DeliveryFormat, NamJob};
use interneg_tests::workspace_root;

#[test]
fn the_job_in_the_readme_is_a_job() {
    let readme = std::fs::read_to_string(workspace_root().join("README.md")).unwrap();
    let blocks = fenced(&readme, "toml");
    assert_eq!(blocks.len(), 1, "README.md has one TOML example, the job");
    let job = NamJob::from_toml(blocks[0]).unwrap();
    assert_eq!(job.clips.len(), 2);
    assert!(matches!(job.format, DeliveryFormat::Exr { .. }));
    assert_eq!(job.clips[0].path.root(), Some("ocf"));
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
