//! Finished files against the frames that were verified: what disks and writers may do to them in between.

use super::super::chunk::{CodedStream, VerifiedStream, picture_file};
use super::super::render::digest_of;
use super::tests::{code, plan as any_plan, write_record};
use super::*;
use interneg_media::verify::{Psnr, Verification};
use interneg_spec::proxy::VerifyChoice;
use std::path::Path;
use tempfile::TempDir;

const FIRST: &str = "cut/A001/A001C001_260101_R1AB.mov";

fn plan(folder: &TempDir) -> ProxyPlan {
    let mut plan = any_plan(folder.path());
    plan.job.renditions[0].verify = VerifyChoice::Decode;
    plan
}

/// The frames of a stage.
fn packets(stage: &Path, stream: &CodedStream) -> Vec<Vec<u8>> {
    let bytes = fs::read(stage.join(picture_file(0))).unwrap();
    let mut left = &bytes[..];
    let packet = |size: &u32| {
        let (packet, behind) = left.split_at(*size as usize);
        left = behind;
        packet.to_vec()
    };
    stream.frame_sizes_bytes.iter().map(packet).collect()
}

/// Writes a stage as a worker that verifies would: of Y', the `n`th frame of the job has 40 dB and `n` tenths.
fn code_verified(assembly: &ProxyAssembly, token: &str, frames: FrameRange, spoil: &dyn Fn(&mut VerifiedStream)) {
    let mut chunk = code(assembly, token, frames);
    let clip = assembly.plan.clip_of(frames).unwrap();
    let first = frames.first - assembly.plan.clips[clip].frames.first;
    let likeness = |number: u64| {
        let luma = u32::try_from(4000 + 10 * (frames.first + number)).unwrap();
        Verification::of_frame(first + number, [Psnr::Hundredths(luma), Psnr::Same, Psnr::Hundredths(5000)])
    };
    let verification = (0..frames.len()).map(likeness).reduce(|all, next| all.with(&next)).unwrap();
    let packets = packets(&assembly.stage_folder(token), &chunk.renditions[0]);
    let frames_xxh128 = packets.iter().map(|packet| digest_of(packet)).collect();
    let mut verified = VerifiedStream { frames_xxh128, verification };
    spoil(&mut verified);
    chunk.renditions[0].verified = Some(verified);
    write_record(assembly, token, frames, ChunkOutcome::Coded(chunk));
}

fn make(assembly: &mut ProxyAssembly, first: u64, end: u64) -> Result<u64, EngineError> {
    let (token, frames) = (format!("t{first}"), FrameRange::new(first, end));
    code_verified(assembly, &token, frames, &|_| {});
    assembly.publish(&token, frames)
}

#[test]
fn what_was_verified_is_told() {
    let folder = TempDir::new().unwrap();
    let plan = plan(&folder);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    for (first, end) in [(3, 6), (0, 3), (6, 10)] {
        make(&mut assembly, first, end).unwrap();
    }
    let delivery = assembly.finish().unwrap();
    let clip = &plan.clips[0].name;
    let expected = format!(
        "cut: 10 frames verified, lowest Y' 40.00 dB in frame 0 of {clip}, Cb the same samples in frame 0 of {clip}, Cr 50.00 dB \
         in frame 0 of {clip}"
    );
    assert_eq!(delivery.verified, [expected]);
    let text = fs::read_to_string(plan.final_folder.join("cut/A001.relink.json")).unwrap();
    let passport = interneg_qc::passport::Passport::from_json(&text).unwrap();
    let lowest: Vec<_> = passport
        .entries()
        .iter()
        .map(|entry| entry.verified.as_ref().map(|verified| (verified.frames, verified.lowest[0])).unwrap())
        .map(|(frames, lowest)| (frames, lowest.psnr_db, lowest.frame))
        .collect();
    // Frames are counted from the clip's first one.
    assert_eq!(lowest, [(6, Psnr::Hundredths(4000), 0), (4, Psnr::Hundredths(4060), 0)]);
    assert!(text.contains("\"psnr_db\": 40.6,") && text.contains("\"psnr_db\": null,"), "{text}");
    // The same is told when the job is opened again.
    drop(assembly);
    assert_eq!(ProxyAssembly::open(&plan).unwrap().finish().unwrap().verified, delivery.verified);
}

#[test]
fn a_frame_that_changes_on_the_disk_gets_no_name() {
    let folder = TempDir::new().unwrap();
    let plan = plan(&folder);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    make(&mut assembly, 0, 3).unwrap();
    // One bit of frame 4, after the worker is done and before the movie is joined.
    let frames = FrameRange::new(3, 6);
    code_verified(&assembly, "t3", frames, &|_| {});
    let path = assembly.stage_folder("t3").join(picture_file(0));
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 4;
    fs::write(&path, bytes).unwrap();
    let error = assembly.publish("t3", frames).unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, EngineError::VerifyFile { .. }) && error.class() == crate::ExitClass::Io, "{message}");
    for part in ["A001C001_260101_R1AB in rendition cut", "frame 4 is not the one that was verified", FIRST] {
        assert!(message.contains(part), "{message}");
    }
    assert!(!plan.final_folder.join(FIRST).exists());
    // Another attempt at the task makes it good.
    make(&mut assembly, 3, 6).unwrap();
    assert!(plan.final_folder.join(FIRST).exists());
}

/// What a writer would do that mixes frames up: the file is whole, and another one than was verified.
#[test]
fn frames_in_another_order_are_told() {
    let folder = TempDir::new().unwrap();
    let plan = plan(&folder);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    let frames = FrameRange::new(0, 6);
    code_verified(&assembly, "t", frames, &|verified| verified.frames_xxh128.swap(1, 2));
    let message = assembly.publish("t", frames).unwrap_err().to_string();
    assert!(message.contains("frame 1 is not the one that was verified"), "{message}");
}

#[test]
fn a_stage_that_was_not_verified_proves_nothing() {
    let folder = TempDir::new().unwrap();
    let plan = plan(&folder);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    let frames = FrameRange::new(0, 3);
    code(&assembly, "t", frames);
    let message = assembly.publish("t", frames).unwrap_err().to_string();
    assert!(message.contains("0 frames of rendition 0 verified instead of 3"), "{message}");
    code_verified(&assembly, "t", frames, &|verified| drop(verified.frames_xxh128.pop()));
    let message = assembly.publish("t", frames).unwrap_err().to_string();
    assert!(message.contains("2 frames of rendition 0 verified instead of 3"), "{message}");
}
