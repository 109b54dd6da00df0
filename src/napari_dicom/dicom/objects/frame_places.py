"""From pixels of a referenced frame to places: LPS mm, or the coordinates of an image without one.

A coordinate of a report or presentation state counts from the corner of the first pixel, an index
from its centre (PS3.3 C.18.6.1.1, C.10.5.1.2).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.rois import Points
from napari_dicom.dicom.volumes import Volume

CORNER = 0.5
"""Pixels from the corner of a pixel to its centre."""


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image that something is drawn on.

    Parameters
    ----------
    sop_instance_uid
        Its file's.
    frames
        Frame numbers from 1; none for all of them.
    """

    sop_instance_uid: str
    frames: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FramePlace:
    """A frame among those of a volume."""

    volume: Volume
    frame: Frame
    step: int

    def of(self, pixels: Points) -> Points:
        """Return where pixels lie: LPS mm, or along the axes of a volume that has no place.

        Parameters
        ----------
        pixels
            (n, 2): (column, row), counted from the corner of the first pixel.
        """
        index = pixels - CORNER
        if self.volume.geometry is None:
            leads = np.unravel_index(self.step, self.volume.lead_shape or (1,))
            steps = [float(lead) for lead in leads[: len(self.volume.lead_shape)]]
            return np.column_stack([np.tile(steps, (len(index), 1)), index[:, ::-1]])
        frame = self.frame
        assert frame.position is not None
        assert frame.orientation is not None
        assert frame.pixel_spacing is not None
        along = np.reshape(frame.orientation, (2, 3)) * np.array(frame.pixel_spacing[::-1])[:, None]
        return np.asarray(np.array(frame.position) + index @ along, dtype=np.float64)


def find_frame(reference: ImageReference, volumes: Iterable[Volume]) -> FramePlace | None:
    """Return the first frame of those meant among volumes; no tile of a mosaic."""
    return next(iter(find_frames(reference, volumes)), None)


def find_frames(reference: ImageReference, volumes: Iterable[Volume]) -> Iterator[FramePlace]:
    """Yield the frames that are meant, of the first volume that has one; no tile of a mosaic."""
    for volume in volumes:
        found = False
        for step, frame in enumerate(volume.frames):
            if frame is None or frame.tile is not None:
                continue
            same = frame.instance.sop_instance_uid == reference.sop_instance_uid
            if same and (not reference.frames or frame.number in reference.frames):
                found = True
                yield FramePlace(volume, frame, step)
        if found:
            return


def marked_frames(reference: ImageReference, volumes: Iterable[Volume]) -> Iterable[FramePlace]:
    """Return the frames that are meant; of an image that is meant as a whole its first frame."""
    found = find_frames(reference, volumes)
    return found if reference.frames else islice(found, 1)


def remarks_on_frames(
    references: Iterable[ImageReference], places: Iterable[FramePlace]
) -> Iterator[Note]:
    """Tell of images of several frames that are meant as a whole: drawn on their first."""
    several = {
        place.frame.instance.sop_instance_uid
        for place in places
        if place.frame.instance.pixels and place.frame.instance.pixels.number_of_frames > 1
    }
    whole = {one.sop_instance_uid for one in references if not one.frames}
    count = len(several & whole)
    if count:
        images = (
            "1 image of several frames is"
            if count == 1
            else f"{count} images of several frames are"
        )
        text = f"{images} referred to as a whole: drawn on the first frame"
        yield Note("assumed", text, details={"images": count})
