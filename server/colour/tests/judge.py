"""Compares transforms computed by Interneg with those of the official OpenColorIO, lossless on both sides.

usage: judge.py FOLDER

FOLDER holds `pixels.f32` (RGB triples, little-endian), `cases.tsv` (number, configuration, source space, target space
or display and view) and `NUMBER.f32` for each case. Prints a line for each case and exits with 1 where one is off.
"""

import os
import pathlib
import sys

for name in [name for name in os.environ if name.startswith("OCIO")]:
    del os.environ[name]

import numpy
import PyOpenColorIO as ocio

# Of the largest channel of a pixel: a few units of the last digit of single precision. One-dimensional LUTs (ACEScc,
# Canon Log) are known to differ by up to 4e-7 in a few pixels.
RELATIVE = 1e-6
# These curves decode to (power - offset) / slope: near black, where little is left of the difference, two libraries that
# round the power one unit of its last digit apart differ by that much of linear light, however dark the pixel. The unit
# is that of the offset: 2^-17 at 64, 2^-22 at 2.56.
NEAR_BLACK = {
    "ARRI LogC4": 2.0**-17 / 2231.82630906769,
    "Log3G10 REDWideGamutRGB": 2.0**-22 / 155.975327,
}


def processor(config, fields):
    source, target = fields[0], fields[1:]
    if len(target) == 2:
        transform = ocio.DisplayViewTransform(src=source, display=target[0], view=target[1])
    else:
        transform = ocio.ColorSpaceTransform(src=source, dst=target[0])
    return config.getProcessor(transform).getOptimizedCPUProcessor(ocio.OPTIMIZATION_LOSSLESS)


def main(folder):
    pixels = numpy.fromfile(folder / "pixels.f32", "<f4").reshape(-1, 3)
    configs, is_good = {}, True
    for line in (folder / "cases.tsv").read_text().splitlines():
        number, name, *fields = line.split("\t")
        config = configs.setdefault(name, ocio.Config.CreateFromBuiltinConfig(name))
        expected = pixels.copy()
        processor(config, fields).applyRGB(expected)
        found = numpy.fromfile(folder / f"{number}.f32", "<f4").reshape(-1, 3)
        # Which NaN an operation gives is the processor's affair.
        is_same = (found.view("<u4") == expected.view("<u4")) | (numpy.isnan(found) & numpy.isnan(expected))
        equal = is_same.all(axis=1)
        with numpy.errstate(invalid="ignore"):
            scale = numpy.maximum(numpy.nanmax(numpy.abs(expected), axis=1, initial=0), numpy.float32(1e-30))
            difference = numpy.where(is_same, 0.0, numpy.abs(found.astype("f8") - expected)).max(axis=1)
            rounding = NEAR_BLACK.get(fields[0], 0.0) if fields[1:] == ["ACES2065-1"] else 0.0
            error = numpy.maximum(difference - rounding, 0.0) / scale
        same_kind = (numpy.isfinite(found) == numpy.isfinite(expected)).all()
        worst = float(numpy.where(equal, 0.0, error).max())
        verdict = same_kind and worst <= RELATIVE
        is_good &= bool(verdict)
        print(f"{'ok ' if verdict else 'OFF'} {equal.mean():8.4%} equal, worst {worst:.1e}: {name}: {' > '.join(fields)}")
    print(f"OpenColorIO {ocio.GetVersion()}, {len(pixels)} pixels a case")
    return 0 if is_good else 1


sys.exit(main(pathlib.Path(sys.argv[1])))
