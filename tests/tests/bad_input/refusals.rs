//! What the plan refuses.

use crate::material::{dpx_copies, exr_bomb, lab_clip, movie, untagged_movie};
use interneg_tests::{JobText, Shoot, Site};
use std::fs;

/// A fault that the plan finds before a pixel is rendered.
pub struct Refusal {
    pub name: &'static str,
    /// Prepares files and writes the job.
    pub job: fn(&Site) -> JobText,
    /// Exit code of `internegd run` and of `interneg submit`.
    pub code: i32,
    /// Rule and field of the finding.
    pub rule: &'static str,
    pub field: &'static str,
    /// A part of the message.
    pub says: &'static str,
}

/// All of them.
pub const REFUSALS: &[Refusal] = &[
    Refusal {
        name: "missing file",
        job: |_| lab_clip("none.mov"),
        code: 66,
        rule: "SRC-MISSING",
        field: "clips[0].path",
        says: "none.mov",
    },
    Refusal {
        name: "text file named .mov",
        job: |site| {
            fs::write(site.lab().join("notes.mov"), "scene 12, take 3: good for sound\n".repeat(200)).expect("our own");
            lab_clip("notes.mov")
        },
        code: 65,
        rule: "SRC-NOT-MEDIA",
        field: "clips[0].path",
        says: "notes.mov",
    },
    Refusal {
        name: "playlist named .mov that opens another file",
        job: |site| {
            let other = movie().files[0].display().to_string();
            let list = format!("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{other}\n#EXT-X-ENDLIST\n");
            fs::write(site.lab().join("list.mov"), list).expect("our own");
            lab_clip("list.mov")
        },
        code: 65,
        rule: "SRC-NOT-MEDIA",
        field: "clips[0].path",
        says: "list.mov",
    },
    Refusal {
        name: "empty movie",
        job: |site| {
            fs::write(site.lab().join("empty.mov"), "").expect("our own");
            lab_clip("empty.mov")
        },
        code: 65,
        rule: "SRC-NOT-MEDIA",
        field: "clips[0].path",
        says: "empty.mov",
    },
    Refusal {
        name: "zero-byte DPX at the start of a sequence",
        job: |site| dpx_copies(site, 0..6, |files| fs::write(&files[0], "").expect("our own")),
        code: 65,
        rule: "SRC-DAMAGED",
        field: "clips[0].path",
        says: ".0187200.dpx",
    },
    Refusal {
        name: "zero-byte DPX in the middle of a sequence",
        job: |site| dpx_copies(site, 0..6, |files| fs::write(&files[3], "").expect("our own")),
        code: 65,
        rule: "SRC-DAMAGED",
        field: "clips[0].path",
        says: ".0187203.dpx",
    },
    Refusal {
        name: "truncated DPX in the middle of a sequence",
        job: |site| {
            dpx_copies(site, 0..6, |files| {
                let bytes = fs::read(&files[4]).expect("our own");
                fs::write(&files[4], &bytes[..bytes.len() / 2]).expect("our own");
            })
        },
        code: 65,
        rule: "SRC-DAMAGED",
        field: "clips[0].path",
        says: ".0187204.dpx",
    },
    Refusal {
        name: "EXR bomb",
        job: exr_bomb,
        code: 65,
        rule: "SRC-DAMAGED",
        field: "clips[0].path",
        says: "bomb.0000001.exr",
    },
    Refusal {
        name: "gap in a sequence",
        job: |site| dpx_copies(site, 0..6, |files| fs::remove_file(&files[2]).expect("our own")),
        code: 66,
        rule: "SRC-GAP",
        field: "clips[0].path",
        says: "187202",
    },
    Refusal {
        name: "mixed rasters in a sequence",
        job: |site| {
            dpx_copies(site, 0..6, |files| {
                let small = Shoot::of("dpx").size(512, 288).frames(4).make();
                fs::copy(&small.files[3], &files[3]).expect("our own");
            })
        },
        code: 65,
        rule: "SRC-MIXED",
        field: "clips[0].path",
        says: "512x288",
    },
    Refusal {
        name: "mixed rasters between clips",
        job: |_| JobText::new().clip(&movie()).clip(&Shoot::of("dpx").size(512, 288).frames(4).make()),
        code: 65,
        rule: "NAM-10",
        field: "clips[1].path",
        says: "512x288",
    },
    Refusal {
        name: "unknown colour space",
        job: |_| {
            let path = movie().path;
            JobText::new().raw_clip(&format!("path = {path:?}\ncolour_space = \"ARRI LogC33 EI800\""))
        },
        code: 65,
        rule: "COLOUR-SPACE",
        field: "clips[0].colour_space",
        says: "ARRI LogC3 (EI800)",
    },
    Refusal {
        name: "automatic colour space that the file does not tell",
        job: |_| JobText::new().raw_clip(&format!("path = {:?}\ncolour_space = \"auto\"", movie().path)),
        code: 65,
        rule: "COLOUR-AUTO",
        field: "clips[0].colour_space",
        says: "ARRI LogC3 (EI800)",
    },
    Refusal {
        name: "output in a root that may only be read",
        job: |_| JobText::new().clip(&movie()).top("output", "\"lab:\""),
        code: 77,
        rule: "ROOT-READ-ONLY",
        field: "output",
        says: "lab",
    },
    Refusal {
        name: "output outside the roots",
        job: |_| JobText::new().clip(&movie()).top("output", "\"/var/tmp/elsewhere\""),
        code: 77,
        rule: "ROOT-OUTSIDE",
        field: "output",
        says: "/var/tmp",
    },
    Refusal {
        name: "source outside the roots",
        job: |_| JobText::new().raw_clip("path = \"/etc/hostname\"\ncolour_space = \"ACEScg\""),
        code: 77,
        rule: "ROOT-OUTSIDE",
        field: "clips[0].path",
        says: "/etc/hostname",
    },
    Refusal {
        name: "symbolic link out of the roots",
        job: |site| {
            let outside = site.path().join("outside.mov");
            fs::copy(&movie().files[0], &outside).expect("our own");
            std::os::unix::fs::symlink(&outside, site.lab().join("inside.mov")).expect("our own");
            lab_clip("inside.mov")
        },
        code: 77,
        rule: "ROOT-OUTSIDE",
        field: "clips[0].path",
        says: "outside.mov",
    },
    Refusal {
        name: "symbolic link out of the roots in a sequence",
        job: |site| {
            dpx_copies(site, 0..6, |files| {
                let outside = files[2].ancestors().nth(3).expect("the site").join("outside.dpx");
                fs::rename(&files[2], &outside).expect("our own");
                std::os::unix::fs::symlink(&outside, &files[2]).expect("our own");
            })
        },
        code: 77,
        rule: "ROOT-OUTSIDE",
        field: "clips[0].path",
        says: "outside.dpx",
    },
    Refusal {
        name: "out point past the end",
        job: |_| JobText::new().trimmed(&movie(), "01:00:00:10", "01:00:01:01"),
        code: 65,
        rule: "SRC-OUT",
        field: "clips[0].out",
        says: "01:00:01:00",
    },
    Refusal {
        name: "in point before the start",
        job: |_| JobText::new().trimmed(&movie(), "00:59:59:23", "01:00:00:10"),
        code: 65,
        rule: "SRC-IN",
        field: "clips[0].in",
        says: "01:00:00:00",
    },
    Refusal {
        name: "rate of the source is not the timeline's",
        job: |_| JobText::new().record("25", "01:00:00:00").clip(&movie()),
        code: 65,
        rule: "SRC-RATE",
        field: "clips[0].rate",
        says: "24000/1001",
    },
    Refusal {
        name: "raster below UHD without approval",
        job: |_| JobText::new().clip(&movie()).top("client_approved_resolution", "false"),
        code: 65,
        rule: "NAM-06",
        field: "client_approved_resolution",
        says: "640x360",
    },
    Refusal {
        name: "scaling up",
        job: |_| JobText::new().clip(&movie()).top("raster", "\"3840x2160\""),
        code: 65,
        rule: "NAM-08",
        field: "raster",
        says: "up-scaled",
    },
    Refusal {
        name: "matrix that the file does not say",
        job: untagged_movie,
        code: 65,
        rule: "SRC-MATRIX",
        field: "clips[0].matrix",
        says: "bt709",
    },
    Refusal {
        name: "ACES as DPX",
        job: |_| JobText::new().clip(&movie()).dpx(16).target("ACES2065-1"),
        code: 65,
        rule: "NAM-02",
        field: "format.container",
        says: "exr",
    },
];
