//! Lists that are right or wrong in one place.

/// A list with one canvas, its frame and one template; other tests change single places of it.
pub const LIST: &str = r#"{
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

pub fn broken(from: &str, to: &str) -> String {
    assert!(LIST.contains(from), "{from}");
    LIST.replacen(from, to, 1)
}

/// All lists that are judged, with what our message says and whether the library of the ASC accepts them.
pub fn judged() -> Vec<(String, &'static str, bool)> {
    let first = BROKEN.iter().map(|(from, to, expected, accepted)| (broken(from, to), *expected, *accepted));
    let second = SECOND.iter().map(|(from, to, expected, accepted)| {
        (broken(from, to).replace(r#""major": 1"#, r#""major": 2"#), *expected, *accepted)
    });
    first.chain(second).collect()
}
