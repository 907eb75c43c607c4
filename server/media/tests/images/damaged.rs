//! Files that are cut, bent or made to harm.

use crate::support::*;
use interneg_media::{DecodedFrame, MediaError, SourceInfo};
use interneg_spec::DeliveryFormat;
use std::path::Path;

fn small(format: DeliveryFormat) -> Vec<u8> {
    let planes = match format {
        DeliveryFormat::Exr { .. } => half_planes(9, 35),
        DeliveryFormat::Dpx { .. } => code_planes(9, 5, 10),
        DeliveryFormat::Quicktime { .. } => unreachable!("a movie is no image"),
    };
    let height = planes[0].len() as u32 / 9;
    encode(&spec(format, 9, height), &planes, &stamp("a"))
}

fn formats() -> impl Iterator<Item = DeliveryFormat> {
    EXR_FORMATS.into_iter().chain(DPX_FORMATS)
}

fn reason(result: Result<(SourceInfo, DecodedFrame), MediaError>) -> String {
    match result {
        Err(MediaError::Damaged { reason, .. }) => reason,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("was read"),
    }
}

#[test]
fn every_truncation_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for format in formats() {
        let bytes = small(format);
        let name = format!("cut.{}", format.extension());
        assert!(read(&put(folder.path(), &name, &bytes)).is_ok());
        let path = folder.path().join(&name);
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        for length in (0..bytes.len()).rev() {
            file.set_len(length as u64).unwrap();
            let good = matches!(read(&path), Err(MediaError::Damaged { .. } | MediaError::NotMedia { .. }));
            assert!(good, "{format:?} cut to {length}");
        }
    }
}

#[test]
fn bent_bytes_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let mut noise = Noise(2026);
    for format in formats() {
        let good = small(format);
        let name = format!("bent.{}", format.extension());
        let mut refused = 0;
        for case in 0..3000 {
            let mut bytes = good.clone();
            // Half of the cases bend the header, where the fields are; the others any byte.
            let range = if case % 2 == 0 { bytes.len().min(2048) } else { bytes.len() };
            for _ in 0..1 + noise.next() % 4 {
                let at = noise.next() as usize % range;
                bytes[at] = match noise.next() % 4 {
                    0 => 0xff,
                    1 => 0,
                    2 => bytes[at] ^ 1 << (noise.next() % 8),
                    _ => noise.next() as u8,
                };
            }
            refused += u32::from(read(&put(folder.path(), &name, &bytes)).is_err());
        }
        // Texts and fields without influence fill most of a DPX header.
        assert!(refused > 30, "{format:?}: {refused} of 3000 refused");
    }
}

#[test]
fn empty_and_foreign_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["zero.dpx", "zero.exr"] {
        assert_eq!(reason(read(&put(folder.path(), name, b""))), "file size is 0");
        let text = read(&put(folder.path(), name, b"Dear colleagues, please find the frames attached."));
        assert!(matches!(text, Err(MediaError::NotMedia { .. })), "{name}");
    }
}

/// The place of an attribute's value.
fn value_at(bytes: &[u8], name_and_type: &[u8]) -> usize {
    bytes.windows(name_and_type.len()).position(|window| window == name_and_type).unwrap() + name_and_type.len() + 4
}

#[test]
fn exr_bombs_are_refused_before_memory_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for format in EXR_FORMATS {
        for (side, field) in [(100_000i32, "dataWindow"), (16_383, "dataWindow"), (i32::MAX, "dataWindow")] {
            let mut bytes = small(format);
            for window in [&b"dataWindow\0box2i\0"[..], b"displayWindow\0box2i\0"] {
                let at = value_at(&bytes, window);
                bytes[at + 8..at + 12].copy_from_slice(&side.to_le_bytes());
                bytes[at + 12..at + 16].copy_from_slice(&side.to_le_bytes());
            }
            let reason = reason(read(&put(folder.path(), "bomb.exr", &bytes)));
            assert!(reason.contains(field), "{reason}");
        }
    }
}

fn bent_dpx(folder: &Path, at: usize, value: &[u8]) -> Result<(SourceInfo, DecodedFrame), MediaError> {
    let mut bytes = small(DPX_FORMATS[0]);
    bytes[at..at + value.len()].copy_from_slice(value);
    read(&put(folder, "bent.dpx", &bytes))
}

#[test]
fn dpx_fields_that_cannot_be_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for (at, value, field) in [
        (4usize, &[0xffu8, 0xff, 0xff, 0xff][..], "offset to image data"),
        (4, &[0x7f, 0, 0, 0], "offset to image data"),
        (4, &[0, 0, 0, 0], "offset to image data"),
        (24, &[0, 0, 0, 0], "generic header length"),
        (770, &[0, 0], "number of image elements"),
        (770, &[0, 9], "number of image elements"),
        (772, &[0, 0, 0, 0], "pixels per line"),
        (772, &[0xff, 0xff, 0xff, 0xff], "pixels per line"),
        (772, &[0, 0, 0x40, 0], "file size"),
        (776, &[0, 1, 0, 0], "lines"),
        (776, &[0, 0, 0x40, 0], "file size"),
    ] {
        let reason = reason(bent_dpx(here, at, value));
        assert!(reason.starts_with(&format!("{field} is ")), "{at}: {reason}");
    }
    for (at, value, what) in [
        (660, &[0u8, 0, 0, 1][..], "encrypted"),
        (768, &[0, 2], "orientation 2"),
        (780, &[0, 0, 0, 1], "signed"),
        (800, &[6], "descriptor 6"),
        (803, &[32], "32-bit"),
        (804, &[0, 0], "packing 0"),
        (806, &[0, 1], "run-length"),
    ] {
        match bent_dpx(here, at, value) {
            Err(MediaError::Unsupported { what: found, .. }) => assert!(found.contains(what), "{at}: {found}"),
            Err(other) => panic!("{at}: {other}"),
            Ok(_) => panic!("{at} was read"),
        }
    }
}

#[test]
fn exr_kinds_that_are_not_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let bent = |at: usize, value: u8| {
        let mut bytes = small(EXR_FORMATS[0]);
        bytes[at] = value;
        match read(&put(folder.path(), "bent.exr", &bytes)) {
            Err(MediaError::Unsupported { what, .. }) => what,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("was read"),
        }
    };
    assert!(bent(5, 0x08).contains("deep"));
    assert!(bent(5, 0x10).contains("multi-part"));
    let channels = value_at(&small(EXR_FORMATS[0]), b"channels\0chlist\0");
    assert!(bent(channels, b'Y').contains("channels Y G R"));
    assert!(bent(channels + 2, 0).contains("half or all float"));
    assert!(bent(channels + 10, 2).contains("sampled"));
}
