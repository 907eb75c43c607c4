//! Sets of OP-Atom files, found again by their packages.

use crate::material::{Clip, KINDS};
use interneg_media::scan::{ProblemKind, ScanOptions, scan};

#[test]
fn packages_say_which_channel_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    // Eight channels, under names that say nothing.
    let clip = Clip::new(folder.path(), KINDS[3]);
    let root = folder.path().join("day");
    let names = ["V", "H", "A", "G", "B", "F", "C", "E", "D"];
    for (index, (name, track)) in names.iter().zip(clip.tracks()).enumerate() {
        let folder = root.join(if index == 0 { "picture" } else { "sound" });
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.mxf")), clip.op_atom(track)).unwrap();
    }
    let found = scan(&root, &ScanOptions::default()).unwrap();
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let paths: Vec<_> = names[1..].iter().map(|name| format!("sound/{name}.mxf")).collect();
    assert_eq!((found.clips.len(), &found.clips[0].sound_paths), (1, &paths));

    // The fourth channel is called after its name in the material package.
    std::fs::remove_file(root.join("sound/B.mxf")).unwrap();
    let found = scan(&root, &ScanOptions::default()).unwrap();
    let [problem] = &found.problems[..] else { panic!("{:?}", found.problems) };
    assert_eq!((problem.path.as_str(), problem.kind), ("picture/V.mxf", ProblemKind::MissingSound));
    assert!(problem.reason.contains("sound track 4 (A4)"), "{problem:?}");
    assert_eq!(found.clips[0].sounds.len(), 7);
}
