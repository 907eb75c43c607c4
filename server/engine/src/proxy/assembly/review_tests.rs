//! Review files of clips while a job runs and after it, with stages written by hand.

use super::super::chunk::{CHUNK_RECORD, ChunkOutcome, ChunkRecord, REVIEW_FOLDER};
use super::super::plan::{PlannedClipReview, PlannedReview};
use super::super::{ReviewView, ReviewViewError};
use super::tests::{code, plan as plain_plan, proof, write_record};
use super::*;
use interneg_media::encode::EncodePlane;
use interneg_media::review::{INIT_NAME, PLAYLIST_NAME, ReviewCodec, ReviewPicture, ReviewWriter, choose};
use interneg_spec::proxy::ReviewChoice;
use interneg_spec::{FrameRange, Raster};
use std::time::Duration;
use tempfile::TempDir;

/// Two clips, of six frames and of four, in segments of two; nothing where GStreamer has no encoder here.
fn plan(output: &TempDir) -> Option<ProxyPlan> {
    let encoder = match choose(ReviewCodec::H264) {
        Ok(encoder) => encoder,
        Err(missing) => {
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            println!("skipped: {missing}");
            return None;
        }
    };
    let mut plan = plain_plan(output.path());
    plan.job.review = Some(ReviewChoice { raster: Raster { width: 64, height: 32 }, ..ReviewChoice::default() });
    plan.review = Some(PlannedReview { encoder, sound_encoder: None, gop_frames: 2, segment_gops: 1 });
    for clip in &mut plan.clips {
        let output = format!("review/A001/{}.mp4", clip.name);
        let (operations, pipeline) = (Vec::new(), String::new());
        clip.review = Some(PlannedClipReview { geometry: clip.geometry[0], operations, pipeline, output });
    }
    Some(plan)
}

/// Writes a stage as a worker would, and publishes it.
fn make(assembly: &mut ProxyAssembly, first: u64, end: u64) {
    let (token, frames) = (format!("t{first}"), FrameRange::new(first, end));
    let mut chunk = code(assembly, &token, frames);
    let folder = assembly.stage_folder(&token).join(REVIEW_FOLDER);
    let index = assembly.plan.clip_of(frames).unwrap();
    let clip = &assembly.plan.clips[index];
    let description = assembly.plan.review_description(clip).unwrap();
    let of_clip = frames.first - clip.frames.first..frames.end - clip.frames.first;
    let mut writer = ReviewWriter::create(&folder, &description, of_clip.clone(), Duration::from_secs(60)).unwrap();
    for frame in of_clip {
        let (luma, chroma) = (vec![40 + 20 * u8::try_from(frame).unwrap(); 64 * 32], vec![128; 32 * 16]);
        let plane = |bytes, stride_bytes| EncodePlane { bytes, stride_bytes };
        let planes = [plane(luma.as_slice(), 64), plane(chroma.as_slice(), 32), plane(chroma.as_slice(), 32)];
        writer.write_picture(&ReviewPicture { planes }).unwrap();
    }
    for segment in writer.finish().unwrap() {
        let name = segment.path.file_name().unwrap().to_string_lossy().into_owned();
        chunk.review.insert(name, proof(&fs::read(&segment.path).unwrap()));
    }
    chunk.review.insert(INIT_NAME.to_owned(), proof(&fs::read(folder.join(INIT_NAME)).unwrap()));
    fs::remove_file(folder.join(PLAYLIST_NAME)).unwrap();
    write_record(assembly, &token, frames, ChunkOutcome::Coded(chunk));
    assembly.publish(&token, frames).unwrap();
}

/// Segments in the playlist, and whether it is ended.
fn listed(plan: &ProxyPlan) -> (Vec<String>, bool) {
    let text = ReviewView::new(plan).unwrap().playlist().unwrap();
    let segments = text.lines().filter(|line| line.ends_with(".m4s")).map(str::to_owned).collect();
    (segments, text.ends_with("#EXT-X-ENDLIST\n"))
}

fn segment(clip: usize, first_frame: u64) -> String {
    format!("{clip:05}/segment-{first_frame:08}.m4s")
}

#[test]
fn what_is_finished_can_be_looked_at_until_the_movies_are_there() {
    let folder = TempDir::new().unwrap();
    let Some(plan) = plan(&folder) else { return };
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(listed(&plan), (vec![], false));
    make(&mut assembly, 6, 8);
    make(&mut assembly, 2, 4);
    assert_eq!(listed(&plan), (vec![], false), "the first frames are missing");
    make(&mut assembly, 0, 2);
    assert_eq!(listed(&plan), (vec![segment(0, 0), segment(0, 2)], false));
    make(&mut assembly, 4, 6);
    // The clip is made, and its chunks are gone; the next clip follows.
    let all: Vec<String> = [0, 2, 4].map(|first| segment(0, first)).into();
    assert_eq!(listed(&plan), ([all.clone(), vec![segment(1, 0)]].concat(), false));
    let view = ReviewView::new(&plan).unwrap();
    for name in all.iter().map(String::as_str).chain(["00000/init.mp4", "00001/init.mp4"]) {
        assert!(view.file(name).unwrap().is_file(), "{name}");
    }
    for name in ["00000/segment-00000006.m4s", "00002/init.mp4", "0/init.mp4", "00000/../plan.json", "init.mp4", ""] {
        assert!(matches!(view.file(name), Err(ReviewViewError::NoSuchFile(_))), "{name}");
    }
    assert!(matches!(view.file("00000/index.m3u8"), Err(ReviewViewError::NoSuchFile(_))));
    let movie = plan.final_folder.join(&plan.clips[0].review.as_ref().unwrap().output);
    assert!(movie.is_file());
    // Another coordinator finds the same.
    drop(assembly);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(8, 10)]);
    make(&mut assembly, 8, 10);
    assert_eq!(listed(&plan), ([all, vec![segment(1, 0), segment(1, 2)]].concat(), true));
    let delivery = assembly.finish().unwrap();
    let names: Vec<&str> = delivery.outputs.iter().map(|output| output.relative_path.as_str()).collect();
    assert!(plan.clips.iter().all(|clip| names.contains(&clip.review.as_ref().unwrap().output.as_str())), "{names:?}");
    match ReviewView::new(&plan) {
        Err(ReviewViewError::Delivered(place)) => assert_eq!(place, plan.final_folder.join("review")),
        other => panic!("{other:?}"),
    }
    assert!(!assembly.work.join(REVIEW_FOLDER).exists());

    // A review file that was altered is made again with its clip, and what stays holds up nothing.
    drop(assembly);
    fs::write(plan.final_folder.join(&plan.clips[1].review.as_ref().unwrap().output), b"altered").unwrap();
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(6, 10)]);
    make(&mut assembly, 6, 8);
    assert_eq!(listed(&plan), (vec![segment(1, 0)], false));
}

#[test]
fn a_clip_that_fails_holds_up_no_other() {
    let folder = TempDir::new().unwrap();
    let Some(plan) = plan(&folder) else { return };
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    make(&mut assembly, 6, 10);
    assert_eq!(listed(&plan), (vec![], false));
    let failure = ClipFailure { clip_name: plan.clips[0].name.clone(), message: "frame 4 is broken".to_owned() };
    write_record(&assembly, "bad", FrameRange::new(0, 6), ChunkOutcome::Failed(failure));
    assembly.publish("bad", FrameRange::new(0, 6)).unwrap();
    assert_eq!(listed(&plan), (vec![segment(1, 0), segment(1, 2)], true));
    // It is tried again.
    drop(assembly);
    let assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(0, 6)]);
    assert_eq!(listed(&plan), (vec![], false));
}

#[test]
fn a_chunk_without_its_review_file_proves_nothing() {
    let folder = TempDir::new().unwrap();
    let Some(plan) = plan(&folder) else { return };
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    let frames = FrameRange::new(0, 2);
    code(&assembly, "t0", frames);
    let refused = assembly.publish("t0", frames).unwrap_err();
    assert!(matches!(&refused, EngineError::Unproven { reason, .. } if reason == "no review file"), "{refused}");
    // Names lead nowhere else.
    let stage = assembly.stage_folder("t0").join(CHUNK_RECORD);
    let mut record: ChunkRecord = serde_json::from_slice(&fs::read(&stage).unwrap()).unwrap();
    let ChunkOutcome::Coded(chunk) = &mut record.outcome else { panic!("it is coded") };
    chunk.review.extend([INIT_NAME, "../picture.0"].map(|name| (name.to_owned(), proof(b""))));
    fs::write(&stage, serde_json::to_vec(&record).unwrap()).unwrap();
    let refused = assembly.publish("t0", frames).unwrap_err();
    assert!(refused.to_string().contains("is no file of a review"), "{refused}");
}

#[test]
fn tasks_end_where_segments_do() {
    let folder = TempDir::new().unwrap();
    let Some(plan) = plan(&folder) else { return };
    let tasks =
        |frames_per_task| -> Vec<u64> { plan.tasks(frames_per_task).into_iter().map(FrameRange::len).collect() };
    assert_eq!((tasks(1), tasks(3), tasks(100)), (vec![2; 5], vec![4, 2, 4], vec![6, 4]));
}
