"""What scanning, loading, describing and showing ask of whatever a folder holds, image or not.

How a companion (what is drawn on images and is none) comes in:

1. `kinds/kind.py` says which SOP class is which `Kind`; a file in `objects/` has the `Content`
   (made by a finder from instances, headers only) and the `Loaded` (made from it by a loader).
   Which images hold more than a volume is told by `kinds/beside_images.py`: without any of these
   `objects` is not loaded.
2. A row in each of `FINDERS` (finders.py) and `LOADERS` (loaders.py), and in `_FACTS`
   (describing/object_card.py): `companion_facts` says what `what`, `shown`, `holds`, `references`
   tell.
3. The loader asks ``images_of(content.references, how.volumes)`` for the images it lies on:
   `HowToLoad.volumes` are those found with it and those open in the viewer. ``as_measured(volume)``
   is the geometry to compute with: the volume's own may be scaled by SliceThickness.
4. A builder in `layers/` and its row in `BUILDERS` make its layers, none or several. What has a
   grid of voxels is laid out by ``grid_axes(geometry, display)``; contours, points and surfaces by
   ``drawing_axes(volume, display)``, whose ``place`` turns LPS mm into the layer's coordinates:
   those of the image's layer, so that slices and shapes agree in 2D. ``companion_keywords`` gives
   name, metadata and place.

`build_layers` finds the display transform: that of the images of the content's frame of reference,
for what has a grid of its own as for what has none; layers opened later are lined up by
`viewer/open_layers.py`, by ``metadata["dicom"]`` alone.
"""

from typing import Protocol

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import References


class Content(Protocol):
    """One thing that opens as a layer or more, or is named: a volume, overlays, a report ..."""

    @property
    def name(self) -> str:
        """What people call it; never a patient's name."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was read, decided or doubtful."""

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Its files, one at least."""

    @property
    def header(self) -> Header:
        """The header values of its first file."""

    @property
    def frame_of_reference_uid(self) -> str:
        """(0020,0052) of what it lies in, ``""`` where it names none."""

    @property
    def geometry(self) -> Geometry | None:
        """Where its grid of voxels lies; None where it has none, or no place."""

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself."""

    @property
    def what(self) -> str:
        """What it is, in the words people read: ``"segmentation"``."""

    @property
    def shown(self) -> str:
        """How it is shown, or why it is not: ``"opens as labels"``."""

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in it, counted: ``"3 segments"``."""

    @property
    def space(self) -> Space:
        """Whose frame its coordinates are in, a grid of its own or not.

        The patient's for contours and points in LPS mm: they are drawn where the images of their
        frame of reference are.
        """

    @property
    def references(self) -> References:
        """What ties it to images: its frame of reference, series, SOP instances."""


class Loaded(Protocol):
    """A content with what is shown of it."""

    @property
    def content(self) -> Content:
        """What was loaded, with what was remarked on the way."""
