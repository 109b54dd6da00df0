"""One small change of the code that a test must notice: what `planter` plants."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """A change of one place in the source.

    Parameters
    ----------
    file
        Path below ``src/napari_dicom``.
    old
        Text that stands there exactly once.
    new
        What takes its place.
    notices
        The sentence that a test proves, and that is no longer true.
    tests
        Test files that must fail, below ``tests``.
    """

    file: str
    old: str
    new: str
    notices: str
    tests: tuple[str, ...]
