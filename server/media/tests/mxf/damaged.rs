//! Files that are cut or whose bits were turned: the reader errs, or reads what is left, and never panics.

use crate::material::{Clip, KINDS, noise};
use interneg_media::MediaError;
use interneg_media::mux::mxf::{OpAtomTrack, describe, describe_file};
use std::io::Cursor;
use std::path::Path;

fn read(bytes: &[u8]) -> Result<String, MediaError> {
    // The listing walks all that was read.
    describe_file(Cursor::new(bytes), Path::new("damaged.mxf")).map(|summary| summary.to_string())
}

#[test]
fn cut_files_are_told_from_whole_ones() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    for bytes in [clip.op1a(), clip.op_atom(OpAtomTrack::Picture)] {
        assert!(read(&bytes).is_ok());
        let lengths = (0..6000).step_by(7).chain((6000..bytes.len()).step_by(9973));
        for length in lengths {
            match read(&bytes[..length]) {
                Err(MediaError::Damaged { .. } | MediaError::NotMedia { .. }) => {}
                other => panic!("cut at {length} of {}: {other:?}", bytes.len()),
            }
        }
    }
}

#[test]
fn turned_bits_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    let bytes = clip.op1a();
    let header = 24_000.min(bytes.len());
    let whole = read(&bytes).unwrap();
    let (mut changed, mut errors) = (0, 0);
    for at in 0..header {
        let mut turned = bytes.clone();
        turned[at] ^= 1 << (at % 8);
        match read(&turned) {
            Ok(listing) if listing == whole => {}
            Ok(_) => changed += 1,
            Err(_) => errors += 1,
        }
    }
    println!("{changed} listings changed, {errors} errors");
    assert!(changed > 1000 && errors > 100);
    // Many at once, at the end too, where the random index pack is.
    for (round, seed) in noise(600).into_iter().enumerate() {
        let mut turned = bytes.clone();
        for (index, value) in noise(40).into_iter().enumerate() {
            let place = (usize::from(value) * 251 + index * 601 + round * 89) % (2 * header);
            let at = if place < header { place } else { bytes.len() - 1 - place % 1200 };
            turned[at] = turned[at].wrapping_add(seed | 1);
        }
        drop(read(&turned));
    }
}

#[test]
fn turned_bits_of_an_avid_file_never_panic() {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf");
    let Ok(bytes) = std::fs::read(sample) else {
        println!("skipped: no samples beside the project");
        return;
    };
    let whole = read(&bytes).unwrap();
    // The packages lie behind Avid's dictionary.
    let places = (0..0x15000).step_by(211).chain((0x1d400..0x1e900).step_by(3));
    let changed = places.filter(|at| {
        let mut turned = bytes.clone();
        turned[*at] ^= 0x80 >> (at % 8);
        read(&turned).ok().as_ref() != Some(&whole)
    });
    assert!(changed.count() > 500);
}

#[test]
fn other_files_are_named() {
    for bytes in [&b""[..], b"SDPX", &[0; 70_000]] {
        assert!(matches!(read(bytes), Err(MediaError::NotMedia { .. })));
    }
    assert!(matches!(describe(Path::new("/nowhere/at/all.mxf")), Err(MediaError::Open { .. })));
}

#[test]
fn a_run_in_is_stepped_over() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = Clip::new(folder.path(), KINDS[1]).op1a();
    let shifted = [&[0x55; 1000][..], &bytes].concat();
    assert_eq!(read(&shifted).unwrap(), read(&bytes).unwrap());
}
