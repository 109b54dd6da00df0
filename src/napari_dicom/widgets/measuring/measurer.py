"""Follows what is drawn over DICOM images, and measures in the background what changed.

A layer is taken down in the thread that paints, which costs little, and measured in another. While
nobody looks nothing is connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psygnal import Signal
from qtpy.QtCore import QObject, QTimer

from napari_dicom.viewer import (
    Found,
    Job,
    dicom_layers,
    image_measured,
    job_of,
    keep_drawings,
    step_at,
)
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.measuring.measured import (
    image_events,
    is_measured,
    is_opened,
    layer_events,
)

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer
    from qtpy.QtWidgets import QWidget

    from napari_dicom.dicom import Progress

MILLISECONDS = 100
"""From a change until it is measured: many changes of one drag are one."""


class Measurer(QObject):
    """Measures the layers of a viewer that hold something drawn.

    Parameters
    ----------
    viewer
        The viewer to follow.
    owner
        The widget that asks; what is under way ends with it.

    Attributes
    ----------
    changed
        Emitted when there are other measurements, or fewer.
    told
        Emitted with what is under way, or what went wrong; ``""`` when all is measured.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, viewer: ViewerModel, owner: QWidget) -> None:
        super().__init__(owner)
        self._viewer = viewer
        self._is_following = False
        self._chosen: Layer | None = None
        self._watched: dict[int, Layer] = {}
        self._images: dict[int, Layer] = {}
        self._opened: dict[int, Layer] = {}
        self._views: dict[int, object] = {}
        self._changes: dict[int, int] = {}
        self._steps: dict[int, object] = {}
        self._found: dict[int, tuple[Job, list[Found]]] = {}
        self._shapes = Questions(owner)
        self._labels = Questions(owner)  # which take longer: shapes do not wait for them
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._measure)

    @property
    def found(self) -> list[tuple[Job, list[Found]]]:
        """What was measured, by layer, as the layers lie, the uppermost first."""
        layers = [id(layer) for layer in reversed(self._viewer.layers)]
        return [self._found[one] for one in layers if one in self._found]

    @property
    def is_busy(self) -> bool:
        """Whether something is to be measured still."""
        return bool(self._changes) or self._soon.isActive()

    def measure_on(self, image: Layer | None) -> None:
        """Measure on this image what lies in its frame of reference; None: each on its own."""
        if image is not self._chosen:
            self._chosen = image
            for layer in self._watched.values():
                self._mark(layer)

    def start(self) -> None:
        """Follow the viewer, and measure all there is."""
        if self._is_following:
            return
        self._is_following = True
        for event in self._viewer_events():
            event.connect(self._on_layers)
        for event in self._view_events():
            event.connect(self._on_view)
        keep_drawings(self._viewer)
        self._on_layers()
        for layer in self._watched.values():
            self._mark(layer)

    def stop(self) -> None:
        """Follow nothing any more, and give up what is under way."""
        if not self._is_following:
            return
        self._is_following = False
        for event in self._viewer_events():
            event.disconnect(self._on_layers)
        for event in self._view_events():
            event.disconnect(self._on_view)
        for layer in list(self._watched.values()):
            self._unwatch(layer)
        for image in list(self._images.values()):
            self._leave(image)
        self._hear_of_opened({})
        self._soon.stop()
        self._changes.clear()
        self._shapes.abandon()
        self._labels.abandon()

    def _viewer_events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.layers.events
        active = self._viewer.layers.selection.events.active
        return events.inserted, events.removed, events.reordered, events.renamed, active

    def _view_events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.dims.events
        return events.point, events.order, events.ndisplay

    def _on_layers(self, event: Any = None) -> None:  # Any: napari's untyped events
        """Watch the layers there are now; measure those that are new, renamed, or lie elsewhere."""
        self._hear_of_opened(
            {id(layer): layer for layer in self._viewer.layers if is_opened(layer)}
        )
        layers = {
            id(layer): layer for layer in self._viewer.layers if is_measured(self._viewer, layer)
        }
        images = {id(layer): layer for layer in dicom_layers(self._viewer)}
        for key in [key for key in self._images if key not in images]:
            self._leave(self._images[key])
        for key in images.keys() - self._images.keys():
            self._enter(images[key])
        gone = [key for key in self._watched if key not in layers]
        for key in gone:
            self._unwatch(self._watched[key])
        for key in layers.keys() - self._watched.keys():
            self._watch(layers[key])
        if getattr(event, "type", "") == "renamed":
            for layer in self._watched.values():
                self._mark(layer)
        for key, (job, _) in list(self._found.items()):
            if key in self._watched and self._image(job.layer) is not job.image:
                self._mark(job.layer)
        self.changed.emit()

    def _hear_of_opened(self, layers: dict[int, Layer]) -> None:
        """Listen to whether labels that were opened are seen."""
        for key in self._opened.keys() - layers.keys():
            self._opened[key].events.visible.disconnect(self._on_layers)
        for key in layers.keys() - self._opened.keys():
            layers[key].events.visible.connect(self._on_layers)
        self._opened = layers

    def _image(self, layer: Layer) -> Layer | None:
        return image_measured(self._viewer, layer, self._chosen)

    def _watch(self, layer: Layer) -> None:
        self._watched[id(layer)] = layer
        self._views[id(layer)] = self._view()
        for event in layer_events(layer):
            event.connect(self._on_drawn)
        self._mark(layer)

    def _unwatch(self, layer: Layer) -> None:
        for event in layer_events(layer):
            event.disconnect(self._on_drawn)
        for kept in (self._watched, self._views, self._changes, self._steps, self._found):
            kept.pop(id(layer), None)

    def _enter(self, image: Layer) -> None:
        self._images[id(image)] = image
        for event in image_events(image):
            event.connect(self._on_image)

    def _leave(self, image: Layer) -> None:
        self._images.pop(id(image), None)
        for event in image_events(image):
            event.disconnect(self._on_image)

    def _on_drawn(self, event: Any) -> None:  # Any: napari's untyped events
        """Measure a layer that changed: not where only another slice of it is shown."""
        layer = event.source
        if id(layer) not in self._watched:
            return
        seen, self._views[id(layer)] = self._views.get(id(layer)), self._view()
        if event.type == "set_data" and seen != self._views[id(layer)]:
            return
        self._mark(layer)

    def _on_image(self, event: Any) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Lay drawings where the image is now, and measure all: it may be scaled otherwise."""
        keep_drawings(self._viewer)
        for layer in self._watched.values():
            self._mark(layer)

    def _on_view(self, event: Any) -> None:  # Any: napari's untyped events
        """Turn drawings to the plane that is shown; measure what depends on the step."""
        if event.type != "point":
            keep_drawings(self._viewer)
        for key, (job, _) in self._found.items():
            if self._steps.get(key, ()) != self._step(job.layer, job.image):
                self._mark(job.layer)

    def _view(self) -> object:
        dims = self._viewer.dims
        return tuple(dims.point), tuple(dims.order), dims.ndisplay

    def _step(self, layer: Layer, image: Layer) -> tuple[int, ...]:
        """Return the step a layer is measured at by the sliders; none where it says so itself."""
        own = layer.__class__.__name__ == "Shapes" and layer.ndim >= image.ndim
        return () if own else step_at(self._viewer, image)

    def _mark(self, layer: Layer) -> None:
        self._changes[id(layer)] = self._changes.get(id(layer), 0) + 1
        if not self._soon.isActive():
            self._soon.start(MILLISECONDS)

    def _measure(self) -> None:
        """Take down what changed and ask for it to be measured."""
        for kind, questions in (("Shapes", self._shapes), ("Labels", self._labels)):
            layers = [self._watched[key] for key in self._changes if key in self._watched]
            layers = [layer for layer in layers if layer.__class__.__name__ == kind]
            jobs = [(layer, job_of(self._viewer, layer, self._chosen)) for layer in layers]
            for layer, job in jobs:
                if job is None:  # there is no image it lies on
                    self._changes.pop(id(layer), None)
                    self._found.pop(id(layer), None)
                else:
                    self._steps[id(layer)] = self._step(layer, job.image)
            self._ask(questions, [job for _, job in jobs if job is not None])
        self.changed.emit()

    def _ask(self, questions: Questions, jobs: list[Job]) -> None:
        if not jobs:
            return
        asked = {id(job.layer): self._changes[id(job.layer)] for job in jobs}

        def work(progress: Progress) -> list[tuple[Job, list[Found]]]:
            return [(job, job.run(progress)) for job in jobs]

        def take(found: list[tuple[Job, list[Found]]]) -> None:
            for job, each in found:
                key = id(job.layer)
                if key in self._watched:
                    self._found[key] = job, each
                    if self._changes.get(key) == asked[key]:
                        self._changes.pop(key)
            self.told.emit("")
            self.changed.emit()

        def fail(reason: str) -> None:
            for key in asked:
                self._changes.pop(key, None)
            self.told.emit(reason)

        questions.ask(work, take, on_failed=fail, on_progress=self._on_progress)

    def _on_progress(self, what: str, done: int, total: int | None) -> None:
        self.told.emit(f"{what}: {done} of {total}" if total else what)
