"""The Volume panel: where the active layer lies, how it is shown, what is under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, Label
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.describing import Fact, size_text
from napari_dicom.viewer import own_viewer, volume_of
from napari_dicom.widgets.active_layer import ActiveLayer, ShownPlane, plane_number_text
from napari_dicom.widgets.corners import CornerTexts
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.empty_state import EmptyState
from napari_dicom.widgets.fact_table import FactTable
from napari_dicom.widgets.letters import EdgeLetters
from napari_dicom.widgets.visibility import Visibility
from napari_dicom.widgets.volume.cine_section import CineSection
from napari_dicom.widgets.volume.depth_section import DepthSection
from napari_dicom.widgets.volume.fusion_section import FusionSection
from napari_dicom.widgets.volume.geometry_section import GeometrySection
from napari_dicom.widgets.volume.isodose_section import IsodoseSection
from napari_dicom.widgets.volume.looking_section import LookingSection
from napari_dicom.widgets.volume.readout import readout_at
from napari_dicom.widgets.volume.resample_section import ResampleSection
from napari_dicom.widgets.volume.save_section import SaveSection
from napari_dicom.widgets.volume.view_section import ViewSection
from napari_dicom.widgets.volume.window_section import WindowSection

if TYPE_CHECKING:
    import napari

_NO_LAYER = "Select a layer that was opened from DICOM files to see where it lies in the patient."
_OTHER_VOXELS = (
    "The selected layer was made from images of DICOM files and has other voxels than they: "
    "they say no longer where it lies."
)
_WIDTH = 280


class VolumePanel(Container[Any]):
    """Geometry, view, window and readout of the active DICOM layer."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._plane: ShownPlane | None = None
        self._shown: tuple[object, object] = (None, None)
        self._read: object = None
        self.title = ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.subtitle = ElidedLabel()
        self.where = ElidedLabel()
        self.view = ViewSection(self._viewer)
        self.window = WindowSection(self._viewer)
        self.depth = DepthSection(self._viewer)
        self.fusion = FusionSection(self._viewer)
        self.isodoses = IsodoseSection(self._viewer)
        self.cine = CineSection(self._viewer)
        self.geometry = GeometrySection(self._viewer)
        self.resample = ResampleSection(self._viewer)
        self.save = SaveSection(self._viewer)
        self.readout = FactTable("Under the mouse")
        self.looking = LookingSection(self._viewer)
        self.edges = EdgeLetters(self._viewer)
        self.corners = CornerTexts(self._viewer)
        self.empty = EmptyState(self._viewer, _NO_LAYER)
        self._put_together()
        self.view.letters.changed.connect(self._on_letters)
        self.looking.corners_changed.connect(self._on_corners)
        self.follower = ActiveLayer(self._viewer, self.native)
        self.follower.changed.connect(self._on_plane)
        self.follower.listed.connect(self._on_listed)
        self._watcher = Visibility(self)
        self._dock = TabbedDock(self.native, "Volume")
        self._show(None)

    def reset_choices(self, *_: object) -> None:
        """Do nothing: napari calls this when layers change, and no choice here depends on them."""

    def start(self) -> None:
        """Show the layer anew, follow the mouse, draw the letters; called when it is shown."""
        self.follower.refresh()
        self._viewer.cursor.events.position.connect(self._on_mouse)
        self._on_letters(self.view.letters.value)
        self.looking.show_settings()
        self._on_corners(self.looking.corners.value)
        self.depth.start()

    def stop(self) -> None:
        """Leave no callback behind; called when the panel is hidden or closed."""
        self._viewer.cursor.events.position.disconnect(self._on_mouse)
        self.edges.stop()
        self.corners.stop()
        self.cine.stop()
        self.depth.stop()
        self.window.show_layer(None, None)
        self._shown = (None, None)

    def _put_together(self) -> None:
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(4)
        sections = {
            "": (self.title, self.subtitle, self.where),
            "View": (self.view.native,),
            "Window": (self.window.native,),
            "Under the mouse": (self.readout,),
            "3D": (self.depth.native,),
            "Fusion": (self.fusion.native,),
            "Isodoses": (self.isodoses.native,),
            "Cine": (self.cine.native,),
            "Looking": (self.looking.native,),
            "Geometry": (self.geometry.native,),
            "New layer": (self.resample.native,),
            "Save": (self.save.native,),
        }
        self._heads = [_head(name) for name in sections if name]
        heads = iter(self._heads)
        for name, parts in sections.items():
            if name:
                column.addWidget(next(heads).native)
            for part in parts:
                column.addWidget(part)
        column.addStretch(1)
        self.scroll = Scrolling(self.content)
        layout = self.native.layout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty.native)
        layout.addWidget(self.scroll)
        self.native.setMinimumWidth(_WIDTH)

    def _on_plane(self, plane: ShownPlane | None) -> None:
        self._show(plane)

    def _show(self, plane: ShownPlane | None) -> None:
        """Show a plane; all but two lines and the readout stays while the volume does."""
        is_changed = plane is not None and volume_of(plane.layer) is None
        self.empty.sentence = _OTHER_VOXELS if is_changed else _NO_LAYER
        plane = None if is_changed else plane
        self._plane = plane
        self.empty.native.setVisible(plane is None)
        self.scroll.setVisible(plane is not None)
        if plane is None:
            self.empty.refresh()
        key = (None, None) if plane is None else (plane.layer, plane.layer.metadata["dicom"])
        if key[0] is not self._shown[0] or key[1] is not self._shown[1]:
            self._shown = key
            self._show_volume(plane)
        if plane is not None:
            self._show_slice(plane)
            self._on_mouse()

    def _show_volume(self, plane: ShownPlane | None) -> None:
        layer = None if plane is None else plane.layer
        volume = None if plane is None else plane.volume
        self.view.show_layer(layer)
        self.window.show_layer(layer, volume)
        self.depth.show_layer(layer)
        self.fusion.show_layer(layer)
        self.isodoses.show_layer(layer)
        self.cine.show_layer(layer)
        self.geometry.show_volume(layer, volume)
        self.resample.show_layer(layer, volume)
        self.save.show_layer(layer, volume)
        self.edges.show_layer(layer)
        self.corners.show_layer(layer)
        if plane is not None:
            self.title.show_text(plane.layer.name)
            self.subtitle.show_text(size_text(plane.volume), "columns × rows × slices × further")

    def _show_slice(self, plane: ShownPlane) -> None:
        outside = "" if plane.inside else " (the slider is outside)"
        self.where.show_text(f"{plane_number_text(plane)}{outside}")

    def _on_mouse(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        if self._plane is None:
            return
        dims = self._viewer.dims
        key = (self._plane.key, self._viewer.cursor.position, dims.point, dims.order, dims.ndisplay)
        if key == self._read:  # a step moves the cursor and the slice, one after the other
            return
        self._read = key
        found = readout_at(self._plane.layer, self._viewer)
        self.readout.show_facts(
            (
                Fact("Value", found.value or "–", found.index),
                Fact("Place", found.position or "–", "In the patient: to the left, back and head"),
                Fact("Pixel", found.pixel or "–", f"Counted from 1. {found.index}"),
                Fact("File", found.file or _file(self._plane)),
            )
        )

    def _on_letters(self, on: bool) -> None:
        if on and self.native.isVisible():
            self.edges.start()
        else:
            self.edges.stop()

    def _on_corners(self, on: bool) -> None:
        if on and self.native.isVisible():
            self.corners.start()
        else:
            self.corners.stop()

    def _on_listed(self) -> None:
        if self._plane is None:
            self.empty.refresh()
        else:
            self.title.show_text(self._plane.layer.name)
            self.window.show_links()
            self.fusion.refresh()
            self.isodoses.refresh()


def _file(plane: ShownPlane) -> str:
    frame = plane.frame
    return "not acquired: filled" if frame is None else plain_text(frame.instance.path.name)


def _head(text: str) -> Label:
    label = Label(value=text)
    font = label.native.font()
    font.setBold(True)
    label.native.setFont(font)
    label.native.setContentsMargins(0, 6, 0, 0)
    return label
