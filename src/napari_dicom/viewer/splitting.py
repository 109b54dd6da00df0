"""Each segment of a labels layer as a layer of its own, on request: cropped to where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.writing import numbers_in

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Labels
    from numpy.typing import NDArray


def split_labels(viewer: ViewerModel, layer: Labels) -> list[Labels]:
    """Add a labels layer for each number drawn in a layer, and hide that.

    Each is a copy of the box that holds its voxels, at their place, with the name and colour of its
    segment. Thirty layers draw more slowly than one.

    Returns
    -------
    list of Labels
        In the order of the numbers.
    """
    made = [_part(layer, number) for number in numbers_in(np.asarray(layer.data))]
    for one in made:
        viewer.add_layer(one)
    layer.visible = not made
    return made


def _part(layer: Labels, number: int) -> Labels:
    from napari.layers import Labels as NapariLabels  # the half second that tuples do without

    mask = np.asarray(layer.data) == number
    box = _box(mask)
    corner = np.array([part.start for part in box], dtype=np.float64)
    row = _row(layer, number)
    return NapariLabels(
        np.where(mask[box], layer.data.dtype.type(number), layer.data.dtype.type(0)),
        name=str(row.get("label") or f"{layer.name} {number}"),
        features={key: [value] for key, value in row.items()} or None,
        colormap={None: (0.5, 0.5, 0.5, 1.0), 0: (0.0,) * 4, number: layer.get_color(number)},
        scale=layer.scale,
        translate=np.asarray(layer.translate) + np.asarray(layer.scale) * corner,
        affine=layer.affine,
        units=layer.units,
        axis_labels=layer.axis_labels,
        metadata=_metadata(layer, number, corner),
        opacity=layer.opacity,
        blending=layer.blending,
    )


def _box(mask: NDArray[np.bool_]) -> tuple[slice, ...]:
    """Return the smallest box that holds all that is set."""
    box = []
    for axis in range(mask.ndim):
        held = np.flatnonzero(mask.any(tuple(n for n in range(mask.ndim) if n != axis)))
        box.append(slice(int(held[0]), int(held[-1]) + 1))
    return tuple(box)


def _row(layer: Labels, number: int) -> dict[str, Any]:  # Any: cells of a table
    table = layer.features
    if "index" not in table.columns:
        return {}
    rows = table[table["index"] == number]
    return {} if rows.empty else {str(key): rows.iloc[0][key] for key in table.columns}


def _metadata(
    layer: Labels, number: int, corner: NDArray[np.float64]
) -> dict[str, Any]:  # Any: napari's metadata
    """Return the layer's metadata, as those of the part whose first voxel is at `corner`."""
    metadata = dict(layer.metadata)
    dicom = metadata.get("dicom")
    if dicom is None:
        return metadata
    changed = dict(dicom)
    if dicom.get("affine") is not None:
        affine = np.array(dicom["affine"], dtype=np.float64)
        affine[:3, 3] += affine[:3, :3] @ corner[-3:]
        changed["affine"] = affine.tolist()
    if "segments" in dicom:
        changed["segments"] = [one for one in dicom["segments"] if one.get("number") == number]
    return {**metadata, "dicom": changed}
