"""Volumes that outgrow memory: the same planes as a dask array, one chunk each.

The graph holds module-level functions, paths and numbers only, so it can be computed on a
`dask.distributed` cluster whose workers see the files.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading.loaded import LoadedVolume
from napari_dicom.dicom.loading.outcome import (
    Outcome,
    decoders_of,
    name_of_image,
    remarks_of_decoders,
)
from napari_dicom.dicom.loading.plane import PlanePlan, decode_plane, plan_of, read_plane
from napari_dicom.dicom.loading.value_range import (
    Range,
    fill_value,
    sure_dtype_of,
    value_range_of,
    widest,
)
from napari_dicom.dicom.loading.values import Array
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.pixels import ends_early
from napari_dicom.dicom.volumes import Volume

_SAMPLED = 5
"""Planes that are read to find the range of the values."""

_NAMES = 10
"""File names listed in one note."""


def load_lazily(volume: Volume, limits: Limits, why: str) -> LoadedVolume:
    """Read a few planes for the range of values, leave the others for when they are looked at.

    Parameters
    ----------
    why
        It is not loaded now, for the user.
    """
    dtype = sure_dtype_of(volume)  # a slice that nobody has looked at may hold any value
    ranges: list[Range] = []
    said: dict[str, Outcome] = {}
    errors: list[PixelError | LimitError] = []
    early = [frame for frame in volume.acquired if _ends_early(frame)]
    samples = _samples(volume, early)
    for frame in samples:
        plan = plan_of(frame)
        try:
            plane, decoded = decode_plane(plan, str(dtype), limits)
        except (PixelError, LimitError) as error:
            errors.append(error)
            continue
        outcome = said.setdefault(plan.source.path, Outcome(plan.source))
        outcome.remark(plan.number, decoded)
        ends = float(plane.min()), float(plane.max())
        found = value_range_of(plane, ends, plan.padding)
        ranges += [found] if found else []
    if not said:
        raise errors[0]
    value_range = (0.0, 255.0) if volume.is_colour else widest(ranges)
    values = lazy_values(volume, dtype, fill_value(volume, value_range, dtype), limits)
    text = f"slices are read when they are looked at, {why}"
    if not volume.is_colour and len(samples) < len(volume.acquired):
        seen = f"{len(samples)} of {len(volume.acquired)} images"
        text = f"{text}; the range of values is that of {seen}"
    note = Note("lazy", text)
    outcomes = list(said.values())
    cut_off = [_cut_off(volume, early)] if early else []
    empty = [Note("not-decoded", f"shown empty: {text}", Severity.ERROR) for text in _texts(errors)]
    notes = [note, *cut_off, *empty, *remarks_of_decoders(outcomes, _looked_at(outcomes, volume))]
    return LoadedVolume(volume.with_notes(notes), values, decoders_of(outcomes), value_range)


def _looked_at(outcomes: Sequence[Outcome], volume: Volume) -> str:
    count = len(outcomes)
    return f"of the {count} looked at" if count < len(volume.instances) else ""


def _texts(errors: Sequence[Exception]) -> list[str]:
    return list(dict.fromkeys(map(str, errors)))


def _ends_early(frame: Frame) -> bool:
    source = frame.instance.pixels
    return source is not None and ends_early(source, frame.number)


def _samples(volume: Volume, early: Sequence[Frame]) -> list[Frame]:
    """Return the middle frame and a few others that can be read, evenly spread."""
    gone = set(map(id, early))
    frames = [frame for frame in volume.acquired if id(frame) not in gone] or volume.acquired
    middle = volume.middle if id(volume.middle) not in gone else frames[len(frames) // 2]
    spread = np.linspace(0, len(frames) - 1, _SAMPLED).round().astype(int)
    others = (frames[index] for index in sorted(set(spread.tolist())))
    return [middle, *(frame for frame in others if frame is not middle)]


def _cut_off(volume: Volume, early: Sequence[Frame]) -> Note:
    """Tell of the images whose files end before they do: nobody need look at them to know."""
    names = [name_of_image(frame) for frame in early]
    one = len(early) == 1
    text = (
        f"{len(early)} of {len(volume.acquired)} images cannot be read and "
        f"{'is' if one else 'are'} shown empty, {'its file ends' if one else 'their files end'} "
        f"early: {', '.join(names[:_NAMES])}"
    )
    return Note("not-decoded", text, Severity.ERROR, {"count": len(names), "files": names})


def lazy_values(
    volume: Volume, dtype: np.dtype[Any], fill: float, limits: Limits
) -> Any:  # Any: dask has no types
    """Return the values of a volume as a dask array of its shape, one chunk a plane.

    Raises
    ------
    LimitError
        dask is not installed.
    """
    try:
        # dask takes 0.2 s to import and only large volumes need it
        from dask.array import Array as DaskArray
        from dask.highlevelgraph import HighLevelGraph
    except ImportError as error:
        raise LimitError(
            f"{volume.name} is larger than the memory limit, and dask, which would read it slice "
            "by slice, is not installed"
        ) from error
    tail = (volume.first.rows, volume.first.columns, *((3,) if volume.is_colour else ()))
    lead = volume.shape[:-2]
    shape = (*(1 for _ in lead), *tail)
    from uuid import uuid4  # as dask itself: for what is lazy

    name = f"dicom-{uuid4().hex}"
    plans = (None if frame is None else plan_of(frame) for frame in volume.frames)
    graph = {
        (name, *index, *(0 for _ in tail)): (chunk, plan, shape, str(dtype), fill, limits)
        for index, plan in zip(product(*map(range, lead)), plans, strict=True)
    }
    chunks = (*((1,) * size for size in lead), *((size,) for size in tail))
    layers = HighLevelGraph.from_collections(name, graph)  # type: ignore[arg-type]  # tuple keys
    return DaskArray(layers, name, chunks, dtype=dtype)  # type: ignore[no-untyped-call]


def chunk(
    plan: PlanePlan | None, shape: tuple[int, ...], dtype: str, fill: float, limits: Limits
) -> Array:
    """Return one plane with the leading axes of length 1; an empty one where it cannot be read."""
    if plan is not None:
        try:
            return read_plane(plan, dtype, limits).reshape(shape)
        except (PixelError, LimitError) as error:
            import logging  # where something is to be logged

            logger = logging.getLogger("napari_dicom.lazy")
            logger.warning("a slice is shown empty: %s", error)
    return np.full(shape, fill, dtype)
