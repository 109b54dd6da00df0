"""How contents are looked for, and how they are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.volumes import PetValues, Volume

if TYPE_CHECKING:  # a folder of images alone needs no such room
    from napari_dicom.dicom.objects import Registration


@dataclass(frozen=True, slots=True)
class HowToFind:
    """How contents are looked for.

    Parameters
    ----------
    z_spacing
        What slices are placed by.
    progress
        Called as the search goes on; may raise to cancel.
    limits
        How much a file may ask for.
    join_series
        Whether series that seem to be one acquisition become one volume.
    """

    z_spacing: ZSpacing
    progress: Progress | None
    limits: Limits
    join_series: bool = False


@dataclass(frozen=True, slots=True)
class HowToLoad:
    """How contents are loaded.

    Parameters
    ----------
    pet_values
        What PET images are shown in.
    lazy
        True for dask arrays, False for arrays in memory, None for the latter where they fit.
    limits
        How much a file may ask for.
    progress
        Called as loading goes on; may raise to cancel.
    volumes
        The images that companions may lie on: those found with them and those open already.
    registrations
        Those found with them.
    """

    pet_values: PetValues = PetValues.STORED
    lazy: bool | None = None
    limits: Limits = DEFAULT_LIMITS
    progress: Progress | None = None
    volumes: tuple[Volume, ...] = ()
    registrations: tuple[Registration, ...] = ()
