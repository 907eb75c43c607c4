"""Judges baked views and grades of Interneg by the official OpenColorIO, lossless.

usage: judge_proxies.py FOLDER

FOLDER holds `cases.tsv`, whose lines are a number, `baked` with configuration, source, display, view and the stated
error, or `graded` with configuration, source, grading space, ten numbers and a target space or display and view; and
`NUMBER.in.f32` and `NUMBER.out.f32` (RGB triples, little-endian). Prints a line for each case and exits with 1 where one
is off.
"""

import os
import pathlib
import sys

for name in [name for name in os.environ if name.startswith("OCIO")]:
    del os.environ[name]

import numpy
import PyOpenColorIO as ocio

# Of a code: single precision of the exact view, on which the two libraries agree.
STATED = 0.02
# About one code of ten bits, and a hundredth of it for most samples.
VIEW, VIEW_P999 = 1e-3, 1e-5
# Of the largest channel. A power of a difference near 0 multiplies the one unit by which two libraries round apart, and
# so do a slope and a saturation of codes of a channel that the matrix before has left little of.
SPACE = 3e-5
LARGEST_HALF = 65504
# Relative light of a step of code in ACEScc and ACEScct (S-2014-003, S-2016-001): 17.52 stops.
ACES_LOG = 17.52 * numpy.log(2)


def run(config, transform, pixels):
    processed = pixels.copy()
    config.getProcessor(transform).getOptimizedCPUProcessor(ocio.OPTIMIZATION_LOSSLESS).applyRGB(processed)
    return processed


def to_target(source, target):
    if len(target) == 2:
        return ocio.DisplayViewTransform(src=source, display=target[0], view=target[1])
    return ocio.ColorSpaceTransform(src=source, dst=target[0])


def judge_baked(config, fields, pixels, found):
    source, display, view, stated = fields
    exact = run(config, to_target(source, (display, view)), pixels)
    codes = numpy.abs(found.astype("f8") - exact.astype("f8")) * 1023
    measured = [codes.mean(), numpy.quantile(codes, 0.99, method="inverted_cdf"), codes.max()]
    stated = [float(number) for number in stated.split()]
    is_good = all(abs(a - b) <= STATED for a, b in zip(measured, stated))
    return is_good, "baked, stated %.3f %.3f %.3f, measured %.3f %.3f %.3f codes" % (*stated, *measured)


def judge_graded(config, fields, pixels, found):
    source, grading, numbers, *target = fields
    numbers = [float(number) for number in numbers.split()]
    cdl = ocio.CDLTransform()
    cdl.setSlope(numbers[0:3])
    cdl.setOffset(numbers[3:6])
    cdl.setPower(numbers[6:9])
    cdl.setSat(numbers[9])
    before, after = ocio.ColorSpaceTransform(src=source, dst=grading), to_target(grading, target)
    exact = run(config, ocio.GroupTransform([before, cdl, after]), pixels)
    is_same = (found == exact) | (numpy.isnan(found) & numpy.isnan(exact))
    with numpy.errstate(invalid="ignore"):
        difference = numpy.where(is_same, 0, numpy.abs(found.astype("f8") - exact))
    largest = numpy.maximum(numpy.abs(numpy.where(numpy.isfinite(exact), exact, 0)).max(axis=1), 1e-3)
    if len(target) == 2:
        most, usual = difference.max(), numpy.quantile(difference, 0.999)
        return most <= VIEW and usual <= VIEW_P999, f"graded view, {most:.1e}, of 999 in 1000 samples {usual:.1e}"
    # Light that no half float holds comes of codes far above white, whose last place is many of the light's.
    relative = numpy.where(largest <= LARGEST_HALF, difference.max(axis=1) / largest, 0)
    if numbers == [1, 1, 1, 0, 0, 0, 1, 1, 1, 1]:
        # OpenColorIO leaves out a CDL that changes nothing. Ours computes it, as a GPU must whose kernel does not know
        # the numbers, and luma + (x - luma) is x only to the last place of luma, which is far below 0 where channels are.
        relative -= numpy.abs(run(config, before, pixels)).max(axis=1) * 2.0**-23 * ACES_LOG
    most = relative.max()
    return most <= SPACE, f"graded space, {most:.1e} of the largest channel"


def main(folder):
    configs, is_good = {}, True
    for line in (folder / "cases.tsv").read_text().splitlines():
        number, kind, name, *fields = line.split("\t")
        config = configs.setdefault(name, ocio.Config.CreateFromBuiltinConfig(name))
        pixels = numpy.fromfile(folder / f"{number}.in.f32", "<f4").reshape(-1, 3)
        found = numpy.fromfile(folder / f"{number}.out.f32", "<f4").reshape(-1, 3)
        judge = judge_baked if kind == "baked" else judge_graded
        is_right, words = judge(config, fields, pixels, found)
        is_good &= bool(is_right)
        print(f"{'ok ' if is_right else 'OFF'} {words}: {name}: {' > '.join(fields)}")
    print(f"OpenColorIO {ocio.GetVersion()}")
    return 0 if is_good else 1


sys.exit(main(pathlib.Path(sys.argv[1])))
