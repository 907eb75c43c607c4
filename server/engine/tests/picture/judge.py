"""Judges codes of proxies by the official OpenColorIO, lossless, and by BT.709 in double precision.

usage: judge.py FOLDER

FOLDER holds `cases.tsv`, whose lines are a number, a configuration, a source space, how many codes a sample may be off,
and steps: `space=NAME`, `cdl=` and ten numbers, `lut=FILE`, `view=DISPLAY=VIEW`; and `NUMBER.in.u16` and `NUMBER.out.u16`
(Y', Cb, Cr of 10 bits in legal range by BT.709, little-endian). Prints a line for each case and exits with 1 where one
is off.
"""

import os
import pathlib
import sys

for name in [name for name in os.environ if name.startswith("OCIO")]:
    del os.environ[name]

import numpy
import PyOpenColorIO as ocio

KR, KB = 0.2126, 0.0722
KG = 1 - KR - KB


def rgb_of(codes):
    y = (codes[:, 0] - 64) / 876
    cb, cr = (codes[:, 1] - 512) / 896, (codes[:, 2] - 512) / 896
    r, b = y + 2 * (1 - KR) * cr, y + 2 * (1 - KB) * cb
    return numpy.stack([r, (y - KR * r - KB * b) / KG, b], axis=1)


def codes_of(rgb):
    y = KR * rgb[:, 0] + KG * rgb[:, 1] + KB * rgb[:, 2]
    cb, cr = (rgb[:, 2] - y) / (2 * (1 - KB)), (rgb[:, 0] - y) / (2 * (1 - KR))
    return numpy.stack([64 + 876 * y, 512 + 896 * cb, 512 + 896 * cr], axis=1)


def transforms_of(space, steps):
    for step in steps:
        kind, _, words = step.partition("=")
        if kind == "space":
            yield ocio.ColorSpaceTransform(src=space, dst=words)
            space = words
        elif kind == "cdl":
            numbers = [float(number) for number in words.split()]
            cdl = ocio.CDLTransform()
            cdl.setSlope(numbers[0:3])
            cdl.setOffset(numbers[3:6])
            cdl.setPower(numbers[6:9])
            cdl.setSat(numbers[9])
            yield cdl
        elif kind == "lut":
            yield ocio.FileTransform(src=words, interpolation=ocio.INTERP_BEST)
        else:
            display, view = words.split("=")
            yield ocio.DisplayViewTransform(src=space, display=display, view=view)


def main(folder):
    configs, is_good = {}, True
    for line in (folder / "cases.tsv").read_text().splitlines():
        number, name, space, allowed, *steps = line.split("\t")
        config = configs.setdefault(name, ocio.Config.CreateFromBuiltinConfig(name))
        before = numpy.fromfile(folder / f"{number}.in.u16", "<u2").reshape(-1, 3)
        found = numpy.fromfile(folder / f"{number}.out.u16", "<u2").reshape(-1, 3)
        pixels = rgb_of(before.astype("f8")).astype("f4")
        group = ocio.GroupTransform(list(transforms_of(space, steps)))
        config.getProcessor(group).getOptimizedCPUProcessor(ocio.OPTIMIZATION_LOSSLESS).applyRGB(pixels)
        # What video may carry.
        expected = codes_of(pixels.astype("f8")).clip(4, 1019)
        off = numpy.abs(found - expected)
        is_right = off.max() <= float(allowed) and len(found) > 100 and len(numpy.unique(found[:, 0])) > 50
        is_good &= bool(is_right)
        words = f"{'ok ' if is_right else 'OFF'} {off.max():.3f} codes, mean {off.mean():.3f}"
        print(f"{words}: {name}: {space} > {' > '.join(steps)}")
    print(f"OpenColorIO {ocio.GetVersion()}")
    return 0 if is_good else 1


sys.exit(main(pathlib.Path(sys.argv[1])))
