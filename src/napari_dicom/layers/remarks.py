"""What companions say of images, drawn or not, in the metadata of the images' layers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from napari_dicom.dicom import Loaded, Volume
from napari_dicom.dicom.objects import LoadedDrawing

Entries = Mapping[str, list[Any]]  # Any: JSON values


def remarks_on(volume: Volume, loaded: Iterable[Loaded]) -> list[Entries]:
    """Return what is said of a volume's images, by key of ``metadata["dicom"]``.

    A volume is known by its first file: it may have been converted since.
    """
    return [
        entries
        for one in loaded
        if isinstance(one, LoadedDrawing)
        for other, entries in one.remarks
        if other.first.instance is volume.first.instance
    ]


def with_remarks(dicom: Mapping[str, Any], remarks: Sequence[Entries]) -> dict[str, Any]:
    """Return a layer's ``metadata["dicom"]`` with entries added; those it has stay once."""
    added = dict(dicom)
    for entries in remarks:
        for key, values in entries.items():
            known = added.get(key, [])
            added[key] = [*known, *(value for value in values if value not in known)]
    return added
