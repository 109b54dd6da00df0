"""What is to be said of frames of a segmentation that do not say where they lie."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.text import counted
from napari_dicom.dicom.volumes import Volume


def why_nowhere(
    sources: Sequence[tuple[str, int] | None], size: tuple[int, int], images: Sequence[Volume]
) -> str:
    """Say why frames without a place cannot be laid on the images they were made from.

    Parameters
    ----------
    sources
        SOPInstanceUID and frame number, from 1, of the image each was made from.
    size
        Rows and columns of a frame.
    """
    named = {source[0] for source in sources if source is not None}
    if not named:
        return "names no image that it was made from"
    held = [image for image in images if named & _uids(image)]
    if not held:
        return "the image it was made from was not there when it was opened"
    rows, columns = held[0].shape[-2:]
    if (rows, columns) != size:
        own = f"{size[0]} x {size[1]}"
        return f"its frames have {own} pixels, those of {held[0].name} {rows} x {columns}"
    lost = sum(source is None or source[0] not in _uids(held[0]) for source in sources)
    if lost:
        return f"{lost} of its {counted(len(sources), 'frame')} were not made from {held[0].name}"
    return f"does not say which frames of {held[0].name} it was made from"


def placeless(why: str, geometry: Geometry, sizes: NDArray[np.float64]) -> Note:
    """Return the note on frames that are shown by themselves, in their order.

    Parameters
    ----------
    geometry
        The grid they are shown on.
    sizes
        mm between (rows, columns) as the frames have it, NaN where they do not.
    """
    spacing = geometry.spacing
    source = "no distance is given: that of pixels"
    if spacing.spacing_between_slices:
        source = "SpacingBetweenSlices"
    elif spacing.slice_thickness:
        source = "SliceThickness"
    text = (
        f"the segmentation does not say where it lies, and {why}: it is shown by itself, its "
        f"frames in their order, {spacing.used:.3g} mm apart ({source})"
    )
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        text = f"{text}, a pixel of no known size as 1 mm"
    return Note("no-place", text, Severity.WARNING)


def _uids(image: Volume) -> set[str]:
    return {one.sop_instance_uid for one in image.instances}
