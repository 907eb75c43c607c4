//! Programs that are not ours read the same header and the same pixels as the job and independent arithmetic say.

use interneg_tests::{
    Delivery, JobText, Planes, Rgb, Shoot, Site, Tool, awg3_to_ap0, dumped_pixels, half_steps, logc3_to_linear,
    raw_planes, ycbcr709_to_rgb,
};
use std::path::Path;

/// ACES2065-1 of a pixel of camera log.
fn aces(log: Rgb) -> Rgb {
    awg3_to_ap0(log.map(logc3_to_linear))
}

/// What a source frame should become: FFmpeg's command line decodes, the arithmetic is the test's own.
fn expected(file: &Path, frame: usize, width: usize) -> Vec<Rgb> {
    if file.extension().is_some_and(|extension| extension == "dpx") {
        let planes = raw_planes(file, frame, "gbrp10le", width, 3);
        // Planar RGB is stored green, blue, red.
        return pixels(&planes, |[green, blue, red]| aces([red, green, blue].map(|code| f64::from(code) / 1023.0)));
    }
    // FFmpeg decodes ProRes 4444 to 12 bits.
    let planes = raw_planes(file, frame, "yuv444p12le", width, 3);
    pixels(&planes, |codes| aces(ycbcr709_to_rgb(codes, 12)))
}

fn pixels(planes: &Planes<u16>, convert: impl Fn([u16; 3]) -> Rgb) -> Vec<Rgb> {
    let [a, b, c] = planes.planes.as_slice() else { panic!("{} planes", planes.planes.len()) };
    a.iter().zip(b).zip(c).map(|((a, b), c)| convert([*a, *b, *c])).collect()
}

/// Every sample within one half step; nearly all of them the very half.
///
/// Where a matrix takes a large value from another, what remains may be far smaller than the error of f32 arithmetic on
/// them, so each sample may also be off by a few f32 steps of the pixel's largest one.
#[track_caller]
fn check_pixels(stored: &[[f32; 3]], expected: &[Rgb]) {
    const SLACK: f64 = 2e-6;
    assert_eq!(stored.len(), expected.len());
    let mut inexact = 0_usize;
    for (position, (stored, expected)) in stored.iter().zip(expected).enumerate() {
        let slack = SLACK * expected.iter().fold(0.0, |largest: f64, sample| largest.max(sample.abs()));
        for (stored, expected) in stored.iter().zip(expected) {
            let steps = half_steps(*stored, *expected, slack);
            assert!(steps <= 1, "pixel {position}: {stored} is {steps} half steps from {expected}");
            inexact += usize::from(half_steps(*stored, *expected, 0.0) > 0);
        }
    }
    let share = inexact as f64 / (stored.len() * 3) as f64;
    println!("{:.4} % of the samples are not the nearest half", share * 100.0);
    assert!(share < 0.002, "{inexact} of {} samples are not the nearest half", stored.len() * 3);
}

fn frame_of(kind: &'static str, job: JobText) -> (Site, Delivery, Vec<Rgb>) {
    let original = Shoot::of(kind).make();
    // The fifth frame alone.
    let site = Site::new();
    let delivery = site.render(&job.trimmed(&original, &original.label(4), &original.label(5)));
    let (file, frame) = if original.files.len() > 1 { (&original.files[4], 0) } else { (&original.files[0], 4) };
    let expected = expected(file, frame, original.width);
    (site, delivery, expected)
}

#[test]
fn oiiotool_reads_the_pixels_of_every_compression() {
    let Some(oiiotool) = Tool::find("oiiotool") else { return };
    for compression in ["none", "zip", "piz"] {
        let (_site, delivery, expected) = frame_of("prores4444", JobText::new().exr(compression));
        check_pixels(&dumped_pixels(&oiiotool, &delivery.file(0)), &expected);
    }
    let (_site, delivery, expected) = frame_of("dpx", JobText::new());
    check_pixels(&dumped_pixels(&oiiotool, &delivery.file(0)), &expected);
}

#[test]
fn ffmpeg_and_oiiotool_read_the_same_pixels() {
    let Some(oiiotool) = Tool::find("oiiotool") else { return };
    let (_site, delivery, _) = frame_of("dpx", JobText::new().exr("piz"));
    let file = delivery.file(0);
    let ffmpeg = Tool::find("ffmpeg").expect("ffmpeg made the originals");
    let arguments =
        ["-v", "error", "-i", file.to_str().expect("UTF-8"), "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-"];
    let bytes = ffmpeg.bytes(arguments);
    let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
    let (green, rest) = samples.split_at(samples.len() / 3);
    let (blue, red) = rest.split_at(samples.len() / 3);
    for (position, pixel) in dumped_pixels(&oiiotool, &file).into_iter().enumerate() {
        assert_eq!(pixel, [red[position], green[position], blue[position]], "pixel {position}");
    }
}

#[test]
fn dpx_codes_pass_unaltered_from_log_to_log() {
    // Ten bits in, the same ten bits out; sixteen bits hold the same value in finer steps.
    let original = Shoot::of("dpx").make();
    let source = raw_planes(&original.files[2], 0, "gbrp10le", original.width, 3);
    for bits in [10_u8, 16] {
        let site = Site::new();
        let delivery = site.render(&JobText::new().dpx(bits).trimmed(&original, "02:10:00:02", "02:10:00:03"));
        let format = if bits == 10 { "gbrp10le" } else { "gbrp16le" };
        let stored = raw_planes(&delivery.file(0), 0, format, original.width, 3);
        for (plane, (stored, source)) in stored.planes.iter().zip(&source.planes).enumerate() {
            let wrong = stored.iter().zip(source).filter(|(stored, source)| !is_same(**stored, **source, bits)).count();
            assert_eq!(wrong, 0, "plane {plane} of {bits}-bit DPX: {wrong} of {} codes differ", source.len());
        }
    }
}

/// Ten bits are exact. Sixteen bits are rounded from f32, whose steps are up to 1/256 code here, so a value that lies
/// nearer than that to the middle between two codes may become either.
fn is_same(stored: u16, source: u16, bits: u8) -> bool {
    if bits == 10 {
        return stored == source;
    }
    let exact = f64::from(source) / 1023.0 * 65535.0;
    (f64::from(stored) - exact).abs() <= 0.5 + 1.0 / 256.0
}

#[test]
fn exrheader_shows_what_the_job_says() {
    let Some(exrheader) = Tool::find("exrheader") else { return };
    let (_site, delivery, _) = frame_of("prores4444", JobText::new().exr("zip").top("owner", "\"Example Finishing\""));
    let header = exrheader.text([delivery.file(0)]);
    for line in [
        "channels (type chlist):\n    B, 16-bit floating-point, sampling 1 1\n    G, 16-bit floating-point, sampling 1 1\n    R, 16-bit floating-point, sampling 1 1",
        "chromaticities (type chromaticities):\n    red   (0.7347 0.2653)\n    green (0 1)\n    blue  (0.0001 -0.077)\n    white (0.32168 0.33767)",
        "compression (type compression): zip, multi-scanline blocks",
        "dataWindow (type box2i): (0 0) - (639 359)",
        "displayWindow (type box2i): (0 0) - (639 359)",
        "framesPerSecond (type rational): 24000/1001 (23.976)",
        "reelName (type string): \"A001R1AB\"",
        "owner (type string): \"Example Finishing\"",
        "colorInteropID (type string): \"lin_ap0_scene\"",
        "imageCounter (type int): 86400",
        "time 01:00:00:00\n    drop frame 0",
    ] {
        assert!(header.contains(line), "no {line:?} in\n{header}");
    }
    // Only a file without compression may say that it is an ACES container (SMPTE ST 2065-4).
    assert!(!header.contains("acesImageContainerFlag"), "{header}");
    let (_site, delivery, _) = frame_of("prores4444", JobText::new().exr("none"));
    let header = exrheader.text([delivery.file(0)]);
    assert!(header.contains("acesImageContainerFlag (type int): 1"), "{header}");
}

#[test]
fn mediainfo_and_ffprobe_show_the_timecode_of_a_dpx() {
    let original = Shoot::of("dpx").make();
    let site = Site::new();
    let job = JobText::new().dpx(16).record("24000/1001", "10:20:30:11");
    let delivery = site.render(&job.trimmed(&original, "02:10:00:02", "02:10:00:06"));
    // (10*3600 + 20*60 + 30)*24 + 11 is the first number.
    assert_eq!(delivery.first_number(), 893_531);
    let third = delivery.file(2);
    if let Some(mediainfo) = Tool::find("mediainfo") {
        // As an ordinary report it has no line for it.
        let text = mediainfo.text(["--Details=1".as_ref(), third.as_os_str()]);
        let line = text.lines().find(|line| line.contains("SMPTE time code")).expect("a television header");
        assert!(line.contains("0x10203013"), "{line}");
    }
    if let Some(ffprobe) = Tool::find("ffprobe") {
        let arguments = ["-v", "error", "-show_frames", "-show_streams", third.to_str().expect("UTF-8")];
        let text = ffprobe.text(arguments);
        assert!(text.contains("timecode=10:20:30:13"), "{text}");
        assert!(text.contains("D008R3EF"), "no reel in {text}");
    }
    if let Some(oiiotool) = Tool::find("oiiotool") {
        let text = oiiotool.text(["--info", "-v", third.to_str().expect("UTF-8")]);
        assert!(text.contains("10:20:30:13"), "{text}");
        assert!(text.contains("dpx:FrameRate: 23.976"), "{text}");
    }
}
