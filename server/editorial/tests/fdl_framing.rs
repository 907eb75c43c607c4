//! Source pictures come to lie where arithmetic by hand puts them.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "fdl/grid.rs"]
mod grid;

use interneg_editorial::fdl::{Fdl, Layer};
use interneg_editorial::framing::{
    Bars, Frame, FrameQuery, Framing, FramingError, Geometry, Half, Letterbox, PixelGrid, Placement, SourcePicture,
    Window, frame_for,
};
use interneg_spec::Raster;

const HD: Raster = Raster { width: 1920, height: 1080 };

fn source(width: u32, height: u32, pixel_aspect: (u32, u32)) -> SourcePicture {
    SourcePicture { raster: Raster { width, height }, pixel_aspect }
}

fn window(x: f64, y: f64, width: f64, height: f64) -> Window {
    Window { x, y, width, height }
}

fn place(left: u32, top: u32, width: u32, height: u32) -> Placement {
    Placement { left, top, width, height }
}

fn whole(source: SourcePicture, delivery: Raster, grid: PixelGrid, letterbox: Option<Letterbox>) -> Geometry {
    let geometry = Framing::Whole(letterbox).fit(&source, delivery, grid).unwrap();
    check(&geometry, source.raster, grid);
    geometry
}

/// The invariants that are promised.
fn check(geometry: &Geometry, stored: Raster, grid: PixelGrid) {
    let Window { x, y, width, height } = geometry.source_window;
    assert!(x >= 0.0 && y >= 0.0 && width > 0.0 && height > 0.0, "{geometry}");
    assert!(x + width <= f64::from(stored.width) + 1e-9, "{geometry}");
    assert!(y + height <= f64::from(stored.height) + 1e-9, "{geometry}");
    let inside = |inner: Placement, outer: Placement| {
        let lies = |start, size, first, all| size > 0 && start >= first && start + size <= first + all;
        assert!(lies(inner.left, inner.width, outer.left, outer.width), "{geometry}");
        assert!(lies(inner.top, inner.height, outer.top, outer.height), "{geometry}");
    };
    inside(geometry.placed, Placement::all(geometry.canvas));
    inside(geometry.active, geometry.placed);
    let Placement { left, top, width, height } = geometry.placed;
    assert!([left, width].iter().all(|columns| columns % grid.columns == 0), "{geometry}");
    assert!([top, height].iter().all(|lines| lines % grid.lines == 0), "{geometry}");
}

#[test]
fn a_whole_source_is_fitted_in_the_middle() {
    // 1080 x 4448 / 3096 = 1551.63 columns, margins of 184.19.
    let open_gate = source(4448, 3096, (1, 1));
    let all = window(0.0, 0.0, 4448.0, 3096.0);
    for grid in [PixelGrid::CHROMA_444, PixelGrid::CHROMA_422, PixelGrid::CHROMA_420] {
        let geometry = whole(open_gate, HD, grid, None);
        assert_eq!((geometry.source_window, geometry.placed), (all, place(184, 0, 1552, 1080)));
        assert_eq!((geometry.letterbox, geometry.active, geometry.canvas), (None, geometry.placed, HD));
        assert!(geometry.is_whole(open_gate.raster));
    }
    // 2880 x 2 / 2160 = 2.667: 720 lines.
    assert_eq!(whole(source(2880, 2160, (2, 1)), HD, PixelGrid::CHROMA_422, None).placed, place(0, 180, 1920, 720));
    // Pixels that are higher than wide: 720 x 8 / 576 x 9 is 1.111, and 1200 columns.
    assert_eq!(whole(source(720, 576, (8, 9)), HD, PixelGrid::CHROMA_422, None).placed, place(360, 0, 1200, 1080));
    assert_eq!(whole(source(3840, 2160, (1, 1)), HD, PixelGrid::CHROMA_420, None).placed, Placement::all(HD));
    // 1000 x 1080 / 1081 leaves margins of 460.46, which is 230.23 pairs of columns.
    assert_eq!(whole(source(1000, 1081, (1, 1)), HD, PixelGrid::CHROMA_422, None).placed, place(460, 0, 1000, 1080));
}

#[test]
fn letterboxes_leave_the_picture_that_the_trade_knows() {
    let cinema = "2.39".parse().unwrap();
    let uhd = source(3840, 2160, (1, 1));
    let matte = whole(uhd, HD, PixelGrid::CHROMA_422, Some(Letterbox::Matte(cinema)));
    assert_eq!(matte.placed, place(0, 138, 1920, 804));
    assert_eq!(matte.letterbox, Some(Bars { lines: 138, columns: 0 }));
    assert_eq!(matte.source_window, window(0.0, 276.0, 3840.0, 1608.0));
    assert!(!matte.is_whole(uhd.raster));
    // 804 x 16 / 9 = 1429.33 columns, margins of 245.33.
    let inside = whole(uhd, HD, PixelGrid::CHROMA_422, Some(Letterbox::Inside(cinema)));
    assert_eq!((inside.placed, inside.letterbox), (place(246, 138, 1428, 804), matte.letterbox));
    assert_eq!(inside.source_window, window(0.0, 0.0, 3840.0, 2160.0));
    assert_eq!(inside.active, inside.placed);
    // A scope picture of a 2:1 lens: 2.7:1 is wider than the room, and loses its sides.
    let scope = whole(source(2916, 2160, (2, 1)), HD, PixelGrid::CHROMA_422, Some(Letterbox::Matte(cinema)));
    assert_eq!(scope.placed, matte.placed);
    assert_eq!((scope.source_window.y, scope.source_window.height), (0.0, 2160.0));
    assert!((scope.source_window.width - 2160.0 * 1920.0 / 804.0 / 2.0).abs() < 1e-9);
    // 4:3 in a wide raster: bars at the sides.
    let narrow = whole(uhd, HD, PixelGrid::CHROMA_422, Some(Letterbox::Matte("4:3".parse().unwrap())));
    assert_eq!((narrow.placed, narrow.letterbox), (place(240, 0, 1440, 1080), Some(Bars { lines: 0, columns: 240 })));
    let dci = Raster { width: 4096, height: 2160 };
    let flat = whole(uhd, dci, PixelGrid::CHROMA_422, Some(Letterbox::Matte("1.85".parse().unwrap())));
    assert_eq!(flat.placed, place(50, 0, 3996, 2160));
}

/// Against arithmetic in double precision: within half a group of the exact size, and in the middle.
#[test]
fn every_size_is_fitted_to_the_nearest_group() {
    let mut state = 7u64;
    let mut draw = |least: u32, most: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + (state >> 33) as u32 % (most - least)
    };
    for _ in 0..20_000 {
        let grid = [PixelGrid::CHROMA_444, PixelGrid::CHROMA_422, PixelGrid::CHROMA_420][draw(0, 3) as usize];
        let delivery = Raster { width: 2 * draw(64, 4096), height: 2 * draw(64, 4096) };
        let picture = source(draw(1000, 9000), draw(1000, 9000), (draw(20, 41), draw(20, 41)));
        let Placement { left, top, width, height } = whole(picture, delivery, grid, None).placed;
        let aspect = f64::from(picture.raster.width * picture.pixel_aspect.0)
            / f64::from(picture.raster.height * picture.pixel_aspect.1);
        let exact_width = f64::from(delivery.width).min(f64::from(delivery.height) * aspect);
        let exact_height = f64::from(delivery.height).min(f64::from(delivery.width) / aspect);
        assert!((f64::from(width) - exact_width).abs() <= f64::from(grid.columns) + 1e-6, "{picture:?} {delivery}");
        assert!((f64::from(height) - exact_height).abs() <= f64::from(grid.lines) + 1e-6, "{picture:?} {delivery}");
        assert_eq!((2 * left + width, 2 * top + height), (delivery.width, delivery.height));
    }
}

#[test]
fn pictures_without_a_shape_are_refused() {
    let fit = |picture, delivery, grid| Framing::Whole(None).fit(&picture, delivery, grid).unwrap_err();
    let odd = Raster { width: 1921, height: 1080 };
    assert!(matches!(fit(source(1, 1, (1, 1)), odd, PixelGrid::CHROMA_422), FramingError::Grid { .. }));
    let odd = Raster { width: 1920, height: 1081 };
    assert!(matches!(fit(source(1, 1, (1, 1)), odd, PixelGrid::CHROMA_420), FramingError::Grid { .. }));
    let broken = PixelGrid { columns: 0, lines: 1 };
    assert!(matches!(fit(source(1, 1, (1, 1)), HD, broken), FramingError::Grid { .. }));
    for picture in [source(0, 1, (1, 1)), source(1, 0, (1, 1)), source(1, 1, (0, 1)), source(1, 1, (1, 0))] {
        assert!(matches!(fit(picture, HD, PixelGrid::CHROMA_444), FramingError::NoShape { .. }));
    }
    let most = u32::MAX;
    for picture in [source(most, 1, (most, 1)), source(1, most, (1, most))] {
        assert_eq!(fit(picture, HD, PixelGrid::CHROMA_422), FramingError::Nothing { delivery: HD });
    }
    let huge = Raster { width: most, height: most };
    whole(source(most, most, (most, most)), huge, PixelGrid::CHROMA_444, None);
}

/// The canvas of a list, its squeeze, its frame, and templates.
fn list(canvas: (u32, u32), squeeze: &str, frame: [f64; 4], templates: &str) -> Fdl {
    let [x, y, width, height] = frame;
    Fdl::from_json(&format!(
        r#"{{"uuid": "7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10", "version": {{"major": 1, "minor": 1}},
        "framing_intents": [{{"id": "F", "aspect_ratio": {{"width": 239, "height": 100}}}}], "contexts": [{{"canvases": [
        {{"id": "C", "source_canvas_id": "C", "dimensions": {{"width": {}, "height": {}}}, "anamorphic_squeeze": {squeeze},
        "framing_decisions": [{{"id": "C-F", "framing_intent_id": "F", "dimensions": {{"width": {width}, "height": {height}}},
        "anchor_point": {{"x": {x}, "y": {y}}}}}]}}]}}], "canvas_templates": [{templates}]}}"#,
        canvas.0, canvas.1
    ))
    .unwrap()
}

fn query<'a>(raster: Raster, intent: Option<&'a str>) -> FrameQuery<'a> {
    FrameQuery { raster, clip: None, intent }
}

fn decide(list: &Fdl, picture: SourcePicture, grid: PixelGrid) -> Result<Geometry, FramingError> {
    let frame = frame_for(list, &query(picture.raster, None))?;
    let geometry = Framing::Decision { frame, template: list.canvas_templates.first() }.fit(&picture, HD, grid)?;
    check(&geometry, picture.raster, grid);
    Ok(geometry)
}

fn template(rest: &str) -> String {
    format!(
        r#"{{"id": "HD", "target_dimensions": {{"width": 1920, "height": 1080}}, "target_anamorphic_squeeze": 1.0,
        "fit_source": "framing_decision.dimensions", {rest}}}"#
    )
}

const MAXIMUM: &str = r#""maximum_dimensions": {"width": 1920, "height": 1080}"#;

#[test]
fn a_frame_is_delivered_alone_where_the_list_says_nothing_else() {
    // 1673.6 x 1920 / 4000 = 803.33 lines, 804 even ones.
    let scope = list((4608, 3164), "1.0", [304.0, 745.2, 4000.0, 1673.6], "");
    let geometry = decide(&scope, source(4608, 3164, (1, 1)), PixelGrid::CHROMA_422).unwrap();
    assert_eq!(geometry.placed, place(0, 138, 1920, 804));
    let Window { x, y, width, height } = geometry.source_window;
    for (found, expected) in [(x, 304.0), (y, 745.2), (width, 4000.0), (height, 1673.6)] {
        assert!((found - expected).abs() < 1e-9, "{geometry}");
    }
    assert_eq!((geometry.active, geometry.letterbox), (geometry.placed, None));
    // 4728 x 1.3 to 3456 is 1.7785: 1079.58 lines, 1080 even ones.
    let squeezed = list((5184, 4320), "1.3", [228.0, 432.0, 4728.0, 3456.0], "");
    let geometry = decide(&squeezed, source(5184, 4320, (1, 1)), PixelGrid::CHROMA_422).unwrap();
    assert_eq!((geometry.placed, geometry.source_window), (Placement::all(HD), window(228.0, 432.0, 4728.0, 3456.0)));
}

#[test]
fn what_a_template_cuts_is_cut_in_the_source() {
    // A factor of 1920 / 6146.4: the canvas becomes 2105.2 by 1349.5, 2106 by 1350 even pixels rounded up; the frame
    // begins at 92.6, 134.9, which are 94 and 136.
    let rest = format!(
        r#""fit_method": "width", "preserve_from_source_canvas": "canvas.dimensions", {MAXIMUM},
        "round": {{"even": "even", "mode": "up"}}"#
    );
    let squeezed = list((5184, 4320), "1.3", [228.0, 432.0, 4728.0, 3456.0], &template(&rest));
    let geometry = decide(&squeezed, source(5184, 4320, (1, 1)), PixelGrid::CHROMA_422).unwrap();
    assert_eq!((geometry.placed, geometry.active), (Placement::all(HD), Placement::all(HD)));
    let Window { x, y, width, height } = geometry.source_window;
    let expected =
        [94.0 / 2106.0 * 5184.0, 136.0 / 1350.0 * 4320.0, 1920.0 / 2106.0 * 5184.0, 1080.0 / 1350.0 * 4320.0];
    for (found, expected) in [x, y, width, height].into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{geometry}");
    }
}

#[test]
fn edges_that_are_seen_lie_on_the_grid() {
    // 1080 x 1171 / 1080 = 1171 columns between margins of 374.5.
    let rest = format!(
        r#""fit_method": "fit_all", {MAXIMUM}, "pad_to_maximum": true, "round": {{"even": "whole", "mode": "round"}}"#
    );
    let odd = list((1200, 1080), "1.0", [10.0, 0.0, 1171.0, 1080.0], &template(&rest));
    let fit = |grid| decide(&odd, source(1200, 1080, (1, 1)), grid).unwrap();
    let exact = fit(PixelGrid::CHROMA_444);
    assert_eq!((exact.placed, exact.source_window), (place(374, 0, 1171, 1080), window(10.0, 0.0, 1171.0, 1080.0)));
    let pairs = fit(PixelGrid::CHROMA_422);
    assert_eq!((pairs.placed, pairs.source_window), (place(374, 0, 1170, 1080), window(10.0, 0.0, 1170.0, 1080.0)));
    assert_eq!(pairs.active, pairs.placed);
}

/// The frame lies inside of what is kept around it.
#[test]
fn the_frame_is_active_and_the_rest_is_seen() {
    let rest = format!(
        r#""fit_method": "fit_all", {MAXIMUM}, "pad_to_maximum": true, "preserve_from_source_canvas": "canvas.dimensions",
        "round": {{"even": "even", "mode": "round"}}"#
    );
    let fitted = template(&rest).replace("framing_decision.dimensions", "canvas.dimensions");
    let scope = list((3840, 2160), "1.0", [0.0, 276.0, 3840.0, 1608.0], &fitted);
    let geometry = decide(&scope, source(3840, 2160, (1, 1)), PixelGrid::CHROMA_422).unwrap();
    assert_eq!((geometry.placed, geometry.active), (Placement::all(HD), place(0, 138, 1920, 804)));
    assert!(geometry.is_whole(Raster { width: 3840, height: 2160 }));
    let expected =
        "source 3840x2160 at 0,0 to 1920x1080 at 0,0 of 1920x1080, active picture 1920x804 at 0,138 (2.388:1)";
    assert_eq!(geometry.to_string(), expected);
    let aperture = geometry.clean_aperture();
    assert_eq!(
        (aperture.width, aperture.height, aperture.horizontal, aperture.vertical),
        (1920, 804, Half(0), Half(0))
    );
    let odd = Geometry { active: place(1, 138, 1000, 803), ..geometry };
    assert_eq!((odd.clean_aperture().horizontal, odd.clean_aperture().vertical), (Half(-918), Half(-1)));
    assert_eq!(odd.clean_aperture().vertical.to_string(), "-0.5");
}

#[test]
fn lists_of_other_pictures_are_refused() {
    let scope = list((4608, 3164), "1.0", [304.0, 745.2, 4000.0, 1673.6], "");
    let other = frame_for(&scope, &query(HD, None)).unwrap_err();
    assert_eq!(other.to_string(), "the list has no canvas of 1920x1080 with a frame");
    let raster = Raster { width: 4608, height: 3164 };
    assert!(frame_for(&scope, &query(raster, Some("F"))).is_ok());
    let error = frame_for(&scope, &query(raster, Some("G"))).unwrap_err();
    assert_eq!(error.to_string(), "the list has no canvas of 4608x3164 with a frame for the intent G");
    let frame = frame_for(&scope, &query(raster, None)).unwrap();
    let framing = Framing::Decision { frame, template: None };
    let error = framing.fit(&source(1920, 1080, (1, 1)), HD, PixelGrid::CHROMA_422).unwrap_err();
    assert!(matches!(error, FramingError::OtherCanvas { .. }), "{error}");
    let plain = template(r#""fit_method": "width", "preserve_from_source_canvas": "canvas.dimensions""#);
    let larger = list((4608, 3164), "1.0", [304.0, 745.2, 4000.0, 1673.6], &plain);
    let error = decide(&larger, source(4608, 3164, (1, 1)), PixelGrid::CHROMA_422).unwrap_err();
    let made = Raster { width: 2212, height: 1520 };
    assert!(matches!(&error, FramingError::OtherRaster { made: found, .. } if *found == made), "{error}");
    let rest = format!(r#""fit_method": "fit_all", {MAXIMUM}, "pad_to_maximum": true"#);
    let squeezed = template(&rest).replace(r#"squeeze": 1.0"#, r#"squeeze": 2.0"#);
    let squeezed = list((4608, 3164), "2.0", [304.0, 745.2, 4000.0, 1673.6], &squeezed);
    let error = decide(&squeezed, source(4608, 3164, (1, 1)), PixelGrid::CHROMA_422).unwrap_err();
    assert!(matches!(error, FramingError::Squeezed { .. }), "{error}");
}

#[test]
fn lists_of_several_clips_and_frames_are_asked_by_name() {
    let canvas = |id: &str, intents: &[&str]| {
        let decisions: Vec<_> = intents
            .iter()
            .map(|intent| {
                format!(
                    r#"{{"id": "{id}-{intent}", "framing_intent_id": "{intent}", "dimensions": {{"width": 1920, "height": 804}},
                    "anchor_point": {{"x": 0, "y": 138}}}}"#
                )
            })
            .collect();
        format!(
            r#"{{"id": "{id}", "source_canvas_id": "{id}", "dimensions": {{"width": 1920, "height": 1080}},
            "framing_decisions": [{}]}}"#,
            decisions.join(",")
        )
    };
    let text = format!(
        r#"{{"uuid": "7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10", "version": {{"major": 2, "minor": 0}}, "framing_intents":
        [{{"id": "F", "aspect_ratio": {{"width": 239, "height": 100}}}}, {{"id": "G", "aspect_ratio": {{"width": 2, "height": 1}}}}],
        "contexts": [{{"clip_id": {{"clip_name": "A001C001", "file": "x/A001C001_R1AB.mov"}}, "canvases": [{}]}},
        {{"clip_id": {{"clip_name": "A001C002"}}, "canvases": [{}]}}, {{"canvases": [{}]}}]}}"#,
        canvas("C1", &["F"]),
        canvas("C2", &["F", "G"]),
        canvas("C3", &["G"]),
    );
    let list = Fdl::from_json(&text).unwrap();
    let found = |clip, intent| {
        frame_for(&list, &FrameQuery { raster: HD, clip, intent }).map(|frame| frame.decision.id.clone())
    };
    assert_eq!(found(Some("A001C001"), None).unwrap(), "C1-F");
    assert_eq!(found(Some("A001C001_R1AB"), None).unwrap(), "C1-F");
    assert_eq!(found(Some("A001C002"), Some("G")).unwrap(), "C2-G");
    assert_eq!(found(Some("A001C003"), None).unwrap(), "C3-G");
    assert!(matches!(found(Some("A001C003"), Some("F")), Err(FramingError::NoFrame { .. })));
    let several = found(Some("A001C002"), None).unwrap_err().to_string();
    assert_eq!(several, "the list has several frames for 1920x1080: C2-F, C2-G; name one of them");
    assert!(matches!(found(None, Some("G")), Err(FramingError::SeveralFrames { .. })));
    let defaulted = text.replacen(r#""framing_intents""#, r#""default_framing_intent": "G", "framing_intents""#, 1);
    let list = Fdl::from_json(&defaulted).unwrap();
    let frame = frame_for(&list, &FrameQuery { raster: HD, clip: Some("A001C002"), intent: None });
    assert_eq!(frame.unwrap().decision.id, "C2-G");
}

/// Many templates on many canvases: the promises hold, and source pixels come to lie where the frame says.
#[test]
fn frames_lie_where_their_source_pixels_are() {
    let list = Fdl::from_json(&grid::grid(600)).unwrap();
    let canvases = || list.contexts.iter().flat_map(|context| &context.canvases);
    let (mut compared, mut without_picture) = (0, 0);
    for canvas in canvases() {
        let decision = &canvas.framing_decisions[0];
        let picture = source(canvas.dimensions.width as u32, canvas.dimensions.height as u32, (1, 1));
        let framed = canvas.layer(decision, Layer::Framing).unwrap();
        for template in list.canvas_templates.iter().filter(|template| template.target_anamorphic_squeeze == 1.0) {
            let Ok(made) = template.apply(canvas, decision) else { continue };
            let framing = Framing::Decision { frame: Frame { canvas, decision }, template: Some(template) };
            for grid in [PixelGrid::CHROMA_444, PixelGrid::CHROMA_422, PixelGrid::CHROMA_420] {
                let geometry = match framing.fit(&picture, made.canvas, grid) {
                    Ok(geometry) => geometry,
                    Err(FramingError::Grid { raster, columns, lines }) => {
                        assert!(raster.width % columns > 0 || raster.height % lines > 0);
                        continue;
                    }
                    Err(error) => {
                        assert!(matches!(error, FramingError::Nothing { .. }), "{error}");
                        without_picture += 1;
                        continue;
                    }
                };
                check(&geometry, picture.raster, grid);
                let Geometry { source_window: window, placed, active, .. } = geometry;
                let there = |start: f64, from: f64, size: f64, to: u32, length: u32| {
                    f64::from(to) + (start - from) * f64::from(length) / size
                };
                let left = there(framed.anchor.x, window.x, window.width, placed.left, placed.width);
                let right =
                    there(framed.anchor.x + framed.size.width, window.x, window.width, placed.left, placed.width);
                let top = there(framed.anchor.y, window.y, window.height, placed.top, placed.height);
                let end = framed.anchor.y + framed.size.height;
                let bottom = there(end, window.y, window.height, placed.top, placed.height);
                let inside =
                    |place: f64, start: u32, length: u32| place.clamp(f64::from(start), f64::from(start + length));
                let edges = [
                    (inside(left, placed.left, placed.width), active.left),
                    (inside(right, placed.left, placed.width), active.left + active.width),
                    (inside(top, placed.top, placed.height), active.top),
                    (inside(bottom, placed.top, placed.height), active.top + active.height),
                ];
                for (expected, found) in edges {
                    // The template rounds the size of the whole, and size and place of the frame, by up to two each.
                    assert!(
                        (expected - f64::from(found)).abs() < 6.0,
                        "{} {} {geometry} {expected}",
                        canvas.id,
                        template.id
                    );
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 2000 && without_picture < 20, "{compared} compared, {without_picture} without a picture");
}
