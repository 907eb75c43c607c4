"""The picture: two panning layers of coloured shapes, grain on top, and a strip that says which frame this is.

All of it is ten-bit code values of a camera log curve (black near 0.1, grey near 0.4, highlights near 0.85). Python
writes a few small plates once; FFmpeg enlarges them once and then only crops and mixes, so a frame costs little.
"""

import array
import random
from dataclasses import dataclass
from pathlib import Path

CELLS = 32
SYNC = 0b1010
# Ten-bit codes of the cells; the middle tells them apart after any of the codecs used here.
DARK_CODE, BRIGHT_CODE = 150, 760
THRESHOLD = (DARK_CODE + BRIGHT_CODE) / 2 / 1023
GRAIN_MARGIN = 128
COARSE, FINE = (18, 10), (240, 135)


@dataclass(frozen=True)
class Raster:
    """Size in pixels, and how the rows are shared between strip and scene."""

    width: int
    height: int

    @property
    def strip_rows(self) -> int:
        """Rows of the identity strip, an even number."""
        return max(8, self.height // 24 // 2 * 2)

    @property
    def scene_rows(self) -> int:
        """Rows below the strip."""
        return self.height - self.strip_rows

    @property
    def plate(self) -> tuple[int, int]:
        """Size of an enlarged plate, a quarter larger than the scene so that it can pan."""
        return self.width * 5 // 8 * 2, self.scene_rows * 5 // 8 * 2


def identity(clip_id: int, count: int) -> int:
    """The 32 bits of a frame: 1010, four bits of clip, 24 bits of frames since midnight."""
    return SYNC << 28 | clip_id << 24 | count & 0xFFFFFF


def write_plates(folder: Path, raster: Raster, seed: int) -> None:
    """Writes the coarse, fine and grain plates as planar 16-bit G, B, R."""
    generator = random.Random(seed)
    planes = [array.array("H"), array.array("H"), array.array("H")]
    for _ in range(COARSE[0] * COARSE[1]):
        light = 0.06 + 0.80 * generator.random() ** 1.6
        for plane in planes:
            plane.append(round(65535 * min(1.0, max(0.0, light + 0.24 * (generator.random() - 0.5)))))
    (folder / "coarse").write_bytes(b"".join(plane.tobytes() for plane in planes))
    (folder / "fine").write_bytes(generator.randbytes(FINE[0] * FINE[1] * 6))
    pixels = (raster.width + GRAIN_MARGIN) * (raster.scene_rows + GRAIN_MARGIN)
    (folder / "grain").write_bytes(generator.randbytes(pixels * 6))


def write_strip(path: Path, raster: Raster, clip_id: int, counts: range) -> None:
    """Writes the strip of every frame as planar ten-bit G, B, R."""
    edges = [cell * raster.width // CELLS for cell in range(CELLS + 1)]
    codes = [code.to_bytes(2, "little") for code in (DARK_CODE, BRIGHT_CODE)]
    with path.open("wb") as file:
        for count in counts:
            word = identity(clip_id, count)
            bits = [word >> (CELLS - 1 - cell) & 1 for cell in range(CELLS)]
            row = b"".join(codes[bit] * (edges[cell + 1] - edges[cell]) for cell, bit in enumerate(bits))
            file.write(row * (raster.strip_rows * 3))


def inputs(folder: Path, strip: Path, raster: Raster, rate: str) -> list[str]:
    """FFmpeg's input arguments: coarse, fine, grain, strip, in this order."""
    grain = (raster.width + GRAIN_MARGIN, raster.scene_rows + GRAIN_MARGIN)
    args = []
    for path, size, layout in (
        (folder / "coarse", COARSE, "gbrp16le"),
        (folder / "fine", FINE, "gbrp16le"),
        (folder / "grain", grain, "gbrp16le"),
        (strip, (raster.width, raster.strip_rows), "gbrp10le"),
    ):
        args += ["-f", "rawvideo", "-pix_fmt", layout, "-s", f"{size[0]}x{size[1]}", "-framerate", rate, "-i", str(path)]
    return args


def graph(raster: Raster, rate: str, frames: int) -> str:
    """Filter graph that ends in a full-range gbrp10le picture."""
    width, rows = raster.width, raster.scene_rows
    plate_width, plate_rows = raster.plate
    pan_x, pan_y = (plate_width - width) / 2, (plate_rows - rows) / 2
    enlarge = f"zscale={plate_width}:{plate_rows}:filter=bicubic:dither=none,format=gbrp10le"
    hold = f"loop=loop=-1:size=1:start=0,setpts=N/({rate}*TB)"
    crop = f"crop={width}:{rows}"
    return (
        f"[0]{enlarge},{hold},{crop}:x='{pan_x}*(1+sin(n/11))':y='{pan_y}*(1+cos(n/17))'[coarse];"
        f"[1]{enlarge},{hold},{crop}:x='{pan_x}*(1-sin(n/7))':y='{pan_y}*(1+sin(n/13))'[fine];"
        f"[2]format=gbrp10le,{hold},{crop}:x='mod(n*89,{GRAIN_MARGIN})':y='mod(n*53,{GRAIN_MARGIN})'[grain];"
        f"[coarse][fine][grain]mix=inputs=3:weights='16 5 1',trim=end_frame={frames}[scene];"
        f"[3][scene]vstack=shortest=1"
    )
