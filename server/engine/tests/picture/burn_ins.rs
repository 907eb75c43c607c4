//! Burnt-in text, read back from the codes.

use crate::support::*;
use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use interneg_colour::Config;
use interneg_engine::proxy::picture::{
    BurnIn, BurnInError, BurnInField, BurnInPosition, BurnIns, ClipPicture, FrameError, FrameFacts, Looks,
    PictureError, PictureTarget, RenditionPicture,
};
use interneg_kernels::Subsampling;
use interneg_spec::{Raster, Rate, Timecode};
use std::collections::BTreeMap;

const RASTER: Raster = Raster { width: 960, height: 540 };
/// 27 pixels.
const LINE_HEIGHT: f64 = 0.05;
const CELL_HEIGHT: usize = 27;
const READABLE: &str = "0123456789:;ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-. ";

/// A box on the canvas: columns and rows.
type Place = (std::ops::Range<usize>, std::ops::Range<usize>);

/// The font at one size, as this test draws it.
struct Reader {
    cell_width: usize,
    glyphs: BTreeMap<char, Vec<f32>>,
}

impl Reader {
    fn new() -> Self {
        let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/DejaVuSansMono.ttf")).unwrap();
        let font = FontRef::try_from_slice(&file).unwrap();
        let font = font.as_scaled(PxScale::from(CELL_HEIGHT as f32));
        // DejaVu Sans Mono: 1233 units of 2384 from the highest to the lowest.
        let cell_width = (CELL_HEIGHT as f64 * 1233.0 / 2384.0).ceil() as usize;
        let glyph_of = |character: char| {
            let mut coverage = vec![0.0; cell_width * CELL_HEIGHT];
            let at = point((cell_width as f32 - font.h_advance(font.glyph_id(character))) / 2.0, font.ascent().round());
            let glyph = font.glyph_id(character).with_scale_and_position(font.scale(), at);
            if let Some(outline) = font.outline_glyph(glyph) {
                let min = outline.px_bounds().min;
                outline.draw(|x, y, share| {
                    let (x, y) = (min.x as i32 + x as i32, min.y as i32 + y as i32);
                    // What leaves the cell is not drawn.
                    if (0..cell_width as i32).contains(&x) && (0..CELL_HEIGHT as i32).contains(&y) {
                        coverage[y as usize * cell_width + x as usize] = share;
                    }
                });
            }
            (character, coverage)
        };
        Self { cell_width, glyphs: READABLE.chars().map(glyph_of).collect() }
    }

    /// The text in a box, by the glyph that is nearest to each cell; none may be nearly as near.
    fn read(&self, codes: &Codes, (columns, rows): &Place, bits: u8) -> String {
        let padding = CELL_HEIGHT / 4;
        let (left, top) = (columns.start + padding, rows.start + padding / 2);
        let characters = (columns.len() - 2 * padding) / self.cell_width;
        let (black, white) = (f32::from(16u16 << (bits - 8)), f32::from(235u16 << (bits - 8)));
        let read_one = |index: usize| {
            let x = left + index * self.cell_width;
            let pixels = (0..CELL_HEIGHT).flat_map(|row| (0..self.cell_width).map(move |column| (column, row)));
            let share = |(column, row): (usize, usize)| {
                let code = codes.planes[0][(top + row) * codes.width + x + column];
                (f32::from(code) - black) / (white - black)
            };
            let found: Vec<f32> = pixels.map(share).collect();
            let distance = |glyph: &[f32]| found.iter().zip(glyph).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
            let mut ranked: Vec<_> =
                self.glyphs.iter().map(|(character, glyph)| (distance(glyph), *character)).collect();
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(ranked[0].0 < 0.01 && ranked[1].0 > 1.0, "{:?}", &ranked[..3]);
            ranked[0].1
        };
        (0..characters).map(read_one).collect()
    }
}

/// A black picture, so that a box is seen by its text alone.
fn black(raster: Raster) -> Source {
    Source::ycbcr(raster, Subsampling::S422, 10, |plane, _, _| if plane == 0 { 64 } else { 512 })
}

fn burnt(source: &Source, target: PictureTarget, items: &[(BurnInPosition, &[BurnInField])]) -> RenditionPicture {
    let item =
        |(position, fields): &(BurnInPosition, &[BurnInField])| BurnIn { position: *position, fields: fields.to_vec() };
    let burn_ins = BurnIns { line_height: LINE_HEIGHT, items: items.iter().map(item).collect() };
    RenditionPicture { burn_ins: Some(burn_ins), ..rendition(source, target) }
}

/// Where the box of a text of so many characters lies.
fn place(reader: &Reader, position: BurnInPosition, characters: usize) -> Place {
    let padding = CELL_HEIGHT / 4;
    let (width, height) = ((characters * reader.cell_width + 2 * padding + 1) & !1, CELL_HEIGHT + 2 * (padding / 2));
    let margin = CELL_HEIGHT / 2;
    use BurnInPosition::*;
    let x = match position {
        TopLeft | BottomLeft => margin,
        TopCentre | BottomCentre => (960 - width) / 2,
        TopRight | BottomRight => 960 - margin - width,
    } & !1;
    let y = match position {
        TopLeft | TopCentre | TopRight => margin,
        BottomLeft | BottomCentre | BottomRight => 540 - margin - height,
    };
    (x..x + width, y..y + height)
}

#[test]
fn every_field_is_read_where_it_belongs() {
    let reader = Reader::new();
    let source = black(RASTER);
    let facts = FrameFacts { timecode: Some("10:11:12:13".parse().unwrap()), ..FACTS };
    let items: [(BurnInPosition, &[BurnInField], &str); 6] = [
        (BurnInPosition::TopLeft, &[BurnInField::Text("sc. 12A-3".to_owned())], "sc. 12A-3"),
        (BurnInPosition::TopCentre, &[BurnInField::SourceFrame], "86400"),
        (BurnInPosition::TopRight, &[BurnInField::Reel, BurnInField::SourceFrame], "A001R1AB  86400"),
        (BurnInPosition::BottomLeft, &[BurnInField::ClipName], "A001C001_260131_R1AB"),
        (BurnInPosition::BottomCentre, &[BurnInField::Text(String::new())], ""),
        (BurnInPosition::BottomRight, &[BurnInField::Timecode], "10:11:12:13"),
    ];
    for (subsampling, bits) in [(Subsampling::S422, 10), (Subsampling::S444, 8), (Subsampling::S422, 12)] {
        let target = PictureTarget { subsampling, bits, is_dithered: false };
        let wanted = burnt(&source, target, &items.each_ref().map(|(position, fields, _)| (*position, *fields)));
        let codes = &render_with(ACES_2, &source, &[wanted], &facts)[0];
        for (position, _, text) in items.iter().filter(|(.., text)| !text.is_empty()) {
            let place = place(&reader, *position, text.chars().count());
            assert_eq!(reader.read(codes, &place, bits), *text, "{position:?}");
        }
        // Neutral letters on black leave chroma alone.
        assert!(codes.planes[1..].iter().flatten().all(|code| *code == 128 << (bits - 8)));
    }
}

#[test]
fn drop_frame_timecode_is_read_at_the_minutes() {
    let reader = Reader::new();
    let source = black(RASTER);
    let renditions = [burnt(&source, TEN_422, &[(BurnInPosition::BottomRight, &[BurnInField::Timecode])])];
    let clip = clip(ACES_2, &source, &renditions);
    let mut scratch = clip.scratch();
    // SMPTE ST 12-1, 7.2: numbers 0 and 1 of each minute but every tenth are left out; 4 of them at 59.94.
    let cases = [
        (Rate::FPS_29_97, true, 1799, "00:00:59;29"),
        (Rate::FPS_29_97, true, 1800, "00:01:00;02"),
        (Rate::FPS_29_97, true, 17_981, "00:09:59;29"),
        (Rate::FPS_29_97, true, 17_982, "00:10:00;00"),
        (Rate::FPS_29_97, true, 107_892, "01:00:00;00"),
        (Rate::FPS_59_94, true, 3599, "00:00:59;59"),
        (Rate::FPS_59_94, true, 3600, "00:01:00;04"),
        (Rate::FPS_29_97, false, 1800, "00:01:00:00"),
        (Rate::FPS_24, false, 86_400 * 24 - 1, "23:59:59:23"),
    ];
    for (rate, is_drop_frame, count, expected) in cases {
        let facts = FrameFacts { timecode: Some(Timecode::from_frame_count(count, rate, is_drop_frame)), ..FACTS };
        let codes = &render_clip(&clip, &source, &renditions, &facts, &mut scratch)[0];
        let place = place(&reader, BurnInPosition::BottomRight, 11);
        assert_eq!(reader.read(codes, &place, 10), expected, "{rate}");
    }
}

#[test]
fn outside_of_the_box_no_code_changes_and_inside_it_is_half() {
    let reader = Reader::new();
    let code = |plane: usize, x: usize, y: usize| {
        let code = 4 + ((x * 4 + y * 29 + plane * 311) % 1016);
        if plane == 0 { code as u16 } else { 300 + (code / 3) as u16 }
    };
    let text = "A_b";
    for subsampling in [Subsampling::S422, Subsampling::S444] {
        let target = PictureTarget { subsampling, ..TEN_422 };
        let source = Source::ycbcr(RASTER, subsampling, 10, code);
        let field = [BurnInField::Text(text.to_owned())];
        let plain = &render(ACES_2, &source, &[rendition(&source, target)])[0];
        let codes = &render(ACES_2, &source, &[burnt(&source, target, &[(BurnInPosition::TopCentre, &field)])])[0];
        let (columns, rows) = place(&reader, BurnInPosition::TopCentre, 3);
        let glyph = |x: usize, y: usize| {
            let (left, top) = (columns.start + CELL_HEIGHT / 4, rows.start + CELL_HEIGHT / 4 / 2);
            let (Some(column), Some(row)) = (x.checked_sub(left), y.checked_sub(top)) else { return 0.0 };
            let glyph = text.chars().nth(column / reader.cell_width).map(|character| &reader.glyphs[&character]);
            match glyph.filter(|_| row < CELL_HEIGHT) {
                Some(glyph) => f64::from(glyph[row * reader.cell_width + column % reader.cell_width]),
                None => 0.0,
            }
        };
        for (y, x) in (0..540).flat_map(|y| (0..960).map(move |x| (y, x))) {
            let (before, found) = (plain.at(x, y), codes.at(x, y));
            if !columns.contains(&x) || !rows.contains(&y) {
                assert_eq!(found, before, "{x} {y}");
                continue;
            }
            let tent = |x: usize| (glyph(x - 1, y) + 2.0 * glyph(x, y) + glyph(x + 1, y)) / 4.0;
            let chroma = if subsampling == Subsampling::S444 { glyph(x, y) } else { tent(x & !1) };
            let mixed = |before: u16, black: f64, white: f64, share: f64| {
                let half = (f64::from(before) + black) / 2.0;
                half + (white - half) * share
            };
            let expected = [
                mixed(before[0], 64.0, 940.0, glyph(x, y)),
                mixed(before[1], 512.0, 512.0, chroma),
                mixed(before[2], 512.0, 512.0, chroma),
            ];
            for (found, expected) in found.into_iter().zip(expected) {
                // Coverage has 255 steps, codes are rounded twice.
                assert!((f64::from(found) - expected).abs() < 3.0, "{x} {y}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn bars_hold_what_is_written_into_them() {
    use interneg_engine::proxy::picture::{Geometry, Letterbox};
    let reader = Reader::new();
    let source = Source::ycbcr(RASTER, Subsampling::S422, 10, |plane, _, _| if plane == 0 { 700 } else { 560 });
    let letterbox = Letterbox { top: 69, bottom: 69, left: 0, right: 0 };
    let geometry = Geometry { letterbox, ..Geometry::unscaled(RASTER) };
    let wanted = burnt(&source, TEN_422, &[(BurnInPosition::BottomLeft, &[BurnInField::ClipName])]);
    let codes = &render(ACES_2, &source, &[RenditionPicture { geometry, ..wanted }])[0];
    let place = place(&reader, BurnInPosition::BottomLeft, FACTS.clip_name.len());
    assert!(place.1.start >= 540 - 69);
    assert_eq!(reader.read(codes, &place, 10), FACTS.clip_name);
    assert!((69..540 - 69).all(|y| (0..960).all(|x| codes.at(x, y) == [700, 560, 560])));
}

#[test]
fn what_cannot_be_burnt_in_is_refused_with_the_remedy() {
    let config = Config::builtin(ACES_2).unwrap();
    let source = black(RASTER);
    let new = |wanted: RenditionPicture| ClipPicture::new(&mut Looks::new(&config), &source.facts, &[wanted]);
    let reason = |wanted: RenditionPicture| match new(wanted).unwrap_err() {
        PictureError::BurnIn { rendition: 0, reason } => reason,
        other => panic!("{other}"),
    };
    use BurnInPosition::{TopCentre, TopLeft};
    let timecode: &[BurnInField] = &[BurnInField::Timecode];
    for line_height in [0.0, 0.01, 0.51, f64::NAN, -1.0, 1e300] {
        let wanted = burnt(&source, TEN_422, &[(TopLeft, timecode)]);
        let burn_ins = BurnIns { line_height, ..wanted.burn_ins.clone().unwrap() };
        let refused = reason(RenditionPicture { burn_ins: Some(burn_ins), ..wanted });
        assert!(matches!(refused, BurnInError::Height { .. }), "{refused}");
    }
    let twice = burnt(&source, TEN_422, &[(TopLeft, timecode), (TopLeft, timecode)]);
    assert_eq!(reason(twice), BurnInError::SamePosition(TopLeft));
    let glyph = burnt(&source, TEN_422, &[(TopLeft, &[BurnInField::Text("Šárka 映画".to_owned())])]);
    assert_eq!(reason(glyph), BurnInError::NoGlyph { text: "Šárka 映画".to_owned(), character: '映' });

    let clip = new(burnt(&source, TEN_422, &[(TopLeft, &[BurnInField::ClipName]), (TopCentre, timecode)])).unwrap();
    let first = FrameFacts { timecode: Some("01:00:00:00".parse().unwrap()), ..FACTS };
    assert_eq!(clip.check_burn_ins(&first), Ok(()));
    let refused = |facts: FrameFacts<'_>| match clip.check_burn_ins(&facts).unwrap_err() {
        FrameError::BurnIn { rendition: 0, reason } => reason,
        other => panic!("{other}"),
    };
    assert_eq!(refused(FACTS), BurnInError::NoTimecode);
    assert!(matches!(refused(FrameFacts { clip_name: "映画", ..first }), BurnInError::NoGlyph { .. }));
    let long = "A".repeat(30);
    assert!(
        matches!(refused(FrameFacts { clip_name: &long, ..first }), BurnInError::NoRoom { .. }),
        "over the timecode"
    );
    let longer = "A".repeat(80);
    assert!(
        matches!(refused(FrameFacts { clip_name: &longer, ..first }), BurnInError::NoRoom { .. }),
        "off the canvas"
    );
    // A frame says so as well.
    let wanted = burnt(&source, TEN_422, &[(TopLeft, &[BurnInField::ClipName]), (TopCentre, timecode)]);
    let mut memory = Memory::of(&wanted);
    let rendered = clip.render(&source.picture(), &FACTS, &mut [memory.planes()], &mut clip.scratch());
    assert!(matches!(rendered, Err(FrameError::BurnIn { rendition: 0, reason: BurnInError::NoTimecode })));
}
