//! Framing decision lists of others are read and applied, and broken ones are refused.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "fdl/grid.rs"]
mod grid;
#[path = "common/shared.rs"]
mod shared;

use interneg_editorial::fdl::{
    Align, Area, Canvas, Dimensions, Fdl, FdlError, FitMethod, Layer, Point, Preserve, Reframed, TemplateError,
};
use interneg_spec::Raster;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn sample(name: &str) -> Option<Fdl> {
    let folder = shared::samples("fdl")?;
    Some(Fdl::from_json(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap())
}

fn area(width: f64, height: f64, x: f64, y: f64) -> Area {
    Area { anchor: Point { x, y }, size: Dimensions { width, height } }
}

fn canvases(list: &Fdl) -> Vec<&Canvas> {
    list.contexts.iter().flat_map(|context| &context.canvases).collect()
}

#[test]
fn lists_of_others_are_read() {
    let Some(list) = sample("Scenario-9__FDL_DeliveredToVFXVendor.fdl") else { return };
    assert_eq!(list.uuid, "0E6D12BB-5D9A-461C-803E-5696E9CC8989");
    assert_eq!((list.version.major, list.version.minor), (0, 1));
    assert_eq!(list.default_framing_intent.as_deref(), Some("FDLSMP03"));
    let intent = &list.framing_intents[0];
    assert_eq!((intent.aspect_ratio.width, intent.aspect_ratio.height, intent.protection), (16.0, 9.0, 0.088));
    let [original, plate] = canvases(&list)[..] else { panic!() };
    assert_eq!((&*original.id, &*plate.id, &*plate.source_canvas_id), ("20220310", "20220350", "20220310"));
    assert_eq!((original.anamorphic_squeeze, plate.anamorphic_squeeze), (1.3, 1.0));
    assert_eq!(original.physical_dimensions, Some(Dimensions { width: 25.92, height: 21.6 }));
    let decision = &original.framing_decisions[0];
    let layer = |layer| original.layer(decision, layer).unwrap();
    assert_eq!(layer(Layer::Canvas), area(5184.0, 4320.0, 0.0, 0.0));
    assert_eq!(layer(Layer::Effective), area(5184.0, 4320.0, 0.0, 0.0));
    assert_eq!(layer(Layer::Protection), area(5184.0, 3790.0, 0.0, 265.0));
    assert_eq!(layer(Layer::Framing), area(4728.0, 3456.0, 228.0, 432.0));
    assert_eq!(plate.layer(&plate.framing_decisions[0], Layer::Effective), None);
    let template = &list.canvas_templates[0];
    assert_eq!((template.fit_source, template.fit_method), (Layer::Framing, FitMethod::Width));
    assert_eq!(
        (template.preserve_from_source_canvas, template.alignment_method_vertical),
        (Preserve::Canvas, Align::Centre)
    );
    assert_eq!((template.maximum_dimensions, template.pad_to_maximum), (None, false));
    let list = sample("Scenario-9__OriginalFDL_UsedToMakePlate.fdl").unwrap();
    assert_eq!(list.uuid, "6FBE1EBC-50A0-4201-90E0-76C98DFFD04C");
    assert_eq!(canvases(&list).len(), 1);
}

/// By hand: 4728 x 1.3 pixels of the frame become 4096, which is a factor of 0.66641; 5184 x 1.3 become 4491.04, and 4320
/// become 2878.9. Both are rounded up to even numbers, as are the places 151.95 / 228 = 197.5 and 287.9.
#[test]
fn the_plate_of_the_sample_is_made() {
    let Some(list) = sample("Scenario-9__OriginalFDL_UsedToMakePlate.fdl") else { return };
    let canvas = canvases(&list)[0];
    let plate = list.canvas_templates[0].apply(canvas, &canvas.framing_decisions[0]).unwrap();
    assert!((plate.scale - 4096.0 / 6146.4).abs() < 1e-12);
    assert_eq!(plate.canvas, Raster { width: 4492, height: 2880 });
    assert_eq!((plate.squeeze, plate.translation), (1.0, Point { x: 0.0, y: 0.0 }));
    assert_eq!(plate.source, area(5184.0, 4320.0, 0.0, 0.0));
    assert_eq!(plate.framing, area(4096.0, 2304.0, 198.0, 288.0));
    assert_eq!(plate.protection, Some(area(4492.0, 2526.0, 0.0, 178.0)));
    assert_eq!(plate.effective, area(4492.0, 2880.0, 0.0, 0.0));
}

fn line(reframed: &Reframed) -> String {
    let area = |area: Area| vec![area.size.width, area.size.height, area.anchor.x, area.anchor.y];
    let mut numbers = vec![f64::from(reframed.canvas.width), f64::from(reframed.canvas.height)];
    numbers.extend([reframed.content.width, reframed.content.height, reframed.translation.x, reframed.translation.y]);
    numbers.extend(area(reframed.effective).into_iter().chain(area(reframed.framing)));
    numbers.extend(reframed.protection.map(area).unwrap_or_default());
    let texts: Vec<_> = numbers.iter().map(f64::to_string).collect();
    format!("{}\t{}", reframed.scale, texts.join(" "))
}

#[test]
fn the_library_of_the_asc_applies_templates_the_same() {
    let Some(python) = shared::python("fdl") else { return };
    let folder = folder("fdl-grid");
    let text = grid::grid(600);
    let list = Fdl::from_json(&text).unwrap();
    let mut ours = String::new();
    for canvas in list.contexts.iter().flat_map(|context| &context.canvases) {
        for template in &list.canvas_templates {
            let applied = template.apply(canvas, &canvas.framing_decisions[0]);
            let result = applied.map_or_else(|error| format!("error\t{error}"), |reframed| line(&reframed));
            let _ = writeln!(ours, "{}\t{}\t{result}", canvas.id, template.id);
        }
    }
    std::fs::write(folder.join("grid.fdl"), &text).unwrap();
    std::fs::write(folder.join("ours.tsv"), &ours).unwrap();
    let report = shared::judge(&python, "fdl_judge.py", &[Path::new("templates"), &folder]);
    println!("{report}");
    let same = report.lines().find_map(|line| line.strip_suffix(" the same")?.parse::<usize>().ok());
    assert!(same.unwrap() > 2000, "{report}");
}

/// A list with one canvas, its frame and one template; other tests change single places of it.
const LIST: &str = r#"{
  "uuid": "7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10", "version": {"major": 1, "minor": 0},
  "default_framing_intent": "FI239",
  "framing_intents": [{"id": "FI239", "label": "2.39", "aspect_ratio": {"width": 239, "height": 100}, "protection": 0.0}],
  "contexts": [{"label": "A cam", "canvases": [
    {"id": "C1", "source_canvas_id": "C1", "dimensions": {"width": 4608, "height": 3164}, "anamorphic_squeeze": 1.0,
     "effective_dimensions": {"width": 4600, "height": 3160}, "effective_anchor_point": {"x": 4, "y": 2},
     "framing_decisions": [{"id": "C1-FI239", "framing_intent_id": "FI239", "dimensions": {"width": 4000, "height": 1673.6},
       "anchor_point": {"x": 304, "y": 745.2}, "protection_dimensions": {"width": 4500, "height": 1900},
       "protection_anchor_point": {"x": 54, "y": 632}}]},
    {"id": "C2", "source_canvas_id": "C1", "dimensions": {"width": 1920, "height": 1080}}]}],
  "canvas_templates": [{"id": "UHD", "target_dimensions": {"width": 3840, "height": 2160},
    "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.dimensions", "fit_method": "width",
    "alignment_method_vertical": "top", "preserve_from_source_canvas": "canvas.dimensions",
    "maximum_dimensions": {"width": 4096, "height": 3000}, "round": {"even": "even", "mode": "up"}}]
}"#;

/// What is changed, what our message says, and whether the library of the ASC accepts it all the same.
const BROKEN: &[(&str, &str, &str, bool)] = &[
    (r#""label": "A cam""#, r#""label": "A cam", "colour": 1"#, "unknown field `colour`", false),
    (r#""mode": "up""#, r#""mode": "up", "x": 1"#, "unknown field `x`", false),
    (r#""major": 1, "#, r#""major": 1, "patch": 0, "#, "unknown field `patch`", false),
    (r#""x": 304, "#, r#""x": 304, "z": 0, "#, "unknown field `z`", false),
    (r#""label": "A cam""#, r#""label": null"#, "line 5", false),
    (r#""label": "A cam""#, r#""label": 7"#, "expected a string", false),
    (r#""uuid": "7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10", "#, "", "missing field `uuid`", false),
    (r#""anchor_point": {"x": 304, "y": 745.2}, "#, "", "missing field `anchor_point`", false),
    (r#""anchor_point": {"x": 304, "#, r#""anchor_point": {"x": "304", "#, "expected f64", false),
    (r#""major": 1"#, r#""major": 9"#, "ASC FDL 9.0 is not known", false),
    (r#""id": "FI239", "label""#, r#""id": "FI 239", "label""#, "$.framing_intents[0].id: not 1 to 32", false),
    (r#""id": "UHD""#, r#""id": """#, "$.canvas_templates[0].id: not 1 to 32", false),
    (r#""id": "UHD""#, r#""id": "A1234567890123456789012345678901x""#, "$.canvas_templates[0].id: not 1 to 32", false),
    (r#""width": 239"#, r#""width": 2.39"#, "$.framing_intents[0].aspect_ratio: not two whole numbers", false),
    (r#""protection": 0.0"#, r#""protection": -0.1"#, "$.framing_intents[0].protection: below 0", false),
    (
        r#""default_framing_intent": "FI239""#,
        r#""default_framing_intent": "FI185""#,
        "$.default_framing_intent: there is no framing intent \"FI185\"",
        false,
    ),
    (
        r#""framing_intent_id": "FI239""#,
        r#""framing_intent_id": "FI185""#,
        "$.contexts[0].canvases[0].framing_decisions[0].framing_intent_id: there is no framing intent",
        false,
    ),
    (r#""id": "C1-FI239""#, r#""id": "C1-FI185""#, "framing_decisions[0].id: \"C1-FI185\" is not \"C1-FI239\"", false),
    (
        r#""id": "C2", "source_canvas_id": "C1""#,
        r#""id": "C2", "source_canvas_id": "C9""#,
        "$.contexts[0].canvases[1].source_canvas_id: there is no canvas \"C9\"",
        false,
    ),
    (r#""id": "C2""#, r#""id": "C1""#, "$.contexts[0].canvases[1].id: the id \"C1\" is there already", false),
    (r#""width": 1920"#, r#""width": 0"#, "$.contexts[0].canvases[1].dimensions: not two whole numbers", false),
    (r#""width": 1920"#, r#""width": -1920"#, "$.contexts[0].canvases[1].dimensions: not two whole numbers", false),
    (r#""width": 1920"#, r#""width": 1920.5"#, "$.contexts[0].canvases[1].dimensions: not two whole numbers", false),
    (r#""width": 4600"#, r#""width": 4700"#, "the effective area is not inside the canvas", false),
    (r#""width": 4500"#, r#""width": 4604"#, "the protection is not inside the effective area", false),
    (r#""width": 4000"#, r#""width": 4501"#, "the frame is not inside the protection", false),
    (r#""x": 304"#, r#""x": -1"#, "framing_decisions[0].dimensions: the frame is not inside the protection", false),
    (r#", "effective_anchor_point": {"x": 4, "y": 2}"#, "", "effective_dimensions: no anchor point beside it", false),
    (
        ",\n       \"protection_anchor_point\": {\"x\": 54, \"y\": 632}",
        "",
        "protection_dimensions: no anchor point beside it",
        false,
    ),
    (r#""anamorphic_squeeze": 1.0,"#, r#""anamorphic_squeeze": 0,"#, "anamorphic_squeeze: not between", false),
    (
        r#""target_anamorphic_squeeze": 1.0"#,
        r#""target_anamorphic_squeeze": 0"#,
        "target_anamorphic_squeeze: not",
        false,
    ),
    (r#""fit_method": "width""#, r#""fit_method": "all""#, "unknown variant `all`", false),
    (r#""fit_source": "framing_decision.dimensions""#, r#""fit_source": "none""#, "unknown variant `none`", false),
    (
        r#""alignment_method_vertical": "top""#,
        r#""alignment_method_vertical": "left""#,
        "unknown variant `left`",
        false,
    ),
    (r#"{"even": "even", "mode": "up"}"#, r#"{"even": "even"}"#, "missing field `mode`", false),
    (r#""width": 4096"#, r#""width": 1e999"#, "number out of range", false),
    (r#""width": 4096"#, r#""width": NaN"#, "expected", false),
    (r#""id": "UHD""#, r#""id": "UHD", "id": "HD""#, "duplicate field `id`", true),
    (r#""uuid": "7b6f1f9e-"#, r#""uuid": "7b6f1f9e"#, "$.uuid: not a UUID", true),
    (r#""x": 304"#, r#""x": 604"#, "framing_decisions[0].dimensions: the frame is not inside the protection", true),
    (r#""width": 4096"#, r#""width": 3000"#, "$.canvas_templates[0].maximum_dimensions: less than", true),
    (r#""width": 4096"#, r#""width": 1e300"#, "$.canvas_templates[0].maximum_dimensions: not two whole", false),
];

/// As [`BROKEN`], of lists of version 2.0; an empty message stands for lists that we read.
const SECOND: &[(&str, &str, &str, bool)] = &[
    (r#""label": "A cam""#, r#""label": "A cam", "_slate": {"x": [1]}"#, "", true),
    (r#""x": 304, "#, r#""x": 304, "_z": 0, "#, "", true),
    (r#""label": "A cam""#, r#""clip_id": {"clip_name": "A001C001", "_tag": 1, "file": "A001C001.mov"}"#, "", true),
    (
        r#""label": "A cam""#,
        r##""clip_id": {"clip_name": "A", "sequence": {"value": "A_####.exr", "idx": "#", "min": 0, "max": 100}}"##,
        "",
        true,
    ),
    (r#""label": "A cam""#, r#""label": "A cam", "slate": 1"#, "unknown field `slate`", false),
    (r#""label": "A cam""#, r#""clip_id": {"file": "A001C001.mov"}"#, "missing field `clip_name`", false),
    (r#""label": "A cam""#, r#""clip_id": {"clip_name": "A", "uuid": "x"}"#, "unknown field `uuid`", false),
    (
        r#""label": "A cam""#,
        r##""clip_id": {"clip_name": "A", "file": "x", "sequence": {"value": "x", "idx": "#", "min": 0, "max": 1}}"##,
        "$.contexts[0].clip_id: both a file and a sequence",
        false,
    ),
    (
        r#""label": "A cam""#,
        r##""clip_id": {"clip_name": "A", "sequence": {"value": "x", "idx": "#", "min": -1, "max": 1}}"##,
        "invalid value: integer `-1`",
        false,
    ),
    (r#""label": "A cam""#, r#""label": "A cam", "label": "B cam""#, "duplicate field `label`", true),
    (r#""width": 4096"#, r#""width": 1e999"#, "number out of range", false),
    (r#""minor": 0"#, r#""minor": 1"#, "ASC FDL 2.1 is not known", false),
];

fn broken(from: &str, to: &str) -> String {
    assert!(LIST.contains(from), "{from}");
    LIST.replacen(from, to, 1)
}

/// All lists that are judged, with what our message says and whether the library of the ASC accepts them.
fn judged() -> Vec<(String, &'static str, bool)> {
    let first = BROKEN.iter().map(|(from, to, expected, accepted)| (broken(from, to), *expected, *accepted));
    let second = SECOND.iter().map(|(from, to, expected, accepted)| {
        (broken(from, to).replace(r#""major": 1"#, r#""major": 2"#), *expected, *accepted)
    });
    first.chain(second).collect()
}

#[test]
fn what_the_schema_forbids_is_refused() {
    Fdl::from_json(LIST).unwrap();
    for (text, expected, _) in judged() {
        match (Fdl::from_json(&text), expected) {
            (Ok(_), "") => {}
            (Ok(_), _) => panic!("{expected}: {text}"),
            (Err(error), _) => {
                assert!(!expected.is_empty() && error.to_string().contains(expected), "{expected}: {error}")
            }
        }
    }
    let clip = broken(r#""label": "A cam""#, r#""clip_id": {"clip_name": "A"}"#);
    let error = Fdl::from_json(&clip).unwrap_err().to_string();
    assert_eq!(error, "$.contexts[0].clip_id: not known before version 2.0");
    for major in [0, 1] {
        assert!(
            Fdl::from_json(&LIST.replace(r#""major": 1, "minor": 0"#, &format!(r#""major": {major}, "minor": 1"#)))
                .is_ok()
        );
    }
}

#[test]
fn the_library_of_the_asc_refuses_the_same() {
    let Some(python) = shared::python("fdl") else { return };
    let folder = folder("fdl-lists");
    let mut expected = String::new();
    for (index, (text, _, is_accepted)) in judged().into_iter().enumerate() {
        std::fs::write(folder.join(format!("{index:03}.fdl")), text).unwrap();
        let _ = writeln!(expected, "{index:03} {}", if is_accepted { "accepted" } else { "refused" });
    }
    std::fs::write(folder.join("good.fdl"), LIST).unwrap();
    expected.push_str("good accepted\n");
    assert_eq!(shared::judge(&python, "fdl_judge.py", &[Path::new("lists"), &folder]), expected);
}

/// Lists with single bytes changed are read or refused, and applied or not, but never a panic.
#[test]
fn damaged_lists_do_no_harm() {
    let mut applied = 0;
    for damaged in shared::damaged(LIST, 10_000) {
        let Ok(list) = Fdl::from_json(&damaged) else { continue };
        for canvas in canvases(&list) {
            for decision in &canvas.framing_decisions {
                applied +=
                    list.canvas_templates.iter().filter(|template| template.apply(canvas, decision).is_ok()).count();
            }
        }
    }
    assert!((1..10_000).contains(&applied), "{applied} were applied");
}

#[test]
fn attacks_end_early() {
    let deep = "[".repeat(1 << 20);
    assert!(Fdl::from_json(&deep).is_err());
    assert!(Fdl::from_json(&format!(r#"{{"contexts": {deep}"#)).is_err());
    let second = LIST.replace(r#""major": 1"#, r#""major": 2"#);
    for property in ["_x", "label"] {
        let text = second.replacen(r#""label""#, &format!(r#""{property}": {deep}, "label""#), 1);
        assert!(matches!(Fdl::from_json(&text), Err(FdlError::Shape { .. })), "{property}");
    }
    assert!(Fdl::from_json(&" ".repeat((16 << 20) + 1)).unwrap_err().to_string().contains("bytes"));
    for end in 0..LIST.len() {
        assert!(Fdl::from_json(&LIST[..end]).is_err(), "{end} bytes");
    }
    // The largest squeeze and the thinnest frame that are read do not make a picture of them.
    let thin = LIST.replace(r#""width": 4000, "height": 1673.6"#, r#""width": 1e-300, "height": 1e-300"#);
    let list = Fdl::from_json(&thin).unwrap();
    let canvas = canvases(&list)[0];
    let mut template = list.canvas_templates[0].clone();
    template.maximum_dimensions = None;
    let error = template.apply(canvas, &canvas.framing_decisions[0]).unwrap_err();
    assert!(matches!(error, TemplateError::Size { .. }), "{error}");
}

#[test]
fn areas_that_are_not_there_are_named() {
    let list =
        Fdl::from_json(&LIST.replace(
            r#""fit_source": "framing_decision.dimensions""#,
            r#""fit_source": "canvas.effective_dimensions""#,
        ))
        .unwrap();
    let [first, second] = canvases(&list)[..] else { panic!() };
    let error = list.canvas_templates[0].apply(second, &first.framing_decisions[0]).unwrap_err();
    let expected = "the template UHD wants canvas.effective_dimensions, which the source does not have";
    assert_eq!(error.to_string(), expected);
}
