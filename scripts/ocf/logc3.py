"""ARRI LogC3 at exposure index 800, as ARRI's white paper on Log C gives it (scene-referred, values 0 to 1)."""

CUT, A, B, C, D, E, F = 0.010591, 5.555556, 0.052272, 0.247190, 0.385537, 5.367655, 0.092809

# Red, green, blue and white of ARRI Wide Gamut 3, x and y.
CHROMATICITIES = (0.6840, 0.3130, 0.2210, 0.8480, 0.0861, -0.1020, 0.3127, 0.3290)


def to_linear(code: float) -> float:
    """Scene-linear value of a code value, grey at 0.18."""
    if code > E * CUT + F:
        return (10 ** ((code - D) / C) - B) / A
    return (code - F) / E


def cube() -> str:
    """A one-dimensional .cube table with one entry for each ten-bit code."""
    rows = (" ".join([f"{to_linear(code / 1023):.9g}"] * 3) for code in range(1024))
    return "LUT_1D_SIZE 1024\n" + "\n".join(rows) + "\n"
