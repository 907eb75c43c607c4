"""Times the official OpenColorIO on one frame to ACES2065-1 half, lossless, on one core.

usage: official.py CONFIG SPACE f32|u10 WIDTH HEIGHT < packed R, G, B

Prints the least core time of several runs, in seconds.
"""

import sys
import time

import numpy
import PyOpenColorIO as ocio

REPEATS = 7

name, space, kind, width, height = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
depth, sample = {"f32": (ocio.BIT_DEPTH_F32, "<f4"), "u10": (ocio.BIT_DEPTH_UINT10, "<u2")}[kind]
pixels = numpy.frombuffer(sys.stdin.buffer.read(), sample).copy()
halves = numpy.zeros(width * height * 3, "<f2")


def image(values, bits):
    step = values.itemsize
    return ocio.PackedImageDesc(values, width, height, 3, bits, step, 3 * step, 3 * step * width)


processor = ocio.Config.CreateFromBuiltinConfig(name).getProcessor(space, "ACES2065-1")
processor = processor.getOptimizedCPUProcessor(depth, ocio.BIT_DEPTH_F16, ocio.OPTIMIZATION_LOSSLESS)
source, target = image(pixels, depth), image(halves, ocio.BIT_DEPTH_F16)
times = []
for _ in range(REPEATS):
    begin = time.thread_time()
    processor.apply(source, target)
    times.append(time.thread_time() - begin)
assert numpy.isfinite(halves).any() and halves.any(), "nothing was written"
print(min(times))
