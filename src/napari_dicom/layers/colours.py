"""Colours of what is drawn on images: those a file gives, else one that its number always gets."""

from napari_dicom.dicom.objects import colour_of_number

Rgba = tuple[float, float, float, float]


def colour_of(number: int, given: tuple[int, int, int] | None = None) -> Rgba:
    """Return red, green, blue and opacity of 0 to 1.

    Parameters
    ----------
    number
        Of the segment or ROI.
    given
        Red, green, blue of 0 to 255, where the file says so.
    """
    if given is not None:
        red, green, blue = (channel / 255 for channel in given)
        return red, green, blue, 1.0
    return (*colour_of_number(number), 1.0)
