//! P2 cards: a picture, its channels of sound and a list of them, each in a folder of its own.

use crate::material::{atom_picture, atom_sound, clip_list};
use crate::{clips, problems, scanned};
use interneg_media::scan::{ProblemKind, ScanOptions, one};
use std::fs;
use std::path::Path;

/// A card with one clip of so many channels.
fn card(root: &Path, name: &str, channels: usize) {
    let contents = root.join("CONTENTS");
    atom_picture(&contents.join(format!("VIDEO/{name}.MXF")));
    for channel in 0..channels {
        let path = contents.join(format!("AUDIO/{name}{channel:02}.MXF"));
        if channel == 0 {
            atom_sound(&path);
        } else {
            fs::copy(contents.join(format!("AUDIO/{name}00.MXF")), path).unwrap();
        }
    }
    clip_list(&contents.join(format!("CLIP/{name}.XML")), name, channels);
}

#[test]
fn a_card_gives_each_picture_its_channels() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    card(&root.join("P001"), "0001AB", 4);
    card(&root.join("P001"), "0002CD", 0);
    let scan = scanned(root);
    assert_eq!(scan.problems, []);
    assert_eq!(clips(&scan), ["P001/CONTENTS/VIDEO/0001AB.MXF", "P001/CONTENTS/VIDEO/0002CD.MXF"]);
    let sounds: Vec<_> = (0..4).map(|channel| format!("P001/CONTENTS/AUDIO/0001AB{channel:02}.MXF")).collect();
    assert_eq!((&scan.clips[0].sound_paths, scan.clips[0].audio().count()), (&sounds, 4));
    assert_eq!((scan.clips[1].sounds.len(), scan.clips[0].roll.as_deref()), (0, Some("P001")));
    // Named by itself, the clip is the same.
    let picture = root.join("P001/CONTENTS/VIDEO/0001AB.MXF");
    let (clip, found) = one(&picture, &ScanOptions::default().probe).unwrap();
    assert_eq!((found, clip.path.as_str()), (Vec::new(), "0001AB.MXF"));
    assert_eq!((clip.sounds, clip.first), (scan.clips[0].sounds.clone(), scan.clips[0].first.clone()));
}

#[test]
fn what_a_list_names_and_the_card_lacks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    card(root, "0001AB", 3);
    card(root, "0002CD", 1);
    fs::remove_file(root.join("CONTENTS/AUDIO/0001AB01.MXF")).unwrap();
    fs::remove_file(root.join("CONTENTS/VIDEO/0002CD.MXF")).unwrap();
    clip_list(&root.join("CONTENTS/CLIP/0003EF.XML"), "0003EF", 0);
    fs::write(root.join("CONTENTS/CLIP/0004GH.XML"), "<P2Main><ClipContent>").unwrap();
    let scan = scanned(root);
    assert_eq!(clips(&scan), ["CONTENTS/VIDEO/0001AB.MXF"]);
    assert_eq!(
        problems(&scan),
        [
            ("CONTENTS/AUDIO/0001AB01.MXF", ProblemKind::MissingSound),
            ("CONTENTS/AUDIO/0002CD00.MXF", ProblemKind::SoundAlone),
            ("CONTENTS/CLIP/0004GH.XML", ProblemKind::Unreadable),
            ("CONTENTS/VIDEO/0002CD.MXF", ProblemKind::BrokenSpan),
            ("CONTENTS/VIDEO/0003EF.MXF", ProblemKind::BrokenSpan),
        ]
    );
    assert_eq!(scan.problems[0].reason, "channel 2 of the sound of the clip 0001AB that 0001AB.XML lists is not there");
    let (_, found) = one(&root.join("CONTENTS/VIDEO/0001AB.MXF"), &ScanOptions::default().probe).unwrap();
    assert_eq!(found, scan.problems[..1]);
    // What is there and cannot be read is told once, as what it is.
    fs::write(root.join("CONTENTS/AUDIO/0001AB01.MXF"), "MXF").unwrap();
    fs::write(root.join("CONTENTS/VIDEO/0003EF.MXF"), "MXF").unwrap();
    let kinds: Vec<_> = scanned(root).problems.iter().map(|problem| (problem.path.clone(), problem.kind)).collect();
    for path in ["CONTENTS/AUDIO/0001AB01.MXF", "CONTENTS/VIDEO/0003EF.MXF"] {
        let of_path: Vec<_> = kinds.iter().filter(|(other, _)| other == path).collect();
        assert_eq!(of_path, [&(path.to_owned(), ProblemKind::Unreadable)]);
    }
}
