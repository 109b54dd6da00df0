"""A thorax to look at, in Hounsfield units: lungs, heart, vessels, ribs, spine, liver, a table.

Patient coordinates are LPS mm: x to the left, y to the back, z to the head. The heart lies left,
the liver right, and a lead letter L beside the left breast tells a mirrored picture. Nothing of
it comes from a patient.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.samples.painting import Ellipsoid, Image, Points, Slice, Tube, distance

AIR = -1000.0
MARKER_LEVELS = (-46.0, -10.0)
"""The letter L is there between these z, in mm."""

_FAT, _MUSCLE, _BLOOD, _LUNG = -100.0, 55.0, 200.0, -870.0
_CORTEX, _MARROW = 1050.0, 260.0
_BREATHING = -40.0
"""Level in mm below which the chest no longer widens."""


def thorax(levels: Sequence[float], size: int, pixel: float, noise: float) -> NDArray[np.int16]:
    """Make axial images of the phantom.

    Parameters
    ----------
    levels
        z of each image, LPS mm.
    size
        Rows and columns; the middle of the image is x = y = 0.
    pixel
        Distance between pixel centres, in mm.
    noise
        Standard deviation in HU.

    Returns
    -------
    ndarray of int16
        (image, row, column), Hounsfield units; rows run to the back, columns to the left.
    """
    random = np.random.default_rng(20)
    axis = ((np.arange(size) - (size - 1) / 2) * pixel).astype(np.float32)
    anatomy = _Anatomy(_vessel_trees(random), _ribs())
    grain = [_grain(random, size, noise) for _ in range(7)]
    values = np.empty((len(levels), size, size), np.int16)
    for index, level in enumerate(levels):
        image = np.full((size, size), AIR, np.float32)
        _paint(Slice(image, axis, axis, float(level), pixel), anatomy)
        image += np.roll(grain[index % 7], index * 29, axis=(0, 1)[index % 2])
        values[index] = np.clip(np.rint(image), -1024, 3071)
    return values


@dataclass(frozen=True, slots=True, eq=False)
class _Anatomy:
    lung_vessels: Tube
    ribs: Tube


def _grain(random: np.random.Generator, size: int, noise: float) -> Image:
    """Return noise with the grain of a reconstruction: neighbours are alike."""
    white = random.standard_normal((size, size), dtype=np.float32)
    near = (
        np.roll(white, 1, 0) + np.roll(white, -1, 0) + np.roll(white, 1, 1) + np.roll(white, -1, 1)
    )
    return np.asarray((white + 0.5 * near) * (noise / 2**0.5), dtype=np.float32)


def _paint(image: Slice, anatomy: _Anatomy) -> None:
    _paint_table(image)
    _paint_body(image)
    for organ in _ABDOMEN:
        image.paint_ellipsoid(organ)
    for side in (-1, 1):
        _paint_lung(image, side)
    image.paint_tube(anatomy.lung_vessels)
    for organ in _HEART:
        image.paint_ellipsoid(organ)
    for tube in _GREAT_VESSELS:
        image.paint_tube(tube)
    image.paint_tube(anatomy.ribs)
    image.paint_tube(Tube(anatomy.ribs.centres, anatomy.ribs.radii, _MARROW), 0.6)
    _paint_spine(image)
    _paint_flat_bones(image)
    if MARKER_LEVELS[0] < image.z < MARKER_LEVELS[1]:
        image.paint_box((126, 130), (-118, -94), 2800.0)
        image.paint_box((126, 140), (-98, -94), 2800.0)


def _paint_table(image: Slice) -> None:
    """Paint a curved couch: a thin shell around foam."""
    for half_width, half_height, hu in ((230, 38, -350.0), (226, 34, -930.0)):
        image.paint_ellipse((0, 122), (half_width, half_height), hu)
    image.paint_ellipse((0, 66), (270, 49), AIR)


def _taper(z: float, reach: float) -> float:
    """Return how wide the chest is at z, 1 where it is widest."""
    return float(max(0.0, 1 - (max(0.0, z - _BREATHING) / reach) ** 2) ** 0.5)


def _paint_body(image: Slice) -> None:
    width, depth = 162.0 + 0.03 * image.z, 110.0 * _taper(image.z, 420)
    for inset, hu in ((0.0, 30.0), (2.5, _FAT), (15.0, _MUSCLE)):
        image.paint_ellipse((0, 0), (width - inset, depth - inset), hu, square=0.35)
    taper = _taper(image.z, 175)
    image.paint_ellipse((0, -2), (136 * taper, 90 * taper), _FAT, square=0.2)


def _lung_outline(z: float, side: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return centre and half axes of the right (-1) or left (1) lung at z, in mm."""
    taper = _taper(z, 135)
    width = 57.0 if side > 0 else 60.0
    return (side * (14 + width * taper * 0.98), 0.0), (width * taper, 86 * taper)


def _dome(x: Image, y: Image, side: int) -> Image:
    """Return the z of the diaphragm; it stands higher on the right, over the liver."""
    top = np.float32(-74.0 if side < 0 else -86.0)
    bow = ((x - np.float32(side * 70)) / 62) ** 2 + ((y + 8) / 92) ** 2
    return np.asarray(top - 52 * bow, dtype=np.float32)


def _paint_lung(image: Slice, side: int) -> None:
    centre, radii = _lung_outline(image.z, side)
    if min(radii) < 2:
        return
    x, y = image.x, image.y[:, None]
    u, v = ((x - centre[0]) / radii[0]) ** 2, ((y - centre[1]) / radii[1]) ** 2
    inside = (1 - distance(u, v, 0.25)) * np.float32(min(radii) / image.pixel) + 0.5
    above = (np.float32(image.z) - _dome(x, y, side)) / 2 + 0.5
    everywhere = (slice(None), slice(None))
    density = np.asarray(_LUNG + 0.45 * y, dtype=np.float32)
    share = np.clip(inside, 0, 1) * np.clip(above, 0, 1)
    image._blend(everywhere, np.asarray(share, dtype=np.float32), density)


def _in_lung(point: Points, side: int) -> bool:
    (cx, cy), (a, b) = _lung_outline(float(point[2]), side)
    if min(a, b) < 8:
        return False
    x, y = np.float32(point[0]), np.float32(point[1])
    within = ((x - cx) / (a - 5)) ** 2 + ((y - cy) / (b - 5)) ** 2 < 1
    return bool(within and point[2] > float(_dome(x, y, side)) + 5)  # type: ignore[arg-type]


def _vessel_trees(random: np.random.Generator) -> Tube:
    """Grow the lungs' vessels: from the hila outwards, forking, ever thinner."""
    balls: list[tuple[float, ...]] = []
    for side in (-1, 1):
        hilum = np.array([side * 30.0, 8.0, -8.0])
        for _ in range(34):
            aim = random.standard_normal(3) + np.array([side * 1.2, 0.0, -0.2])
            balls.extend(_branch(random, hilum, aim, 5.0, side))
    found = np.array(balls)
    return Tube(found[:, :3], found[:, 3], 40.0)


def _branch(
    random: np.random.Generator, start: Points, aim: Points, radius: float, side: int
) -> Iterator[tuple[float, ...]]:
    """Yield (x, y, z, radius) along a vessel and those that leave it."""
    place, aim = start.copy(), aim / np.linalg.norm(aim)
    for _ in range(int(7 + 4 * radius)):
        aim = aim + 0.16 * random.standard_normal(3)
        aim /= np.linalg.norm(aim)
        place = place + aim * max(1.0, radius * 0.8)
        if abs(place[0]) > 42 and not _in_lung(place, side):
            return
        yield (*place, radius)
        radius *= 0.985
    if radius > 0.9:
        for _ in range(2):
            fork = aim + 0.6 * random.standard_normal(3)
            yield from _branch(random, place, fork, radius * 0.74, side)


def _ribs() -> Tube:
    """Return twelve pairs of ribs, falling from the spine to the front."""
    angles = np.radians(np.arange(14, 150, 1.2))
    centres = []
    for level in np.arange(140.0, -150.0, -24.0):
        z = level - 62 * (1 - np.cos(angles)) / 1.8
        taper = np.array([_taper(float(height), 185) for height in z])
        for side in (-1, 1):
            x, y = side * 141 * taper * np.sin(angles), 3 + 96 * taper * np.cos(angles)
            centres.append(np.stack([x, y, z], axis=1)[taper > 0.3])
    found = np.concatenate(centres)
    return Tube(found, np.full(len(found), 4.6), _CORTEX)


def _paint_spine(image: Slice) -> None:
    """Paint vertebra or disc, canal, arch and spinous process; a vertebra every 24 mm."""
    phase = (image.z + 6) % 24
    is_disc = phase < 4.5
    image.paint_ellipse((0, 56), (18, 15), 95.0 if is_disc else 620.0)
    if not is_disc:
        image.paint_ellipse((0, 56), (16, 13), _MARROW - 40)
    image.paint_ellipse((0, 80), (14, 13), 700.0 if phase > 8 else _MUSCLE)
    if phase > 12:
        for side in (-1, 1):
            image.paint_ellipse((side * 24, 80), (15, 4.5), 520.0, turn=side * 0.3)
    image.paint_ellipse((0, 79), (9, 8), 25.0)
    if phase > 6:
        image.paint_ellipse((0, 98), (3.2, 9), 650.0)


def _paint_flat_bones(image: Slice) -> None:
    """Paint sternum, shoulder blades and, at the top, the collar bones."""
    if image.z > -75:
        front = -100 * _taper(image.z, 330) + 4
        image.paint_ellipse((0, front), (17 + 0.06 * image.z, 6), 480.0)
        image.paint_ellipse((0, front), (14 + 0.06 * image.z, 3.6), 150.0)
    length = 34 * max(0.0, 1 - ((image.z - 45) / 105) ** 2) ** 0.5
    for side in (-1, 1):
        if length > 3:
            image.paint_ellipse((side * 102, 74), (length, 3.4), 640.0, turn=side * -0.75)
        if image.z > 45:
            reach = (image.z - 45) * 2.2
            image.paint_ellipse((side * (22 + reach), -66), (20, 6), 700.0, turn=side * 0.25)


def _along(*places: tuple[float, float, float, float], hu: float = _BLOOD) -> Tube:
    """Return a tube through places (x, y, z, radius), in steps of about 1.5 mm."""
    rows = np.array(places)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(rows[:, :3], axis=0), axis=1))])
    steps = np.arange(0, lengths[-1], 1.5)
    columns = [np.interp(steps, lengths, rows[:, column]) for column in range(4)]
    return Tube(np.stack(columns[:3], axis=1), columns[3], hu)


_ABDOMEN = (
    Ellipsoid((-52, -2, -138), (88, 84, 78), 112.0),
    Ellipsoid((10, -38, -142), (62, 40, 48), 112.0),
    Ellipsoid((-48, 8, -128), (10, 34, 9), 165.0, 0.5),
    Ellipsoid((-70, -20, -116), (30, 5, 6), 165.0, -0.4),
    Ellipsoid((98, 44, -132), (26, 40, 44), 128.0, 0.4),
    Ellipsoid((64, -18, -128), (44, 44, 38), 35.0, 0.2),
    Ellipsoid((62, -34, -124), (36, 24, 30), -940.0, 0.2),
)
"""Liver and its veins, spleen, stomach and the air that rises in it."""

_HEART = (
    Ellipsoid((22, -30, -46), (70, 58, 56), -90.0, 0.55),
    Ellipsoid((24, -30, -46), (65, 52, 52), 70.0, 0.55),
    Ellipsoid((48, -16, -50), (34, 20, 32), _BLOOD, 0.6),
    Ellipsoid((14, -48, -50), (38, 17, 36), _BLOOD - 15, 0.35),
    Ellipsoid((-24, -26, -44), (20, 26, 32), _BLOOD - 10),
    Ellipsoid((10, 8, -28), (32, 17, 22), _BLOOD + 15, 0.1),
)
"""Fat, muscle, left and right ventricle, right and left atrium."""

_GREAT_VESSELS = (
    _along((-8, -22, -25, 15), (-14, -24, 20, 16), (-8, -16, 44, 14), (10, 8, 54, 13),
           (22, 32, 46, 12.5), (24, 44, 20, 12), (20, 46, -150, 10.5)),
    _along((-30, -12, 100, 7), (-30, -14, 30, 9.5), (-28, -18, -20, 10), hu=_BLOOD + 40),
    _along((-22, 0, -70, 11), (-20, 4, -150, 11), hu=_BLOOD - 40),
    _along((16, -34, -20, 13), (18, -26, 12, 13), (26, -2, 14, 10), (38, 10, 8, 8)),
    _along((16, -20, 10, 11), (-4, -2, 8, 9), (-36, 6, 2, 8)),
    _along((-6, -8, 54, 6), (-20, -14, 100, 5)),
    _along((8, 2, 58, 4.5), (12, -6, 100, 4)),
    _along((18, 18, 56, 5), (26, 8, 100, 4.5)),
    _along((6, 30, 100, 6), (8, 34, 0, 6.5), (14, 30, -110, 7), hu=38.0),
    _along((0, 16, 100, 9.5), (0, 20, 28, 9.5), hu=60.0),
    _along((0, 16, 100, 8), (0, 20, 28, 8), hu=-985.0),
    _along((0, 20, 28, 7), (-32, 18, 4, 6), hu=-985.0),
    _along((0, 20, 28, 6.5), (34, 22, -2, 5.5), hu=-985.0),
)  # fmt: skip
"""Aorta with its arch, caval veins, pulmonary arteries, arteries to the head, gullet, airways."""
