"""How much a file may ask for before it is refused: memory, depth, files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold before memory is taken; every one can be raised by the user.

    Parameters
    ----------
    frame_bytes
        Largest decoded frame, in bytes.
    memory_bytes
        Largest decoded volume held in memory, in bytes; larger ones are read slice by slice. None
        for half of the memory that is free.
    inflated_bytes
        Largest inflated data set of a deflated file, in bytes.
    header_bytes
        Largest header (everything before the pixel data), in bytes.
    depth
        Most sequences of undefined length in each other.
    frames
        Most frames in one file.
    frame_seconds
        Longest time that decoding one frame may take, in seconds.
    segments
        Most segments in one segmentation.
    files
        Most files looked at in one scan.
    contour_points
        As many contour points in one structure set are refused.
    """

    frame_bytes: int = 2 << 30
    memory_bytes: int | None = None
    inflated_bytes: int = 4 << 30
    header_bytes: int = 256 << 20
    depth: int = 64
    frames: int = 250_000
    frame_seconds: float = 60.0
    segments: int = 10_000
    files: int = 1_000_000
    contour_points: int = 1_000_000


DEFAULT_LIMITS = Limits()
