"""What is known of objects that are no volumes, in rows of plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from napari_dicom.dicom.contents import Content, Contents, can_load, file_names
from napari_dicom.dicom.describing.volume_card import Fact, volume_facts
from napari_dicom.dicom.headers import series_name
from napari_dicom.dicom.objects import (
    Isodoses,
    KeyObjects,
    Listing,
    Overlays,
    Plan,
    PresentationState,
    RealWorldValues,
    Registered,
    Registration,
    Report,
    Segmentation,
    Shutters,
    StructureSet,
    Surfaces,
)
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

Names = Mapping[str, str]
"""SeriesInstanceUID -> what the series is called, of all that was found together."""

_NAMED_FILES = 3
"""File names in one row."""


def series_names(contents: Contents) -> Names:
    """Return what each series among contents is called, so that references can name it."""
    all_of_them: list[Content] = [*contents.volumes, *contents.objects]
    headers = [one.header for one in reversed(all_of_them)]
    named = ((header.text("SeriesInstanceUID"), series_name(header)) for header in headers)
    return {uid: name for uid, name in named if uid}


def content_facts(content: Content, names: Names) -> tuple[Fact, ...]:
    """Return what would open, or why it does not, in rows.

    Parameters
    ----------
    names
        What the series it may refer to are called.
    """
    return _FACTS[type(content)](content, names)


def object_lines(content: Content) -> tuple[str, ...]:
    """Return the lines that stand for an object in a list: its name, what it is, what is in it."""
    holds = ", ".join(content.holds)
    return (content.name, _opening(content), *([holds] if holds else []))


def reference_words(content: Content, names: Names) -> str:
    """Say which series an object refers to: by name, or that they are not here; "" for none."""
    series = content.references.series
    here = [names[uid] for uid in series if uid in names]
    absent = len(series) - len(here)
    words = list(dict.fromkeys(here))
    if absent:
        words.append("1 series that is not here" if absent == 1 else f"{absent} series not here")
    return ", ".join(words)


def companion_facts(content: Content, names: Names) -> tuple[Fact, ...]:
    """Return what is known of an object that is drawn on images: what it tells itself."""
    rows = (
        ("What", content.what, content.shown),
        ("Holds", ", ".join(content.holds), ""),
        ("Refers to", reference_words(content, names), "by SeriesInstanceUID"),
        ("Reference", plain_text(content.frame_of_reference_uid), "frame of reference"),
        ("Files", _files(content), ""),
    )
    facts = tuple(Fact(label, text, hint) for label, text, hint in rows if text)
    return facts + tuple(Fact(str(n.severity).capitalize(), n.message) for n in content.notes)


def _opening(content: Content) -> str:
    if not can_load(content):
        return f"{content.what}, not shown"
    return "opens on request" if content.on_request else content.shown


def _volume_facts(volume: Volume, _: Names) -> tuple[Fact, ...]:
    return volume_facts(volume)


def _listing_facts(listing: Listing, names: Names) -> tuple[Fact, ...]:
    inside = listing.inside
    rows = (
        ("What", f"{listing.kind}, not shown", listing.reason),
        ("Holds", ", ".join(inside.counts), ""),
        ("Refers to", reference_words(listing, names), "by SeriesInstanceUID"),
        ("Reference", plain_text(listing.frame_of_reference_uid), "frame of reference"),
        ("Trouble", inside.trouble, ""),
        ("Files", _files(listing), ""),
    )
    return tuple(Fact(label, text, hint) for label, text, hint in rows if text)


def _overlay_facts(overlays: Overlays, _: Names) -> tuple[Fact, ...]:
    return (
        Fact("What", "overlay planes (60xx)", "opens as labels, where you ask for it"),
        Fact("Lie on", overlays.volume.name),
        Fact("Files", _files(overlays)),
    )


def _files(content: Content) -> str:
    names = file_names(content)
    more = len(names) - _NAMED_FILES
    return ", ".join(names[:_NAMED_FILES]) + (f" and {more} more" if more > 0 else "")


_FACTS: Mapping[type, Callable[[Any, Names], tuple[Fact, ...]]] = {  # Any: a content of that type
    Volume: _volume_facts,
    Listing: _listing_facts,
    Overlays: _overlay_facts,
    StructureSet: companion_facts,
    Segmentation: companion_facts,
    Plan: companion_facts,
    Report: companion_facts,
    PresentationState: companion_facts,
    Shutters: companion_facts,
    KeyObjects: companion_facts,
    Registration: companion_facts,
    Registered: companion_facts,
    Surfaces: companion_facts,
    Isodoses: companion_facts,
    RealWorldValues: companion_facts,
}
