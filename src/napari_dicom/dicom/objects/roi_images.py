"""Which images each contour of a structure set lies on: those it names, else those it fits.

Several volumes may share a frame of reference: a series of two stacks, one image that was sent
again, CT and MR. A contour is drawn on the volume that its own Contour Image Sequence (3006,0016)
names; one that names none lies on the volume that most name, or on another of the same series if
only that one has a slice there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.objects.contour_places import BESIDE, place_points
from napari_dicom.dicom.objects.roi_references import is_named
from napari_dicom.dicom.objects.rois import Contour, Roi
from napari_dicom.dicom.volumes import References, Volume, as_measured, images_of

OnImage = tuple[Volume | None, tuple[Roi, ...]]


def share_out(
    rois: Sequence[Roi], references: References, volumes: Iterable[Volume]
) -> tuple[OnImage, ...]:
    """Share ROIs out among images, each with the contours that lie there.

    Parameters
    ----------
    references
        The structure set's.
    volumes
        The images they may lie on.

    Returns
    -------
    tuple of (Volume or None, tuple of Roi)
        The images that most contours name first, with all ROIs, those without contours too; then
        others, with the ROIs that lie there. None where there are no images at all.
    """
    found = [one for one in images_of(references, volumes) if one.space is Space.PATIENT]
    contours = [contour for roi in rois for contour in roi.contours]
    by_name = _by_name(contours, found)
    main = _main(found, references, Counter(map(id, by_name.values())))
    if main is None or len(found) == 1:
        return ((main, tuple(rois)),)
    on = _places(contours, by_name, main, found)
    others = [one for one in found if one is not main and id(one) in on.values()]
    own = [tuple(_having(roi, id(main), on) for roi in rois)]
    own += [tuple(_with_contours(rois, id(one), on)) for one in others]
    return tuple(zip([main, *others], own, strict=True))


def _by_name(contours: Iterable[Contour], volumes: Sequence[Volume]) -> dict[int, Volume]:
    """Return the volume whose image each contour names, by the contour; the first of several."""
    owners: dict[str, Volume] = {}
    for volume in volumes:
        for instance in volume.instances:
            owners.setdefault(instance.sop_instance_uid, volume)
    named = ((id(one), uid) for one in contours for uid in one.sop_instance_uids if uid in owners)
    found: dict[int, Volume] = {}
    for contour, uid in named:
        found.setdefault(contour, owners[uid])
    return found


def _main(volumes: Iterable[Volume], references: References, named: Counter[int]) -> Volume | None:
    """Return the images that most contours name, else those referred to, those of most slices.

    A dose comes last: it is drawn on images itself.
    """
    return max(
        volumes,
        key=lambda one: (
            named[id(one)],
            is_named(one, references),
            one.header.text("Modality") != "RTDOSE",
            one.slices,
        ),
        default=None,
    )


def _places(
    contours: Iterable[Contour], by_name: dict[int, Volume], main: Volume, volumes: Sequence[Volume]
) -> dict[int, int]:
    """Return the volume that each contour lies on, both by `id`."""
    series = main.header.text("SeriesInstanceUID")
    others = [
        one
        for one in volumes
        if one is not main and series and one.header.text("SeriesInstanceUID") == series
    ]
    grids = [_Slices.of(one) for one in (main, *others)] if others else []
    named = {contour: id(volume) for contour, volume in by_name.items()}
    fitting = {
        id(one): next((grid.volume for grid in grids if grid.holds(one)), id(main))
        for one in contours
        if id(one) not in named
    }
    return named | fitting


@dataclass(frozen=True, slots=True, eq=False)
class _Slices:
    """The slices of a volume, known by its `id`."""

    volume: int
    inverse: NDArray[np.float64]
    shape: tuple[int, int, int]

    @classmethod
    def of(cls, volume: Volume) -> _Slices:
        geometry = as_measured(volume)
        assert geometry is not None  # it lies in the patient
        inverse = np.asarray(np.linalg.inv(geometry.affine), dtype=np.float64)
        return cls(id(volume), inverse, geometry.shape)

    def holds(self, contour: Contour) -> bool:
        """Tell whether a contour lies on one of them."""
        place = place_points(contour.points, self.inverse, self.shape)
        return place.axis == 0 and place.beside <= BESIDE and 0 <= place.plane < self.shape[0]


def _having(roi: Roi, volume: int, on: dict[int, int]) -> Roi:
    return replace(roi, contours=tuple(one for one in roi.contours if on[id(one)] == volume))


def _with_contours(rois: Iterable[Roi], volume: int, on: dict[int, int]) -> Iterator[Roi]:
    own = (_having(roi, volume, on) for roi in rois)
    yield from (replace(roi, unreadable=0) for roi in own if roi.contours)
