//! MXF (ST 377-1) for editorial proxies: our own writers of OP1a and of OP-Atom as Avid wants it, for VC-3 pictures and
//! 24-bit sound, and a reader of what any MXF file says of its clip.

mod colour;
mod error;
mod klv;
mod label;
mod partition;
mod property;
mod read;
mod set;
mod umid;
mod write;

pub use error::MxfError;
pub use partition::{Partition, PartitionKind};
pub use read::{
    Descriptor, DescriptorKind, EssenceContainer, MxfSummary, Package, PackageKind, Source, Timecode, Track, TrackKind,
    describe, describe_file,
};
pub use umid::Umid;
pub use write::{Op1aWriter, OpAtomTrack, OpAtomWriter};
