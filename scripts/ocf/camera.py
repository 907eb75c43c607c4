"""The cameras: which clips are written, how FFmpeg is asked for them, and what is known about each."""

from dataclasses import dataclass

import logc3

LOG_SPACE = "ARRI LogC3 (EI800)"
LINEAR_SPACE = "Linear ARRI Wide Gamut 3"

# Y'CbCr files carry BT.709 coefficients in legal range; primaries and transfer are a camera's own and stay unsaid.
YUV = "zscale=matrixin=gbr:rangein=full:matrix=709:range=limited:dither=none,format="
TAGS = ["-colorspace", "bt709", "-color_range", "tv", "-color_primaries", "unknown", "-color_trc", "unknown"]
# Thread counts are part of what x264 and x265 write, so they are fixed.
X264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-threads", "2"]
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-crf", "12", "-tag:v", "hvc1"]
X265 += ["-x265-params", "log-level=error:pools=2:frame-threads=1:keyint=12"]


@dataclass(frozen=True)
class Camera:
    """One kind of clip."""

    # Stands in the identity strip: never renumber.
    clip_id: int
    kind: str
    reel: str
    name: str
    extension: str
    # Filters from full-range gbrp10le to what the encoder takes.
    convert: str
    codec: list[str]
    sequence: bool = False
    sound: bool = False
    range: str = "legal"
    colour_space: str = LOG_SPACE


PRORES = ["-c:v", "prores_ks", "-vendor", "apl0", "-profile:v"]
DNXHR_HQX = ["-c:v", "dnxhd", "-profile:v", "dnxhr_hqx", *TAGS]
INTRA, LONG_GOP = [*X264, "-g", "1", *TAGS], [*X264, "-g", "12", "-bf", "2", *TAGS]
OPENJPEG = ["-c:v", "libopenjpeg", "-numresolution", "6", *TAGS]
YUV422, YUV444 = YUV + "yuv422p10le", YUV + "yuv444p10le"

CAMERAS = (
    Camera(1, "prores4444", "A001R1AB", "A001C001_260101_R1AB", "mov", YUV444, [*PRORES, "4444", *TAGS], sound=True),
    Camera(2, "prores422", "A002R1AB", "A002C004_260101_R1AB", "mov", YUV422, [*PRORES, "hq", *TAGS], sound=True),
    Camera(3, "dnxhr", "B003R2", "B003C002_260101R2", "mxf", YUV422, DNXHR_HQX),
    Camera(4, "h264intra", "B004R2", "B004C003_260101R2", "mxf", YUV422, INTRA),
    Camera(5, "h264", "B005R2", "B005C007_260101R2", "mov", YUV422, LONG_GOP),
    Camera(6, "hevc", "C006R5", "C006C001_260101R5", "mov", YUV422, [*X265, *TAGS]),
    Camera(7, "jpeg2000", "C007R5", "C007C001_260101R5", "mxf", YUV422, OPENJPEG),
    Camera(
        8,
        "dpx",
        "D008R3EF",
        "D008C002_260101_R3EF",
        "dpx",
        "format=gbrp10be",
        ["-c:v", "dpx"],
        sequence=True,
        range="full",
    ),
    Camera(
        9,
        "exr",
        "E009R4GH",
        "E009C001_260101_R4GH",
        "exr",
        "format=gbrpf32le,lut1d={cube}:interp=linear",
        ["-c:v", "exr", "-compression", "zip16", "-format", "half"],
        sequence=True,
        range="full",
        colour_space=LINEAR_SPACE,
    ),
)


def threshold(camera: Camera, log_threshold: float) -> float:
    """Value between a dark and a bright cell, in the file's own values scaled to full range 0 to 1."""
    return logc3.to_linear(log_threshold) if camera.colour_space == LINEAR_SPACE else log_threshold
