"""What could not be opened in this session: headers stand, with the reason.

It has no layer, so the panels would not know of it otherwise.
"""

from napari_dicom.dicom import Content, Failed, Opened

_MOST = 100
"""Contents remembered."""

_failed: dict[tuple[str, str, str], Failed] = {}


def remember(opened: Opened) -> None:
    """Note what could not be opened, and forget what now was."""
    for loaded in opened.loaded:
        _failed.pop(_key(loaded.content), None)
    for one in opened.failed:
        _failed[_key(one.content)] = one
    for key in list(_failed)[:-_MOST]:
        del _failed[key]


def not_opened() -> tuple[Failed, ...]:
    """Return what could not be opened, in the order it was tried."""
    return tuple(_failed.values())


def _key(content: Content) -> tuple[str, str, str]:
    """Return what tells contents apart: files that name no series have nothing but their place."""
    uid = content.header.text("SeriesInstanceUID")
    return uid, content.name, "" if uid else str(content.instances[0].path)
