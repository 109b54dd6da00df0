"""What is to be said of the ROIs of a structure set and of where their contours lie."""

from collections import Counter
from collections.abc import Iterator, Sequence

from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.contour_places import BESIDE, PlacedContour
from napari_dicom.dicom.objects.drawing import remarks_on_absence
from napari_dicom.dicom.objects.roi_references import is_named
from napari_dicom.dicom.objects.rois import Roi, RoiDoubt
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References, Volume

_NAMES = 8
"""ROIs named in one sentence."""

_SEVERITIES = {
    RoiDoubt.FRAME: Severity.INFO,
    RoiDoubt.NUMBER: Severity.WARNING,
    RoiDoubt.LISTED: Severity.INFO,
}


def remarks_on_rois(rois: Sequence[Roi]) -> Iterator[Note]:
    """Tell of ROIs without contours, of one name, and of contours that could not be read."""
    empty = [roi.name for roi in rois if not roi.contours and not roi.unreadable]
    if empty:
        text = f"nothing is drawn of {_number(len(empty), 'ROI')}: {_listed(empty)}"
        yield Note("rois-without-contours", text, details={"rois": empty})
    names = Counter(roi.name for roi in rois)
    equal = [name for name, count in names.items() if count > 1]
    if equal:
        text = f"several ROIs are called {_listed(equal)}: their numbers tell them apart"
        yield Note("rois-of-one-name", text)
    yield from _concluded(rois)
    lost = sum(roi.unreadable for roi in rois)
    if lost:
        named = [roi.name for roi in rois if roi.unreadable]
        text = f"the points of {_number(lost, 'contour')} cannot be read, of {_listed(named)}"
        yield Note("unreadable-contours", text, Severity.ERROR, {"contours": lost})


def _concluded(rois: Sequence[Roi]) -> Iterator[Note]:
    """Tell what the file does not say of ROIs and of their contours, and was concluded."""
    for doubt in RoiDoubt:
        own = [roi for roi in rois if doubt in roi.doubts and (roi.contours or roi.unreadable)]
        if own:
            names = _listed([roi.name for roi in own])
            yield Note("assumed", f"{doubt}, of {names}", _SEVERITIES[doubt])
    for area, what in ((False, "points"), (True, "closed")):
        silent = {
            roi.name: sum(
                not one.says_its_type and one.type.is_closed is area for one in roi.contours
            )
            for roi in rois
        }
        count, named = sum(silent.values()), [name for name, found in silent.items() if found]
        if count:
            text = (
                f"no type that is known is given of {_number(count, 'contour')}: taken to be {what}"
            )
            yield Note("assumed", f"{text}, of {_listed(named)}", Severity.WARNING)


def remarks_on_numbers(before: Sequence[Roi], after: Sequence[Roi]) -> Iterator[Note]:
    """Tell of ROIs whose numbers do not tell them apart, or can be no voxel values."""
    new = [two for one, two in zip(before, after, strict=True) if one.number != two.number]
    if new:
        words = _listed([f"{roi.name} is {roi.number}" for roi in new])
        text = f"ROI numbers that are none, or another's as well, are replaced: {words}"
        yield Note("roi-numbers-replaced", text, details={"rois": [roi.name for roi in new]})


def remarks_on_images(references: References, volumes: Sequence[Volume | None]) -> Iterator[Note]:
    """Tell where contours are drawn on other images than those they name, on several, or on none.

    Parameters
    ----------
    volumes
        What they are drawn on, most of them on the first; None for nothing.
    """
    volume = volumes[0]
    if volume is None:
        yield from remarks_on_absence(references, volume)
    elif (references.instances or references.series) and not is_named(volume, references):
        text = "the images it names were not there: drawn on those of the same frame of reference"
        yield Note("referenced-images-absent", f"{text}, {volume.name}")
    names = [one.name for one in volumes if one is not None]
    if len(names) > 1:
        text = f"its contours lie on {len(names)} volumes, each has its own: {', '.join(names)}"
        yield Note("on-several-images", text, details={"images": names})


def remarks_on_contours(placed: Sequence[PlacedContour], geometry: Geometry) -> Iterator[Note]:
    """Tell of contours that are not drawn on a plane of the image just where they lie.

    Parameters
    ----------
    geometry
        The grid they were placed on: an image's, or their own.
    """
    yield from _beside(placed, geometry)
    across = [one for one in placed if one.axis is None]
    if across:
        text = f"{_number(len(across), 'contour')} across the slices: drawn whole in 3D only"
        yield Note("contours-across-slices", text, details={"contours": len(across)})
    yield from _beyond(placed, geometry)


def remarks_on_filling(left_out: Sequence[tuple[Roi, str]]) -> Iterator[Note]:
    """Tell which ROIs are drawn as contours only, for each reason."""
    for reason in dict.fromkeys(reason for _, reason in left_out):
        names = [roi.name for roi, why in left_out if why == reason]
        text = f"{_number(len(names), 'ROI')} not filled, {reason}: {_listed(names)}"
        yield Note("contours-not-filled", text, details={"rois": names})


def _beside(placed: Sequence[PlacedContour], geometry: Geometry) -> Iterator[Note]:
    """Tell of contours between planes, by the largest distance in mm."""
    distances = [
        one.beside * geometry.voxel_size[one.axis]
        for one in placed
        if one.axis is not None and one.beside > BESIDE
    ]
    if distances:
        axes = {one.axis for one in placed if one.axis is not None and one.beside > BESIDE}
        where = "slices" if axes == {0} else "planes of the image, across its slices too"
        text = (
            f"{_number(len(distances), 'contour')} between {where}: drawn on the nearest, "
            f"up to {max(distances):.3g} mm away"
        )
        details = {"contours": len(distances), "largest_distance_mm": round(max(distances), 4)}
        yield Note("contours-between-slices", text, details=details)


def _beyond(placed: Sequence[PlacedContour], geometry: Geometry) -> Iterator[Note]:
    beyond = [
        one
        for one in placed
        if one.axis is not None and not 0 <= one.plane < geometry.shape[one.axis]
    ]
    if beyond:
        text = f"{_number(len(beyond), 'contour')} beyond the images: drawn where nothing else is"
        yield Note("contours-beyond-images", text, details={"contours": len(beyond)})


def _number(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"
