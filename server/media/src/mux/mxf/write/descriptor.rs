//! Descriptors: what the essence of a file is (ST 377-1 annex F, ST 382 annex A).

use super::plan::{OpAtomTrack, Pattern, Plan};
use crate::mux::mxf::colour;
use crate::mux::mxf::property as p;
use crate::mux::mxf::set::{InstanceId, InstanceIds, LocalSet, SetKind};
use crate::mux::{CleanAperture, FieldOrder};
use interneg_spec::SampleRange;

/// Bytes that frames of VC-3 lie on in OP-Atom: their sizes are multiples of it (ST 2019-1), and so is the place of the
/// first.
const IMAGE_ALIGNMENT_BYTES: u32 = 4096;
/// Colour siting: chroma lies on the first pixel of its pair (ST 377-1 table F.3, "Rec601").
const CO_SITED: u8 = 4;
/// `FrameLayout` (ST 377-1): lines as they are shown, or one field behind the other.
const FULL_FRAME: u8 = 0;
const SEPARATE_FIELDS: u8 = 1;
/// Bytes of a sample of sound.
pub(super) const SAMPLE_BYTES: u32 = 3;

/// The descriptor of the file package, its parts before it; returns the id of the whole.
pub(super) fn put(plan: &Plan, ids: &mut InstanceIds, sets: &mut Vec<LocalSet>) -> InstanceId {
    let mut parts = Vec::new();
    for track in plan.own_tracks() {
        let kind = match track.essence {
            OpAtomTrack::Picture if is_rgb(plan) => SetKind::RGBA_DESCRIPTOR,
            OpAtomTrack::Picture => SetKind::CDCI_DESCRIPTOR,
            OpAtomTrack::Sound { .. } => SetKind::WAVE_DESCRIPTOR,
        };
        let set = file_descriptor(plan, kind, ids.next())
            .u32(p::LINKED_TRACK, track.file_track)
            .label(p::ESSENCE_CONTAINER, plan.container_label(track.essence));
        let set = match track.essence {
            OpAtomTrack::Picture => picture(plan, set),
            OpAtomTrack::Sound { .. } => sound(plan, set),
        };
        parts.push(set.id);
        sets.push(set);
    }
    if let [only] = parts[..] {
        return only;
    }
    let whole = file_descriptor(plan, SetKind::MULTIPLE_DESCRIPTOR, ids.next())
        .label(p::ESSENCE_CONTAINER, crate::mux::mxf::label::SEVERAL_CONTAINERS)
        .list(p::SUB_DESCRIPTORS, &parts);
    let id = whole.id;
    sets.push(whole);
    id
}

fn file_descriptor(plan: &Plan, kind: SetKind, id: InstanceId) -> LocalSet {
    LocalSet::new(kind, id)
        .ratio(p::SAMPLE_RATE, plan.container_rate())
        .u64(p::CONTAINER_DURATION, plan.container_duration())
}

/// 4:4:4 with no matrix is R, G, B; with one it is Y'CbCr at full chroma resolution.
fn is_rgb(plan: &Plan) -> bool {
    plan.clip.picture.codec.is_444() && plan.clip.picture.colour.matrix == 0
}

fn picture(plan: &Plan, set: LocalSet) -> LocalSet {
    let picture = &plan.clip.picture;
    let (width, height) = (picture.raster.width, picture.raster.height);
    let shown = picture.clean_aperture.unwrap_or(CleanAperture { left: 0, top: 0, width, height });
    // Heights are those of a field where fields are coded apart from each other.
    let fields = if picture.field_order == FieldOrder::Progressive { 1 } else { 2 };
    let set = set
        .label(p::PICTURE_CODING, plan.coding.label())
        .u8(p::FRAME_LAYOUT, if fields == 1 { FULL_FRAME } else { SEPARATE_FIELDS })
        .u32(p::STORED_WIDTH, width)
        .u32(p::STORED_HEIGHT, height / fields)
        .u32(p::SAMPLED_WIDTH, width)
        .u32(p::SAMPLED_HEIGHT, height / fields)
        .u32(p::SAMPLED_X, 0)
        .u32(p::SAMPLED_Y, 0)
        .u32(p::DISPLAY_WIDTH, shown.width)
        .u32(p::DISPLAY_HEIGHT, shown.height / fields)
        .u32(p::DISPLAY_X, shown.left)
        .u32(p::DISPLAY_Y, shown.top / fields)
        .ratio(p::ASPECT_RATIO, aspect_ratio(picture.pixel_aspect, shown.width, shown.height))
        .raw(p::VIDEO_LINE_MAP, line_map(height, picture.field_order));
    // Which field is shown first: 1 is that of the first line.
    let set = match picture.field_order {
        FieldOrder::Progressive => set,
        FieldOrder::TopFirst => set.u8(p::FIELD_DOMINANCE, 1),
        FieldOrder::BottomFirst => set.u8(p::FIELD_DOMINANCE, 2),
    };
    let set = match plan.pattern {
        Pattern::OpAtom(_) => set.u32(p::IMAGE_ALIGNMENT, IMAGE_ALIGNMENT_BYTES),
        Pattern::Op1a => set,
    };
    let tags = picture.colour;
    let set = [
        (p::TRANSFER, colour::transfer(tags.transfer)),
        (p::PRIMARIES, colour::primaries(tags.primaries)),
        (p::CODING_EQUATIONS, colour::equations(tags.matrix)),
    ]
    .into_iter()
    .fold(set, |set, (property, label)| match label {
        Some(label) => set.label(property, label),
        None => set,
    });
    if is_rgb(plan) { rgb_samples(plan, set) } else { ycbcr_samples(plan, set) }
}

fn ycbcr_samples(plan: &Plan, set: LocalSet) -> LocalSet {
    let codec = plan.clip.picture.codec;
    let (black, white, chroma_codes) = levels(plan);
    set.u32(p::COMPONENT_DEPTH, u32::from(plan.clip.picture.bits))
        .u32(p::HORIZONTAL_SUBSAMPLING, if codec.is_444() { 1 } else { 2 })
        .u32(p::VERTICAL_SUBSAMPLING, 1)
        .u8(p::COLOUR_SITING, CO_SITED)
        .u32(p::BLACK_LEVEL, black)
        .u32(p::WHITE_LEVEL, white)
        .u32(p::COLOUR_RANGE, chroma_codes)
}

fn rgb_samples(plan: &Plan, set: LocalSet) -> LocalSet {
    let bits = plan.clip.picture.bits;
    let (black, white, _) = levels(plan);
    let mut layout = vec![b'R', bits, b'G', bits, b'B', bits];
    layout.resize(16, 0);
    set.raw(p::PIXEL_LAYOUT, layout)
        .u8(p::SCANNING_DIRECTION, 0)
        .u32(p::COMPONENT_MAX, white)
        .u32(p::COMPONENT_MIN, black)
}

/// Codes of black and white, and how many codes chroma has.
fn levels(plan: &Plan) -> (u32, u32, u32) {
    let scale = 1 << (plan.clip.picture.bits - 8);
    match plan.clip.picture.range {
        SampleRange::Legal => (16 * scale, 235 * scale, 224 * scale + 1),
        SampleRange::Full => (0, 256 * scale - 1, 256 * scale),
    }
}

/// Width to height of the picture as shown.
fn aspect_ratio(pixel_aspect: (u32, u32), width: u32, height: u32) -> (u32, u32) {
    // At most 65535 * 16384 each, which is below 2^30.
    let (across, down) = (pixel_aspect.0 * width, pixel_aspect.1 * height);
    let divisor = greatest_common_divisor(across, down);
    (across / divisor, down / divisor)
}

fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

/// First line of the picture on the interface of its raster (ST 274, ST 296), and that of the second field, 0 where there is
/// none. Rasters without an interface have no such line.
fn line_map(height: u32, field_order: FieldOrder) -> Vec<u8> {
    let (first, second): (u32, u32) = match (height, field_order) {
        (1080, FieldOrder::Progressive) => (42, 0),
        (1080, _) => (21, 584),
        (720, _) => (26, 0),
        _ => (0, 0),
    };
    [2, 4, first, second].iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn sound(plan: &Plan, set: LocalSet) -> LocalSet {
    let rate_hz = plan.clip.sound.as_ref().map_or(0, |sound| sound.sample_rate_hz);
    set.u8(p::LOCKED, 1)
        .ratio(p::AUDIO_SAMPLING_RATE, (rate_hz, 1))
        .u32(p::CHANNEL_COUNT, 1)
        .u32(p::QUANTISATION_BITS, 8 * SAMPLE_BYTES)
        .u16(p::BLOCK_ALIGN, 3)
        .u32(p::AVERAGE_BYTES, SAMPLE_BYTES * rate_hz)
}
