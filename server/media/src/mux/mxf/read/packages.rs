//! Packages from sets. References are followed by their place in the model, at most from package to component.

use super::sets::{Set, Sets};
use super::summary::{
    Descriptor, DescriptorKind, EssenceContainer, Package, PackageKind, Source, Timecode, Track, TrackKind,
};
use crate::mux::mxf::Umid;
use crate::mux::mxf::label::{self, same};
use crate::mux::mxf::property as p;
use crate::mux::mxf::set::SetKind;

/// All packages, in order of the file.
pub(super) fn packages(sets: &Sets) -> Vec<Package> {
    let kinds = [SetKind::MATERIAL_PACKAGE, SetKind::SOURCE_PACKAGE];
    sets.of_kinds(&kinds).map(|set| package(sets, &set)).collect()
}

/// Which packages' essence lies in the file.
pub(super) fn essence_containers(sets: &Sets) -> Vec<EssenceContainer> {
    sets.of_kinds(&[SetKind::ESSENCE_CONTAINER_DATA])
        .filter_map(|set| {
            Some(EssenceContainer {
                package: set.umid(p::LINKED_PACKAGE)?,
                body_sid: set.u32(p::BODY_SID)?,
                index_sid: set.u32(p::INDEX_SID).unwrap_or(0),
            })
        })
        .collect()
}

fn package(sets: &Sets, set: &Set) -> Package {
    let descriptors = descriptors(sets, set);
    let kind = match (set.kind, descriptors.first().map(|(descriptor, _)| descriptor.kind)) {
        (SetKind::MATERIAL_PACKAGE, _) => PackageKind::Material,
        (_, Some(DescriptorKind::Tape)) => PackageKind::Tape,
        (_, Some(DescriptorKind::Import)) => PackageKind::Import,
        (_, Some(_)) if descriptors.iter().any(|(descriptor, _)| descriptor.essence_container.is_some()) => {
            PackageKind::File
        }
        _ => PackageKind::Other,
    };
    let (mut tracks, mut timecodes) = (Vec::new(), Vec::new());
    for track_set in sets.referred(set, p::TRACKS) {
        let (track, timecode) = track(sets, &track_set);
        tracks.push(track);
        timecodes.extend(timecode);
    }
    let locators = descriptors
        .iter()
        .flat_map(|(_, set)| sets.referred(set, p::LOCATORS))
        .filter_map(|locator| locator.text(p::LOCATOR_URL).or_else(|| locator.text(p::LOCATOR_NAME)))
        .collect();
    Package {
        kind,
        umid: set.umid(p::PACKAGE_ID).unwrap_or(Umid::NONE),
        name: set.text(p::PACKAGE_NAME),
        tracks,
        timecodes,
        locators,
        comments: tagged_values(sets, set, p::USER_COMMENTS),
        attributes: tagged_values(sets, set, p::PACKAGE_ATTRIBUTES),
        descriptors: descriptors.into_iter().map(|(descriptor, _)| descriptor).collect(),
    }
}

fn tagged_values(sets: &Sets, set: &Set, property: p::Property) -> Vec<(String, String)> {
    sets.referred(set, property)
        .filter(|value| value.kind == SetKind::TAGGED_VALUE)
        .filter_map(|value| Some((value.text(p::TAG_NAME)?, value.indirect_text(p::TAG_VALUE)?)))
        .collect()
}

fn track(sets: &Sets, set: &Set) -> (Track, Option<Timecode>) {
    let sequence = set.id(p::SEQUENCE).and_then(|id| sets.take(id));
    let kind = match sequence.and_then(|sequence| sequence.id(p::DATA_DEFINITION)) {
        Some(data) if same(&data, &label::PICTURE) => TrackKind::Picture,
        Some(data) if same(&data, &label::SOUND) => TrackKind::Sound,
        Some(data) if same(&data, &label::TIMECODE) => TrackKind::Timecode,
        _ => TrackKind::Other,
    };
    let id = set.u32(p::TRACK_ID).unwrap_or(0);
    let (mut source, mut timecode) = (None, None);
    // A track may have its one component without a sequence around it.
    let lone = sequence.filter(|sequence| sequence.kind != SetKind::SEQUENCE);
    let listed = sequence.into_iter().flat_map(|sequence| sequence.list(p::COMPONENTS));
    for component in lone.into_iter().chain(listed.filter_map(|id| sets.take(id))) {
        match component.kind {
            SetKind::SOURCE_CLIP if source.is_none() => source = Some(source_of(&component)),
            SetKind::TIMECODE_COMPONENT if timecode.is_none() => timecode = timecode_of(&component, id),
            _ => {}
        }
    }
    let track = Track {
        id,
        number: set.u32(p::TRACK_NUMBER).unwrap_or(0),
        name: set.text(p::TRACK_NAME).filter(|name| !name.is_empty()),
        kind,
        edit_rate: set.ratio(p::EDIT_RATE),
        origin: set.i64(p::ORIGIN).unwrap_or(0),
        duration: sequence.and_then(|sequence| sequence.length(p::DURATION)),
        source: source.flatten(),
    };
    (track, timecode)
}

fn source_of(clip: &Set) -> Option<Source> {
    let package = clip.umid(p::SOURCE_PACKAGE).filter(|package| !package.is_none())?;
    Some(Source { package, track: clip.u32(p::SOURCE_TRACK)?, position: clip.i64(p::START_POSITION).unwrap_or(0) })
}

fn timecode_of(component: &Set, track: u32) -> Option<Timecode> {
    Some(Timecode {
        track,
        start: component.i64(p::START_TIMECODE)?,
        base: component.u16(p::TIMECODE_BASE)?,
        is_drop_frame: component.u8(p::DROP_FRAME)? != 0,
    })
}

/// The descriptor of a package and the parts of a multiple one, which are one level deep by ST 377-1.
fn descriptors<'s>(sets: &'s Sets, package: &Set) -> Vec<(Descriptor, Set<'s>)> {
    let Some(whole) = package.id(p::DESCRIPTOR).and_then(|id| sets.take(id)) else { return Vec::new() };
    let parts = whole.list(p::SUB_DESCRIPTORS).filter_map(|id| sets.take(id));
    std::iter::once(whole).chain(parts).map(|set| (descriptor(&set), set)).collect()
}

fn descriptor(set: &Set) -> Descriptor {
    let kind = match set.kind {
        SetKind::CDCI_DESCRIPTOR => DescriptorKind::Cdci,
        SetKind::RGBA_DESCRIPTOR => DescriptorKind::Rgba,
        SetKind::WAVE_DESCRIPTOR => DescriptorKind::Wave,
        SetKind::MULTIPLE_DESCRIPTOR => DescriptorKind::Multiple,
        SetKind::TAPE_DESCRIPTOR => DescriptorKind::Tape,
        SetKind::IMPORT_DESCRIPTOR => DescriptorKind::Import,
        SetKind(other) => DescriptorKind::Other(other),
    };
    Descriptor {
        kind,
        sample_rate: set.ratio(p::SAMPLE_RATE),
        duration: set.length(p::CONTAINER_DURATION),
        essence_container: set.id(p::ESSENCE_CONTAINER),
        linked_track: set.u32(p::LINKED_TRACK),
        picture_coding: set.id(p::PICTURE_CODING),
        stored_width: set.u32(p::STORED_WIDTH),
        stored_height: set.u32(p::STORED_HEIGHT),
        aspect_ratio: set.ratio(p::ASPECT_RATIO),
        component_depth: set.u32(p::COMPONENT_DEPTH),
        black_level: set.u32(p::BLACK_LEVEL).or_else(|| set.u32(p::COMPONENT_MIN)),
        white_level: set.u32(p::WHITE_LEVEL).or_else(|| set.u32(p::COMPONENT_MAX)),
        transfer: set.id(p::TRANSFER),
        primaries: set.id(p::PRIMARIES),
        coding_equations: set.id(p::CODING_EQUATIONS),
        audio_sampling_rate: set.ratio(p::AUDIO_SAMPLING_RATE),
        channels: set.u32(p::CHANNEL_COUNT),
        quantisation_bits: set.u32(p::QUANTISATION_BITS),
    }
}
