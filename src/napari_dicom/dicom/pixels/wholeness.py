"""Find streams that end early though their decoder did not say so."""

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.decoders import Decoder, Samples, Task


def check_wholeness(task: Task, decoder: Decoder, samples: Samples) -> list[str]:
    """Return a warning where a stream lacks its end marker only.

    Raises
    ------
    DecodeError
        The stream ends before its picture does.
    """
    if task.header is None or task.header.complete:
        return []
    raise DecodeError("the stream is cut off: it has no end marker")
