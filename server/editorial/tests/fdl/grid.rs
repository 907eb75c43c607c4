//! Many canvases and templates.

use std::fmt::Write as _;

/// Canvases with and without the areas that a template may ask for: size, squeeze, effective area, protection, frame.
const CANVASES: [&str; 6] = [
    r#""dimensions": {"width": 4608, "height": 3164}, "framing_decisions": [{"dimensions": {"width": 4608, "height": 1928},
       "anchor_point": {"x": 0, "y": 618}}]"#,
    r#""dimensions": {"width": 5184, "height": 4320}, "anamorphic_squeeze": 1.3, "effective_dimensions": {"width": 5184,
       "height": 4320}, "effective_anchor_point": {"x": 0, "y": 0}, "framing_decisions": [{"dimensions": {"width": 4728,
       "height": 3456}, "anchor_point": {"x": 228, "y": 432}, "protection_dimensions": {"width": 5184, "height": 3790},
       "protection_anchor_point": {"x": 0, "y": 265}}]"#,
    r#""dimensions": {"width": 4448, "height": 3096}, "anamorphic_squeeze": 2.0, "effective_dimensions": {"width": 4006,
       "height": 2788}, "effective_anchor_point": {"x": 222, "y": 155}, "framing_decisions": [{"dimensions":
       {"width": 2880.25, "height": 2410.5}, "anchor_point": {"x": 784.875, "y": 342.75}}]"#,
    r#""dimensions": {"width": 3840, "height": 2160}, "framing_decisions": [{"dimensions": {"width": 3400.7, "height":
       1913.4}, "anchor_point": {"x": 101.3, "y": 33.1}, "protection_dimensions": {"width": 3600, "height": 2025},
       "protection_anchor_point": {"x": 40, "y": 10}}]"#,
    r#""dimensions": {"width": 1828, "height": 1556}, "anamorphic_squeeze": 1.33, "effective_dimensions": {"width": 1700,
       "height": 1500}, "effective_anchor_point": {"x": 100.5, "y": 40.25}, "framing_decisions": [{"dimensions":
       {"width": 1600, "height": 1339.13}, "anchor_point": {"x": 150, "y": 100}, "protection_dimensions": {"width": 1650,
       "height": 1400}, "protection_anchor_point": {"x": 120, "y": 80}}]"#,
    r#""dimensions": {"width": 1920, "height": 1080}, "framing_decisions": [{"dimensions": {"width": 1920, "height": 803.347},
       "anchor_point": {"x": 0, "y": 138.326}}]"#,
];

/// A list with the canvases and this many templates, drawn from all that the schema knows.
pub fn grid(templates: usize) -> String {
    let mut state = 2024u64;
    let mut draw = |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    let layers = [
        "framing_decision.dimensions",
        "framing_decision.protection_dimensions",
        "canvas.effective_dimensions",
        "canvas.dimensions",
    ];
    let mut text = String::new();
    for index in 0..templates {
        let fit = draw(4);
        // Outside of what is fitted, or nothing: another one has no effect (section 7.4.9).
        let preserve = match draw(3) {
            0 => String::new(),
            _ => format!(r#""preserve_from_source_canvas": "{}","#, layers[fit + draw(4 - fit)]),
        };
        let (width, height) = [(1920, 1080), (4096, 2304), (2048, 858), (3996, 2160), (1001, 777)][draw(5)];
        let maximum = [(0, 0), (width, height), (5000, 3496), (width, 4096), (4448, height)][draw(5)];
        let maximum = (maximum.0.max(width), maximum.1.max(height), maximum.0 > 0);
        let _ = write!(
            text,
            r#"{}{{"id": "T{index}", "target_dimensions": {{"width": {width}, "height": {height}}},
            "target_anamorphic_squeeze": {}, "fit_source": "{}", "fit_method": "{}", "alignment_method_vertical": "{}",
            "alignment_method_horizontal": "{}", {preserve} {}
            "round": {{"even": "{}", "mode": "{}"}}}}"#,
            if index == 0 { "" } else { ",\n" },
            ["1", "1", "1.3", "2.0"][draw(4)],
            layers[fit],
            ["width", "height", "fit_all", "fill"][draw(4)],
            ["top", "center", "bottom"][draw(3)],
            ["left", "center", "right"][draw(3)],
            match maximum {
                (width, height, true) => format!(
                    r#""maximum_dimensions": {{"width": {width}, "height": {height}}}, "pad_to_maximum": {},"#,
                    draw(2) == 1
                ),
                _ => String::new(),
            },
            ["even", "whole"][draw(2)],
            ["up", "down", "round"][draw(3)],
        );
    }
    let canvases: Vec<String> = CANVASES
        .iter()
        .enumerate()
        .map(|(index, canvas)| {
            let named = format!(r#"[{{"id": "C{index}-F", "framing_intent_id": "F", "#);
            format!(r#"{{"id": "C{index}", "source_canvas_id": "C{index}", {}}}"#, canvas.replace("[{", &named))
        })
        .collect();
    format!(
        r#"{{"uuid": "7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a10", "version": {{"major": 1, "minor": 0}},
        "framing_intents": [{{"id": "F", "aspect_ratio": {{"width": 239, "height": 100}}}}],
        "contexts": [{{"canvases": [{}]}}], "canvas_templates": [{text}]}}"#,
        canvases.join(",")
    )
}
