//! Every kind of bad input is refused with its class, its reason and its field, and nothing gets a final name.

use interneg_tests::{JobText, Original, Ran, Server, Shoot, Site, files_below, skip};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fault that the plan finds before a pixel is rendered.
struct Refusal {
    name: &'static str,
    /// Prepares files and writes the job.
    job: fn(&Site) -> JobText,
    /// Exit code of `internegd run`.
    code: i32,
    /// Rule and field of the finding.
    rule: &'static str,
    field: &'static str,
    /// A part of the message.
    says: &'static str,
}

const REFUSALS: &[Refusal] = &[
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

fn movie() -> Original {
    Shoot::of("prores4444").make()
}

fn lab_clip(name: &str) -> JobText {
    JobText::new().raw_clip(&format!("path = \"lab:{name}\"\ncolour_space = \"ARRI LogC3 (EI800)\""))
}

/// Copies some frames of a DPX original and does something to them.
fn dpx_copies(site: &Site, frames: std::ops::Range<usize>, spoil: fn(&[PathBuf])) -> JobText {
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
fn exr_bomb(site: &Site) -> JobText {
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
fn untagged_movie(site: &Site) -> JobText {
    let unknown = "prores_metadata=color_primaries=unknown:color_trc=unknown:colorspace=unknown";
    let file = site.lab().join("untagged.mov");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&movie().files[0]).args(["-map", "0:v", "-c", "copy"]);
    ffmpeg.args(["-bsf:v", unknown, "-movflags", "-write_colr"]).arg(&file);
    Ran::of(&mut ffmpeg).expect_code(0);
    JobText::new().raw_clip("path = \"lab:untagged.mov\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nrange = \"legal\"")
}

/// Everything below the output root.
fn written(site: &Site) -> Vec<String> {
    files_below(&site.out()).into_keys().collect()
}

#[test]
fn run_refuses_with_the_class_and_names_rule_and_field() {
    let mut faults = Vec::new();
    for case in REFUSALS {
        let site = Site::new();
        let ran = site.run(&(case.job)(&site));
        let told = format!("{}{}", ran.stdout, ran.stderr);
        let is_told = [case.rule, case.field, case.says].iter().all(|part| told.contains(part));
        if ran.code != case.code || !is_told || !written(&site).is_empty() {
            let wanted = (case.code, case.rule, case.field, case.says);
            faults.push(format!("{}: code {}, wanted {wanted:?}, {:?}\n{told}", case.name, ran.code, written(&site)));
        }
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), REFUSALS.len(), faults.join("\n"));
}

#[test]
fn the_service_refuses_with_typed_details() {
    let mut faults = Vec::new();
    for case in REFUSALS {
        let site = Site::new();
        let server = Server::start(&site);
        let job = site.write_job(&(case.job)(&site));
        let ran = server.client(&["submit", &job.to_string_lossy()]);
        let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap_or_default();
        let violations = error["error"]["violations"].as_array().cloned().unwrap_or_default();
        let is_told = violations.iter().any(|violation| {
            let description = violation["description"].as_str().unwrap_or_default();
            violation["rule"] == case.rule && violation["field"] == case.field && description.contains(case.says)
        });
        let is_rejected = error["error"]["reason"] == "JOB_REJECTED" && ran.code == 65;
        if !is_told || !is_rejected || !written(&site).is_empty() {
            let wanted = (case.rule, case.field, case.says);
            faults.push(format!("{}: code {}, wanted {wanted:?}\n{}{}", case.name, ran.code, ran.stdout, ran.stderr));
        }
        let listed = server.client(&["list"]).expect_code(0);
        assert!(!listed.stdout.contains("jobs/"), "{}: a refused job was kept: {}", case.name, listed.stdout);
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), REFUSALS.len(), faults.join("\n"));
}

/// A movie that ends early: refused by the plan where its index shows it, by the worker otherwise, and never short.
#[test]
fn a_truncated_movie_is_a_failed_source_wherever_it_was_cut() {
    let site = Site::new();
    let front = site.lab().join("front.mov");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&movie().files[0]);
    ffmpeg.args(["-map", "0:v", "-c", "copy", "-movflags", "+faststart+write_colr"]).arg(&front);
    Ran::of(&mut ffmpeg).expect_code(0);
    lab_clip("front.mov");
    site.run(&lab_clip("front.mov")).expect_code(0);
    fs::remove_dir_all(site.delivery_folder()).expect("our own delivery");
    let mxf = Shoot::of("dnxhr").make().files[0].clone();
    for (source, siting) in [(&movie().files[0], ""), (&front, ""), (&mxf, "siting = \"left\"")] {
        for percent in [2, 30, 60, 99] {
            let cut = cut_at(&site, source, percent);
            let lines = format!("path = \"lab:{cut}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\n{siting}");
            let ran = site.run(&JobText::new().raw_clip(&lines));
            assert_eq!(ran.code, 65, "{cut} at {percent} %: {}{}", ran.stdout, ran.stderr);
            assert!(ran.stderr.contains(&cut) || ran.stdout.contains(&cut), "{cut}: {}{}", ran.stdout, ran.stderr);
            assert_eq!(site.deliveries(), Vec::<PathBuf>::new(), "{cut} at {percent} %");
        }
    }
}

fn cut_at(site: &Site, source: &Path, percent: usize) -> String {
    let bytes = fs::read(source).expect("an original");
    let stem = source.file_stem().expect("a file has a name").to_string_lossy();
    let extension = source.extension().expect("an original has an extension").to_string_lossy();
    let name = format!("{stem}-{percent}.{extension}");
    fs::write(site.lab().join(&name), &bytes[..bytes.len() * percent / 100]).expect("our own");
    name
}

#[test]
fn a_damaged_frame_of_a_movie_fails_the_job_and_names_file_and_frame() {
    let site = Site::new();
    let mut bytes = fs::read(&movie().files[0]).expect("an original");
    // The frames' data lies in the middle of the file; a run of zeros hits one or two of them.
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0);
    fs::write(site.lab().join("hole.mov"), bytes).expect("our own");
    let ran = site.run(&lab_clip("hole.mov")).expect_code(65);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("hole.mov") && told.contains("frame"), "{told}");
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}

#[test]
fn an_output_that_cannot_be_created_is_an_output_fault() {
    let site = Site::new();
    fs::write(site.out().join("taken"), "a file").expect("our own");
    site.run(&JobText::new().clip(&movie()).top("output", "\"out:taken/ep101\"")).expect_code(73);
    assert_eq!(site.deliveries(), [site.out().join("taken")]);
    assert_eq!(fs::read_to_string(site.out().join("taken")).expect("our own"), "a file");
}

/// A file system of three mebibytes, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "interneg-test"]).arg(folder).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder.to_path_buf())),
            _ => {
                // Only root may mount, so this is no fault of the set-up.
                skip("no permission to mount a small file system");
                None
            }
        }
    }

    fn remount(&self, options: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(status.is_ok_and(|status| status.success()), "remount with {options}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "umount {}", self.0.display());
    }
}

#[test]
fn a_full_disk_is_an_input_output_fault_and_room_lets_the_job_go_on() {
    let site = Site::new().bounds(1, 1, 4);
    let Some(disk) = SmallDisk::mount(&site.out()) else { return };
    let ran = site.run(&JobText::new().exr("none").clip(&movie())).expect_code(74);
    assert!(ran.stderr.contains("No space left"), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
    disk.remount("size=60m");
    let delivery = site.render(&JobText::new().exr("none").clip(&movie()));
    assert_eq!(delivery.frames().len(), 24);
}

#[test]
fn a_disk_that_may_only_be_read_is_an_output_fault() {
    let site = Site::new();
    let Some(disk) = SmallDisk::mount(&site.out()) else { return };
    disk.remount("ro");
    let ran = site.run(&JobText::new().clip(&movie())).expect_code(73);
    assert!(ran.stderr.contains("Read-only file system"), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}
