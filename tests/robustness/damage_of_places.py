"""Damage to what says where the slices of a study lie, and how large they are."""

import dataclasses
import random
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.multival import MultiValue

import phantom
from robustness.damage import Change, Damage, Expected
from robustness.study import Study, corners_of, inner, rewrite

_PLANE = ("ImageOrientationPatient", "PixelSpacing")


def round_positions(grain: float) -> Change:
    """Return a damage that rounds all positions."""

    def change(study: Study, _: random.Random) -> None:
        for path in study.paths:
            plane, position = study.planes[path], _position(path)
            if position is None:
                continue
            rounded = np.round(np.round(position / grain) * grain, 6)
            _set(path, ImagePositionPatient=phantom.ds(rounded))
            study.planes[path] = dataclasses.replace(plane, tolerance=plane.tolerance + grain)

    return change


def drop_from_one(keyword: str) -> Change:
    """Return a damage that takes an attribute out of one slice: it may lie anywhere then."""

    def change(study: Study, rng: random.Random) -> None:
        _set(rng.choice(inner(study)), **{keyword: None})

    return change


def drop_positions(study: Study, _: random.Random) -> None:
    """Take the positions out of all slices: their order alone can be known."""
    for path in study.paths:
        _set(path, ImagePositionPatient=None)
        study.planes[path] = dataclasses.replace(study.planes[path], corners=())


def spoil_position(study: Study, rng: random.Random) -> None:
    """Write one position as no number, or as two."""
    path = rng.choice(inner(study))
    raw = rng.choice([b"a\\b\\c ", b"1\\2 ", b"nan\\nan\\nan ", b"\\\\"])
    _patch(path, 0x00200032, raw)


def write_position_with_commas(study: Study, rng: random.Random) -> None:
    """Write one position as some countries write numbers."""
    path = rng.choice(inner(study))
    position = _position(path)
    if position is None:
        return
    text = "\\".join(phantom.ds(np.round(position, 3))).replace(".", ",")
    _patch(path, 0x00200032, (text + " " * (len(text) % 2)).encode())


def turn_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice say that it is turned: it may be, or may not."""
    path = rng.choice(inner(study))
    degrees = rng.choice([2.0, 10.0, 90.0])
    turned = phantom.rotated(study.planes[path].affine, phantom.rotation(degrees, 0, degrees / 2))
    _set(path, ImageOrientationPatient=phantom.ds(phantom.orientation(turned)))
    _or_as_in_header(study, path)


def mirror_one(study: Study, rng: random.Random) -> None:
    """Write the columns of one slice from the other end, and say so in its header."""
    path = rng.choice(inner(study))
    affine = study.planes[path].affine
    row = phantom.orientation(affine) * [-1, -1, -1, 1, 1, 1]
    end = corners_of(affine, study.planes[path].place, study.shape)[1]
    _set(path, ImagePositionPatient=phantom.ds(end), ImageOrientationPatient=phantom.ds(row))
    study.planes[path] = dataclasses.replace(study.planes[path], corners=())
    _or_as_in_header(study, path)


def scale_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice give another pixel size."""
    path = rng.choice(inner(study))
    factor = rng.choice([0.5, 1.02, 1.3, 2.0])
    spacing = factor * phantom.pixel_spacing(study.planes[path].affine)
    _set(path, PixelSpacing=phantom.ds(spacing))
    _or_as_in_header(study, path)


def crop_one(study: Study, rng: random.Random) -> None:
    """Leave a row or a column out of one slice."""
    path = rng.choice(inner(study))
    dataset, plane = pydicom.dcmread(path), study.planes[path]
    stored = dataset.pixel_array
    by_row = rng.random() < 0.5
    cropped = (lambda one: one[:-1]) if by_row else (lambda one: one[:, :-1])
    phantom.set_pixels(dataset, [cropped(stored)], dataset.file_meta.TransferSyntaxUID)
    dataset.save_as(path)
    corners = corners_of(plane.affine, plane.place, cropped(stored).shape)
    study.planes[path] = dataclasses.replace(
        plane, values=cropped(plane.values), corners=(corners,)
    )
    _or_as_in_header(study, path)


def give_the_place_of_another(study: Study, rng: random.Random) -> None:
    """Write the position of one slice into its neighbour."""
    path = rng.choice(inner(study))
    plane = study.planes[path]
    position = phantom.position(plane.affine, plane.place + rng.choice([-1, 1]))
    _set(path, ImagePositionPatient=phantom.ds(position))
    _or_as_in_header(study, path)


def thicken_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice give another thickness."""
    _set(rng.choice(study.paths), SliceThickness="17")


def _position(path: Path) -> NDArray[np.float64] | None:
    """Return the position in a header that no other damage has spoilt."""
    position = pydicom.dcmread(path, stop_before_pixels=True).get("ImagePositionPatient")
    if not isinstance(position, MultiValue) or len(position) != 3:
        return None
    try:
        numbers = np.asarray(position, dtype=float)
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None


def _or_as_in_header(study: Study, path: Path) -> None:
    """Take what the header of a slice says now for true as well, where it says anything."""
    dataset, plane = pydicom.dcmread(path, stop_before_pixels=True), study.planes[path]
    position, cosines, spacing = _position(path), *map(dataset.get, _PLANE)
    if position is None or cosines is None or spacing is None:
        return
    affine = np.eye(4)
    affine[:3, 2] = np.multiply(cosines[:3], float(spacing[1]))
    affine[:3, 1] = np.multiply(cosines[3:], float(spacing[0]))
    affine[:3, 3] = position
    corners = corners_of(affine, 0, plane.values.shape)
    study.planes[path] = dataclasses.replace(plane, corners=(*plane.corners, corners))


def _set(path: Path, **header: object) -> None:
    rewrite(path, lambda dataset: phantom.set_attributes(dataset, header))


def _patch(path: Path, tag: int, raw: bytes) -> None:
    """Write the bytes of an element as they are."""

    def change(dataset: pydicom.Dataset) -> None:
        element = dataset.get_item(tag)
        if element is None:
            return
        dataset[tag] = element._replace(value=raw, length=len(raw))

    rewrite(path, change)


PLACES: dict[str, Damage] = {
    "positions rounded to 0.01 mm": Damage(round_positions(0.01), Expected.RIGHT),
    "positions rounded to 0.1 mm": Damage(round_positions(0.1), Expected.EITHER),
    "positions missing": Damage(drop_positions, Expected.EITHER),
    "a position missing": Damage(drop_from_one("ImagePositionPatient"), Expected.EITHER),
    "an orientation missing": Damage(drop_from_one("ImageOrientationPatient"), Expected.EITHER),
    "a pixel size missing": Damage(drop_from_one("PixelSpacing"), Expected.EITHER),
    "a position spoilt": Damage(spoil_position, Expected.EITHER),
    "a position with commas": Damage(write_position_with_commas, Expected.EITHER),
    "one slice turned": Damage(turn_one, Expected.EITHER),
    "one slice mirrored": Damage(mirror_one, Expected.EITHER),
    "another pixel size in one": Damage(scale_one, Expected.EITHER),
    "another size in one": Damage(crop_one, Expected.EITHER),
    "the place of another": Damage(give_the_place_of_another, Expected.EITHER),
    "another thickness in one": Damage(thicken_one, Expected.RIGHT),
}
