//! A summary as text, for people.

use super::summary::{Descriptor, MxfSummary, Package, Track};
use std::fmt::{self, Display, Formatter};

impl Display for MxfSummary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "operational pattern {}", hex(&self.operational_pattern))?;
        for (what, text) in [("product", &self.product), ("project", &self.project)] {
            if let Some(text) = text {
                writeln!(f, "{what} {text:?}")?;
            }
        }
        for part in &self.partitions {
            writeln!(
                f,
                "partition {:?} at {:#x}, grid {}, metadata {}, index {} of {}, essence {}",
                part.kind,
                part.offset,
                part.grid_bytes,
                part.header_bytes,
                part.index_bytes,
                part.index_sid,
                part.body_sid
            )?;
        }
        for essence in &self.essence_containers {
            writeln!(f, "essence {} of {}, index {}", essence.body_sid, essence.package, essence.index_sid)?;
        }
        self.packages.iter().try_for_each(|package| list_package(f, package))
    }
}

fn list_package(f: &mut Formatter<'_>, package: &Package) -> fmt::Result {
    let name = package.name.as_deref().unwrap_or_default();
    writeln!(f, "package {:?} {name:?} {}", package.kind, package.umid)?;
    package.tracks.iter().try_for_each(|track| list_track(f, track))?;
    for timecode in &package.timecodes {
        let drop = if timecode.is_drop_frame { ", drop-frame" } else { "" };
        writeln!(f, "  timecode on track {}: {} at {}{drop}", timecode.track, timecode.start, timecode.base)?;
    }
    package.descriptors.iter().try_for_each(|descriptor| list_descriptor(f, descriptor))?;
    for locator in &package.locators {
        writeln!(f, "  locator {locator:?}")?;
    }
    for (what, values) in [("comment", &package.comments), ("attribute", &package.attributes)] {
        for (name, value) in values {
            writeln!(f, "  {what} {name:?} {value:?}")?;
        }
    }
    Ok(())
}

fn list_track(f: &mut Formatter<'_>, track: &Track) -> fmt::Result {
    write!(f, "  track {} {:?} number {:#010x}", track.id, track.kind, track.number)?;
    if let Some(name) = &track.name {
        write!(f, " {name:?}")?;
    }
    if let Some((numerator, denominator)) = track.edit_rate {
        write!(f, " rate {numerator}/{denominator}")?;
    }
    if let Some(duration) = track.duration {
        write!(f, " duration {duration}")?;
    }
    if let Some(source) = track.source {
        write!(f, " from {} track {} at {}", source.package, source.track, source.position)?;
    }
    writeln!(f)
}

fn list_descriptor(f: &mut Formatter<'_>, descriptor: &Descriptor) -> fmt::Result {
    write!(f, "  descriptor {:?}", descriptor.kind)?;
    if let (Some(width), Some(height)) = (descriptor.stored_width, descriptor.stored_height) {
        write!(f, " {width}x{height}")?;
    }
    for (what, number) in [
        ("depth", descriptor.component_depth),
        ("black", descriptor.black_level),
        ("white", descriptor.white_level),
        ("channels", descriptor.channels),
        ("bits", descriptor.quantisation_bits),
    ] {
        if let Some(number) = number {
            write!(f, " {what} {number}")?;
        }
    }
    for (what, label) in [
        ("container", &descriptor.essence_container),
        ("coding", &descriptor.picture_coding),
        ("transfer", &descriptor.transfer),
        ("primaries", &descriptor.primaries),
        ("equations", &descriptor.coding_equations),
    ] {
        if let Some(label) = label {
            write!(f, " {what} {}", hex(label))?;
        }
    }
    writeln!(f)
}

fn hex(label: &[u8; 16]) -> String {
    label
        .chunks(4)
        .map(|part| part.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect::<Vec<String>>()
        .join(".")
}
