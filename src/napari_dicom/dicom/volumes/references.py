"""What an object refers to: the frame of reference it lies in, and images by their UIDs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class References:
    """What ties an object to images.

    Parameters
    ----------
    frame_of_reference_uid
        (0020,0052) of what it is drawn in, ``""`` where it names none.
    series
        SeriesInstanceUID (0020,000E) of the series it refers to.
    instances
        SOPInstanceUID (0008,0018) of the images it refers to.
    """

    frame_of_reference_uid: str = ""
    series: tuple[str, ...] = ()
    instances: frozenset[str] = frozenset()
