"""Image layers from loaded volumes: plain values, no napari."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import (
    Axis,
    Geometry,
    LoadedVolume,
    Note,
    Severity,
    Volume,
    display_windows,
)
from napari_dicom.layers.display import (
    Arrangement,
    DisplaySpace,
    arrange,
    napari_transform,
    on_exact_steps,
    own_rotation,
    rotation_angle,
    world_matrix,
)
from napari_dicom.layers.metadata import dicom_metadata

Kwargs = dict[str, Any]  # Any: napari's layer keywords

_PINT_UNITS = {"s": "s", "ms": "ms", "s/mm²": "s/mm**2"}
_SAME_ROTATION = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class ImageLayer:
    """What napari needs to make an image layer, and the range its contrast slider should have."""

    data: NDArray[np.generic]
    kwargs: Kwargs
    value_range: tuple[float, float]

    @property
    def is_lazy(self) -> bool:
        """Whether its data are read when they are looked at."""
        return not isinstance(self.data, np.ndarray)

    @property
    def as_tuple(self) -> tuple[NDArray[np.generic], Kwargs, str]:
        """The layer as napari's readers return it."""
        return self.data, self.kwargs, "image"


@dataclass(frozen=True, slots=True, eq=False)
class _Display:
    rotation: NDArray[np.float64]
    centre: NDArray[np.float64]


def image_layers(
    loaded: Sequence[LoadedVolume], space: DisplaySpace = DisplaySpace.OWN_PLANES
) -> list[ImageLayer]:
    """Make one layer of each volume.

    Volumes of one frame of reference whose planes are parallel or at right angles share one display
    transform, so that they line up in their own planes as they do in the patient. Images without
    position start hidden where others have one: they belong to no place.
    """
    displays: dict[str, list[_Display]] = {}
    placed = any(one.volume.geometry is not None for one in loaded)
    layers = []
    for one in loaded:
        geometry = one.volume.geometry
        if geometry is None:
            layers.append(_unplaced_layer(one, visible=not placed))
        else:
            uid = one.volume.header.text("FrameOfReferenceUID")
            shared = displays.setdefault(uid, []) if uid else []
            layers.append(_placed_layer(one, geometry, _display(geometry, space, shared)))
    return layers


def _display(geometry: Geometry, space: DisplaySpace, shared: list[_Display]) -> _Display:
    """Return the display transform of a volume: one of its frame of reference's, or its own."""
    if space is DisplaySpace.PATIENT:
        return _Display(np.eye(3), np.zeros(3))
    rotation = own_rotation(geometry)
    for display in shared:
        if np.abs(display.rotation - rotation).max() <= _SAME_ROTATION:
            return display
    display = _Display(rotation, geometry.centre)
    shared.append(display)
    return display


def _placed_layer(loaded: LoadedVolume, geometry: Geometry, display: _Display) -> ImageLayer:
    arrangement = arrange(geometry)
    volume = loaded.volume.with_notes(_obliqueness(display))
    leads = len(volume.axes)
    world = world_matrix(arrangement.affine, display.rotation, display.centre)
    transform = _with_leading(napari_transform(world), volume)
    metadata = dicom_metadata(
        replace(loaded, volume=volume), arrangement, leads + arrangement.slice_axis
    )
    return _layer(
        replace(loaded, volume=volume),
        data=arrange_values(loaded.values, arrangement, leads),
        labels=("z", "y", "x"),
        transform=transform,
        metadata=metadata,
    )


def _unplaced_layer(loaded: LoadedVolume, *, visible: bool) -> ImageLayer:
    volume = loaded.volume
    slice_axis = len(volume.axes) - 1 if volume.axes else None
    spacing = np.asarray(_plane_spacing(volume))
    transform = _with_leading({"scale": spacing, "translate": np.zeros(2)}, volume)
    layer = _layer(
        loaded,
        data=loaded.values,
        labels=("y", "x"),
        transform=transform,
        metadata=dicom_metadata(loaded, None, slice_axis),
    )
    layer.kwargs["visible"] = visible
    return layer


def _layer(
    loaded: LoadedVolume,
    data: NDArray[np.generic],
    labels: tuple[str, ...],
    transform: Kwargs,
    metadata: Kwargs,
) -> ImageLayer:
    volume = loaded.volume
    low, high = _ordered(*loaded.value_range)
    units = [_unit(axis) for axis in volume.axes]
    kwargs = {
        "name": volume.name,
        "units": (*units, *("mm" for _ in labels)),
        "axis_labels": (*(axis.label for axis in volume.axes), *labels),
        "rgb": volume.is_colour,
        "multiscale": False,
        "contrast_limits": list(contrast_limits(loaded)),
        "metadata": {"dicom": metadata, "dicom_volume": loaded.volume},
        **transform,
    }
    if not volume.is_colour:
        kwargs["colormap"] = "gray_r" if is_inverted(volume) else "gray"
    return ImageLayer(data, kwargs, (low, high))


def contrast_limits(loaded: LoadedVolume) -> tuple[float, float]:
    """Return the header's window on the middle slice, else what its values span, padding left out.

    Without a window the brightest 0.2 % of the middle slice are left out: one hot pixel should not
    darken an image.
    """
    volume = loaded.volume
    low, high = _ordered(*loaded.value_range)
    if volume.is_colour:
        return 0.0, 255.0
    windows = display_windows(volume.middle)
    if windows:
        window = windows[0]
        return _ordered(window.center - window.width / 2, window.center + window.width / 2)
    index = volume.frames.index(volume.middle)
    plane = loaded.values.reshape(-1, *loaded.values.shape[-2:])[index]
    sample = plane[(plane >= low) & (plane <= high)]
    if not sample.size:
        return low, high
    bottom, top = np.percentile(sample.astype(np.float64), (0.1, 99.8))
    return _ordered(float(bottom), float(top)) if top > bottom else (low, high)


def is_inverted(volume: Volume) -> bool:
    """Tell whether low values are shown bright: MONOCHROME1, or an inverse presentation LUT."""
    source = volume.first.instance.pixels
    monochrome1 = source and source.format.photometric_interpretation == "MONOCHROME1"
    return bool(monochrome1) or volume.header.text("PresentationLUTShape") == "INVERSE"


def arrange_values(values: NDArray[Any], arrangement: Arrangement, leads: int) -> NDArray[Any]:
    """Return a view of the values with the layer's order and direction of axes."""
    order = (*range(leads), *(leads + axis for axis in arrangement.order))
    order = (*order, *range(len(order), values.ndim))
    steps = (slice(None, None, -1) if flip else slice(None) for flip in arrangement.flipped)
    return values.transpose(order)[(*(slice(None) for _ in range(leads)), *steps)]


def _with_leading(transform: Kwargs, volume: Volume) -> Kwargs:
    """Put scale and offset of the leading axes before those of space."""
    steps = np.array([axis.step or 1.0 for axis in volume.axes])
    starts = np.array([_start(axis.coordinates) if axis.step else 0.0 for axis in volume.axes])
    if "affine" not in transform:
        scale = np.concatenate([steps, transform["scale"]])
        return on_exact_steps(scale, np.concatenate([starts, transform["translate"]]))
    size = len(steps) + 4
    affine = np.eye(size)
    affine[: len(steps), : len(steps)] = np.diag(steps)
    affine[: len(steps), -1] = starts
    affine[len(steps) :, len(steps) :] = transform["affine"]
    return {"affine": affine}


def _unit(axis: Axis) -> str:
    """Return the unit of an axis in the world; uneven steps are only counted there."""
    return _PINT_UNITS.get(axis.unit, "pixel") if axis.step else "pixel"


def _start(coordinates: Sequence[float | str]) -> float:
    return float(coordinates[0])


def _plane_spacing(volume: Volume) -> tuple[float, float]:
    """Return mm between (rows, columns); without a pixel size, the pixel's aspect ratio."""
    if volume.first.pixel_spacing is not None:
        return volume.first.pixel_spacing
    ratio = volume.header.positive("PixelAspectRatio", 2)
    return (ratio[0] / ratio[1], 1.0) if ratio else (1.0, 1.0)


def _obliqueness(display: _Display) -> list[Note]:
    angle = rotation_angle(display.rotation)
    if angle < 0.05:
        return []
    return [
        Note(
            "oblique",
            f"the planes are oblique: shown in their own planes, turned by {angle:.1f}° about "
            "their centre; exact patient space can be switched on",
            Severity.INFO,
            {"angle_degrees": round(angle, 3)},
        )
    ]


def _ordered(low: float, high: float) -> tuple[float, float]:
    """Return limits napari accepts: finite, the second above the first, in float32 too."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return 0.0, 1.0
    least = 1e-6 * max(abs(low), abs(high))
    return (low, high) if high - low > least else (low, low + max(1.0, least))
