//! Movies of coded frames that are damaged on their way.

use super::super::tests::{plan, render_bytes};
use super::*;
use crate::Plan;
use crate::assembly::Delivery;
use interneg_manifest::verify;
use interneg_media::{EncodeScratch, FrameEncoder, FrameStamp};
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{DeliveryFormat, DynamicRange, FrameRange, MovieBitDepth, Raster};
use std::os::unix::fs::MetadataExt;
use tempfile::TempDir;

fn movie_plan(output: &Path) -> Plan {
    let mut plan = plan(output);
    plan.job.format = DeliveryFormat::Quicktime {
        codec: ProxyCodec::Prores4444Xq,
        bit_depth: MovieBitDepth::Twelve,
        dynamic_range: Some(DynamicRange::Hdr),
    };
    plan.raster = Raster { width: 64, height: 48 };
    plan
}

/// A frame whose grey is its number's.
fn packet(plan: &Plan, frame_number: u64) -> Vec<u8> {
    let encoder = FrameEncoder::new(&plan.write_spec()).unwrap();
    let stamp = FrameStamp {
        file_name: plan.file_name(frame_number),
        frame_number,
        timecode: plan.timecode(frame_number),
        reel: String::new(),
        source_file: String::new(),
    };
    let (mut scratch, mut out) = (EncodeScratch::new(), Vec::new());
    let code = 256 + 64 * u16::try_from(frame_number % 10).unwrap();
    let mut fill = |block: interneg_media::RowBlock<'_>| {
        block.bytes.as_chunks_mut::<2>().0.iter_mut().for_each(|sample| *sample = code.to_le_bytes());
    };
    encoder.encode(&stamp, &mut scratch, &mut out, &mut fill).unwrap();
    out
}

fn publish(assembly: &mut Assembly, token: &str, frames: FrameRange) {
    let plan = assembly.plan.clone();
    render_bytes(assembly, token, frames, |number| packet(&plan, number));
    assembly.publish(token, frames).unwrap();
}

/// A delivered movie.
fn delivered() -> (TempDir, Plan, Delivery) {
    let output = tempfile::tempdir().unwrap();
    let plan = movie_plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    publish(&mut assembly, "a", plan.frames);
    let delivery = assembly.finish().unwrap();
    (output, plan, delivery)
}

/// Finishes, and is stopped at every place where it looks whether it is; `stopped` looks at what is left each time. Returns
/// how many places there were as well.
fn finish_with_stops(assembly: &mut Assembly, stopped: impl Fn()) -> (Delivery, usize) {
    let mut stops = 0;
    loop {
        let asked = std::cell::Cell::new(0);
        match assembly.finish_unless(&|| asked.replace(asked.get() + 1) == stops) {
            Ok(delivery) => return (delivery, stops),
            Err(EngineError::Stopped(_)) => stops += 1,
            Err(error) => panic!("{error}"),
        }
        stopped();
    }
}

fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_coded_frame_that_was_damaged_gets_into_no_movie_and_is_rendered_again() {
    let output = tempfile::tempdir().unwrap();
    let plan = movie_plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    publish(&mut assembly, "a", plan.frames);
    let damaged = assembly.frames_folder().join(plan.file_name(86402));
    flip(&damaged, 200);
    let Err(EngineError::ReadBack { path, .. }) = assembly.finish() else { panic!("a damaged frame was delivered") };
    assert_eq!(path, damaged);
    assert!(!plan.final_folder.exists());
    drop(assembly);

    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(86402, 86403)]);
    publish(&mut assembly, "b", FrameRange::new(86402, 86403));
    let delivery = assembly.finish().unwrap();
    let names: Vec<&str> = delivery.outputs.iter().map(|output| output.relative_path.as_str()).collect();
    assert!(names.contains(&plan.movie_name().unwrap().as_str()), "{names:?}");
    assert!(!assembly.frames_folder().exists(), "coded frames stay behind a delivery");
    assert_eq!(assembly.finish().unwrap(), delivery, "finishing again answers the same");
    drop(assembly);
    assert_eq!(Assembly::open(&plan).unwrap().missing(), []);
}

#[test]
fn a_movie_that_does_not_hold_what_was_coded_is_told_from_one_that_does() {
    let output = tempfile::tempdir().unwrap();
    let plan = movie_plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    publish(&mut assembly, "a", plan.frames);
    let path = output.path().join("trial.mov");
    let description = plan.describe_movie().unwrap();
    let never = || false;
    assembly.join(&path, &description, &never).unwrap();
    assembly.read_back(&path, &description, &never).unwrap();
    let reason =
        |assembly: &Assembly, description: &MovieDescription| match assembly.read_back(&path, description, &never) {
            Err(EngineError::ReadBack { reason, .. }) => reason,
            other => panic!("{other:?}"),
        };
    let other = |change: fn(&mut MovieDescription)| {
        let mut other = description.clone();
        change(&mut other);
        other
    };
    let moved = other(|movie| movie.start = "01:00:00:01".parse().ok());
    assert!(reason(&assembly, &moved).contains("timecode"));
    assert!(reason(&assembly, &other(|movie| movie.frame_count = 7)).contains("number of frames"));
    assert!(reason(&assembly, &other(|movie| movie.rate = interneg_spec::Rate::FPS_23_976)).contains("rate"));
    // Every frame of ProRes has this word at its beginning, and the first one is the first frame's.
    let first = fs::read(&path).unwrap().windows(4).position(|word| word == b"icpf").unwrap();
    flip(&path, first + 60);
    let told = reason(&assembly, &description);
    assert!(told.contains("frame 86400 is not the one"), "{told}");
}

#[test]
fn a_movie_of_a_reel_lies_in_the_reels_folder_with_its_checksums() {
    let output = tempfile::tempdir().unwrap();
    let mut plan = movie_plan(output.path());
    plan.sequence_folder = "r01".to_owned();
    let mut assembly = Assembly::open(&plan).unwrap();
    publish(&mut assembly, "a", plan.frames);
    let delivery = assembly.finish().unwrap();
    let mut names: Vec<&str> = delivery.outputs.iter().map(|output| output.relative_path.as_str()).collect();
    names.retain(|name| name.starts_with("r01/"));
    let stem = &plan.stem;
    let expected = ["r01/checksum.txt".to_owned(), format!("r01/{stem}.mov"), format!("r01/{stem}.passport.json")];
    assert_eq!(names, expected);
    let report = verify::verify_folder(&plan.final_folder, &verify::VerifyOptions::default(), &mut |_| {});
    assert!(report.problems.is_empty() && report.files_hashed > 2, "{:?}", report.problems);
}

#[test]
fn joining_is_stopped_wherever_it_is_and_begins_again() {
    let output = tempfile::tempdir().unwrap();
    let plan = movie_plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    publish(&mut assembly, "a", plan.frames);
    let (delivery, stops) = finish_with_stops(&mut assembly, || {
        assert!(!plan.final_folder.exists(), "stopped, and delivered all the same");
    });
    // Each frame is joined and read back, and what is on the disk is hashed.
    assert!(stops > 2 * usize::try_from(plan.frames.len()).unwrap(), "{stops} places to stop at");
    let report = verify::verify_folder(&delivery.folder, &verify::VerifyOptions::default(), &mut |_| {});
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[test]
fn a_passport_that_is_missing_or_altered_is_written_again_and_the_movie_stays() {
    let (_output, plan, delivery) = delivered();
    let movie = plan.final_folder.join(plan.movie_name().unwrap());
    let passport = plan.final_folder.join(plan.passport_name().unwrap());
    let (bytes, inode) = (fs::read(&passport).unwrap(), movie.metadata().unwrap().ino());
    for spoil in [|path: &Path| flip(path, 40), |path: &Path| fs::remove_file(path).unwrap()] {
        spoil(&passport);
        let mut assembly = Assembly::open(&plan).unwrap();
        assert_eq!(assembly.missing(), []);
        assert_eq!(assembly.finish().unwrap(), delivery);
        assert_eq!(assembly.written_again(), [plan.passport_name().unwrap()]);
        assert_eq!((fs::read(&passport).unwrap(), movie.metadata().unwrap().ino()), (bytes.clone(), inode));
    }
}

#[test]
fn a_damaged_movie_stays_until_another_one_is_proven() {
    let (_output, plan, delivery) = delivered();
    let movie = plan.final_folder.join(plan.movie_name().unwrap());
    let whole = fs::read(&movie).unwrap();
    flip(&movie, whole.len() / 2);
    let damaged = fs::read(&movie).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [plan.frames]);
    publish(&mut assembly, "b", plan.frames);
    let (again, stops) = finish_with_stops(&mut assembly, || {
        assert!(fs::read(&movie).unwrap() == damaged, "stopped, and the delivery was touched");
    });
    assert_eq!(again, delivery);
    assert!(stops > 0 && fs::read(&movie).unwrap() == whole);
}
