//! Movies that cannot be joined, and what is left for the next attempt.

use super::tests::{code, plan};
use super::*;
use tempfile::TempDir;

fn code_and_publish(assembly: &mut ProxyAssembly, token: &str, frames: FrameRange) -> Result<u64, EngineError> {
    if !assembly.is_coded(frames) {
        code(assembly, token, frames);
    }
    assembly.publish(token, frames)
}

#[test]
fn a_clip_that_cannot_be_joined_keeps_its_chunks_and_leaves_no_half_movie() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    code_and_publish(&mut assembly, "a", FrameRange::new(0, 3)).unwrap();
    // What stands where the rendition's folder should is in the way of the movie's name.
    let obstacle = plan.final_folder.join("cut");
    fs::write(&obstacle, b"in the way").unwrap();
    let last = FrameRange::new(3, 6);
    assert!(!assembly.is_coded(last));
    for _ in 0..2 {
        let error = code_and_publish(&mut assembly, "b", last).unwrap_err();
        assert!(matches!(&error, EngineError::Io { path, .. } if path.starts_with(&obstacle)), "{error}");
        assert_eq!(fs::read_dir(assembly.work.join(JOINED)).unwrap().count(), 0, "a half made movie takes room");
        assert!(assembly.is_coded(last), "a proven chunk is gone");
        assert_eq!(assembly.missing(), [FrameRange::new(6, 10)]);
    }
    fs::remove_file(&obstacle).unwrap();
    assert!(assembly.publish("c", last).unwrap() > 0);
    assert!(plan.final_folder.join("cut/A001/A001C001_260101_R1AB.mov").exists() && !assembly.is_coded(last));
}

#[test]
fn half_a_movie_of_a_run_that_was_killed_is_cleared_away() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let assembly = ProxyAssembly::open(&plan).unwrap();
    let half = assembly.work.join(JOINED).join("00000/cut/A001/half.mov");
    fs::create_dir_all(half.parent().unwrap()).unwrap();
    fs::write(&half, b"half").unwrap();
    drop(assembly);
    ProxyAssembly::open(&plan).unwrap();
    assert!(!half.exists());
}
