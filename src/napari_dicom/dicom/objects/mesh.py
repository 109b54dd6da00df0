"""Triangles and points in a patient: from surface sequences (PS3.3 C.27), STL and OBJ (A.85).

An encapsulated model is read as what its SOP class says it is; nothing in it is run or looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.objects.rois import Points

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Faces = NDArray[np.int64]

_STL_HEADER = 84
_FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_FARTHEST = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A surface, or points where there are no triangles.

    Parameters
    ----------
    vertices
        (n, 3), in the unit of the file.
    faces
        (m, 3): numbers of vertices, from 0.
    left_out
        Lines and single points between triangles, which are not drawn.
    """

    vertices: Points
    faces: Faces
    left_out: int = 0


def surface_mesh(item: Dataset, little_endian: bool) -> Mesh:
    """Read an item of the Surface Sequence (0066,0002).

    Raises
    ------
    HeaderError
        It has no points, or names points that are not there.
    """
    order = "<" if little_endian else ">"
    found: list[Points] = []
    for points in item.get("SurfacePointsSequence") or ():
        data = _numbers(points.get("PointCoordinatesData"), f"{order}f4")
        found.append(data[: len(data) // 3 * 3].reshape(-1, 3).astype(np.float64))
    vertices = np.concatenate(found) if found else np.zeros((0, 3))
    faces = [np.zeros((0, 3), np.int64)]
    lines = points_alone = 0
    for primitives in item.get("SurfaceMeshPrimitivesSequence") or ():
        faces += _triangles(primitives, order)
        lines += len(list(primitives.get("LineSequence") or ()))
        lines += _count(primitives, "EdgePointIndexList", order) // 2
        points_alone += _count(primitives, "VertexPointIndexList", order)
    triangles = np.concatenate(faces)
    # without triangles all points are drawn
    return _checked(vertices, triangles - 1, lines + (points_alone if len(triangles) else 0))


def _count(primitives: Dataset, keyword: str, order: str) -> int:
    """Return how many numbers a list has, and its twin of longer ones."""
    short = _numbers(primitives.get(keyword), f"{order}u2")
    return len(short) + len(_numbers(primitives.get(f"Long{keyword}"), f"{order}u4"))


def stl_mesh(data: bytes) -> Mesh:
    """Read an STL model, binary or in words.

    Raises
    ------
    HeaderError
        It is cut short, or no STL.
    """
    count = int.from_bytes(data[80:_STL_HEADER], "little")
    size = _STL_HEADER + count * _FACET.itemsize
    if len(data) >= _STL_HEADER and size <= len(data) <= size + 1 and count:
        facets = np.frombuffer(data, _FACET, count, _STL_HEADER)
        corners = facets["corners"].reshape(-1, 3)
    elif data.lstrip()[:5].lower() == b"solid":
        lines = (line.split() for line in data.splitlines())
        words = [line[1:4] for line in lines if line[:1] == [b"vertex"]]
        corners = np.array([[float(word) for word in line] for line in words])
    else:
        raise HeaderError("the STL model is cut short, or is none")
    if len(corners) % 3:
        raise HeaderError("the STL model is cut short: its last triangle is not whole")
    whole = len(corners) // 3 * 3
    vertices = np.asarray(corners[:whole], dtype=np.float64).reshape(-1, 3)
    return _checked(vertices, np.arange(whole).reshape(-1, 3))


def obj_mesh(data: bytes) -> Mesh:
    """Read the vertices and faces of an OBJ model; faces of many corners become triangles.

    Raises
    ------
    HeaderError
        It names vertices that are not there, or has none.
    """
    vertices: list[list[float]] = []
    faces: list[tuple[int, int, int]] = []
    left_out = 0
    for line in data.splitlines():
        words = line.split()
        if words[:1] == [b"v"]:
            vertices.append([float(word) for word in words[1:4]])
        elif words[:1] == [b"f"]:
            corners = [_corner(word, len(vertices)) for word in words[1:]]
            faces += ((corners[0], one, two) for one, two in pairwise(corners[1:]))
        elif words[:1] in ([b"l"], [b"p"]):
            left_out += 1
    whole = np.array(vertices, dtype=np.float64).reshape(-1, 3)
    return _checked(whole, np.array(faces, dtype=np.int64).reshape(-1, 3), left_out)


def _corner(word: bytes, vertices: int) -> int:
    """Return the vertex of a face's corner, from 0; numbers below 0 count from the last."""
    number = int(word.split(b"/")[0])
    return number - 1 if number > 0 else vertices + number


def _triangles(primitives: Dataset, order: str) -> Iterator[Faces]:
    """Yield the triangles of a Surface Mesh Primitives item, vertices numbered from 1."""
    for keyword, kind in (("TrianglePointIndexList", "u2"), ("LongTrianglePointIndexList", "u4")):
        numbers = _numbers(primitives.get(keyword), f"{order}{kind}").astype(np.int64)
        yield numbers[: len(numbers) // 3 * 3].reshape(-1, 3)
    for strip in _lists(primitives.get("TriangleStripSequence"), order):
        turned = np.column_stack([strip[:-2], strip[1:-1], strip[2:]])
        turned[1::2] = turned[1::2, ::-1]  # every other one runs the other way round
        yield turned
    for keyword in ("TriangleFanSequence", "FacetSequence"):
        for fan in _lists(primitives.get(keyword), order):
            yield np.column_stack([np.full(len(fan) - 2, fan[0]), fan[1:-1], fan[2:]])


def _lists(items: Iterable[Dataset] | None, order: str) -> Iterator[Faces]:
    """Yield the numbers of each primitive of three points at least."""
    for item in items or ():
        short = _numbers(item.get("PrimitivePointIndexList"), f"{order}u2")
        long = _numbers(item.get("LongPrimitivePointIndexList"), f"{order}u4")
        numbers = (long if len(long) else short).astype(np.int64)
        if len(numbers) > 2:
            yield numbers


def _numbers(value: object, kind: str) -> NDArray[np.generic]:
    """Return the numbers of a value, as bytes or read already."""
    if value is None:
        return np.zeros(0, kind)
    if isinstance(value, bytes):
        size = np.dtype(kind).itemsize
        return np.frombuffer(value[: len(value) // size * size], kind)
    return np.asarray(value if isinstance(value, Iterable) else [value]).astype(kind)


def _checked(vertices: Points, faces: Faces, left_out: int = 0) -> Mesh:
    if not len(vertices) or not np.abs(vertices).max() < _FARTHEST:
        raise HeaderError("the surface has no points, or points that are no places")
    if len(faces) and not 0 <= faces.min() <= faces.max() < len(vertices):
        raise HeaderError("the surface names points that are not there")
    return Mesh(vertices, faces, left_out)
