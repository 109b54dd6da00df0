"""Damage to what says where the slices of a study lie, and how large they are."""

import dataclasses
import random

import numpy as np
import pydicom

import phantom
from robustness.damage import Change, Damage, Expected
from robustness.study import Plane, Study, corners_of, inner, rewrite


def round_positions(grain: float) -> Change:
    """Return a damage that rounds all positions."""

    def change(study: Study, _: random.Random) -> None:
        for path in study.paths:
            position = np.round(_position(study, path) / grain) * grain
            _set(path, ImagePositionPatient=phantom.ds(np.round(position, 6)))
            plane = study.planes[path]
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
    text = "\\".join(phantom.ds(np.round(_position(study, path), 3))).replace(".", ",")
    _patch(path, 0x00200032, (text + " " * (len(text) % 2)).encode())


def turn_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice say that it is turned: it may be, or may not."""
    path = rng.choice(inner(study))
    degrees = rng.choice([2.0, 10.0, 90.0])
    turned = phantom.rotated(study.affine, phantom.rotation(degrees, 0, degrees / 2))
    turned[:3, 3] = phantom.position(study.affine, study.planes[path].place)
    _set(path, ImageOrientationPatient=phantom.ds(phantom.orientation(turned)))
    _or_at(study, path, corners_of(turned, 0, study.shape))


def mirror_one(study: Study, rng: random.Random) -> None:
    """Write the columns of one slice from the other end, and say so in its header."""
    path = rng.choice(inner(study))
    plane = study.planes[path]
    old = plane.corners[0]
    turned = study.affine.copy()
    turned[:3, 3], turned[:3, 2] = old[1], -study.affine[:3, 2]
    _set(
        path,
        ImagePositionPatient=phantom.ds(old[1]),
        ImageOrientationPatient=phantom.ds(phantom.orientation(turned)),
    )
    study.planes[path] = dataclasses.replace(plane, corners=(corners_of(turned, 0, study.shape),))


def scale_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice give another pixel size."""
    path = rng.choice(inner(study))
    factor = rng.choice([0.5, 1.02, 1.3, 2.0])
    scaled = study.affine.copy()
    scaled[:3, 1:3] *= factor
    _set(path, PixelSpacing=phantom.ds(phantom.pixel_spacing(scaled)))
    _or_at(study, path, corners_of(scaled, study.planes[path].place, study.shape))


def crop_one(study: Study, rng: random.Random) -> None:
    """Leave a row or a column out of one slice."""
    path = rng.choice(inner(study))
    dataset, plane = pydicom.dcmread(path), study.planes[path]
    stored = dataset.pixel_array
    by_row = rng.random() < 0.5
    cropped = (lambda one: one[:-1]) if by_row else (lambda one: one[:, :-1])
    phantom.set_pixels(dataset, [cropped(stored)], study.syntax)
    dataset.save_as(path)
    corners = corners_of(study.affine, plane.place, cropped(stored).shape)
    study.planes[path] = dataclasses.replace(
        plane, values=cropped(plane.values), corners=(corners,)
    )


def give_the_place_of_another(study: Study, rng: random.Random) -> None:
    """Write the position of one slice into its neighbour."""
    path = rng.choice(inner(study))
    place = study.planes[path].place + rng.choice([-1, 1])
    position = phantom.position(study.affine, place)
    _set(path, ImagePositionPatient=phantom.ds(position))
    _or_at(study, path, corners_of(study.affine, place, study.shape))


def thicken_one(study: Study, rng: random.Random) -> None:
    """Let the header of one slice give another thickness."""
    _set(rng.choice(study.paths), SliceThickness="17")


def _position(study: Study, path: object) -> np.ndarray:
    return phantom.position(study.affine, study.planes[path].place)


def _or_at(study: Study, path: object, corners: np.ndarray) -> None:
    plane: Plane = study.planes[path]
    study.planes[path] = dataclasses.replace(plane, corners=(*plane.corners, corners))


def _set(path: object, **header: object) -> None:
    rewrite(path, lambda dataset: phantom.set_attributes(dataset, header))


def _patch(path: object, tag: int, raw: bytes) -> None:
    """Write the bytes of an element as they are."""

    def change(dataset: pydicom.Dataset) -> None:
        element = dataset.get_item(tag)
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
