"""The series that could not be opened in this session: their headers stand, with the reason.

They have no layer, so the panels would not know of them otherwise.
"""

from collections.abc import Iterable

from napari_dicom.dicom import Failed, Volume

_MOST = 100
_failed: dict[tuple[str, str], Failed] = {}


def remember(failed: Iterable[Failed], opened: Iterable[Volume]) -> None:
    """Note what could not be opened, and forget what now was."""
    for volume in opened:
        _failed.pop(_key(volume), None)
    for one in failed:
        _failed[_key(one.volume)] = one
    for key in list(_failed)[:-_MOST]:
        del _failed[key]


def not_opened() -> tuple[Failed, ...]:
    """Return what could not be opened, in the order it was tried."""
    return tuple(_failed.values())


def _key(volume: Volume) -> tuple[str, str]:
    return volume.header.text("SeriesInstanceUID"), volume.part
