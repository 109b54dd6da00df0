"""What the corners of the canvas say of a layer: series, slice, window, step; never the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom import Axis, direction_letters, plain_text
from napari_dicom.dicom.describing import codings_of
from napari_dicom.layers import plane_and_pixel
from napari_dicom.viewer import has_place, is_laid_out, source_of, volume_of, world_of
from napari_dicom.viewer.gestures import sliced_coordinates
from napari_dicom.widgets.active_layer import plane_number_text, shown_plane
from napari_dicom.widgets.millimetres import decimals_of, in_millimetres

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from numpy.typing import NDArray

_SAID = 5e-4
"""Part of a length: less is no digit of what is said."""


def slice_words(viewer: ViewerModel, layer: Layer) -> str:
    """Return which slice is in front, and where it lies along its normal: ``"S -102.5 mm"``.

    "" in three dimensions and where there is but one picture.
    """
    if viewer.dims.ndisplay != 2:
        return ""
    if not is_laid_out(layer):
        plane = shown_plane(layer, viewer)
        return "" if plane is None else plane_number_text(plane)
    cut = sliced_coordinates(viewer, layer)
    across = [axis for axis in cut if axis >= layer.ndim - 3]
    if len(across) != 1:
        return ""
    size = layer.data.shape[across[0]]
    index = round(cut[across[0]])
    if not 0 <= index < size:
        return "outside of the images"
    number = _number(layer, across[0] - layer.ndim + 3, index)
    return f"{number} of {size}\n{_place(layer, across[0] - layer.ndim + 3, index)}"


def step_words(viewer: ViewerModel, layer: Layer) -> str:
    """Return the step of each further axis with its value: ``"t 2 of 5: 1.5 s"``."""
    volume = volume_of(layer)
    if volume is None:
        return ""
    cut = sliced_coordinates(viewer, layer)
    found = []
    for number, axis in enumerate(volume.axes):
        size = len(axis.coordinates)
        if number not in cut or layer.data.shape[number] != size:
            continue
        step = min(max(round(cut[number]), 0), size - 1)
        found.append(f"{plain_text(axis.label, 24)} {step + 1} of {size}{_value(axis, step)}")
    return "\n".join(found)


def leaning_words(viewer: ViewerModel, layer: Layer) -> tuple[str, ...]:
    """Return what is not right in the picture of a tilted or turned volume, as napari draws it.

    napari draws a plane with the displayed axes' part of a transform: slices seen from the side
    are as long as that part, and a plane of a tilted gantry stays where the first one lies.
    """
    if viewer.dims.ndisplay != 2 or not is_laid_out(layer) or not _is_cut_in_space(viewer, layer):
        return ()
    shown, linear = _shown(viewer), world_of(layer)[-4:-1, -4:-1]
    drawn = np.linalg.norm(linear[np.ix_(shown, shown)], axis=0)
    sizes = np.linalg.norm(linear[:, shown], axis=0)
    found, lost = [], 1 - float((drawn / sizes).min())
    if lost >= _SAID:
        found += ["along the tilt:", f"lengths {lost:.1%} short"]
    own = _drawn_off(viewer, layer)
    others = [one for one in viewer.layers if one is not layer and _is_cut_in_space(viewer, one)]
    away = max((float(np.linalg.norm(own - _drawn_off(viewer, one))) for one in others), default=0)
    if away >= sizes.min() / 2:
        found.append(f"{away:.1f} mm off other layers")
    return tuple(found)


def doubt_words(layer: Layer) -> tuple[str, ...]:
    """Return what to know before trusting the picture: ``("lossy 8:1", "! 2 warnings")``."""
    volume = source_of(layer)
    assert volume is not None
    codings = [one.compression for one in codings_of(volume)]
    lossy = next((one for one in codings if one.startswith("lossy")), "")
    notes = layer.metadata["dicom"].get("notes", ())
    count = sum(note["severity"] != "info" for note in notes)
    warnings = f"! {count} warning{'s' if count > 1 else ''}" if count else ""
    return tuple(one for one in (lossy, warnings) if one)


def _is_cut_in_space(viewer: ViewerModel, layer: Layer) -> bool:
    """Tell whether two of a layer's axes of space are displayed, and the third is cut across."""
    shown = _shown(viewer)
    return layer.ndim > 2 and len(shown) == 2 and min(shown) >= 0


def _shown(viewer: ViewerModel) -> list[int]:
    """Return the displayed ones of the last three axes, counted from the first of these."""
    return [axis - viewer.dims.ndim + 3 for axis in viewer.dims.displayed]


def _drawn_off(viewer: ViewerModel, layer: Layer) -> NDArray[np.float64]:
    """Return by how many mm, along both displayed axes, the plane in front is drawn off its place.

    0 for a layer whose axes do not lean, however it is scaled.
    """
    shown, linear = _shown(viewer), world_of(layer)[-4:-1, -4:-1]
    (hidden,) = {0, 1, 2} - set(shown)
    index = sliced_coordinates(viewer, layer)[hidden + layer.ndim - 3]
    return np.asarray(linear[shown, hidden] * index, dtype=np.float64)


def _value(axis: Axis, step: int) -> str:
    """Return what a step stands at; "" where that is but a number without a unit."""
    value = axis.coordinates[step]
    if isinstance(value, str):
        return f": {plain_text(value, 24)}"
    return f": {value:.5g} {axis.unit}" if axis.unit else ""


def _number(layer: Layer, axis: int, index: int) -> str:
    """Return the plane across a spatial axis, counted as the readout does."""
    volume = volume_of(layer)
    assert volume is not None
    at, one_on = np.zeros((2, 3), dtype=int)
    at[axis], one_on[axis] = index, index + 1
    here, there = (plane_and_pixel(volume, spatial.tolist()) for spatial in (at, one_on))
    (kind,) = [part for part in range(3) if here[part] != there[part]]
    return f"{('slice', 'row', 'column')[kind]} {here[kind] + 1}"


def _place(layer: Layer, axis: int, index: int) -> str:
    """Return where the plane lies along its normal, that way which is left, back or head."""
    affine = np.asarray(layer.metadata["dicom"]["affine"], dtype=np.float64)
    normal = _normal(affine, axis)
    place = float(normal @ (affine[:3, axis] * index + affine[:3, 3]))
    letters = f"{direction_letters(normal)} " if has_place(layer) else ""
    return f"{letters}{in_millimetres(place, decimals_of(layer))} mm"


def _normal(affine: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    first, second = (affine[:3, other] for other in range(3) if other != axis)
    normal = np.cross(first, second)
    normal = normal / np.linalg.norm(normal)
    return np.asarray(normal * np.sign(normal[np.argmax(np.abs(normal))]), dtype=np.float64)
