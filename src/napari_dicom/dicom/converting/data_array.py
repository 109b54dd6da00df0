"""A volume as xarray has it: named axes, a coordinate in mm, s ... for every step."""

from typing import Any

from numpy.typing import NDArray

from napari_dicom.dicom.converting.dimensions import dimensions_of
from napari_dicom.dicom.converting.library import library
from napari_dicom.dicom.volumes import Volume


def to_xarray(volume: Volume, values: NDArray[Any]) -> Any:  # Any: xarray.DataArray
    """Return a volume as a `xarray.DataArray` of the same array, lazy where that is."""
    xarray = library("xarray", "xarray")
    dimensions = dimensions_of(volume)
    coordinates = {
        one.label: (one.label, list(one.coordinates), {"units": one.unit} if one.unit else {})
        for one in dimensions
    }
    names = [one.label for one in dimensions]
    if volume.is_colour:
        coordinates["colour"] = ("colour", ["red", "green", "blue"], {})
        names.append("colour")
    return xarray.DataArray(values, coordinates, names, volume.name, _attributes(volume))


def _attributes(volume: Volume) -> dict[str, Any]:  # Any: texts, numbers and flat lists of them
    """Return what is known besides, in forms that every file format of xarray takes."""
    found: dict[str, Any] = {  # Any: as above
        "units": volume.first.rescale.unit or "",
        "space": str(volume.space),
        "modality": volume.header.text("Modality"),
        "transfer_syntax_uid": list(volume.transfer_syntax_uids),
        "notes": [note.message for note in volume.notes],
    }
    if volume.geometry is not None:
        # 4x4 by rows: (slice, row, column) -> mm of `space`; netCDF takes no tables
        found["affine"] = volume.geometry.affine.ravel().tolist()
    return {key: value for key, value in found.items() if value}
