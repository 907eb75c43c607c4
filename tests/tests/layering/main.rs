//! The arrows between the rooms: what a crate may name, and what it must never reach, even through others.
//!
//! The table is in `rules.rs`; ARCHITECTURE.md gives the reasons. A new arrow is its own change there.

mod graph;
mod rules;

use graph::Graph;
use rules::{RESERVED, ROOMS, Room};

#[test]
fn every_arrow_is_allowed() {
    let offences = offences(&Graph::of_this_workspace(), ROOMS);
    assert!(offences.is_empty(), "{} arrow(s) break the layering:\n{}", offences.len(), offences.join("\n"));
}

#[test]
fn an_arrow_between_rooms_that_is_not_in_the_table_is_an_offence() {
    let graph = Graph::from_edges(&[("interneg-kernels", "interneg-media")], &["interneg-kernels", "interneg-media"]);
    assert_eq!(offences(&graph, ROOMS), ["interneg-kernels -> interneg-media: a room it may not use"]);
}

#[test]
fn a_reserved_package_in_the_wrong_room_is_an_offence() {
    let graph = Graph::from_edges(&[("interneg-spec", "ocio")], &["interneg-spec"]);
    assert_eq!(offences(&graph, ROOMS), ["interneg-spec -> ocio: reserved for interneg-colour"]);
}

#[test]
fn a_forbidden_package_behind_others_is_an_offence_with_its_path() {
    let edges = [("interneg-engine", "pool"), ("pool", "tokio")];
    let graph = Graph::from_edges(&edges, &["interneg-engine"]);
    assert_eq!(offences(&graph, ROOMS), ["interneg-engine -> pool -> tokio: must not know tokio"]);
}

#[test]
fn a_room_without_a_rule_is_an_offence() {
    let graph = Graph::from_edges(&[], &["interneg-attic"]);
    assert_eq!(offences(&graph, ROOMS), ["interneg-attic: no row in tests/tests/layering/rules.rs"]);
}

/// All breaches of the table, sorted.
fn offences(graph: &Graph, rooms: &[Room]) -> Vec<String> {
    let mut found = Vec::new();
    for name in graph.members() {
        let Some(room) = rooms.iter().find(|room| room.name == name) else {
            found.push(format!("{name}: no row in tests/tests/layering/rules.rs"));
            continue;
        };
        found.extend(graph.direct(name).filter_map(|target| direct_offence(graph, room, target)));
        for forbidden in room.must_not_know {
            // A direct arrow to a reserved package has been named already.
            if let Some(path) = graph.path(name, forbidden).filter(|path| path.len() > 2 || !is_reserved(forbidden)) {
                found.push(format!("{}: must not know {forbidden}", path.join(" -> ")));
            }
        }
    }
    found.sort();
    found
}

fn direct_offence(graph: &Graph, room: &Room, target: &str) -> Option<String> {
    let name = room.name;
    if graph.is_member(target) {
        return (!room.may_use.contains(&target)).then(|| format!("{name} -> {target}: a room it may not use"));
    }
    let (_, owners) = RESERVED.iter().find(|(package, _)| *package == target)?;
    (!owners.contains(&name)).then(|| format!("{name} -> {target}: reserved for {}", owners.join(", ")))
}

fn is_reserved(package: &str) -> bool {
    RESERVED.iter().any(|(reserved, _)| *reserved == package)
}
