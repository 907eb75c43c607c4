//! OP1a: one file of everything.

use crate::foreign::{ffmpeg, ffprobe, mediainfo, picture_digests, pyaaf2, streams};
use crate::material::{Clip, FRAMES, KINDS};
use interneg_media::mux::mxf::{self, PackageKind, Umid};

#[test]
fn every_codec_comes_back_through_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let clip = Clip::new(folder.path(), kind);
        let path = folder.path().join("clip.mxf");
        std::fs::write(&path, clip.op1a()).unwrap();
        assert_eq!(picture_digests(&path), picture_digests(&clip.essence), "{kind:?}");
        for channel in 0..kind.channels {
            let arguments = format!("-map 0:a:{channel} -c copy -f s24le");
            assert!(ffmpeg(&path, &arguments) == clip.channel(channel), "channel {channel} of {kind:?}");
        }
        let told = ffprobe(&path);
        assert_eq!(told["streams"].as_array().unwrap().len(), 1 + kind.channels);
        let picture = streams(&told, "video")[0];
        assert_eq!(picture["nb_read_frames"], FRAMES.to_string());
        assert_eq!(picture["duration_ts"], FRAMES);
        assert_eq!(picture["r_frame_rate"].as_str().unwrap().parse(), Ok(clip.description.rate));
        assert_eq!(picture["color_transfer"], "bt709");
        assert_eq!(picture["color_primaries"], "bt709");
        for stream in told["streams"].as_array().unwrap() {
            assert_eq!(stream["tags"]["reel_name"], "A001R1AB");
            assert_eq!(stream["tags"]["timecode"], kind.start);
        }
        for sound in streams(&told, "audio") {
            assert_eq!(sound["sample_rate"], "48000");
            assert_eq!(sound["duration_ts"], clip.channel(0).len() as u64 / 3);
        }
        let tags = &told["format"]["tags"];
        assert_eq!(tags["timecode"], kind.start);
        assert_eq!(tags["material_package_name"], "A001C003_260131_R1AB");
        assert_eq!(tags["comment_Descript"], "Two people at a table, naïve");
        let umid = Umid::of_material(&clip.description).to_string();
        assert_eq!(tags["material_package_umid"], format!("0x{}", umid.to_uppercase()));
    }
}

#[test]
fn frames_are_found_by_the_index() {
    let folder = tempfile::tempdir().unwrap();
    // 29.97: frames of 1601 and 1602 samples.
    let clip = Clip::new(folder.path(), KINDS[3]);
    let path = folder.path().join("clip.mxf");
    let bytes = clip.op1a();
    std::fs::write(&path, &bytes).unwrap();
    // Without the reading from the front, which finds every frame.
    for frame in 0..FRAMES as usize {
        let seconds = (frame as f64 + 0.01) * 1001.0 / 30000.0;
        let output = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-ss", &format!("{seconds:.6}"), "-noaccurate_seek", "-i"])
            .arg(&path)
            .args(["-map", "0:v", "-frames:v", "1", "-c", "copy", "-f", "dnxhd", "-"])
            .output()
            .unwrap();
        assert!(output.stdout == clip.frames[frame], "frame {frame}");
    }
    // The same by arithmetic on the file: the index segment's edit unit size and the first content package.
    let edit_unit = edit_unit_bytes(&bytes);
    let first = bytes.windows(16).position(|key| key == PICTURE_KEY).unwrap();
    for (frame, coded) in clip.frames.iter().enumerate() {
        let at = first + frame * edit_unit;
        assert_eq!(bytes[at..at + 16], PICTURE_KEY);
        assert!(bytes[at + 25..at + 25 + coded.len()] == *coded);
        assert_eq!(at % 512, 0);
    }
}

const PICTURE_KEY: [u8; 16] =
    [0x06, 0x0e, 0x2b, 0x34, 0x01, 0x02, 0x01, 0x01, 0x0d, 0x01, 0x03, 0x01, 0x15, 0x01, 0x0c, 0x01];

/// Value of tag 3F05 in the index table segment.
fn edit_unit_bytes(bytes: &[u8]) -> usize {
    let key = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x10, 0x01, 0x00];
    let segment = bytes.windows(16).rposition(|window| window == key).unwrap();
    let tag = bytes[segment..].windows(4).position(|window| window == [0x3f, 0x05, 0, 4]).unwrap();
    u32::from_be_bytes(bytes[segment + tag + 4..segment + tag + 8].try_into().unwrap()) as usize
}

#[test]
fn mediainfo_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, profile) in [(KINDS[0], "DNxHR LB"), (KINDS[5], "DNxHD"), (KINDS[3], "DNxHR HQX")] {
        let clip = Clip::new(folder.path(), kind);
        let path = folder.path().join("clip.mxf");
        std::fs::write(&path, clip.op1a()).unwrap();
        let Some(told) = mediainfo(&path) else { return };
        let of = |track: &str| told.iter().filter(|entry| entry["@type"] == track).collect::<Vec<_>>();
        let general = of("General")[0];
        assert_eq!(general["Format_Profile"], "OP-1a");
        assert_eq!(general["Format_Settings"], "Closed / Complete");
        let picture = of("Video")[0];
        assert!(picture["Format_Commercial_IfAny"].as_str().unwrap().starts_with(profile), "{picture}");
        assert_eq!(picture["FrameCount"], FRAMES.to_string());
        assert_eq!(picture["BitDepth"], kind.codec.bits().to_string());
        assert_eq!(picture["colour_range"], "Limited");
        assert_eq!(picture["matrix_coefficients"], "BT.709");
        let sounds = of("Audio");
        assert_eq!(sounds.len(), kind.channels);
        assert!(sounds.iter().all(|sound| sound["BitDepth"] == "24" && sound["Channels"] == "1"));
        let timecodes = of("Other");
        let is_start = |entry: &&&serde_json::Value| entry["TimeCode_FirstFrame"] == kind.start;
        assert_eq!(timecodes.iter().filter(is_start).count(), 2, "{timecodes:?}");
    }
}

#[test]
fn pyaaf2_links_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    let path = folder.path().join("clip.mxf");
    std::fs::write(&path, clip.op1a()).unwrap();
    let Some(told) = pyaaf2(&[path]) else { return };
    let mobs: Vec<_> = told.as_object().unwrap().values().collect();
    let of = |descriptor: &str| *mobs.iter().find(|mob| mob["descriptor"] == descriptor).unwrap();
    let material = *mobs.iter().find(|mob| mob["class"] == "MasterMob").unwrap();
    assert_eq!(material["name"], "A001C003_260131_R1AB");
    assert_eq!(material["slots"].as_array().unwrap().len(), 4);
    assert_eq!(of("TapeDescriptor")["name"], "A001R1AB");
    let start = clip.description.start.unwrap().frame_count(clip.description.rate).unwrap();
    let file = of("MultipleDescriptor");
    assert_eq!(file["slots"][0]["at"], start);
    assert_eq!(file["slots"][0]["length"], FRAMES);
    let timecode = file["slots"].as_array().unwrap().iter().find(|slot| slot["class"] == "Timecode").unwrap();
    assert_eq!((timecode["start"].as_u64(), timecode["fps"].as_u64()), (Some(start), Some(24)));
}

#[test]
fn reader_tells_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let clip = Clip::new(folder.path(), kind);
        let path = folder.path().join("clip.mxf");
        std::fs::write(&path, clip.op1a()).unwrap();
        let told = mxf::describe(&path).unwrap();
        assert_eq!((told.clip_name(), told.reel()), (Some("A001C003_260131_R1AB"), Some("A001R1AB")));
        let start = clip.description.start.unwrap();
        let found = told.start().unwrap();
        assert_eq!(found.start as u64, start.frame_count(clip.description.rate).unwrap());
        assert_eq!(
            (found.is_drop_frame, u32::from(found.base)),
            (start.is_drop_frame(), clip.description.rate.nominal())
        );
        let kinds: Vec<_> = told.packages.iter().map(|package| package.kind).collect();
        assert_eq!(kinds, [PackageKind::Material, PackageKind::File, PackageKind::Tape]);
        assert_eq!(told.partitions.len(), 3);
    }
}

#[test]
fn same_clip_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    assert!(clip.op1a() == clip.op1a());
}

#[test]
fn clips_without_reel_or_timecode_are_written_without() {
    let folder = tempfile::tempdir().unwrap();
    let mut clip = Clip::new(folder.path(), KINDS[0]);
    let path = folder.path().join("clip.mxf");
    clip.description.reel = None;
    clip.description.start = None;
    clip.description.comments.clear();
    std::fs::write(&path, clip.op1a()).unwrap();
    let told = mxf::describe(&path).unwrap();
    assert_eq!((told.reel(), told.start()), (None, None));
    let tags = &ffprobe(&path)["streams"][0]["tags"];
    assert!(tags.get("timecode").is_none() && tags.get("reel_name").is_none(), "{tags}");
    assert_eq!(picture_digests(&path), picture_digests(&clip.essence));
}
