//! Folders that nobody made in good faith.

use crate::material::movie;
use crate::{clips, problems, scanned};
use interneg_media::scan::{ProblemKind, ScanError, ScanOptions, SkipReason, scan};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
    movie(&root.join("a/clip.mov"), 2, "01:00:00:00");
    movie(&outside.join("secret.mov"), 2, "01:00:00:00");
    symlink(&root, root.join("a/loop")).unwrap();
    symlink(root.join("a/clip.mov"), root.join("again.mov")).unwrap();
    symlink(&outside, root.join("out")).unwrap();
    symlink("../outside/secret.mov", root.join("out.mov")).unwrap();
    symlink("nowhere.mov", root.join("broken.mov")).unwrap();
    symlink("self.mov", root.join("self.mov")).unwrap();
    let scan = scanned(&root);
    assert_eq!(clips(&scan), ["a/clip.mov"]);
    let link = ProblemKind::Link;
    assert_eq!(problems(&scan), [("broken.mov", link), ("out", link), ("out.mov", link), ("self.mov", link)]);
    let skipped: Vec<_> = scan.skipped.iter().map(|skipped| (skipped.path.as_str(), skipped.reason)).collect();
    assert_eq!(skipped, [("a/loop", SkipReason::Link), ("again.mov", SkipReason::Link)]);
    // The root itself may be a link: it was named by whoever asks.
    symlink(&root, folder.path().join("named")).unwrap();
    assert_eq!(clips(&scanned(&folder.path().join("named"))), ["a/clip.mov"]);
}

#[test]
fn what_cannot_be_read_is_told_and_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    movie(&root.join("good.mov"), 2, "01:00:00:00");
    fs::write(root.join("empty.mov"), "").unwrap();
    fs::write(root.join("empty.0001.dpx"), "").unwrap();
    fs::write(root.join("playlist.mp4"), "#EXTM3U\nfile:///etc/passwd").unwrap();
    fs::write(root.join("image.mov"), b"SDPX").unwrap();
    let whole = fs::read(root.join("good.mov")).unwrap();
    fs::write(root.join("cut.mov"), &whole[..whole.len() / 2]).unwrap();
    fs::write(root.join(OsStr::from_bytes(b"bad\xff.mov")), &whole).unwrap();
    fs::write(root.join("two\nlines.mov"), &whole).unwrap();
    let fifo = Command::new("mkfifo").arg(root.join("pipe.mov")).status().unwrap();
    assert!(fifo.success());
    let scan = scanned(root);
    assert_eq!(clips(&scan), ["good.mov"]);
    let mut told: Vec<_> = problems(&scan).into_iter().map(|(path, _)| path).collect();
    told.sort_unstable();
    let expected = [
        "bad\u{fffd}.mov",
        "cut.mov",
        "empty.%04d.dpx",
        "empty.mov",
        "image.mov",
        "pipe.mov",
        "playlist.mp4",
        "two\\nlines.mov",
    ];
    assert_eq!(told, expected);
    assert!(scan.problems.iter().all(|problem| problem.kind == ProblemKind::Unreadable), "{:?}", scan.problems);
}

#[test]
fn closed_files_and_folders_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    movie(&root.join("good.mov"), 2, "01:00:00:00");
    movie(&root.join("shut/inside.mov"), 2, "01:00:00:00");
    fs::copy(root.join("good.mov"), root.join("closed.mov")).unwrap();
    for name in ["closed.mov", "shut"] {
        fs::set_permissions(root.join(name), Permissions::from_mode(0o0)).unwrap();
    }
    if fs::File::open(root.join("closed.mov")).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let scan = scanned(root);
    assert_eq!(clips(&scan), ["good.mov"]);
    assert_eq!(problems(&scan), [("closed.mov", ProblemKind::Unreadable), ("shut", ProblemKind::Unreadable)]);
    fs::set_permissions(root.join("shut"), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn ten_thousand_empty_files_are_ten_thousand_lines() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for number in 0..5000 {
        fs::write(root.join(format!("clip{number}.mov")), "").unwrap();
        fs::write(root.join(format!("note{number}.txt")), "").unwrap();
    }
    let found = scanned(root);
    assert_eq!((found.clips.len(), found.problems.len(), found.skipped.len()), (0, 5000, 5000));
    let options = ScanOptions { max_entries: 9999, ..ScanOptions::default() };
    assert!(matches!(scan(root, &options), Err(ScanError::TooLarge { limit: 9999, .. })));
}

#[test]
fn folders_nest_deeply_without_harm() {
    let folder = tempfile::tempdir().unwrap();
    // As deep as a path may be long.
    let deep = folder.path().join("d/".repeat(1900));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.mov"), "").unwrap();
    let scan = scanned(folder.path());
    assert_eq!((scan.clips.len(), scan.problems.len()), (0, 1));
}

#[test]
fn a_root_that_is_none_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [folder.path().join("absent"), file] {
        assert!(matches!(scan(&path, &ScanOptions::default()), Err(ScanError::Root { .. })), "{path:?}");
    }
}
