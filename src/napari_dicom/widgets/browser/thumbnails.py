"""Pictures of volumes, made in the background one by one."""

from __future__ import annotations

from qtpy.QtCore import Signal  # type: ignore[attr-defined]  # qtpy picks the binding

from napari_dicom.dicom import LimitError, Limits, PixelError, Progress, Volume
from napari_dicom.dicom.describing import thumbnail
from napari_dicom.widgets.background import Task


class Thumbnails(Task):
    """Makes the picture of each volume's middle slice.

    Attributes
    ----------
    made
        (volume, picture), each as soon as it is there.
    refused
        (volume, why it has no picture).
    """

    made = Signal(object, object)
    refused = Signal(object, str)

    def __init__(self, volumes: tuple[Volume, ...], limits: Limits) -> None:
        super().__init__(self._make)
        self._volumes = volumes
        self._limits = limits

    def _make(self, progress: Progress) -> None:
        for number, volume in enumerate(self._volumes):
            progress("Pictures", number, len(self._volumes))
            try:
                self.hand_over(self.made, volume, thumbnail(volume, limits=self._limits))
            except (PixelError, LimitError) as error:
                self.hand_over(self.refused, volume, str(error))
