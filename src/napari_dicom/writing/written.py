"""What came of writing something."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Parameters
    ----------
    paths
        The files, the image first.
    words
        What the format does not hold, or was changed for it, in sentences.
    """

    paths: tuple[Path, ...]
    words: tuple[str, ...] = ()
