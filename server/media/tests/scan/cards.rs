//! Copies of camera cards.

use crate::material::{ffmpeg, movie};
use crate::{clips, problems, scanned};
use interneg_media::scan::{MemberRole, ProblemKind, SkipReason};
use std::fs;

#[test]
fn a_card_has_clips_and_much_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    movie(&root.join("A001/XDROOT/Clip/A001C001.MOV"), 2, "01:00:00:00");
    movie(&root.join("A001/XDROOT/Sub/A001C001.MOV"), 2, "01:00:00:00");
    movie(&root.join("A002/PRIVATE/M4ROOT/CLIP/C0001.MP4"), 2, "02:00:00:00");
    movie(&root.join("B001R1AB/B001C001_260131_R1AB.mov"), 2, "01:00:00:00");
    for (path, content) in [
        ("A001/XDROOT/MEDIAPRO.XML", "<?xml"),
        ("A001/XDROOT/Clip/A001C001M01.XML", "<?xml"),
        ("A002/PRIVATE/M4ROOT/THMBNL/C0001T01.JPG", "jpeg"),
        ("A003/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "stream"),
        ("A003/PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI", "info"),
        ("A004.RDM/A004_C001_0131AB.RDC/A004_C001_0131AB_001.R3D", "red"),
        ("A004.RDM/A004_C001_0131AB.RDC/A004_C001_0131AB_002.R3D", "red"),
        ("B001R1AB/._B001C001_260131_R1AB.mov", "resource fork"),
        (".Trashes/old.mov", "gone"),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let scan = scanned(root);
    assert_eq!(
        clips(&scan),
        ["A001/XDROOT/Clip/A001C001.MOV", "A002/PRIVATE/M4ROOT/CLIP/C0001.MP4", "B001R1AB/B001C001_260131_R1AB.mov"]
    );
    let rolls: Vec<_> = scan.clips.iter().map(|clip| clip.roll.as_deref().unwrap()).collect();
    assert_eq!(rolls, ["A001", "A002", "B001R1AB"]);
    assert_eq!(
        problems(&scan),
        [
            ("A003/PRIVATE/AVCHD/BDMV/STREAM/%05d.MTS", ProblemKind::NotRead),
            ("A004.RDM/A004_C001_0131AB.RDC/A004_C001_0131AB_%03d.R3D", ProblemKind::NotRead),
        ]
    );
    assert!(
        scan.problems[1].reason.contains("REDCODE RAW is not read (A004_C001_0131AB_001.R3D to"),
        "{:?}",
        scan.problems
    );
    let skipped: Vec<_> = scan.skipped.iter().map(|skipped| (skipped.path.as_str(), skipped.reason)).collect();
    assert_eq!(
        skipped,
        [
            (".Trashes", SkipReason::Hidden),
            ("A001/XDROOT/Clip/A001C001M01.XML", SkipReason::Sidecar),
            ("A001/XDROOT/MEDIAPRO.XML", SkipReason::Sidecar),
            ("A001/XDROOT/Sub", SkipReason::CameraProxy),
            ("A002/PRIVATE/M4ROOT/THMBNL/C0001T01.JPG", SkipReason::Sidecar),
            ("A003/PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI", SkipReason::Sidecar),
            ("B001R1AB/._B001C001_260131_R1AB.mov", SkipReason::Hidden),
        ]
    );
    assert_eq!(scanned(root), scan, "the same folder gives the same scan");
}

#[test]
fn frames_are_one_clip_and_gaps_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let frames = "-f lavfi -i color=s=64x36:r=24 -frames:v 4 -start_number 86400";
    ffmpeg(&root.join("C001/C001C001_260131_R1AB/C001C001_260131_R1AB.%07d.dpx"), frames);
    ffmpeg(&root.join("C001/C001C002_260131_R1AB/C001C002_260131_R1AB.%07d.dpx"), frames);
    fs::remove_file(root.join("C001/C001C002_260131_R1AB/C001C002_260131_R1AB.0086401.dpx")).unwrap();
    // Two sequences in one folder, one of them of a single frame, in a folder whose name reads like a pattern.
    ffmpeg(&root.join("new/a.%04d.dpx"), "-f lavfi -i color=s=64x36:r=24 -frames:v 3");
    ffmpeg(&root.join("new/still.exr"), "-f lavfi -i color=s=64x36:r=24,format=gbrpf32le -frames:v 1 -update 1");
    fs::rename(root.join("new"), root.join("100%done")).unwrap();
    let scan = scanned(root);
    assert_eq!(
        clips(&scan),
        ["100%done/a.%04d.dpx", "100%done/still.exr", "C001/C001C001_260131_R1AB/C001C001_260131_R1AB.%07d.dpx"]
    );
    let clip = &scan.clips[2];
    assert_eq!((clip.frame_count(), clip.roll.as_deref()), (4, Some("C001")));
    let members = clip.members();
    assert_eq!((members.len(), members[0].role), (4, MemberRole::Frame));
    assert!(members[3].path.ends_with("C001C001_260131_R1AB.0086403.dpx") && members[3].path.is_file());
    let sizes: u64 = members.iter().map(|member| fs::metadata(&member.path).unwrap().len()).sum();
    assert_eq!(clip.size_bytes(), sizes);
    let gap = "C001/C001C002_260131_R1AB/C001C002_260131_R1AB.%07d.dpx";
    assert_eq!(problems(&scan), [(gap, ProblemKind::BrokenSequence)]);
    assert!(scan.problems[0].reason.contains("no frame 86401"), "{:?}", scan.problems);
}
