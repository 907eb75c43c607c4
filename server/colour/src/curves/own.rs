//! Spaces of our own beside a configuration's.

use super::Curve;
use crate::{Space, SpaceKind, interop};

const TABLE: &str = include_str!("../../data/own_spaces.tsv");

/// A space that a configuration lacks: a curve, and one of its linear spaces.
#[derive(Debug)]
pub(crate) struct OwnSpace {
    pub(crate) space: Space,
    pub(crate) curve: Curve,
    /// Name of the linear space in the configuration.
    pub(crate) linear: String,
}

/// A line of the table.
struct Row {
    name: &'static str,
    alias: &'static str,
    curve: &'static str,
    linear: &'static str,
    family: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let [name, alias, curve, linear, family] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        Some(Row { name, alias, curve, linear, family })
    })
}

/// Those that the configuration with these spaces lacks, and whose linear space it has.
pub(crate) fn own_spaces(spaces: &[Space]) -> Vec<OwnSpace> {
    let called = |name: &str| spaces.iter().find(|space| space.is_called(name));
    let own = |row: Row| {
        let linear = called(row.linear).filter(|linear| linear.kind == SpaceKind::Linear)?;
        if called(row.name).or(called(row.alias)).is_some() {
            return None;
        }
        let space = Space {
            name: row.name.to_owned(),
            aliases: vec![row.alias.to_owned()],
            kind: SpaceKind::Log,
            interop_id: interop::id_of(row.name).map(str::to_owned),
            family: format!("Interneg/{}", row.family),
            is_data: false,
            is_own: true,
        };
        Some(OwnSpace { space, curve: Curve::by_name(row.curve)?, linear: linear.name.clone() })
    };
    rows().filter_map(own).collect()
}

/// Name of the space of LogC3 at an exposure index; nothing for indices that cameras do not offer.
pub(crate) fn logc3_space(index: u32) -> Option<&'static str> {
    let name = format!("ARRI LogC3 (EI{index})");
    rows().map(|row| row.name).find(|known| *known == name)
}
