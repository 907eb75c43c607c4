//! Sources with something wrong about them.

use interneg_tests::{JobText, Original, Ran, Shoot, Site};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

pub fn movie() -> Original {
    Shoot::of("prores4444").make()
}

pub fn lab_clip(name: &str) -> JobText {
    JobText::new().raw_clip(&format!("path = \"lab:{name}\"\ncolour_space = \"ARRI LogC3 (EI800)\""))
}

/// Copies some frames of a DPX original and does something to them.
pub fn dpx_copies(site: &Site, frames: std::ops::Range<usize>, spoil: fn(&[PathBuf])) -> JobText {
    let original = Shoot::of("dpx").make();
    let folder = site.lab().join("roll");
    // A refusal is tried through both ways in.
    if !folder.exists() {
        fs::create_dir(&folder).expect("our own");
        let copy = |file: &PathBuf| {
            let copy = folder.join(file.file_name().expect("a file has a name"));
            fs::copy(file, &copy).expect("our own");
            copy
        };
        let copies: Vec<PathBuf> = original.files[frames].iter().map(copy).collect();
        spoil(&copies);
    }
    lab_clip("roll")
}

/// An EXR of a few kilobytes whose header promises 60000x60000 pixels.
pub fn exr_bomb(site: &Site) -> JobText {
    let original = Shoot::of("exr").make();
    let mut bytes = fs::read(&original.files[0]).expect("an original");
    let corner = |x: i32, y: i32| [x.to_le_bytes(), y.to_le_bytes()].concat();
    let (small, huge) = (corner(639, 359), corner(59_999, 59_999));
    let mut patched = 0;
    for at in 0..1024 {
        if bytes[at..].starts_with(&small) {
            bytes[at..at + 8].copy_from_slice(&huge);
            patched += 1;
        }
    }
    assert_eq!(patched, 2, "data window and display window");
    fs::write(site.lab().join("bomb.0000001.exr"), bytes).expect("our own");
    let lines = "path = \"lab:bomb.%07d.exr\"\ncolour_space = \"Linear ARRI Wide Gamut 3\"";
    JobText::new().raw_clip(lines)
}

/// A movie without a word on its colour, in the container or in the stream.
pub fn untagged_movie(site: &Site) -> JobText {
    let unknown = "prores_metadata=color_primaries=unknown:color_trc=unknown:colorspace=unknown";
    let file = site.lab().join("untagged.mov");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&movie().files[0]).args(["-map", "0:v", "-c", "copy"]);
    ffmpeg.args(["-bsf:v", unknown, "-movflags", "-write_colr"]).arg(&file);
    Ran::of(&mut ffmpeg).expect_code(0);
    JobText::new().raw_clip("path = \"lab:untagged.mov\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nrange = \"legal\"")
}
