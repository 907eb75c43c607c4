//! The chain file: the C4 of each generation's manifest, so that a changed manifest shows.

use crate::xml::{self, XmlWriter};
use crate::{Digest, DigestKind, ManifestError, names};

const NAMESPACE: &str = "urn:ASC:MHL:DIRECTORY:v2.0";

/// One generation in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub number: u32,
    /// File name inside the history folder.
    pub file_name: String,
    /// C4 of the manifest's bytes.
    pub c4: Digest,
}

pub(super) fn write(links: &[Link]) -> Vec<u8> {
    let mut writer = XmlWriter::new();
    writer.open("ascmhldirectory", &[("xmlns", NAMESPACE)]);
    for link in links {
        writer.open("hashlist", &[("sequencenr", &link.number.to_string())]);
        writer.leaf("path", &[], &link.file_name);
        writer.leaf("c4", &[], &link.c4.text());
        writer.close();
    }
    writer.finish()
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Link>, ManifestError> {
    let root = xml::parse(bytes, "ascmhldirectory")?;
    let mut links: Vec<Link> = Vec::new();
    for element in root.children.iter().filter(|child| child.name == "hashlist") {
        let number = element.attribute("sequencenr").unwrap_or_default();
        let number: u32 =
            number.parse().map_err(|_| element.error(format_args!("{number:?} is no sequence number")))?;
        if number != links.last().map_or(0, |link| link.number) + 1 {
            return Err(element.error(format_args!("generation {number} stands out of order")));
        }
        let path = element.need("path")?;
        let file_name = path.text.trim().to_owned();
        names::check_for_reading(&file_name).map_err(|error| path.error(error))?;
        if file_name.contains('/') {
            return Err(path.error("a manifest must lie beside its chain file"));
        }
        let c4 = element.need("c4")?;
        let c4 = Digest::parse(DigestKind::C4, c4.text.trim()).map_err(|error| c4.error(error))?;
        links.push(Link { number, file_name, c4 });
    }
    Ok(links)
}

/// Whether the chain file `found` begins with all generations of the chain file `first` and has more: the history has gone
/// on. A text that is no chain file goes on nothing.
pub fn chain_goes_on(found: &[u8], first: &[u8]) -> bool {
    matches!((parse(found), parse(first)), (Ok(found), Ok(first)) if found.starts_with(&first) && found.len() > first.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_buffer;

    #[test]
    fn comes_back() {
        let link = |number: u32| Link {
            number,
            file_name: format!("{number:04}_A_2026-11-21_044041Z.mhl"),
            c4: hash_buffer(&number.to_le_bytes(), &[DigestKind::C4])[0],
        };
        let links = vec![link(1), link(2)];
        assert_eq!(parse(&write(&links)).unwrap(), links);
        assert!(chain_goes_on(&write(&links), &write(&links[..1])));
        assert!(!chain_goes_on(&write(&links), &write(&links)) && !chain_goes_on(&write(&links[..1]), &write(&links)));
        assert!(!chain_goes_on(&write(&[link(2)]), &write(&links[..1])) && !chain_goes_on(b"", &write(&links)));
        assert!(parse(&write(&links[1..])).unwrap_err().to_string().contains("out of order"));
    }
}
