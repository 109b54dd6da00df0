"""A notification of ours: napari says whose it is where it has buttons."""

from napari.utils.notifications import Notification

_WHOSE = "napari-dicom"


class Notice(Notification):  # type: ignore[misc]  # napari is not typed for mypy
    """A notification that names the plugin as its source; napari's own would print an object."""

    @property
    def source(self) -> str:
        """Whose it is, shown beside its buttons."""
        return _WHOSE
