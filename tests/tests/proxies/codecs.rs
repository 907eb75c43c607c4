//! Every codec in every wrapper: what foreign programs read of the file, and what its frames show.

use crate::material::{FRAMES, SMALL, identities, small};
use interneg_tests::{DecodedFrame, Movie, Original, ProxyJobText, Shoot, Site, rendition_name};

/// A codec, ffprobe's name of its profile, and the least PSNR in decibels of luma and of chroma for the generator's
/// picture, whose grain is hard to code: one to two decibels below what the encoders reach.
type Codec = (&'static str, &'static str, [f64; 2]);

const SUBSAMPLED: [Codec; 8] = [
    ("prores_proxy", "Proxy", [35.5, 35.0]),
    ("prores_lt", "LT", [41.5, 41.0]),
    ("prores_422", "Standard", [44.5, 45.5]),
    ("prores_hq", "HQ", [51.5, 52.0]),
    ("dnxhr_lb", "DNXHR LB", [31.5, 31.0]),
    ("dnxhr_sq", "DNXHR SQ", [40.0, 38.0]),
    ("dnxhr_hq", "DNXHR HQ", [43.5, 42.5]),
    ("dnxhr_hqx", "DNXHR HQX", [43.5, 43.5]),
];
const FULL_CHROMA: [Codec; 3] = [
    ("prores_4444", "4444", [51.0, 51.5]),
    ("prores_4444_xq", "XQ", [59.5, 60.0]),
    ("dnxhr_444", "DNXHR 444", [46.0, 46.5]),
];
const DNXHD: [Codec; 3] =
    [("dnxhd_36", "DNXHD", [41.0, 42.0]), ("dnxhd_115", "DNXHD", [45.5, 49.0]), ("dnxhd_175", "DNXHD", [51.0, 50.5])];

/// OP-Atom, which is Avid's, holds DNx only.
fn wrappers(codec: &str) -> &'static [&'static str] {
    if codec.starts_with("prores") { &["mov", "mxf_op1a"] } else { &["mov", "mxf_op1a", "mxf_op_atom"] }
}

fn check_all(original: &Original, codecs: &[Codec], raster: &str) {
    let site = Site::new();
    let mut job = ProxyJobText::new().clip(original);
    for (codec, ..) in codecs {
        job = wrappers(codec).iter().fold(job, |job, wrapper| job.rendition(codec, wrapper, raster));
    }
    site.run(&job).expect_code(0);
    let source = Movie::open(&original.files[0]).frames();
    for (codec, profile, least_psnr) in codecs {
        for wrapper in wrappers(codec) {
            let movie = picture_file(&site, codec, wrapper, original);
            describes_itself(&movie, profile, original, raster, wrapper);
            let frames = movie.frames();
            let shown: Vec<_> = frames.iter().map(|frame| frame.identity(original.strip_rows)).collect();
            assert_eq!(shown, identities(original), "{codec} in {wrapper}");
            looks_like(codec, &frames, &source, *least_psnr);
        }
    }
}

/// The file with the picture; OP-Atom has others for the sound.
fn picture_file(site: &Site, codec: &str, wrapper: &str, original: &Original) -> Movie {
    let name = match wrapper {
        "mov" => format!("{}.mov", original.name()),
        "mxf_op1a" => format!("{}.mxf", original.name()),
        _ => format!("{}_v1.mxf", original.name()),
    };
    Movie::open(&site.out().join(rendition_name(codec, wrapper)).join(original.roll()).join(name))
}

/// What editing systems look for, read by ffprobe and mediainfo.
fn describes_itself(movie: &Movie, profile: &str, original: &Original, raster: &str, wrapper: &str) {
    let name = movie.path.display();
    let picture = |fact: &str| movie.picture(fact);
    assert_eq!(picture("nb_read_packets"), original.frames.to_string(), "{name}");
    assert_eq!(format!("{}x{}", picture("width"), picture("height")), raster, "{name}");
    // ffprobe finds no average of ProRes in MXF, in files of FFmpeg's own neither.
    let is_prores_in_mxf = picture("codec_name") == "prores" && wrapper != "mov";
    let average = if is_prores_in_mxf { "0/0" } else { "24000/1001" };
    for (fact, expected) in [
        ("profile", profile),
        ("r_frame_rate", "24000/1001"),
        ("avg_frame_rate", average),
        ("field_order", "progressive"),
        ("color_range", "tv"),
        ("color_space", "bt709"),
        // A camera's log picture has primaries and a transfer that no code point names.
        ("color_primaries", ""),
        ("color_transfer", ""),
        ("sample_aspect_ratio", "1:1"),
    ] {
        assert_eq!(picture(fact), expected, "{name}: {fact}");
    }
    assert_eq!(movie.tag("timecode"), original.start_timecode, "{name}");
    assert_eq!(movie.tag("reel_name"), original.reel, "{name}");
    let Some(info) = movie.mediainfo() else { return };
    // In OP-Atom the tape, which counts from zero, comes behind the clip.
    let timecodes = info.fields("Other", "TimeCode_FirstFrame");
    assert_eq!(timecodes.first(), Some(&original.start_timecode), "{name}: {info:?}");
    if wrapper == "mov" {
        assert_eq!(info.fields("Other", "Title"), std::slice::from_ref(&original.reel), "{name}");
    }
    assert_eq!(info.fields("Video", "FrameCount"), [original.frames.to_string()], "{name}");
    assert_eq!(info.fields("Video", "FrameRate"), ["23.976"], "{name}");
}

/// Codes as near to the camera's as the codec allows: in the frame's own place, and in no other.
fn looks_like(codec: &str, frames: &[DecodedFrame], source: &[DecodedFrame], least: [f64; 2]) {
    for (position, (ours, theirs)) in frames.iter().zip(source).enumerate() {
        let [luma, cb, cr]: [f64; 3] = ours.psnr(theirs).try_into().expect("three planes");
        if position == 0 {
            println!("{codec}: Y {luma:.2} dB, Cb {cb:.2} dB, Cr {cr:.2} dB");
        }
        let is_near = luma >= least[0] && cb.min(cr) >= least[1];
        assert!(is_near, "{codec}, frame {position}: Y {luma:.2} dB, Cb {cb:.2} dB, Cr {cr:.2} dB");
    }
    // The measure tells frames apart, or it would prove nothing.
    let neighbour = frames[0].psnr(&source[1])[0];
    println!("{codec}: beside the neighbour {neighbour:.2} dB");
    assert!(neighbour < least[0] - 3.0, "{codec}: {neighbour:.2} dB beside the next frame");
}

#[test]
fn codecs_of_subsampled_chroma() {
    check_all(&small("prores422"), &SUBSAMPLED, SMALL);
}

#[test]
fn codecs_of_full_chroma() {
    check_all(&small("prores4444"), &FULL_CHROMA, SMALL);
}

/// DNxHD of 720 lines has codes and weights of its own, and 175 may be of 10 bits ("175x").
#[test]
fn dnxhd_of_720_lines_and_of_ten_bits() {
    const RASTER: &str = "1280x720";
    let kinds = [
        ("small", "dnxhd_115", "bit_depth = 8", "yuv422p", [44.0, 47.5]),
        ("large", "dnxhd_175", "bit_depth = 8", "yuv422p", [49.0, 49.5]),
        ("deep", "dnxhd_175", "bit_depth = 10", "yuv422p10le", [49.0, 50.0]),
    ];
    let original = Shoot::of("prores422").size(1280, 720).frames(3).make();
    let site = Site::new();
    let job = kinds.iter().fold(ProxyJobText::new().clip(&original), |job, (name, codec, depth, ..)| {
        let both = ["mov", "mxf_op_atom"].into_iter();
        both.fold(job, |job, wrapper| {
            let name = rendition_name(name, wrapper);
            let lines = format!("name = {name:?}\ncodec = {codec:?}\nwrapper = {wrapper:?}\nraster = {RASTER:?}");
            job.raw_rendition(&format!("{lines}\n{depth}"))
        })
    });
    site.run(&job).expect_code(0);
    let source = Movie::open(&original.files[0]).frames();
    for (name, _, _, pixels, least_psnr) in kinds {
        for wrapper in ["mov", "mxf_op_atom"] {
            let movie = picture_file(&site, name, wrapper, &original);
            describes_itself(&movie, "DNXHD", &original, RASTER, wrapper);
            assert_eq!(movie.picture("pix_fmt"), pixels, "{name} in {wrapper}");
            let frames = movie.frames();
            let shown: Vec<_> = frames.iter().map(|frame| frame.identity(original.strip_rows)).collect();
            assert_eq!(shown, identities(&original), "{name} in {wrapper}");
            looks_like(name, &frames, &source, least_psnr);
        }
    }
}

#[test]
fn dnxhd_at_its_largest_raster() {
    let original = Shoot::of("prores422").size(1920, 1080).frames(3).make();
    check_all(&original, &DNXHD, "1920x1080");
}

#[test]
fn all_renditions_are_of_every_clip() {
    assert_eq!(SUBSAMPLED.len() + FULL_CHROMA.len() + DNXHD.len(), interneg_spec::proxy::ProxyCodec::ALL.len());
    assert_eq!(FRAMES, small("dpx").frames);
}
