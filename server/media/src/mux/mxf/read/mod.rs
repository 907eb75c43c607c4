//! Reading: what an MXF file of anybody says of its clip, from its partitions and header metadata. Essence is not read.

mod file;
mod listing;
mod packages;
mod sets;
mod summary;

use super::property as p;
use super::set::SetKind;
use crate::MediaError;
use file::{Mxf, Trouble};
use sets::Sets;
use std::io::{Read, Seek};
use std::path::Path;

pub use summary::{
    Descriptor, DescriptorKind, EssenceContainer, MxfSummary, Package, PackageKind, Source, Timecode, Track, TrackKind,
};

/// Reads what an MXF file says of its clip.
///
/// # Errors
/// `Open` where the file cannot be read, `NotMedia` where it is no MXF file, `Damaged` where its partitions or its header
/// metadata are cut short or contradict themselves.
pub fn describe(path: &Path) -> Result<MxfSummary, MediaError> {
    let file = std::fs::File::open(path).map_err(|source| MediaError::Open { path: path.to_owned(), source })?;
    describe_file(std::io::BufReader::new(file), path)
}

/// The same for bytes that are already open; `path` is what errors name.
///
/// # Errors
/// As [`describe`].
pub fn describe_file<R: Read + Seek>(file: R, path: &Path) -> Result<MxfSummary, MediaError> {
    summary_of(file).map_err(|trouble| match trouble {
        Trouble::Read(source) => MediaError::Open { path: path.to_owned(), source },
        Trouble::NotMxf => {
            MediaError::NotMedia { path: path.to_owned(), reason: "no header partition of MXF in it".to_owned() }
        }
        Trouble::Damaged(reason) => MediaError::Damaged { path: path.to_owned(), what: "MXF file", reason },
    })
}

fn summary_of<R: Read + Seek>(file: R) -> Result<MxfSummary, Trouble> {
    let mut mxf = Mxf::open(file)?;
    let partitions = mxf.partitions()?;
    let metadata = mxf.metadata(&partitions)?;
    let sets = Sets::parse(&metadata).map_err(Trouble::Damaged)?;
    let preface = sets.first(SetKind::PREFACE);
    let header = partitions.first();
    let labels = preface.map(|preface| preface.list(p::ESSENCE_CONTAINERS).collect());
    let identification = preface.and_then(|preface| sets.referred(&preface, p::IDENTIFICATIONS).last());
    let product = identification.and_then(|set| {
        let words = [set.text(p::PRODUCT_NAME), set.text(p::VERSION_STRING)];
        words.into_iter().flatten().reduce(|product, version| format!("{product} {version}"))
    });
    Ok(MxfSummary {
        operational_pattern: preface
            .and_then(|preface| preface.id(p::OPERATIONAL_PATTERN))
            .or(header.map(|header| header.operational_pattern))
            .unwrap_or_default(),
        project: preface.and_then(|preface| preface.text(p::AVID_PROJECT_NAME)),
        product,
        packages: packages::packages(&sets),
        essence_containers: packages::essence_containers(&sets),
        container_labels: labels.or_else(|| header.map(|header| header.essence_containers.clone())).unwrap_or_default(),
        partitions,
    })
}
