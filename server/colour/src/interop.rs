//! Ids of the ASWF Color Interop Forum, for configurations that carry none.

const TABLE: &str = include_str!("../data/interop_ids.tsv");

/// A space of the ACES configurations and its id.
struct Row {
    name: &'static str,
    alias: &'static str,
    id: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        Some(Row { name: fields.next()?, alias: fields.next()?, id: fields.next()? })
    })
}

/// The id of the space that has this name or alias in the ACES configurations.
pub(crate) fn id_of(name: &str) -> Option<&'static str> {
    rows().find(|row| row.name == name || row.alias.eq_ignore_ascii_case(name)).map(|row| row.id)
}

/// The name, in the ACES configurations, of the space that has this id.
pub(crate) fn name_of(id: &str) -> Option<&'static str> {
    rows().find(|row| row.id == id).map(|row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_lead_to_each_other() {
        assert_eq!(rows().count(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        for row in rows() {
            assert_eq!(id_of(row.name), Some(row.id));
            assert_eq!(id_of(row.alias), Some(row.id));
            assert_eq!(name_of(row.id), Some(row.name));
        }
        assert_eq!(name_of("lin_ap0_scene"), Some("ACES2065-1"));
        assert_eq!(name_of("unknown"), None);
    }
}
