//! Who encodes a rendition: we, unless FFmpeg's encoder is asked for.

use crate::material::{SMALL, identities, small};
use interneg_tests::{Movie, ProxyJobText, Site};
use std::fs;

#[test]
fn a_rendition_says_who_encodes_it_and_is_encoded_so() {
    let (site, original) = (Site::new(), small("prores4444"));
    let rendition = |name: &str, lines: &str| {
        format!("name = {name:?}\ncodec = \"prores_4444_xq\"\nwrapper = \"mov\"\nraster = {SMALL:?}\n{lines}")
    };
    let job = ProxyJobText::new()
        .clip(&original)
        .raw_rendition(&rendition("usual", ""))
        .raw_rendition(&rendition("ten", "bit_depth = 10"))
        .raw_rendition(&rendition("ffmpeg", "encoder = \"ffmpeg\""));
    site.run(&job).expect_code(0);
    let source = Movie::open(&original.files[0]).frames();
    let mut luma = Vec::new();
    for (name, header, words) in [
        ("usual", &b"intn"[..], "encoded by interneg from 12 bits"),
        ("ten", b"intn", "encoded by interneg from 10 bits"),
        ("ffmpeg", b"Lavc", "encoded by FFmpeg's prores_ks"),
    ] {
        let folder = site.out().join(name);
        let path = folder.join(original.roll()).join(format!("{}.mov", original.name()));
        let bytes = fs::read(&path).expect("a movie");
        // The frame header's encoder is 8 bytes behind its identifier.
        let frames = bytes.windows(4).enumerate().filter(|(_, word)| word == b"icpf").map(|(at, _)| at);
        let encoders: Vec<&[u8]> = frames.map(|at| &bytes[at + 8..at + 12]).collect();
        assert_eq!(encoders, vec![header; original.frames as usize], "{name}");
        let passport = fs::read_to_string(folder.join(format!("{}.relink.json", original.roll())));
        assert!(passport.expect("a passport").contains(words), "{name}");
        let frames = Movie::open(&path).frames();
        let shown: Vec<_> = frames.iter().map(|frame| frame.identity(original.strip_rows)).collect();
        assert_eq!(shown, identities(&original), "{name}");
        luma.push(frames[0].psnr(&source[0])[0]);
    }
    println!("luma, 12 bits, 10 bits, FFmpeg's: {luma:.2?} dB");
    assert!(luma[0] > luma[1] && luma[1] > luma[2] - 0.1, "{luma:?}");
}
