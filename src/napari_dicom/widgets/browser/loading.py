"""Volumes loaded in the background, the middle slice first where that takes long."""

from __future__ import annotations

import os
from time import monotonic

from qtpy.QtCore import Signal  # type: ignore[attr-defined]  # qtpy picks the binding

from napari_dicom.dicom import Contents, Opened, Progress, Volume, load_contents, middle_slice
from napari_dicom.viewer import Settings
from napari_dicom.widgets.background import Task

SLOW_SECONDS = 1.0
"""A volume that will take longer than this is previewed."""


class Loading(Task):
    """Loads volumes one after the other; returns an `Opened`.

    Attributes
    ----------
    previewed
        The middle slice of a slow volume, a `LoadedVolume` of one plane, before the volume is
        loaded.
    """

    previewed = Signal(object)

    def __init__(self, volumes: tuple[Volume, ...], settings: Settings) -> None:
        super().__init__(self._load)
        self._volumes = volumes
        self._settings = settings

    def _load(self, progress: Progress) -> Opened:
        opened = [self._load_one(volume, progress) for volume in self._volumes]
        return Opened(
            tuple(one for part in opened for one in part.loaded),
            tuple(one for part in opened for one in part.failed),
            (),
        )

    def _load_one(self, volume: Volume, progress: Progress) -> Opened:
        progress(volume.name, 0, len(volume.acquired))
        started = monotonic()
        preview = self._read(middle_slice(volume)).loaded
        seconds = (monotonic() - started) * len(volume.acquired) / (os.cpu_count() or 1)
        if preview and seconds > SLOW_SECONDS and len(volume.acquired) > 1:
            self.hand_over(self.previewed, preview[0])
        return self._read(volume, progress)

    def _read(self, volume: Volume, progress: Progress | None = None) -> Opened:
        return load_contents(
            Contents((volume,), ()),
            self._settings.limits,
            progress,
            pet_values=self._settings.pet_values,
        )
