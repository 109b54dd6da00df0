"""Contents loaded in the background, the middle slice first where that takes long."""

from __future__ import annotations

import os
from time import monotonic

from qtpy.QtCore import Signal  # type: ignore[attr-defined]  # qtpy picks the binding

from napari_dicom.dicom import (
    Content,
    Failed,
    HowToLoad,
    Loaded,
    Opened,
    Progress,
    Volume,
    load_each,
    middle_slice,
)
from napari_dicom.dicom.objects import Registration
from napari_dicom.viewer import Settings
from napari_dicom.widgets.background import Task

LoadedOrNot = tuple[tuple[Loaded, ...], tuple[Failed, ...]]

SLOW_SECONDS = 1.0
"""A volume that will take longer than this is previewed."""


class Loading(Task):
    """Loads contents one after the other; returns an `Opened`.

    Parameters
    ----------
    volumes
        What companions among the contents may lie on, to be opened or not.
    registrations
        What may lead to other images where their own are not there.

    Attributes
    ----------
    previewed
        The middle slice of a slow volume, a `LoadedVolume` of one plane, before the volume is
        loaded.
    """

    previewed = Signal(object)

    def __init__(
        self,
        contents: tuple[Content, ...],
        settings: Settings,
        volumes: tuple[Volume, ...] = (),
        registrations: tuple[Registration, ...] = (),
    ) -> None:
        super().__init__(self._load)
        self._contents = contents
        self._volumes = volumes
        self._registrations = registrations
        self._settings = settings

    def _load(self, progress: Progress) -> Opened:
        parts = [self._load_one(content, progress) for content in self._contents]
        return Opened(
            tuple(one for loaded, _ in parts for one in loaded),
            tuple(one for _, failed in parts for one in failed),
            (),
        )

    def _load_one(self, content: Content, progress: Progress) -> LoadedOrNot:
        if isinstance(content, Volume):
            self._preview(content, progress)
        return self._read(content, progress)

    def _preview(self, volume: Volume, progress: Progress) -> None:
        """Hand over the middle slice of a volume that will take long."""
        progress(volume.name, 0, len(volume.acquired))
        started = monotonic()
        preview, _ = self._read(middle_slice(volume))
        seconds = (monotonic() - started) * len(volume.acquired) / (os.cpu_count() or 1)
        if preview and seconds > SLOW_SECONDS and len(volume.acquired) > 1:
            self.hand_over(self.previewed, preview[0])

    def _read(self, content: Content, progress: Progress | None = None) -> LoadedOrNot:
        settings = self._settings
        how = HowToLoad(
            settings.pet_values,
            limits=settings.limits,
            progress=progress,
            volumes=self._volumes,
            registrations=self._registrations,
        )
        return load_each([content], how)
