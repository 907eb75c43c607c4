//! Files and codecs: what a source is, its frames as planes of samples, and the writers of EXR and DPX.
//!
//! This crate does not know what colours mean, nor jobs, nor the network.

mod abilities;
mod bits;
mod decoded;
mod dpx;
pub mod encode;
mod error;
mod exr;
mod info;
mod movie;
pub mod mux;
pub mod prores;
pub mod review;
pub mod scan;
mod sequence;
pub mod sound;
mod source;
pub mod vc3;
pub mod verify;
pub mod wav;
mod write;
mod xml;

pub use abilities::{Ability, ffmpeg_version, readers, writers};
pub use decoded::DecodedFrame;
pub use error::MediaError;
pub use info::{AudioStream, Conformed, Scan, SoundFile, SourceInfo, SourceKind};
pub use movie::{MovieReader, PacketReader};
pub use sequence::SequenceReader;
pub use source::{ProbeOptions, layout_of, probe};
pub use write::{AssetStamp, EncodeScratch, FrameEncoder, FrameStamp, RowBlock, RowLayout, WriteSpec, packet_bytes};
