"""The table of builders: what was loaded -> the layers that show it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from napari_dicom.dicom import (
    Content,
    Loaded,
    LoadedVolume,
    Space,
    Volume,
    images_of,
    without_tags,
)
from napari_dicom.dicom.objects import (
    LoadedDrawing,
    LoadedOverlays,
    LoadedRegistered,
    LoadedSegmentation,
    LoadedShutters,
    LoadedStructureSet,
    LoadedSurfaces,
)
from napari_dicom.layers.display import (
    DisplaySpace,
    Matrix,
    display_transforms,
    own_display,
    same_rotation,
)
from napari_dicom.layers.drawing import build_drawing
from napari_dicom.layers.image import build_image
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.overlay import build_overlays
from napari_dicom.layers.registered import build_registered
from napari_dicom.layers.remarks import remarks_on, with_remarks
from napari_dicom.layers.segmentation import build_segmentation
from napari_dicom.layers.shutter import build_shutters
from napari_dicom.layers.structure_set import build_structure_set
from napari_dicom.layers.surfaces import build_surfaces

BUILDERS: Mapping[type, Callable[[Any, Matrix], list[LayerData]]] = {  # Any: loaded, of that type
    LoadedVolume: build_image,
    LoadedOverlays: build_overlays,
    LoadedStructureSet: build_structure_set,
    LoadedSegmentation: build_segmentation,
    LoadedShutters: build_shutters,
    LoadedRegistered: build_registered,
    LoadedDrawing: build_drawing,
    LoadedSurfaces: build_surfaces,
}
"""type of what was loaded -> what makes its layers, given the display transform (LPS -> LPS)."""

_ON_AN_IMAGE = (
    LoadedVolume,
    LoadedStructureSet,
    LoadedDrawing,
    LoadedSurfaces,
    LoadedShutters,
    LoadedRegistered,
)
"""What has the coordinates of its `volume`: an image, or what is drawn on one."""


def build_layers(
    loaded: Sequence[Loaded],
    space: DisplaySpace = DisplaySpace.OWN_PLANES,
    display: Matrix | None = None,
) -> list[LayerData]:
    """Make the layers of each thing loaded.

    Volumes of one frame of reference whose planes are parallel or at right angles share one display
    transform, so that they line up in their own planes as they do in the patient. What is no image
    is shown through the transform of the images it belongs to. Images without position start hidden
    where others have one: they belong to no place. So do companions of a frame of reference that is
    not that of any volume shown.

    Parameters
    ----------
    display
        4x4 LPS -> LPS to show all of them through, as an open layer is; None to find it.
    """
    loaded = [part for one in loaded for part in _parts(one)]
    found = _displays(loaded, space) if display is None else [display] * len(loaded)
    layers = [BUILDERS[type(one)](one, shown) for one, shown in zip(loaded, found, strict=True)]
    _hide_what_belongs_elsewhere(loaded, layers)
    _tell_images(loaded, layers)
    made = list(chain.from_iterable(layers))
    for layer in made:  # napari's list shows names as tooltips, which Qt reads as markup
        layer.keywords["name"] = without_tags(layer.keywords["name"])
    return made


def _parts(loaded: Loaded) -> Sequence[Loaded]:
    """Return what lies on each of several images, else all of it."""
    if isinstance(loaded, LoadedStructureSet | LoadedDrawing):
        return (loaded, *loaded.others)
    return (loaded,)


def _displays(loaded: Sequence[Loaded], space: DisplaySpace) -> list[Matrix]:
    """Return the display transform of each; that of an image without geometry says nothing."""
    contents = [one.content for one in loaded]
    images = [one for one in contents if isinstance(one, Volume) and one.geometry is not None]
    transforms = display_transforms(
        [one.geometry for one in images if one.geometry is not None],
        [one.frame_of_reference_uid for one in images],
        space,
    )
    of_images = {id(image): found for image, found in zip(images, transforms, strict=True)}
    own = {id(one): _own_display(one, space) for one in contents if id(one) not in of_images}
    under = [_image_under(one, images) for one in loaded]
    return [
        of_images[id(image)]
        if id(image) in of_images
        else _shared(one, own[id(one)], images, of_images)
        for one, image in zip(contents, under, strict=True)
    ]


def _image_under(loaded: Loaded, images: Sequence[Volume]) -> Volume | None:
    """Return the image whose coordinates the layers of something have, an image's its own.

    An image is known by its first frame: it may have been converted since.
    """
    on = loaded.volume if isinstance(loaded, _ON_AN_IMAGE) else None
    if on is None:
        return None
    wanted = _first_frame(on)
    return next((one for one in images if _first_frame(one) == wanted), None)


def _first_frame(volume: Volume) -> tuple[int, int]:
    return id(volume.first.instance), volume.first.number


def _own_display(content: Content, space: DisplaySpace) -> Matrix:
    """Return what a content would be displayed through by itself; in LPS without a grid."""
    return np.eye(4) if content.geometry is None else own_display(content.geometry, space)


def _shared(
    content: Content, own: Matrix, images: Sequence[Volume], displays: Mapping[int, Matrix]
) -> Matrix:
    """Return the display of the images a companion belongs to, its own where there are none.

    Of images that are turned differently those in whose planes its own grid lies come first.
    """
    theirs = [displays[id(image)] for image in images_of(content.references, images)]
    if isinstance(content, Volume) or not theirs:
        return own
    alike = (one for one in theirs if content.geometry is not None and same_rotation(one, own))
    return next(alike, theirs[0])


def _hide_what_belongs_elsewhere(
    loaded: Sequence[Loaded], layers: Sequence[Sequence[LayerData]]
) -> None:
    contents = [one.content for one in loaded]
    volumes = [one for one in contents if isinstance(one, Volume)]
    has_place = any(one.geometry is not None for one in contents)
    in_patient = any(volume.space is Space.PATIENT for volume in volumes)
    for content, its_layers in zip(contents, layers, strict=True):
        if isinstance(content, Volume):
            visible = content.geometry is not None or not has_place
        else:
            visible = not in_patient or bool(images_of(content.references, volumes))
        if not visible:
            for layer in its_layers:
                layer.keywords["visible"] = False


def _tell_images(loaded: Sequence[Loaded], layers: Sequence[Sequence[LayerData]]) -> None:
    """Put what companions say of images into the metadata of these."""
    for one, its_layers in zip(loaded, layers, strict=True):
        remarks = remarks_on(one.volume, loaded) if isinstance(one, LoadedVolume) else []
        for layer in its_layers if remarks else ():
            metadata = layer.keywords["metadata"]
            metadata["dicom"] = with_remarks(metadata["dicom"], remarks)
