"""Prints what the official OpenColorIO reads from a colour correction collection.

usage: cdl_judge.py FILE.ccc

A line for each correction: its id, a tab, and the bits of the ten numbers.
"""

import os
import struct
import sys

for name in [name for name in os.environ if name.startswith("OCIO")]:
    del os.environ[name]

import PyOpenColorIO as ocio


def bits(value):
    return struct.pack(">d", value).hex()


for grade in ocio.CDLTransform.CreateGroupFromFile(sys.argv[1]):
    numbers = [*grade.getSlope(), *grade.getOffset(), *grade.getPower(), grade.getSat()]
    print(grade.getID() + "\t" + " ".join(bits(number) for number in numbers))
