"""Frames made in memory from a known affine, without files: for tests of placing and sorting.

`header` encodes values as a file would hold them, `frame` is one plane with a position of its own,
`frames_on` the planes of an affine. UIDs come from names; nothing is random.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import phantom
from napari_dicom.dicom.files.instance import Instance
from napari_dicom.dicom.frames.frame import Frame
from napari_dicom.dicom.headers.doubts import Fault, doubts_in
from napari_dicom.dicom.headers.elements import ELEMENTS
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.pixels import PixelFormat, PixelSource

_BINARY = {"US": "H", "UL": "I", "FL": "f", "FD": "d"}
ROWS, COLUMNS = 6, 5


def header(values: Mapping[str, Any]) -> Header:
    """Return header values as a little-endian file holds them; bytes go in as they are."""
    return Header(
        {ELEMENTS[key][0]: _encoded(value, ELEMENTS[key][1]) for key, value in values.items()}
    )


def malformed(one: Header) -> dict[str, str]:
    """Return keyword -> what stands there, of the values that are not used as they are."""
    return {d.keyword: d.found for d in doubts_in(one) if d.fault is not Fault.ODD}


def mended(one: Header) -> dict[str, str]:
    """Return keyword -> what was made of it, of the values in odd writing."""
    return {d.keyword: d.done for d in doubts_in(one) if d.fault is Fault.ODD}


def _encoded(value: Any, vr: str) -> bytes:
    if isinstance(value, bytes):
        return value
    values = value if isinstance(value, list | tuple) else [value]
    if vr in _BINARY:
        return struct.pack(f"<{len(values)}{_BINARY[vr]}", *values)
    text = "\\".join(map(str, values)).encode("latin-1")
    return text + b" " * (len(text) % 2)


def frame(
    position: ArrayLike | None = (0, 0, 0),
    orientation: ArrayLike | None = phantom.ORIENTATIONS["axial"],
    pixel_spacing: tuple[float, float] | None = (1.0, 1.0),
    *,
    name: str = "a",
    uid: str | None = None,
    values: Mapping[str, Any] | None = None,
    pixel_format: PixelFormat | None = None,
    coordinates: Mapping[str, object] | None = None,
    **others: Any,
) -> Frame:
    """Return one plane; its file is named `name`, its SOP instance `uid` or else by its name."""
    pixel_format = pixel_format or PixelFormat(ROWS, COLUMNS)
    instance = Instance(
        Path(name),
        header({"SOPInstanceUID": uid or phantom.uid(name), **(values or {})}),
        PixelSource(name, "1.2.840.10008.1.2.1", pixel_format, 1, 0, None),
    )
    return Frame(
        instance,
        1,
        pixel_format.rows,
        pixel_format.columns,
        None if position is None else tuple(float(p) for p in position),
        None if orientation is None else tuple(float(o) for o in orientation),
        pixel_spacing,
        coordinates=coordinates or {},
        **others,
    )


def frames_on(
    affine: ArrayLike, planes: int | Sequence[float] = 4, *, prefix: str = "IM", **others: Any
) -> list[Frame]:
    """Return planes of an affine: so many, or those at these indices; numbered from 1."""
    affine = np.asarray(affine, dtype=np.float64)
    indices = range(planes) if isinstance(planes, int) else planes
    rows, columns = phantom.pixel_spacing(affine)
    frames = []
    for number, index in enumerate(indices, 1):
        one = frame(
            phantom.position(affine, index),
            phantom.orientation(affine),
            (float(rows), float(columns)),
            name=f"{prefix}{number:04d}",
            **others,
        )
        coordinates = {"InstanceNumber": float(number), **one.coordinates}
        frames.append(replace(one, coordinates=coordinates))
    return frames


def with_coordinates(one: Frame, **coordinates: object) -> Frame:
    """Return the frame with these coordinates besides its own."""
    return replace(one, coordinates={**one.coordinates, **coordinates})
