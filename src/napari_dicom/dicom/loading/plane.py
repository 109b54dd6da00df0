"""One plane of a volume: how to get its values, as plain picklable numbers, and getting them.

A `PlanePlan` carries a path and numbers only: it runs unchanged in another thread, process or
machine that sees the file.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import DecodeError, HeaderError, LimitError
from napari_dicom.dicom.frames import Frame, Rescale, has_modality_table, modality_table
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading.values import (
    Array,
    is_whole,
    padding_values,
    put_values,
    within,
)
from napari_dicom.dicom.pixels import (
    DecodedFrame,
    Palette,
    PixelReader,
    PixelSource,
    check_size,
    palette_of,
    syntax_of,
    to_rgb8,
)
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.workers import done_in_time

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


_CUT = "values beyond {0.min} to {0.max}, which BitsStored (0028,0101) rules out, are cut"
_NO_TABLE = "the modality LUT (0028,3000) cannot be read: the values are those stored"


@dataclass(frozen=True, slots=True)
class PlanePlan:
    """How one plane's values come from its file.

    Parameters
    ----------
    source
        The file and the layout of its pixels.
    number
        1-based frame number in it.
    shape
        (rows, columns) of the plane.
    origin
        (row, column) of the plane's first pixel in the frame: not (0, 0) in a mosaic.
    rescale
        stored -> value.
    is_colour
        Whether the plane becomes (rows, columns, 3) uint8.
    has_table
        Whether the file's modality LUT is a table, read when it is needed.
    padding
        Range of values that is padding.
    """

    source: PixelSource
    number: int
    shape: tuple[int, int]
    origin: tuple[int, int]
    rescale: Rescale
    is_colour: bool
    has_table: bool
    padding: tuple[float, float] | None

    @property
    def is_whole_frame(self) -> bool:
        """Whether the plane is all of its frame."""
        return self.shape == (self.source.format.rows, self.source.format.columns)


def plan_of(frame: Frame) -> PlanePlan:
    """Return how to read a frame."""
    source = frame.instance.pixels
    assert source is not None
    return PlanePlan(
        source=source,
        number=frame.number,
        shape=(frame.rows, frame.columns),
        origin=(frame.tile.row, frame.tile.column) if frame.tile else (0, 0),
        rescale=frame.rescale,
        is_colour=frame.is_colour,
        has_table=has_modality_table(frame.header),
        padding=padding_values(frame),
    )


def read_plane(plan: PlanePlan, dtype: str, limits: Limits = DEFAULT_LIMITS) -> Array:
    """Return the values of one plane, (rows, columns) or (rows, columns, 3).

    Raises
    ------
    PixelError
        It cannot be decoded.
    LimitError
        It is larger than the limit, or than there is memory.
    """
    return decode_plane(plan, dtype, limits)[0]


def decode_plane(plan: PlanePlan, dtype: str, limits: Limits) -> tuple[Array, DecodedFrame]:
    """Return the values of one plane as `read_plane` does, and what its decoder said of it."""
    out = _empty_plane(plan, dtype, limits)

    def read() -> DecodedFrame:
        with PixelReader(plan.source, limits) as reader:
            return put_plane(reader, plan, out, nullcontext())

    if not _is_encapsulated(plan):
        return out, read()
    decoded = done_in_time(read, limits.frame_seconds)
    if decoded is None:
        raise LimitError(
            f"{_name(plan)}, frame {plan.number}: decoding took longer than "
            f"{limits.frame_seconds:g} s (limits.frame_seconds)"
        )
    return out, decoded


def _empty_plane(plan: PlanePlan, dtype: str, limits: Limits) -> Array:
    try:
        check_size(plan.source.format, limits)
        return np.empty((*plan.shape, 3) if plan.is_colour else plan.shape, dtype)
    except MemoryError as error:
        raise LimitError(f"{_name(plan)}: one frame takes more memory than there is") from error
    except (LimitError, DecodeError) as error:
        raise type(error)(f"{_name(plan)}: {error}") from error


def _name(plan: PlanePlan) -> str:
    return plain_text(Path(plan.source.path).name)


def put_plane(
    reader: PixelReader,
    plan: PlanePlan,
    out: Array,
    watch: AbstractContextManager[None],
) -> DecodedFrame:
    """Write the values of a plane into `out`, straight from the file where that is possible.

    Parameters
    ----------
    watch
        Entered while a decoder is at work, and not while `out` is written to.
    """
    if _goes_straight(plan, out):
        stored = out.view(plan.source.format.dtype)
        decoded = reader.read_into(plan.number, stored)
        if plan.rescale.intercept:
            put_values(stored, plan.rescale, out)
        return decoded
    with watch:
        decoded = reader.read(plan.number)
    return put_decoded(decoded, plan, out)


def put_decoded(decoded: DecodedFrame, plan: PlanePlan, out: Array) -> DecodedFrame:
    """Write the values of a plane into `out` from its decoded frame; return it with all doubts."""
    (top, left), (rows, columns) = plan.origin, plan.shape
    whole = _rgb(decoded, plan) if plan.is_colour else decoded.values
    stored = whole[top : top + rows, left : left + columns]
    if plan.is_colour:
        out[...] = stored
        return decoded
    if plan.has_table:
        table = modality_table(_dataset(plan), plan.source.format.is_signed)
        if table is None:
            decoded = replace(decoded, warnings=(*decoded.warnings, _NO_TABLE))
        else:
            stored = table.apply(stored)
    fitting = within(stored, plan.rescale, out.dtype)
    if fitting is not stored:
        decoded = replace(decoded, warnings=(*decoded.warnings, _CUT.format(np.iinfo(out.dtype))))
    put_values(fitting, plan.rescale, out)
    return decoded


def _goes_straight(plan: PlanePlan, out: Array) -> bool:
    """Tell whether stored values can be read into the plane and valued where they are."""
    return (
        plan.is_whole_frame
        and not _is_encapsulated(plan)
        and is_whole(plan.rescale)
        and out.dtype.kind in "iu"
        and out.dtype.itemsize == plan.source.format.dtype.itemsize
        and not (plan.is_colour or plan.has_table)
    )


def _is_encapsulated(plan: PlanePlan) -> bool:
    return syntax_of(plan.source.transfer_syntax_uid).encapsulated


def _rgb(decoded: DecodedFrame, plan: PlanePlan) -> Array:
    palette: Palette | None = None
    if decoded.photometric_interpretation == "PALETTE COLOR":
        palette = _palette(plan)
    bits = plan.source.format.bits_stored
    return to_rgb8(decoded.values, decoded.photometric_interpretation, bits, palette)


def _palette(plan: PlanePlan) -> Palette:
    try:
        with lenient(), refusing_damage("the palette"):
            return palette_of(_dataset(plan))
    except HeaderError as error:
        raise DecodeError(str(error)) from None


def _dataset(plan: PlanePlan) -> Dataset:
    path, state = Path(plan.source.path), plan.source.state
    try:
        if state is not None:
            state.check(path)
        return _dataset_at(path, path.stat().st_mtime_ns)
    except (HeaderError, OSError) as error:
        raise DecodeError("the tables of its header cannot be read") from error


@lru_cache(maxsize=4)  # the frames of one file have one header
def _dataset_at(path: Path, _changed: int) -> Dataset:
    from napari_dicom.dicom.datasets import dataset_at  # imports pydicom: only for tables

    return dataset_at(path)
