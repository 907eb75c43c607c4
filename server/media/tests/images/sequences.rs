//! From paths to frames.

use crate::support::*;
use interneg_media::{FrameStamp, MediaError, ProbeOptions, SequenceReader, SourceKind, probe};
use interneg_spec::{DeliveryFormat, Rate, Timecode};
use std::path::Path;

fn frame(format: DeliveryFormat, width: u32, code: u16) -> Vec<u8> {
    let planes: Planes = std::array::from_fn(|_| vec![code; width as usize * 4]);
    encode(&spec(format, width, 4), &planes, &stamp("a.dpx"))
}

fn sequence(folder: &Path, name: &str, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        put(folder, &format!("{name}.{number:07}.dpx"), &frame(DPX_FORMATS[0], 8, number as u16));
    }
}

#[test]
fn every_spelling_of_a_sequence_gives_the_same_source() {
    let folder = tempfile::tempdir().unwrap();
    sequence(folder.path(), "shot", 7..12);
    put(folder.path(), "checksum.txt", b"not a picture");
    put(folder.path(), "._shot.0000001.dpx", b"left by macOS");
    let by_folder = probe(folder.path(), &OPTIONS).unwrap();
    assert_eq!(by_folder.frame_count, 5);
    assert_eq!(by_folder.size_bytes, 5 * (8192 + 8 * 4 * 4));
    assert!(matches!(&by_folder.kind, SourceKind::Sequence { prefix, suffix, padding: 7, first_number: 7, .. }
        if prefix == "shot." && suffix == ".dpx"));
    for pattern in ["shot.#######.dpx", "shot.%07d.dpx"] {
        assert_eq!(probe(&folder.path().join(pattern), &OPTIONS).unwrap(), by_folder, "{pattern}");
    }
    let one = probe(&folder.path().join("shot.0000009.dpx"), &OPTIONS).unwrap();
    assert_eq!(one.frame_count, 1);

    let reader = SequenceReader::open(&by_folder).unwrap();
    let mut buffer = Vec::new();
    for index in [4, 0, 2] {
        let frame = reader.read(index, buffer).unwrap();
        assert_eq!(sample_at(&frame.picture(), 1, 3, 2), 7 + index as u32);
        buffer = frame.into_buffer();
    }
    assert!(matches!(reader.read(5, buffer), Err(MediaError::MissingFrame { number: 12, .. })));
}

#[test]
fn gaps_and_absent_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    sequence(folder.path(), "shot", [1, 2, 4]);
    assert!(matches!(probe(folder.path(), &OPTIONS), Err(MediaError::MissingFrame { number: 3, .. })));
    assert!(matches!(probe(&folder.path().join("none.####.dpx"), &OPTIONS), Err(MediaError::Open { .. })));
    assert!(matches!(probe(&folder.path().join("none.dpx"), &OPTIONS), Err(MediaError::Open { .. })));

    sequence(folder.path(), "shot", [3]);
    let info = probe(folder.path(), &OPTIONS).unwrap();
    std::fs::remove_file(folder.path().join("shot.0000002.dpx")).unwrap();
    let reader = SequenceReader::open(&info).unwrap();
    assert!(matches!(reader.read(1, Vec::new()), Err(MediaError::MissingFrame { number: 2, .. })));
}

#[test]
fn folders_with_several_sequences_or_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let reason = |folder: &Path| match probe(folder, &OPTIONS) {
        Err(MediaError::NotMedia { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(reason(folder.path()).contains("no .dpx"));
    sequence(folder.path(), "a", 1..4);
    sequence(folder.path(), "b", 1..3);
    let reason = reason(folder.path());
    assert!(reason.contains("a.0000001.dpx to a.0000003.dpx") && reason.contains("b.0000002.dpx"), "{reason}");
}

#[test]
fn frames_that_differ_are_mixed() {
    let folder = tempfile::tempdir().unwrap();
    sequence(folder.path(), "shot", 1..6);
    put(folder.path(), "shot.0000003.dpx", &frame(DPX_FORMATS[0], 9, 1));
    match probe(folder.path(), &OPTIONS) {
        Err(MediaError::Mixed { number: 3, reason, .. }) => assert_eq!(reason, "raster is 9x4, not 8x4"),
        other => panic!("{other:?}"),
    }
    // The ends agree, so that a quick probe passes; the read must not.
    let info = probe(folder.path(), &ProbeOptions { every_frame: false, ..OPTIONS }).unwrap();
    let reader = SequenceReader::open(&info).unwrap();
    assert!(matches!(reader.read(2, Vec::new()), Err(MediaError::Mixed { number: 3, .. })));
    assert!(reader.read(3, Vec::new()).is_ok());

    put(folder.path(), "shot.0000003.dpx", &frame(DPX_FORMATS[1], 8, 1));
    match probe(folder.path(), &OPTIONS) {
        Err(MediaError::Mixed { number: 3, reason, .. }) => assert!(reason.starts_with("coding is rgb16"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

/// Frames at 59.94 fps whose timecode begins at `start`, as our own writer stamps them.
fn fast_sequence(folder: &Path, start: &str, frames: u64) -> Option<String> {
    let mut asset = spec(DPX_FORMATS[0], 8, 4);
    asset.asset.rate = Rate::FPS_59_94;
    let start = start.parse::<Timecode>().unwrap().frame_count(Rate::FPS_59_94).unwrap();
    asset.asset.first_frame_number = start;
    let planes: Planes = std::array::from_fn(|_| vec![9; 8 * 4]);
    for frame_number in start..start + frames {
        let timecode = Timecode::from_frame_count(frame_number, Rate::FPS_59_94, true);
        let stamp = FrameStamp { frame_number, timecode, ..stamp("fast.dpx") };
        put(folder, &format!("fast.{frame_number:07}.dpx"), &encode(&asset, &planes, &stamp));
    }
    probe(folder, &OPTIONS).unwrap().start_timecode.map(|timecode| timecode.to_string())
}

#[test]
fn the_frames_of_a_pair_are_told_apart_by_their_neighbours() {
    for start in ["01:00:00;02", "01:00:00;03", "01:00:59;59", "01:01:00;04", "01:01:00;05"] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(fast_sequence(folder.path(), start, 4).as_deref(), Some(start));
    }
    // A writer that counts every frame needs more bits than there are; what it means is not guessed.
    let folder = tempfile::tempdir().unwrap();
    fast_sequence(folder.path(), "01:00:00;02", 3);
    for (index, word) in [0x0100_0042_u32, 0x0100_0043, 0x0100_0044].into_iter().enumerate() {
        let number = "01:00:00;02".parse::<Timecode>().unwrap().frame_count(Rate::FPS_59_94).unwrap() + index as u64;
        let path = folder.path().join(format!("fast.{number:07}.dpx"));
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[1920..1924].copy_from_slice(&word.to_be_bytes());
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(probe(folder.path(), &OPTIONS).unwrap().start_timecode, None);
}

#[test]
fn a_timecode_that_jumps_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let planes: Planes = std::array::from_fn(|_| vec![9; 8 * 4]);
    let write = |number: u64, timecode: &str| {
        let stamp = FrameStamp { timecode: timecode.parse().unwrap(), ..stamp("a.dpx") };
        put(folder.path(), &format!("a.{number:07}.dpx"), &encode(&spec(DPX_FORMATS[0], 8, 4), &planes, &stamp));
    };
    for (number, timecode) in [(86_405, "23:59:59:22"), (86_406, "23:59:59:23"), (86_407, "00:00:00:00")] {
        write(number, timecode);
    }
    let key = "interneg:timecode-gap";
    assert_eq!(probe(folder.path(), &OPTIONS).unwrap().metadata.get(key), None);
    write(86_406, "23:59:59:21");
    let expected = "frame 86406 has timecode 23:59:59:21, 23:59:59:23 would follow from the first";
    assert_eq!(probe(folder.path(), &OPTIONS).unwrap().metadata.get(key).map(String::as_str), Some(expected));
}
