//! Files of other makers, judged by ffprobe; skipped where they are absent.

use crate::foreign::ffprobe;
use interneg_media::mux::mxf::{self, DescriptorKind, PackageKind, PartitionKind, TrackKind};
use std::path::{Path, PathBuf};

fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return None;
    }
    Some(folder)
}

#[test]
fn avid_file_is_read_to_its_origin() {
    let Some(samples) = samples() else { return };
    let told = mxf::describe(&samples.join("camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf")).unwrap();
    println!("{told}");
    assert_eq!(told.product.as_deref(), Some("Avid Media Composer 8.4.2d0 Unknown version"));
    assert_eq!(told.project.as_deref(), Some("UHD 25p"));
    let partitions: Vec<_> = told.partitions.iter().map(|part| (part.kind, part.offset, part.grid_bytes)).collect();
    let expected = [
        (PartitionKind::Header, 0, 256),
        (PartitionKind::Body, 0x40020, 0x20000),
        (PartitionKind::Footer, 0x0012_0020, 256),
    ];
    assert_eq!(partitions, expected);
    let kinds: Vec<_> = told.packages.iter().map(|package| package.kind).collect();
    assert_eq!(kinds, [PackageKind::Material, PackageKind::File, PackageKind::Import]);
    let [material, file, import] = &told.packages[..] else { panic!("{kinds:?}") };
    assert_eq!(told.clip_name(), Some("1920x1080-red.tif"));
    assert_eq!(material.comments, [("UNC Path".to_owned(), r"C:\Users\akharkev\Desktop\1920x1080-red.tif".to_owned())]);
    assert_eq!(material.tracks[0].source.unwrap().package, file.umid);
    assert_eq!(file.tracks[0].number, 0x1501_0d01);
    assert_eq!(file.tracks[0].source.unwrap().package, import.umid);
    let picture = &file.descriptors[0];
    assert_eq!(
        (picture.kind, picture.stored_width, picture.stored_height),
        (DescriptorKind::Cdci, Some(3840), Some(2160))
    );
    assert_eq!((picture.component_depth, picture.black_level, picture.white_level), (Some(8), Some(16), Some(235)));
    assert_eq!(import.locators, ["file:///C%3A/Users/akharkev/Desktop/1920x1080-red.tif"]);
    assert_eq!(import.attributes, [("_PJ".to_owned(), "UHD 25p".to_owned())]);
    let start = told.start().unwrap();
    assert_eq!((start.start, start.base, start.is_drop_frame), (90000, 25, false));
}

#[test]
fn every_sample_is_read_as_ffprobe_does() {
    let Some(samples) = samples() else { return };
    let mut read = 0;
    for folder in ["camera", "imf/phdr_uhd_p3pq"] {
        let mut paths: Vec<_> =
            std::fs::read_dir(samples.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "mxf")) {
            let told = mxf::describe(path).unwrap();
            println!("{}\n{told}", path.display());
            let output = std::process::Command::new("ffprobe")
                .args(["-v", "quiet", "-of", "json", "-show_format"])
                .arg(path)
                .output()
                .unwrap();
            let probed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            let tags = &probed["format"]["tags"];
            let material = told.material().unwrap();
            let umid = format!("0x{}", material.umid.to_string().to_uppercase());
            assert_eq!(tags["material_package_umid"], umid);
            assert_eq!(
                tags["material_package_name"].as_str(),
                material.name.as_deref().filter(|name| !name.is_empty())
            );
            let essence = material.tracks.iter().filter(|track| track.kind != TrackKind::Timecode).count();
            assert!(essence >= 1);
            read += 1;
        }
    }
    assert!(read >= 6, "{read}");
}

#[test]
fn files_of_ffmpeg_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.mxf");
    let output = std::process::Command::new("ffmpeg")
        .args([
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=1920x1080:rate=25",
            "-frames:v",
            "2",
        ])
        .args(["-c:v", "dnxhd", "-b:v", "36M", "-pix_fmt", "yuv422p", "-timecode", "10:20:30:12"])
        .args(["-metadata", "material_package_name=A001C001", "-metadata", "reel_name=A001"])
        .args(["-metadata", "comment_Scene=12", "-f", "mxf_opatom"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = mxf::describe(&path).unwrap();
    assert_eq!((told.clip_name(), told.reel()), (Some("A001C001"), Some("A001")));
    assert_eq!(told.start().unwrap().start, ((10 * 60 + 20) * 60 + 30) * 25 + 12);
    assert_eq!(told.material().unwrap().comments, [("Scene".to_owned(), "12".to_owned())]);
    let umid = told.material().unwrap().umid.to_string();
    let probed = ffprobe(&path);
    assert_eq!(probed["format"]["tags"]["material_package_umid"], format!("0x{}", umid.to_uppercase()));
}
