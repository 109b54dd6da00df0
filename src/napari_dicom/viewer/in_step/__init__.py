"""Several viewers that go in step, each with an image of its own: without Qt."""

from napari_dicom.viewer.in_step.member import Member
from napari_dicom.viewer.in_step.same_window import SameWindow
from napari_dicom.viewer.in_step.together import InStep

__all__ = ["InStep", "Member", "SameWindow"]
