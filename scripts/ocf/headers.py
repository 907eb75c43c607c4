"""Completes the headers that FFmpeg writes: camera files say who and when they are, FFmpeg's DPX and EXR do not."""

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import logc3

UNSET = b"\xff"


@dataclass(frozen=True)
class Stamp:
    """What one frame says about itself."""

    file_name: str
    reel: str
    count: int
    packed_timecode: int
    # Above 30 frames a second: this is the second frame that the word counts.
    second_of_pair: bool
    position: int
    frames: int
    rate: Fraction


def complete_dpx(path: Path, stamp: Stamp) -> None:
    """Gives a DPX of FFmpeg the film and television headers of ST 268-1, tables 4 and 5, and the names of table 1."""
    data = path.read_bytes()
    order = ">" if data[:4] == b"SDPX" else "<"
    (image_at,) = struct.unpack_from(order + "I", data, 4)
    pixels = data[image_at:]
    head = bytearray(data[:1664]) + bytearray(UNSET * 384)

    def number(at: int, kind: str, *values: float) -> None:
        struct.pack_into(order + kind, head, at, *values)

    def text(at: int, size: int, value: str) -> None:
        head[at : at + size] = value.encode("ascii")[: size - 1].ljust(size, b"\0")

    number(4, "I", len(head))
    number(16, "I", len(head) + len(pixels))
    number(24, "II", 1664, 384)
    text(36, 100, stamp.file_name)
    text(160, 100, "interneg make-ocf")
    head[8:16] = b"V2.0".ljust(8, b"\0")
    # Black and white at the ends of the code range: 10-bit full range, which FFmpeg leaves unsaid.
    number(784, "IfI", 0, 0.0, 1023)
    # Transfer 3 is "logarithmic"; no colorimetric code exists for a camera's own primaries.
    head[801:803] = bytes((3, 0))
    number(808, "I", len(head))
    text(1432, 100, stamp.file_name)
    text(1556, 32, stamp.reel)
    number(1628, "II", 1, 1)
    head[1664:1712] = bytes(48)
    number(1712, "III", stamp.position, stamp.frames, 1)
    number(1724, "f", float(stamp.rate))
    text(1732, 32, "")
    text(1764, 100, "12A-3")
    number(1920, "II", stamp.packed_timecode, 0)
    number(1940, "f", float(stamp.rate))
    path.write_bytes(bytes(head) + pixels)


def complete_exr(path: Path, stamp: Stamp) -> None:
    """Adds the standard attributes that FFmpeg leaves out to a scan-line OpenEXR file."""
    data = path.read_bytes()
    at, present = 8, set()
    while data[at]:
        name_end = data.index(0, at)
        type_end = data.index(0, name_end + 1)
        (size,) = struct.unpack_from("<I", data, type_end + 1)
        present.add(data[at:name_end].decode("ascii"))
        at = type_end + 5 + size
    wanted = (
        ("chromaticities", "chromaticities", struct.pack("<8f", *logc3.CHROMATICITIES)),
        ("timeCode", "timecode", struct.pack("<II", stamp.packed_timecode | (stamp.second_of_pair << 15), 0)),
        ("framesPerSecond", "rational", struct.pack("<iI", *stamp.rate.as_integer_ratio())),
        ("reelName", "string", stamp.reel.encode("ascii")),
        ("imageCounter", "int", struct.pack("<i", stamp.count)),
    )
    added = b"".join(
        name.encode("ascii") + b"\0" + kind.encode("ascii") + b"\0" + struct.pack("<I", len(value)) + value
        for name, kind, value in wanted
        if name not in present
    )
    # Behind the header's closing zero lie the file offsets of the blocks; the first block follows the last offset.
    table = at + 1
    (first,) = struct.unpack_from("<Q", data, table)
    blocks = (first - table) // 8
    offsets = (offset + len(added) for offset in struct.unpack_from(f"<{blocks}Q", data, table))
    path.write_bytes(data[:at] + added + b"\0" + struct.pack(f"<{blocks}Q", *offsets) + data[first:])
