"""Writes the colour files that the peers need: an OCIO 2.1 configuration and a 65-cube LUT.

usage: colour_files.py FOLDER SOURCE_SPACE
"""

import sys

import numpy
import PyOpenColorIO as ocio

folder, space = sys.argv[1:3]
# Debian 12's OpenImageIO links OpenColorIO 2.1, which has no built-in configurations and reads this one.
config = ocio.Config.CreateFromBuiltinConfig("studio-config-v1.0.0_aces-v1.3_ocio-v2.1")
with open(f"{folder}/config.ocio", "w") as file:
    file.write(config.serialize())

size = 65
grid = numpy.linspace(0, 1, size, dtype=numpy.float32)
blue, green, red = numpy.meshgrid(grid, grid, grid, indexing="ij")
cube = numpy.stack([red, green, blue], axis=-1).reshape(-1, 3).copy()
config.getProcessor(space, "ACES2065-1").getDefaultCPUProcessor().applyRGB(cube)
with open(f"{folder}/to_aces.cube", "w") as file:
    file.write(f"LUT_3D_SIZE {size}\n")
    numpy.savetxt(file, cube, fmt="%.9g")
