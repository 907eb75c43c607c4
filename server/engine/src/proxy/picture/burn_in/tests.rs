//! The font's cells beside another program's.

use super::font::Font;
use std::process::Command;

/// 36 pixels an em, whose lines are 2384 of 2048 units high.
const HEIGHT: usize = 42;
const EM_PIXELS: f64 = HEIGHT as f64 * 2048.0 / 2384.0;
const TEXT: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+()#";

/// Those that reach high enough for FFmpeg to put them near a line's top.
const DRAWN: &str = "0123456789ABDEGHKMRSWZabdfhklt";

/// What FFmpeg's drawtext, which is FreeType, makes of a character in the middle of a black square; none where FFmpeg or
/// its filter is missing.
fn drawn_by_ffmpeg(text: &str, (width, height): (usize, usize)) -> Option<Vec<u8>> {
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/DejaVuSansMono.ttf");
    let draw = format!(
        "drawtext=fontfile={font}:text={text}:fontsize={}:fontcolor=white:x=0:y=8:ft_load_flags=no_hinting",
        EM_PIXELS.round()
    );
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &format!("color=black:s={width}x{height},format=gray")])
        .args(["-vf", &draw, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()
        .ok()?;
    (output.status.success() && output.stdout.len() == width * height).then_some(output.stdout)
}

#[test]
fn glyphs_are_those_that_freetype_draws() {
    let font = Font::new(HEIGHT);
    let (cell_width, cell_height) = font.cell();
    // FFmpeg sets characters at the font's own advance, so that each is asked for by itself.
    for character in DRAWN.chars() {
        let (width, height) = (64, 64);
        let Some(drawn) = drawn_by_ffmpeg(&character.to_string(), (width, height)) else {
            assert!(std::env::var_os("CI").is_none(), "no FFmpeg with drawtext, which the set-up installs");
            return println!("skipped: no ffmpeg with drawtext");
        };
        let glyph = font.glyph(character).unwrap();
        // FFmpeg puts the glyph's own top at y, so that the place is to be found.
        let shifted = (0..height - cell_height).flat_map(|dy| (0..8).map(move |dx| (dx, dy)));
        let shifted = shifted.map(|at| (correlation(glyph, cell_width, &drawn, width, at), at));
        let (best, (dx, dy)) = shifted.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        assert!(best > 0.9, "{character}: {best}");
        for other in DRAWN.chars().filter(|other| *other != character) {
            let glyph = font.glyph(other).unwrap();
            let near = (dy.max(1) - 1..=dy + 1).flat_map(|dy| (dx.max(1) - 1..=dx + 1).map(move |dx| (dx, dy)));
            let most = near.map(|at| correlation(glyph, cell_width, &drawn, width, at)).fold(0.0, f64::max);
            assert!(most < best, "{character}: {best}, taken for {other}: {most}");
        }
    }
}

/// Of the cell with what was drawn, the cell's column 4 and row 20 at the place.
fn correlation(glyph: &[u8], cell_width: usize, drawn: &[u8], width: usize, (dx, dy): (usize, usize)) -> f64 {
    let (mut product, mut own, mut other) = (0.0, 0.0, 0.0);
    for (index, value) in glyph.iter().enumerate() {
        let (x, y) = (index % cell_width + dx, index / cell_width + dy);
        let (x, y) = (x.wrapping_sub(4), y.wrapping_sub(10));
        let there = if x < width { drawn.get(y.wrapping_mul(width).wrapping_add(x)).copied().unwrap_or(0) } else { 0 };
        let (a, b) = (f64::from(*value), f64::from(there));
        (product, own, other) = (product + a * b, own + a * a, other + b * b);
    }
    let all: f64 = drawn.iter().map(|value| f64::from(*value).powi(2)).sum();
    product / (own * other.max(all)).sqrt()
}

#[test]
fn digits_differ_and_cells_hold_every_kept_letter() {
    for height in [8, 12, 43, 86] {
        let font = Font::new(height);
        let (width, cell_height) = font.cell();
        assert_eq!(cell_height, height);
        assert!(width * 2 >= height && width * 2 <= height + 4, "{width} of {height}");
        for (index, a) in TEXT.chars().enumerate() {
            assert!(TEXT.chars().skip(index + 1).all(|b| font.glyph(a) != font.glyph(b)), "{a} at {height}");
        }
        for character in "ÀÉÎÕÜßñøŠžłΩЖя–’€".chars() {
            assert!(font.glyph(character).is_some_and(|glyph| glyph.iter().any(|share| *share > 0)), "{character}");
        }
        assert!(font.glyph(' ').unwrap().iter().all(|share| *share == 0));
        assert!(['\n', '\u{202E}', '映', '\u{E000}'].iter().all(|character| font.glyph(*character).is_none()));
    }
}

/// What one machine has drawn, every other must.
#[test]
fn the_coverage_is_that_of_every_other_machine() {
    let font = Font::new(43);
    let bytes = TEXT.chars().flat_map(|character| font.glyph(character).unwrap().to_vec());
    let digest =
        bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    // Found on x86-64 with AVX-512.
    assert_eq!(digest, 14_950_514_598_711_427_098);
}
