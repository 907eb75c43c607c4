//! What an MXF file says of its clip.

use crate::mux::mxf::{Partition, Umid};

/// An MXF file, as its partitions and its header metadata tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct MxfSummary {
    /// Label of the operational pattern.
    pub operational_pattern: [u8; 16],
    /// Project, where the file is Avid's or in its manner.
    pub project: Option<String>,
    /// Product and version that wrote it last.
    pub product: Option<String>,
    /// All packages, in order of the file.
    pub packages: Vec<Package>,
    /// Which package's essence lies in the file.
    pub essence_containers: Vec<EssenceContainer>,
    /// Labels of the essence containers.
    pub container_labels: Vec<[u8; 16]>,
    /// All partitions that the random index pack or the footer lead to, in order of the file.
    pub partitions: Vec<Partition>,
}

/// Essence in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssenceContainer {
    /// Package that describes it.
    pub package: Umid,
    /// Id of its partitions.
    pub body_sid: u32,
    /// Id of its index.
    pub index_sid: u32,
}

/// What a package stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageKind {
    /// A clip.
    Material,
    /// Essence in a file.
    File,
    /// A reel or tape.
    Tape,
    /// A file that essence was imported from.
    Import,
    /// A source that is none of these, such as film.
    Other,
}

/// A package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// What it stands for.
    pub kind: PackageKind,
    /// Its id.
    pub umid: Umid,
    /// Its name: of the clip, of the tape.
    pub name: Option<String>,
    /// Its tracks, timecode among them.
    pub tracks: Vec<Track>,
    /// What its timecode tracks count.
    pub timecodes: Vec<Timecode>,
    /// Its descriptor, and the parts of one that has several.
    pub descriptors: Vec<Descriptor>,
    /// Where its essence is said to lie, outside of the file.
    pub locators: Vec<String>,
    /// User comments: name and text.
    pub comments: Vec<(String, String)>,
    /// Avid's attributes that are texts, such as `_PJ`, the project.
    pub attributes: Vec<(String, String)>,
}

/// What lies on a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackKind {
    /// Pictures.
    Picture,
    /// Sound.
    Sound,
    /// Timecode of ST 12-1.
    Timecode,
    /// Anything else.
    Other,
}

/// A track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Its id in the package.
    pub id: u32,
    /// Its number; in file packages what ties it to the keys of its essence.
    pub number: u32,
    /// Its name.
    pub name: Option<String>,
    /// What lies on it.
    pub kind: TrackKind,
    /// Edit units per second, as numerator and denominator; neither is 0.
    pub edit_rate: Option<(u32, u32)>,
    /// Edit units before its zero point.
    pub origin: i64,
    /// Its length in edit units; `None` where the file does not know it.
    pub duration: Option<u64>,
    /// What its first source clip refers to; `None` where it has none, or one that ends the chain.
    pub source: Option<Source>,
}

/// Where a track's essence was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Package, in this file or in another.
    pub package: Umid,
    /// Id of its track.
    pub track: u32,
    /// Where on it, in edit units of the track that refers.
    pub position: i64,
}

/// What a timecode track counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timecode {
    /// Id of the track.
    pub track: u32,
    /// Frames since midnight of its first frame.
    pub start: i64,
    /// Whole frames per second that it counts in.
    pub base: u16,
    /// Drop-frame counting.
    pub is_drop_frame: bool,
}

/// What a descriptor describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DescriptorKind {
    /// Y'CbCr pictures.
    Cdci,
    /// RGB pictures.
    Rgba,
    /// Sound as in Broadcast Wave files.
    Wave,
    /// Several parts, which follow it.
    Multiple,
    /// A tape.
    Tape,
    /// An imported file.
    Import,
    /// Any other, by the byte of its set's key that tells it apart.
    Other(u8),
}

/// What a descriptor tells of essence; what it does not tell, or tells otherwise than as one number, is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// What it describes.
    pub kind: DescriptorKind,
    /// Edit units per second.
    pub sample_rate: Option<(u32, u32)>,
    /// Length in edit units.
    pub duration: Option<u64>,
    /// Label of the essence container.
    pub essence_container: Option<[u8; 16]>,
    /// Id of the track that it describes.
    pub linked_track: Option<u32>,
    /// Label of the picture's coding.
    pub picture_coding: Option<[u8; 16]>,
    /// Stored width in pixels.
    pub stored_width: Option<u32>,
    /// Stored height in lines, of a field where lines are stored by fields.
    pub stored_height: Option<u32>,
    /// Aspect ratio of the picture as shown.
    pub aspect_ratio: Option<(u32, u32)>,
    /// Bits of a component.
    pub component_depth: Option<u32>,
    /// Code of black.
    pub black_level: Option<u32>,
    /// Code of white.
    pub white_level: Option<u32>,
    /// Label of the transfer characteristic.
    pub transfer: Option<[u8; 16]>,
    /// Label of the primaries.
    pub primaries: Option<[u8; 16]>,
    /// Label of the coding equations.
    pub coding_equations: Option<[u8; 16]>,
    /// Samples of sound per second.
    pub audio_sampling_rate: Option<(u32, u32)>,
    /// Channels of sound.
    pub channels: Option<u32>,
    /// Bits of a sample of sound.
    pub quantisation_bits: Option<u32>,
}

impl MxfSummary {
    /// The clip: the first material package.
    pub fn material(&self) -> Option<&Package> {
        self.packages.iter().find(|package| package.kind == PackageKind::Material)
    }

    /// The package with this id, where it is in this file.
    pub fn package(&self, umid: Umid) -> Option<&Package> {
        self.packages.iter().find(|package| package.umid == umid)
    }

    /// Name of the clip.
    pub fn clip_name(&self) -> Option<&str> {
        self.material()?.name.as_deref()
    }

    /// Name of the reel: that of the first tape package.
    pub fn reel(&self) -> Option<&str> {
        self.packages.iter().find(|package| package.kind == PackageKind::Tape)?.name.as_deref()
    }

    /// Timecode of the clip's first frame: that of its own timecode track; else of the file package's; else of the tape
    /// or imported file where the essence begins on it.
    pub fn start(&self) -> Option<Timecode> {
        let material = self.material()?;
        if let Some(own) = material.timecodes.first() {
            return Some(*own);
        }
        let mut sources = material.tracks.iter().filter_map(|track| track.source);
        let file = sources.find_map(|source| self.package(source.package))?;
        if let Some(own) = file.timecodes.first() {
            return Some(*own);
        }
        file.tracks.iter().find_map(|track| {
            let source = track.source?;
            let physical = self.package(source.package)?;
            let timecode = physical.timecodes.first()?;
            let counted = physical.tracks.iter().find(|track| track.id == timecode.track)?.edit_rate?;
            let frames = converted(source.position, track.edit_rate?, counted)?;
            Some(Timecode { start: timecode.start.checked_add(frames)?, ..*timecode })
        })
    }
}

/// `position` at one edit rate as the nearest one at another.
fn converted(position: i64, from: (u32, u32), to: (u32, u32)) -> Option<i64> {
    let numerator = i128::from(position).checked_mul(i128::from(from.1) * i128::from(to.0))?;
    let denominator = i128::from(from.0) * i128::from(to.1);
    let nearest =
        numerator.checked_mul(2)?.checked_add(denominator)?.checked_div_euclid(denominator.checked_mul(2)?)?;
    i64::try_from(nearest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_in_samples_are_whole_frames() {
        let ntsc = (30000, 1001);
        for frame in [0, 1, 107_892, 2_589_407] {
            let sample = frame * 48000 * 1001 / 30000;
            assert_eq!(converted(sample, (48000, 1), ntsc), Some(frame));
        }
        assert_eq!(converted(-1, (25, 1), (25, 1)), Some(-1));
        for hostile in [((1, u32::MAX), (u32::MAX, 1)), ((0, 1), (1, 1)), ((u32::MAX, u32::MAX), (u32::MAX, u32::MAX))]
        {
            assert_eq!(converted(i64::MIN, hostile.0, hostile.1), None);
        }
    }
}
