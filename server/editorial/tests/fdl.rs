//! Framing decision lists of others are read and applied, and broken ones are refused.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "fdl/grid.rs"]
mod grid;
#[path = "fdl/lists.rs"]
mod lists;
#[path = "common/shared.rs"]
mod shared;

use interneg_editorial::fdl::{
    Align, Area, Canvas, Dimensions, Fdl, FdlError, FitMethod, Layer, Point, Preserve, Reframed, TemplateError,
};
use interneg_spec::Raster;
use lists::{LIST, broken, judged};
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
