//! What is refused, and in which words.

use crate::material::{Clip, KINDS};
use interneg_media::mux::mxf::{MxfError, Op1aWriter, OpAtomTrack, OpAtomWriter};
use interneg_media::mux::{CleanAperture, ColourTags, FieldOrder, MovieDescription};
use interneg_spec::Raster;
use interneg_spec::proxy::ProxyCodec;
use std::io::Cursor;

fn field_refused(clip: &Clip, change: impl Fn(&mut MovieDescription)) -> &'static str {
    let mut description = clip.description.clone();
    change(&mut description);
    match Op1aWriter::new(Cursor::new(Vec::new()), &description) {
        Err(MxfError::Description { field, .. }) => field,
        other => panic!("not refused: {:?}", other.map(|_| ())),
    }
}

#[test]
fn descriptions_that_a_file_cannot_hold_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    let refused = |change: fn(&mut MovieDescription)| field_refused(&clip, change);
    let mut prores = clip.description.clone();
    prores.picture.codec = ProxyCodec::ProresLt;
    assert!(Op1aWriter::new(Cursor::new(Vec::new()), &prores).is_ok());
    let error = OpAtomWriter::new(Cursor::new(Vec::new()), &prores, OpAtomTrack::Picture).unwrap_err().to_string();
    assert!(error.contains("picture.codec") && error.contains("OP1a"), "{error}");
    prores.picture.field_order = FieldOrder::TopFirst;
    let error = Op1aWriter::new(Cursor::new(Vec::new()), &prores).unwrap_err().to_string();
    assert!(error.contains("picture.field_order") && error.contains("QuickTime"), "{error}");
    assert_eq!(refused(|clip| clip.picture.has_alpha = true), "picture.has_alpha");
    assert_eq!(refused(|clip| clip.picture.codec = ProxyCodec::Dnxhd36), "picture.raster");
    assert_eq!(refused(|clip| clip.picture.raster = Raster { width: 0, height: 2 }), "picture.raster");
    assert_eq!(refused(|clip| clip.picture.field_order = FieldOrder::TopFirst), "picture.field_order");
    assert_eq!(refused(|clip| clip.picture.pixel_aspect = (0, 1)), "picture.pixel_aspect");
    let fields = |clip: &mut MovieDescription| {
        clip.picture.codec = ProxyCodec::Dnxhd115;
        clip.picture.raster = Raster { width: 1920, height: 1080 };
        clip.picture.field_order = FieldOrder::TopFirst;
    };
    let twelve = |clip: &mut MovieDescription| {
        fields(clip);
        clip.picture.bits = 12;
    };
    assert_eq!(field_refused(&clip, twelve), "picture.bits");
    let odd_lines = |clip: &mut MovieDescription| {
        fields(clip);
        clip.picture.clean_aperture = Some(CleanAperture { left: 0, top: 21, width: 1920, height: 1038 });
    };
    assert_eq!(field_refused(&clip, odd_lines), "picture.clean_aperture");
    let odd = ColourTags { transfer: 10, ..ColourTags::REC709 };
    assert_eq!(field_refused(&clip, |clip| clip.picture.colour = odd), "picture.colour.transfer");
    let rgb = ColourTags { matrix: 0, ..ColourTags::REC709 };
    assert_eq!(field_refused(&clip, |clip| clip.picture.colour = rgb), "picture.colour.matrix");
    assert_eq!(refused(|clip| clip.frame_count = 0), "frame_count");
    assert_eq!(refused(|clip| clip.start = "10:00:00;00".parse().ok()), "start");
    assert_eq!(refused(|clip| clip.clip_name.clear()), "clip_name");
    assert_eq!(refused(|clip| clip.reel = Some("a".repeat(4097))), "reel");
    assert_eq!(refused(|clip| clip.project = "a\0b".to_owned()), "project");
    let names = vec![String::new(); 25];
    let change = |clip: &mut MovieDescription| clip.sound.as_mut().unwrap().channel_names = names.clone();
    assert_eq!(field_refused(&clip, change), "sound");
    let error = OpAtomWriter::new(Cursor::new(Vec::new()), &clip.description, OpAtomTrack::Sound { channel: 2 });
    assert!(error.unwrap_err().to_string().contains("there is no channel 2, there are 2"));
}

#[test]
fn frames_that_are_not_due_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new(folder.path(), KINDS[0]);
    let op1a = || Op1aWriter::new(Cursor::new(Vec::new()), &clip.description).unwrap();
    let atom = |track| OpAtomWriter::new(Cursor::new(Vec::new()), &clip.description, track).unwrap();
    assert!(matches!(op1a().finish(), Err(MxfError::TooFewFrames { announced: 7, written: 0 })));
    assert!(matches!(atom(OpAtomTrack::Picture).finish(), Err(MxfError::TooFewFrames { announced: 7, written: 0 })));
    let error = op1a().write_frame(&clip.frames[0], &[]).unwrap_err();
    assert!(matches!(error, MxfError::SoundLength { frame: 0, bytes: 0, expected: 12012 }), "{error}");
    let error = atom(OpAtomTrack::Sound { channel: 0 }).write_frame(&[0; 6003]).unwrap_err();
    assert!(matches!(error, MxfError::SoundLength { bytes: 6003, expected: 6006, .. }), "{error}");
    let error = atom(OpAtomTrack::Picture).write_frame(&[0; 8192]).unwrap_err();
    assert!(matches!(error, MxfError::ForeignFrame { frame: 0, .. }), "{error}");
    let mut writer = atom(OpAtomTrack::Picture);
    writer.write_frame(&clip.frames[0]).unwrap();
    let longer = [&clip.frames[1][..], &[0; 4096]].concat();
    assert!(matches!(writer.write_frame(&longer), Err(MxfError::FrameSize { frame: 1, .. })));
    let mut writer = op1a();
    for (frame, picture) in (0..).zip(&clip.frames) {
        writer.write_frame(picture, clip.sound_of(frame)).unwrap();
    }
    let error = writer.write_frame(&clip.frames[0], clip.sound_of(0)).unwrap_err();
    assert!(matches!(error, MxfError::TooManyFrames { announced: 7 }), "{error}");
    // Another codec's frames.
    let other = Clip::new(folder.path(), KINDS[3]);
    let error = atom(OpAtomTrack::Picture).write_frame(&other.frames[0]).unwrap_err();
    assert_eq!(error.to_string(), "frame 0 is no frame of dnxhr_lb: its compression id is 1271");
}
