//! Universal labels (ST 298) that files of ours hold, and how labels of others are compared.

/// A 16-byte label, as files hold it.
pub(super) type Label = [u8; 16];

/// Designator of SMPTE's labels.
const SMPTE: [u8; 4] = [0x06, 0x0e, 0x2b, 0x34];

/// A label of the labels register (ST 400): `06.0e.2b.34.04.01.01` before the version and the item.
pub(super) const fn registered(version: u8, item: [u8; 8]) -> Label {
    joined([0x04, 0x01, 0x01, version], item)
}

/// Key of a local set with 2-byte tags and lengths (ST 377-1 section 9.3), by its item designator's last parts.
pub(super) const fn set_key(item: [u8; 8]) -> Label {
    joined([0x02, 0x53, 0x01, 0x01], item)
}

/// Key of a fixed pack (ST 377-1 section 7).
pub(super) const fn pack_key(item: [u8; 8]) -> Label {
    joined([0x02, 0x05, 0x01, 0x01], item)
}

/// Key of an essence element of the generic container (ST 379-1 section 7.2) with this track number.
pub(super) const fn element_key(track_number: u32) -> Label {
    let number = track_number.to_be_bytes();
    joined([0x01, 0x02, 0x01, 0x01], [0x0d, 0x01, 0x03, 0x01, number[0], number[1], number[2], number[3]])
}

/// Label of a property (ST 335) in the primer pack.
pub(super) const fn element(version: u8, item: [u8; 8]) -> Label {
    joined([0x01, 0x01, 0x01, version], item)
}

const fn joined(kind: [u8; 4], item: [u8; 8]) -> Label {
    [
        SMPTE[0], SMPTE[1], SMPTE[2], SMPTE[3], kind[0], kind[1], kind[2], kind[3], item[0], item[1], item[2], item[3],
        item[4], item[5], item[6], item[7],
    ]
}

/// Whether two labels mean the same: the 8th byte, the version of the register, does not count (ST 298).
pub(super) fn same(one: &Label, other: &Label) -> bool {
    one[..7] == other[..7] && one[8..] == other[8..]
}

/// Data definition of pictures.
pub(super) const PICTURE: Label = registered(1, [0x01, 0x03, 0x02, 0x02, 0x01, 0, 0, 0]);
/// Data definition of sound.
pub(super) const SOUND: Label = registered(1, [0x01, 0x03, 0x02, 0x02, 0x02, 0, 0, 0]);
/// Data definition of ST 12-1 timecode.
pub(super) const TIMECODE: Label = registered(1, [0x01, 0x03, 0x02, 0x01, 0x01, 0, 0, 0]);

/// Operational pattern OP1a (ST 378), one track: internal essence, streamable.
pub(super) const OP1A_ONE_TRACK: Label = registered(1, [0x0d, 0x01, 0x02, 0x01, 0x01, 0x01, 0x01, 0]);
/// Operational pattern OP1a (ST 378), several tracks.
pub(super) const OP1A: Label = registered(1, [0x0d, 0x01, 0x02, 0x01, 0x01, 0x01, 0x09, 0]);
/// Operational pattern OP-Atom (ST 390): one track in the material package.
pub(super) const OP_ATOM_ONE_TRACK: Label = registered(2, [0x0d, 0x01, 0x02, 0x01, 0x10, 0, 0, 0]);
/// Operational pattern OP-Atom (ST 390): several tracks in the material package, each of one source clip.
pub(super) const OP_ATOM: Label = registered(2, [0x0d, 0x01, 0x02, 0x01, 0x10, 0x02, 0, 0]);

/// Essence container of VC-3 in frames (ST 2019-4).
pub(super) const VC3_FRAMES: Label = registered(0x0a, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x11, 0x01, 0]);
/// Essence container of VC-3 in one piece (ST 2019-4).
pub(super) const VC3_CLIP: Label = registered(0x0a, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x11, 0x02, 0]);
/// Essence container of ProRes in frames (RDD 44).
pub(super) const PRORES_FRAMES: Label = registered(0x0d, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x1c, 0x01, 0]);
/// Essence container of Broadcast Wave sound in frames (ST 382).
pub(super) const WAVE_FRAMES: Label = registered(1, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x06, 0x01, 0]);
/// Essence container of Broadcast Wave sound in one piece (ST 382).
pub(super) const WAVE_CLIP: Label = registered(1, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x06, 0x02, 0]);
/// Essence container that stands for several (ST 379-1).
pub(super) const SEVERAL_CONTAINERS: Label = registered(3, [0x0d, 0x01, 0x03, 0x01, 0x02, 0x7f, 0x01, 0]);

/// Track number of VC-3 in frames, the only picture of its file.
pub(super) const VC3_FRAMES_TRACK: u32 = 0x1501_0c01;
/// Track number of VC-3 in one piece.
pub(super) const VC3_CLIP_TRACK: u32 = 0x1501_0d01;
/// Track number of ProRes in frames, the only picture of its file: element type 17 (RDD 44, 6.3).
pub(super) const PRORES_FRAMES_TRACK: u32 = 0x1501_1701;
/// Track number of one channel of sound in one piece.
pub(super) const WAVE_CLIP_TRACK: u32 = 0x1601_0201;

/// Track number of sound in frames: channel `index` of `count`.
pub(super) fn wave_frames_track(index: u8, count: u8) -> u32 {
    u32::from_be_bytes([0x16, count, 0x01, index + 1])
}

/// First 13 bytes of the keys of all partition packs; then follow kind and status (ST 377-1 section 7.1).
pub(super) const PARTITION_PACK: [u8; 13] =
    [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01];
/// Key of the primer pack (ST 377-1 section 9.2).
pub(super) const PRIMER_PACK: Label = pack_key([0x0d, 0x01, 0x02, 0x01, 0x01, 0x05, 0x01, 0]);
/// Key of the random index pack (ST 377-1 section 12).
pub(super) const RANDOM_INDEX_PACK: Label = pack_key([0x0d, 0x01, 0x02, 0x01, 0x01, 0x11, 0x01, 0]);
/// Key of an index table segment (ST 377-1 section 11).
pub(super) const INDEX_TABLE_SEGMENT: Label = set_key([0x0d, 0x01, 0x02, 0x01, 0x01, 0x10, 0x01, 0]);
/// Key of fill items (ST 377-1 section 6.3.3).
pub(super) const FILL: Label = element(2, [0x03, 0x01, 0x02, 0x10, 0x01, 0, 0, 0]);
