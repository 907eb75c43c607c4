//! The packages and the arrows between them, as `cargo metadata` tells them.

use interneg_tests::workspace_root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

/// Ordinary dependencies; those of tests and build scripts are left out.
#[derive(Debug, Default)]
pub struct Graph {
    members: BTreeSet<String>,
    arrows: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// A graph of made-up packages.
    pub fn from_edges(edges: &[(&str, &str)], members: &[&str]) -> Self {
        let mut graph = Self { members: members.iter().map(ToString::to_string).collect(), ..Self::default() };
        for (from, to) in edges {
            graph.arrows.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    }

    /// This workspace, for the machine that runs the test.
    pub fn of_this_workspace() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", &host()])
            .current_dir(workspace_root())
            .output()
            .expect("cargo, which runs this test, starts");
        assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
        Self::from_metadata(&serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON"))
    }

    fn from_metadata(metadata: &Value) -> Self {
        let names: BTreeMap<&str, &str> =
            list(&metadata["packages"]).map(|package| (text(&package["id"]), text(&package["name"]))).collect();
        let mut graph = Self::default();
        graph.members.extend(list(&metadata["workspace_members"]).map(|id| names[text(id)].to_owned()));
        for node in list(&metadata["resolve"]["nodes"]) {
            let from = names[text(&node["id"])].to_owned();
            let ordinary = list(&node["deps"]).filter(|arrow| is_ordinary(arrow));
            // Two versions of one package share a name, and so their arrows: stricter, never laxer.
            graph.arrows.entry(from).or_default().extend(ordinary.map(|arrow| names[text(&arrow["pkg"])].to_owned()));
        }
        graph
    }

    /// Crates of this workspace.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    /// Whether a package is a crate of this workspace.
    pub fn is_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// Packages that a package names itself.
    pub fn direct(&self, name: &str) -> impl Iterator<Item = &str> {
        self.arrows.get(name).into_iter().flatten().map(String::as_str)
    }

    /// A shortest way from one package to another.
    pub fn path<'a>(&'a self, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
        let mut queue = VecDeque::from([vec![from]]);
        let mut seen = BTreeSet::from([from]);
        while let Some(path) = queue.pop_front() {
            let last = *path.last()?;
            if last == to {
                return Some(path);
            }
            for next in self.direct(last).filter(|next| seen.insert(next)) {
                queue.push_back([path.as_slice(), &[next]].concat());
            }
        }
        None
    }
}

/// `kind` is null for an ordinary dependency, `build` for a build script's and `dev` for the tests'.
///
/// Neither a test's nor a build script's tools end up in the crate.
fn is_ordinary(arrow: &Value) -> bool {
    list(&arrow["dep_kinds"]).any(|kind| kind["kind"].is_null())
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").current_dir(workspace_root()).output().expect("rustc starts");
    let told = String::from_utf8(output.stdout).expect("rustc -vV is UTF-8");
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc -vV names its host").to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("cargo metadata gives a list here").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("cargo metadata gives a text here")
}
