//! Through a real service: what is planned, delivered, told and proven.

use crate::{STEM, movie};
use interneg_tests::{Identity, JobText, Movie, Original, Ran, Server, Shoot, Site, file_names, interneg, raw_planes};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Frames of the two clips, and which of the source's they are.
const CUTS: [(u64, u64); 2] = [(4, 12), (14, 23)];

fn originals() -> [Original; 2] {
    [Shoot::of("prores4444").make(), Shoot::of("dpx").make()]
}

fn cut(job: JobText, [movie, dpx]: &[Original; 2]) -> JobText {
    job.trimmed(movie, "01:00:00:04", "01:00:00:12").trimmed(dpx, "02:10:00:14", "02:10:00:23")
}

fn shown(originals: &[Original; 2]) -> Vec<Identity> {
    let of = |(clip, (first, end)): (&Original, (u64, u64))| -> Vec<Identity> {
        (first..end).map(|frame| Identity { clip_id: clip.clip_id, count: clip.start_count + frame }).collect()
    };
    originals.iter().zip(CUTS).flat_map(of).collect()
}

#[test]
fn a_movie_is_planned_submitted_delivered_and_verified() {
    let (site, originals) = (Site::new().bounds(2, 1, 5), originals());
    let server = Server::start(&site);
    let job = cut(JobText::new().quicktime("prores_4444_xq", 12, "hdr"), &originals);
    let job = site.write_job(&job.manifests("mhl = true\nasc_mhl = true"));
    let plan = server.client(&["plan", &job.to_string_lossy()]).expect_code(0).json();
    let told = plan.to_string();
    for part in [&format!("{STEM}.mov"), "NAM-12", "A. Client, 20251224, ticket 4711", "NAM-13", "12-bit, DNxHR 444"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    let text = Ran::of(Command::new(interneg()).args(["--server", &server.url(), "plan"]).arg(&job)).expect_code(0);
    let rows: Vec<&str> = text.stdout.lines().filter(|line| line.contains(".mov") && !line.contains("clip")).collect();
    assert_eq!(rows.len(), 1, "the movie is named once: {}", text.stdout);

    let name = server.submit(&job);
    server.watch(&name).expect_code(0);
    let progress = &server.job(&name)["progress"];
    assert!(progress["frames_done"] == 17 && progress["frames_total"] == 17, "{progress}");
    let outputs = server.client(&["outputs", &name]).expect_code(0).stdout;
    assert!(outputs.contains(&format!("{STEM}.mov")) && !outputs.contains(".coded"), "{outputs}");

    let folder = site.delivery_folder();
    let asset = folder.file_name().and_then(|name| name.to_str()).expect("a name");
    assert_eq!(asset, "night_train_nam_12b_arriwg_logc3_20260102_640x360");
    let mhl = format!("{asset}_2026-01-02_030405.mhl");
    let passport = format!("{STEM}.passport.json");
    let expected = ["ascmhl", "checksum.txt", mhl.as_str(), &format!("{STEM}.mov"), passport.as_str()];
    assert_eq!(file_names(&folder), expected.map(str::to_owned).into());
    let checksums = fs::read_to_string(folder.join("checksum.txt")).expect("checksum.txt");
    assert!(checksums.contains(&format!("{STEM}.mov")) && checksums.contains(&passport), "{checksums}");
    Ran::of(Command::new(interneg()).arg("verify").arg(&folder)).expect_code(0);

    let made = movie(&site);
    describes_itself(&made, "XQ", "ap4x");
    assert_eq!(made.identities(originals[0].strip_rows), shown(&originals));
    passport_tells_why_and_what(&folder.join(passport), &made);
    // What is only of use while a job runs is gone.
    let left = fs::read_dir(site.out().join(".interneg")).expect("the working folder").flatten().next();
    let left = file_names(&left.expect("that of the one job").path());
    assert!(!left.contains("frames") && left.contains("movie.json"), "{left:?}");
}

fn describes_itself(movie: &Movie, profile: &str, tag: &str) {
    for (fact, expected) in [
        ("codec_tag_string", tag),
        ("profile", profile),
        ("width", "640"),
        ("height", "360"),
        ("nb_read_packets", "17"),
        ("r_frame_rate", "24000/1001"),
        ("field_order", "progressive"),
        ("color_range", "tv"),
        ("color_space", "bt709"),
        // A camera's log picture has primaries and a transfer that no code point names.
        ("color_primaries", ""),
        ("color_transfer", ""),
        ("sample_aspect_ratio", "1:1"),
        ("pix_fmt", "yuv444p12le"),
    ] {
        assert_eq!(movie.picture(fact), expected, "{fact}");
    }
    assert_eq!(movie.tag("timecode"), "01:00:00:00");
    assert_eq!(movie.tag("Client approval"), "A. Client, 20251224, ticket 4711");
    assert_eq!((movie.tag("Dynamic range"), movie.tag("Colour space")), ("HDR".into(), "ARRI LogC3 (EI800)".into()));
    let Some(info) = movie.mediainfo() else { return };
    assert_eq!(info.fields("Video", "FrameCount"), ["17"]);
    assert_eq!(info.fields("Video", "CodecID"), [tag]);
    assert_eq!(info.fields("Video", "ChromaSubsampling"), ["4:4:4"]);
    assert_eq!(info.fields("Video", "ScanType"), ["Progressive"]);
    assert_eq!(info.fields("Other", "TimeCode_FirstFrame"), ["01:00:00:00"]);
}

fn passport_tells_why_and_what(path: &Path, movie: &Movie) {
    let passport: Value = serde_json::from_slice(&fs::read(path).expect("the passport")).expect("JSON");
    let exception = &passport["exception"];
    let approval = &exception["client_approval"];
    assert!(approval["approved_by"] == "A. Client" && approval["reference"] == "ticket 4711", "{approval}");
    assert_eq!(exception["dynamic_range"], "hdr");
    assert_eq!(exception["client_minimum"], "12-bit, DNxHR 444 or ProRes 4444 XQ");
    assert_eq!(passport["movie"]["size_bytes"], fs::metadata(&movie.path).expect("the movie").len());
    let picture = &passport["picture"];
    assert!(picture["codec"] == "prores_4444_xq" && picture["bit_depth"] == 12 && picture["frames"] == 17, "{picture}");
    assert!(picture["start"] == "01:00:00:00" && picture["end"] == "01:00:00:17", "{picture}");
    let clips = passport["clips"].as_array().expect("clips");
    assert!(clips.len() == 2 && clips[1]["record_first"] == 86_408 && clips[1]["source_first"] == 14, "{clips:?}");
    assert_eq!(passport["quality"]["nan_samples"], 0);
    let md5 = interneg_tests::Tool::find("md5sum").map(|md5sum| md5sum.text([&movie.path]));
    let md5 = md5.as_deref().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
    assert_eq!(passport["movie"]["md5"], md5, "digest of the movie");
}

/// What is asked for, how ffprobe calls it, and the least PSNR of R', G', B' in decibels beside the same job as DPX: one to
/// two decibels below what the encoders reach with the generator's grain.
const CODECS: [(&str, u8, &str, &str, &str, f64); 4] = [
    ("prores_4444_xq", 12, "hdr", "XQ", "ap4x", 59.0),
    ("dnxhr_444", 12, "hdr", "DNXHR 444", "AVdh", 42.0),
    ("prores_4444", 10, "sdr", "4444", "ap4h", 51.5),
    ("dnxhr_444", 10, "sdr", "DNXHR 444", "AVdh", 41.5),
];

#[test]
fn pictures_are_those_of_the_same_job_as_dpx() {
    let original = Shoot::of("prores4444").make();
    let frames = |job: JobText| job.trimmed(&original, "01:00:00:00", "01:00:00:03");
    let dpx = Site::new();
    let dpx = dpx.render(&frames(JobText::new().dpx(16))).file(2);
    let dpx = raw_planes(&dpx, 0, "gbrp16le", original.width, 3);
    for (codec, bits, range, profile, tag, least_psnr) in CODECS {
        let site = Site::new();
        site.run(&frames(JobText::new().quicktime(codec, bits, range))).expect_code(0);
        let stem = STEM.replace("_12b_", &format!("_{bits}b_"));
        let movie = Movie::open(&site.delivery_folder().join(format!("{stem}.mov")));
        assert_eq!((movie.picture("profile"), movie.picture("codec_tag_string")), (profile.into(), tag.into()));
        let frame = movie.frames().swap_remove(2);
        let [(_, _, y), (_, _, cb), (_, _, cr)] = frame.planes.as_slice() else { panic!("three planes") };
        let step = f64::from(1_u32 << (frame.bits - 8));
        let mut squares = [0.0; 3];
        for pixel in 0..y.len() {
            let [y, cb, cr] = [y, cb, cr].map(|plane| f64::from(plane[pixel]) / step);
            // ITU-R BT.709, 3.2 to 3.4, 8-bit codes.
            let (y, cb, cr) = ((y - 16.0) / 219.0, (cb - 128.0) / 224.0, (cr - 128.0) / 224.0);
            let (red, blue) = (y + 1.5748 * cr, y + 1.8556 * cb);
            let green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152;
            for (sum, (value, plane)) in squares.iter_mut().zip([(green, 0), (blue, 1), (red, 2)]) {
                *sum += (value - f64::from(dpx.planes[plane][pixel]) / 65535.0).powi(2);
            }
        }
        let psnr = squares.map(|sum: f64| -10.0 * (sum / y.len() as f64).log10());
        println!("{codec} of {bits} bits: {psnr:.1?} dB");
        assert!(psnr.iter().all(|psnr| *psnr > least_psnr), "{codec} of {bits} bits: {psnr:?}");
    }
}
