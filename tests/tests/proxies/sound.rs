//! Sound of the camera in proxies.

use crate::material::{SMALL, cut, movie, small};
use interneg_tests::{Movie, ProxyJobText, Shoot, Site};

#[test]
fn sound_of_the_camera_is_carried_over_bit_by_bit() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    site.run(&cut(&[&original])).expect_code(0);
    let movie = movie(&site, "prores_proxy", &original);
    let tracks = movie.streams("audio");
    assert!(
        tracks.iter().all(|track| track["codec_name"] == "pcm_s24le" && track["sample_rate"] == "48000"),
        "{tracks:?}"
    );
    let (ours, theirs) = (movie.sound(), Movie::open(&original.files[0]).sound());
    // 12 frames of 1001/24000 s are 24024 samples of two channels.
    assert_eq!((ours.len(), theirs.len()), (2 * 24_024, 2 * 24_024));
    assert!(theirs.iter().any(|sample| sample.abs() > 1 << 16), "the camera recorded silence");
    assert!(ours == theirs, "samples differ");
}

#[test]
fn sound_at_29_97_goes_on_without_a_gap() {
    // A frame is 1601.6 samples, so frames have 1601 or 1602 of them; four frames a chunk put the seams everywhere.
    let original = Shoot::of("prores422").size(512, 288).frames(12).clock("30000/1001", "00:59:59;24").make();
    let site = Site::new().bounds(2, 1, 4);
    site.run(&cut(&[&original])).expect_code(0);
    let (ours, theirs) = (movie(&site, "prores_proxy", &original).sound(), Movie::open(&original.files[0]).sound());
    // 12 * 1601.6 = 19219.2: the last frame ends behind sample 19219.
    assert_eq!(ours.len(), 2 * 19_219);
    let shared = ours.len().min(theirs.len());
    assert!(shared + 4 >= ours.len(), "the camera has only {} samples", theirs.len());
    assert!(ours[..shared] == theirs[..shared], "samples differ");
}

#[test]
fn channels_are_chosen_and_left_out() {
    let original = small("prores422");
    let tracks = |lines: &str| {
        let site = Site::new();
        let job = ProxyJobText::new().rendition("prores_proxy", "mov", SMALL).clip(&original).table("sound", lines);
        site.run(&job).expect_code(0);
        let made = movie(&site, "prores_proxy", &original);
        // The files last as long as the site.
        (site, made)
    };
    let (_site, second) = tracks("channels = [2]");
    let (ours, theirs) = (second.sound(), Movie::open(&original.files[0]).sound());
    let wanted: Vec<i32> = theirs.iter().skip(1).step_by(2).copied().collect();
    assert!(ours == wanted, "it is not the second channel");
    assert_eq!(tracks("source = \"none\"").1.streams("audio").len(), 0);
}
