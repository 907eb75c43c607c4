//! What descriptors tell of the picture.

use crate::foreign::{ffprobe, mediainfo};
use crate::material::{Clip, KINDS};
use interneg_media::mux::mxf::{self, Descriptor, DescriptorKind, OpAtomTrack};
use interneg_media::mux::{CleanAperture, ColourTags, MovieDescription};
use interneg_spec::SampleRange;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn changed(folder: &Path, kind: usize, change: impl Fn(&mut MovieDescription)) -> PathBuf {
    let mut clip = Clip::new(folder, KINDS[kind]);
    change(&mut clip.description);
    let path = folder.join("changed.mxf");
    std::fs::write(&path, clip.op_atom(OpAtomTrack::Picture)).unwrap();
    path
}

fn picture(path: &Path) -> Descriptor {
    let told = mxf::describe(path).unwrap();
    told.package(told.essence_containers[0].package).unwrap().descriptors[0].clone()
}

fn probed(path: &Path) -> Value {
    ffprobe(path)["streams"].as_array().unwrap().iter().find(|stream| stream["codec_type"] == "video").unwrap().clone()
}

#[test]
fn full_range_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, white) in [(0, 255), (3, 1023)] {
        let path = changed(folder.path(), kind, |clip| clip.picture.range = SampleRange::Full);
        let told = picture(&path);
        assert_eq!((told.black_level, told.white_level), (Some(0), Some(white)));
        assert_eq!(probed(&path)["color_range"], "pc");
        let path = changed(folder.path(), kind, |_| ());
        assert_eq!(probed(&path)["color_range"], "tv");
    }
}

#[test]
fn colours_of_wide_gamut_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(folder.path(), 3, |clip| {
        clip.picture.colour = ColourTags { primaries: 9, transfer: 16, matrix: 9 };
    });
    let told = probed(&path);
    assert_eq!((&told["color_primaries"], &told["color_transfer"]), (&"bt2020".into(), &"smpte2084".into()));
    let Some(tracks) = mediainfo(&path) else { return };
    let told = tracks.iter().find(|track| track["@type"] == "Video").unwrap();
    assert_eq!(told["colour_primaries"], "BT.2020");
    assert_eq!(told["transfer_characteristics"], "PQ");
    assert_eq!(told["matrix_coefficients"], "BT.2020 non-constant");
}

/// Readers that do not know it still read everything else.
#[test]
fn srgb_has_the_label_of_avids_dictionary() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(folder.path(), 0, |clip| clip.picture.colour.transfer = 13);
    let told = picture(&path).transfer.unwrap();
    assert_eq!(told, [6, 0x0e, 0x2b, 0x34, 4, 1, 1, 1, 0x0e, 4, 5, 1, 1, 3, 0, 0]);
    assert_eq!(probed(&path)["color_primaries"], "bt709");
}

#[test]
fn what_is_unspecified_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(folder.path(), 0, |clip| {
        clip.picture.colour = ColourTags { primaries: 2, transfer: 2, matrix: 2 };
    });
    let told = picture(&path);
    assert_eq!((told.primaries, told.transfer, told.coding_equations), (None, None, None));
    assert_eq!(probed(&path).get("color_primaries"), None);
}

#[test]
fn anamorphic_pixels_and_clean_apertures_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = changed(folder.path(), 0, |clip| clip.picture.pixel_aspect = (4, 3));
    assert_eq!(picture(&path).aspect_ratio, Some((64, 27)));
    assert_eq!(probed(&path)["sample_aspect_ratio"], "4:3");
    let path = changed(folder.path(), 0, |clip| {
        clip.picture.clean_aperture = Some(CleanAperture { left: 0, top: 40, width: 640, height: 280 });
    });
    assert_eq!(picture(&path).aspect_ratio, Some((16, 7)));
    let Some(tracks) = mediainfo(&path) else { return };
    let told = tracks.iter().find(|track| track["@type"] == "Video").unwrap();
    assert_eq!(told["Height"], "280");
}

#[test]
fn rgb_and_ycbcr_of_full_chroma_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let rgb = picture(&changed(folder.path(), 4, |_| ()));
    assert_eq!((rgb.kind, rgb.black_level, rgb.white_level), (DescriptorKind::Rgba, Some(64), Some(940)));
    let ycbcr = picture(&changed(folder.path(), 4, |clip| clip.picture.colour = ColourTags::REC709));
    assert_eq!((ycbcr.kind, ycbcr.component_depth), (DescriptorKind::Cdci, Some(10)));
    assert_eq!(rgb.picture_coding, ycbcr.picture_coding);
}
