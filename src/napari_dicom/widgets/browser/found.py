"""What a scan has found, and what came of opening it, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from napari_dicom.dicom import Failed, can_load, plain_text
from napari_dicom.dicom.describing import Catalogue


def found_text(catalogue: Catalogue) -> str:
    """Say how many images, series and volumes there are, and how much is not opened."""
    volumes = catalogue.contents.volumes
    images = sum(len(volume.acquired) for volume in volumes)
    series = sum(len(study.series) for one in catalogue.patients for study in one.studies)
    skipped, listed = len(catalogue.contents.skipped), len(catalogue.contents.listings)
    is_none = "is" if listed == 1 else "are"
    opening = sum(map(can_load, catalogue.contents.opening)) - len(volumes)
    objects = [f"{_number(opening, 'object')} that can be opened"] if opening else []
    objects += [f"{_number(listed, 'object')} that {is_none} no image"] if listed else []
    if not volumes:
        looked_at = ", ".join([*objects, _number(skipped, "other file")])
        return f"No image was found; {looked_at} looked at."
    counts = [_number(images, "image"), f"{series} series", _number(len(volumes), "volume")]
    text = ", ".join([*counts, *objects])
    return f"{text}; {skipped} not opened: see below." if skipped else f"{text}."


def opened_text(layers: int, undrawn: Iterable[str], failed: Iterable[Failed]) -> str:
    """Say how many layers were made, and a line for each thing that is not drawn or opened.

    Parameters
    ----------
    undrawn
        What is to be said of what makes no layer.
    """
    lines = [*undrawn]
    if layers or not lines:
        lines.insert(0, f"Opened {_number(layers, 'layer')}.")
    lines += [f"{one.content.name}: {one.reason}" for one in failed]
    return "\n".join(plain_text(line, 500) for line in lines)


def _number(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"
