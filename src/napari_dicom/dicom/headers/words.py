"""What a series is called wherever people read of it."""

from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.text import plain_text


def series_name(header: Header, part: str = "") -> str:
    """Return modality, series number and description; never a patient's name.

    Parameters
    ----------
    part
        What sets one of several things of a series apart.
    """
    number = header.integer("SeriesNumber")
    parts = (
        plain_text(header.text("Modality"), 16) or "DICOM",
        "" if number is None else str(number),
        plain_text(header.text("SeriesDescription")),
        part,
    )
    return " ".join(part for part in parts if part)
