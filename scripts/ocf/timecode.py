"""SMPTE ST 12-1 timecode: labels, frame counts since midnight, and the packed form of DPX and OpenEXR headers."""

import math
import re
from fractions import Fraction

SECONDS_PER_DAY = 86400


class Clock:
    """Timecode of one frame rate, drop-frame or not."""

    def __init__(self, rate: Fraction, drop_frame: bool):
        self.rate = rate
        self.drop_frame = drop_frame
        # Frames per timecode second: 24 for 24000/1001.
        self.base = math.ceil(rate)
        if drop_frame and not (rate.denominator == 1001 and self.base in (30, 60)):
            raise ValueError(f"no drop-frame timecode at {rate} frames a second: use ':' before the frames")
        # Labels skipped at the start of each minute that is not a tenth one.
        self.skipped = self.base // 15 if drop_frame else 0

    def count(self, label: str) -> int:
        """Frames since midnight of a label such as 01:00:00:00."""
        match = re.fullmatch(r"(\d\d):(\d\d):(\d\d)[:;](\d\d)", label)
        if not match:
            raise ValueError(f"not a timecode: {label}")
        hours, minutes, seconds, frames = map(int, match.groups())
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.base:
            raise ValueError(f"no such timecode at {self.rate} frames a second: {label}")
        if frames < self.skipped and seconds == 0 and minutes % 10:
            raise ValueError(f"drop-frame timecode has no such label: {label}")
        minutes += hours * 60
        return (minutes * 60 + seconds) * self.base + frames - self.skipped * (minutes - minutes // 10)

    def label(self, count: int) -> str:
        """Label of a frame count; counts past midnight begin again at zero."""
        ten_minutes = self.base * 600 - self.skipped * 9
        tens, rest = divmod(count % (ten_minutes * 144), ten_minutes)
        minute, first = self.base * 60 - self.skipped, self.base * 60
        later_minutes = 0 if rest < first else 1 + (rest - first) // minute
        labels = tens * self.base * 600 + rest + self.skipped * later_minutes
        seconds, frames = divmod(labels, self.base)
        mark = ";" if self.drop_frame else ":"
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{frames:02d}"

    def packed(self, count: int) -> tuple[int, bool]:
        """The 32-bit word of ST 12-1 time bits: BCD digits, hours first, drop-frame flag in bit 6.

        Two bits hold the tens of frames, so above 30 frames a second the field counts pairs; the flag beside the word
        is true for the second frame of a pair.
        """
        hours, minutes, seconds, frames = map(int, re.split("[:;]", self.label(count)))
        pairs = self.base > 30
        word = int(f"{hours:02d}{minutes:02d}{seconds:02d}{frames // 2 if pairs else frames:02d}", 16)
        return word | (0x40 if self.drop_frame else 0), pairs and frames % 2 == 1
