//! OP-Atom: a file for every track.

use crate::foreign::{ffmpeg, ffprobe, mediainfo, picture_digests, pyaaf2, streams};
use crate::material::{Clip, FRAMES, KINDS, Kind};
use interneg_media::mux::mxf::{self, MxfSummary, OpAtomTrack, PackageKind, TrackKind, Umid};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Writes all files of a clip.
fn write_all(folder: &Path, kind: Kind) -> (Clip, Vec<PathBuf>) {
    let clip = Clip::new(folder, kind);
    let paths = (0..)
        .zip(clip.tracks())
        .map(|(index, track)| {
            let path = folder.join(format!("{}_{index}.mxf", kind.codec));
            std::fs::write(&path, clip.op_atom(track)).unwrap();
            path
        })
        .collect();
    (clip, paths)
}

#[test]
fn every_codec_comes_back_through_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let (clip, paths) = write_all(folder.path(), kind);
        assert_eq!(picture_digests(&paths[0]), picture_digests(&clip.essence), "{kind:?}");
        for (channel, path) in paths[1..].iter().enumerate() {
            assert!(ffmpeg(path, "-map 0:a:0 -c copy -f s24le") == clip.channel(channel), "{channel} of {kind:?}");
        }
        for (path, what) in paths.iter().zip(["video"].into_iter().chain(std::iter::repeat("audio"))) {
            let told = ffprobe(path);
            let essence = streams(&told, what);
            assert_eq!(essence.len(), 1);
            // Tracks of the clip's other files are streams without essence.
            assert_eq!(streams(&told, "data").len(), kind.channels);
            assert_eq!(essence[0]["tags"]["reel_name"], "A001R1AB");
            assert_eq!(essence[0]["tags"]["timecode"], kind.start, "{kind:?}");
            if what == "video" {
                assert_eq!(essence[0]["nb_read_frames"], FRAMES.to_string());
                assert_eq!(essence[0]["duration_ts"], FRAMES);
                assert_eq!(essence[0]["r_frame_rate"].as_str().unwrap().parse(), Ok(clip.description.rate));
            } else {
                assert_eq!(essence[0]["duration_ts"], clip.channel(0).len() as u64 / 3);
            }
            let tags = &told["format"]["tags"];
            assert_eq!(tags["timecode"], kind.start, "{kind:?}");
            assert_eq!(tags["material_package_name"], "A001C003_260131_R1AB");
            assert_eq!((&tags["comment_Scene"], &tags["comment_Take"]), (&"12A".into(), &"3".into()));
            assert_eq!(tags["project_name"], "Show");
        }
    }
}

#[test]
fn files_of_a_clip_group() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [KINDS[0], KINDS[3], KINDS[1]] {
        let (clip, paths) = write_all(folder.path(), kind);
        let told: Vec<MxfSummary> = paths.iter().map(|path| mxf::describe(path).unwrap()).collect();
        let material: BTreeSet<_> = told.iter().map(|file| file.material().unwrap().umid).collect();
        assert_eq!(material.into_iter().collect::<Vec<_>>(), [Umid::of_material(&clip.description)]);
        assert!(told.iter().all(|file| file.material() == told[0].material()));
        let own: BTreeMap<_, _> = told.iter().map(|file| (file.essence_containers[0].package, file)).collect();
        assert_eq!(own.len(), paths.len(), "file packages differ");
        let (tracks, timecodes) = told[0].material().unwrap().tracks.split_at(1 + kind.channels);
        assert!(timecodes.len() == 1 && timecodes[0].kind == TrackKind::Timecode, "{timecodes:?}");
        let start = clip.description.start.unwrap().frame_count(clip.description.rate).unwrap();
        for track in tracks {
            // Material package, over the file package in its own file, to the tape, which is the same in all.
            let source = track.source.unwrap();
            let file = own[&source.package];
            let package = file.package(source.package).unwrap();
            assert_eq!(package.kind, PackageKind::File);
            let essence = package.tracks.iter().find(|own| own.id == source.track).unwrap();
            assert_eq!(
                (essence.kind, essence.duration, essence.edit_rate),
                (track.kind, track.duration, track.edit_rate)
            );
            assert_eq!(essence.number, if track.kind == TrackKind::Picture { 0x1501_0d01 } else { 0x1601_0201 });
            let tape_source = essence.source.unwrap();
            let tape = file.package(tape_source.package).unwrap();
            assert_eq!(tape.name.as_deref(), Some("A001R1AB"));
            assert_eq!(Some(tape), told[0].packages.iter().find(|package| package.kind == PackageKind::Tape));
            assert_eq!(tape.tracks.iter().find(|own| own.id == tape_source.track).unwrap().kind, track.kind);
            assert_eq!(tape.attributes, [("_PJ".to_owned(), "Show".to_owned())]);
            // The clip says its timecode, and the tape says the same at the place where the essence begins.
            let found = file.start().unwrap();
            assert_eq!((found.start as u64, found.track), (start, timecodes[0].id));
            assert!(package.timecodes.is_empty(), "the essence counts on the tape");
            let mut without = file.clone();
            let material = without.packages.iter_mut().find(|package| package.kind == PackageKind::Material).unwrap();
            material.timecodes.clear();
            assert_eq!(without.start().unwrap().start as u64, start);
        }
        let names: Vec<_> = tracks.iter().skip(1).map(|track| track.name.clone().unwrap()).collect();
        let expected = ["Boom", "A2", "Boom", "A4", "Boom", "A6", "Boom", "A8"];
        assert_eq!(names, expected[..kind.channels]);
    }
}

#[test]
fn clips_of_a_reel_share_its_tape() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    let mut other = Clip::new(folder.path(), KINDS[0]);
    other.description.clip_name = "A001C004_260131_R1AB".to_owned();
    other.description.start = "11:00:00:00".parse().ok();
    other.description.sound = None;
    other.description.created = interneg_spec::UtcTime::parse("2026-02-01T00:00:00Z").unwrap();
    let tape_of = |clip: &Clip| {
        let path = folder.path().join("clip.mxf");
        std::fs::write(&path, clip.op_atom(OpAtomTrack::Picture)).unwrap();
        let told = mxf::describe(&path).unwrap();
        let umid = told.material().unwrap().umid;
        (umid, told.packages.into_iter().find(|package| package.kind == PackageKind::Tape).unwrap())
    };
    let ((one, tape), (another, same)) = (tape_of(&clip), tape_of(&other));
    assert_eq!(tape, same);
    assert_ne!(one, another);
}

#[test]
fn layout_is_that_of_an_avid_file() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[5]);
    for track in [OpAtomTrack::Picture, OpAtomTrack::Sound { channel: 1 }] {
        let bytes = clip.op_atom(track);
        let path = folder.path().join("clip.mxf");
        std::fs::write(&path, &bytes).unwrap();
        let told = mxf::describe(&path).unwrap();
        let places: Vec<_> = told.partitions.iter().map(|partition| (partition.offset, partition.grid_bytes)).collect();
        let [header, body, footer] = &told.partitions[..] else { panic!("{places:?}") };
        // As in a file of Media Composer 8.4, byte for byte of the places.
        assert_eq!((header.header_bytes, header.grid_bytes), (0x3ff20, 256));
        assert_eq!((body.offset, body.grid_bytes, body.body_sid), (0x40020, 0x20000, 1));
        assert_eq!((footer.offset % 0x20000, footer.index_sid), (0x20, 2));
        assert!([header, body, footer].iter().all(|part| part.footer == footer.offset && part.is_closed));
        let essence = if track == OpAtomTrack::Picture { clip.frames.concat() } else { clip.channel(1) };
        assert!(bytes[0x60000..].starts_with(&essence));
        assert_eq!(bytes[0x60000 - 8..0x60000], (essence.len() as u64).to_be_bytes());
        assert_eq!(bytes[bytes.len() - 4..], 60_u32.to_be_bytes());
    }
}

#[test]
fn mediainfo_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [KINDS[3], KINDS[5]] {
        let (_, paths) = write_all(folder.path(), kind);
        for path in &paths {
            let Some(told) = mediainfo(path) else { return };
            let timecode = told.iter().find(|entry| entry["@type"] == "Other").unwrap();
            assert_eq!(timecode["TimeCode_FirstFrame"], kind.start, "{}", path.display());
        }
    }
    let (_, paths) = write_all(folder.path(), KINDS[5]);
    let Some(told) = mediainfo(&paths[0]) else { return };
    assert_eq!(told[0]["Format_Profile"], "OP-Atom");
    let picture = told.iter().find(|entry| entry["@type"] == "Video").unwrap();
    assert_eq!((&picture["FrameCount"], &picture["extra"]["WrappingMode"]), (&"7".into(), &serde_json::Value::Null));
    assert_eq!(picture["Format_Settings_Wrapping"], "Clip");
    let told = mediainfo(&paths[2]).unwrap();
    let sound = told.iter().find(|entry| entry["@type"] == "Audio").unwrap();
    assert_eq!((&sound["Format_Settings_Wrapping"], &sound["BitDepth"]), (&"Clip (BWF)".into(), &"24".into()));
}

#[test]
fn pyaaf2_links_the_files_to_one_clip() {
    let folder = tempfile::tempdir().unwrap();
    let (clip, paths) = write_all(folder.path(), KINDS[3]);
    let Some(told) = pyaaf2(&paths) else { return };
    let mobs = told.as_object().unwrap();
    let material: Vec<_> = mobs.values().filter(|mob| mob["class"] == "MasterMob").collect();
    assert_eq!(material.len(), 1);
    assert_eq!(material[0]["name"], "A001C003_260131_R1AB");
    assert_eq!(material[0]["comments"]["Scene"], "12A");
    assert_eq!(material[0]["comments"]["Descript"], "Two people at a table, naïve");
    let start = clip.description.start.unwrap().frame_count(clip.description.rate).unwrap();
    let mut tapes = BTreeSet::new();
    let (slots, timecode) = material[0]["slots"].as_array().unwrap().split_at(9);
    let [timecode] = timecode else { panic!("{timecode:?}") };
    assert_eq!(
        (&timecode["class"], &timecode["start"], &timecode["drop"]),
        (&"Timecode".into(), &start.into(), &true.into())
    );
    for slot in slots {
        let file = &mobs[slot["source"].as_str().unwrap()]["slots"][0];
        let expected = if slot["media"] == "Picture" { start } else { start * 48000 * 1001 / 30000 };
        assert_eq!(file["at"], expected);
        assert_eq!((&file["media"], &file["length"]), (&slot["media"], &slot["length"]));
        tapes.insert(file["source"].as_str().unwrap().to_owned());
    }
    assert_eq!(tapes.len(), 1);
    let tape = &mobs[tapes.first().unwrap()];
    assert_eq!((&tape["name"], &tape["descriptor"]), (&"A001R1AB".into(), &"TapeDescriptor".into()));
    let timecode = tape["slots"].as_array().unwrap().iter().find(|slot| slot["class"] == "Timecode").unwrap();
    assert_eq!((&timecode["start"], &timecode["fps"], &timecode["drop"]), (&0.into(), &30.into(), &true.into()));
}

#[test]
fn same_clip_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    for track in clip.tracks() {
        assert!(clip.op_atom(track) == clip.op_atom(track));
    }
}

#[test]
fn without_a_reel_the_clip_counts_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut clip = Clip::new(folder.path(), KINDS[3]);
    clip.description.reel = None;
    let path = folder.path().join("clip.mxf");
    for track in clip.tracks() {
        std::fs::write(&path, clip.op_atom(track)).unwrap();
        let told = mxf::describe(&path).unwrap();
        assert!(told.packages.iter().all(|package| package.kind != PackageKind::Tape));
        for package in &told.packages {
            assert_eq!(package.tracks.iter().filter(|track| track.kind == TrackKind::Timecode).count(), 1);
        }
        assert_eq!(told.start().unwrap().start, 107_890);
        let probed = ffprobe(&path);
        assert_eq!(probed["format"]["tags"]["timecode"], "00:59:59;28");
    }
}

#[test]
fn metadata_may_be_longer_than_its_usual_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut clip = Clip::new(folder.path(), KINDS[0]);
    clip.description.comments = (0..60).map(|index| (format!("Column{index}"), "\u{1f3ac}".repeat(4096))).collect();
    let bytes = clip.op_atom(OpAtomTrack::Picture);
    let path = folder.path().join("clip.mxf");
    std::fs::write(&path, &bytes).unwrap();
    let told = mxf::describe(&path).unwrap();
    let essence_at = usize::try_from(told.partitions[1].offset).unwrap() + 0x20000 - 0x20;
    assert!(essence_at > 0x60000 && bytes[essence_at..].starts_with(&clip.frames[0]), "{essence_at:#x}");
    assert_eq!(told.material().unwrap().comments.len(), 60);
    assert_eq!(picture_digests(&path), picture_digests(&clip.essence));
    assert_eq!(ffprobe(&path)["format"]["tags"]["comment_Column59"], "\u{1f3ac}".repeat(4096));
}
