//! Several files that are one clip.

use crate::material::{atom_picture, atom_sound, material_package, movie, set_material_package};
use crate::{clips, problems, scanned};
use interneg_media::scan::{MemberRole, ProblemKind, ScanOptions, one};
use std::fs;
use std::path::Path;

fn roles(root: &Path, path: &str) -> Vec<(String, MemberRole)> {
    let scan = scanned(root);
    let clip =
        scan.clips.iter().find(|clip| clip.path == path).unwrap_or_else(|| panic!("{path} in {:?}", clips(&scan)));
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    clip.members().iter().map(|member| (name(&member.path), member.role)).collect()
}

#[test]
fn picture_and_sound_files_with_one_name_are_one_clip() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    atom_picture(&root.join("1/A001C001_v1.mxf"));
    atom_sound(&root.join("1/A001C001_a1.mxf"));
    fs::copy(root.join("1/A001C001_a1.mxf"), root.join("1/A001C001_a2.mxf")).unwrap();
    atom_sound(&root.join("1/A001C002_a1.mxf"));
    let scan = scanned(root);
    assert_eq!(clips(&scan), ["1/A001C001_v1.mxf"]);
    assert_eq!(scan.clips[0].audio().count(), 2);
    assert_eq!(problems(&scan), [("1/A001C002_a1.mxf", ProblemKind::SoundAlone)]);
    let expected = [
        ("A001C001_v1.mxf".to_owned(), MemberRole::Picture),
        ("A001C001_a1.mxf".to_owned(), MemberRole::Sound),
        ("A001C001_a2.mxf".to_owned(), MemberRole::Sound),
    ];
    assert_eq!(roles(root, "1/A001C001_v1.mxf"), expected);
}

#[test]
fn one_material_package_is_one_clip_whatever_the_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (picture, sound) = (root.join("picture/0001AB.MXF"), root.join("sound/X7.MXF"));
    atom_picture(&picture);
    atom_sound(&sound);
    assert_eq!(problems(&scanned(root)), [("sound/X7.MXF", ProblemKind::SoundAlone)]);
    set_material_package(&sound, &material_package(&picture));
    assert!(scanned(root).problems.is_empty());
    assert_eq!(roles(root, "picture/0001AB.MXF")[1], ("X7.MXF".to_owned(), MemberRole::Sound));
    // A copy of the clip: each sound stays with the picture beside it only where one is beside it.
    fs::create_dir_all(root.join("copy")).unwrap();
    fs::copy(&picture, root.join("copy/0001AB.MXF")).unwrap();
    assert_eq!(problems(&scanned(root)), [("sound/X7.MXF", ProblemKind::SoundAlone)]);
    fs::copy(&sound, root.join("copy/X7.MXF")).unwrap();
    assert_eq!(roles(root, "copy/0001AB.MXF").len(), 2);
}

#[test]
fn tracks_beside_a_picture_come_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    atom_picture(&root.join("A001C001_v1.mxf"));
    atom_picture(&root.join("A001C002_v1.mxf"));
    atom_sound(&root.join("A001C001_a1.mxf"));
    for other in ["A001C001_a2", "A001C001_a10", "A001C002_a1"] {
        fs::copy(root.join("A001C001_a1.mxf"), root.join(format!("{other}.mxf"))).unwrap();
    }
    let names = ["A001C001_a1.mxf", "A001C001_a2.mxf", "A001C001_a10.mxf"];
    let (clip, found) = one(&root.join("A001C001_v1.mxf"), &ScanOptions::default().probe).unwrap();
    assert_eq!((clip.path.as_str(), clip.sound_paths.as_slice()), ("A001C001_v1.mxf", &names.map(str::to_owned)[..]));
    assert_eq!(found, []);
    let scan = scanned(root);
    let of_folder = &scan.clips[0];
    assert_eq!((of_folder.sound_paths.as_slice(), &of_folder.sounds), (&names.map(str::to_owned)[..], &clip.sounds));
}

#[test]
fn parts_of_a_recording_are_one_clip() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    movie(&root.join("A001_C001_0131AB_001.mov"), 5, "01:00:00:00");
    movie(&root.join("A001_C001_0131AB_002.mov"), 4, "01:00:00:05");
    movie(&root.join("GX010007.MP4"), 3, "");
    movie(&root.join("GX020007.MP4"), 2, "");
    // Takes of a camera that numbers them, and whose clock runs only while it records.
    movie(&root.join("DJI_0001.mov"), 5, "02:00:00:00");
    movie(&root.join("DJI_0002.mov"), 5, "02:00:00:05");
    let scan = scanned(root);
    assert_eq!(clips(&scan), ["A001_C001_0131AB_001.mov", "DJI_0001.mov", "DJI_0002.mov", "GX010007.MP4"]);
    assert_eq!((scan.clips[0].frame_count(), scan.clips[3].frame_count()), (9, 5));
    let expected = [
        ("A001_C001_0131AB_001.mov".to_owned(), MemberRole::Part(1)),
        ("A001_C001_0131AB_002.mov".to_owned(), MemberRole::Part(2)),
    ];
    assert_eq!(roles(root, "A001_C001_0131AB_001.mov"), expected);
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
}

#[test]
fn parts_that_do_not_follow_are_told_and_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    movie(&root.join("1/A001_C001_0131AB_001.mov"), 5, "01:00:00:00");
    movie(&root.join("1/A001_C001_0131AB_002.mov"), 4, "01:00:00:06");
    movie(&root.join("2/A001_C002_0131AB_001.mov"), 2, "01:00:00:00");
    movie(&root.join("2/A001_C002_0131AB_003.mov"), 2, "01:00:00:04");
    movie(&root.join("3/GX020007.MP4"), 2, "");
    let scan = scanned(root);
    assert_eq!(scan.clips.len(), 5);
    let reasons: Vec<_> = scan.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert!(scan.problems.iter().all(|problem| problem.kind == ProblemKind::BrokenSpan), "{:?}", scan.problems);
    assert!(reasons[0].contains("starts at 01:00:00:06 instead of 01:00:00:05"), "{reasons:?}");
    assert!(reasons[1].contains("part 3 of a recording, and part 2 is not beside it"), "{reasons:?}");
    assert!(reasons[2].contains("part 2 of a recording, and part 1 is not beside it"), "{reasons:?}");
}
