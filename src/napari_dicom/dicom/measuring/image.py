"""What is measured: the values of one step of a volume, their places, what is no image."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.measuring.lattice import Lattice
from napari_dicom.dicom.measuring.statistics import Array

PADDING, NO_NUMBER, NOT_ACQUIRED = 1, 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredImage:
    """Values with their places.

    Parameters
    ----------
    values
        Three axes; a dask array where planes are read when they are asked for; None where there
        is nothing to measure (colour).
    lattice
        Where they lie.
    unit
        Of the values, as people write it; ``""`` where it is unknown.
    padding
        (slices, 2): range of values that are padding in each slice, NaN where there are none.
    acquired
        Whether there is an image of each slice.
    is_in_mm
        False where no pixel size is known: lengths are then in pixels.
    has_depth
        False of images that are no stack: what is drawn on them has no volume.
    caveats, caveats_in_depth
        What is doubtful of all distances, and of those across slices.
    """

    values: Any  # Any: numpy's or dask's
    lattice: Lattice
    unit: str = ""
    padding: NDArray[np.float64] | None = None
    acquired: NDArray[np.bool_] | None = None
    is_in_mm: bool = True
    has_depth: bool = True
    caveats: tuple[str, ...] = ()
    caveats_in_depth: tuple[str, ...] = ()

    def box(self, box: tuple[slice, slice, slice]) -> tuple[Array, NDArray[np.uint8]]:
        """Return the values in a box, and why each is left out: 0 where it counts.

        Of data that are read when they are asked for only these planes are read.
        """
        assert self.values is not None
        values = np.asarray(self.values[box])
        why = np.zeros(values.shape, dtype=np.uint8)
        if values.dtype.kind == "f":
            why[~np.isfinite(values)] = NO_NUMBER
        slices = box[self.lattice.slice_axis]
        place = [1, 1, 1]
        place[self.lattice.slice_axis] = -1
        if self.padding is not None and not np.isnan(self.padding[slices]).all():
            low, high = (ends.reshape(place) for ends in self.padding[slices].T)
            why[(values >= low) & (values <= high)] = PADDING
        if self.acquired is not None and not self.acquired[slices].all():
            why[np.broadcast_to(~self.acquired[slices].reshape(place), why.shape)] = NOT_ACQUIRED
        return values, why
