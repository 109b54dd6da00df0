"""A notification of ours: napari says whose it is where it has buttons."""

from collections.abc import Callable, Sequence

from napari.utils.notifications import Notification, NotificationSeverity

from napari_dicom.dicom import without_markup

_WHOSE = "napari-dicom"


class Notice(Notification):  # type: ignore[misc]  # napari is not typed for mypy
    """A notification that names the plugin as its source; napari's own would print an object.

    Whatever it says is shown as it is: Qt takes for markup what looks like it.
    """

    def __init__(
        self,
        message: str,
        severity: str | NotificationSeverity = NotificationSeverity.WARNING,
        actions: Sequence[tuple[str, Callable[..., None]]] = (),
    ) -> None:
        super().__init__(without_markup(message), severity, actions)

    @property
    def source(self) -> str:
        """Whose it is, shown beside its buttons."""
        return _WHOSE
