"""Compares what Interneg makes of framing decision lists with the library of the ASC (package asc-fdl).

usage: fdl_judge.py templates FOLDER   grid.fdl with canvases and templates, ours.tsv with what Interneg makes of them
       fdl_judge.py lists FOLDER       *.fdl; prints which of them the library accepts

The library rounds products of double precision as they are, so that 2048 pixels of a target can become 2046 or 2050.
Where the exact fractions show that it did so, Interneg has to have the exact numbers instead.
"""

import json
import math
import pathlib
import sys
from fractions import Fraction

import fdl


def numbers(result):
    canvas, frame = result.canvas, result.framing_decision
    content = canvas.get_custom_attr(fdl.ATTR_SCALED_BOUNDING_BOX)
    shift = canvas.get_custom_attr(fdl.ATTR_CONTENT_TRANSLATION)

    def area(size, anchor):
        return [size.width, size.height, anchor.x, anchor.y]

    found = [canvas.dimensions.width, canvas.dimensions.height, content.width, content.height, shift.x, shift.y]
    # Whole numbers only, where a cut on both sides can leave a half.
    found += area(canvas.effective_dimensions, canvas.effective_anchor_point)
    found += area(frame.dimensions, frame.anchor_point)
    if frame.protection_dimensions is not None:
        found += area(frame.protection_dimensions, frame.protection_anchor_point)
    return canvas.get_custom_attr(fdl.ATTR_SCALE_FACTOR), found


LAYERS = ["canvas.dimensions", "canvas.effective_dimensions", "framing_decision.protection_dimensions",
          "framing_decision.dimensions"]


def rounded(value, rule):
    """The number of pixels for an exact fraction or a double, neither corrected."""
    whole = {"up": math.ceil, "down": math.floor, "round": round}[rule["mode"]](value)
    if rule["even"] == "whole" or whole % 2 == 0:
        return whole
    step = {"up": 1, "down": -1, "round": -1 if value < whole else 1}[rule["mode"]]
    return whole + step


def sizes(canvas, template, number):
    """Pixels of every size and place of the kept areas, before anything is cut, in one kind of arithmetic."""
    frame = canvas["framing_decisions"][0]
    areas = {
        LAYERS[0]: (canvas["dimensions"], {"x": 0, "y": 0}),
        LAYERS[1]: (canvas.get("effective_dimensions"), canvas.get("effective_anchor_point")),
        LAYERS[2]: (frame.get("protection_dimensions"), frame.get("protection_anchor_point")),
        LAYERS[3]: (frame["dimensions"], frame["anchor_point"]),
    }
    squeeze, target_squeeze = number(canvas.get("anamorphic_squeeze", 1)), number(template["target_anamorphic_squeeze"])
    target, fit = template["target_dimensions"], areas[template["fit_source"]][0]
    across = number(target["width"]) * target_squeeze / (number(fit["width"]) * squeeze)
    down = number(target["height"]) / number(fit["height"])
    scale = {"width": across, "height": down, "fit_all": min(across, down), "fill": max(across, down)}
    scale = scale[template["fit_method"]]
    outermost = template.get("preserve_from_source_canvas", template["fit_source"])
    origin, found = areas[outermost][1], []
    for size, anchor in [areas[layer] for layer in LAYERS[LAYERS.index(outermost):]]:
        if size is not None:
            widths = [number(size["width"]), number(anchor["x"]) - number(origin["x"])]
            heights = [number(size["height"]), number(anchor["y"]) - number(origin["y"])]
            found += [rounded(value * squeeze * scale / target_squeeze, template["round"]) for value in widths]
            found += [rounded(value * scale, template["round"]) for value in heights]
    return found


def templates(folder):
    plain = json.loads((folder / "grid.fdl").read_text(), parse_float=str)
    plain_canvases = {canvas["id"]: canvas for context in plain["contexts"] for canvas in context["canvases"]}
    plain_templates = {template["id"]: template for template in plain["canvas_templates"]}
    theirs = fdl.read_from_string((folder / "grid.fdl").read_text())
    canvases = {canvas.id: canvas for context in theirs.contexts for canvas in context.canvases}
    by_id = {template.id: template for template in theirs.canvas_templates}
    same = refused = inexact = 0
    faults = []
    for line in (folder / "ours.tsv").read_text().splitlines():
        canvas_id, template_id, scale, values = line.split("\t")
        canvas, template = canvases[canvas_id], by_id[template_id]
        try:
            result = template.apply(canvas, canvas.framing_decisions[0], "N", "new")
            their_scale, expected = numbers(result)
        except (fdl.FDLError, ValueError, RuntimeError):
            expected = None
        if expected is None or scale == "error":
            refused += 1
            if (expected is None) != (scale == "error"):
                faults.append(f"{canvas_id} {template_id}: {scale} {values}, not {expected}")
            continue
        found = [float(value) for value in values.split()]
        found[6:8] = [math.floor(value + 0.5) for value in found[6:8]]
        if found == expected and abs(float(scale) / their_scale - 1) < 1e-12:
            same += 1
            continue
        exact = sizes(plain_canvases[canvas_id], plain_templates[template_id], Fraction)
        doubles = sizes(plain_canvases[canvas_id], plain_templates[template_id], float)
        # The first area is all that is kept: width, x, height, y.
        if exact != doubles and found[2:4] == [exact[0], exact[2]]:
            inexact += 1
        else:
            faults.append(f"{canvas_id} {template_id}: {scale} {found}, not {their_scale} {expected}")
    print(f"{same} the same\n{refused} refused by both\n{inexact} exact here, not there\n" + "\n".join(faults))
    sys.exit(bool(faults))


def lists(folder):
    for path in sorted(folder.glob("*.fdl")):
        try:
            fdl.read_from_string(path.read_text())
            print(f"{path.stem} accepted")
        except (fdl.FDLValidationError, ValueError):
            print(f"{path.stem} refused")


{"templates": templates, "lists": lists}[sys.argv[1]](pathlib.Path(sys.argv[2]))
