"""A volume with its values: an array that knows where it lies, and other libraries' forms of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import ChoiceError, OutsideError
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.loading.value_range import Range
from napari_dicom.dicom.loading.values import Array
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Axis
from napari_dicom.dicom.volumes import Volume


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LoadedVolume:
    """A volume with its values: an array that knows where it lies.

    ``numpy.asarray(volume)`` and ``volume[...]`` give values as ``volume.values`` does.

    Parameters
    ----------
    volume
        The volume; its frames are None where decoding failed, its notes say so.
    values
        Array of ``volume.shape`` (colour: and 3 behind), after the modality LUT; a dask array of
        one chunk a plane where it is read lazily.
    decoders
        Transfer syntax UID -> name and version of the decoder that produced the pixels.
    value_range
        Least and greatest value, padding left out.
    """

    volume: Volume
    values: Array
    decoders: dict[str, str]
    value_range: Range

    @property
    def content(self) -> Volume:
        """The volume: what was loaded."""
        return self.volume

    @property
    def is_lazy(self) -> bool:
        """Whether planes are read when they are looked at."""
        return not isinstance(self.values, np.ndarray)

    @property
    def name(self) -> str:
        """Modality, series number, description; never a patient's name."""
        return self.volume.name

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was read, decided or doubtful, most important first."""
        return self.volume.notes

    @property
    def header(self) -> Header:
        """The few header values that opening needs, of the first file; for all see `headers`."""
        return self.volume.header

    @property
    def shape(self) -> tuple[int, ...]:
        """(leading axes..., slices, rows, columns), and 3 for colours."""
        return tuple(self.values.shape)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Kind of number of the values."""
        return np.dtype(self.values.dtype)

    @property
    def unit(self) -> str | None:
        """Unit of the values: ``"HU"``, ``"SUVbw"``, ``"Gy"`` ...; None where none is said."""
        return self.volume.first.rescale.unit

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The further axes, outermost first: time, b-value ... with unit and coordinates."""
        return self.volume.axes

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of all axes but that of colours, as `at` takes them: ``("t", "z", "y", "x")``.

        One that runs along none of the patient's is ``"slice"``, ``"row"`` or ``"column"``.
        """
        from napari_dicom.dicom.converting import dimensions_of  # not to open

        return tuple(dimension.label for dimension in dimensions_of(self.volume))

    @property
    def spacing(self) -> tuple[float, ...]:
        """Distance in mm between (slices along the normal, rows, columns).

        Images without depth have the latter two, in pixels' aspect where no size is known.
        """
        geometry = self.volume.geometry
        return self.volume.plane_spacing if geometry is None else geometry.voxel_size

    @property
    def affine(self) -> NDArray[np.float64] | None:
        """4x4: homogeneous (slice, row, column) index -> LPS mm; None without a place."""
        geometry = self.volume.geometry
        return None if geometry is None else geometry.affine.copy()

    @property
    def ras_affine(self) -> NDArray[np.float64] | None:
        """4x4: homogeneous (slice, row, column) index -> RAS mm; None outside of a patient."""
        from napari_dicom.dicom.converting import LPS_TO_RAS  # not to open

        geometry = self.volume.geometry
        inside = geometry is not None and geometry.is_in_patient
        return LPS_TO_RAS @ geometry.affine if geometry is not None and inside else None

    def headers(self, keywords: str | Iterable[str]) -> list[dict[str, Any]]:  # Any: plain values
        """Return header values as a table, as `Volume.headers` does."""
        return self.volume.headers(keywords)

    def at(self, **where: float | str) -> Array:
        """Return the values nearest to places along named axes.

        Parameters
        ----------
        where
            One of `dims` -> place: LPS mm along ``x``, ``y``, ``z``; mm from the first along
            ``slice``, ``row``, ``column``; s, s/mm² ... or a name along the others.

        Raises
        ------
        ChoiceError
            There is no such axis, or no step of that name.
        OutsideError
            The place is more than half a step beyond the volume.
        """
        from napari_dicom.dicom.converting import dimensions_of, index_at  # not to open

        return self.values[index_at(dimensions_of(self.volume), where)]

    def in_sphere(self, centre: Sequence[float], radius: float) -> NDArray[np.bool_]:
        """Return a mask (slice, row, column) of the voxels whose centres lie within a sphere.

        ``volume.values[volume.in_sphere((-12.0, 40.0, 105.0), 10.0)].mean()``

        Parameters
        ----------
        centre
            (x, y, z) in LPS mm.
        radius
            In mm.

        Raises
        ------
        OutsideError
            There is no voxel in it, or the images have no depth.
        """
        from napari_dicom.dicom.converting import in_sphere  # not to open

        if self.volume.geometry is None:
            raise OutsideError(f"{self.name} has no depth: there is no sphere in it")
        return in_sphere(self.volume.geometry, centre, radius)

    def with_values(self, values: Array) -> "LoadedVolume":
        """Return the volume with other values on its voxels: filtered, labelled, read again.

        Parameters
        ----------
        values
            Array of `shape`, of any dtype; kept, not copied.

        Raises
        ------
        ChoiceError
            It has another shape.
        """
        if values.shape != self.shape:
            raise ChoiceError.among("values.shape", values.shape, [self.shape])
        ends = self.value_range
        if isinstance(values, np.ndarray) and values.size:
            ends = (float(values.min()), float(values.max()))
        return replace(self, values=values, value_range=ends)

    def to_nibabel(self) -> Any:  # Any: nibabel.Nifti1Image
        """Return a `nibabel.Nifti1Image`: (column, row, slice, time ...), RAS mm, seconds.

        A gantry tilt is in its affine. What has no place in a patient has voxel sizes only.

        Raises
        ------
        ExportError
            nibabel is not installed, slices are irregular, or NIfTI has no such axes.
        """
        from napari_dicom.dicom.converting import to_nibabel  # not to open

        return to_nibabel(self.volume, self.values)

    def to_sitk(self) -> Any:  # Any: SimpleITK.Image
        """Return a `SimpleITK.Image`: index (column, row, slice, time ...), LPS mm, seconds.

        A gantry tilt is in its direction, which then is no rotation: filters that resample take
        it as it is, files cannot hold it.

        Raises
        ------
        ExportError
            SimpleITK is not installed, slices are irregular, or there are more than 5 axes.
        """
        from napari_dicom.dicom.converting import to_sitk  # not to open

        return to_sitk(self.volume, self.values)

    def to_xarray(self) -> Any:  # Any: xarray.DataArray
        """Return a `xarray.DataArray` of `dims`, with the place of every step in mm, s ...

        Its array is this volume's, lazy where that is; irregular slices have their own places.

        Raises
        ------
        ExportError
            xarray is not installed.
        """
        from napari_dicom.dicom.converting import to_xarray  # not to open

        return to_xarray(self.volume, self.values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:  # Any: numpy's
        values = np.asarray(self.values, dtype)
        if copy is False and (self.is_lazy or not np.shares_memory(values, self.values)):
            raise ValueError("the values cannot be had without a copy")
        return values.copy() if copy and values is self.values else values

    def __getitem__(self, index: Any) -> Any:  # Any: numpy's
        return self.values[index]

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        from napari_dicom.dicom.converting import summary  # not to open

        return f"<LoadedVolume {summary(self.volume, self.shape, str(self.dtype))}>"

    def _repr_html_(self) -> str:
        from napari_dicom.dicom.converting import to_html  # not to open

        return to_html(self.volume, self.values)
