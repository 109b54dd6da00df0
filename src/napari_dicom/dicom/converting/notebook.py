"""A volume as a notebook shows it: one line of text, or HTML with its middle slice."""

import base64
import struct
import zlib
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.pixels import syntax_of
from napari_dicom.dicom.volumes import Volume, display_windows

_LONGEST_SIDE = 128
"""Pixels of the picture."""

_MOST_NOTES = 8

_MARKS = {"info": "", "warning": "⚠ ", "error": "✖ "}


def summary(volume: Volume, shape: tuple[int, ...], dtype: str) -> str:
    """Return name, shape, dtype, unit and spacing in one line."""
    unit = volume.first.rescale.unit
    kind = " ".join(filter(None, (dtype, unit)))
    return f"{volume.name!r} {shape} {kind}, {_spacing(volume)}, notes: {len(volume.notes)}"


def to_html(volume: Volume, values: NDArray[Any]) -> str:
    """Return a table of what is known with a picture of the middle slice, all text escaped."""
    lazy = "" if isinstance(values, np.ndarray) else ", read when looked at"
    rows = {
        "Shape": f"{_sizes(volume)}, {values.dtype}{lazy}",
        "Spacing": _spacing(volume) + (", slices first" if volume.geometry is not None else ""),
        "Values": volume.first.rescale.unit or ("colour" if volume.is_colour else "no unit"),
        "Transfer syntax": ", ".join(syntax_of(uid).name for uid in volume.transfer_syntax_uids),
    }
    cells = "".join(
        f"<tr><th style='text-align:left'>{key}</th>"
        f"<td style='text-align:left'>{escape(text)}</td></tr>"
        for key, text in rows.items()
    )
    source = base64.b64encode(_png(_picture(volume, values))).decode("ascii")
    return (
        f"<div><b>{escape(volume.name)}</b><table><tr>"
        f"<td><img alt='middle slice' src='data:image/png;base64,{source}'></td>"
        f"<td style='vertical-align:top'><table>{cells}</table></td></tr></table>"
        f"{_notes(volume)}</div>"
    )


def _sizes(volume: Volume) -> str:
    names = [axis.label for axis in volume.axes]
    names += ["slices"] if volume.geometry is not None else []
    sizes = zip(volume.shape, [*names, "rows", "columns"], strict=True)
    return " × ".join(f"{size} {name}" for size, name in sizes)


def _spacing(volume: Volume) -> str:
    geometry = volume.geometry
    if geometry is None and volume.first.pixel_spacing is None:
        return "no pixel size"
    sizes = geometry.voxel_size if geometry is not None else volume.plane_spacing
    return " × ".join(f"{size:.4g}" for size in sizes) + " mm"


def _notes(volume: Volume) -> str:
    notes = volume.notes[:_MOST_NOTES]
    more = len(volume.notes) - len(notes)
    texts = [f"{_MARKS[note.severity]}{note.message}" for note in notes]
    texts += [f"and {more} more: volume.notes"] if more else []
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _picture(volume: Volume, values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the middle slice of the first steps, a millimetre as long either way."""
    step = (0,) * len(volume.axes)
    plane = values[(*step, volume.slices // 2) if volume.geometry is not None else step]
    sizes = np.multiply(plane.shape[:2], volume.plane_spacing)
    counts = np.maximum(1, np.rint(sizes * _LONGEST_SIDE / sizes.max())).astype(int)
    picks = (
        ((np.arange(count) + 0.5) * length / count).astype(np.intp)
        for count, length in zip(counts.tolist(), plane.shape[:2], strict=True)
    )
    small = np.asarray(plane)[np.ix_(*picks)]
    return small if volume.is_colour else _grey(volume, small.astype(np.float64))


def _grey(volume: Volume, plane: NDArray[np.float64]) -> NDArray[np.uint8]:
    shown = plane[np.isfinite(plane)]
    low, high = np.percentile(shown, (0.5, 99.5)) if shown.size else (0.0, 1.0)
    part = np.clip((np.nan_to_num(plane) - low) / max(high - low, 1e-9), 0.0, 1.0)
    for window in display_windows(volume.middle)[:1]:
        part = window.shades(np.nan_to_num(plane))
    grey = np.rint(part * 255).astype(np.uint8)
    return 255 - grey if volume.is_inverted else grey


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture, grey or RGB, in the PNG format (ISO/IEC 15948)."""
    rows, columns = pixels.shape[:2]
    colour_type = 2 if pixels.ndim == 3 else 0
    lines = b"".join(b"\0" + np.ascontiguousarray(line).tobytes() for line in pixels)
    chunks = (
        (b"IHDR", struct.pack(">2I5B", columns, rows, 8, colour_type, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
