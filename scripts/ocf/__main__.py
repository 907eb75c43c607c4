"""Synthetic camera originals: the same options give the same bytes on one machine.

Every frame shows its clip and frame count in 32 dark or bright cells at the top, so a test can tell from a picture
alone which frame it was given; truth.json holds all that a test may want to compare with.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import camera
import headers
import logc3
import picture
from camera import CAMERAS, Camera
from timecode import Clock

# Clips begin ten minutes apart, as takes do.
MINUTES_BETWEEN_CLIPS = 10


@dataclass(frozen=True)
class Shoot:
    """What all clips of a run share."""

    out: Path
    plates: Path
    raster: picture.Raster
    frames: int
    rate: Fraction
    clock: Clock
    first_count: int

    def start(self, cam: Camera) -> int:
        """Frame count of a clip's first frame; does not wrap at midnight."""
        return self.first_count + (cam.clip_id - 1) * MINUTES_BETWEEN_CLIPS * 60 * self.clock.base

    def files(self, cam: Camera) -> list[Path]:
        """Files of a clip, in order."""
        if not cam.sequence:
            return [self.out / f"{cam.name}.{cam.extension}"]
        start = self.start(cam)
        return [self.out / cam.name / f"{cam.name}.{start + k:07d}.{cam.extension}" for k in range(self.frames)]


def ffmpeg(shoot: Shoot, cam: Camera, strip: Path) -> list[str]:
    """The command that writes a clip."""
    rate, start = str(shoot.rate), shoot.start(cam)
    convert = cam.convert.format(cube=shoot.plates / "logc3.cube")
    graph = f"{picture.graph(shoot.raster, rate, shoot.frames)},{convert}[out]"
    command = ["ffmpeg", "-hide_banner", "-v", "error", "-nostdin", "-y"]
    command += picture.inputs(shoot.plates, strip, shoot.raster, rate)
    if cam.sound:
        seconds = float(shoot.frames / shoot.rate)
        command += ["-f", "lavfi", "-i", f"sine=frequency=1000:sample_rate=48000:duration={seconds:.9f}"]
    command += ["-filter_complex", graph, "-map", "[out]"]
    if cam.sound:
        command += ["-map", "4:a", "-c:a", "pcm_s24le", "-ac", "2"]
    command += [*cam.codec, "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    if cam.sequence:
        target = shoot.out / cam.name / f"{cam.name}.%07d.{cam.extension}"
        return [*command, "-start_number", str(start), str(target)]
    reel = "-metadata:s:v:0" if cam.extension == "mov" else "-metadata"
    command += ["-timecode", shoot.clock.label(start), reel, f"reel_name={cam.reel}"]
    if cam.extension == "mov":
        command += ["-movflags", "+write_colr"]
    return [*command, str(shoot.files(cam)[0])]


def shoot_clip(shoot: Shoot, cam: Camera) -> None:
    """Writes one clip and completes its headers."""
    start = shoot.start(cam)
    strip = shoot.plates / f"strip-{cam.kind}"
    picture.write_strip(strip, shoot.raster, cam.clip_id, range(start, start + shoot.frames))
    files = shoot.files(cam)
    files[0].parent.mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(ffmpeg(shoot, cam, strip), capture_output=True, text=True, check=False)
    strip.unlink()
    # FFmpeg exits with 0 after some encoder errors, but it says them.
    if ran.returncode or ran.stderr:
        raise RuntimeError(f"{cam.kind}: ffmpeg failed: {ran.stderr.strip()}")
    complete = {"dpx": headers.complete_dpx, "exr": headers.complete_exr}.get(cam.extension)
    for position, path in enumerate(files if complete else []):
        count = start + position
        word = shoot.clock.packed(count)
        complete(path, headers.Stamp(path.name, cam.reel, count, *word, position, shoot.frames, shoot.rate))


def truth(shoot: Shoot, cam: Camera) -> dict:
    """What is known about a clip."""
    start = shoot.start(cam)
    pattern = f"{cam.name}/{cam.name}.%07d.{cam.extension}" if cam.sequence else f"{cam.name}.{cam.extension}"
    return {
        "id": cam.clip_id,
        "kind": cam.kind,
        "name": cam.name,
        "path": pattern,
        "files": [str(path.relative_to(shoot.out)) for path in shoot.files(cam)],
        "reel": cam.reel,
        "frames": shoot.frames,
        "start_timecode": shoot.clock.label(start),
        "end_timecode": shoot.clock.label(start + shoot.frames),
        "start_frame_count": start,
        "colour_space": cam.colour_space,
        "range": cam.range,
        "matrix": "bt709" if cam.range == "legal" else None,
        "threshold": round(camera.threshold(cam, picture.THRESHOLD), 6),
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make-ocf.sh", description=__doc__.split("\n", maxsplit=1)[0])
    kinds = [cam.kind for cam in CAMERAS]
    parser.add_argument("-o", dest="out", type=Path, default=Path("ocf"), help="output folder, made if absent (ocf)")
    parser.add_argument("-s", dest="size", default="1920x1080", help="picture size, both even (1920x1080)")
    parser.add_argument("-n", dest="frames", type=int, default=24, help="frames per clip (24)")
    parser.add_argument("-r", dest="rate", default="24000/1001", help="frames per second (24000/1001)")
    parser.add_argument("-t", dest="timecode", default="01:00:00:00", help="start; ';' means drop-frame (01:00:00:00)")
    parser.add_argument("-k", dest="kinds", default=",".join(kinds), help="clips, comma separated (%(default)s)")
    parser.add_argument("-e", dest="seed", type=int, default=1, help="another number, another picture (1)")
    cores = os.cpu_count() or 1
    parser.add_argument("-j", dest="jobs", type=int, default=cores, help="clips written at once (CPU count)")
    args = parser.parse_args()
    try:
        args.width, args.height = map(int, args.size.split("x"))
        args.rate = Fraction(args.rate)
        args.clock = Clock(args.rate, ";" in args.timecode)
        args.first_count = args.clock.count(args.timecode)
    except ValueError as error:
        parser.error(str(error))
    if args.width % 2 or args.height % 2 or args.width < 256 or args.height < 128:
        parser.error(f"size must be even and at least 256x128: {args.size}")
    if args.frames < 1:
        parser.error("at least one frame")
    args.kinds = args.kinds.split(",")
    if unknown := set(args.kinds) - set(kinds):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(kinds)}")
    return args


def main() -> int:
    """Writes the clips and truth.json."""
    args = arguments()
    raster = picture.Raster(args.width, args.height)
    chosen = [cam for cam in CAMERAS if cam.kind in args.kinds]
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shoot = Shoot(args.out, Path(folder), raster, args.frames, args.rate, args.clock, args.first_count)
        picture.write_plates(shoot.plates, raster, args.seed)
        (shoot.plates / "logc3.cube").write_text(logc3.cube())
        with ThreadPoolExecutor(max(1, args.jobs)) as pool:
            running = [pool.submit(shoot_clip, shoot, cam) for cam in chosen]
        try:
            for clip in running:
                clip.result()
        except (RuntimeError, OSError) as error:
            print(f"make-ocf.sh: {error}", file=sys.stderr)
            return 1
    facts = {
        "rate": f"{args.rate.numerator}/{args.rate.denominator}",
        "drop_frame": args.clock.drop_frame,
        "width": raster.width,
        "height": raster.height,
        "strip": {"rows": raster.strip_rows, "cells": picture.CELLS, "sync": "1010", "clip_bits": 4, "count_bits": 24},
        "clips": [truth(shoot, cam) for cam in chosen],
    }
    (args.out / "truth.json").write_text(json.dumps(facts, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
